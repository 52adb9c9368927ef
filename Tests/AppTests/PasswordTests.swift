import Access
import Store
import Testing

@Suite("Passwords")
struct PasswordTests {
  @Test func hashesAreArgon2idWithTheAgreedCost() async throws {
    let hasher = PasswordHasher()
    let hash = try await hasher.hash("correct horse battery")
    #expect(hash.hasPrefix("$argon2id$v=19$m=19456,t=2,p=1$"))
    #expect(try await hasher.hash("correct horse battery") != hash, "each has a salt of its own")
    #expect(try await hasher.verify("correct horse battery", against: hash))
    #expect(try await !hasher.verify("correct horse batterx", against: hash))
    #expect(try await !hasher.verify("nobody has this password", against: nil), "not even with the stand-in's password")
    #expect(try await !hasher.verify("", against: hash))
    #expect(try await !hasher.verify("correct horse battery", against: "rubbish"))
  }

  static let rules: [(password: String, problem: AccessError.PasswordProblem?)] = [
    ("12345678901", .tooShort), ("123456789012", nil), ("äöüäöüäöüäö", .tooShort), ("äöüäöüäöüäöü", nil),
    ("            ", nil), (String(repeating: "x", count: 1000), nil), (String(repeating: "x", count: 1001), .tooLong),
    (String(repeating: "ü", count: 501), .tooLong),
  ]

  @Test(arguments: rules)
  func lengthIsTheOnlyRule(password: String, problem: AccessError.PasswordProblem?) throws {
    if let problem {
      #expect(throws: AccessError.password(problem)) { try PasswordRules.check(password) }
    } else {
      try PasswordRules.check(password)
    }
  }

  @Test("The end of a long password counts")
  func nothingIsCutOff() async throws {
    let hasher = PasswordHasher()
    let long = String(repeating: "long ", count: 100)
    let hash = try await hasher.hash(long + "a")
    #expect(try await hasher.verify(long + "a", against: hash))
    #expect(try await !hasher.verify(long + "b", against: hash))
  }

  @Test("A flood is told to try later, and what was taken is answered")
  func bounded() async throws {
    let hasher = PasswordHasher(parallel: 1, waitingLimit: 3)
    // On a busy machine they may come one by one, and none is refused: then they come again.
    for _ in 0..<10 {
      let (answered, refused) = await flood(hasher)
      #expect(answered >= 4 && answered + refused == 20)
      if refused > 0 { return }
    }
    Issue.record("none of 200 was refused")
  }

  private func flood(_ hasher: PasswordHasher) async -> (answered: Int, refused: Int) {
    await withTaskGroup(of: Bool.self) { group in
      for _ in 0..<20 {
        group.addTask {
          do {
            return try await !hasher.verify("whatever it may be", against: nil)
          } catch AccessError.busy {
            return false
          } catch {
            Issue.record(error)
            return false
          }
        }
      }
      return await group.reduce(into: (0, 0)) { $1 ? ($0.0 += 1) : ($0.1 += 1) }
    }
  }

  @Test("Failures count by account and network; a stranger elsewhere locks nobody out")
  func throttle() async throws {
    let clock = TestClock()
    let throttle = LoginThrottle(now: { clock.now })
    for _ in 0..<10 {
      try throttle.check(email: "a@x.de", address: "192.0.2.1")
      throttle.failed(email: "a@x.de", address: "192.0.2.1")
    }
    #expect(throws: AccessError.throttled(retryAfter: 900)) {
      try throttle.check(email: "a@x.de", address: "192.0.2.99")
    }
    try throttle.check(email: "a@x.de", address: "198.51.100.1")
    try throttle.check(email: "b@x.de", address: "192.0.2.1")
    clock.advance(seconds: 900)
    try throttle.check(email: "a@x.de", address: "192.0.2.1")

