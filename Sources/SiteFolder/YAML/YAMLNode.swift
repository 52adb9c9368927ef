import Model

/// A YAML value with its line. Scalars stay as they were written: whether `404` or `yes` is a number, a truth value or a word
/// depends on the key that it stands under, which YAML does not know.
struct YAMLNode: Hashable, Sendable {
  indirect enum Value: Hashable, Sendable {
    /// `isPlain`: written without quotes.
    case scalar(String, isPlain: Bool)
    case list([YAMLNode])
    case map([YAMLEntry])
  }

  var value: Value
  var line: Int

  /// The text of a scalar; nil for lists, maps and an unquoted `null`, `~` or nothing.
  var text: String? {
    guard case .scalar(let text, _) = value, !isNull else { return nil }
    return text
  }

  /// A text as its author means it: what stands in quotes stays as it is, other text becomes one line.
  var meant: String? {
    guard let text else { return nil }
    if case .scalar(_, isPlain: false) = value, text.unicodeScalars.allSatisfy(ElementRules.isTextCharacter) {
      return text
    }
    return CleanText.oneLine(text)
  }

  var isNull: Bool {
    guard case .scalar(let text, isPlain: true) = value else { return false }
    return text.isEmpty || text == "~" || text == "null" || text == "Null" || text == "NULL"
  }

  var bool: Bool? {
    guard case .scalar(let text, isPlain: true) = value else { return nil }
    return switch text.lowercased() {
    case "true", "yes", "on": true
    case "false", "no", "off": false
    default: nil
    }
  }

  var list: [YAMLNode]? { if case .list(let nodes) = value { nodes } else { nil } }
  var map: [YAMLEntry]? { if case .map(let entries) = value { entries } else { nil } }
}

struct YAMLEntry: Hashable, Sendable {
  var key: String
  var keyLine: Int
  var node: YAMLNode

  init(_ key: String, keyLine: Int, _ node: YAMLNode) {
    self.key = key
    self.keyLine = keyLine
    self.node = node
  }
}

/// Why a text is not acceptable YAML.
struct YAMLProblem: Error, Hashable {
  let line: Int
  let message: String
  let advice: String

  init(line: Int, message: String, advice: String = "correct the YAML; a value with “: ” or “#” in it needs quotes") {
    self.line = line
    self.message = message
    self.advice = advice
  }
}
