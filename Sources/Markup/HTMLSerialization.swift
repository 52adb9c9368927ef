extension HTMLWriter {
  /// Writes parsed nodes back as HTML. Everything goes out, scripts too; clean foreign trees with `HTMLSanitizer` first.
  package mutating func nodes(_ nodes: [HTMLNode]) {
    var stack = [Frame(tag: nil, children: nodes, isRaw: false)]
    while let frame = stack.last {
      let top = stack.count - 1
      guard frame.next < frame.children.count else {
        if let tag = frame.tag { close(name: tag) }
        stack.removeLast()
        continue
      }
      stack[top].next += 1
      switch frame.children[frame.next] {
      case .text(let value):
        if frame.isRaw { raw(Array(value.utf8)) } else { text(value) }
      case .comment(let value):
        // Nothing in a comment is worth escaping rules of its own.
        if value.contains("-->") || value.contains("--!>") || value.hasPrefix(">") || value.hasPrefix("->") { continue }
        raw("<!--")
        raw(Array(value.utf8))
        raw("-->")
      case .element(let element):
        if let child = start(element) { stack.append(child) }
      }
    }
  }

  /// Writes one parsed element, as `nodes`.
  package mutating func element(_ element: HTMLElement) { nodes([.element(element)]) }

  private struct Frame {
    var tag: String?
    var children: [HTMLNode]
    var isRaw: Bool
    var next = 0
  }

  /// Writes the start tag; returns the frame for the content, or nil when the element has none.
  private mutating func start(_ element: HTMLElement) -> Frame? {
    guard beginTag(name: element.tag) else { return Frame(tag: nil, children: element.children, isRaw: false) }
    for attribute in element.attributes { self.attribute(name: attribute.name, value: attribute.value) }
    endTag()
    let isHTML = element.namespace == .html
    if isHTML && Self.isVoid(element.tag) { return nil }
    // The parser drops a line end right after these tags, so one that is meant needs another.
    if isHTML, element.tag == "pre" || element.tag == "textarea" || element.tag == "listing",
      case .text(let first)? = element.children.first, first.utf8.first == 0x0A
    {
      raw("\n")
    }
    return Frame(tag: element.tag, children: element.children, isRaw: isHTML && Self.isRawText(element.tag))
  }

  /// Elements whose text is written without escaping. Source: HTML Standard, "Serializing HTML fragments".
  private static func isRawText(_ tag: String) -> Bool {
    switch tag {
    case "script", "style", "xmp", "iframe", "noembed", "noframes", "plaintext": true
    default: false
    }
  }
}
