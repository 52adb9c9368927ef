import Access
import HTTPTypes
import Hummingbird
import Model
import NIOCore
import Publishing
import Store
import Web

/// What customers and the agency's people see of the service, and the JSON API beside it.
package struct PortalFace: Sendable {
  private let services: PortalServices
  private let look: PortalLook

  /// - Parameter editing: what drives the editing screen
  /// - Throws: `StaticAssetError` when the style sheet or an icon is missing, so that the service does not start half.
  package init(
    services: PortalServices, assets: StaticAssets, editing: EditingLook, branding: Branding = .foyer
  ) throws(StaticAssetError) {
    self.services = services
    look = try PortalLook(assets: assets, editing: editing, branding: branding)
  }

  package func addRoutes(to router: WebRouter) {
    let screens = Screens(look: look, now: services.store.now)
    LoginRoutes(services: services, screens: screens).add(to: router)
    LoginLinkRoutes(services: services, screens: screens).add(to: router)
    look.addRoutes(to: router)

    let pages = router.group().add(middleware: SignedInPages())
    SiteRoutes(services: services, screens: screens).add(to: pages)
    PublishRoutes(services: services, screens: screens).add(to: pages)
    PublishScreenRoutes(services: services, screens: screens).add(to: pages)
    DomainRoutes(services: services, screens: screens).add(to: pages)
    TargetRoutes(services: services).add(to: pages)
    AddressRoutes(services: services, screens: screens).add(to: pages)
    GuestRoutes(services: services, screens: screens).add(to: pages)
    RoundRoutes(services: services, screens: screens).add(to: pages)
    TranslationRoutes(services: services, screens: screens).add(to: pages)
    ThreadFormRoutes(services: services).add(to: pages)
    InboxRoutes(services: services, screens: screens).add(to: pages)
    EditorRoutes(services: services, screens: screens).add(to: pages)
    AccountRoutes(services: services, screens: screens).add(to: pages)

    let api = router.group("/api/v1")
    OpenAPIRoutes().add(to: api)
    SessionAPI(services: services).add(to: api)
    SitesAPI(services: services).add(to: api)
    ReleasesAPI(services: services).add(to: api)
    DomainsAPI(services: services).add(to: api)
    TargetsAPI(services: services).add(to: api)
    AddressesAPI(services: services).add(to: api)
    TranslationsAPI(services: services).add(to: api)
    DraftsAPI(services: services).add(to: api)
    PublishAPI(services: services).add(to: api)
    PublishRequestsAPI(services: services).add(to: api)
    PlansAPI(services: services).add(to: api)
  }

  /// What people see instead of the page they asked for; for `FaceRouters.portal(errorPage:)`.
  package var errorPage: ErrorMiddleware.ErrorPage {
    let screens = Screens(look: look, now: services.store.now)
    return { problem, context in
      .html(
        ErrorView(problem: problem, requestID: context.requestID).html(screens.screen(context)), status: problem.status)
    }
  }

  /// The address behind which a one-time link signs somebody in. The mark before the secret keeps it out of the request log.
  package static func loginPath(for secret: Secret) -> String { "/login/~\(secret.text)" }
}

/// What the portal works with.
package struct PortalServices: Sendable {
  let access: AccessServices
  let desk: PublishDesk
  let targets: TargetQueue
  let origins: Origins
  let figures: SiteFiguresCache
  let waiting: WaitingChanges
  let saveAccount: @Sendable (Account, _ name: String, _ locale: String) async throws -> Void
  let lastEdit: @Sendable (SiteKey) async throws -> Int?

  /// Whoever signs in for the first time, and has chosen no language, keeps the one in which the sign-in was shown.
  func takeLanguage(_ language: Language, for account: Account) async throws {
    guard account.locale.isEmpty else { return }
    try await saveAccount(account, account.name, language.rawValue)
  }

  var store: Store { access.store }
  var cookie: SessionCookie { SessionCookie(origins) }

  /// - Parameters:
  ///   - saveAccount: stores an account's name and language
  ///   - lastEdit: when a site was last changed, in milliseconds; nil when it never was
  package init(
    access: AccessServices, desk: PublishDesk, targets: TargetQueue, origins: Origins,
    saveAccount: @escaping @Sendable (Account, _ name: String, _ locale: String) async throws -> Void,
    lastEdit: @escaping @Sendable (SiteKey) async throws -> Int?
  ) {
    self.access = access
    self.desk = desk
    self.targets = targets
    self.origins = origins
    self.saveAccount = saveAccount
    self.lastEdit = lastEdit
    figures = SiteFiguresCache(store: access.store)
    waiting = WaitingChanges(store: access.store)
  }
}
