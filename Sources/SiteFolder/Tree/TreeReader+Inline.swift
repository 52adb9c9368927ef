import Markup
import Model

/// Text with marks, and the space between neighbours.
extension TreeReader {
  private static let markTags: Set<String> = ["a", "b", "br", "code", "del", "em", "i", "s", "strong", "sub", "sup"]
  /// Tags that stand within a line, so that space beside them is seen.
  static let inlineTags: Set<String> = markTags.union([
    "abbr", "button", "cite", "img", "input", "kbd", "label", "mark", "picture", "q", "samp", "select", "small", "span",
    "svg", "textarea", "time", "u", "var", "wbr",
  ])

  /// Text, a comment, or a mark without attributes (but for the address of a link) that holds nothing else.
  static func isPlainInline(_ node: HTMLNode) -> Bool {
    guard case .element(let element) = node else { return true }
    guard element.namespace == .html, markTags.contains(element.tag) else { return false }
    if element.tag == "a" {
      guard element.attributes.count == 1, let address = element["href"], !address.isEmpty else { return false }
      return element.children.allSatisfy { isPlainInline($0) && !hasLink($0) }
    }
    return element.attributes.isEmpty && element.children.allSatisfy(isPlainInline)
  }

  static func hasLink(_ node: HTMLNode) -> Bool { node.element?.first("a") != nil }

  private static func isInline(_ node: HTMLNode) -> Bool { node.element.map { inlineTags.contains($0.tag) } ?? true }

  /// The children of a box. Words and plain marks beside each other become one text element without a tag.
  func children(_ nodes: [HTMLNode], of parent: HTMLElement?, depth: Int) -> [ElementNode] {
    var result: [ElementNode] = []
    var run: [HTMLNode] = []
    var previousIsInline = false

    func endRun(beforeInline: Bool) {
      defer { run = [] }
      guard !run.isEmpty else { return }
      if let links = linksOnly(run) {
        add(links, spaceBefore: previousIsInline, spaceAfter: beforeInline)
        return
      }
      let text = inline(run, line: parent?.line ?? 1, keepsStart: previousIsInline, keepsEnd: beforeInline)
      // A lone space needs a neighbour on either side.
      if text.nodes.isEmpty || text.plain == " " && !(previousIsInline && beforeInline) { return }
      result.append(Self.bare(text))
      previousIsInline = true
    }
    /// Links without anything but space between them are elements of their own.
    func add(_ parts: [HTMLElement?], spaceBefore: Bool, spaceAfter: Bool) {
      for (index, part) in parts.enumerated() {
        if let part {
          if let link = node(part, depth: depth) { result.append(link) }
        } else if (index > 0 || spaceBefore) && (index < parts.count - 1 || spaceAfter) {
          result.append(Self.bare(InlineText(" ")))
        }
      }
      previousIsInline = true
    }

    for child in nodes {
      switch child {
      case .comment: continue
      case .element(let element)
      where !Self.isPlainInline(child) || element.tag == "br" && run.isEmpty && !previousIsInline:
        let isInline = Self.isInline(child)
        if isInline, Self.edgeIsSpace(element, atStart: true) { run.append(.text(" ")) }
        endRun(beforeInline: isInline)
        if let made = node(element, depth: depth) { result.append(made) }
        previousIsInline = isInline
        if isInline, Self.edgeIsSpace(element, atStart: false) { run.append(.text(" ")) }
      case .element, .text: run.append(child)
      }
    }
    endRun(beforeInline: false)
    return result
  }

  private static func bare(_ text: InlineText) -> ElementNode {
    ElementNode(id: .random(), body: ElementBody(kind: .text, tag: "", content: .inline(text)))
  }

  /// The links of a run that holds nothing else, with nil for the space between them; nil when it holds words.
  private func linksOnly(_ run: [HTMLNode]) -> [HTMLElement?]? {
    var parts: [HTMLElement?] = []
    var links = 0
    for node in run {
      if let element = node.element {
        guard element.tag == "a" else { return nil }
        parts.append(element)
        links += 1
      } else if node.isWhitespace {
        if parts.isEmpty || parts.last! != nil { parts.append(nil) }
      } else {
        return nil
      }
    }
    return links > 0 ? parts : nil
  }

