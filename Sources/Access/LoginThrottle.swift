import Synchronization

/// Counts attempts to sign in, in memory, so that passwords cannot be tried by the thousand and yet nobody can lock out somebody else:
///
/// - Ten failures for one account from one network within 15 minutes: that network is refused for that account until they are over.
///   From every other network the right password lets in.
/// - Fifty failures from one network, whatever the accounts: each further attempt from there waits before it is looked at, 0.25 s at
///   first and up to 2 s later. The right password still lets in. Sixteen of a network wait at a time; more are told that it is busy.
/// - This machine (127.0.0.0/8, `::1`) is no network: whoever comes from there sits at it, or a proxy has passed them on that `serve` has
///   not been told of, and then everybody comes from there. Its accounts' failures slow down as those of a network do, and refuse nobody.
///
/// An attempt counts from its beginning, so that a hundred at the same moment are no more than a hundred one after another.
package final class LoginThrottle: Sendable {
  /// Failures within the window after which an account is refused to one network.
  static let accountLimit = 10
  /// Failures within the window after which a network is slowed down.
  static let networkLimit = 50
  static let window = 15 * 60_000
  /// How many of one network, and of all, wait at the same time.
  static let waitingLimit = 16
  static let allWaitingLimit = 512
  /// More than this many counters are not kept; the oldest go first.
  static let capacity = 20_000

  private struct Counter {
    var failures: Int
    var since: Int
  }

  private struct State {
    var counters: [String: Counter] = [:]
    var waiting: [String: Int] = [:]
    var allWaiting = 0
  }

  /// One attempt that has been counted.
  package struct Attempt: Sendable {
    fileprivate let account: String
    fileprivate let network: String
    /// How long to wait before the password is looked at.
    package let delay: Duration
  }

  private let state = Mutex(State())
  private let now: @Sendable () -> Int

  package init(now: @escaping @Sendable () -> Int) { self.now = now }

  /// Counts an attempt. Whoever begins one ends it by `failed`, `succeeded` or `withdraw`.
  /// - Throws: `AccessError.throttled`
  package func begin(email: String, address: String) throws(AccessError) -> Attempt {
    let moment = now()
    let (account, network, isHere) = Self.keys(email, address)
    let result: Result<Attempt, AccessError> = state.withLock { state in
      if !isHere, let wait = Self.wait(account, in: state, at: moment) { return .failure(wait) }
      let slowness = max(
        Self.failures(network, in: state, at: moment) - Self.networkLimit,
        isHere ? Self.failures(account, in: state, at: moment) - Self.accountLimit : -1)
      Self.count([account, network], in: &state, at: moment)
      return .success(Attempt(account: account, network: network, delay: Self.delay(slowness)))
    }
    return try result.get()
  }

  /// Waits as long as the attempt has to.
  /// - Throws: `AccessError.busy` when too many do already
  package func wait(_ attempt: Attempt) async throws {
    guard attempt.delay > .zero else { return }
    let isAdmitted = state.withLock { state in
      guard state.allWaiting < Self.allWaitingLimit, state.waiting[attempt.network, default: 0] < Self.waitingLimit
      else { return false }
      state.allWaiting += 1
      state.waiting[attempt.network, default: 0] += 1
      return true
    }
    guard isAdmitted else { throw AccessError.busy }
    defer {
      state.withLock { state in
        state.allWaiting -= 1
        let left = (state.waiting[attempt.network] ?? 1) - 1
        state.waiting[attempt.network] = left == 0 ? nil : left
      }
    }
    try await Task.sleep(for: attempt.delay)
  }

  /// Forgets the account's failures from there; of the network's, only this attempt is taken back.
  package func succeeded(_ attempt: Attempt) {
    state.withLock { state in
      state.counters[attempt.account] = nil
      Self.takeBack([attempt.network], in: &state)
    }
  }

  /// The password has not been looked at.
  package func withdraw(_ attempt: Attempt) {
    state.withLock { Self.takeBack([attempt.account, attempt.network], in: &$0) }
  }

  // MARK: The counters by themselves, for tables of the rule

  /// - Throws: `AccessError.throttled`
  package func check(email: String, address: String) throws(AccessError) {
    let moment = now()
    let (account, _, isHere) = Self.keys(email, address)
    guard !isHere, let wait = state.withLock({ Self.wait(account, in: $0, at: moment) }) else { return }
    throw wait
  }

  package func failed(email: String, address: String) {
    let moment = now()
    let (account, network, _) = Self.keys(email, address)
    state.withLock { Self.count([account, network], in: &$0, at: moment) }
  }

  package func succeeded(email: String, address: String) {
    state.withLock { $0.counters[Self.keys(email, address).account] = nil }
  }

  // MARK: Counters

  private static func keys(_ email: String, _ address: String) -> (account: String, network: String, isHere: Bool) {
    let address = IPAddress(address)
    let isHere = address?.isLoopback == true
    let network = isHere ? "here" : address?.network.description ?? "unknown"
    return ("\(network) \(email)", network, isHere)
  }

  private static func failures(_ key: String, in state: State, at moment: Int) -> Int {
    guard let counter = state.counters[key], moment - counter.since < window else { return 0 }
    return counter.failures
  }

  private static func wait(_ account: String, in state: State, at moment: Int) -> AccessError? {
    guard failures(account, in: state, at: moment) >= accountLimit, let since = state.counters[account]?.since else {
      return nil
    }
    return .throttled(retryAfter: max(1, (since + window - moment + 999) / 1000))
  }

  /// - Parameter failures: those above the limit
  private static func delay(_ failures: Int) -> Duration {
    failures < 0 ? .zero : .milliseconds(min(2_000, 250 + 25 * failures))
  }

  private static func count(_ keys: [String], in state: inout State, at moment: Int) {
    if state.counters.count >= capacity { makeRoom(in: &state.counters, at: moment) }
    for key in keys {
      var counter = state.counters[key] ?? Counter(failures: 0, since: moment)
      if moment - counter.since >= window { counter = Counter(failures: 0, since: moment) }
      counter.failures += 1
      state.counters[key] = counter
    }
  }

  private static func takeBack(_ keys: [String], in state: inout State) {
    for key in keys {
      guard let counter = state.counters[key] else { continue }
      state.counters[key] = counter.failures > 1 ? Counter(failures: counter.failures - 1, since: counter.since) : nil
    }
  }

  private static func makeRoom(in counters: inout [String: Counter], at moment: Int) {
    counters = counters.filter { moment - $0.value.since < window }
    guard counters.count >= capacity else { return }
    for (key, _) in counters.sorted(by: { $0.value.since < $1.value.since }).prefix(capacity / 4) {
      counters[key] = nil
    }
  }
}
