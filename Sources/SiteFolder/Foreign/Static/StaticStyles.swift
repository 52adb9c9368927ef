import Markup
import Model

/// The style sheets of a finished site, joined into the theme's one.
struct StaticStyles {
  private let files: StaticFiles
  private let base: String
  /// Texts in the order of their first use, each once.
  private var parts: [String] = []
  private var known: Set<String> = []
  /// Declarations of `style` attributes, by the class that stands for them.
  private var inline: [(name: String, css: String)] = []
  private var inlineNames: [String: String] = [:]
  /// Classes that had to be renamed: as they were → as they are.
  private var renamed: [String: String] = [:]
  private var takenNames: Set<String> = []
  /// Classes of `<body>`, which is the builder's.
  var bodyClasses: Set<String> = []

  init(files: StaticFiles, base: String) {
    self.files = files
    self.base = base
  }

  var css: String {
    var css = parts.joined(separator: "\n")
    // Three times the class outweighs everything but IDs, as the attribute did.
    for (name, declarations) in inline { css += "\n.\(name).\(name).\(name) { \(declarations) }" }
    for (old, new) in renamed.sorted(by: { $0.key.utf8.count > $1.key.utf8.count }) {
      css = css.replacing("." + Self.escaped(old), with: "." + new)
    }
    for name in bodyClasses.sorted() { css = css.replacing("body.\(name)", with: ".\(name)") }
    css = css.replacing("</style", with: "<\\/style")
    return css.isEmpty || css.hasSuffix("\n") ? css : css + "\n"
  }

  // MARK: Sheets

  /// A sheet that a page links to.
  mutating func add(
    link address: String, media: String?, from file: String, line: Int, report: Report, _ make: (String) -> Report
  ) {
    switch files.target(address, from: file, base: base) {
    case .file(let path) where !path.isEmpty: add(text(of: path, depth: 1, make), media: media)
    case .elsewhere(let url):
      report.warning(line, "the style sheet \(url) is on another server and is left out", "copy it into the site")
    default: report.warning(line, "the style sheet “\(address)” is not there", "add the file")
    }
  }

  /// What stands in a `<style>`.
  mutating func add(
    style css: String, media: String?, from file: String, line: Int, report: Report, _ make: (String) -> Report
  ) {
    add(rewritten(css, in: file, firstLine: line, depth: 1, report: report, make), media: media)
  }

  private mutating func add(_ css: String, media: String?) {
    guard known.insert("\(media ?? "")|\(css)").inserted, !css.allSatisfy(\.isWhitespace) else { return }
    let isLimited = media.map { !$0.isEmpty && $0 != "all" } ?? false
    merge(Self.rules(isLimited ? "@media \(media!) {\n\(css)\n}" : css))
  }

  /// Puts rules among those that are there, in an order that both had: pages may each carry the part of one sheet that they use.
  private mutating func merge(_ rules: [String]) {
    var place: Int?
    for rule in rules {
      if let found = parts[(place ?? 0)...].firstIndex(of: rule) {
        place = found + 1
      } else if let here = place {
        parts.insert(rule, at: here)
        place = here + 1
      } else {
        // What comes first in this sheet stands before the first rule that both have, or at the end.
        let next = rules.compactMap { parts.firstIndex(of: $0) }.first ?? parts.count
        parts.insert(rule, at: next)
        place = next + 1
      }
    }
  }

  /// The rules of a sheet, outermost ones, in order.
  static func rules(_ css: String) -> [String] {
    let bytes = Array(css.utf8)
    var rules: [String] = []
    var start = 0
    var depth = 0
    var index = 0
    func end(at stop: Int) {
      let rule = CleanText.lines(String(decoding: bytes[start..<stop], as: UTF8.self))
      if !rule.allSatisfy(\.isWhitespace) { rules.append(String(rule.drop(while: \.isWhitespace))) }
      start = stop
    }
    while index < bytes.count {
      switch bytes[index] {
      case UInt8(ascii: "/") where index + 1 < bytes.count && bytes[index + 1] == UInt8(ascii: "*"):
        index += 2
        while index + 1 < bytes.count, bytes[index] != UInt8(ascii: "*") || bytes[index + 1] != UInt8(ascii: "/") {
          index += 1
        }
        index += 1
      case UInt8(ascii: "\""), UInt8(ascii: "'"):
        let quote = bytes[index]
        index += 1
        while index < bytes.count, bytes[index] != quote, bytes[index] != 0x0A {
          index += bytes[index] == UInt8(ascii: "\\") ? 2 : 1
        }
      case UInt8(ascii: "\\"): index += 1
      case UInt8(ascii: "{"): depth += 1
      case UInt8(ascii: "}"):
        depth = max(0, depth - 1)
        if depth == 0 { end(at: index + 1) }
      case UInt8(ascii: ";") where depth == 0: end(at: index + 1)
      default: break
      }
      index += 1
    }
    if start < bytes.count { end(at: bytes.count) }
    return rules
  }

