/// Reads only the tags of a text, to bound what the parser will build from it.
///
/// Follows the HTML rules for which end tags may be left out, and where it is unsure it counts too much: an element
/// stays on the stack here unless its end is certain.
struct HTMLTagScan {
  private let html: UnsafeBufferPointer<UInt8>
  private let limits: HTMLParser.Limits
  private let firstLine: Int
  private var index = 0
  private var stack = HTMLOpenElements()
  /// Up to here, start tags count and end tags do not: whether this is markup depends on where it stands.
  private var doubtfulEnd = 0
  /// The parser adds the attributes of every later `html` and `body` to the first one, comparing each with each.
  private var structureAttributes = 0
  /// How deep the parser's tree will be, at most; known after `run()`.
  private(set) var deepest = 0
  /// False when `deepest` is less certain, because tags are not closed in order; known after `run()`.
  var isOrderly: Bool { stack.isOrderly }

  init(_ html: UnsafeBufferPointer<UInt8>, limits: HTMLParser.Limits, firstLine: Int) {
    self.html = html
    self.limits = limits
    self.firstLine = firstLine
  }

  mutating func run() throws(MarkupError) {
    while let start = next(UInt8(ascii: "<"), from: index) {
      if start > index { stack.text() }
      index = start + 1
      guard index < html.count else { return }
      switch html[index] {
      case UInt8(ascii: "!"): skipDeclaration()
      case UInt8(ascii: "?"): skipPast(UInt8(ascii: ">"))
      case UInt8(ascii: "/"):
        index += 1
        guard index < html.count else { return }
        guard isLetter(html[index]) else {
          skipPast(UInt8(ascii: ">"))
          continue
        }
        let tag = try readTag(at: start)
        if start >= doubtfulEnd { stack.end(tag.name, hash: tag.hash) }
      case let byte where isLetter(byte):
        let tag = try readTag(at: start)
        try startElement(tag, at: start)
      default: continue
      }
    }
  }

  private struct Tag {
    var name: HTMLTagName
    var isSelfClosing: Bool
    /// For formatting, of the whole tag; for names that the parser does not know, of the name; otherwise 0.
    var hash: Int
  }

  private mutating func startElement(_ tag: Tag, at start: Int) throws(MarkupError) {
    stack.start(tag.name, isSelfClosing: tag.isSelfClosing, hash: tag.hash)
    deepest = max(deepest, stack.depth)
    if stack.depth > limits.depth { throw MarkupError(.tooDeep(limit: limits.depth), line: line(at: start)) }
    if stack.repeated > HTMLOpenElements.repeatedLimit {
      throw MarkupError(.tooManyUnclosedTags(limit: HTMLOpenElements.repeatedLimit), line: line(at: start))
    }
    guard HTMLTagName.rawText.contains(tag.name) else { return }
    let inside = index
    if stack.rawTextIsCertain {
      skipRawText(tag.name)
    } else if !tag.isSelfClosing && inside >= doubtfulEnd {
      skipRawText(tag.name)
      doubtfulEnd = index
      index = inside
    }
  }

  /// Reads a tag whose name starts at `index`; leaves `index` after its `>`.
  private mutating func readTag(at start: Int) throws(MarkupError) -> Tag {
    let nameStart = index
    while index < html.count, !isSpace(html[index]), html[index] != UInt8(ascii: ">"), html[index] != UInt8(ascii: "/")
    {
      index += 1
    }
    let nameEnd = index
    let name = HTMLTagName(UnsafeBufferPointer(rebasing: html[nameStart..<nameEnd]))
    var isSelfClosing = false
    var attributes = 0
    while index < html.count {
      let byte = html[index]
      if byte == UInt8(ascii: ">") {
        index += 1
        break
      }
      if isSpace(byte) || byte == UInt8(ascii: "/") {
        isSelfClosing = byte == UInt8(ascii: "/")
        index += 1
        continue
      }
      isSelfClosing = false
      attributes += 1
      if HTMLTagName.structure.contains(name) {
        structureAttributes += 1
        attributes = structureAttributes
      }
      if attributes > limits.attributes {
        throw MarkupError(.tooManyAttributes(limit: limits.attributes), line: line(at: start))
      }
      skipAttribute()
    }
    return Tag(name: name, isSelfClosing: isSelfClosing, hash: hash(of: name, nameStart: nameStart, nameEnd: nameEnd))
  }

