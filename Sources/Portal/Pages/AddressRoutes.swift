import Access
import HTTPTypes
import Hummingbird
import Model
import Store
import Web

/// The screen of a site's old addresses, and its forms.
struct AddressRoutes {
  let services: PortalServices
  let screens: Screens

  func add(to pages: RouterGroup<WebContext>) {
    pages.get("sites/{site}/addresses", use: show)
    pages.post("sites/{site}/addresses", use: lead)
    pages.post("sites/{site}/addresses/forget", use: forget)
  }

  @Sendable private func show(_ request: Request, _ context: WebContext) async throws -> Response {
    try await show(request, context, refused: nil)
  }

  private func show(
    _ request: Request, _ context: WebContext, refused: (path: String, typed: String)?
  ) async throws -> Response {
    let account = try context.requireActor().account
    let visible = try await services.site(named: context.parameters.get("site"), for: account)
    try visible.requireAgency()
    let screen = screens.screen(context, request: request)
    let sites = try await services.store.visibleSites(to: account)
    let lines = try await services.formerAddresses(of: visible.site.key).filter { !$0.isCurrent }
    let size = 100
    // A refused one is shown on the page where it stands.
    let place = refused.flatMap { refused in lines.firstIndex { $0.address.path == refused.path } }
    let page = place.map { Substring("\($0 / size + 1)") } ?? request.uri.queryParameters["page"]
    let list = ListPage(page, size: size, total: lines.count)
    let view = AddressesView(
      visible: visible, lines: Array(lines[list.range]), list: list,
      refused: refused,
      navigation: Navigation(sites: sites, origins: services.origins)
        .links(for: visible, at: .site, screen.words.common))
    return .html(view.html(screen), status: refused == nil ? .ok : .unprocessableContent)
  }

  @Sendable private func lead(_ request: Request, _ context: WebContext) async throws -> Response {
    let visible = try await agencySite(context)
    let form = try await request.form(context)
    let path = try form.required("path")
    let back = "/sites/\(visible.site.slug)/addresses"
    do {
      try await services.lead(
        path, to: form["leadsTo"]?.trimmingPrefix { $0.isWhitespace }.description, of: visible.site.key)
      return .seeOther(back)
    } catch is PortalServices.AddressRefusal {
      return try await show(request, context, refused: (path, form["leadsTo"] ?? ""))
    }
  }

  @Sendable private func forget(_ request: Request, _ context: WebContext) async throws -> Response {
    let visible = try await agencySite(context)
    let form = try await request.form(context)
    try await services.store.forget(try form.required("path"), of: visible.site.key)
    return .seeOther("/sites/\(visible.site.slug)/addresses")
  }

  private func agencySite(_ context: WebContext) async throws -> VisibleSite {
    let account = try context.requireActor().account
    let visible = try await services.site(named: context.parameters.get("site"), for: account)
    try visible.requireAgency()
    return visible
  }
}
