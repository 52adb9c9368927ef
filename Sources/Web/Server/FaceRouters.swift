import Access
import Hummingbird

/// The routers of the faces with everything that every request of them goes through. A face adds its routes, then hands the router to
/// the dispatcher as `responder`.
package struct FaceRouters: Sendable {
  private let origins: Origins
  private let access: AccessServices
  private let assets: StaticAssets

  package init(origins: Origins, access: AccessServices, assets: StaticAssets) {
    self.origins = origins
    self.access = access
    self.assets = assets
  }

  /// Portal, studio and JSON API: the only face with sessions.
  package func portal(
    errorPage: @escaping ErrorMiddleware.ErrorPage = { PlainErrorPage.response(for: $0, $1) },
    bodyLimit: @escaping @Sendable (String) -> Int = { _ in BodyLimit.standard }
  ) -> WebRouter {
    let router = WebRouter(context: WebContext.self, options: [.autoGenerateHeadEndpoints])
    router.add(middleware: RequestLog())
    router.add(middleware: SecurityHeaders.portal(origins))
    // The session comes before the errors, so that an error page speaks the account's language.
    router.add(middleware: ErrorMiddleware())
    router.add(middleware: SessionMiddleware(sessions: access.sessions, cookie: SessionCookie(origins)))
    router.add(middleware: ErrorMiddleware(page: errorPage))
    router.add(middleware: OriginCheck(ownOrigin: origins.portalOrigin))
    router.add(middleware: BodyLimit(bodyLimit))
    assets.addRoutes(to: router)
    return router
  }

  /// Working drafts: no cookies, the right to see one is in the path, and nothing is ever sent to it.
  package func draft() -> WebRouter {
    let router = WebRouter(context: WebContext.self, options: [.autoGenerateHeadEndpoints])
    router.add(middleware: RequestLog())
    router.add(middleware: SecurityHeaders.draft(origins))
    router.add(middleware: ErrorMiddleware())
    router.add(middleware: BodyLimit { _ in 0 })
    assets.addRoutes(to: router)
    return router
  }
}

extension Router where Context == WebContext {
  /// All routes of this router as one function for the dispatcher. Add routes before, not after.
  package var responder: WebResponder {
    let responder = buildResponder()
    return { request, context in try await responder.respond(to: request, context: context) }
  }
}
