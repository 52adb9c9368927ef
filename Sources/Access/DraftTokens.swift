import Model
import Store

/// Draft addresses carry their right in the path, since the draft's origin has no cookies. A link belongs to one session, account,
/// site and mode, ends with the session or after twelve hours, and is worth at each use what the account may do then.
package struct DraftTokens: Sendable {
  package static let lifetime = 12 * 3_600_000

  private let store: Store

  package init(store: Store) { self.store = store }

  /// - Parameter pinned: what the link shows for good; nil for the working draft
  package func create(
    for actor: Actor, site: SiteKey, mode: DraftMode, pinned: Composition? = nil
  ) async throws -> Secret {
    let secret = Secret.random()
    try await store.createDraftToken(
      hash: secret.hash, site: site, account: actor.account, session: actor.session, mode: mode,
      expiresAt: store.now() + Self.lifetime, pinned: pinned)
    return secret
  }

  /// For a guest, whose review link says which state it shows.
  /// - Parameter mode: anything but `edit`
  package func create(for visit: GuestVisit, mode: DraftMode) async throws -> Secret {
    let secret = Secret.random()
    try await store.createDraftToken(
      hash: secret.hash, for: visit, mode: mode, expiresAt: store.now() + Self.lifetime)
    return secret
  }

  /// What a link stands for on a draft's host; nil when it is over, or when it belongs to another site.
  package func grant(presenting secret: Secret, slug: String) async throws -> DraftGrant? {
    let grant = try await store.draftGrant(
      hash: secret.hash, usedSince: store.now() - LoginSessions.idleLimit)
    return grant?.site.slug == slug ? grant : nil
  }
}
