import Hummingbird
import Logging

/// One line for a request: what was asked, what came of it, how long it took. An open editor asks every few seconds, so only those that failed by
/// our fault or took long are told; all of them at the level `debug`. No query, no header, no body; a part of a path that
/// begins with `~` is a secret (draft links, one-time links) and is left out.
package struct RequestLog: RouterMiddleware {
  package typealias Context = WebContext

  package init() {}

  package func handle(
    _ request: Request, context: WebContext, next: (Request, WebContext) async throws -> Response
  ) async throws -> Response {
    let start = ContinuousClock.now
    let response = try await next(request, context)
    let spent = ContinuousClock.now - start
    let level: Logger.Level = response.status.code >= 500 || spent > .seconds(1) ? .info : .debug
    context.logger.log(
      level: level,
      "\(request.method.rawValue) \(Self.loggable(path: request.uri.path)) \(response.status.code)",
      metadata: ["host": "\(context.slug ?? "portal")", "ms": "\(spent / .milliseconds(1))"])
    return response
  }

  /// A path fit for the log: without secrets, of bounded length, in visible ASCII.
  package static func loggable(path: String) -> String {
    let shown = path.prefix(300).split(separator: "/", omittingEmptySubsequences: false)
      .map { $0.hasPrefix("~") || $0.lowercased().hasPrefix("%7e") ? "~" : $0 }.joined(separator: "/")
    return String(String.UnicodeScalarView(shown.unicodeScalars.map { (0x21...0x7E).contains($0.value) ? $0 : "?" }))
  }
}
