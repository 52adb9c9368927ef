import Access
import HTTPTypes
import Hummingbird
import Model
import Store
import Web

/// The screen of translations that their source has left behind.
struct TranslationRoutes {
  let services: PortalServices
  let screens: Screens

  func add(to pages: RouterGroup<WebContext>) {
    pages.get("sites/{site}/translations", use: show)
    pages.post("sites/{site}/translations/confirm", use: confirm)
  }

  @Sendable private func show(_ request: Request, _ context: WebContext) async throws -> Response {
    let account = try context.requireActor().account
    let visible = try await services.site(named: context.parameters.get("site"), for: account)
    try visible.requireEditing()
    let screen = screens.screen(context, request: request)
    let sites = try await services.store.visibleSites(to: account)
    let view = TranslationsView(
      visible: visible, pages: try await services.store.translatedPages(of: visible.site.key),
      navigation: Navigation(sites: sites, origins: services.origins)
        .links(for: visible, at: .site, screen.words.common))
    return .html(view.html(screen))
  }

  @Sendable private func confirm(_ request: Request, _ context: WebContext) async throws -> Response {
    let account = try context.requireActor().account
    let visible = try await services.site(named: context.parameters.get("site"), for: account)
    try visible.requireEditing()
    let form = try await request.form(context)
    guard let element = ElementID(try form.required("element")) else { throw Problem.notFound }
    try await services.confirmTranslation(element, of: visible.site.key, by: account.id)
    return .seeOther("/sites/\(visible.site.slug)/translations")
  }
}
