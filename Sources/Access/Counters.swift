import Synchronization

/// Counts what is done within spans of time, in memory: how often somebody, or everybody from one place, may do something.
package final class Counters: Sendable {
  /// So many times in so many milliseconds.
  package struct Rule: Sendable, Hashable {
    package let limit: Int
    package let window: Int

    package init(limit: Int, window: Int) {
      self.limit = limit
      self.window = window
    }
  }

  /// One thing that is counted.
  package struct Count: Sendable, Hashable {
    let key: String
    let rule: Rule

    package init(_ key: String, _ rule: Rule) {
      self.key = key
      self.rule = rule
    }

    /// Everybody from the network of an address. This machine is none: whoever comes from there sits at it, or a proxy has passed them on
    /// that `serve` has not been told of, and then everybody comes from there.
    package init?(network address: String, _ name: String, _ rule: Rule) {
      let address = IPAddress(address)
      guard address?.isLoopback != true else { return nil }
      self.init("\(name) \(address?.network.description ?? "unknown")", rule)
    }
  }

  private struct Counter {
    var count: Int
    var since: Int
    let window: Int
  }

  /// More than this many are not kept; the oldest go first.
  private static let capacity = 20_000

  private let state = Mutex<[String: Counter]>([:])
  private let now: @Sendable () -> Int

  package init(now: @escaping @Sendable () -> Int) { self.now = now }

  /// Counts one more of each, or none of them when one is at its limit.
  /// - Returns: nil when it may be done, otherwise after how many seconds it may
  package func take(_ counts: [Count?]) -> Int? {
    let moment = now()
    let counts = counts.compactMap { $0 }
    return state.withLock { counters in
      let waits = counts.compactMap { Self.wait(for: $0, in: counters, at: moment) }
      if let longest = waits.max() { return longest }
      if counters.count >= Self.capacity { Self.makeRoom(in: &counters, at: moment) }
      for count in counts {
        var counter = counters[count.key] ?? Counter(count: 0, since: moment, window: count.rule.window)
        if moment - counter.since >= counter.window {
          counter = Counter(count: 0, since: moment, window: count.rule.window)
        }
        counter.count += 1
        counters[count.key] = counter
      }
      return nil
    }
  }

  /// After how many seconds one of them may be done again, without counting; nil when all may be now.
  package func wait(_ counts: [Count?]) -> Int? {
    let moment = now()
    return state.withLock { counters in
      counts.compactMap { $0.flatMap { Self.wait(for: $0, in: counters, at: moment) } }.max()
    }
  }

  private static func wait(for count: Count, in counters: [String: Counter], at moment: Int) -> Int? {
    guard let counter = counters[count.key], counter.count >= count.rule.limit else { return nil }
    let left = counter.since + counter.window - moment
    return left > 0 ? (left + 999) / 1000 : nil
  }

  private static func makeRoom(in counters: inout [String: Counter], at moment: Int) {
    counters = counters.filter { moment - $0.value.since < $0.value.window }
    guard counters.count >= capacity else { return }
    for (key, _) in counters.sorted(by: { $0.value.since < $1.value.since }).prefix(capacity / 4) {
      counters[key] = nil
    }
  }
}
