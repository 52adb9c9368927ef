import Access
import HTTPTypes
import Hummingbird
import Model
import Store
import Web

/// Ticking a customer's wish off from a form.
struct NoteFormRoutes {
  let services: PortalServices

  func add(to pages: RouterGroup<WebContext>) { pages.post("sites/{site}/notes/{note}/done", use: done) }

  @Sendable private func done(_ request: Request, _ context: WebContext) async throws -> Response {
    let account = try context.requireActor().account
    let visible = try await services.site(named: context.parameters.get("site"), for: account)
    _ = try await request.form(context, limit: 16_384)
    guard let note = context.parameters.get("note").flatMap({ NoteID($0) }) else { throw Problem.notFound }
    try await services.store.setNote(note, done: true, of: visible.site.key, by: account.id)
    return .seeOther("/sites/\(visible.site.slug)#notes")
  }
}
