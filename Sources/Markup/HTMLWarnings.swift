import CGumbo

extension GumboTree {
  /// What the author probably did not mean, in the order of the lines.
  func warnings() -> [MarkupWarning] {
    var closing: Set<Int> = []
    var warnings = tagWarnings(closing: &closing)
    warnings += strayEndTags(besides: closing)
    warnings.sort { $0.line < $1.line }
    return warnings
  }

  /// Unclosed and misnested tags, from the parser's notes on each element. `closing` receives the positions of the end
  /// tags that close something.
  private func tagWarnings(closing: inout Set<Int>) -> [MarkupWarning] {
    var warnings: [MarkupWarning] = []
    var pending = [document]
    while let node = pending.popLast() {
      let children: GumboVector
      switch node.pointee.type {
      case GUMBO_NODE_DOCUMENT: children = node.pointee.v.document.children
      case GUMBO_NODE_ELEMENT, GUMBO_NODE_TEMPLATE: children = node.pointee.v.element.children
      default: continue
      }
      for index in (0..<Int(children.length)).reversed() {
        pending.append(children.data[index]!.assumingMemoryBound(to: GumboNode.self))
      }
      guard node.pointee.type != GUMBO_NODE_DOCUMENT else { continue }
      if let end = node.pointee.v.element.original_end_tag.data, let base = source.baseAddress {
        closing.insert(UnsafeRawPointer(end) - UnsafeRawPointer(base))
      }
      if let warning = warning(node.pointee) { warnings.append(warning) }
    }
    return warnings
  }

  private func warning(_ node: GumboNode) -> MarkupWarning? {
    let element = node.v.element
    // Elements without a start tag in the text come from the parser; their originals carry the note.
    guard element.original_tag.length > 0, element.start_pos.line > 0 else { return nil }
    let flags = node.parse_flags.rawValue
    let copies =
      GUMBO_INSERTION_RECONSTRUCTED_FORMATTING_ELEMENT.rawValue | GUMBO_INSERTION_ADOPTION_AGENCY_CLONED.rawValue
      | GUMBO_INSERTION_BY_PARSER.rawValue
    if flags & copies != 0 { return nil }
    let line = Int(element.start_pos.line) + firstLine - 1
    let tag = tagName(element)
    guard !isClosed(element) else { return nil }
    if element.tag_namespace != GUMBO_NAMESPACE_HTML {
      let text = UnsafeRawBufferPointer(start: element.original_tag.data, count: element.original_tag.length)
      if text.dropLast().last == UInt8(ascii: "/") { return nil }
    }
    // The parser takes a form off its stack without noting the end tag, so it cannot tell.
    if HTMLWriter.isVoid(tag) || Self.mayStayOpen(tag) || tag == "form" { return nil }
    return MarkupWarning(line: line, message: "<\(tag)> is never closed, or closed in the wrong place")
  }

  /// Elements whose end tag may be left out. Source: HTML Standard, "Optional tags".
  private static func mayStayOpen(_ tag: String) -> Bool {
    switch tag {
    case "html", "head", "body", "p", "li", "dt", "dd", "rt", "rp", "optgroup", "option", "colgroup", "caption",
      "thead",
      "tbody", "tfoot", "tr", "td", "th":
      true
    default: false
    }
  }

  /// The start of libgumbo's private `GumboError`, unchanged from 0.9 to 0.13; the parser gives no public way to it.
  private struct ErrorHead {
    var type: UInt32
    var position: GumboSourcePosition
  }

  /// End tags that close nothing, from the parser's list of errors and the text at their positions.
  private func strayEndTags(besides closing: Set<Int>) -> [MarkupWarning] {
    let errors = output.pointee.errors
    var warnings: [MarkupWarning] = []
    for index in 0..<Int(errors.length) {
      guard let pointer = errors.data[index] else { continue }
      let position = pointer.loadUnaligned(as: ErrorHead.self).position
      let offset = Int(position.offset)
      guard offset >= 0, offset < source.count, !closing.contains(offset), let message = message(at: offset) else {
        continue
      }
      warnings.append(MarkupWarning(line: Int(position.line) + firstLine - 1, message: message))
    }
    return warnings
  }

  private func message(at offset: Int) -> String? {
    guard source[offset] == UInt8(ascii: "<"), offset + 1 < source.count else { return nil }
    let isEnd = source[offset + 1] == UInt8(ascii: "/")
    let name = source[(offset + (isEnd ? 2 : 1))...].prefix(40).prefix {
      $0 != UInt8(ascii: ">") && $0 != UInt8(ascii: "/") && $0 > 0x20
    }
    let tag = String(decoding: name, as: UTF8.self)
    guard isEnd, !tag.isEmpty else { return nil }
    return "</\(tag)> closes nothing that is open here"
  }
}