    for _ in 0..<10 { throttle.failed(email: "a@x.de", address: "2001:db8:1:2:3::1") }
    #expect(throws: AccessError.self) { try throttle.check(email: "a@x.de", address: "2001:db8:1:2:ffff::9") }
    #expect(throws: AccessError.self) { try throttle.begin(email: "a@x.de", address: "2001:db8:1:2::1") }
    try throttle.check(email: "a@x.de", address: "2001:db8:1:3::1")
    throttle.succeeded(email: "a@x.de", address: "2001:db8:1:2::")
    try throttle.check(email: "a@x.de", address: "2001:db8:1:2::5")
  }

  @Test("A network with many failures is slowed down, not refused")
  func slowNetwork() async throws {
    let clock = TestClock()
    let throttle = LoginThrottle(now: { clock.now })
    func delay(_ address: String, email: String = "c@x.de") throws -> Duration {
      let attempt = try throttle.begin(email: email, address: address)
      throttle.withdraw(attempt)
      return attempt.delay
    }
    for number in 0..<50 {
      #expect(try delay("192.0.2.1") == .zero)
      throttle.failed(email: "\(number)@x.de", address: "192.0.2.\(number)")
    }
    #expect(try delay("192.0.2.99") == .milliseconds(250))
    #expect(try delay("::ffff:192.0.2.99") == .milliseconds(250))
    #expect(try delay("198.51.100.1") == .zero)
    for number in 0..<100 { throttle.failed(email: "\(number)@x.de", address: "192.0.2.1") }
    #expect(try delay("192.0.2.99") == .seconds(2))
    // A right password takes back its own attempt only.
    throttle.succeeded(try throttle.begin(email: "c@x.de", address: "192.0.2.1"))
    #expect(try delay("192.0.2.99") == .seconds(2))

    let attempt = try throttle.begin(email: "c@x.de", address: "192.0.2.1")
    let refused = await withTaskGroup(of: Bool.self) { group in
      for _ in 0..<20 {
        group.addTask {
          do {
            try await throttle.wait(attempt)
            return false
          } catch {
            return error as? AccessError == .busy
          }
        }
      }
      return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
    }
    #expect(refused == 4)
    clock.advance(seconds: 900)
    #expect(try delay("192.0.2.99") == .zero)
  }

  @Test("This machine is no network: behind an unnamed proxy nobody is locked out", arguments: ["127.0.0.1", "::1"])
  func loopback(address: String) throws {
    let throttle = LoginThrottle(now: { 0 })
    for _ in 0..<10 { throttle.failed(email: "a@x.de", address: address) }
    try throttle.check(email: "a@x.de", address: address)
    #expect(try throttle.begin(email: "a@x.de", address: address).delay == .milliseconds(250))
    #expect(try throttle.begin(email: "b@x.de", address: address).delay == .zero)
  }

  @Test("Attempts at the same moment count like those one after another")
  func parallelAttempts() async throws {
    try await TestApp.with { app in
      let account = try await app.person("known@example.org")
      try await app.store.setPassword(hash: try await app.access.passwords.hash("brot und butter"), of: account)
      let checked = await withTaskGroup(of: Bool.self) { group in
        for _ in 0..<60 {
          group.addTask {
            do {
              _ = try await app.access.signIn(
                email: "known@example.org", password: "wrong password", address: "192.0.2.1")
              return true
            } catch {
              return error as? AccessError == .wrongCredentials
            }
          }
        }
        return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
      }
      #expect((1...10).contains(checked))
      _ = try await app.access.signIn(email: "known@example.org", password: "brot und butter", address: "198.51.100.1")
    }
  }

  @Test func unknownAndKnownAddressesGetTheSameAnswer() async throws {
    try await TestApp.with { app in
      _ = try await app.person("known@example.org")
      for email in ["known@example.org", "unknown@example.org"] {
        for attempt in 0..<11 {
          let expected: AccessError = attempt < 10 ? .wrongCredentials : .throttled(retryAfter: 900)
          await #expect(throws: expected, "\(email)") {
            try await app.access.signIn(email: email, password: "wrong password", address: "192.0.2.1")
          }
        }
      }
    }
  }
}
