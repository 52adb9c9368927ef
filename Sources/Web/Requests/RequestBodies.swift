import Access
import HTTPTypes
import Hummingbird
import Model
import NIOCore

extension Request {
  /// The body as one JSON document, read strictly.
  /// - Throws: 415 for another content type, 413 above the limit, 400 for what is not JSON.
  package func json(limit: Int = BodyLimit.standard) async throws -> JSONValue {
    guard isContentType("application/json") else {
      var problem = Problem.unsupportedMediaType
      problem.detail = "send application/json in UTF-8"
      throw problem
    }
    return try JSONValue.parse(try await bytes(limit: limit))
  }

  /// The fields of a form. With somebody signed in it must carry the session's form token in the field `formToken`, which a page of
  /// another origin cannot know.
  /// - Parameter fields: how many fields it may have
  package func form(
    _ context: WebContext, limit: Int = BodyLimit.standard, fields most: Int = 200
  ) async throws -> FormFields {
    guard isContentType("application/x-www-form-urlencoded") else {
      var problem = Problem.unsupportedMediaType
      problem.detail = "send a form as application/x-www-form-urlencoded"
      throw problem
    }
    let fields = try FormFields(encoded: try await bytes(limit: limit), most: most)
    if let actor = context.actor {
      guard let token = fields[FormFields.tokenName], isEqualInConstantTime(token, actor.formToken) else {
        throw Problem(
          .forbidden, code: "formToken", title: "This form is out of date", detail: "load the page again, then send it")
      }
    }
    return fields
  }

  /// The whole body.
  package func bytes(limit: Int = BodyLimit.standard) async throws -> [UInt8] {
    let expected = headers[.contentLength].flatMap(Int.init)
    if let expected, expected > limit { throw Problem.tooLarge(limit: limit) }
    let buffer: ByteBuffer
    do {
      buffer = try await body.collect(upTo: limit)
    } catch is NIOTooManyBytesError {
      throw Problem.tooLarge(limit: limit)
    }
    // A connection that ends early looks like the end of the body.
    guard expected == nil || expected == buffer.readableBytes else {
      throw Problem.badRequest("the body is shorter than announced")
    }
    return Array(buffer.readableBytesView)
  }

  /// Whether the body is of that type and in UTF-8, as far as the header says.
  private func isContentType(_ type: String) -> Bool {
    let values = headers[values: .contentType]
    guard values.count == 1 else { return false }
    var parts = values[0].lowercased().split(separator: ";").map { $0.filter { !$0.isWhitespace } }
    guard !parts.isEmpty, parts.removeFirst() == type else { return false }
    return parts.allSatisfy { $0 == "charset=utf-8" || $0 == "charset=\"utf-8\"" }
  }
}

/// What a form has sent: each name once.
package struct FormFields: Sendable, Hashable {
  /// The hidden field that proves that one of the session's own pages has sent the form.
  package static let tokenName = "formToken"

  private let values: [String: String]

  /// - Throws: 400 for broken encoding or a name that stands twice, 413 for more fields than there may be.
  package init(encoded bytes: [UInt8], most: Int = 200) throws(Problem) {
    var values: [String: String] = [:]
    for pair in bytes.split(separator: UInt8(ascii: "&")) {
      let halves = pair.split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
      guard let name = Self.decoded(halves[0]), let value = halves.count == 2 ? Self.decoded(halves[1]) : "" else {
        throw .badRequest("the form is not encoded as forms are")
      }
      guard values.updateValue(value, forKey: name) == nil else {
        throw .badRequest("the field “\(name)” stands twice")
      }
      guard values.count <= most else { throw .tooLarge(limit: most) }
    }
    self.values = values
  }

  package subscript(name: String) -> String? { values[name] }

  /// What stands behind a prefix in the names of the fields that have it: the boxes that were ticked.
  package func names(after prefix: String) -> Set<String> {
    Set(values.keys.filter { $0.hasPrefix(prefix) }.map { String($0.dropFirst(prefix.count)) })
  }

  /// The value of a field, without white space around it; 422 when it is missing or empty.
  package func required(_ name: String, maximum: Int = 10_000) throws(Problem) -> String {
    let value = (values[name] ?? "")[...]
    let trimmed = value.drop { $0.isWhitespace }
    guard let last = trimmed.lastIndex(where: { !$0.isWhitespace }) else {
      throw .unprocessable("/\(name)", "is missing")
    }
    guard trimmed.utf8.count <= maximum else { throw .unprocessable("/\(name)", "is too long") }
    return String(trimmed[...last])
  }

  private static func decoded(_ bytes: ArraySlice<UInt8>) -> String? {
    var result: [UInt8] = []
    result.reserveCapacity(bytes.count)
    var index = bytes.startIndex
    while index < bytes.endIndex {
      switch bytes[index] {
      case UInt8(ascii: "+"): result.append(UInt8(ascii: " "))
      case UInt8(ascii: "%"):
        guard index + 2 < bytes.endIndex, let high = digit(bytes[index + 1]), let low = digit(bytes[index + 2]) else {
          return nil
        }
        result.append(high << 4 | low)
        index += 2
      case let byte: result.append(byte)
      }
      index += 1
    }
    // PostgreSQL stores no NUL, so none may come in.
    return result.contains(0) ? nil : String(validating: result, as: UTF8.self)
  }

  private static func digit(_ byte: UInt8) -> UInt8? {
    switch byte {
    case 48...57: byte - 48
    case 65...70: byte - 55
    case 97...102: byte - 87
    default: nil
    }
  }
}
