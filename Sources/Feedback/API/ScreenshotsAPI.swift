import Access
import HTTPTypes
import Hummingbird
import Model
import NIOCore
import Store
import Web

/// `…/threads/{thread}/screenshot`: what the author of a thread saw, for whoever may read the thread.
struct ScreenshotsAPI {
  let services: FeedbackServices

  func add(to sites: WebRoutes) {
    sites.get("threads/:thread/screenshot") { try await show(.small, $0, $1) }
    sites.get("threads/:thread/screenshot/large") { try await show(.large, $0, $1) }
  }

  /// Asked for anew each time, since who may see it may change.
  @Sendable private func show(
    _ size: Screenshot.Size, _ request: Request, _ context: WebContext
  ) async throws -> Response {
    let reader = try await services.participants.require(request, context)
    guard let thread = ThreadID(try context.parameters.require("thread")) else { throw Problem.notFound }
    let file = try await services.store.screenshot(
      size, of: thread, in: reader.site.key, for: reader.participant)
    let headers: HTTPFields = [
      .eTag: "\"\(file.hash)\"", .contentType: file.type, .cacheControl: "private, no-cache",
      .contentSecurityPolicy: "default-src 'none'; frame-ancestors 'none'; sandbox",
      .contentDisposition: "inline; filename=\"screenshot.webp\"",
      HTTPField.Name("X-Content-Type-Options")!: "nosniff",
    ]
    guard !request.hasCurrent(etag: file.hash) else { return Response(status: .notModified, headers: headers) }
    let bytes = try await services.readFile(file.hash)
    return Response(status: .ok, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
  }
}
