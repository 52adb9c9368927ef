import Access
import HTTPTypes
import Hummingbird
import Model
import Store
import Web

/// The review page: for people with an account that has a role on the site, and for its guests.
struct ReviewRoutes {
  let services: FeedbackServices

  func add(to router: WebRouter) { router.get("sites/{site}/review", use: show) }

  @Sendable private func show(_ request: Request, _ context: WebContext) async throws -> Response {
    let reader: SiteParticipant
    do {
      reader = try await services.participants.require(request, context)
    } catch let problem as Problem where problem.status == .unauthorized {
      return .signIn(backTo: request)
    }
    if let visit = reader.visit,
      let seconds = services.access.feedbackRates.looking(visit, from: context.clientAddress)
    {
      throw Problem.tooOften("wait a little before you open this page again", seconds)
    }
    let site = reader.site
    let pinned: Revision? = if case .guest(let visit) = reader.proof { visit.link.pinned } else { nil }
    let pages = try await services.store.pages(of: site.key, at: pinned)
    let query = request.uri.queryParameters
    let thread = query["thread"].flatMap { ThreadID(String($0)) }
    guard let page = choose(query["page"].map(String.init), from: pages) else { throw Problem.notFound }
    let secret =
      switch reader.proof {
      case .account(let actor):
        try await services.access.drafts.create(for: actor, site: site.key, mode: .review)
      case .guest(let visit): try await services.access.drafts.create(for: visit, mode: .review)
      }
    let chosen = query["lang"].flatMap { Language(rawValue: String($0)) }
    let view = ReviewView(
      services: services, reader: reader, page: page,
      pages: pages.prefix(ReviewView.pickerLimit).map { ReviewView.Line(page: $0.page, path: $0.path) },
      thread: thread, draftURL: services.origins.draftURL(site.slug, token: secret, path: page.path),
      draftOrigin: services.origins.draftOrigin(site.slug),
      language: (context.actor == nil ? chosen : nil) ?? context.language)
    return .html(view.html())
  }

  /// The page of the address; without one the site's start page.
  private func choose(_ id: String?, from pages: [(page: Page, path: String)]) -> ReviewView.Line? {
    let found =
      id.flatMap { id in pages.first { $0.page.id.rawValue == id } }
      ?? pages.first { $0.path == "/" } ?? pages.first
    return found.map { ReviewView.Line(page: $0.page, path: $0.path) }
  }
}
