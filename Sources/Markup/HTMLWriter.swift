/// Appends HTML to a byte array, escaping by context. The site builder and the portal's views share it.
///
/// Every method that takes a value escapes it; what goes out unescaped is named `raw` and takes a literal, or bytes
/// that this module has made. Text is copied in runs: a scan for the next special byte, then one append.
///
/// A pass over a page costs about a memory copy, so callers keep one writer per worker and call `removeAll()`.
package struct HTMLWriter: Sendable {
  /// What has been written, as UTF-8.
  package var bytes: [UInt8]

  /// An empty writer. `capacity` is in bytes and only a hint.
  package init(capacity: Int = 4096) {
    bytes = []
    bytes.reserveCapacity(capacity)
  }

  /// Empties the writer and keeps its memory for the next page.
  package mutating func removeAll() { bytes.removeAll(keepingCapacity: true) }

  /// What has been written, as a string. For tests and messages; files are written from `bytes`.
  package var string: String { String(decoding: bytes, as: UTF8.self) }

  // MARK: Text

  /// Text between tags: `&`, `<` and `>` are escaped.
  @inlinable package mutating func text(_ value: String) {
    Self.withBytes(value) { escape($0, quotes: false) }
  }

  /// Text between tags: `&`, `<` and `>` are escaped.
  package mutating func text(_ value: Substring) { Self.withBytes(value) { escape($0, quotes: false) } }

  /// UTF-8 text between tags: `&`, `<` and `>` are escaped. The bytes are not checked to be UTF-8.
  package mutating func text(_ value: [UInt8]) { value.withUnsafeBufferPointer { escape($0, quotes: false) } }

  /// UTF-8 text between tags: `&`, `<` and `>` are escaped. The bytes are not checked to be UTF-8.
  package mutating func text(_ value: ArraySlice<UInt8>) { value.withUnsafeBufferPointer { escape($0, quotes: false) } }

  /// A number between tags, in decimal figures.
  package mutating func text(_ value: Int) { decimal(value) }

  // MARK: Raw

  /// Markup written in the program's own source; nothing is escaped.
  @inlinable package mutating func raw(_ literal: StaticString) {
    if literal.hasPointerRepresentation {
      bytes.append(contentsOf: UnsafeBufferPointer(start: literal.utf8Start, count: literal.utf8CodeUnitCount))
    } else {
      bytes.append(contentsOf: literal.description.utf8)
    }
  }

  /// Markup that was made or cleaned before; nothing is escaped.
  @inlinable package mutating func raw(_ markup: [UInt8]) { bytes.append(contentsOf: markup) }

  /// Markup that was made or cleaned before; nothing is escaped.
  @inlinable package mutating func raw(_ markup: ArraySlice<UInt8>) { bytes.append(contentsOf: markup) }

  // MARK: Attributes

  /// ` name="value"`, inside a start tag. `&`, `<`, `>` and `"` are escaped. For addresses use `urlAttribute`.
  @inlinable package mutating func attribute(_ name: StaticString, _ value: String) {
    beginValue(name)
    Self.withBytes(value) { escape($0, quotes: true) }
    bytes.append(UInt8(ascii: "\""))
  }

  /// ` name="value"`, inside a start tag. `&`, `<`, `>` and `"` are escaped.
  package mutating func attribute(_ name: StaticString, _ value: Substring) {
    beginValue(name)
    Self.withBytes(value) { escape($0, quotes: true) }
    bytes.append(UInt8(ascii: "\""))
  }

  /// ` name="value"` with UTF-8 bytes, inside a start tag. `&`, `<`, `>` and `"` are escaped.
  package mutating func attribute(_ name: StaticString, _ value: [UInt8]) {
    beginValue(name)
    value.withUnsafeBufferPointer { escape($0, quotes: true) }
    bytes.append(UInt8(ascii: "\""))
  }

  /// ` name="12"`, inside a start tag.
  package mutating func attribute(_ name: StaticString, _ value: Int) {
    beginValue(name)
    decimal(value)
    bytes.append(UInt8(ascii: "\""))
  }

  /// ` name`, inside a start tag, when `isPresent`: `hidden`, `checked`, `required`.
  @inlinable package mutating func attribute(_ name: StaticString, present isPresent: Bool) {
    guard isPresent else { return }
    bytes.append(UInt8(ascii: " "))
    raw(name)
  }

  /// ` name="value"` for a name that is data, not program text. Returns false, and writes nothing, when the name has a
  /// character that could end the attribute.
  @discardableResult
  package mutating func attribute(name: String, value: String) -> Bool {
    guard HTMLName.isValid(name) else { return false }
    bytes.append(UInt8(ascii: " "))
    Self.withBytes(name) { bytes.append(contentsOf: $0) }
    bytes.append(UInt8(ascii: "="))
    bytes.append(UInt8(ascii: "\""))
    Self.withBytes(value) { escape($0, quotes: true) }
    bytes.append(UInt8(ascii: "\""))
    return true
  }

  /// ` name="url"` when the address's scheme is allowed for that use; otherwise writes nothing and returns false.
  @discardableResult
  package mutating func urlAttribute(_ name: StaticString, _ url: String, use: URLUse = .link) -> Bool {
    guard use.allows(url) else { return false }
    attribute(name, url)
    return true
  }

  @usableFromInline mutating func beginValue(_ name: StaticString) {
    bytes.append(UInt8(ascii: " "))
    raw(name)
    bytes.append(UInt8(ascii: "="))
    bytes.append(UInt8(ascii: "\""))
  }

  // MARK: Other contexts

  /// JSON for `<script type="application/json">` or `application/ld+json`. `<`, `>`, `&`, U+2028 and U+2029 become
  /// `\u` escapes, so that no text in it can end the element. `json` must be valid JSON.
  package mutating func scriptJSON(_ json: [UInt8]) {
    json.withUnsafeBufferPointer { appendScriptJSON($0) }
  }

  /// JSON for a script element, as `scriptJSON(_: [UInt8])`.
  package mutating func scriptJSON(_ json: String) { Self.withBytes(json) { appendScriptJSON($0) } }

  /// A quoted CSS string, for a `<style>` element. Quotes, backslashes, controls and `<`, `>`, `&` become CSS escapes.
  package mutating func cssString(_ value: String) {
    bytes.append(UInt8(ascii: "\""))
    for byte in value.utf8 {
      switch byte {
      case 0: bytes.append(contentsOf: [0xEF, 0xBF, 0xBD])
      case 1..<0x20, 0x7F, UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "<"), UInt8(ascii: ">"),
        UInt8(ascii: "&"):
        // Hexadecimal with a closing space, so that a following figure is not read as part of it.
        bytes.append(UInt8(ascii: "\\"))
        bytes.append(contentsOf: String(byte, radix: 16).utf8)
        bytes.append(UInt8(ascii: " "))
      default: bytes.append(byte)
      }
    }
    bytes.append(UInt8(ascii: "\""))
  }

  // MARK: Inside

  /// The UTF-8 of a string, without a copy where the string is already contiguous.
  @inlinable static func withBytes(_ value: String, _ body: (UnsafeBufferPointer<UInt8>) -> Void) {
    if value.utf8.withContiguousStorageIfAvailable(body) == nil { Array(value.utf8).withUnsafeBufferPointer(body) }
  }

  static func withBytes(_ value: Substring, _ body: (UnsafeBufferPointer<UInt8>) -> Void) {
    if value.utf8.withContiguousStorageIfAvailable(body) == nil { Array(value.utf8).withUnsafeBufferPointer(body) }
  }

  private mutating func decimal(_ value: Int) {
    bytes.append(contentsOf: String(value).utf8)
  }
}
