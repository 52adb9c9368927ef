import Markup
import Model

/// Words in blocks.
extension TreeReader {
  private static let blockTags: Set<String> = [
    "blockquote", "h2", "h3", "h4", "h5", "h6", "hr", "ol", "p", "pre", "ul",
  ]

  /// The blocks in an element; nil unless it holds nothing but plain ones.
  func richText(_ html: HTMLElement, keepsSpace: Bool = false) -> RichText? {
    guard !html.childElements.isEmpty, Self.areBlocks(html.children, depth: 1) else { return nil }
    return RichText(blocks: html.childElements.map { block($0, keepsSpace) })
  }

  func isRichText(_ html: HTMLElement) -> Bool {
    !html.childElements.isEmpty && Self.areBlocks(html.children, depth: 1)
  }

  private static func areBlocks(_ nodes: [HTMLNode], depth: Int) -> Bool {
    depth <= RichText.maximumDepth && nodes.allSatisfy { isBlock($0, depth: depth) }
  }

  private static func isBlock(_ node: HTMLNode, depth: Int) -> Bool {
    guard let element = node.element else { return node.isWhitespace || isComment(node) }
    guard blockTags.contains(element.tag),
      element.attributes.isEmpty || element.tag == "ol" && element.attributes.allSatisfy({ $0.name == "start" })
    else { return false }
    switch element.tag {
    case "hr": return true
    case "ul", "ol":
      return element.children.allSatisfy { child in
        guard let item = child.element else { return child.isWhitespace || isComment(child) }
        return item.tag == "li" && item.attributes.isEmpty && areItemContent(item.children, depth: depth + 1)
      }
    case "blockquote": return areItemContent(element.children, depth: depth + 1)
    case "pre": return element.children.allSatisfy { isPlainInline($0) && !hasLink($0) }
    default: return element.children.allSatisfy(isPlainInline)
    }
  }

  /// Blocks, or words with marks, or words first and blocks behind them.
  private static func areItemContent(_ nodes: [HTMLNode], depth: Int) -> Bool {
    depth <= RichText.maximumDepth && nodes.allSatisfy { isPlainInline($0) || isBlock($0, depth: depth) }
  }

  private func block(_ html: HTMLElement, _ keepsSpace: Bool) -> RichText.Block {
    func items() -> [[RichText.Block]] {
      html.childElements.map { itemContent($0, keepsSpace) }
    }
    return switch html.tag {
    case "hr": .rule
    case "ul": .bulletList(items())
    case "ol": .orderedList(start: html["start"].flatMap { Int($0) }.map { min(max($0, 0), 100_000) } ?? 1, items())
    case "blockquote": .quote(itemContent(html, keepsSpace))
    case "pre": .code(CleanText.lines(html.textContent))
    case "p": .paragraph(inline(html.children, line: html.line, keepsSpace: keepsSpace))
    default:
      .heading(
        level: html.tag.utf8.last.map { Int($0) - 48 } ?? 2,
        inline(html.children, line: html.line, keepsSpace: keepsSpace))
    }
  }

  /// Words directly in an item or a quotation become a paragraph.
  private func itemContent(_ html: HTMLElement, _ keepsSpace: Bool) -> [RichText.Block] {
    var blocks: [RichText.Block] = []
    var words: [HTMLNode] = []
    func endWords() {
      let text = inline(words, line: html.line)
      if !text.nodes.isEmpty { blocks.append(.paragraph(text)) }
      words = []
    }
    for child in html.children {
      if let element = child.element, Self.blockTags.contains(element.tag) {
        endWords()
        blocks.append(block(element, keepsSpace))
      } else {
        words.append(child)
      }
    }
    endWords()
    return blocks.isEmpty ? [.paragraph(InlineText(""))] : blocks
  }
}
