import Access
import HTTPTypes
import Hummingbird
import Model
import Store
import Web

/// `…/sections` and `…/company`: what the editing screen needs to know of a site besides its pages.
struct SitePartRoutes {
  let store: Store

  func add(to sites: WebRoutes) {
    sites.get("sections", use: sections)
    sites.get("company", use: company)
  }

  @Sendable private func sections(_ request: Request, _ context: WebContext) async throws -> Response {
    let visible = try await visible(context)
    guard visible.role.mayDesign else { throw Problem.forbidden("designers put sections onto pages") }
    let sections = try await store.sections(of: visible.site.key)
    return .json([
      "items": .array(
        sections.map { name, seed in
          let title = seed["name"]?.string ?? ""
          return ["name": .string(name), "title": .string(title.isEmpty ? name : title), "seed": seed]
        })
    ])
  }

  @Sendable private func company(_ request: Request, _ context: WebContext) async throws -> Response {
    let visible = try await visible(context)
    let fields = try await store.company(of: visible.site.key)
    let mayEdit = visible.role.mayDesign || visible.role.mayEditUnlocked
    return .json([
      "fields": .array(fields.map { ["key": .string($0.key), "value": .string($0.value)] }), "mayEdit": .bool(mayEdit),
    ])
  }

  private func visible(_ context: WebContext) async throws -> VisibleSite {
    let account = try context.requireActor().account
    guard let site = try await store.site(slug: try context.parameters.require("site"), visibleTo: account) else {
      throw Problem.notFound
    }
    return site
  }
}
