/// The parts of a style sheet with their places, as far as checks need them; and what makes it no style sheet.
///
/// Blocks may hold declarations and rules side by side, as nesting allows. Source: CSS Syntax Module Level 3, 5.4.
struct StyleScan {
  struct Place: Hashable {
    let line: Int
    /// In characters, from 1.
    let column: Int
  }

  struct Declaration {
    let property: String
    let value: String
    let place: Place
    /// What stands around it, outermost first: selectors and at-rules with what follows their names.
    let around: [String]
  }

  struct AtRule {
    /// Lower case, without the `@`.
    let name: String
    let prelude: String
    let place: Place
    /// The declarations that stand directly in it.
    var properties: Set<String> = []
  }

  struct Problem {
    let place: Place
    let message: String
    let advice: String
  }

  private(set) var declarations: [Declaration] = []
  private(set) var atRules: [AtRule] = []
  private(set) var selectors: [(text: String, place: Place)] = []
  private(set) var problems: [Problem] = []

  private let bytes: [UInt8]
  private var index = 0
  private var lineStarts: [Int] = [0]
  private static let depthLimit = 50

  init(_ css: String) {
    bytes = Array(css.utf8)
    for (index, byte) in bytes.enumerated() where byte == 0x0A { lineStarts.append(index + 1) }
    block(opened: nil, around: [], atRule: nil)
  }

  private func place(_ offset: Int) -> Place {
    var (low, high) = (0, lineStarts.count - 1)
    while low < high {
      let middle = (low + high + 1) / 2
      if lineStarts[middle] <= offset { low = middle } else { high = middle - 1 }
    }
    let column = bytes[lineStarts[low]..<min(offset, bytes.count)].count { $0 & 0xC0 != 0x80 } + 1
    return Place(line: low + 1, column: column)
  }

  private mutating func complain(_ offset: Int, _ message: String, _ advice: String) {
    problems.append(Problem(place: place(offset), message: message, advice: advice))
  }

  /// Everything up to the `}` that closes the block, or to the end.
  private mutating func block(opened: Int?, around: [String], atRule: Int?) {
    while true {
      skipSpace()
      guard index < bytes.count else {
        if let opened { complain(opened, "this { is never closed", "add the } that belongs to it") }
        return
      }
      switch bytes[index] {
      case UInt8(ascii: "}"):
        if opened == nil {
          complain(index, "this } closes nothing", "remove it, or look for a { that is missing above")
          index += 1
          continue
        }
        index += 1
        return
      case UInt8(ascii: ";"): index += 1
      case UInt8(ascii: "@"): readAtRule(around: around)
      default: statement(around: around, atRule: atRule)
      }
    }
  }

  private mutating func readAtRule(around: [String]) {
    let start = index
    index += 1
    let nameStart = index
    while index < bytes.count, Self.isNameByte(bytes[index]) { index += 1 }
    let name = String(decoding: bytes[nameStart..<index], as: UTF8.self).lowercased()
    let prelude = chunk()
    atRules.append(AtRule(name: name, prelude: prelude, place: place(start)))
    let number = atRules.count - 1
    enter(start, around: around + ["@\(name) \(prelude)"], atRule: number)
  }

  private mutating func statement(around: [String], atRule: Int?) {
    let start = index
    let text = chunk()
    if index < bytes.count, bytes[index] == UInt8(ascii: "{") {
      selectors.append((text, place(start)))
      return enter(start, around: around + [text], atRule: nil)
    }
    guard let colon = text.firstIndex(of: ":"), colon != text.startIndex else {
      return complain(
        start, "“\(Self.shown(text))” is neither a rule nor a declaration", "write “property: value;”, or remove it")
    }
    let property = text[..<colon].trimmingSpaces
    let value = text[text.index(after: colon)...].trimmingSpaces
    guard property.utf8.allSatisfy(Self.isNameByte) else {
      return complain(start, "“\(Self.shown(text))” is no declaration", "look for a { or ; that is missing before it")
    }
    if value.isEmpty, !property.hasPrefix("--") {
      return complain(start, "“\(property)” has no value", "write one, or remove the declaration")
    }
    if around.isEmpty {
      return complain(start, "“\(Self.shown(text))” stands in no rule", "put it between the { } of a selector")
    }
    let name = property.hasPrefix("--") ? property : property.lowercased()
    declarations.append(Declaration(property: name, value: value, place: place(start), around: around))
    if let atRule { atRules[atRule].properties.insert(name) }
  }

  /// Reads the block that begins here, if one does.
  private mutating func enter(_ start: Int, around: [String], atRule: Int?) {
    guard index < bytes.count, bytes[index] == UInt8(ascii: "{") else { return }
    let opened = index
    index += 1
    guard around.count <= Self.depthLimit else {
      complain(opened, "blocks are nested deeper than \(Self.depthLimit)", "take some of them apart")
      index = bytes.count
      return
    }
    block(opened: opened, around: around, atRule: atRule)
  }

