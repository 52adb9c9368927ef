import Access
import HTTPTypes
import Hummingbird
import Logging
import Model
import NIOCore

/// An error as the JSON API tells it (RFC 9457), and the one type through which every error leaves the server. `code` is stable: programs
/// decide by it, people read `title` and `detail`.
package struct Problem: Error, HTTPResponseError, Sendable, Hashable {
  package struct Field: Sendable, Hashable {
    /// JSON Pointer of what is wrong in the request.
    package let pointer: String
    package let detail: String

    package init(pointer: String, detail: String) {
      self.pointer = pointer
      self.detail = detail
    }
  }

  package let status: HTTPResponse.Status
  package let code: String
  package let title: String
  package var detail: String?
  package var errors: [Field]
  /// Further members, such as `current` of a stale edit.
  package var members: [String: JSONValue]
  package var headers: HTTPFields

  package init(
    _ status: HTTPResponse.Status, code: String, title: String, detail: String? = nil, errors: [Field] = [],
    members: [String: JSONValue] = [:], headers: HTTPFields = [:]
  ) {
    self.status = status
    self.code = code
    self.title = title
    self.detail = detail
    self.errors = errors
    self.members = members
    self.headers = headers
  }

  package func json(requestID: String?) -> JSONValue {
    var object = members
    object["type"] = .string("urn:foyer:problem:\(code)")
    object["title"] = .string(title)
    object["status"] = .integer(status.code)
    object["code"] = .string(code)
    if let detail { object["detail"] = .string(detail) }
    if let requestID { object["instance"] = .string("urn:foyer:request:\(requestID)") }
    if !errors.isEmpty {
      object["errors"] = .array(
        errors.map { ["pointer": .string($0.pointer), "detail": .string($0.detail)] })
    }
    return .object(object)
  }

  package func response(requestID: String?) -> Response {
    var headers = headers
    headers[.contentType] = "application/problem+json; charset=utf-8"
    headers[.cacheControl] = "no-store"
    return Response(
      status: status, headers: headers,
      body: ResponseBody(byteBuffer: ByteBuffer(bytes: json(requestID: requestID).canonicalBytes)))
  }

  package func response(from request: Request, context: some RequestContext) throws -> Response {
    response(requestID: context.logger[metadataKey: "hb.request.id"]?.description)
  }
}

extension Problem {
  package static let notFound = Problem(.notFound, code: "notFound", title: "There is nothing here")
  package static let notSignedIn = Problem(.unauthorized, code: "notSignedIn", title: "Sign in first")
  package static func forbidden(_ detail: String) -> Problem {
    Problem(.forbidden, code: "forbidden", title: "This is not allowed", detail: detail)
  }
  package static func badRequest(_ detail: String, code: String = "badRequest") -> Problem {
    Problem(.badRequest, code: code, title: "The request cannot be read", detail: detail)
  }
  package static func unprocessable(_ pointer: String, _ detail: String) -> Problem {
    Problem(
      .unprocessableContent, code: "invalid", title: "The request does not fit", detail: detail,
      errors: [Field(pointer: pointer, detail: detail)])
  }
  package static func tooLarge(limit: Int) -> Problem {
    Problem(
      .contentTooLarge, code: "tooLarge", title: "The request is too large",
      detail: "at most \(limit) bytes are accepted here")
  }
  package static let unsupportedMediaType = Problem(
    .unsupportedMediaType, code: "unsupportedMediaType", title: "The content type is not accepted here")
  /// What people outside are told of a defect: nothing but the number under which the log has it.
  package static let internalError = Problem(
    .internalServerError, code: "internalError", title: "Something went wrong on our side",
    detail: "the error has been written down; try again later")
}
