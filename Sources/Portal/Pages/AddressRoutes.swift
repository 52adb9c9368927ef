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
    let account = try context.requireActor().account
    let visible = try await services.site(named: context.parameters.get("site"), for: account)
    try visible.requireAgency()
    let screen = screens.screen(context, request: request)
    let sites = try await services.store.visibleSites(to: account)
    let lines = try await services.formerAddresses(of: visible.site.key).filter { !$0.isCurrent }
    let list = ListPage(request.uri.queryParameters["page"], size: 100, total: lines.count)
    let view = AddressesView(
      visible: visible, lines: Array(lines[list.range]), list: list,
      refused: request.uri.queryParameters["refused"].map(String.init),
      navigation: Navigation(sites: sites, origins: services.origins)
        .links(for: visible, at: .site, screen.words.common))
    return .html(view.html(screen))
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
      return .seeOther(
        "\(back)?refused=\(path.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != 0x26 && $0 != 0x23 } ? path : "/")")
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
