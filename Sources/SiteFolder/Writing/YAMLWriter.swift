/// Writes YAML that reads as the same values: words without quotes where nothing else could be meant, everything else in double quotes.
struct YAMLWriter {
  private(set) var text = ""

  /// - Parameter plainKey: the key is written as it is
  mutating func line(_ key: String, _ value: String, depth: Int = 0, plainKey: Bool = false) {
    text += "\(String(repeating: "  ", count: depth))\(plainKey ? key : Self.scalar(key)): \(value)\n"
  }

  mutating func string(_ key: String, _ value: String, depth: Int = 0) { line(key, Self.scalar(value), depth: depth) }

  mutating func strings(_ key: String, _ values: [String], depth: Int = 0) {
    line(key, "[\(values.map(Self.scalar).joined(separator: ", "))]", depth: depth)
  }

  /// A key with what stands below it.
  mutating func open(_ key: String, depth: Int = 0) {
    text += "\(String(repeating: "  ", count: depth))\(Self.scalar(key)):\n"
  }

  mutating func map(_ key: String, _ values: [String: String], depth: Int = 0) {
    guard !values.isEmpty else { return }
    open(key, depth: depth)
    for (name, value) in values.sorted(by: { $0.key < $1.key }) { string(name, value, depth: depth + 1) }
  }

  static func scalar(_ value: String) -> String { isPlain(value) ? value : quoted(value) }

  /// Words of letters and a few signs that no reader of YAML takes for anything but text.
  private static func isPlain(_ value: String) -> Bool {
    guard let first = value.unicodeScalars.first, first.properties.isAlphabetic, first.value < 0x2000,
      value.utf8.last != 0x20, !value.contains("  "), value.utf8.count < 200
    else { return false }
    let words: Set<String> = ["true", "false", "yes", "no", "on", "off", "null", "y", "n"]
    guard !words.contains(value.lowercased()) else { return false }
    return value.unicodeScalars.allSatisfy { scalar in
      switch scalar {
      case " ", "-", "_", ".", "/", "(", ")", "'", "+", "–", "0"..."9": true
      default: scalar.properties.isAlphabetic && scalar.value < 0x2000
      }
    }
  }

  private static func quoted(_ value: String) -> String {
    var result = "\""
    for scalar in value.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\t": result += "\\t"
      case "\r": result += "\\r"
      case _ where isPrintable(scalar): result.unicodeScalars.append(scalar)
      default:
        let digits = String(scalar.value, radix: 16)
        let width = scalar.value > 0xFFFF ? 8 : 4
        result += (width == 8 ? "\\U" : "\\u") + String(repeating: "0", count: width - digits.count) + digits
      }
    }
    return result + "\""
  }

  private static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x20...0x7E, 0xA0...0x2027, 0x202A...0xD7FF, 0xE000...0xFDCF, 0xFDF0...0xFEFE, 0xFF00...0xFFFD,
      0x10000...0x1FFFD:
      true
    default: false
    }
  }
}
