import Glibc
import HTTPTypes
import Hummingbird
import Logging
import Media
import NIOCore

/// Shows a built folder on this machine while somebody works on it. Only for that: other machines cannot reach it, and it answers to no
/// other name than this machine's own.
package struct PreviewServer: Sendable {
  package static let usualPort = 8090

  let folder: String
  let reload: LiveReload

  package init(folder: String, reload: LiveReload) {
    self.folder = folder
    self.reload = reload
  }

  /// Serves until the task is cancelled.
  /// - Parameter port: the port that was asked for; nil takes the usual one, or any other when that is in use
  package func run(port: Int?, onReady: @escaping @Sendable (Int) -> Void) async throws {
    let router = Router(context: BasicRequestContext.self)
    router.get("/_foyer/live.js") { _, _ in
      Self.answer(ByteBuffer(string: LiveReloadScript.text), type: "text/javascript; charset=utf-8")
    }
    router.get("/_foyer/events") { [reload] _, _ in
      Response(
        status: .ok, headers: [.contentType: "text/event-stream; charset=utf-8", .cacheControl: "no-store"],
        body: ResponseBody { writer in
          try await writer.write(ByteBuffer(string: "retry: 500\n\n"))
          for await event in reload.events() { try await writer.write(ByteBuffer(string: event.text)) }
          try await writer.finish(nil)
        })
    }
    router.get("**") { request, _ in try page(request) }
    router.get("/") { request, _ in try page(request) }
    let responder = OwnNameOnly(inner: router.buildResponder())
    let chosen = port ?? (Self.isFree(Self.usualPort) ? Self.usualPort : 0)
    if let port, !Self.isFree(port) {
      throw CommandFailure(.configuration, "the port \(port) is in use: choose another one, or leave it out")
    }
    var logger = Logger(label: "foyer.preview")
    logger.logLevel = .critical
    let application = Application(
      responder: responder,
      configuration: ApplicationConfiguration(address: .hostname("127.0.0.1", port: chosen)),
      onServerRunning: { channel in onReady(channel.localAddress?.port ?? chosen) }, logger: logger)
    try await application.run()
  }

  private func page(_ request: Request) throws -> Response {
    guard let path = request.uri.path.removingPercentEncoding(), path.hasPrefix("/") else {
      return Self.answer(ByteBuffer(), type: "text/plain", status: .badRequest)
    }
    let parts = path.split(separator: "/", omittingEmptySubsequences: true)
    guard !parts.contains(where: { $0.hasPrefix(".") }), !path.contains("\0") else { return notFound() }
    let file = ([folder] + parts.map(String.init)).joined(separator: "/")
    var status = stat()
    guard stat(file, &status) == 0 else { return notFound() }
    if status.st_mode & S_IFMT == S_IFDIR {
      guard path.hasSuffix("/") else {
        return Response(status: .movedPermanently, headers: [.location: request.uri.path + "/"])
      }
      return answer(file: "\(file)/index.html", status: .ok) ?? notFound()
    }
    return answer(file: file, status: .ok) ?? notFound()
  }

  /// The site's own page for that; before the first build there is none.
  private func notFound() -> Response {
    answer(file: "\(folder)/404.html", status: .notFound)
      ?? Self.answer(
        page("<!doctype html><html lang=\"en\"><title>Nothing here</title><p>There is no such page.</p>"),
        type: "text/html; charset=utf-8", status: .notFound)
  }

  private func answer(file: String, status: HTTPResponse.Status) -> Response? {
    guard let bytes = try? OpenFile(file, limit: 512 << 20).bytes() else { return nil }
    let type = Self.type(of: file)
    guard type.hasPrefix("text/html") else { return Self.answer(ByteBuffer(bytes: bytes), type: type, status: status) }
    return Self.answer(page(String(decoding: bytes, as: UTF8.self)), type: type, status: status)
  }

  private func page(_ html: String) -> ByteBuffer {
    ByteBuffer(string: "\(html)<script src=\"\(LiveReloadScript.path)\" data-build=\"\(reload.number)\"></script>")
  }

  private static func answer(_ body: ByteBuffer, type: String, status: HTTPResponse.Status = .ok) -> Response {
    Response(
      status: status, headers: [.contentType: type, .cacheControl: "no-store"], body: ResponseBody(byteBuffer: body))
  }

  private static func type(of file: String) -> String {
    let types = [
      "html": "text/html; charset=utf-8", "css": "text/css; charset=utf-8", "js": "text/javascript; charset=utf-8",
      "json": "application/json", "xml": "application/xml", "txt": "text/plain; charset=utf-8", "svg": "image/svg+xml",
      "jpg": "image/jpeg", "jpeg": "image/jpeg", "png": "image/png", "webp": "image/webp", "avif": "image/avif",
      "gif": "image/gif", "ico": "image/x-icon", "woff2": "font/woff2", "woff": "font/woff", "pdf": "application/pdf",
    ]
    let name = file.split(separator: "/").last ?? ""
    return name.split(separator: ".").last.flatMap { types[$0.lowercased()] } ?? "application/octet-stream"
  }

  private static func isFree(_ port: Int) -> Bool {
    guard (1...65_535).contains(port) else { return port == 0 }
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    guard descriptor >= 0 else { return false }
    defer { close(descriptor) }
    var yes: Int32 = 1
    setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<Int32>.size))
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = in_port_t(port).bigEndian
    address.sin_addr.s_addr = inet_addr("127.0.0.1")
    return withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
      }
    }
  }
}

/// Another website could point a name of its own at this machine and read drafts through the browser of whoever works here.
private struct OwnNameOnly<Inner: HTTPResponder>: HTTPResponder {
  let inner: Inner

  func respond(to request: Request, context: Inner.Context) async throws -> Response {
    let host = request.head.authority ?? ""
    let name = host.split(separator: ":").first.map(String.init) ?? ""
    guard ["127.0.0.1", "localhost"].contains(name) || name.hasSuffix(".localhost") else {
      return Response(status: .misdirectedRequest)
    }
    return try await inner.respond(to: request, context: context)
  }
}

extension String {
  fileprivate func removingPercentEncoding() -> String? {
    var bytes: [UInt8] = []
    var rest = utf8[...]
    while let byte = rest.popFirst() {
      guard byte == UInt8(ascii: "%") else {
        bytes.append(byte)
        continue
      }
      guard rest.count >= 2, let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16) else {
        return nil
      }
      bytes.append(value)
      rest = rest.dropFirst(2)
    }
    return String(validating: bytes, as: UTF8.self)
  }
}
