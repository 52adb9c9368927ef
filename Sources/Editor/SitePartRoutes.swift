import Access
import HTTPTypes
import Hummingbird
import Model
import Store
import Web

/// `…/sections`, `…/templates`, `…/collections` and `…/company`: what the editing screen needs to know of a site besides its pages.
struct SitePartRoutes {
  let store: Store

  func add(to sites: WebRoutes) {
    sites.get("sections", use: sections)
    sites.get("templates", use: templates)
    sites.get("collections", use: collections)
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

  @Sendable private func templates(_ request: Request, _ context: WebContext) async throws -> Response {
    let visible = try await visible(context)
    guard visible.role.mayDesign else { throw Problem.forbidden("designers choose the templates of pages") }
    let language = context.language.rawValue
    let titles = try await store.templateTitles(of: visible.site.key)
    return .json([
      "items": .array(
        titles.sorted { $0.key < $1.key }.compactMap { name, titles in
          // Another language's title says more than a name.
          let title = titles[language] ?? titles[""] ?? titles.min { $0.key < $1.key }?.value
          return title.map { ["name": .string(name), "title": .string($0)] }
        })
    ])
  }

  @Sendable private func collections(_ request: Request, _ context: WebContext) async throws -> Response {
    let visible = try await visible(context)
    return .json([
      "items": .array(
        try await store.collections(of: visible.site.key).map { name, settings in
          [
            "name": .string(name), "title": .string(settings.title), "path": .string(settings.path),
            "template": .string(settings.template),
          ]
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
