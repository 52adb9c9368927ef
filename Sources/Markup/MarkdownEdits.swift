import CCmarkGFM
import Glibc

/// Changes to the tree before it is rendered, and what is read out of it.
extension MarkdownDocument {
  /// Gives links and pictures their addresses, leaves the words of links whose scheme a link anywhere else may not have either, and moves
  /// headings down, as the options say; all in one walk.
  /// - Returns: whether there is raw HTML.
  func adapt(_ rewrite: MarkdownRenderer.RewriteURL?) -> Bool {
    guard mayHaveRawHTML || mayHaveLinks || options.firstHeadingLevel != nil else { return false }
    var hasRawHTML = false
    var foreign: [OpaquePointer] = []
    var headings: [OpaquePointer] = []
    walk { node, type in
      switch type {
      case CMARK_NODE_HTML_BLOCK, CMARK_NODE_HTML_INLINE: hasRawHTML = true
      case CMARK_NODE_LINK, CMARK_NODE_IMAGE:
        let isImage = type == CMARK_NODE_IMAGE
        guard let own = cmark_node_get_url(node) else { return }
        var url = String(cString: own)
        if let new = rewrite?(url, isImage) {
          cmark_node_set_url(node, new)
          url = new
        }
        if !isImage, options.rawHTML == .omit, !URLUse.link.allows(url) { foreign.append(node) }
      case CMARK_NODE_HEADING: headings.append(node)
      default: break
      }
    }
    removeLinks(foreign)
    move(headings)
    return hasRawHTML
  }

  func removeRawHTML() {
    var nodes: [OpaquePointer] = []
    walk { node, type in
      if type == CMARK_NODE_HTML_BLOCK || type == CMARK_NODE_HTML_INLINE { nodes.append(node) }
    }
    for node in nodes { cmark_node_free(node) }
  }

  /// Their words stay.
  private func removeLinks(_ nodes: [OpaquePointer]) {
    for node in nodes {
      while let child = cmark_node_first_child(node) { cmark_node_insert_before(node, child) }
      cmark_node_free(node)
    }
  }

  private func move(_ headings: [OpaquePointer]) {
    guard let level = options.firstHeadingLevel, let highest = headings.map({ cmark_node_get_heading_level($0) }).min()
    else { return }
    let shift = Int32(clamping: level) - highest
    guard shift > 0 else { return }
    for heading in headings {
      cmark_node_set_heading_level(heading, min(6, cmark_node_get_heading_level(heading) + shift))
    }
  }

  /// The text of every heading, in order.
  var headingTexts: [String] {
    var texts: [String] = []
    walk { node, type in if type == CMARK_NODE_HEADING { texts.append(text(of: node)) } }
    return texts
  }

  func outline() -> MarkdownOutline {
    var outline = MarkdownOutline()
    outline.warnings = warnings
    // Inline nodes have lines of their own only in part; a block's line is the next best.
    var blockLine = options.firstLine
    walk { node, type in
      let own = Int(cmark_node_get_start_line(node)) + options.firstLine - 1
      let isBlock = type.rawValue & UInt32(CMARK_NODE_TYPE_MASK) == UInt32(CMARK_NODE_TYPE_BLOCK)
      if isBlock && own >= options.firstLine { blockLine = own }
      let line = max(own, blockLine)
      switch type {
      case CMARK_NODE_HEADING:
        let level = Int(cmark_node_get_heading_level(node))
        outline.headings.append(MarkdownOutline.Heading(level: level, text: text(of: node), line: line))
      case CMARK_NODE_LINK, CMARK_NODE_IMAGE:
        let url = cmark_node_get_url(node).map { String(cString: $0) } ?? ""
        outline.links.append(
          MarkdownOutline.Link(url: url, isImage: type == CMARK_NODE_IMAGE, text: text(of: node), line: line))
      case CMARK_NODE_HTML_BLOCK, CMARK_NODE_HTML_INLINE:
        let html = cmark_node_get_literal(node).map { String(cString: $0) } ?? ""
        outline.rawHTML.append(MarkdownOutline.RawHTML(html: html, line: line))
      default: break
      }
    }
    return outline
  }

  /// The text inside a node, without marks; line breaks become spaces.
  private func text(of node: OpaquePointer) -> String {
    guard let iterator = cmark_iter_new(node) else { return "" }
    defer { cmark_iter_free(iterator) }
    var text = ""
    while true {
      let event = cmark_iter_next(iterator)
      if event == CMARK_EVENT_DONE { return text }
      guard event == CMARK_EVENT_ENTER, let current = cmark_iter_get_node(iterator) else { continue }
      switch cmark_node_get_type(current) {
      case CMARK_NODE_TEXT, CMARK_NODE_CODE:
        if let literal = cmark_node_get_literal(current) { text += String(cString: literal) }
      case CMARK_NODE_SOFTBREAK, CMARK_NODE_LINEBREAK: text += " "
      default: break
      }
    }
  }
}
