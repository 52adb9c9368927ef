extension HTMLWriter {
  /// Elements that have no end tag. Source: HTML Standard, "Void elements".
  package static func isVoid(_ tag: String) -> Bool {
    switch tag {
    case "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr": true
    default: false
    }
  }

  /// `<tag`, to be followed by attributes and `endTag()`. The quick form for inner loops.
  @inlinable package mutating func beginTag(_ tag: StaticString) {
    bytes.append(UInt8(ascii: "<"))
    raw(tag)
  }

  /// `<tag` for a name that is data. Returns false, and writes nothing, when it is no tag name.
  package mutating func beginTag(name: String) -> Bool {
    guard let first = name.utf8.first, (first | 0x20) >= UInt8(ascii: "a"), (first | 0x20) <= UInt8(ascii: "z"),
      HTMLName.isValid(name)
    else { return false }
    bytes.append(UInt8(ascii: "<"))
    Self.withBytes(name) { bytes.append(contentsOf: $0) }
    return true
  }

  /// `>`, after `beginTag` and its attributes.
  @inlinable package mutating func endTag() { bytes.append(UInt8(ascii: ">")) }

  /// A start tag with attributes; those whose value is nil are left out, and those whose value is empty have no `=""`.
  ///
  /// Attributes that hold an address (`href`, `src`, `action`, …) are left out when its scheme is not allowed.
  package mutating func open(_ tag: StaticString, _ attributes: KeyValuePairs<StaticString, String?> = [:]) {
    beginTag(tag)
    for (name, value) in attributes {
      guard let value else { continue }
      if value.isEmpty && name.description != "value" && name.description != "alt" {
        attribute(name, present: true)
      } else if let use = Self.urlUse(of: name.description) {
        urlAttribute(name, value, use: use)
      } else {
        attribute(name, value)
      }
    }
    endTag()
  }

  /// An end tag.
  @inlinable package mutating func close(_ tag: StaticString) {
    bytes.append(UInt8(ascii: "<"))
    bytes.append(UInt8(ascii: "/"))
    raw(tag)
    bytes.append(UInt8(ascii: ">"))
  }

  /// An end tag for a name that is data; call it only after `beginTag(name:)` returned true for that name.
  package mutating func close(name: String) {
    bytes.append(UInt8(ascii: "<"))
    bytes.append(UInt8(ascii: "/"))
    Self.withBytes(name) { bytes.append(contentsOf: $0) }
    bytes.append(UInt8(ascii: ">"))
  }

  /// An element with what `content` writes inside. `w.element("p", ["class": "note"]) { w in w.text(note) }`
  package mutating func element(
    _ tag: StaticString, _ attributes: KeyValuePairs<StaticString, String?> = [:],
    _ content: (inout HTMLWriter) throws -> Void
  ) rethrows {
    open(tag, attributes)
    try content(&self)
    close(tag)
  }

  /// An element with text inside. `w.element("h1", text: page.title)`
  package mutating func element(
    _ tag: StaticString, _ attributes: KeyValuePairs<StaticString, String?> = [:], text value: String
  ) {
    open(tag, attributes)
    text(value)
    close(tag)
  }

  /// Which use the address in this attribute has; nil when the attribute holds none.
  static func urlUse(of attribute: String) -> URLUse? {
    switch attribute {
    case "href", "cite", "xlink:href": .link
    case "src", "poster": .image
    case "action", "formaction", "data", "manifest", "background", "ping": .resource
    default: nil
    }
  }
}
