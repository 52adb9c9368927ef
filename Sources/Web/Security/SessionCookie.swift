import Access
import HTTPTypes
import Hummingbird
import Model

/// The cookies of the service: one for people with an account, one for guests. They exist on the portal's host alone.
package struct SessionCookie: Sendable, Hashable {
  package let name: String
  private let isSecure: Bool

  /// Over http, which `Origins` allows on this machine only, WebKit stores neither the prefix nor `Secure`.
  package init(_ origins: Origins) { self.init(origins, "foyer") }

  /// The cookie that the feedback's routes alone look at.
  package static func guest(_ origins: Origins) -> SessionCookie { SessionCookie(origins, "foyer-guest") }

  private init(_ origins: Origins, _ name: String) {
    isSecure = origins.isSecure
    self.name = isSecure ? "__Host-\(name)" : name
  }

  /// The value of a `Set-Cookie` header that signs a browser in.
  /// - Parameter lifetime: in milliseconds
  package func opening(_ secret: Secret, lifetime: Int = LoginSessions.absoluteLimit) -> String {
    "\(name)=\(secret.text); \(attributes); Max-Age=\(max(1, lifetime / 1000))"
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
