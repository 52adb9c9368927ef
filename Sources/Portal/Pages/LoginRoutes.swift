import Access
import HTTPTypes
import Hummingbird
import Model
import Store
import Web

/// Signing in with a password, and out.
struct LoginRoutes {
  let services: PortalServices
  let screens: Screens

  func add(to router: WebRouter) {
    router.get("login", use: show)
    router.post("login", use: signIn)
    router.post("logout", use: signOut)
  }

  @Sendable private func show(_ request: Request, _ context: WebContext) async throws -> Response {
    let next = SafePath(request.uri.queryParameters["next"].map(String.init))
    guard context.actor == nil else { return .seeOther(next.text) }
    var screen = screens.screen(context, request: request)
    screen.next = next
    return .html(LoginView(next: next.text).html(screen))
  }

  @Sendable private func signIn(_ request: Request, _ context: WebContext) async throws -> Response {
    // Somebody who signed in meanwhile in another tab is signed in here, too.
    guard context.actor == nil else { return .seeOther("/") }
    let form = try await request.form(context, limit: 16_384)
    let (email, password) = (form["email"] ?? "", form["password"] ?? "")
    let next = SafePath(form["next"])
    var screen = screens.screen(context, request: request)
    screen.next = next
    func refusal(_ trouble: LoginView.Trouble, _ status: HTTPResponse.Status, wait: Int? = nil) -> Response {
      .html(
        LoginView(email: String(email.prefix(300)), next: next.text, trouble: trouble).html(screen), status: status,
        headers: wait.map { [.retryAfter: String($0)] } ?? [:])
    }
    let hasNoEmail = email.allSatisfy(\.isWhitespace)
    guard !hasNoEmail, !password.isEmpty else {
      return refusal(.missing(email: hasNoEmail, password: password.isEmpty), .unprocessableContent)
    }
    do {
      let session = try await services.access.signIn(email: email, password: password, address: context.clientAddress)
      try await services.takeLanguage(screen.language, for: session.actor.account)
      var response = Response.seeOther(next.text)
      response.headers[.setCookie] = services.cookie.opening(session.secret)
      return response
    } catch AccessError.wrongCredentials {
      return refusal(.wrong, .unauthorized)
    } catch AccessError.throttled(let seconds) {
      return refusal(.tooMany(seconds: seconds), .tooManyRequests, wait: seconds)
    } catch AccessError.busy {
      return refusal(.busy, .tooManyRequests, wait: 5)
    }
  }

  @Sendable private func signOut(_ request: Request, _ context: WebContext) async throws -> Response {
    _ = try await request.form(context, limit: 16_384)
    if let actor = context.actor { try await services.access.sessions.end(actor) }
    var response = Response.seeOther("/login")
    response.headers[.setCookie] = services.cookie.closing
    return response
  }
}
