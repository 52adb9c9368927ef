import Markup
import Model

/// Words with marks, and words in blocks.
extension Renderer {
  /// Marks are nested in their order; neighbours that share marks share the tags.
  /// - Parameter inLink: a link cannot stand in another, so marks of that kind are left out.
  mutating func inline(_ text: InlineText, inLink: Bool = false) {
    if text.nodes.count == 1, case .text(let words, let marks) = text.nodes[0], marks.isEmpty {
      return writer.text(words)
    }
    var open: [InlineText.MarkedAs] = []
    var breaks = 0
    for node in text.nodes {
      guard case .text(let words, var marks) = node else {
        breaks += 1
        continue
      }
      marks = marks.filter { isShown($0, inLink: inLink) }
      var common = 0
      while common < open.count, common < marks.count, open[common] == marks[common] { common += 1 }
      while open.count > common { end(open.removeLast()) }
      for _ in 0..<breaks { writer.raw("<br>") }
      breaks = 0
      for mark in marks[common...] {
        begin(mark)
        open.append(mark)
      }
      writer.text(words)
    }
    while let mark = open.popLast() { end(mark) }
    for _ in 0..<breaks { writer.raw("<br>") }
  }

  private mutating func isShown(_ mark: InlineText.MarkedAs, inLink: Bool) -> Bool {
    guard case .link(let target) = mark else { return true }
    return !inLink && resolved(target) != nil
  }

  private mutating func begin(_ mark: InlineText.MarkedAs) {
    switch mark {
    case .strong: writer.raw("<strong>")
    case .em: writer.raw("<em>")
    case .code: writer.raw("<code>")
    case .strike: writer.raw("<s>")
    case .sub: writer.raw("<sub>")
    case .sup: writer.raw("<sup>")
    case .link(let target):
      writer.raw("<a")
      if let url = resolved(target) { writer.urlAttribute("href", url) }
      writer.raw(">")
    }
  }

  private mutating func end(_ mark: InlineText.MarkedAs) {
    switch mark {
    case .strong: writer.raw("</strong>")
    case .em: writer.raw("</em>")
    case .code: writer.raw("</code>")
    case .strike: writer.raw("</s>")
    case .sub: writer.raw("</sub>")
    case .sup: writer.raw("</sup>")
    case .link: writer.raw("</a>")
    }
  }

  mutating func blocks(_ blocks: [RichText.Block]) {
    for block in blocks {
      switch block {
      case .paragraph(let text):
        writer.raw("<p>")
        inline(text)
        writer.raw("</p>")
      case .heading(let level, let text):
        let tag = ["h2", "h3", "h4", "h5", "h6"][min(max(level, 2), 6) - 2]
        guard writer.beginTag(name: tag) else { continue }
        writer.endTag()
        inline(text)
        writer.close(name: tag)
      case .bulletList(let items):
        writer.raw("<ul>")
        self.items(items)
        writer.raw("</ul>")
      case .orderedList(let start, let items):
        writer.raw("<ol")
        if start != 1 { writer.attribute("start", start) }
        writer.raw(">")
        self.items(items)
        writer.raw("</ol>")
      case .quote(let blocks):
        writer.raw("<blockquote>")
        self.blocks(blocks)
        writer.raw("</blockquote>")
      case .code(let text):
        writer.raw("<pre><code>")
        writer.text(text)
        writer.raw("</code></pre>")
      case .rule: writer.raw("<hr>")
      }
    }
  }

  private mutating func items(_ items: [[RichText.Block]]) {
    for item in items {
      writer.raw("<li>")
      // A single line of a list needs no paragraph of its own.
      if item.count == 1, case .paragraph(let text) = item[0] { inline(text) } else { blocks(item) }
      writer.raw("</li>")
    }
  }
}
