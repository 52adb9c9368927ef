import Model

/// Takes values out of a YAML map, says what is wrong with them, and knows at the end which keys nobody asked for.
struct YAMLFields {
  private(set) var entries: [YAMLEntry]
  let line: Int
  private let report: Report
  private let isLenient: Bool
  /// By entry.
  private var isAsked: [Bool]

  /// - Parameter isLenient: a value of the wrong type is left out with a warning
  init(_ entries: [YAMLEntry], line: Int, report: Report, isLenient: Bool = false) {
    self.entries = entries
    self.line = line
    self.report = report
    self.isLenient = isLenient
    isAsked = [Bool](repeating: false, count: entries.count)
  }

  private func complain(_ line: Int, _ message: String, _ advice: String) {
    if isLenient { report.warning(line, message, advice) } else { report.error(line, message, advice) }
  }

  mutating func node(_ key: String) -> YAMLNode? {
    var found: Int?
    // Two dozen keys are asked for on every page, which mostly has five.
    for index in entries.indices where entries[index].key == key {
      isAsked[index] = true
      if found == nil { found = index }
    }
    guard let found, !entries[found].node.isNull else { return nil }
    return entries[found].node
  }

  func line(of key: String) -> Int { entries.first { $0.key == key }?.keyLine ?? line }

  /// One line of text: white space within is one space each.
  mutating func text(_ key: String) -> String? {
    guard let node = node(key) else { return nil }
    guard let text = node.text else {
      complain(node.line, "“\(key)” must be a text", "write it on one line, in quotes if it begins with [ or {")
      return nil
    }
    let clean = isLenient ? CleanText.oneLine(text) : node.meant ?? ""
    return clean.isEmpty ? nil : clean
  }

  mutating func requiredText(_ key: String, _ advice: String) -> String? {
    if let text = text(key) { return text }
    if entries.first(where: { $0.key == key })?.node.text == nil { report.error(line, "“\(key)” is missing", advice) }
    return nil
  }

  mutating func bool(_ key: String) -> Bool? {
    guard let node = node(key) else { return nil }
    // Quoted truth values come from other generators.
    if let value = node.bool ?? (node.text == "true" ? true : node.text == "false" ? false : nil) { return value }
    complain(node.line, "“\(key)” must be true or false", "write “\(key): true” or leave the line out")
    return nil
  }

  mutating func integer(_ key: String) -> Int? {
    guard let node = node(key) else { return nil }
    if let value = node.text.flatMap({ Int($0) }), (-1_000_000...1_000_000).contains(value) { return value }
    complain(node.line, "“\(key)” must be a whole number", "write “\(key): 3”, for example")
    return nil
  }

  /// A list of texts; a single text counts as a list of one.
  mutating func texts(_ key: String) -> [String]? {
    guard let node = node(key) else { return nil }
    func words(_ node: YAMLNode) -> String? { isLenient ? node.text.map(CleanText.oneLine) : node.meant }
    if let text = words(node) { return [text].filter { !$0.isEmpty } }
    let texts = node.list?.filter { !$0.isNull }.map(words)
    guard let texts, !texts.contains(nil) else {
      complain(node.line, "“\(key)” must be a list of texts", "write “\(key): [one, two]”")
      return nil
    }
    return texts.compactMap { $0 }.filter { !$0.isEmpty }
  }

  /// The entries of a map below `key`.
  mutating func map(_ key: String) -> [YAMLEntry] {
    guard let node = node(key) else { return [] }
    if let entries = node.map { return entries }
    complain(node.line, "“\(key)” must be a map", "write indented “key: value” lines below it")
    return []
  }

  /// What nobody asked for.
  var rest: [YAMLEntry] { zip(entries, isAsked).filter { !$0.1 }.map(\.0) }

  /// Warns about keys that nobody asked for.
  func warnAboutRest(known: String) {
    for entry in rest {
      let keys = known.split(separator: ", ").map(String.init)
      let hint = NearestName.of(entry.key, in: keys).map { "did you mean “\($0)”? " } ?? ""
      report.warning(
        entry.keyLine, "the key “\(entry.key)” is not known and has no effect", "\(hint)known keys are \(known)")
    }
  }
}

/// Text as the tree may hold it.
enum CleanText {
  /// One line: white space becomes single spaces, characters that text must not hold are dropped.
  static func oneLine(_ text: String) -> String {
    if isSurelyOneLine(text) { return text }
    var result = String.UnicodeScalarView()
    var isPending = false
    for scalar in text.unicodeScalars {
      switch scalar {
      case " ", "\t", "\n", "\r", "\u{0C}", "\u{2028}", "\u{2029}": isPending = !result.isEmpty
      case _ where !ElementRules.isTextCharacter(scalar): continue
      default:
        if isPending { result.append(" ") }
        isPending = false
        result.append(scalar)
      }
    }
    return String(result)
  }

  /// Whether a look at the bytes shows that there is nothing to change; a few characters that are fine are not recognized.
  private static func isSurelyOneLine(_ text: String) -> Bool {
    var previous: UInt8 = 0x20
    for byte in text.utf8 {
      switch byte {
      case 0x20: if previous == 0x20 { return false }
      // Controls; the first bytes of C1 controls, of line and paragraph separators and of noncharacters.
      case 0..<0x20, 0x7F, 0xC2, 0xE2, 0xEF: return false
      default: break
      }
      previous = byte
    }
    return previous != 0x20 || text.isEmpty
  }

  /// Several lines: line ends become `\n`, characters that text must not hold are dropped.
  static func lines(_ text: String) -> String {
    var result = String.UnicodeScalarView()
    var previous: Unicode.Scalar = " "
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\r", "\u{2028}", "\u{2029}": result.append("\n")
      case "\n": if previous != "\r" { result.append("\n") }
      case _ where ElementRules.isTextCharacter(scalar): result.append(scalar)
      default: break
      }
      previous = scalar
    }
    return String(result)
  }
}
