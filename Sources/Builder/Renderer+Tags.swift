import Markup
import Model

extension Renderer {
  /// The start tag with all that an element carries itself. Returns false, and writes nothing, for bare content.
  mutating func open(_ node: ElementNode) -> Bool {
    var isOpen = false
    marked(tagMark(node)) {
      isOpen = $0.begin(node)
      if isOpen { $0.writer.endTag() }
    }
    return isOpen
  }

  /// `<tag` with class, attributes and what a draft adds; the caller adds its own and the `>`.
  /// - Parameter tag: instead of the element's own.
  mutating func begin(_ node: ElementNode, tag: String? = nil, extraClass: String? = nil) -> Bool {
    let tag = tag ?? node.body.tag
    guard !tag.isEmpty, writer.beginTag(name: tag) else { return false }
    if tag == "h1" { hasMainHeading = true }
    if !node.body.classes.isEmpty || extraClass != nil {
      writer.raw(" class=\"")
      var isFirst = true
      for name in node.body.classes {
        if !isFirst { writer.raw(" ") }
        // Class names cannot hold anything that needs escaping, but trees may come from elsewhere.
        attributeText(name)
        isFirst = false
      }
      if let extraClass {
        if !isFirst { writer.raw(" ") }
        attributeText(extraClass)
      }
      writer.raw("\"")
    }
    attributes(of: node)
    if site.isDraft {
      writer.attribute("data-eid", node.id.rawValue)
      writer.attribute("hidden", present: node.body.hidden)
    }
    return true
  }

  mutating func close(_ node: ElementNode) {
    if !HTMLWriter.isVoid(node.body.tag) { writer.close(name: node.body.tag) }
  }

  private mutating func attributes(of node: ElementNode) {
    for attribute in node.body.attributes {
      switch attribute.name {
      case "data-label":
        if recording != nil && isPageValue(attribute.value) {
          self.defer(.label(path: attribute.value))
        } else {
          label(attribute.value)
        }
      // A card is repeated; an ID must not be.
      case "id" where entry != nil: continue
      // Stands beside the list of widths, where there is one.
      case "sizes" where node.body.tag == "img": continue
      default:
        guard ElementRules.isAllowed(attribute: attribute.name, onTag: node.body.tag) else { continue }
        if attribute.value.isEmpty && Self.isBoolean(attribute.name) {
          writer.raw(" ")
          writer.raw(Array(attribute.name.utf8))
        } else {
          writer.attribute(name: attribute.name, value: attribute.value)
        }
      }
    }
  }

  mutating func label(_ path: String) {
    marked(valueMark(path)) {
      guard let value = $0.value(path) else { return $0.warn("there is no value “\(path)” for a label") }
      $0.writer.attribute("aria-label", value.text(format: .long, locale: $0.locale))
    }
  }

  private static func isBoolean(_ name: String) -> Bool {
    switch name {
    case "checked", "disabled", "download", "itemscope", "multiple", "novalidate", "open", "readonly", "required",
      "reversed", "selected":
      true
    default: false
    }
  }

  private mutating func attributeText(_ text: String) {
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "&"): writer.raw("&amp;")
      case UInt8(ascii: "<"): writer.raw("&lt;")
      case UInt8(ascii: ">"): writer.raw("&gt;")
      case UInt8(ascii: "\""): writer.raw("&quot;")
      case 0...0x20: writer.raw("-")
      default: writer.bytes.append(byte)
      }
    }
  }
}
