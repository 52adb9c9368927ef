import HTTPTypes
import Hummingbird
import Model
import NIOCore

extension Response {
  /// - Parameter etag: the opaque tag without its quotes
  package static func json(
    _ value: JSONValue, status: HTTPResponse.Status = .ok, etag: String? = nil, headers: HTTPFields = [:]
  ) -> Response {
    var headers = headers
    headers[.contentType] = "application/json; charset=utf-8"
    if let etag { headers[.eTag] = "\"\(etag)\"" }
    return Response(
      status: status, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(bytes: value.canonicalBytes)))
  }

  /// The document, or 304 when the client has it already.
  package static func json(_ value: JSONValue, etag: String, for request: Request) -> Response {
    guard !request.hasCurrent(etag: etag) else {
      return Response(status: .notModified, headers: [.eTag: "\"\(etag)\""])
    }
    return .json(value, etag: etag)
  }

  package static func html(_ bytes: [UInt8], status: HTTPResponse.Status = .ok, headers: HTTPFields = [:]) -> Response {
    var headers = headers
    headers[.contentType] = "text/html; charset=utf-8"
    return Response(status: status, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
  }

  package static func text(_ text: String, status: HTTPResponse.Status = .ok) -> Response {
    Response(
      status: status, headers: [.contentType: "text/plain; charset=utf-8"],
      body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
  }

  /// Sends the browser on with a GET, after a form has done its work.
  /// - Parameter path: within the same origin; starts with `/`
  package static func seeOther(_ path: String) -> Response {
    // A second slash would name another host.
    let target = path.hasPrefix("/") && !path.hasPrefix("//") && !path.contains("\\") ? path : "/"
    return Response(status: .seeOther, headers: [.location: target])
  }
}

extension Request {
  /// Whether If-None-Match names that tag.
  package func hasCurrent(etag: String) -> Bool {
    guard let header = headers[.ifNoneMatch] else { return false }
    return header.split(separator: ",").contains { part in
      var tag = part.drop { $0.isWhitespace }
      if tag.hasPrefix("W/") { tag = tag.dropFirst(2) }
      while tag.last?.isWhitespace == true { tag.removeLast() }
      return tag == "*" || tag == "\"\(etag)\""
    }
  }
}
