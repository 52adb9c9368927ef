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
