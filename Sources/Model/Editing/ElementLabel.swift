/// What people call an element: the designer's name for it, or the beginning of what it says.
extension ElementBody {
  /// The name, or an excerpt of the words, or nothing: then the editor says what kind of thing it is.
  ///
  /// Only for those who may know the words; a locked element is told by its name alone.
  package var label: String { name.isEmpty ? Excerpt.line(content.words ?? "", maximum: 60) : name }
}

extension Content {
  /// The words alone, as people read them; nil where there are none to read.
  package var words: String? {
    switch self {
    case .inline(let text): text.plain
    case .rich(let text): text.plain
    case .markdown(let source): source
    case .link(_, let label): label.plain
    case .image(let image): if case .text(let words) = image.alternative { words } else { nil }
    case .html(let source): source
    case .none, .list, .navigation, .collection, .field, .form, .embed, .shop, .slot, .shared, .generated: nil
    }
  }
}

/// Words cut where people see the end of a character, never inside one.
package enum Excerpt {
  /// The words on one line, at most `maximum` characters.
  package static func line(_ text: String, maximum: Int) -> String {
    if let line = plainLine(text, maximum: maximum) { return line }
    // No more is looked at than can be shown: a text may be long.
    var line = ""
    var count = 0
    var isSpaced = false
    for character in text {
      if character.isWhitespace {
        isSpaced = !line.isEmpty
        continue
      }
      if count + (isSpaced ? 2 : 1) > maximum { return line + "…" }
      if isSpaced { line.append(" ") }
      line.append(character)
      count += isSpaced ? 2 : 1
      isSpaced = false
    }
    return line
  }

  /// The same for what is mostly there: letters of which each is a byte and a character. nil when there are others.
  private static func plainLine(_ text: String, maximum: Int) -> String? {
    var line: [UInt8] = []
    line.reserveCapacity(maximum + 3)
    var isSpaced = false
    for byte in text.utf8 {
      guard byte < 0x80 else { return nil }
      if byte == 0x20 || (0x09...0x0D).contains(byte) {
        isSpaced = !line.isEmpty
        continue
      }
      if line.count + (isSpaced ? 2 : 1) > maximum { return String(decoding: line, as: UTF8.self) + "…" }
      if isSpaced { line.append(0x20) }
      line.append(byte)
      isSpaced = false
    }
    return String(decoding: line, as: UTF8.self)
  }

  /// The text with its lines, at most `maximum` characters.
  package static func text(_ text: String, maximum: Int) -> String {
    // A character is at least one byte, so most texts need no counting.
    guard text.utf8.count > maximum, let end = text.index(text.startIndex, offsetBy: maximum, limitedBy: text.endIndex),
      end < text.endIndex
    else { return text }
    return text[..<end] + "…"
  }
}
