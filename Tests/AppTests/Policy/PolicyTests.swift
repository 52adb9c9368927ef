import Glibc
import Testing

/// Random requests of everybody against a small model of the promise: after each one the difference in the database must be one that its
/// author may make, the answer must fit, and nobody gets an error of the server.
///
///     FOYER_POLICY_REQUESTS=1000000    how many requests (20,000 by default)
///     FOYER_POLICY_SEED=7              the seed of the first session
@Suite("Locks really lock")
struct PolicyTests {
  private static let length = 500

  @Test("Random requests of all roles change nothing that their author may not change") func randomRequests()
    async throws
  {
    let requests = Self.number("FOYER_POLICY_REQUESTS") ?? 20_000
    let first = UInt64(Self.number("FOYER_POLICY_SEED") ?? 1)
    var carriedOut = 0
    var byCustomers = 0
    for session in 0..<UInt64(max(1, requests / Self.length)) {
      var numbers = SeededNumbers(first &+ session)
      let seeds = (0..<Self.length).map { _ in numbers.next() }
      let outcome = try await PolicySession.run(seeds)
      carriedOut += outcome.carriedOut
      byCustomers += outcome.byCustomers
      if let violation = outcome.violation {
        let shortest = try await Self.shrunk(seeds)
        let told = try await PolicySession.run(shortest).violation ?? violation
        Issue.record("seed \(first &+ session), \(shortest.count) requests are enough: \(shortest)\n\(told)")
        return
      }
    }
    // A service that refuses everything would break no promise either.
    #expect(carriedOut > requests / 15, "\(carriedOut) of \(requests) requests were carried out")
    #expect(byCustomers > requests / 30, "\(byCustomers) of them by customers")
  }

  /// Leaves requests out as long as the rest still breaks the promise (delta debugging, Zeller 1999, halves and then smaller parts).
  private static func shrunk(_ seeds: [UInt64]) async throws -> [UInt64] {
    var seeds = seeds
    var part = seeds.count / 2
    var runs = 0
    while part >= 1, runs < 60 {
      var start = 0
      var isShorter = false
      while start < seeds.count, runs < 60 {
        let rest = Array(seeds[..<start] + seeds[min(start + part, seeds.count)...])
        runs += 1
        if try await PolicySession.run(rest).violation != nil {
          seeds = rest
          isShorter = true
        } else {
          start += part
        }
      }
      if !isShorter || part > 1 { part /= 2 }
    }
    return seeds
  }

  private static func number(_ name: String) -> Int? { getenv(name).flatMap { Int(String(cString: $0)) } }
}
