import CGumbo
import Glibc

/// libgumbo's tree while it is being turned into ours. Valid only inside one call of `HTMLParser`.
struct GumboTree {
  let output: UnsafeMutablePointer<GumboOutput>
  let source: UnsafeBufferPointer<UInt8>
  /// Added to positions in `source` so that they are positions in what the caller passed (a byte order mark is cut off).
  let sourceStart: Int
  let firstLine: Int

  var document: UnsafeMutablePointer<GumboNode> { output.pointee.document }
  var root: UnsafeMutablePointer<GumboNode> { output.pointee.root }
  var hasDoctype: Bool { document.pointee.v.document.has_doctype }

  /// An element whose children are being converted.
  private struct Frame {
    var element: HTMLElement
    let children: GumboVector
    var next = 0
  }

  /// Converts what stands inside `parent`, without recursion: the depth of the input is not the depth of our stack.
  func nodes(in parent: UnsafeMutablePointer<GumboNode>) -> [HTMLNode] {
    let children =
      parent.pointee.type == GUMBO_NODE_DOCUMENT
      ? parent.pointee.v.document.children : parent.pointee.v.element.children
    var stack = [Frame(element: HTMLElement(tag: "", line: firstLine), children: children)]
    while true {
      let top = stack.count - 1
      guard stack[top].next < Int(stack[top].children.length) else {
        let finished = stack.removeLast()
        if stack.isEmpty { return finished.element.children }
        stack[top - 1].element.children.append(.element(finished.element))
        continue
      }
      let node = stack[top].children.data[stack[top].next]!.assumingMemoryBound(to: GumboNode.self)
      stack[top].next += 1
      switch node.pointee.type {
      case GUMBO_NODE_ELEMENT, GUMBO_NODE_TEMPLATE:
        let gumbo = node.pointee.v.element
        var element = self.element(gumbo)
        // A copied or moved element has no inside of its own in the text.
        if node.pointee.parse_flags.rawValue & ~GUMBO_INSERTION_IMPLICIT_END_TAG.rawValue != 0 || !isClosed(gumbo) {
          element.innerSource = nil
        }
        if element.line < firstLine { element.line = stack[top].element.line }
        element.children.reserveCapacity(Int(gumbo.children.length))
        stack.append(Frame(element: element, children: gumbo.children))
      case GUMBO_NODE_COMMENT:
        stack[top].element.children.append(.comment(String(cString: node.pointee.v.text.text)))
      default:
        stack[top].element.children.append(.text(String(cString: node.pointee.v.text.text)))
      }
    }
  }

  private func element(_ gumbo: GumboElement) -> HTMLElement {
    var attributes: [HTMLElement.Attribute] = []
    attributes.reserveCapacity(Int(gumbo.attributes.length))
    for index in 0..<Int(gumbo.attributes.length) {
      let attribute = gumbo.attributes.data[index]!.assumingMemoryBound(to: GumboAttribute.self).pointee
      var name = String(cString: attribute.name)
      switch attribute.attr_namespace {
      case GUMBO_ATTR_NAMESPACE_XLINK: name = "xlink:" + name
      case GUMBO_ATTR_NAMESPACE_XML: name = "xml:" + name
      case GUMBO_ATTR_NAMESPACE_XMLNS where name != "xmlns": name = "xmlns:" + name
      default: break
      }
      attributes.append(HTMLElement.Attribute(name: name, value: String(cString: attribute.value)))
    }
    let namespace: HTMLElement.Namespace =
      switch gumbo.tag_namespace {
      case GUMBO_NAMESPACE_SVG: .svg
      case GUMBO_NAMESPACE_MATHML: .mathML
      default: .html
      }
    return HTMLElement(
      tag: tagName(gumbo), attributes: attributes, line: Int(gumbo.start_pos.line) + firstLine - 1,
      namespace: namespace, innerSource: innerSource(gumbo))
  }

  /// True when the end tag that closed the element was its own. The parser's flag says so for HTML only.
  func isClosed(_ gumbo: GumboElement) -> Bool {
    var start = gumbo.original_tag
    var end = gumbo.original_end_tag
    guard start.length > 0, end.length > 2 else { return false }
    gumbo_tag_from_original_text(&start)
    gumbo_tag_from_original_text(&end)
    return gumbo_string_equals_ignore_case(&start, &end)
  }

  func tagName(_ gumbo: GumboElement) -> String {
    var original = gumbo.original_tag
    if gumbo.tag_namespace == GUMBO_NAMESPACE_SVG, original.length > 0 {
      gumbo_tag_from_original_text(&original)
      // The table holds only the names with capitals in them.
      if let normalized = gumbo_normalize_svg_tagname(&original) { return String(cString: normalized) }
      return Self.lowercased(original)
    }
    if gumbo.tag != GUMBO_TAG_UNKNOWN { return String(cString: gumbo_normalized_tagname(gumbo.tag)) }
    gumbo_tag_from_original_text(&original)
    return Self.lowercased(original)
  }

  private static func lowercased(_ piece: GumboStringPiece) -> String {
    let bytes = UnsafeRawBufferPointer(start: piece.data, count: piece.length)
    return String(decoding: bytes.map { $0 >= 0x41 && $0 <= 0x5A ? $0 | 0x20 : $0 }, as: UTF8.self)
  }

  private func innerSource(_ gumbo: GumboElement) -> Range<Int>? {
    guard let base = source.baseAddress, let start = gumbo.original_tag.data, let end = gumbo.original_end_tag.data,
      gumbo.original_end_tag.length > 0
    else { return nil }
    let lower = UnsafeRawPointer(start) - UnsafeRawPointer(base) + gumbo.original_tag.length
    let upper = UnsafeRawPointer(end) - UnsafeRawPointer(base)
    guard lower >= 0, lower <= upper, upper <= source.count else { return nil }
    return lower + sourceStart..<upper + sourceStart
  }
}
