import Synchronization

/// Counts failed sign-ins, in memory: by account together with the network they come from, and by network alone. A stranger elsewhere
/// cannot lock anybody out, since their failures are counted under their own network.
package final class LoginThrottle: Sendable {
  /// Failures within the window after which an account is refused to one network.
  static let accountLimit = 10
  /// The same for a network, whatever accounts it tries.
  static let networkLimit = 50
  static let window = 15 * 60_000
  /// More than this many counters are not kept; the oldest go first.
  static let capacity = 20_000

  private struct Counter {
    var failures: Int
    var since: Int
  }

  private let counters = Mutex<[String: Counter]>([:])
  private let now: @Sendable () -> Int

  package init(now: @escaping @Sendable () -> Int) { self.now = now }

  /// - Throws: `AccessError.throttled`
  package func check(email: String, address: String) throws(AccessError) {
    let moment = now()
    let network = Self.network(of: address)
    let wait = counters.withLock { counters in
      [(Self.key(email, network), Self.accountLimit), (network, Self.networkLimit)].compactMap { key, limit -> Int? in
        guard let counter = counters[key], counter.failures >= limit, moment - counter.since < Self.window else {
          return nil
        }
        return counter.since + Self.window - moment
      }.max()
    }
    if let wait { throw .throttled(retryAfter: max(1, (wait + 999) / 1000)) }
  }

  package func failed(email: String, address: String) {
    let moment = now()
    let network = Self.network(of: address)
    counters.withLock { counters in
      if counters.count >= Self.capacity { Self.makeRoom(in: &counters, at: moment) }
      for key in [Self.key(email, network), network] {
        var counter = counters[key] ?? Counter(failures: 0, since: moment)
        if moment - counter.since >= Self.window { counter = Counter(failures: 0, since: moment) }
        counter.failures += 1
        counters[key] = counter
      }
    }
  }

  /// Forgets the account's failures from there; those of the network stay.
  package func succeeded(email: String, address: String) {
    _ = counters.withLock { $0.removeValue(forKey: Self.key(email, Self.network(of: address))) }
  }

  private static func key(_ email: String, _ network: String) -> String { "\(network) \(email)" }

  private static func makeRoom(in counters: inout [String: Counter], at moment: Int) {
    counters = counters.filter { moment - $0.value.since < window }
    guard counters.count >= capacity else { return }
    for (key, _) in counters.sorted(by: { $0.value.since < $1.value.since }).prefix(capacity / 4) {
      counters[key] = nil
    }
  }

  /// An address's network: three numbers of IPv4, the first 64 bits of IPv6, which is what one customer gets.
  static func network(of address: String) -> String {
    if address.contains(":") {
      let groups = address.split(separator: ":", omittingEmptySubsequences: false)
      var result: [Substring] = []
      for group in groups.prefix(4) {
        if group.isEmpty { break }
        result.append(group)
      }
      return result.joined(separator: ":") + "::"
    }
    return address.split(separator: ".").prefix(3).joined(separator: ".")
  }
}
