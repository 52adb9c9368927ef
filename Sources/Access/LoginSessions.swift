import Model
import Store

/// Who makes a request: a signed-in account, by one of its sessions.
package struct Actor: Sendable, Hashable {
  package let account: Account
  /// The session's name in the store: the hash of its secret.
  package let session: String
  /// What the session's forms carry in a hidden field.
  package let formToken: String

  package init(account: Account, session: Secret) {
    self.account = account
    self.session = session.hash
    formToken = session.derived(for: "form")
  }
}

/// Sessions live in the store, so signing out ends them at once on every node.
package struct LoginSessions: Sendable {
  /// How long a session may rest.
  package static let idleLimit = 12 * 3_600_000
  /// How long it may last altogether.
  package static let absoluteLimit = 30 * 86_400_000
  /// Use is written down no more often than this, so that reading a page is not a write.
  static let touchInterval = 60_000

  private let store: Store

  package init(store: Store) { self.store = store }

  /// Opens a session: always a new secret, whatever cookie the browser had before.
  package func open(for account: Account) async throws -> (secret: Secret, actor: Actor) {
    let secret = Secret.random()
    try await store.createLoginSession(
      hash: secret.hash, account: account, expiresAt: store.now() + Self.absoluteLimit)
    return (secret, Actor(account: account, session: secret))
  }

  /// Who presents that secret; nil when the session has ended, rested too long or never was.
  package func actor(presenting secret: Secret) async throws -> Actor? {
    let moment = store.now()
    guard let session = try await store.loginSession(hash: secret.hash, usedSince: moment - Self.idleLimit) else {
      return nil
    }
    if moment - session.usedAt >= Self.touchInterval { try await store.touchLoginSession(hash: session.hash) }
    return Actor(account: session.account, session: secret)
  }

  /// Another secret for the same session, after its rights have changed. nil when it is over.
  package func rotate(_ actor: Actor) async throws -> (secret: Secret, actor: Actor)? {
    let secret = Secret.random()
    guard try await store.rotateLoginSession(hash: actor.session, to: secret.hash) else { return nil }
    return (secret, Actor(account: actor.account, session: secret))
  }

  package func end(_ actor: Actor) async throws { try await store.endLoginSession(hash: actor.session) }

  /// Signs the account out everywhere but here.
  package func endOthers(of actor: Actor) async throws {
    try await store.endLoginSessions(of: actor.account, except: actor.session)
  }
}
