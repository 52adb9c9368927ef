import Access
import HTTPTypes
import Hummingbird
import Model
import Store
import Web

/// The screen of a site's review links: who is invited without an account, and who came.
struct GuestRoutes {
  let services: PortalServices
  let screens: Screens

  func add(to pages: RouterGroup<WebContext>) {
    pages.get("sites/{site}/guests", use: show)
    pages.post("sites/{site}/guests", use: invite)
    pages.post("sites/{site}/guests/{link}/revoke", use: revoke)
  }

  @Sendable private func show(_ request: Request, _ context: WebContext) async throws -> Response {
    try await page(request, context, .init())
  }

  /// The answer is the page that shows the link's address: it is told once, and never stands in an address of its own.
  @Sendable private func invite(_ request: Request, _ context: WebContext) async throws -> Response {
    let (account, visible) = try await inviter(context)
    let fields = try await request.form(context, limit: 16_384)
    var form = GuestsView.Form(
      mode: fields["mode"].flatMap(ReviewLink.Mode.init(rawValue:)) ?? .personal,
      name: String((fields["name"] ?? "").prefix(1000)),
      days: fields["days"].flatMap { Int($0) } ?? ReviewLinkLimits.usualLifetime, isPinned: fields["pinned"] == "1")
    do {
      let new = try NewReviewLink(
        mode: form.mode, name: form.name, pinned: form.isPinned ? visible.site.revision : nil, days: form.days)
      let made = try await services.access.guests.invite(new, to: visible.site.key, by: account)
      return try await page(
        request, context, .init(), made: (made.link, services.origins.reviewURL(made.secret)), status: .created)
    } catch is FieldError {
      form.trouble = form.name.allSatisfy(\.isWhitespace) ? .nameMissing : .unusable
    } catch ReviewLinkRefusal.tooMany {
      form.trouble = .tooMany
    }
    return try await page(
      request, context, form, status: form.trouble == .tooMany ? .tooManyRequests : .unprocessableContent)
  }

  @Sendable private func revoke(_ request: Request, _ context: WebContext) async throws -> Response {
    let (account, visible) = try await inviter(context)
    _ = try await request.form(context, limit: 16_384)
    guard let link = context.parameters.get("link").flatMap({ ReviewLinkID($0) }) else { throw Problem.notFound }
    try await services.access.guests.revoke(link, of: visible.site.key, by: account)
    return .seeOther("/sites/\(visible.site.slug)/guests")
  }

  private func page(
    _ request: Request, _ context: WebContext, _ form: GuestsView.Form, made: (ReviewLink, url: String)? = nil,
    status: HTTPResponse.Status = .ok
  ) async throws -> Response {
    let (account, visible) = try await inviter(context)
    let screen = screens.screen(context, request: request)
    let view = GuestsView(
      visible: visible, links: try await services.store.reviewLinks(of: visible.site.key, for: account.id),
      form: form, made: made.map { ($0.0.name, $0.url) },
      navigation: Navigation(
        sites: try await services.store.visibleSites(to: account), origins: services.origins
      ).links(for: visible, at: .site, screen.words.common))
    return .html(view.html(screen), status: status)
  }

  private func inviter(_ context: WebContext) async throws -> (Account, VisibleSite) {
    let account = try context.requireActor().account
    let visible = try await services.site(named: context.parameters.get("site"), for: account)
    guard visible.role.mayInviteGuests else {
      throw Problem.forbidden("the agency’s people and the customer’s owner invite guests")
    }
    return (account, visible)
  }
}
