import HTTPTypes
import Hummingbird

/// Lets a request that may change something pass only when a page of the same origin made it. Browsers say so in `Sec-Fetch-Site`; where
/// that is missing `Origin` must be the portal's own. Cookies alone prove nothing: a page on a sibling domain is same-site.
package struct OriginCheck: RouterMiddleware {
  package typealias Context = WebContext

  private let ownOrigin: String

  package init(ownOrigin: String) { self.ownOrigin = ownOrigin }

  package func handle(
    _ request: Request, context: WebContext, next: (Request, WebContext) async throws -> Response
  ) async throws -> Response {
    guard isAllowed(request) else {
      throw Problem(
        .forbidden, code: "crossOrigin", title: "This request comes from another site",
        detail: "unsafe methods need Sec-Fetch-Site: same-origin or the portal's own Origin")
    }
    return try await next(request, context)
  }

  private func isAllowed(_ request: Request) -> Bool {
    switch request.method {
    case .get, .head, .options: return true
    default: break
    }
    let sites = request.headers[values: .secFetchSite]
    guard sites.isEmpty else { return sites == ["same-origin"] }
    return request.headers[values: .origin] == [ownOrigin]
  }
}