  /// The text up to the next `{`, `}` or `;` outside brackets and quotes, without comments.
  private mutating func chunk() -> String {
    var text: [UInt8] = []
    var brackets: [Int] = []
    scan: while index < bytes.count {
      let byte = bytes[index]
      switch byte {
      case UInt8(ascii: "/") where index + 1 < bytes.count && bytes[index + 1] == UInt8(ascii: "*"):
        comment()
        text.append(0x20)
      case UInt8(ascii: "\""), UInt8(ascii: "'"): text += string()
      case UInt8(ascii: "\\"):
        text += bytes[index..<min(index + 2, bytes.count)]
        index += 2
      case UInt8(ascii: "("), UInt8(ascii: "["):
        if byte == UInt8(ascii: "("), text.suffix(3).elementsEqual("url".utf8) {
          text += plainAddress()
        } else {
          brackets.append(index)
          text.append(byte)
          index += 1
        }
      case UInt8(ascii: ")"), UInt8(ascii: "]"):
        if brackets.isEmpty { complain(index, "this \(Character(Unicode.Scalar(byte))) closes nothing", "remove it") }
        _ = brackets.popLast()
        text.append(byte)
        index += 1
      case UInt8(ascii: "{"), UInt8(ascii: "}"), UInt8(ascii: ";"):
        break scan
      default:
        text.append(byte)
        index += 1
      }
    }
    if let open = brackets.first {
      let bracket = Character(Unicode.Scalar(bytes[open]))
      complain(open, "this \(bracket) is never closed", "add the \(bracket == "(" ? ")" : "]") that belongs to it")
    }
    return String(decoding: text, as: UTF8.self).trimmingSpaces
  }

  /// `url(…)` without quotes may hold anything, semicolons too; with quotes it is like any other function.
  private mutating func plainAddress() -> [UInt8] {
    let start = index
    var end = index + 1
    while end < bytes.count, bytes[end] == 0x20 { end += 1 }
    if end < bytes.count, bytes[end] == UInt8(ascii: "\"") || bytes[end] == UInt8(ascii: "'") {
      index = end
      let text = string()
      while index < bytes.count, bytes[index] == 0x20 { index += 1 }
      if index < bytes.count, bytes[index] == UInt8(ascii: ")") {
        index += 1
      } else {
        complain(start, "this ( is never closed", "add the ) that belongs to it")
      }
      return [UInt8(ascii: "(")] + text + [UInt8(ascii: ")")]
    }
    while end < bytes.count, bytes[end] != UInt8(ascii: ")"), bytes[end] != 0x0A { end += 1 }
    if end < bytes.count, bytes[end] == UInt8(ascii: ")") {
      index = end + 1
    } else {
      complain(start, "this ( is never closed", "add the ) that belongs to it")
      index = end
    }
    return Array(bytes[start..<index])
  }

  private mutating func string() -> [UInt8] {
    let start = index
    let quote = bytes[index]
    index += 1
    while index < bytes.count {
      let byte = bytes[index]
      if byte == UInt8(ascii: "\\") {
        index += 2
        continue
      }
      if byte == 0x0A { break }
      index += 1
      if byte == quote { return Array(bytes[start..<index]) }
    }
    index = min(index, bytes.count)
    complain(start, "this quote is never closed", "close it in the same line")
    return Array(bytes[start..<index])
  }

  private mutating func comment() {
    let start = index
    index += 2
    while index + 1 < bytes.count {
      if bytes[index] == UInt8(ascii: "*"), bytes[index + 1] == UInt8(ascii: "/") {
        index += 2
        return
      }
      index += 1
    }
    index = bytes.count
    complain(start, "this comment is never closed", "add */")
  }

  private mutating func skipSpace() {
    while index < bytes.count {
      if bytes[index] == UInt8(ascii: "/"), index + 1 < bytes.count, bytes[index + 1] == UInt8(ascii: "*") {
        comment()
      } else if bytes[index] <= 0x20 {
        index += 1
      } else {
        return
      }
    }
  }

  private static func isNameByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), 0x80...:
      true
    default: false
    }
  }

  private static func shown(_ text: String) -> String { text.count > 40 ? text.prefix(40) + "…" : text }
}

extension StringProtocol {
  var trimmingSpaces: String {
    let start = drop { $0.isWhitespace }
    guard let end = start.lastIndex(where: { !$0.isWhitespace }) else { return "" }
    return String(start[...end])
  }
}

extension StyleScan.Declaration {
  /// The names of custom properties that the value asks for without saying what to do when there is none.
  var neededProperties: [String] { references.filter { !$0.hasFallback }.map(\.name) }

  /// Every custom property that the value asks for.
  var usedProperties: [String] { references.map(\.name) }

  private var references: [(name: String, hasFallback: Bool)] {
    var result: [(String, Bool)] = []
    var rest = value[...]
    while let found = rest.firstRange(of: "var(") {
      rest = rest[found.upperBound...].drop { $0.isWhitespace }
      let name = rest.prefix { $0 != "," && $0 != ")" && !$0.isWhitespace }
      rest = rest[name.endIndex...].drop { $0.isWhitespace }
      if name.hasPrefix("--") { result.append((String(name.dropFirst(2)), rest.first == ",")) }
    }
    return result
  }

  /// The addresses in `url(…)`, without quotes.
  var addresses: [String] {
    var result: [String] = []
    var rest = value[...]
    while let found = rest.firstRange(of: "url(") {
      rest = rest[found.upperBound...].drop { $0.isWhitespace }
      let quote = rest.first.flatMap { $0 == "\"" || $0 == "'" ? $0 : nil }
      if quote != nil { rest = rest.dropFirst() }
      let address = rest.prefix { $0 != (quote ?? ")") }
      result.append(String(address).trimmingSpaces)
      rest = rest[address.endIndex...]
    }
    return result
  }

  func stands(in part: String) -> Bool { around.contains { $0.contains(part) } }
}
