import HTTPTypes
import Hummingbird
import Logging

/// Turns whatever a route throws into an answer: problem JSON for programs, a page for somebody who opened an address.
package struct ErrorMiddleware: RouterMiddleware {
  package typealias Context = WebContext
  package typealias ErrorPage = @Sendable (Problem, WebContext) -> Response

  private let page: ErrorPage

  /// - Parameter page: what people see; the face's own look
  package init(page: @escaping ErrorPage = { PlainErrorPage.response(for: $0, $1) }) { self.page = page }

  package func handle(
    _ request: Request, context: WebContext, next: (Request, WebContext) async throws -> Response
  ) async throws -> Response {
    do {
      return try await next(request, context)
    } catch {
      let problem = Problem(error)
      if problem.status.code >= 500 {
        // The reason is for the log; the answer names only the request.
        context.logger.error("request failed", metadata: ["error": "\(error)"])
      }
      guard request.isNavigation else { return problem.response(requestID: context.requestID) }
      var response = page(problem, context)
      for field in problem.headers { response.headers[field.name] = field.value }
      return response
    }
  }
}

extension Request {
  /// Whether a person opened this address or sent a form, rather than a script asking for data.
  package var isNavigation: Bool {
    if uri.path.hasPrefix("/api/") { return false }
    if let mode = headers[.secFetchMode] { return mode == "navigate" }
    return headers[.accept]?.contains("text/html") == true
  }
}
