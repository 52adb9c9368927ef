import Model
import Store

/// Links that let somebody in once: to sign in, to accept an invitation, to choose another password.
///
/// Opening one shows a page with a button; only the button uses it up, because mail scanners open every link they see.
package struct LoginLinks: Sendable {
  private let store: Store
  private let passwords: PasswordHasher

  package init(store: Store, passwords: PasswordHasher) {
    self.store = store
    self.passwords = passwords
  }

  /// - Parameter lifetime: in milliseconds; an hour for signing in and for a new password, a week for an invitation.
  package func create(_ purpose: LoginPurpose, for account: Account, lifetime: Int? = nil) async throws -> Secret {
    let secret = Secret.random()
    let lifetime = lifetime ?? (purpose == .invitation ? 7 * 86_400_000 : 3_600_000)
    try await store.createLoginToken(
      hash: secret.hash, purpose: purpose, account: account, expiresAt: store.now() + lifetime)
    return secret
  }

  /// What a link would do, without doing it.
  package func look(at secret: Secret) async throws -> LoginToken? {
    try await store.loginToken(hash: secret.hash)
  }

  /// Uses a link up and opens a session.
  /// - Parameter password: what the account's password is to be; needed for an invitation or a reset, not looked at for signing in.
  /// - Throws: `AccessError.linkOver`, `password`, `busy`.
  package func use(_ secret: Secret, password: String? = nil) async throws -> (secret: Secret, actor: Actor) {
    guard let token = try await store.loginToken(hash: secret.hash) else { throw AccessError.linkOver }
    var hash: String?
    if token.purpose != .login {
      guard let password else { throw AccessError.password(.tooShort) }
      hash = try await passwords.hash(password)
    }
    let session = Secret.random()
    guard
      let used = try await store.consumeLoginToken(
        hash: secret.hash, password: hash,
        session: (hash: session.hash, expiresAt: store.now() + LoginSessions.absoluteLimit))
    else { throw AccessError.linkOver }
    try await store.audit(
      "link.used", detail: ["purpose": .string(used.purpose.rawValue)], by: used.account.id,
      agency: used.account.agency)
    return (session, Actor(account: used.account, session: session))
  }
}
