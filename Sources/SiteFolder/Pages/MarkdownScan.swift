/// Addresses of links and pictures in Markdown, found without parsing it: enough to warn about those that lead nowhere.
///
/// Code is skipped. An address in a form that this does not see is not checked; none is changed.
struct MarkdownScan {
  struct Address {
    var text: String
    var isImage: Bool
    var line: Int
    /// Where it stands, in bytes of the text.
    var range: Range<Int>
  }

  /// Calls `found` with every address that could be one of this site: no scheme, no fragment alone.
  static func forEachLocalAddress(in text: String, firstLine: Int, _ found: (Address) -> Void) {
    var text = text
    text.withUTF8 { scan($0, firstLine: firstLine, found) }
  }

  /// The bytes at which `scan` has something to do; most of a text is passed over with one look into a table.
  private static let marks: [Bool] = {
    var marks = [Bool](repeating: false, count: 256)
    for byte in "\n\\`]=".utf8 { marks[Int(byte)] = true }
    return marks
  }()

  private static func scan(_ bytes: UnsafeBufferPointer<UInt8>, firstLine: Int, _ found: (Address) -> Void) {
    marks.withUnsafeBufferPointer { scan(bytes, marks: $0, firstLine: firstLine, found) }
  }

  private static func scan(
    _ bytes: UnsafeBufferPointer<UInt8>, marks: UnsafeBufferPointer<Bool>, firstLine: Int, _ found: (Address) -> Void
  ) {
    var line = firstLine
    var index = 0
    var isLineStart = true
    var isDefinition = false
    while index < bytes.count {
      let byte = bytes[index]
      if isLineStart {
        isLineStart = false
        isDefinition = byte == UInt8(ascii: "[") && index + 1 < bytes.count && bytes[index + 1] != UInt8(ascii: "^")
        if let end = fencedCodeEnd(bytes, index, line: &line) {
          index = end
          isLineStart = true
          continue
        }
      }
      guard marks[Int(byte)] else {
        index = plainEnd(bytes, from: index + 1)
        while index < bytes.count, !marks[Int(bytes[index])] { index += 1 }
        continue
      }
      switch byte {
      case 0x0A:
        line += 1
        isLineStart = true
      case UInt8(ascii: "\\"): index += 1
      case UInt8(ascii: "`"):
        index = codeSpanEnd(bytes, index, line: &line)
        continue
      case UInt8(ascii: "]") where index + 1 < bytes.count:
        let next = bytes[index + 1]
        if next == UInt8(ascii: "(") || next == UInt8(ascii: ":") && isDefinition {
          isDefinition = false
          if let range = address(bytes, index + 2), let text = local(bytes, range) {
            let isImage = next == UInt8(ascii: "(") && isImage(bytes, index)
            found(Address(text: text, isImage: isImage, line: line, range: range))
            // A link within an address is none; reading on in it would read long ones again and again.
            index = range.upperBound
            continue
          }
        }
      case UInt8(ascii: "="):
        // href="…" and src="…" of raw HTML.
        if let (range, isImage) = attribute(bytes, index), let text = local(bytes, range) {
          found(Address(text: text, isImage: isImage, line: line, range: range))
        }
      default: break
      }
      index += 1
    }
  }

