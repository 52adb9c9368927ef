import Model
import Store

/// Everything that decides who is asking.
package struct AccessServices: Sendable {
  package let store: Store
  package let passwords: PasswordHasher
  package let sessions: LoginSessions
  package let links: LoginLinks
  package let drafts: DraftTokens
  package let throttle: LoginThrottle
  package let guests: GuestSessions
  package let feedbackRates: FeedbackRates

  package init(store: Store) {
    self.store = store
    passwords = PasswordHasher()
    sessions = LoginSessions(store: store)
    links = LoginLinks(store: store, passwords: passwords)
    drafts = DraftTokens(store: store)
    throttle = LoginThrottle(now: store.now)
    guests = GuestSessions(store: store)
    feedbackRates = FeedbackRates(now: store.now)
  }

  /// Signs in with address and password. An unknown address gets the same answer after the same time as a wrong password.
  /// - Parameter address: the client's IP address
  /// - Throws: `AccessError`
  package func signIn(email: String, password: String, address: String) async throws -> (secret: Secret, actor: Actor) {
    let email = Account.normalized(email: String(email.prefix(300)))
    let (found, isRight) = try await compare(password, email: email, address: address)
    guard isRight, let account = found else {
      if let account = found {
        // Not awaited: a write for known addresses only would tell them from unknown ones by the time it takes.
        Task { [store] in
          try await store.audit("signIn.failed", detail: ["from": .string(address)], agency: account.agency)
        }
      }
      throw AccessError.wrongCredentials
    }
    let session = try await sessions.open(for: account)
    try await store.audit("signIn", detail: ["from": .string(address)], by: account.id, agency: account.agency)
    return session
  }

  /// Sets a password from within a session; all other sessions of the account end.
  package func changePassword(of actor: Actor, from old: String, to new: String, address: String) async throws {
    // The rule comes before the expensive comparison, and before a wrong old password counts.
    try PasswordRules.check(new)
    guard try await compare(old, email: actor.account.email, address: address).isRight else {
      throw AccessError.wrongCredentials
    }
    try await store.setPassword(
      hash: try await passwords.hash(new), of: actor.account, keeping: actor.session)
    try await store.audit("password.changed", by: actor.account.id, agency: actor.account.agency)
  }

  /// Compares a password with an account's, as one attempt of the throttle: it counts from its beginning, so that many at once are no
  /// way around the limit.
  private func compare(_ password: String, email: String, address: String) async throws -> (
    account: Account?, isRight: Bool
  ) {
    let attempt = try throttle.begin(email: email, address: address)
    do {
      try await throttle.wait(attempt)
      let found = try await store.passwordHash(email: email)
      let isRight = try await passwords.verify(password, against: found?.hash)
      if isRight, found != nil { throttle.succeeded(attempt) }
      return (found?.account, isRight)
    } catch {
      throttle.withdraw(attempt)
      throw error
    }
  }
}
