import Compression
import HTTPTypes
import Hummingbird
import Model
import NIOCore
import Publishing
import Store
import Web

/// The published sites: files of the live release, straight from its manifest. Nothing here knows a session, a draft or a template.
package struct HostFace: Sendable {
  private let sites: LiveSites
  private let contents: ContentCache
  private let headers: HTTPFields
  private let accepted = KnownEncodings()

  package init(store: Store, live: LiveReleases, origins: Origins) {
    sites = LiveSites(store: store, live: live)
    headers = SecurityHeaders.published(origins)
    contents = ContentCache(blobs: store.blobs, base: headers)
  }

  package var responder: SiteResponder {
    SiteResponder(respond: { try await respond(to: $0, $1) }, ready: { ready($0, slug: $1) })
  }

  /// The answer that `respond` would give, made of the same release and the same content, when all of it is in memory. Everything but a
  /// file, or the word that the client has it, is left to `respond`.
  private func ready(_ request: PlainRequest, slug: String) -> ReadyAnswer? {
    guard let site = sites.known(slug: slug), case .file(let file) = site.answer(at: request.path) else { return nil }
    if let tag = FileHead.known(request.ifNoneMatch, hash: file.artifact.hash) {
      return contents.known(file, tag: tag)?.notModified
    }
    guard let form = contents.known(file, encodings(for: file, request.acceptEncoding)),
      form.bytes.readableBytes <= Self.partSize
    else { return nil }
    return request.isHead ? form.whole.withoutBody : form.whole
  }

  private func respond(to request: Request, _ context: WebContext) async throws -> Response {
    guard request.method == .get || request.method == .head else {
      return plain(
        "This site takes no \(request.method.rawValue) requests.\n", .methodNotAllowed, [.allow: "GET, HEAD"])
    }
    guard let slug = context.slug, let site = try await sites.site(slug: slug) else {
      return plain("There is no site here yet.\n", .notFound)
    }
    guard let path = request.decodedPath else { return plain("There is no such page.\n", .badRequest) }
    let response: Response
    switch site.answer(at: path) {
    case .file(let file): response = try await answer(file, .ok, request)
    case .moved(let target):
      response = plain(
        "This page has moved.\n", .permanentRedirect,
        [.location: Self.location(target, query: request.uri.query), .cacheControl: "no-cache"])
    case .gone(let page?): response = try await answer(page, .gone, request)
    case .gone(nil): response = plain("This page is gone for good.\n", .gone)
    case .missing(let page?): response = try await answer(page, .notFound, request)
    case .missing(nil): response = plain("There is no such page.\n", .notFound)
    }
    return request.method == .head ? response.createHeadResponse() : response
  }

  private func answer(_ file: LiveSite.File, _ status: HTTPResponse.Status, _ request: Request) async throws -> Response
  {
    if status == .ok, let tag = FileHead.known(request.headers[.ifNoneMatch], hash: file.artifact.hash) {
      return Response(status: .notModified, headers: FileHead.notModified(file, base: headers, tag: tag))
    }
    // What the release says of the size only chooses the way; parts are counted by the bytes that there are.
    guard file.artifact.size <= ContentCache.fileLimit else { return try await large(file, status, request) }
    let form = try await contents.form(of: file, encodings(for: file, request.headers[.acceptEncoding]))
    if status == .ok, !file.isCompressible, let range = range(of: file, size: form.bytes.readableBytes, request) {
      return part(of: form.headers, range, size: form.bytes.readableBytes) { range in
        Self.body(form.bytes.getSlice(at: form.bytes.readerIndex + range.lowerBound, length: range.count)!)
      }
    }
    return Response(status: status, headers: form.headers, body: Self.body(form.bytes))
  }

  private func encodings(for file: LiveSite.File, _ header: String?) -> AcceptedEncodings {
    file.isCompressible ? accepted.encodings(header) : AcceptedEncodings(nil)
  }

  /// A file that is sent from the disk.
  private func large(_ file: LiveSite.File, _ status: HTTPResponse.Status, _ request: Request) async throws -> Response
  {
    let content = try await contents.open(file.artifact.hash)
    let size = content.size
    let headers = FileHead(file, base: headers, bytes: []).headers(size: size, encoding: nil)
    if status == .ok, let range = range(of: file, size: size, request) {
      return part(of: headers, range, size: size) { Self.stream(content, $0) }
    }
    return Response(status: status, headers: headers, body: Self.stream(content, 0..<size))
  }

  /// nil when the whole file is meant, also because the client's copy is of another content.
  /// - Parameter size: of the content, in bytes
  private func range(of file: LiveSite.File, size: Int, _ request: Request) -> ByteRange? {
    guard let header = request.headers[.range] else { return nil }
    if let condition = request.headers[.ifRange], condition != FileHead.tag(file.artifact.hash, nil) { return nil }
    let range = ByteRange(header, size: size)
    return range == .whole ? nil : range
  }

  private func part(
    of headers: HTTPFields, _ range: ByteRange, size: Int, body: (Range<Int>) -> ResponseBody
  ) -> Response {
    var headers = headers
    guard case .part(let range) = range else {
      return plain("The file has no such part.\n", .rangeNotSatisfiable, [.contentRange: "bytes */\(size)"])
    }
    headers[.contentLength] = String(range.count)
    headers[.contentRange] = "bytes \(range.lowerBound)-\(range.upperBound - 1)/\(size)"
    return Response(status: .partialContent, headers: headers, body: body(range))
  }

  private static let partSize = 256 << 10

  /// Part after part, each when the one before is on its way; a client that reads on gets more time.
  private static func stream(_ file: BlobFile, _ range: Range<Int>) -> ResponseBody {
    body(of: range) { part in
      let bytes = try await onWorkerThread { try file.read(part) }
      guard bytes.count == part.count else { throw StoreError.damaged("a file that became shorter while it was sent") }
      return ByteBuffer(bytes: bytes)
    }
  }

  /// What is in memory, in parts too when a slow client would need longer for it than one request may take.
  private static func body(_ bytes: ByteBuffer) -> ResponseBody {
    guard bytes.readableBytes > partSize else { return ResponseBody(byteBuffer: bytes) }
    return body(of: 0..<bytes.readableBytes) { part in
      bytes.getSlice(at: bytes.readerIndex + part.lowerBound, length: part.count)!
    }
  }

  private static func body(
    of range: Range<Int>, _ read: @escaping @Sendable (Range<Int>) async throws -> ByteBuffer
  ) -> ResponseBody {
    ResponseBody(contentLength: range.count) { writer in
      var position = range.lowerBound
      while position < range.upperBound {
        let part = position..<min(position + partSize, range.upperBound)
        try await writer.write(try await read(part))
        ConnectionWatch.current?.goOn()
        position = part.upperBound
      }
      try await writer.finish(nil)
    }
  }

  private func plain(_ text: String, _ status: HTTPResponse.Status, _ more: HTTPFields = [:]) -> Response {
    var headers = headers
    headers[.contentType] = "text/plain; charset=utf-8"
    headers[.contentSecurityPolicy] = "default-src 'none'; frame-ancestors 'none'"
    headers[.cacheControl] = "no-store"
    for field in more { headers[field.name] = field.value }
    return Response(status: status, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
  }

  /// The target as a Location header holds it: percent-encoded, never `//…`, which would name another host.
  static func location(_ target: String, query: String?) -> String {
    var result = ""
    for byte in target.utf8 {
      switch byte {
      case 0x21...0x7E
      where byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "<") && byte != UInt8(ascii: ">") && byte != 0x5C:
        result.unicodeScalars.append(Unicode.Scalar(byte))
      default:
        let digits = String(byte, radix: 16, uppercase: true)
        result += digits.utf8.count == 1 ? "%0\(digits)" : "%\(digits)"
      }
    }
    while result.hasPrefix("//") { result.removeFirst() }
    guard let query, !query.isEmpty, !result.contains("?") else { return result }
    return "\(result)?\(query)"
  }
}
