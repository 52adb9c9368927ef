/// One pass over a Markdown text before libcmark-gfm sees it: what would cost too much, and what surely is not there.
///
/// libcmark-gfm pads every table row to the width of the header: 28 KB of Markdown become 160 MB. Its autolinks search
/// the text again for every `@`.
struct MarkdownGuard {
  /// More columns than this in one table, and tables stay text.
  static let columnLimit = 64
  /// More cells than this that the text does not have but the tables would, and tables stay text.
  static let paddingLimit = 20_000
  /// More `@` than this, and addresses stay text.
  static let atSignLimit = 2_000

  private(set) var allowsTables = true
  private(set) var allowsAutolinks = true
  private(set) var hasLessThan = false
  private(set) var hasLinkCharacters = false
  private(set) var warnings: [MarkupWarning] = []

  init(scanning text: UnsafeBufferPointer<UInt8>, firstLine: Int) {
    var line = firstLine
    var start = 0
    var columns = 0
    var padding = 0
    var atSigns = 0
    while start < text.count {
      var end = start
      var pipes = 0
      var isDelimiterRow = true
      var isBlank = true
      var dashes = 0
      while end < text.count {
        let byte = text[end]
        switch byte {
        case 0x0A, 0x0D: break
        case UInt8(ascii: "|"):
          pipes += 1
          isBlank = false
        case UInt8(ascii: "-"):
          dashes += 1
          isBlank = false
        case UInt8(ascii: " "), UInt8(ascii: "\t"), 0x0B, 0x0C, UInt8(ascii: ">"): break
        case UInt8(ascii: ":"):
          isBlank = false
          hasLinkCharacters = true
        case UInt8(ascii: "<"):
          hasLessThan = true
          hasLinkCharacters = true
          isDelimiterRow = false
          isBlank = false
        case UInt8(ascii: "["):
          hasLinkCharacters = true
          isDelimiterRow = false
          isBlank = false
        case UInt8(ascii: "@"):
          atSigns += 1
          hasLinkCharacters = true
          isDelimiterRow = false
          isBlank = false
        case UInt8(ascii: "w"), UInt8(ascii: "W"):
          // `www.` is linked without a scheme.
          if end + 3 < text.count, text[end + 1] | 0x20 == byte | 0x20 { hasLinkCharacters = true }
          isDelimiterRow = false
          isBlank = false
        default:
          isDelimiterRow = false
          isBlank = false
        }
        if byte == 0x0A || byte == 0x0D { break }
        end += 1
      }
      if isBlank {
        columns = 0
      } else if isDelimiterRow && dashes > 0 && (pipes > 0 || dashes > 0) {
        // A later delimiter row inside a table is a row of it.
        columns = max(columns, pipes + 1)
        if columns > Self.columnLimit { refuseTables(line) }
      } else if columns > 0 {
        padding += max(0, columns - pipes - 1)
        if padding > Self.paddingLimit { refuseTables(line) }
      }
      if end + 1 < text.count, text[end] == 0x0D, text[end + 1] == 0x0A { end += 1 }
      start = end + 1
      line += 1
    }
    if atSigns > Self.atSignLimit {
      allowsAutolinks = false
      warnings.append(
        MarkupWarning(line: firstLine, message: "more than \(Self.atSignLimit) @: addresses are not made into links"))
    }
  }

  private mutating func refuseTables(_ line: Int) {
    guard allowsTables else { return }
    allowsTables = false
    warnings.append(
      MarkupWarning(
        line: line,
        message: "a table has more than \(Self.columnLimit) columns, or far more cells than the text: tables stay text"))
  }
}
