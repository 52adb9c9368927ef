import Model
import Store

/// People who come by a review link. Their session lives in the store and is worth at each use what the link is worth then, so with the
/// link's end everything that was opened by it is over.
package struct GuestSessions: Sendable {
  /// Use is written down no more often than this, so that reading a thread is not a write.
  static let touchInterval = 60_000

  private let store: Store

  package init(store: Store) { self.store = store }

  /// Makes a link.
  /// - Returns: the secret of its address too, which is nowhere else from then on
  /// - Throws: as `Store.createReviewLink`
  package func invite(
    _ new: NewReviewLink, to site: SiteKey, by account: Account
  ) async throws -> (secret: Secret, link: ReviewLink) {
    let secret = Secret.random()
    let link = try await store.createReviewLink(new, hash: secret.hash, of: site, by: account.id)
    try await store.audit(
      "reviewLink.created", detail: ["link": .string(link.id.rawValue), "mode": .string(link.mode.rawValue)],
      by: account.id, agency: account.agency)
    return (secret, link)
  }

  /// Ends a link.
  /// - Throws: as `Store.revokeReviewLink`
  package func revoke(_ link: ReviewLinkID, of site: SiteKey, by account: Account) async throws {
    try await store.revokeReviewLink(link, of: site, by: account.id)
    try await store.audit(
      "reviewLink.revoked", detail: ["link": .string(link.rawValue)], by: account.id, agency: account.agency)
  }

  /// What a link leads to, without going in.
  package func look(at link: Secret) async throws -> OpenReviewLink? {
    try await store.openReviewLink(hash: link.hash)
  }

  /// Goes in by a link: always with a new secret, whatever cookie the browser had before.
  /// - Parameters:
  ///   - name: for a shared link
  ///   - mayAdd: whether the link may get another guest by it
  ///   - session: what the browser has presented
  /// - Throws: as `Store.enter`
  package func enter(
    _ link: Secret, name: String?, mail: String?, mayAdd: Bool = true, session: Secret?
  ) async throws -> (secret: Secret, visit: GuestVisit) {
    let secret = Secret.random()
    let visit = try await store.enter(
      link: link.hash, name: name, mail: mail, mayAdd: mayAdd, session: (old: session?.hash, new: secret.hash))
    try await store.audit(
      "guest.entered",
      detail: ["guest": .string(visit.guest.id.rawValue), "link": .string(visit.link.id.rawValue)],
      agency: visit.site.key.agency)
    return (secret, visit)
  }

  /// Who presents that secret on a site; nil for nobody there.
  package func visit(presenting secret: Secret, site: SiteKey) async throws -> GuestVisit? {
    guard let visit = try await store.guestVisit(session: secret.hash, in: site) else { return nil }
    if store.now() - visit.seenAt >= Self.touchInterval { try await store.touch(visit) }
    return visit
  }

  /// Whether that secret is a guest of any site.
  package func isKnown(_ secret: Secret) async throws -> Bool { try await store.hasGuest(session: secret.hash) }

  package func end(_ secret: Secret) async throws { try await store.endGuestSession(hash: secret.hash) }
}
