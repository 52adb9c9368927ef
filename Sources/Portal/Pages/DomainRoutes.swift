import Access
import HTTPTypes
import Hummingbird
import Model
import Store
import Web

/// A site's domains, from the forms on its screen.
struct DomainRoutes {
  let services: PortalServices
  let screens: Screens

  func add(to pages: RouterGroup<WebContext>) {
    pages.post("sites/{site}/domains", use: set)
    pages.post("sites/{site}/domains/remove", use: remove)
    // A form that comes back with what is wrong leaves its address in the bar.
    for form in ["domains", "domains/remove"] {
      pages.get("sites/{site}/\(form)") { _, context -> Response in
        let account = try context.requireActor().account
        let visible = try await services.site(named: context.parameters.get("site"), for: account)
        return .seeOther("/sites/\(visible.site.slug)#domains")
      }
    }
  }

  @Sendable private func set(_ request: Request, _ context: WebContext) async throws -> Response {
    let account = try context.requireActor().account
    let visible = try await services.site(named: context.parameters.get("site"), for: account)
    try visible.requireAgency()
    let form = try await request.form(context)
    let typed = form["host"] ?? ""
    do {
      _ = try await services.setDomain(typed, isMain: form["main"] == "yes", of: visible.site, by: account)
      return .seeOther("/sites/\(visible.site.slug)#domains")
    } catch let refusal as PortalServices.DomainRefusal {
      return try await SiteRoutes(services: services, screens: screens)
        .refused(.init(typed: typed, why: refusal), of: visible, context)
    }
  }

  @Sendable private func remove(_ request: Request, _ context: WebContext) async throws -> Response {
    let account = try context.requireActor().account
    let visible = try await services.site(named: context.parameters.get("site"), for: account)
    try visible.requireAgency()
    let form = try await request.form(context)
    try await services.store.removeDomain(try form.required("host"), of: visible.site.key, by: account.id)
    return .seeOther("/sites/\(visible.site.slug)#domains")
  }
}