  /// Where the eight bytes begin that hold the next mark, or the last few of the text.
  private static func plainEnd(_ bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> Int {
    let ones: UInt64 = 0x0101_0101_0101_0101
    let raw = UnsafeRawBufferPointer(bytes)
    var index = start
    while index + 8 <= raw.count {
      let word = raw.loadUnaligned(fromByteOffset: index, as: UInt64.self)
      // A byte that is the same becomes zero, and zero less one sets the highest bit. `\` and `]` differ in the lowest one only.
      let newline = word ^ (ones &* 0x0A)
      let backquote = word ^ (ones &* 0x60)
      let equals = word ^ (ones &* 0x3D)
      let bracket = (word | ones) ^ (ones &* 0x5D)
      let hits =
        (newline &- ones) & ~newline | (backquote &- ones) & ~backquote | (equals &- ones) & ~equals
        | (bracket &- ones) & ~bracket
      if hits & 0x8080_8080_8080_8080 != 0 { break }
      index += 8
    }
    return index
  }

  /// The address in the range if it is one of this site; template tags are reported elsewhere.
  private static func local(_ bytes: UnsafeBufferPointer<UInt8>, _ range: Range<Int>) -> String? {
    guard let first = range.first, bytes[first] != UInt8(ascii: "#"),
      !range.contains(where: { bytes[$0] == UInt8(ascii: "{") })
    else { return nil }
    let address = String(decoding: bytes[range], as: UTF8.self)
    return address.hasPrefix("//") || SiteNames.hasScheme(address) ? nil : address
  }

  /// The end of a fenced code block that begins on the line at `start`.
  private static func fencedCodeEnd(_ bytes: UnsafeBufferPointer<UInt8>, _ start: Int, line: inout Int) -> Int? {
    func fence(_ start: Int) -> (mark: UInt8, length: Int)? {
      var index = start
      while index < bytes.count, index < start + 4, bytes[index] == 0x20 { index += 1 }
      guard index < bytes.count, bytes[index] == UInt8(ascii: "`") || bytes[index] == UInt8(ascii: "~") else {
        return nil
      }
      var end = index
      while end < bytes.count, bytes[end] == bytes[index] { end += 1 }
      return end - index >= 3 ? (bytes[index], end - index) : nil
    }
    guard let open = fence(start) else { return nil }
    var index = start
    while index < bytes.count {
      while index < bytes.count, bytes[index] != 0x0A { index += 1 }
      index += 1
      line += 1
      guard index < bytes.count else { break }
      if let close = fence(index), close.mark == open.mark, close.length >= open.length {
        while index < bytes.count, bytes[index] != 0x0A { index += 1 }
        line += 1
        return index + 1
      }
    }
    return bytes.count
  }

  /// Behind a code span, or behind its backquotes where it is not closed in its paragraph.
  private static func codeSpanEnd(_ bytes: UnsafeBufferPointer<UInt8>, _ start: Int, line: inout Int) -> Int {
    var open = start
    while open < bytes.count, bytes[open] == UInt8(ascii: "`") { open += 1 }
    let length = open - start
    var index = open
    var lines = 0
    while index < bytes.count {
      if bytes[index] == 0x0A {
        lines += 1
        if index + 1 < bytes.count, bytes[index + 1] == 0x0A { return open }
      }
      guard bytes[index] == UInt8(ascii: "`") else {
        index += 1
        continue
      }
      var end = index
      while end < bytes.count, bytes[end] == UInt8(ascii: "`") { end += 1 }
      if end - index == length {
        line += lines
        return end
      }
      index = end
    }
    return open
  }

  private static func address(_ bytes: UnsafeBufferPointer<UInt8>, _ start: Int) -> Range<Int>? {
    var start = start
    while start < bytes.count, bytes[start] == 0x20 { start += 1 }
    guard start < bytes.count else { return nil }
    let isBracketed = bytes[start] == UInt8(ascii: "<")
    if isBracketed { start += 1 }
    var depth = 0
    var end = start
    loop: while end < bytes.count {
      guard end - start < 2_000 else { return nil }
      switch bytes[end] {
      case UInt8(ascii: ">") where isBracketed: break loop
      case 0x0A: break loop
      case 0...0x20 where !isBracketed: break loop
      case UInt8(ascii: "("): depth += 1
      case UInt8(ascii: ")") where !isBracketed:
        if depth == 0 { break loop }
        depth -= 1
      default: break
      }
      end += 1
    }
    return start..<end
  }

  /// Whether the bracket that closes at `close` was opened by `![`.
  private static func isImage(_ bytes: UnsafeBufferPointer<UInt8>, _ close: Int) -> Bool {
    var depth = 0
    var index = close
    while index >= 0, close - index < 1_000 {
      if bytes[index] == UInt8(ascii: "]") { depth += 1 }
      if bytes[index] == UInt8(ascii: "[") {
        depth -= 1
        if depth == 0 { return index > 0 && bytes[index - 1] == UInt8(ascii: "!") }
      }
      index -= 1
    }
    return false
  }

  private static func attribute(_ bytes: UnsafeBufferPointer<UInt8>, _ equals: Int) -> (Range<Int>, isImage: Bool)? {
    guard equals + 1 < bytes.count else { return nil }
    let quote = bytes[equals + 1]
    guard quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") else { return nil }
    func endsWith(_ name: StaticString) -> Bool {
      let start = equals - name.utf8CodeUnitCount
      guard start > 0, bytes[start - 1] <= 0x20 else { return false }
      return bytes[start..<equals].elementsEqual(
        UnsafeBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount))
    }
    let isImage = endsWith("src")
    guard isImage || endsWith("href") else { return nil }
    var end = equals + 2
    while end < bytes.count, bytes[end] != quote, bytes[end] != 0x0A { end += 1 }
    return (equals + 2..<end, isImage)
  }
}
