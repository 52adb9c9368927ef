/// One pass over a Markdown text before libcmark-gfm sees it: what would cost too much, and what surely is not there.
///
/// Measured on libcmark-gfm 0.29.0.gfm.6, which ends the process when a text becomes larger than 1 GiB:
/// - tables: every row is padded to the width of the header (28 KB become 160 MB, 93 s), and every delimiter row reads
///   its paragraph again from the start (100 KB, 16 s);
/// - autolinks: every `@` reads its paragraph again (1 MB, minutes), every `)` its word (100 KB, 2 s);
/// - references: every use copies the address and title of the definition (0.4 MB become 30 GB);
/// - nesting: every line, bracket and delimiter climbs out of all quotes and lists around it (150 KB, 17 s).
struct MarkdownGuard {
  /// More columns than this in one table, and tables stay text.
  static let columnLimit = 64
  /// More cells than this that the text does not have but its tables would, and tables stay text.
  static let paddingLimit = 20_000
  /// Bytes read again for delimiter rows; more, and tables stay text.
  static let delimiterLimit = 8 << 20
  /// Bytes read again for `@` and `)`; more, and addresses stay text.
  static let autolinkLimit = 200 << 20
  /// Bytes that references may add; more, and the text is refused.
  static let referenceLimit = 32 << 20

  /// Quotes and lists that one line may open; more, and the text is refused.
  static let nestingLimit = 100

  /// The first line that opens too many quotes and lists; the text must not be parsed then.
  private(set) var tooNestedLine: Int?
  private(set) var allowsTables = true
  private(set) var allowsAutolinks = true
  /// False when references could grow beyond `referenceLimit`; the text must not be parsed then.
  var allowsReferences: Bool { longestDefinitions * closingBrackets <= Self.referenceLimit }
  private(set) var hasLessThan = false
  private(set) var hasLinkCharacters = false
  private(set) var warnings: [MarkupWarning] = []

  /// The bytes of the longest paragraph with a definition: no definition is longer.
  private var longestDefinitions = 0
  private var closingBrackets = 0

  // The paragraph so far; ends with a blank line.
  private var paragraphBytes = 0
  private var paragraphAtSigns = 0
  private var paragraphHasDefinition = false
  private var columns = 0

  private var padding = 0
  private var delimiterCost = 0
  private var autolinkCost = 0

  /// What one line holds.
  private struct Line {
    var pipes = 0
    var dashes = 0
    /// Nothing but white space and `>`.
    var isBlank = true
    /// Nothing but what a table's delimiter row may have.
    var isDelimiterRow = true
  }

  init(scanning text: UnsafeBufferPointer<UInt8>, firstLine: Int) {
    Self.tables.row.withUnsafeBufferPointer { row in
      Self.tables.words.withUnsafeBufferPointer { words in
        var number = firstLine
        var start = 0
        while start < text.count {
          if tooNestedLine == nil, Self.isTooNested(text, at: start) { tooNestedLine = number }
          let (line, lineEnd) = read(text, row: row, words: words, from: start)
          var end = lineEnd
          add(line, bytes: end - start, number)
          if end + 1 < text.count, text[end] == 0x0D, text[end + 1] == 0x0A { end += 1 }
          start = end + 1
          number += 1
        }
      }
    }
    endParagraph()
    if autolinkCost > Self.autolinkLimit {
      allowsAutolinks = false
      warnings.append(
        MarkupWarning(line: firstLine, message: "too many @ or ) in one place: addresses are not made into links"))
    }
  }

  /// Whether the line at `start` opens more quotes and lists than may be.
  private static func isTooNested(_ text: UnsafeBufferPointer<UInt8>, at start: Int) -> Bool {
    var index = start
    var count = 0
    // A line of nothing but one of these is a rule across the page.
    var kinds: Set<UInt8> = []
    func isSpace(_ index: Int) -> Bool { index >= text.count || text[index] <= 0x20 }
    scan: while index < text.count {
      let byte = text[index]
      switch byte {
      case UInt8(ascii: " "), UInt8(ascii: "\t"):
        index += 1
        continue
      case UInt8(ascii: ">"): index += 1
      case UInt8(ascii: "-"), UInt8(ascii: "*"), UInt8(ascii: "+"):
        guard isSpace(index + 1) else { break scan }
        index += 1
      case UInt8(ascii: "0")...UInt8(ascii: "9"):
        var end = index + 1
        while end < text.count, end - index < 9, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(text[end]) {
          end += 1
        }
        guard end < text.count, text[end] == UInt8(ascii: ".") || text[end] == UInt8(ascii: ")"), isSpace(end + 1)
        else { break scan }
        index = end + 1
      default: break scan
      }
      count += 1
      if count > nestingLimit { kinds.insert(byte) }
    }
    guard count > nestingLimit else { return false }
    let isAtEnd = index >= text.count || text[index] == 0x0A || text[index] == 0x0D
    return !(isAtEnd && (kinds == [UInt8(ascii: "-")] || kinds == [UInt8(ascii: "*")]))
  }

  /// What a byte may mean; most bytes of a text mean nothing, and are passed over with one look into a table.
  private enum ByteKind: UInt8 { case plain, lineEnd, blank, special }

