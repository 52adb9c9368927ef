import Access
import HTTPTypes
import Hummingbird
import Model
import Store
import Web

/// One-time links: signing in, accepting an invitation, choosing another password.
struct LoginLinkRoutes {
  let services: PortalServices
  let screens: Screens

  func add(to router: WebRouter) {
    router.get("login/{token}", use: show)
    router.post("login/{token}", use: accept)
  }

  @Sendable private func show(_ request: Request, _ context: WebContext) async throws -> Response {
    let screen = screens.screen(context, request: request)
    guard let secret = secret(context), let token = try await services.access.links.look(at: secret) else {
      return over(screen)
    }
    return .html(
      LoginLinkView(account: token.account, purpose: token.purpose, path: PortalFace.loginPath(for: secret))
        .html(screen))
  }

  @Sendable private func accept(_ request: Request, _ context: WebContext) async throws -> Response {
    let screen = screens.screen(context, request: request)
    let form = try await request.form(context, limit: 16_384)
    guard let secret = secret(context), let token = try await services.access.links.look(at: secret) else {
      return over(screen)
    }
    do {
      let session = try await services.access.links.use(secret, password: form["password"] ?? "")
      // The screen may have spoken the language of whoever was signed in before.
      let language =
        context.actor == nil ? screen.language : Language(acceptLanguage: request.headers[.acceptLanguage])
      try await services.takeLanguage(language, for: session.actor.account)
      // Whoever was signed in before leaves nothing open in this browser.
      if let actor = context.actor { try await services.access.sessions.end(actor) }
      var response = Response.seeOther("/")
      response.headers[.setCookie] = services.cookie.opening(session.secret)
      return response
    } catch AccessError.linkOver {
      return over(screen)
    } catch let error as AccessError {
      let view = LoginLinkView(
        account: token.account, purpose: token.purpose, path: PortalFace.loginPath(for: secret), trouble: error)
      return .html(view.html(screen), status: error == .busy ? .tooManyRequests : .unprocessableContent)
    }
  }

  private func secret(_ context: WebContext) -> Secret? {
    guard let text = context.parameters.get("token") else { return nil }
    return Secret(presented: text.hasPrefix("~") ? text.dropFirst() : text[...])
  }

  private func over(_ screen: Screen) -> Response { .html(LoginLinkOverView().html(screen), status: .gone) }
}
