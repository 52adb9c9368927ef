import Access
import HTTPTypes
import Hummingbird
import Model
import Publishing
import Store
import Web

/// The editing screen.
struct EditorRoutes {
  let services: PortalServices
  let screens: Screens

  /// More pages than this make a picker that nobody picks from.
  private static let pickerLimit = 200

  func add(to pages: RouterGroup<WebContext>) {
    pages.get("sites/{site}/edit", use: show)
    pages.get("sites/{site}/edit/{page}", use: show)
  }

  @Sendable private func show(_ request: Request, _ context: WebContext) async throws -> Response {
    let actor = try context.requireActor()
    let visible = try await services.site(named: context.parameters.get("site"), for: actor.account)
    let site = visible.site
    let rows = try await services.store.pages(of: site.key)
    let groups = PageGroup.all(
      rows, try await services.store.collections(of: site.key),
      hasSeveralLanguages: Set(rows.map(\.page.locale)).count > 1)
    let all = groups.flatMap(\.lines)
    guard let page = choose(context.parameters.get("page"), from: all) else { throw Problem.notFound }
    let figures = try await services.figures.figures(of: site)
    let mode = DraftAccess(visible.authority, unlocked: figures.unlocked).mode
    let secret = try await services.access.drafts.create(for: actor, site: site.key, mode: mode)
    let view = EditorView(
      visible: visible, page: page, pages: PageGroup.slice(groups, 0..<min(all.count, Self.pickerLimit)),
      hasMorePages: all.count > Self.pickerLimit, mode: mode,
      draftURL: services.origins.draftURL(site.slug, token: secret, path: page.path),
      draftOrigin: services.origins.draftOrigin(site.slug),
      newestRelease: try await services.store.releases(of: site.key, limit: 1).first?.number ?? 0,
      act: PublishDesk.act(visible.role, mode: try await services.store.publishRule(of: site.key).mode),
      liveURL: services.origins.siteURL(site.slug), address: try await address(of: site), account: actor.account.id)
    return .html(view.html(screens.screen(context, request: request)))
  }

  /// The site's own address, or else the one that it has here.
  private func address(of site: SiteRecord) async throws -> String {
    let own = try await services.store.address(of: site.key)
    let address = own.isEmpty ? services.origins.siteURL(site.slug) : own
    let name = address.firstRange(of: "://").map { address[$0.upperBound...] } ?? address[...]
    return String(name.hasSuffix("/") ? name.dropLast() : name)
  }

  /// The page of the address; without one the site's start page.
  private func choose(_ id: String?, from pages: [PageGroup.Line]) -> PageGroup.Line? {
    guard let id else { return pages.first { $0.path == "/" } ?? pages.first }
    return pages.first { $0.id.rawValue == id }
  }
}
