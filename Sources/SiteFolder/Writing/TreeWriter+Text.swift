import Markup
import Model

/// Words with marks, and words in blocks.
extension TreeWriter {
  mutating func inline(_ text: InlineText) {
    for node in text.nodes {
      guard case .text(let words, let marks) = node else {
        html.raw("<br>")
        continue
      }
      for mark in marks { open(mark) }
      html.text(words)
      for mark in marks.reversed() { end(Self.tag(of: mark)) }
    }
  }

  private mutating func open(_ mark: InlineText.MarkedAs) {
    html.raw(Array("<\(Self.tag(of: mark))".utf8))
    if case .link(let target) = mark { html.attribute("href", address(of: target)) }
    html.raw(">")
  }

  private static func tag(of mark: InlineText.MarkedAs) -> String {
    switch mark {
    case .strong: "strong"
    case .em: "em"
    case .code: "code"
    case .strike: "s"
    case .sub: "sub"
    case .sup: "sup"
    case .link: "a"
    }
  }

  /// Whether reading would change the white space of the text.
  func isNotCollapsed(_ text: InlineText) -> Bool {
    var isAfterSpace = true
    for node in text.nodes {
      switch node {
      case .lineBreak:
        if isAfterSpace, node != text.nodes.first { return true }
        isAfterSpace = true
      case .text(let words, _):
        for byte in words.utf8 {
          switch byte {
          case 0x09...0x0D: return true
          case 0x20:
            if isAfterSpace { return true }
            isAfterSpace = true
          default: isAfterSpace = false
          }
        }
      }
    }
    if case .text? = text.nodes.last { return isAfterSpace }
    return false
  }

  mutating func writeRichText(_ node: ElementNode, _ text: RichText, depth: Int, slot: String?) {
    var marks: [(String, String)] = []
    if !node.body.capabilities.contains(.text) { marks.append(("data-kind", "richText")) }
    if text.allBlocks.contains(where: { $0.words.map(isNotCollapsed) ?? false }) { marks.append(("data-exact", "")) }
    begin(node, tag: node.body.tag, slot: slot, marks)
    for block in text.blocks { write(block, depth: depth + 1) }
    breakLine(depth)
    end(node.body.tag)
  }

  private mutating func write(_ block: RichText.Block, depth: Int) {
    breakLine(depth)
    switch block {
    case .paragraph(let text):
      html.raw("<p>")
      inline(text)
      html.raw("</p>")
    case .heading(let level, let text):
      html.raw(Array("<h\(level)>".utf8))
      inline(text)
      end("h\(level)")
    case .bulletList(let items):
      html.raw("<ul>")
      write(items, depth: depth)
      html.raw("</ul>")
    case .orderedList(let start, let items):
      html.raw("<ol")
      if start != 1 { html.attribute("start", start) }
      html.raw(">")
      write(items, depth: depth)
      html.raw("</ol>")
    case .quote(let blocks):
      html.raw("<blockquote>")
      for block in blocks { write(block, depth: depth + 1) }
      html.raw("</blockquote>")
    case .code(let text):
      html.raw("<pre>")
      if text.hasPrefix("\n") { html.raw("\n") }
      html.text(text)
      html.raw("</pre>")
    case .rule: html.raw("<hr>")
    }
  }

  private mutating func write(_ items: [[RichText.Block]], depth: Int) {
    for item in items {
      breakLine(depth + 1)
      html.raw("<li>")
      for block in item { write(block, depth: depth + 2) }
      html.raw("</li>")
    }
  }
}

extension RichText.Block {
  /// The block's own words, where white space in them means nothing in HTML.
  fileprivate var words: InlineText? {
    switch self {
    case .paragraph(let text), .heading(_, let text): text
    case .code, .bulletList, .orderedList, .quote, .rule: nil
    }
  }
}
