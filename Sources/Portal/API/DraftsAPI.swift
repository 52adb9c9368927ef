import Access
import HTTPTypes
import Hummingbird
import Model
import Store
import Web

/// `/sites/{site}/drafts`: an address under which the working draft can be seen, or edited in the portal's frame.
struct DraftsAPI {
  let services: PortalServices

  func add(to api: WebRoutes) { api.post("sites/{site}/drafts", use: create) }

  @Sendable private func create(_ request: Request, _ context: WebContext) async throws -> Response {
    let actor = try context.requireActor()
    let visible = try await services.site(named: context.parameters.get("site"), for: actor.account)
    let reader = try JSONReader(try await request.json(limit: 16_384), known: ["page", "mode", "release", "revision"])
    guard let mode = DraftMode(rawValue: try reader.string("mode")) else {
      throw reader.error("mode", "must be edit, view or review")
    }
    if mode == .edit, DraftAccess(visible.authority, unlocked: 1).mode != .edit {
      throw Problem.forbidden("this account may look at the draft, with the mode “view”")
    }
    var path = "/"
    if let page: PageID = try reader.optionalIdentifier("page") {
      guard let found = try await services.store.pages(of: visible.site.key).first(where: { $0.page.id == page }) else {
        throw reader.error("page", "is no page of this site")
      }
      path = found.path
    }
    var pinned: Composition?
    if let number = try reader.optionalInteger("release") {
      guard let release = try await services.store.release(number, of: visible.site.key) else {
        throw reader.error("release", "is no release of this site")
      }
      pinned = release.composition
    } else if let revision = try reader.optionalInteger("revision") {
      guard (1...visible.site.revision).contains(revision) else {
        throw reader.error("revision", "is no revision of this site")
      }
      pinned = Composition(base: revision)
    }
    if pinned != nil, mode == .edit {
      throw reader.error("mode", "must be view or review for a state that does not change any more")
    }
    let secret = try await services.access.drafts.create(for: actor, site: visible.site.key, mode: mode, pinned: pinned)
    let expiresAt = services.store.now() + DraftTokens.lifetime
    return .json(
      [
        "url": .string(services.origins.draftURL(visible.site.slug, token: secret, path: path)),
        "mode": .string(mode.rawValue), "expiresAt": .string(DateText.utc(expiresAt)),
      ], status: .created)
  }
}
