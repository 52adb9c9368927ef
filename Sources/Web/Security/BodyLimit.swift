import HTTPTypes
import Hummingbird
import Logging
import NIOCore

/// Refuses bodies above a limit: at once when the header announces one, on the way when it does not. A body that breaks off or is not
/// encoded as HTTP has it is the client's mistake.
package struct BodyLimit: RouterMiddleware {
  package typealias Context = WebContext

  package static let standard = 2 * 1024 * 1024

  /// The limit of each path, in bytes.
  private let limit: @Sendable (String) -> Int

  package init(_ limit: @escaping @Sendable (String) -> Int = { _ in BodyLimit.standard }) { self.limit = limit }

  package func handle(
    _ request: Request, context: WebContext, next: (Request, WebContext) async throws -> Response
  ) async throws -> Response {
    let limit = limit(request.uri.path)
    if let text = request.headers[.contentLength] {
      guard let length = Int(text), length <= limit else { throw refusal(limit, context) }
    } else if request.headers[.transferEncoding] == nil {
      return try await next(request, context)
    }
    var request = request
    request.body = RequestBody(asyncSequence: Counted(body: request.body, limit: limit))
    do {
      return try await next(request, context)
    } catch is NIOTooManyBytesError {
      throw refusal(limit, context)
    } catch let error as Unreadable {
      context.logger.debug("the body cannot be read", metadata: ["error": "\(error.reason)"])
      var problem = Problem.badRequest("the body cannot be read")
      problem.headers[.connection] = "close"
      throw problem
    }
  }

  /// The rest of the body is not waited for: a moment for the answer to arrive, then the connection ends.
  private func refusal(_ limit: Int, _ context: WebContext) -> Problem {
    if let channel = context.channel {
      channel.eventLoop.scheduleTask(in: .seconds(2)) { channel.close(promise: nil) }
    }
    var problem = Problem.tooLarge(limit: limit)
    problem.headers[.connection] = "close"
    return problem
  }

  /// The connection has ended, or what came is no HTTP.
  private struct Unreadable: Error {
    let reason: any Error
  }

  private struct Counted: AsyncSequence, Sendable {
    let body: RequestBody
    let limit: Int

    struct AsyncIterator: AsyncIteratorProtocol {
      var base: RequestBody.AsyncIterator
      var left: Int
      let limit: Int

      mutating func next() async throws -> ByteBuffer? {
        let buffer: ByteBuffer?
        do {
          buffer = try await base.next()
        } catch {
          throw Unreadable(reason: error)
        }
        guard let buffer else { return nil }
        left -= buffer.readableBytes
        if left < 0 { throw NIOTooManyBytesError(maxBytes: limit) }
        return buffer
      }
    }

    func makeAsyncIterator() -> AsyncIterator {
      AsyncIterator(base: body.makeAsyncIterator(), left: limit, limit: limit)
    }
  }
}