  private func hash(of name: HTMLTagName, nameStart: Int, nameEnd: Int) -> Int {
    var hasher = Hasher()
    if name == .unknown {
      for byte in html[nameStart..<nameEnd] { hasher.combine(byte >= 0x41 && byte <= 0x5A ? byte | 0x20 : byte) }
    } else if HTMLTagName.formatting.contains(name) {
      hasher.combine(bytes: UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(html)[nameStart..<index]))
    } else {
      return 0
    }
    return hasher.finalize()
  }

  private mutating func skipAttribute() {
    // A name may start with `=`.
    index += 1
    while index < html.count, !isSpace(html[index]), html[index] != UInt8(ascii: "="), html[index] != UInt8(ascii: ">"),
      html[index] != UInt8(ascii: "/")
    {
      index += 1
    }
    var value = index
    while value < html.count, isSpace(html[value]) { value += 1 }
    guard value < html.count, html[value] == UInt8(ascii: "=") else { return }
    value += 1
    while value < html.count, isSpace(html[value]) { value += 1 }
    guard value < html.count else {
      index = html.count
      return
    }
    switch html[value] {
    case UInt8(ascii: "\""), UInt8(ascii: "'"):
      index = next(html[value], from: value + 1).map { $0 + 1 } ?? html.count
    default:
      while value < html.count, !isSpace(html[value]), html[value] != UInt8(ascii: ">") { value += 1 }
      index = value
    }
  }

  /// After `<!`: a comment, or anything else up to `>`.
  private mutating func skipDeclaration() {
    guard starts("!--", at: index) else {
      skipPast(UInt8(ascii: ">"))
      return
    }
    index += 3
    if starts(">", at: index) || starts("->", at: index) {
      skipPast(UInt8(ascii: ">"))
      return
    }
    while let dash = next(UInt8(ascii: "-"), from: index) {
      if starts("-->", at: dash) || starts("--!>", at: dash) {
        index = dash
        skipPast(UInt8(ascii: ">"))
        return
      }
      index = dash + 1
    }
    index = html.count
  }

  /// To the end tag of an element whose content is no markup, or to the end of the text.
  private mutating func skipRawText(_ name: HTMLTagName) {
    // A script that writes scripts: inside `<!--`, a `<script>` must be closed before the end tag counts.
    var isEscaped = false
    var isDoubleEscaped = false
    while index < html.count {
      if name == .script {
        if !isEscaped && starts("<!--", at: index) {
          isEscaped = true
          // The two dashes may already be those of `-->`.
          index += 2
          continue
        }
        if isEscaped && starts("-->", at: index) {
          isEscaped = false
          isDoubleEscaped = false
        }
      }
      guard html[index] == UInt8(ascii: "<") else {
        index += 1
        continue
      }
      let isEnd = starts("/", at: index + 1)
      let nameStart = index + (isEnd ? 2 : 1)
      var nameEnd = nameStart
      while nameEnd < html.count, isLetter(html[nameEnd]) { nameEnd += 1 }
      let isOurs = nameEnd > nameStart && HTMLTagName(UnsafeBufferPointer(rebasing: html[nameStart..<nameEnd])) == name
      let isDelimited =
        nameEnd < html.count
        && (isSpace(html[nameEnd]) || html[nameEnd] == UInt8(ascii: ">") || html[nameEnd] == UInt8(ascii: "/"))
      if isOurs && isDelimited {
        if isEnd && !isDoubleEscaped { return }
        if isEnd { isDoubleEscaped = false } else if isEscaped { isDoubleEscaped = true }
      }
      index += 1
    }
  }

  private mutating func skipPast(_ byte: UInt8) {
    index = next(byte, from: index).map { $0 + 1 } ?? html.count
  }

  private func next(_ byte: UInt8, from start: Int) -> Int? {
    guard start < html.count else { return nil }
    return html[start...].firstIndex(of: byte)
  }

  private func starts(_ literal: StaticString, at position: Int) -> Bool {
    guard position + literal.utf8CodeUnitCount <= html.count else { return false }
    for offset in 0..<literal.utf8CodeUnitCount where html[position + offset] != literal.utf8Start[offset] {
      return false
    }
    return true
  }

  private func isLetter(_ byte: UInt8) -> Bool { (byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x7A }
  private func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (byte >= 0x09 && byte <= 0x0D && byte != 0x0B) }
  private func line(at offset: Int) -> Int { firstLine + html[..<offset].count { $0 == 0x0A } }
}
