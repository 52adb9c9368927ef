/// Why a text is not acceptable JSON, with the byte offset at which it went wrong.
package struct JSONError: Error, Hashable, CustomStringConvertible {
  package let offset: Int
  package let problem: String
  package var description: String { "not acceptable JSON at byte \(offset): \(problem)" }
}

extension JSONValue {
  /// Reads one JSON document (RFC 8259), stricter than the standard asks: a duplicate key, a nesting deeper than
  /// `maximumDepth`, invalid UTF-8, a lone surrogate, U+0000 (which PostgreSQL cannot store) and an integer outside 64 bits are errors.
  package static func parse(_ bytes: some Collection<UInt8>, maximumDepth: Int = 64) throws(JSONError) -> JSONValue {
    var parser = JSONParser(bytes: Array(bytes), maximumDepth: maximumDepth)
    return try parser.document()
  }

  package static func parse(_ text: String) throws(JSONError) -> JSONValue { try parse(Array(text.utf8)) }
}

private struct JSONParser {
  let bytes: [UInt8]
  let maximumDepth: Int
  var index = 0

  init(bytes: [UInt8], maximumDepth: Int) {
    self.bytes = bytes
    self.maximumDepth = maximumDepth
  }

  mutating func document() throws(JSONError) -> JSONValue {
    let value = try value(depth: 1)
    skipSpace()
    guard index == bytes.count else { throw error("something follows the value") }
    return value
  }

  private mutating func value(depth: Int) throws(JSONError) -> JSONValue {
    guard depth <= maximumDepth else { throw error("nested deeper than \(maximumDepth) levels") }
    skipSpace()
    guard index < bytes.count else { throw error("the text ends where a value is expected") }
    switch bytes[index] {
    case UInt8(ascii: "{"): return try object(depth: depth)
    case UInt8(ascii: "["): return try array(depth: depth)
    case UInt8(ascii: "\""): return .string(try string())
    case UInt8(ascii: "t"): return try word("true", .bool(true))
    case UInt8(ascii: "f"): return try word("false", .bool(false))
    case UInt8(ascii: "n"): return try word("null", .null)
    default: return try number()
    }
  }

  private mutating func object(depth: Int) throws(JSONError) -> JSONValue {
    index += 1
    var members: [String: JSONValue] = [:]
    skipSpace()
    if take(UInt8(ascii: "}")) { return .object(members) }
    while true {
      skipSpace()
      guard index < bytes.count, bytes[index] == UInt8(ascii: "\"") else { throw error("a key in quotes is expected") }
      let start = index
      let key = try string()
      skipSpace()
      guard take(UInt8(ascii: ":")) else { throw error("a colon is expected") }
      let value = try value(depth: depth + 1)
      guard members.updateValue(value, forKey: key) == nil else {
        throw JSONError(offset: start, problem: "the key “\(key)” stands twice")
      }
      skipSpace()
      if take(UInt8(ascii: "}")) { return .object(members) }
      guard take(UInt8(ascii: ",")) else { throw error("a comma or } is expected") }
    }
  }

  private mutating func array(depth: Int) throws(JSONError) -> JSONValue {
    index += 1
    var values: [JSONValue] = []
    skipSpace()
    if take(UInt8(ascii: "]")) { return .array(values) }
    while true {
      values.append(try value(depth: depth + 1))
      skipSpace()
      if take(UInt8(ascii: "]")) { return .array(values) }
      guard take(UInt8(ascii: ",")) else { throw error("a comma or ] is expected") }
    }
  }

  private mutating func string() throws(JSONError) -> String {
    index += 1
    let start = index
    while index < bytes.count, bytes[index] != UInt8(ascii: "\""), bytes[index] != UInt8(ascii: "\\"),
      bytes[index] >= 0x20
    {
      index += 1
    }
    if index < bytes.count, bytes[index] == UInt8(ascii: "\"") {
      defer { index += 1 }
      return try text(bytes[start..<index], at: start)
    }
    var unescaped = Array(bytes[start..<index])
    while index < bytes.count {
      let byte = bytes[index]
      switch byte {
      case UInt8(ascii: "\""):
        index += 1
        return try text(unescaped[...], at: start)
      case UInt8(ascii: "\\"): try escape(into: &unescaped)
      case 0..<0x20: throw error("a control character stands in a string; write it as \\u00…")
      default:
        unescaped.append(byte)
        index += 1
      }
    }
    throw error("a string is not closed")
  }

