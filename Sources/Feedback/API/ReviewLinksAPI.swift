import Access
import HTTPTypes
import Hummingbird
import Model
import Store
import Web

/// `…/review-links`: ways to a site's draft for people without an account. The address is told once, when the link is made.
struct ReviewLinksAPI {
  let services: FeedbackServices

  func add(to sites: WebRoutes) {
    sites.get("review-links", use: list)
    sites.post("review-links", use: create)
    sites.delete("review-links/:link", use: revoke)
  }

  @Sendable private func list(_ request: Request, _ context: WebContext) async throws -> Response {
    let (account, site) = try await inviter(context)
    let entries = try await refusing { try await services.store.reviewLinks(of: site.site.key, for: account.id) }
    let moment = services.store.now()
    return .json(["items": .array(entries.map { $0.json(at: moment, withMail: site.role.isAgency) })])
  }

  @Sendable private func create(_ request: Request, _ context: WebContext) async throws -> Response {
    let (account, site) = try await inviter(context)
    let reader = try JSONReader(
      try await request.json(limit: 16_384), known: ["mode", "name", "revision", "days"])
    guard let mode = ReviewLink.Mode(rawValue: try reader.string("mode")) else {
      throw reader.error("mode", "must be personal or shared")
    }
    let new = try NewReviewLink(
      mode: mode, name: try reader.string("name"), pinned: try reader.optionalInteger("revision"),
      days: try reader.optionalInteger("days") ?? ReviewLinkLimits.usualLifetime)
    let made = try await refusing { try await services.access.guests.invite(new, to: site.site.key, by: account) }
    let entry = ReviewLinkEntry(link: made.link, creator: account.name)
    var members = entry.json(at: services.store.now(), withMail: site.role.isAgency).object ?? [:]
    members["guests"] = nil
    members["url"] = .string(services.origins.reviewURL(made.secret))
    return .json(.object(members), status: .created)
  }

  @Sendable private func revoke(_ request: Request, _ context: WebContext) async throws -> Response {
    let (account, site) = try await inviter(context)
    guard let link = ReviewLinkID(try context.parameters.require("link")) else { throw Problem.notFound }
    try await refusing { try await services.access.guests.revoke(link, of: site.site.key, by: account) }
    return Response(status: .noContent)
  }

  /// Before the body is read; what counts is asked again in the transaction.
  private func inviter(_ context: WebContext) async throws -> (Account, VisibleSite) {
    let account = try context.requireActor().account
    guard let site = try await services.store.site(slug: try context.parameters.require("site"), visibleTo: account)
    else { throw Problem.notFound }
    guard site.role.mayInviteGuests else { throw Self.forbidden }
    return (account, site)
  }

  private func refusing<Result>(_ work: () async throws -> Result) async throws -> Result {
    do {
      return try await work()
    } catch ReviewLinkRefusal.role {
      throw Self.forbidden
    } catch ReviewLinkRefusal.tooMany {
      throw Problem(
        .tooManyRequests, code: "tooManyLinks", title: "There are many review links already",
        detail:
          "at most \(ReviewLinkLimits.openOfSite) links of a site are valid at a time; revoke those that nobody needs")
    }
  }

  private static var forbidden: Problem {
    .forbidden("the agency’s people and the customer’s owner invite guests")
  }
}

extension ReviewLinkEntry {
  /// - Parameter withMail: for the agency's people, who alone are told the guests' addresses
  fileprivate func json(at moment: Int, withMail: Bool) -> JSONValue {
    let state = link.revokedAt != nil ? "revoked" : link.expiresAt <= moment ? "expired" : "open"
    return .record([
      "id": .string(link.id.rawValue), "mode": .string(link.mode.rawValue), "name": .string(link.name),
      "revision": link.pinned.map { .integer($0) } ?? .null, "at": .string(Timestamp.utc(link.at)),
      "createdBy": ["id": .string(link.createdBy.rawValue), "name": .string(creator)],
      "expiresAt": .string(Timestamp.utc(link.expiresAt)),
      "revokedAt": link.revokedAt.map { .string(Timestamp.utc($0)) } ?? .null, "state": .string(state),
      "seenAt": seenAt.map { .string(Timestamp.utc($0)) } ?? .null,
      "guests": .array(
        visitors.map { visitor in
          .record([
            "id": .string(visitor.guest.id.rawValue), "name": .string(visitor.guest.name),
            "mail": withMail ? visitor.guest.mail.map { .string($0) } : nil,
            "seenAt": visitor.seenAt.map { .string(Timestamp.utc($0)) } ?? .null,
          ])
        }),
    ])
  }
}
