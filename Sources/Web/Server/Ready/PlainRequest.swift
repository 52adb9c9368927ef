import NIOCore

/// A GET or HEAD request without a body, written in the one way that no two readers understand differently: lines end with CR LF, nothing
/// is folded, one Host, and no field that says where the request ends or what becomes of the connection.
///
/// Whoever makes the answer for a published file depend on another field must name it in `Fields.take`: what is not read there is taken
/// for something that changes nothing.
package struct PlainRequest: Sendable, Hashable {
  package let isHead: Bool
  /// As it stands in the Host field.
  package let host: String
  /// Begins with a slash and holds no escapes.
  package let path: String
  package let acceptEncoding: String?
  package let ifNoneMatch: String?
  /// False when the answer depends on more than the above: a query, a range, a path that has to be decoded.
  package let isSimple: Bool

  package enum Reading: Sendable, Hashable {
    /// - Parameter length: in bytes; what follows belongs to the next request
    case request(PlainRequest, length: Int)
    /// What has arrived so far can become a plain request.
    case incomplete
    /// Something else, perhaps a request all the same.
    case other
  }

  /// Longer heads are left to others.
  package static let sizeLimit = 8 << 10
  package static let fieldLimit = 64

  /// Reads the request that stands at the beginning of the bytes.
  package static func read(_ buffer: ByteBuffer) -> Reading {
    buffer.withUnsafeReadableBytes { bytes in
      do throws(Stop) {
        var reader = PlainRequestReader(bytes: UnsafeRawBufferPointer(rebasing: bytes.prefix(sizeLimit)))
        let request = try reader.request()
        return .request(request, length: reader.position)
      } catch {
        // What is as long as it may be and has no end is none.
        return error == .end && bytes.count < sizeLimit ? .incomplete : .other
      }
    }
  }

  /// Why reading ends early: no more bytes, or a byte that does not belong here.
  fileprivate enum Stop: Error {
    case end
    case other
  }
}

/// Reads from left to right, so that the first byte which does not fit is noticed when it arrives.
private struct PlainRequestReader {
  let bytes: UnsafeRawBufferPointer
  var position = 0

  mutating func request() throws(PlainRequest.Stop) -> PlainRequest {
    let isHead: Bool
    switch try peek() {
    case UInt8(ascii: "G"):
      isHead = false
      try skip("GET ")
    case UInt8(ascii: "H"):
      isHead = true
      try skip("HEAD ")
    default: throw .other
    }
    let (path, isSimple) = try target()
    try skip(" HTTP/1.1\r\n")
    var fields = PlainFields(isSimple: isSimple)
    var count = 0
    while try peek() != UInt8(ascii: "\r") {
      count += 1
      guard count <= PlainRequest.fieldLimit else { throw .other }
      try field(&fields)
    }
    try skip("\r\n")
    guard let host = fields.host else { throw .other }
    return PlainRequest(
      isHead: isHead, host: text(host), path: text(path), acceptEncoding: fields.acceptEncoding.map(text),
      ifNoneMatch: fields.ifNoneMatch.map(text), isSimple: fields.isSimple)
  }

  /// A path, perhaps with a query; simple when all its letters stand for themselves and no part of it is empty or begins with a dot.
  private mutating func target() throws(PlainRequest.Stop) -> (Range<Int>, isSimple: Bool) {
    let start = position
    guard try peek() == UInt8(ascii: "/") else { throw .other }
    position += 1
    var isSimple = true
    var isAfterSlash = true
    while true {
      let byte = try peek()
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
        UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "-"), UInt8(ascii: "_"):
        isAfterSlash = false
      case UInt8(ascii: "/"):
        if isAfterSlash { isSimple = false }
        isAfterSlash = true
      case UInt8(ascii: "."):
        if isAfterSlash { isSimple = false }
        isAfterSlash = false
      case 0x21...0x7E: isSimple = false
      case UInt8(ascii: " "): return (start..<position, isSimple)
      default: throw .other
      }
      position += 1
    }
  }

  private mutating func field(_ fields: inout PlainFields) throws(PlainRequest.Stop) {
    let start = position
    while try Self.isNamePart(peek()) { position += 1 }
    let name = start..<position
    guard !name.isEmpty, try peek() == UInt8(ascii: ":") else { throw .other }
    position += 1
    while try Self.isSpace(peek()) { position += 1 }
    let valueStart = position
    while true {
      let byte = try peek()
      guard (0x20...0x7E).contains(byte) || byte == 0x09 else { break }
      position += 1
    }
    let value = valueStart..<position
    try skip("\r\n")
    try fields.take(name, value, of: bytes)
  }

  private func peek() throws(PlainRequest.Stop) -> UInt8 {
    guard position < bytes.count else { throw .end }
    return bytes[position]
  }

  private mutating func skip(_ text: StaticString) throws(PlainRequest.Stop) {
    for index in 0..<text.utf8CodeUnitCount {
      guard try peek() == text.utf8Start[index] else { throw .other }
      position += 1
    }
  }

  private func text(_ range: Range<Int>) -> String {
    String(decoding: UnsafeRawBufferPointer(rebasing: bytes[range]), as: UTF8.self)
  }

  /// RFC 9110, section 5.6.2.
  private static func isNamePart(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."),
      UInt8(ascii: "!"), UInt8(ascii: "#"), UInt8(ascii: "$"), UInt8(ascii: "%"), UInt8(ascii: "&"),
      UInt8(ascii: "'"), UInt8(ascii: "*"), UInt8(ascii: "+"), UInt8(ascii: "^"), UInt8(ascii: "`"),
      UInt8(ascii: "|"), UInt8(ascii: "~"):
      true
    default: false
    }
  }

  static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }
}

