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

  package init(store: Store, live: LiveReleases, origins: Origins) {
    sites = LiveSites(store: store, live: live)
    contents = ContentCache(blobs: store.blobs)
    headers = SecurityHeaders.published(origins)
  }

  package var responder: WebResponder { { try await respond(to: $0, $1) } }

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
    let artifact = file.artifact
    var headers = headers
    headers[.eTag] = "\"\(artifact.hash)\""
    headers[.cacheControl] = file.cacheControl
    if status == .ok, request.hasCurrent(etag: artifact.hash) {
      return Response(status: .notModified, headers: headers)
    }
    let isHTML = artifact.type.hasPrefix("text/html")
    let content = try await contents.content(of: artifact.hash, isHTML: isHTML)
    headers[.contentType] = artifact.type
    headers[.contentSecurityPolicy] =
      isHTML
      ? "default-src 'none'; style-src \(content.styleHashes.isEmpty ? "'none'" : content.styleHashes.joined(separator: " ")); "
        + "img-src 'self' data:; media-src 'self'; font-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
        // A file opened by itself (an SVG picture above all) runs nothing and loads nothing.
      : "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    return Response(status: status, headers: headers, body: ResponseBody(byteBuffer: content.bytes))
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
