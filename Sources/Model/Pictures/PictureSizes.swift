/// The `sizes` of a picture: how wide the layout shows it, as `<img sizes>` says it.
package enum PictureSizes {
  /// Screens have up to this many pixels to one of CSS that people can tell apart.
  private static let density = 2

  /// Whether a text can be the value: conditions and lengths, nothing else.
  package static func isValid(_ text: String) -> Bool {
    !text.isEmpty && text.utf8.count <= 500
      && text.unicodeScalars.allSatisfy { scalar in
        switch scalar {
        case "a"..."z", "A"..."Z", "0"..."9", " ", "(", ")", ",", ".", ":", "-", "+", "*", "/", "<", ">", "=", "%": true
        default: false
        }
      }
  }

  /// The value for a picture of which only a part is seen: as wide as the whole of it would be shown.
  /// - Parameter percent: the whole picture's width, of the width that is seen
  package static func scaled(_ text: String, by percent: Int) -> String {
    guard percent != 100 else { return text }
    let factor = "\(percent / 100).\(percent % 100 < 10 ? "0" : "")\(percent % 100)"
    return parts(of: text).map { part in
      let start = startOfLength(part)
      let condition = part[..<start].split(separator: " ").joined(separator: " ")
      return "\(condition)\(condition.isEmpty ? "" : " ")calc(\(part[start...]) * \(factor))"
    }.joined(separator: ", ")
  }

  /// What stands between commas that are in no brackets.
  private static func parts(of text: String) -> [Substring] {
    var depth = 0
    return text.split { character in
      depth += character == "(" ? 1 : character == ")" ? -1 : 0
      return character == "," && depth == 0
    }.map { part in
      let end = part.lastIndex { $0 != " " }.map { part.index(after: $0) } ?? part.endIndex
      return part[..<end].drop { $0 == " " }
    }
  }

  /// The length is the last word; conditions in brackets stand before it.
  private static func startOfLength(_ part: Substring) -> Substring.Index {
    var start = part.startIndex
    var depth = 0
    var isCondition = false
    for index in part.indices {
      switch part[index] {
      case "(":
        if depth == 0 { isCondition = index == start }
        depth += 1
      case ")":
        depth -= 1
        if depth == 0, isCondition { start = part.index(after: index) }
      case " " where depth == 0: start = part.index(after: index)
      default: break
      }
    }
    return start == part.endIndex ? part.startIndex : start
  }

  /// For a picture whose place in the layout nobody has described: as wide as the screen, but no wider than 80rem or itself.
  package static func standard(width: Int) -> String {
    let limit = min(width, 1280)
    return "(min-width: \(limit)px) \(limit)px, 100vw"
  }

  /// The pixels that the widest place needs on a fine screen; nil where the value names no such width.
  package static func widest(_ text: String) -> Int? {
    var widest = 0.0
    /// The width from which the part before applies.
    var from: Double?
    for part in text.split(separator: ",") {
      var length = part.drop { $0 == " " }
      var lower: Double?
      if length.hasPrefix("(") {
        guard let end = length.firstIndex(of: ")") else { return nil }
        let condition = length[length.index(after: length.startIndex)..<end]
        guard let value = condition.split(separator: ":").last, condition.hasPrefix("min-width:"),
          let pixels = pixels(value, viewport: nil)
        else { return nil }
        lower = pixels
        length = length[length.index(after: end)...]
      }
      guard let pixels = pixels(length, viewport: from) else { return nil }
      widest = max(widest, pixels)
      from = lower
    }
    return widest > 0 ? Int(widest.rounded(.up)) * density : nil
  }

  /// - Parameter viewport: how wide the screen is at most; nil where nothing limits it.
  private static func pixels(_ text: some StringProtocol, viewport: Double?) -> Double? {
    let text = String(text.filter { $0 != " " })
    if text.hasPrefix("calc("), let sign = text.lastIndex(of: "*"),
      let factor = number(text[sign...].dropFirst().dropLast())
    {
      return pixels(text[..<sign].dropFirst(5), viewport: viewport).map { $0 * factor }
    }
    for (unit, factor) in [("rem", 16.0), ("em", 16.0), ("px", 1.0)] where text.hasSuffix(unit) {
      return number(text.dropLast(unit.count)).map { $0 * factor }
    }
    guard text.hasSuffix("vw"), let viewport else { return nil }
    return number(text.dropLast(2)).map { $0 * viewport / 100 }
  }

  private static func number(_ text: some StringProtocol) -> Double? {
    guard !text.isEmpty, text.utf8.allSatisfy({ (48...57).contains($0) || $0 == 46 }), let value = Double(String(text)),
      value <= 100_000
    else { return nil }
    return value
  }
}
