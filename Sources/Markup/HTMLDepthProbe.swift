import CGumbo

/// Parses growing beginnings of a text whose tags are not closed in order, and refuses it when one of them is too deep.
///
/// The estimate of `HTMLOpenElements` can be too low for tags in an order that nobody writes but an attacker. A step adds
/// little depth, so no parse takes long. Costs a few times the parse itself, and nothing for short or orderly texts.
struct HTMLDepthProbe {
  let context: GumboTag
  let limit: Int

  /// - Throws: `.tooDeep`.
  func run(_ html: UnsafeBufferPointer<UInt8>) throws(MarkupError) {
    let step = max(32 << 10, html.count / 24)
    var end = step
    while end < html.count {
      // The parser adds rows and sections of tables, and formatting, to what the text has.
      if depth(UnsafeBufferPointer(rebasing: html[..<end])) > limit * 2 {
        throw MarkupError(.tooDeep(limit: limit), line: nil)
      }
      end += step
    }
  }

  /// How deep the parser nests the elements of `html`.
  private func depth(_ html: UnsafeBufferPointer<UInt8>) -> Int {
    var options = kGumboDefaultOptions
    options.fragment_context = context
    options.max_errors = 1
    guard let base = html.baseAddress else { return 0 }
    return base.withMemoryRebound(to: CChar.self, capacity: html.count) { characters in
      guard let output = gumbo_parse_with_options(&options, characters, html.count) else { return 0 }
      defer { gumbo_destroy_output(&options, output) }
      guard let document = output.pointee.document else { return 0 }
      var deepest = 0
      var pending = [(node: document, depth: 0)]
      while let (node, depth) = pending.popLast() {
        deepest = max(deepest, depth)
        let children: GumboVector
        switch node.pointee.type {
        case GUMBO_NODE_DOCUMENT: children = node.pointee.v.document.children
        case GUMBO_NODE_ELEMENT, GUMBO_NODE_TEMPLATE: children = node.pointee.v.element.children
        default: continue
        }
        for index in 0..<Int(children.length) {
          guard let child = children.data[index] else { continue }
          pending.append((child.assumingMemoryBound(to: GumboNode.self), depth + 1))
        }
      }
      return deepest
    }
  }
}
