import HTTPTypes
import Hummingbird

/// The headers that every answer of a face carries, errors included. What a route has set itself stays.
package struct SecurityHeaders: RouterMiddleware {
  package typealias Context = WebContext

  private let headers: @Sendable (Request, WebContext) -> HTTPFields

  private init(_ headers: @escaping @Sendable (Request, WebContext) -> HTTPFields) { self.headers = headers }

  package static func portal(_ origins: Origins) -> SecurityHeaders {
    let drafts = origins.allDraftOrigins
    return SecurityHeaders { request, context in
      var headers = common(origins)
      headers[.contentSecurityPolicy] =
        "default-src 'none'; script-src 'self' 'nonce-\(context.nonce)'; style-src 'self'; "
        + "img-src 'self' data: blob:; connect-src 'self'; font-src 'self'; frame-src \(drafts); "
        + "frame-ancestors 'none'; base-uri 'none'; form-action 'self'"
      headers[.crossOriginOpenerPolicy] = "same-origin"
      headers[.crossOriginResourcePolicy] = "same-origin"
      // The address of a review link opens it as long as it holds: no page is ever told it, not one of our own.
      headers[.referrerPolicy] = request.isAtReviewLink ? "no-referrer" : "same-origin"
      headers[.permissionsPolicy] = "camera=(self), microphone=(), geolocation=()"
      // What a session may see stays out of every cache.
      headers[.cacheControl] = "no-store"
      return headers
    }
  }

  package static func draft(_ origins: Origins) -> SecurityHeaders {
    let portal = origins.portalOrigin
    return SecurityHeaders { _, context in
      var headers = common(origins)
      headers[.contentSecurityPolicy] =
        "default-src 'none'; script-src 'nonce-\(context.nonce)'; style-src 'self' 'nonce-\(context.nonce)'; "
        + "img-src 'self' data: blob:; font-src 'self'; media-src 'self'; connect-src 'none'; "
        + "frame-ancestors \(portal); base-uri 'none'; form-action 'none'"
      headers[.referrerPolicy] = "no-referrer"
      headers[.robotsTag] = "noindex"
      headers[.cacheControl] = "private, no-store"
      return headers
    }
  }

  /// For answers that belong to no face.
  static func nowhere(_ origins: Origins) -> HTTPFields {
    var headers = common(origins)
    headers[.contentSecurityPolicy] = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
    headers[.cacheControl] = "no-store"
    return headers
  }

  /// For published sites: the policy for scripts and styles is made with each page, the rest is the same for all.
  package static func published(_ origins: Origins) -> HTTPFields {
    var headers = common(origins)
    // A customer's domain has names that are not ours to decide about.
    if origins.isSecure { headers[.strictTransportSecurity] = "max-age=31536000" }
    headers[.referrerPolicy] = "strict-origin-when-cross-origin"
    headers[.permissionsPolicy] = "camera=(), geolocation=(), microphone=(), payment=(), usb=()"
    return headers
  }

  private static func common(_ origins: Origins) -> HTTPFields {
    var headers: HTTPFields = [.contentTypeOptions: "nosniff"]
    if origins.isSecure { headers[.strictTransportSecurity] = "max-age=31536000; includeSubDomains" }
    return headers
  }

  package func handle(
    _ request: Request, context: WebContext, next: (Request, WebContext) async throws -> Response
  ) async throws -> Response {
    var response = try await next(request, context)
    response.add(headers(request, context))
    return response
  }
}

extension Request {
  /// Whether the path is that of a review link, or one that somebody has mangled; whatever is answered there.
  fileprivate var isAtReviewLink: Bool { uri.path.split(separator: "/").first?.lowercased() == "review" }
}

extension Response {
  /// Adds what is not set yet.
  mutating func add(_ fields: HTTPFields) {
    for field in fields where headers[field.name] == nil { headers[field.name] = field.value }
  }
}

extension HTTPField.Name {
  static let contentTypeOptions = HTTPField.Name("X-Content-Type-Options")!
  package static let crossOriginOpenerPolicy = HTTPField.Name("Cross-Origin-Opener-Policy")!
  static let permissionsPolicy = HTTPField.Name("Permissions-Policy")!
  static let referrerPolicy = HTTPField.Name("Referrer-Policy")!
  static let robotsTag = HTTPField.Name("X-Robots-Tag")!
}