  private struct Tables {
    /// For a line that may still be blank or a table's delimiter row.
    let row: [ByteKind]
    /// For a line of words: white space, quotes and dashes mean nothing any more.
    let words: [ByteKind]

    init() {
      var kinds = [ByteKind](repeating: .plain, count: 256)
      for byte in "\n\r".utf8 { kinds[Int(byte)] = .lineEnd }
      for byte in "|:<[]@)wW".utf8 { kinds[Int(byte)] = .special }
      words = kinds
      kinds[Int(UInt8(ascii: "-"))] = .special
      for byte in " \t\u{0B}\u{0C}>".utf8 { kinds[Int(byte)] = .blank }
      row = kinds
    }
  }

  private static let tables = Tables()

  /// Reads a line from `start` on.
  /// - Returns: what it holds, and where its line end is.
  private mutating func read(
    _ text: UnsafeBufferPointer<UInt8>, row: UnsafeBufferPointer<ByteKind>, words: UnsafeBufferPointer<ByteKind>,
    from start: Int
  ) -> (Line, end: Int) {
    var line = Line()
    var kinds = row
    var word = start..<start
    var index = start
    while index < text.count {
      let byte = text[index]
      switch kinds[Int(byte)] {
      case .plain:
        line.isBlank = false
        line.isDelimiterRow = false
        kinds = words
        index = Self.endOfPlain(text, words, from: index &+ 1)
        continue
      case .lineEnd: return (line, index)
      case .blank: break
      case .special:
        line.isBlank = false
        switch byte {
        case UInt8(ascii: "|"): line.pipes += 1
        case UInt8(ascii: "-"): line.dashes += 1
        case UInt8(ascii: ":"):
          hasLinkCharacters = true
          if index > 0, text[index - 1] == UInt8(ascii: "]") { paragraphHasDefinition = true }
        case UInt8(ascii: ")"):
          line.isDelimiterRow = false
          if index >= word.upperBound { word = Self.word(around: index, in: text, from: start) }
          autolinkCost += word.count
        default:
          line.isDelimiterRow = false
          note(byte, at: index, in: text)
        }
      }
      index += 1
    }
    return (line, index)
  }

  /// Where the next byte is that may mean something. Most of a text is passed over here, so nothing is checked twice.
  private static func endOfPlain(
    _ text: UnsafeBufferPointer<UInt8>, _ kinds: UnsafeBufferPointer<ByteKind>, from start: Int
  ) -> Int {
    guard let bytes = text.baseAddress, let kinds = kinds.baseAddress else { return start }
    let end = text.count
    var index = start
    while index &+ 4 <= end {
      guard kinds[Int(bytes[index])] == .plain else { return index }
      guard kinds[Int(bytes[index &+ 1])] == .plain else { return index &+ 1 }
      guard kinds[Int(bytes[index &+ 2])] == .plain else { return index &+ 2 }
      guard kinds[Int(bytes[index &+ 3])] == .plain else { return index &+ 3 }
      index &+= 4
    }
    while index < end, kinds[Int(bytes[index])] == .plain { index &+= 1 }
    return index
  }

  /// What stands between white space, on a line that begins at `start`.
  private static func word(around index: Int, in text: UnsafeBufferPointer<UInt8>, from start: Int) -> Range<Int> {
    func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }
    var (low, high) = (index, index + 1)
    while low > start, !isSpace(text[low - 1]) { low -= 1 }
    while high < text.count, !isSpace(text[high]) { high += 1 }
    return low..<high
  }

  private mutating func note(_ byte: UInt8, at index: Int, in text: UnsafeBufferPointer<UInt8>) {
    switch byte {
    case UInt8(ascii: "<"):
      hasLessThan = true
      hasLinkCharacters = true
    case UInt8(ascii: "["): hasLinkCharacters = true
    case UInt8(ascii: "]"): closingBrackets += 1
    case UInt8(ascii: "@"):
      paragraphAtSigns += 1
      hasLinkCharacters = true
    default:
      // `www.` becomes a link without a scheme.
      if index + 1 < text.count, text[index + 1] | 0x20 == UInt8(ascii: "w") { hasLinkCharacters = true }
    }
  }

  private mutating func add(_ line: Line, bytes: Int, _ number: Int) {
    if line.isBlank { return endParagraph() }
    paragraphBytes += bytes + 1
    if line.isDelimiterRow && line.dashes > 0 {
      // A delimiter row inside a table is a row of it, but may also start another table in the parser's eyes.
      columns = max(columns, line.pipes + 1)
      delimiterCost += paragraphBytes
    } else if columns > 0 {
      padding += max(0, columns - line.pipes - 1)
    }
    guard allowsTables,
      columns > Self.columnLimit || padding > Self.paddingLimit || delimiterCost > Self.delimiterLimit
    else { return }
    allowsTables = false
    warnings.append(
      MarkupWarning(
        line: number,
        message: "a table has more than \(Self.columnLimit) columns, or far more cells than the text: tables stay text")
    )
  }

  private mutating func endParagraph() {
    autolinkCost += paragraphAtSigns * paragraphBytes
    if paragraphHasDefinition { longestDefinitions = max(longestDefinitions, paragraphBytes) }
    paragraphBytes = 0
    paragraphAtSigns = 0
    paragraphHasDefinition = false
    columns = 0
  }
}