  private func text(of path: String, depth: Int, _ make: (String) -> Report) -> String {
    let report = make(path)
    guard let bytes = SourceText.bytes("\(files.root)/\(path)", report: report) else { return "" }
    let text = String(decoding: Charset.utf8(bytes, report: report), as: UTF8.self)
    return rewritten(text, in: path, firstLine: 1, depth: depth, report: report, make)
  }

  /// With files of other style sheets in their places, and addresses that are the site's.
  private func rewritten(
    _ css: String, in file: String, firstLine: Int, depth: Int, report: Report, _ make: (String) -> Report
  ) -> String {
    var result: [UInt8] = []
    var line = firstLine
    var scanner = CSSAddresses(Array(css.utf8))
    while let piece = scanner.next() {
      switch piece {
      case .text(let bytes):
        result += bytes
        line += bytes.count { $0 == 0x0A }
      case .charset: continue
      case .importRule(let address, let media):
        guard depth < 8 else {
          report.warning(line, "style sheets import each other more than 8 times deep", "join them")
          continue
        }
        switch files.target(address, from: file, base: base) {
        case .file(let path) where path != file:
          let inner = text(of: path, depth: depth + 1, make)
          result += (media.isEmpty ? inner : "@media \(media) {\n\(inner)\n}").utf8
        case .elsewhere(let url):
          report.warning(line, "@import of \(url) from another server is left out", "copy the file into the site")
        default: report.warning(line, "@import: “\(address)” is not there", "add the file")
        }
      case .url(let address): result += url(address, in: file, line: line, report: report).utf8
      }
    }
    return String(decoding: result, as: UTF8.self)
  }

  private func url(_ address: String, in file: String, line: Int, report: Report) -> String {
    func written(_ address: String) -> String { "url(\"\(address.replacing("\"", with: "%22"))\")" }
    if address.hasPrefix("data:") || address.hasPrefix("#") { return written(address) }
    switch files.target(address, from: file, base: base) {
    case .file(let path):
      guard let asset = StaticFiles.assetPath(of: path) else { return written(address) }
      return written(TreeWriter.encoded(asset))
    case .elsewhere(let url):
      report.warning(line, "the style sheet uses \(url) from another server", "copy the file into the site")
      return written(url)
    default:
      report.warning(line, "the style sheet names the file “\(address)”, which is not there", "add the file")
      return "none"
    }
  }

  // MARK: Classes

  /// The class that stands for a `style` attribute.
  mutating func className(forStyle css: String, in file: String, line: Int, report: Report, _ make: (String) -> Report)
    -> String?
  {
    let declarations = rewritten(css, in: file, firstLine: line, depth: 1, report: report, make)
      .filter { $0 != "{" && $0 != "}" && $0 != "<" }
    guard declarations.contains(":") else { return nil }
    if let name = inlineNames[declarations] { return name }
    let name = "s-\(inline.count + 1)"
    inlineNames[declarations] = name
    inline.append((name, declarations))
    return name
  }

  /// A class as elements may carry it.
  mutating func className(_ name: String) -> String {
    if ElementRules.isClassName(name) { return name }
    if let known = renamed[name] { return known }
    var made = String(
      name.unicodeScalars.map { scalar -> Character in
        scalar.isASCII
          && (scalar.properties.isAlphabetic || ("0"..."9").contains(scalar) || scalar == "-" || scalar == "_")
          ? Character(scalar) : "_"
      }.prefix(80))
    if !ElementRules.isClassName(made) { made = "c-" + made }
    while !takenNames.insert(made).inserted { made += "_" }
    renamed[name] = made
    return made
  }

  /// A class as style sheets spell it, with a backslash before everything that is no part of a name.
  private static func escaped(_ name: String) -> String {
    var result = ""
    for (index, scalar) in name.unicodeScalars.enumerated() {
      let isName =
        scalar.value >= 0x80 || scalar.properties.isAlphabetic || scalar == "-" || scalar == "_"
        || ("0"..."9").contains(scalar) && index > 0
      if !isName {
        result += ("0"..."9").contains(scalar) ? "\\" + String(scalar.value, radix: 16) + " " : "\\"
        if ("0"..."9").contains(scalar) { continue }
      }
      result.unicodeScalars.append(scalar)
    }
    return result
  }
}

