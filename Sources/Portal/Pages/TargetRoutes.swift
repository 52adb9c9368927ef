import Access
import HTTPTypes
import Hummingbird
import Model
import Publishing
import Store
import Web

/// Sending a site to one of its targets, from a form.
struct TargetRoutes {
  let services: PortalServices

  func add(to pages: RouterGroup<WebContext>) { pages.post("sites/{site}/targets/{target}/runs", use: send) }

  @Sendable private func send(_ request: Request, _ context: WebContext) async throws -> Response {
    let account = try context.requireActor().account
    let visible = try await services.site(named: context.parameters.get("site"), for: account)
    try visible.requireTargets()
    _ = try await request.form(context, limit: 16_384)
    guard let target = context.parameters.get("target").flatMap({ TargetID($0) }) else { throw Problem.notFound }
    try await services.targets.ask(for: target, of: visible.site.key)
    return .seeOther("/sites/\(visible.site.slug)#targets")
  }
}
