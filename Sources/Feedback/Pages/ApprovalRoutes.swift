import Access
import HTTPTypes
import Hummingbird
import Model
import Store
import Web

/// The record of an approval, for people with a role on the site. Guests approve nothing and see none.
struct ApprovalRoutes {
  let services: FeedbackServices

  func add(to router: WebRouter) { router.get("sites/{site}/approvals/{approval}", use: show) }

  @Sendable private func show(_ request: Request, _ context: WebContext) async throws -> Response {
    guard let actor = context.actor else { return .signIn(backTo: request) }
    let account = actor.account
    guard let approval = ApprovalID(try context.parameters.require("approval")),
      let site = try await services.store.site(slug: try context.parameters.require("site"), visibleTo: account)?.site
    else { throw Problem.notFound }
    let (told, changes, agency) = try await services.store.approvalRecord(approval, of: site.key, for: account.id)
    let view = ApprovalRecordView(
      look: services.look, site: site, agency: agency, told: told, changes: changes, now: services.store.now(),
      page: told.path.map { _ in "\(services.reviewPath(site.slug))?page=\(told.approval.page)" },
      language: context.language)
    return .html(view.html())
  }
}
