import Access
import HTTPTypes
import Hummingbird
import Model
import Store
import Web

/// A site's domains, from the forms on its screen.
struct DomainRoutes {
  let services: PortalServices

  func add(to pages: RouterGroup<WebContext>) {
    pages.post("sites/{site}/domains", use: set)
    pages.post("sites/{site}/domains/remove", use: remove)
  }

  @Sendable private func set(_ request: Request, _ context: WebContext) async throws -> Response {
    let account = try context.requireActor().account
    let visible = try await services.site(named: context.parameters.get("site"), for: account)
    try visible.requireAgency()
    let form = try await request.form(context)
    let path = "/sites/\(visible.site.slug)"
    do {
      _ = try await services.setDomain(
        form["host"] ?? "", isMain: form["main"] == "yes", of: visible.site, by: account)
      return .seeOther("\(path)#domains")
    } catch let refusal as PortalServices.DomainRefusal {
      return .seeOther("\(path)?domain=\(refusal.rawValue)#domains")
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
