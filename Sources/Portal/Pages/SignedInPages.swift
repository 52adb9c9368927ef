import Hummingbird
import Web

/// Pages for people who are signed in; everybody else signs in first.
struct SignedInPages: RouterMiddleware {
  typealias Context = WebContext

  func handle(
    _ request: Request, context: WebContext, next: (Request, WebContext) async throws -> Response
  ) async throws -> Response {
    guard context.actor == nil else { return try await next(request, context) }
    return .signIn(backTo: request)
  }
}
