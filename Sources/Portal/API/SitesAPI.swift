import Access
import HTTPTypes
import Hummingbird
import Model
import Store
import Web

/// `/sites`: the sites that the account may know of, and their pages.
struct SitesAPI {
  let services: PortalServices

  func add(to api: WebRoutes) {
    api.get("sites", use: list)
    api.get("sites/{site}", use: show)
    api.get("sites/{site}/pages", use: pages)
  }

  @Sendable private func list(_ request: Request, _ context: WebContext) async throws -> Response {
    let account = try context.requireActor().account
    let cursor = try Cursor(request)
    let sites = try await services.store.visibleSites(to: account)
    let shown = try cursor.following(sites) { $0.site.key.site.rawValue }
    return .json(cursor.page(shown, key: { $0.site.key.site.rawValue }, json: { $0.answer(services.origins) }))
  }

  @Sendable private func show(_ request: Request, _ context: WebContext) async throws -> Response {
    let account = try context.requireActor().account
    let visible = try await services.site(named: context.parameters.get("site"), for: account)
    return .json(visible.answer(services.origins))
  }

  @Sendable private func pages(_ request: Request, _ context: WebContext) async throws -> Response {
    let account = try context.requireActor().account
    let visible = try await services.site(named: context.parameters.get("site"), for: account)
    let cursor = try Cursor(request)
    let pages = try await services.store.pages(of: visible.site.key)
    let shown = try cursor.following(pages) { $0.page.id.rawValue }
    return .json(cursor.page(shown, key: { $0.page.id.rawValue }, json: { $0.page.answer(path: $0.path) }))
  }
}

extension Cursor {
  /// The part of a whole list that this cursor asks for, and one more.
  /// - Throws: 422 when the item that the last page ended with is gone: only the beginning tells what there is now.
  func following<Item>(_ items: [Item], key: (Item) -> String) throws(Problem) -> [Item] {
    guard let after else { return Array(items.prefix(limit + 1)) }
    guard let index = items.firstIndex(where: { key($0) == after }) else {
      throw .unprocessable("/after", "is no item of this list any more; begin again")
    }
    return Array(items[(index + 1)...].prefix(limit + 1))
  }
}