  /// Whether the words of an inline element begin or end with white space.
  private static func edgeIsSpace(_ element: HTMLElement, atStart: Bool) -> Bool {
    // There it is part of the words.
    for name in ["data-exact", "data-bare", "data-element"] where element[name] != nil { return false }
    let nodes = element.children.filter { !isComment($0) }
    switch atStart ? nodes.first : nodes.last {
    case .text(let text): return (atStart ? text.utf8.first : text.utf8.last).map(isSpace) ?? false
    case .element(let child) where inlineTags.contains(child.tag): return edgeIsSpace(child, atStart: atStart)
    default: return false
    }
  }

  private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }

  /// Text with marks from text and plain marks.
  /// - Parameters:
  ///   - keepsStart: a space at the start stays, because something inline stands before
  ///   - keepsSpace: white space stays as it is
  func inline(
    _ nodes: [HTMLNode], line: Int, keepsStart: Bool = false, keepsEnd: Bool = false, keepsSpace: Bool = false
  ) -> InlineText {
    var writer = InlineWriter(keepsSpace: keepsSpace, keepsStart: keepsStart)
    func visit(_ nodes: [HTMLNode], _ marks: [InlineText.MarkedAs]) {
      for node in nodes {
        switch node {
        case .comment: continue
        case .text(let text): writer.append(text, marks)
        case .element(let element) where element.tag == "br": writer.lineBreak()
        case .element(let element): visit(element.children, adding(element, to: marks))
        }
      }
    }
    visit(nodes, [])
    let text = writer.finished(keepsEnd: keepsEnd)
    if text.plain.utf8.count > TreeLimits.textBytes {
      report.error(line, "the text is longer than \(TreeLimits.textBytes) bytes", "split it into paragraphs")
    }
    return text
  }

  private func adding(_ element: HTMLElement, to marks: [InlineText.MarkedAs]) -> [InlineText.MarkedAs] {
    let mark: InlineText.MarkedAs
    switch element.tag {
    case "strong", "b": mark = .strong
    case "em", "i": mark = .em
    case "code": mark = .code
    case "s", "del": mark = .strike
    case "sub": mark = .sub
    case "sup": mark = .sup
    default:
      guard let target = target(element["href"] ?? "", line: element.line) else { return marks }
      mark = .link(target)
    }
    if marks.contains(where: { $0.mark == mark.mark }) { return marks }
    // One nesting order, so that equal text is equal: the link outside, then as `Mark` names them.
    return (marks + [mark]).sorted { Self.rank($0.mark) < Self.rank($1.mark) }
  }

  private static func rank(_ mark: Mark) -> Int { mark == .link ? -1 : Mark.allCases.firstIndex(of: mark)! }
}

/// Puts pieces of text together while white space collapses across them.
private struct InlineWriter {
  let keepsSpace: Bool
  private var nodes: [InlineText.Node] = []
  private var isAfterSpace: Bool

  init(keepsSpace: Bool, keepsStart: Bool) {
    self.keepsSpace = keepsSpace
    isAfterSpace = !keepsStart
  }

  mutating func append(_ text: String, _ marks: [InlineText.MarkedAs]) {
    let words = keepsSpace ? CleanText.lines(text) : collapsed(text)
    guard !words.isEmpty else { return }
    if case .text(let before, let marksBefore)? = nodes.last, marksBefore == marks {
      nodes[nodes.count - 1] = .text(before + words, marks: marks)
    } else {
      nodes.append(.text(words, marks: marks))
    }
  }

  mutating func lineBreak() {
    dropSpaceAtEnd()
    nodes.append(.lineBreak)
    isAfterSpace = true
  }

  func finished(keepsEnd: Bool) -> InlineText {
    var writer = self
    if !keepsEnd && !keepsSpace { writer.dropSpaceAtEnd() }
    return InlineText(nodes: writer.nodes)
  }

  private mutating func dropSpaceAtEnd() {
    guard !keepsSpace, case .text(let text, let marks)? = nodes.last, text.utf8.last == 0x20 else { return }
    nodes.removeLast()
    if text.utf8.count > 1 { nodes.append(.text(String(text.dropLast()), marks: marks)) }
  }

  private mutating func collapsed(_ text: String) -> String {
    var result = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      switch scalar {
      case " ", "\t", "\n", "\r", "\u{0C}", "\u{2028}", "\u{2029}":
        if !isAfterSpace { result.append(" ") }
        isAfterSpace = true
      case _ where !ElementRules.isTextCharacter(scalar): continue
      default:
        result.append(scalar)
        isAfterSpace = false
      }
    }
    return String(result)
  }
}
