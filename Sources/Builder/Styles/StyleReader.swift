/// The parts of a style sheet, in its order. Positions are places in the sheet's bytes.
indirect enum StylePart: Sendable {
  /// What stays on every page: `@layer a, b;`, `@page`, `@view-transition` and whatever is not known.
  case fixed(Range<Int>)
  case rule(selectors: Range<Int>, all: Range<Int>)
  /// `@media (…) {…}` and the like. The name is in lower case.
  case group(name: String, prelude: Range<Int>, parts: [StylePart])
  case keyframes(name: String, all: Range<Int>)
  case fontFace(all: Range<Int>)
  /// `@property --name {…}`
  case property(name: String, all: Range<Int>)
}

/// Splits a style sheet into rules, as far as one has to understand CSS for that (CSS Syntax Level 3). The sheet is minified: it has no
/// comments.
struct StyleReader {
  /// The sheet is not balanced, or nested too deeply. Browsers make something of it; nobody else should guess what.
  struct Malformed: Error {}

  private static let depthLimit = 32
  private static let groups: Set<String> = ["media", "supports", "container", "layer", "scope", "starting-style"]

  let css: [UInt8]
  private var index = 0

  init(_ css: [UInt8]) { self.css = css }

  static func parts(of css: [UInt8]) throws(Malformed) -> [StylePart] {
    var reader = StyleReader(css)
    return try reader.parts(depth: 0)
  }

  private mutating func parts(depth: Int) throws(Malformed) -> [StylePart] {
    guard depth < Self.depthLimit else { throw Malformed() }
    var parts: [StylePart] = []
    while true {
      while index < css.count, css[index] == UInt8(ascii: ";") || Self.isSpace(css[index]) { index += 1 }
      guard index < css.count else {
        guard depth == 0 else { throw Malformed() }
        return parts
      }
      if css[index] == UInt8(ascii: "}") {
        guard depth > 0 else { throw Malformed() }
        index += 1
        return parts
      }
      parts.append(try part(depth: depth))
    }
  }

  private mutating func part(depth: Int) throws(Malformed) -> StylePart {
    let start = index
    try skip { $0 == UInt8(ascii: "{") || $0 == UInt8(ascii: ";") || $0 == UInt8(ascii: "}") }
    let prelude = start..<index
    let opens = index < css.count && css[index] == UInt8(ascii: "{")
    guard css[start] == UInt8(ascii: "@") else {
      guard opens else { throw Malformed() }
      try block()
      return .rule(selectors: prelude, all: start..<index)
    }
    guard opens else {
      if index < css.count, css[index] == UInt8(ascii: ";") { index += 1 }
      return .fixed(start..<index)
    }
    let name = String(decoding: css[start + 1..<prelude.upperBound].prefix(while: Self.isNamePart), as: UTF8.self)
      .lowercased()
    let parameter = text(start + 1 + name.utf8.count..<prelude.upperBound)
    if Self.groups.contains(name) {
      index += 1
      return .group(name: name, prelude: prelude, parts: try parts(depth: depth + 1))
    }
    try block()
    switch name {
    case "keyframes", "-webkit-keyframes": return .keyframes(name: Self.unquoted(parameter), all: start..<index)
    case "font-face": return .fontFace(all: start..<index)
    case "property": return .property(name: parameter, all: start..<index)
    default: return .fixed(start..<index)
    }
  }

  /// From `{` to behind its `}`.
  private mutating func block() throws(Malformed) {
    var open = 0
    repeat {
      try skip { $0 == UInt8(ascii: "{") || $0 == UInt8(ascii: "}") }
      guard index < css.count else { throw Malformed() }
      open += css[index] == UInt8(ascii: "{") ? 1 : -1
      index += 1
    } while open > 0
  }

  /// Goes to the next byte of that kind that is not within a string, an address, brackets or an escape; to the end when there is none.
  private mutating func skip(until isStop: (UInt8) -> Bool) throws(Malformed) {
    var brackets = 0
    while index < css.count {
      let byte = css[index]
      if brackets == 0, isStop(byte) { return }
      switch byte {
      case UInt8(ascii: "\\"): index += 1
      case UInt8(ascii: "\""), UInt8(ascii: "'"): try string(byte)
      case UInt8(ascii: "("), UInt8(ascii: "["):
        if byte == UInt8(ascii: "("), isBareAddress { try address() } else { brackets += 1 }
      case UInt8(ascii: ")"), UInt8(ascii: "]"):
        brackets -= 1
        guard brackets >= 0 else { throw Malformed() }
      // Within brackets they do not nest rules, and where they do, nobody wrote that on purpose.
      case UInt8(ascii: "{"), UInt8(ascii: "}"): if brackets > 0 { throw Malformed() }
      default: break
      }
      index += 1
    }
    guard brackets == 0, index == css.count else { throw Malformed() }
  }

  /// To the closing quote.
  private mutating func string(_ quote: UInt8) throws(Malformed) {
    index += 1
    while index < css.count, css[index] != quote {
      if css[index] == 0x0A { throw Malformed() }
      if css[index] == UInt8(ascii: "\\") { index += 1 }
      index += 1
    }
    guard index < css.count else { throw Malformed() }
  }

  private var isBareAddress: Bool {
    guard index >= 3, css[index - 3..<index].elementsEqual("url".utf8, by: { $0 | 0x20 == $1 }) else { return false }
    let next = css[(index + 1)...].first { !Self.isSpace($0) }
    return next != UInt8(ascii: "\"") && next != UInt8(ascii: "'")
  }

  /// To the closing bracket of `url(…)` without quotes.
  private mutating func address() throws(Malformed) {
    while index < css.count, css[index] != UInt8(ascii: ")") {
      if css[index] == UInt8(ascii: "\\") { index += 1 }
      index += 1
    }
    guard index < css.count else { throw Malformed() }
  }

  // MARK: Declarations

  /// The declarations between a rule's braces; nil when rules are nested in it.
  static func declarations(of css: [UInt8], in range: Range<Int>) -> [Range<Int>]? {
    var reader = StyleReader(Array(css[range]))
    var found: [Range<Int>] = []
    do {
      while reader.index < reader.css.count {
        let start = reader.index
        try reader.skip { $0 == UInt8(ascii: ";") || $0 == UInt8(ascii: "{") || $0 == UInt8(ascii: "}") }
        if reader.index < reader.css.count, reader.css[reader.index] != UInt8(ascii: ";") { return nil }
        var first = start
        while first < reader.index, isSpace(reader.css[first]) { first += 1 }
        if first < reader.index { found.append(first + range.lowerBound..<reader.index + range.lowerBound) }
        reader.index += 1
      }
    } catch {
      return nil
    }
    return found
  }

  // MARK: Letters

  private func text(_ range: Range<Int>) -> String {
    var slice = css[range]
    while let first = slice.first, Self.isSpace(first) { slice.removeFirst() }
    while let last = slice.last, Self.isSpace(last) { slice.removeLast() }
    return String(decoding: slice, as: UTF8.self)
  }

  static func unquoted(_ text: String) -> String {
    guard text.utf8.count > 1, let first = text.first, first == "\"" || first == "'", text.last == first else {
      return text
    }
    return String(text.dropFirst().dropLast())
  }

  static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }

  /// A letter, figure, `-`, `_` or anything beyond ASCII.
  static func isNamePart(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), 0x80...0xFF:
      true
    default: false
    }
  }
}
