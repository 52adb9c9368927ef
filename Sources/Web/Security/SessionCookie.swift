import Access
import HTTPTypes
import Hummingbird
import Model

/// The one cookie of the service. It exists on the portal's host alone.
package struct SessionCookie: Sendable, Hashable {
  package let name: String
  private let isSecure: Bool

  /// Over http, which `Origins` allows on this machine only, WebKit stores neither the prefix nor `Secure`.
  package init(_ origins: Origins) {
    isSecure = origins.isSecure
    name = isSecure ? "__Host-foyer" : "foyer"
  }

  /// The value of a `Set-Cookie` header that signs a browser in.
  package func opening(_ secret: Secret) -> String {
    "\(name)=\(secret.text); \(attributes); Max-Age=\(LoginSessions.absoluteLimit / 1000)"
  }

  /// The value of a `Set-Cookie` header that signs it out.
  package var closing: String { "\(name)=; \(attributes); Max-Age=0" }

  private var attributes: String { "Path=/; HttpOnly; SameSite=Lax\(isSecure ? "; Secure" : "")" }

  /// The secret that a request presents. Two cookies of that name are none: one of them comes from somebody else.
  package func secret(in request: Request) -> Secret? {
    var found: Secret?
    for header in request.headers[values: .cookie] {
      for part in header.split(separator: ";") {
        let pair = part.drop { $0 == " " }
        guard pair.hasPrefix(name), pair.dropFirst(name.count).first == "=" else { continue }
        if found != nil { return nil }
        found = Secret(presented: pair.dropFirst(name.count + 1))
      }
    }
    return found
  }
}

/// Finds out who makes a request, and in which language to answer.
package struct SessionMiddleware: RouterMiddleware {
  package typealias Context = WebContext

  private let sessions: LoginSessions
  private let cookie: SessionCookie

  package init(sessions: LoginSessions, cookie: SessionCookie) {
    self.sessions = sessions
    self.cookie = cookie
  }

  package func handle(
    _ request: Request, context: WebContext, next: (Request, WebContext) async throws -> Response
  ) async throws -> Response {
    var context = context
    if let secret = cookie.secret(in: request) { context.actor = try await sessions.actor(presenting: secret) }
    context.language =
      context.actor.flatMap { Language(rawValue: $0.account.locale) }
      ?? Language(acceptLanguage: request.headers[.acceptLanguage])
    return try await next(request, context)
  }
}
