import Access
import HTTPTypes
import Hummingbird
import Model
import Store
import Web

/// Marking a thread as done from a form, on a site's own screen.
struct ThreadFormRoutes {
  let services: PortalServices

  func add(to pages: RouterGroup<WebContext>) { pages.post("sites/{site}/threads/{thread}/done", use: done) }

  @Sendable private func done(_ request: Request, _ context: WebContext) async throws -> Response {
    let account = try context.requireActor().account
    let visible = try await services.site(named: context.parameters.get("site"), for: account)
    _ = try await request.form(context, limit: 16_384)
    guard visible.role.isAgency else { throw Problem.forbidden("the agency’s people say what is done") }
    guard let thread = context.parameters.get("thread").flatMap({ ThreadID($0) }) else { throw Problem.notFound }
    _ = try await services.store.changeThread(
      thread, ThreadChange(state: .done), version: nil, of: visible.site.key, by: .account(account.id))
    return .seeOther("/sites/\(visible.site.slug)#feedback")
  }
}
