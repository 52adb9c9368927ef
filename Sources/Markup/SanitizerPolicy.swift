extension HTMLSanitizer {
  /// What `HTMLSanitizer` lets through.
  package struct Policy: Sendable {
    /// Elements, and the attributes that each may have besides `everywhere`.
    package var elements: [String: Set<String>]
    /// Attributes that every allowed element may have.
    package var everywhere: Set<String> = ["title", "lang", "dir"]
    /// Elements that go with everything inside.
    package var dropped: Set<String> = [
      "script", "style", "template", "iframe", "object", "embed", "applet", "frame", "frameset", "noframes", "noembed",
      "noscript", "xmp", "plaintext", "textarea", "title", "select", "svg", "math", "audio", "video", "canvas", "head",
      "base", "meta", "link",
    ]
    /// Lets class names through that match `isClassName`.
    package var allowsClasses = true
    /// Lets `id` through when it looks like a name.
    package var allowsIDs = false

    package init(elements: [String: Set<String>]) { self.elements = elements }

    /// Text, lists, tables, pictures and links.
    package static let standard = Policy(elements: [
      "a": ["href"], "abbr": [], "address": [], "article": [], "aside": [], "b": [], "bdi": [], "bdo": [],
      "blockquote": ["cite"], "br": [], "caption": [], "cite": [], "code": [], "col": ["span"], "colgroup": ["span"],
      "dd": [], "del": ["cite", "datetime"], "details": ["open"], "dfn": [], "div": ["align"], "dl": [], "dt": [],
      "em": [], "figcaption": [], "figure": [], "footer": [], "h1": [], "h2": [], "h3": [], "h4": [], "h5": [],
      "h6": [],
      "header": [], "hr": [], "i": [], "img": ["src", "srcset", "sizes", "alt", "width", "height", "loading"],
      "ins": ["cite", "datetime"], "kbd": [], "li": ["value"], "main": [], "mark": [], "nav": [],
      "ol": ["start", "reversed", "type"], "p": ["align"], "picture": [], "pre": [], "q": ["cite"], "rp": [], "rt": [],
      "ruby": [], "s": [], "samp": [], "section": [], "small": [],
      "source": ["srcset", "sizes", "media", "type", "width", "height"], "span": [], "strong": [], "sub": [],
      "summary": [], "sup": [], "table": [], "tbody": [], "td": ["align", "colspan", "rowspan", "headers"], "tfoot": [],
      "th": ["align", "colspan", "rowspan", "scope", "abbr", "headers"], "thead": [], "time": ["datetime"], "tr": [],
      "u": [], "ul": [], "var": [], "wbr": [],
    ])

    /// `standard`, and what the Markdown renderer itself writes: check boxes of task lists.
    package static let markdown: Policy = {
      var policy = standard
      policy.elements["input"] = ["type", "checked", "disabled"]
      return policy
    }()

    /// The element with what it may keep of its attributes and without children; nil when it is not allowed.
    func allowed(_ element: HTMLElement) -> HTMLElement? {
      guard let attributes = elements[element.tag] else { return nil }
      // The only control that text has is the box of a task list, and nobody can tick it.
      if element.tag == "input", element["type"]?.lowercased() != "checkbox" || element["disabled"] == nil {
        return nil
      }
      var result = HTMLElement(tag: element.tag, line: element.line)
      for attribute in element.attributes {
        guard attributes.contains(attribute.name) || isGlobal(attribute) else { continue }
        guard let value = value(of: attribute, on: element.tag) else { continue }
        result.attributes.append(HTMLElement.Attribute(name: attribute.name, value: value))
      }
      return result
    }

    private func isGlobal(_ attribute: HTMLElement.Attribute) -> Bool {
      switch attribute.name {
      case "class": allowsClasses
      case "id": allowsIDs && Self.isID(attribute.value)
      default: everywhere.contains(attribute.name)
      }
    }

    /// The value to write; nil when the attribute goes.
    private func value(of attribute: HTMLElement.Attribute, on tag: String) -> String? {
      switch attribute.name {
      case "class":
        let names = attribute.value.split(whereSeparator: \.isWhitespace).filter { Self.isClassName($0) }
        return names.isEmpty ? nil : names.joined(separator: " ")
      case "src": return URLUse.image.allows(attribute.value) ? attribute.value : nil
      case "srcset": return Self.isAllowedSet(attribute.value) ? attribute.value : nil
      case "href", "cite": return URLUse.link.allows(attribute.value) ? attribute.value : nil
      default: return attribute.value
      }
    }

    /// Up to 64 ASCII letters, figures, `-` and `_`.
    private static func isClassName(_ name: Substring) -> Bool {
      name.utf8.count <= 64 && name.utf8.allSatisfy { isNameByte($0) }
    }

    /// Up to 128 letters, figures, `-`, `_`, `.`, `:`; no white space.
    private static func isID(_ id: String) -> Bool {
      !id.isEmpty && id.utf8.count <= 128
        && id.utf8.allSatisfy { isNameByte($0) || $0 >= 0x80 || $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: ":") }
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"): true
      default: (byte | 0x20) >= UInt8(ascii: "a") && (byte | 0x20) <= UInt8(ascii: "z")
      }
    }

    /// Every address of a `srcset`. Cut at commas and spaces, which can only find more addresses than there are.
    private static func isAllowedSet(_ set: String) -> Bool {
      set.split { $0 == "," || $0.isWhitespace }.allSatisfy { URLUse.resource.allows(String($0)) }
    }
  }
}