/// Where in a request the values of the fields are that an answer depends on.
private struct PlainFields {
  private(set) var host: Range<Int>?
  private(set) var acceptEncoding: Range<Int>?
  private(set) var ifNoneMatch: Range<Int>?
  private(set) var isSimple: Bool

  init(isSimple: Bool) { self.isSimple = isSimple }

  mutating func take(
    _ name: Range<Int>, _ value: Range<Int>, of bytes: UnsafeRawBufferPointer
  ) throws(PlainRequest.Stop) {
    func isNamed(_ text: StaticString) -> Bool {
      name.count == text.utf8CodeUnitCount && Self.begins(name, with: text, of: bytes)
    }
    // By the first letter, so that most fields are looked at once.
    switch bytes[name.lowerBound] | 0x20 {
    case UInt8(ascii: "h"):
      if isNamed("host") {
        // White space at the end is another reader's to judge.
        guard host == nil, let last = value.last, !PlainRequestReader.isSpace(bytes[last]) else { throw .other }
        host = value
      } else if isNamed("http2-settings") {
        throw .other
      }
    case UInt8(ascii: "a"):
      if isNamed("accept-encoding") {
        checkOnlyOne(value, besides: acceptEncoding, of: bytes)
        acceptEncoding = value
      }
    case UInt8(ascii: "i"):
      if isNamed("if-none-match") {
        checkOnlyOne(value, besides: ifNoneMatch, of: bytes)
        ifNoneMatch = value
      } else if Self.begins(name, with: "if-", of: bytes) {
        isSimple = false
      }
    case UInt8(ascii: "r"): if isNamed("range") { isSimple = false }
    case UInt8(ascii: "c"):
      if isNamed("connection") {
        guard value.count == 10, Self.begins(value, with: "keep-alive", of: bytes) else { throw .other }
      } else if Self.begins(name, with: "content-", of: bytes) {
        throw .other
      }
    case UInt8(ascii: "t"):
      if isNamed("te") || isNamed("trailer") || Self.begins(name, with: "transfer-", of: bytes) { throw .other }
    case UInt8(ascii: "e"): if isNamed("expect") { throw .other }
    case UInt8(ascii: "u"): if isNamed("upgrade") { throw .other }
    case UInt8(ascii: "p"): if Self.begins(name, with: "proxy-", of: bytes) { throw .other }
    default: break
    }
  }

  /// Several fields of a name are one list, and white space at the end is none: both are left to others.
  private mutating func checkOnlyOne(_ value: Range<Int>, besides other: Range<Int>?, of bytes: UnsafeRawBufferPointer)
  {
    if other != nil || value.last.map({ PlainRequestReader.isSpace(bytes[$0]) }) == true { isSimple = false }
  }

  /// - Parameter text: in lower case, letters and hyphens
  private static func begins(_ range: Range<Int>, with text: StaticString, of bytes: UnsafeRawBufferPointer) -> Bool {
    guard range.count >= text.utf8CodeUnitCount else { return false }
    for index in 0..<text.utf8CodeUnitCount {
      let byte = bytes[range.lowerBound + index]
      let lower = (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte
      guard lower == text.utf8Start[index] else { return false }
    }
    return true
  }
}