/// Finds the addresses in a style sheet without understanding the rest of it.
struct CSSAddresses {
  enum Piece: Equatable {
    case text([UInt8])
    case url(String)
    case importRule(String, media: String)
    case charset
  }

  private let bytes: [UInt8]
  private var position = 0
  private var pending: Piece?

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  mutating func next() -> Piece? {
    if let found = pending {
      pending = nil
      return found
    }
    let start = position
    while position < bytes.count {
      let here = position
      if let found = special() {
        pending = found
        if here > start { return .text(Array(bytes[start..<here])) }
        pending = nil
        return found
      }
    }
    return start < bytes.count ? .text(Array(bytes[start...])) : nil
  }

  /// What begins here, if it is an address; otherwise goes one step on.
  private mutating func special() -> Piece? {
    switch bytes[position] {
    case UInt8(ascii: "/") where matches("/*"):
      position += 2
      while position < bytes.count, !matches("*/") { position += 1 }
      position = min(bytes.count, position + 2)
    case UInt8(ascii: "\""), UInt8(ascii: "'"): _ = string()
    case UInt8(ascii: "\\"): position = min(bytes.count, position + 2)
    case UInt8(ascii: "u"), UInt8(ascii: "U"):
      if matches("url("), !isNamePart(before: position) { return address().map { .url($0) } }
      position += 1
    case UInt8(ascii: "@"):
      if matches("@import") { return importRule() }
      if matches("@charset") {
        skipStatement()
        return .charset
      }
      position += 1
    default: position += 1
    }
    return nil
  }

  private func isNamePart(before index: Int) -> Bool {
    guard index > 0 else { return false }
    let byte = bytes[index - 1]
    return byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_") || (0x61...0x7A).contains(byte | 0x20)
  }

  private func matches(_ word: StaticString) -> Bool {
    guard position + word.utf8CodeUnitCount <= bytes.count else { return false }
    for index in 0..<word.utf8CodeUnitCount {
      let (own, wanted) = (bytes[position + index], word.utf8Start[index])
      let isLetter = (0x41...0x5A).contains(own)
      if (isLetter ? own | 0x20 : own) != wanted { return false }
    }
    return true
  }

  /// A quoted string, from its first quote; the position is behind it afterwards.
  private mutating func string() -> String {
    let quote = bytes[position]
    var text: [UInt8] = []
    position += 1
    while position < bytes.count, bytes[position] != quote, bytes[position] != 0x0A {
      if bytes[position] == UInt8(ascii: "\\"), position + 1 < bytes.count { position += 1 }
      text.append(bytes[position])
      position += 1
    }
    position = min(bytes.count, position + 1)
    return String(decoding: text, as: UTF8.self)
  }

  private mutating func skipSpace() {
    while position < bytes.count, bytes[position] == 0x20 || (0x09...0x0D).contains(bytes[position]) { position += 1 }
  }

  /// What stands in `url(…)`.
  private mutating func address() -> String? {
    position += 4
    skipSpace()
    guard position < bytes.count else { return nil }
    var text = ""
    if bytes[position] == UInt8(ascii: "\"") || bytes[position] == UInt8(ascii: "'") {
      text = string()
      skipSpace()
    } else {
      let start = position
      while position < bytes.count, bytes[position] != UInt8(ascii: ")") { position += 1 }
      text = CleanText.oneLine(String(decoding: bytes[start..<position], as: UTF8.self))
    }
    position = min(bytes.count, position + 1)
    return text
  }

  private mutating func importRule() -> Piece? {
    position += 7
    skipSpace()
    guard position < bytes.count else { return nil }
    var target = ""
    if bytes[position] == UInt8(ascii: "\"") || bytes[position] == UInt8(ascii: "'") {
      target = string()
    } else if matches("url(") {
      target = address() ?? ""
    }
    let start = position
    skipStatement()
    var media = String(decoding: bytes[start..<position], as: UTF8.self)
    if media.hasSuffix(";") { media.removeLast() }
    return .importRule(target, media: CleanText.oneLine(media))
  }

  private mutating func skipStatement() {
    while position < bytes.count, bytes[position] != UInt8(ascii: ";"), bytes[position] != UInt8(ascii: "{") {
      position += 1
    }
    position = min(bytes.count, position + 1)
  }
}
