import Access
import Hummingbird
import Model
import Store

/// Somebody who takes part in the feedback of one site, as the request proves it.
package struct SiteParticipant: Sendable, Hashable {
  package enum Proof: Sendable, Hashable {
    case account(Actor)
    case guest(GuestVisit)
  }

  package let site: SiteRecord
  package let role: Role
  package let phase: Phase
  package let proof: Proof

  package var participant: Participant {
    switch proof {
    case .account(let actor): .account(actor.account.id)
    case .guest(let visit): .guest(visit.guest.id)
    }
  }

  /// What the others call this person.
  package var name: String {
    switch proof {
    case .account(let actor): actor.account.name
    case .guest(let visit): visit.guest.name
    }
  }

  /// nil for a guest.
  package var actor: Actor? { if case .account(let actor) = proof { actor } else { nil } }
  /// nil for somebody with an account.
  package var visit: GuestVisit? { if case .guest(let visit) = proof { visit } else { nil } }
  package var rules: FeedbackRules { FeedbackRules(participant: participant, role: role) }
  package var authority: EditAuthority { EditAuthority(role: role, phase: phase) }
}

/// Finds out who takes part in a site's feedback. Only the routes of feedback ask here; for every other one a guest is nobody.
package struct SiteParticipants: Sendable {
  private let store: Store
  private let guests: GuestSessions
  private let cookie: SessionCookie

  package init(access: AccessServices, origins: Origins) {
    store = access.store
    guests = access.guests
    cookie = .guest(origins)
  }

  /// What a browser presents as a guest.
  package func secret(in request: Request) -> Secret? { cookie.secret(in: request) }

  /// Somebody with a role on the site in the address, by account or as its guest; who is both comes as the account.
  /// - Throws: 401 for nobody; 404 for a site that is not theirs, as for one that does not exist.
  package func require(_ request: Request, _ context: WebContext) async throws -> SiteParticipant {
    let slug = try context.parameters.require("site")
    if let actor = context.actor, let visible = try await store.site(slug: slug, visibleTo: actor.account) {
      return SiteParticipant(
        site: visible.site, role: visible.role, phase: visible.project.phase, proof: .account(actor))
    }
    if let secret = secret(in: request) {
      if let site = try await store.site(slug: slug),
        let visit = try await guests.visit(presenting: secret, site: site.key)
      {
        return SiteParticipant(site: visit.site, role: .guest, phase: visit.phase, proof: .guest(visit))
      }
      if context.actor == nil, try await !guests.isKnown(secret) { throw Problem.notSignedIn }
      throw Problem.notFound
    }
    _ = try context.requireActor()
    throw Problem.notFound
  }
}