  private func text(_ slice: ArraySlice<UInt8>, at start: Int) throws(JSONError) -> String {
    guard let text = String(validating: slice, as: UTF8.self) else {
      throw JSONError(offset: start, problem: "the string is not valid UTF-8")
    }
    return text
  }

  private mutating func escape(into result: inout [UInt8]) throws(JSONError) {
    index += 1
    guard index < bytes.count else { throw error("a string is not closed") }
    defer { index += 1 }
    switch bytes[index] {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): result.append(bytes[index])
    case UInt8(ascii: "b"): result.append(8)
    case UInt8(ascii: "f"): result.append(12)
    case UInt8(ascii: "n"): result.append(10)
    case UInt8(ascii: "r"): result.append(13)
    case UInt8(ascii: "t"): result.append(9)
    case UInt8(ascii: "u"):
      var code = try hexadecimal()
      if (0xD800..<0xDC00).contains(code) {
        guard index + 2 < bytes.count, bytes[index + 1] == UInt8(ascii: "\\"), bytes[index + 2] == UInt8(ascii: "u")
        else {
          throw error("half of a surrogate pair")
        }
        index += 2
        let low = try hexadecimal()
        guard (0xDC00..<0xE000).contains(low) else { throw error("half of a surrogate pair") }
        code = 0x10000 + (code - 0xD800) << 10 + (low - 0xDC00)
      }
      guard code != 0, let scalar = Unicode.Scalar(code) else { throw error("a character that text cannot hold") }
      result += String(Character(scalar)).utf8
    default: throw error("an unknown escape")
    }
  }

  /// Reads the four digits after `\u`; leaves the index on the last of them.
  private mutating func hexadecimal() throws(JSONError) -> UInt32 {
    guard index + 4 < bytes.count, let digits = String(validating: bytes[(index + 1)...(index + 4)], as: UTF8.self),
      digits.allSatisfy(\.isHexDigit), let code = UInt32(digits, radix: 16)
    else { throw error("four hexadecimal digits are expected") }
    index += 4
    return code
  }

  private mutating func number() throws(JSONError) -> JSONValue {
    let start = index
    func digit(_ at: Int) -> Bool { at < bytes.count && (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(bytes[at]) }
    _ = take(UInt8(ascii: "-"))
    guard digit(index) else { throw JSONError(offset: start, problem: "a value is expected") }
    if !take(UInt8(ascii: "0")) { while digit(index) { index += 1 } }
    var isInteger = true
    if index < bytes.count, bytes[index] == UInt8(ascii: ".") {
      isInteger = false
      index += 1
      guard digit(index) else { throw error("a digit is expected after the point") }
      while digit(index) { index += 1 }
    }
    if index < bytes.count, bytes[index] | 0x20 == UInt8(ascii: "e") {
      isInteger = false
      index += 1
      if index < bytes.count, bytes[index] == UInt8(ascii: "+") || bytes[index] == UInt8(ascii: "-") { index += 1 }
      guard digit(index) else { throw error("a digit is expected in the exponent") }
      while digit(index) { index += 1 }
    }
    let literal = String(decoding: bytes[start..<index], as: UTF8.self)
    if isInteger {
      guard let value = Int(literal) else { throw JSONError(offset: start, problem: "the number is too large") }
      return .integer(value)
    }
    guard let value = Double(literal), value.isFinite else {
      throw JSONError(offset: start, problem: "the number is too large")
    }
    return .number(value)
  }

  private mutating func word(_ word: StaticString, _ value: JSONValue) throws(JSONError) -> JSONValue {
    let end = index + word.utf8CodeUnitCount
    guard end <= bytes.count,
      bytes[index..<end].elementsEqual(UnsafeBufferPointer(start: word.utf8Start, count: word.utf8CodeUnitCount))
    else { throw error("a value is expected") }
    index = end
    return value
  }

  private mutating func take(_ byte: UInt8) -> Bool {
    guard index < bytes.count, bytes[index] == byte else { return false }
    index += 1
    return true
  }

  private mutating func skipSpace() {
    while index < bytes.count, [0x20, 0x0A, 0x0D, 0x09].contains(bytes[index]) { index += 1 }
  }

  private func error(_ problem: String) -> JSONError { JSONError(offset: index, problem: problem) }
}
