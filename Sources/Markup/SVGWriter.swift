import CLibXML2

/// Writes the allowed part of libxml2's tree of an SVG.
struct SVGWriter {
  private static let svgNamespace = "http://www.w3.org/2000/svg"
  private static let xlinkNamespace = "http://www.w3.org/1999/xlink"

  private let depthLimit: Int
  private var writer = HTMLWriter()
  private var reported: Set<String> = []
  private var warnings: [MarkupWarning] = []

  init(depthLimit: Int) { self.depthLimit = depthLimit }

  mutating func write(_ root: xmlNodePtr) throws(MarkupError) -> SVGCleaner.Result {
    let line = Int(xmlGetLineNo(root))
    guard let name = Self.name(root), name == "svg" else { throw MarkupError(.notSVG, line: line) }
    var result = SVGCleaner.Result(svg: [], warnings: [])
    for attribute in attributes(of: root) {
      switch attribute.name {
      case "width": result.width = attribute.value.hasSuffix("%") ? nil : attribute.value
      case "height": result.height = attribute.value.hasSuffix("%") ? nil : attribute.value
      case "viewBox": result.viewBox = Self.viewBox(attribute.value)
      default: break
      }
    }
    try element(root, depth: 1)
    result.svg = writer.bytes
    result.warnings = warnings
    return result
  }

  /// Writes an element and what is inside. Recursive: the depth was limited before parsing.
  private mutating func element(_ node: xmlNodePtr, depth: Int) throws(MarkupError) {
    let line = Int(xmlGetLineNo(node))
    if depth > depthLimit { throw MarkupError(.tooDeep(limit: depthLimit), line: line) }
    guard let name = Self.name(node) else {
      return report("elements that are not SVG are left out", line)
    }
    guard SVGAllowList.elements.contains(name) else {
      return report("<\(name)> is left out", line)
    }
    var style: String?
    if name == "style" {
      style = Self.text(of: node)
      if !SVGAllowList.isHarmlessCSS(style ?? "") { return report("<style> with addresses is left out", line) }
    }
    guard writer.beginTag(name: name) else { return }
    if depth == 1 { writer.attribute("xmlns", Self.svgNamespace) }
    for attribute in attributes(of: node) { write(attribute, of: name, line) }
    if node.pointee.children == nil {
      writer.raw("/>")
      return
    }
    writer.endTag()
    if let style {
      writer.text(style)
    } else {
      var child = node.pointee.children
      while let current = child {
        switch current.pointee.type {
        case XML_ELEMENT_NODE where !SVGAllowList.textOnly.contains(name): try element(current, depth: depth + 1)
        case XML_TEXT_NODE, XML_CDATA_SECTION_NODE:
          if let content = current.pointee.content { writer.text(String(cString: content)) }
        default: break
        }
        child = current.pointee.next
      }
    }
    writer.close(name: name)
  }

  private mutating func write(_ attribute: Attribute, of element: String, _ line: Int) {
    let name = attribute.name
    if name == "href" {
      guard SVGAllowList.allowsReference(attribute.value, on: element) else {
        return report("an address in href is left out", line)
      }
      writer.attribute("href", attribute.value)
      return
    }
    if name == "style" {
      return report("style attributes are left out", line)
    }
    guard SVGAllowList.attributes.contains(name) || name.hasPrefix("aria-") else {
      return report("the attribute \(name) is left out", line)
    }
    guard SVGAllowList.isHarmlessCSS(attribute.value) else {
      return report("an address in \(name) is left out", line)
    }
    if element == "animate" || element == "set" || element == "animateTransform" || element == "animateMotion" {
      // An animation could set an address after the check.
      if name == "attributeName", !SVGAllowList.isAnimatable(attribute.value) {
        return report("an animation of \(attribute.value) is left out", line)
      }
    }
    writer.attribute(name: name, value: attribute.value)
  }

  private struct Attribute {
    var name: String
    var value: String
  }

  /// The attributes that are SVG's own; `xlink:href` as `href`, unless there is one already.
  private func attributes(of node: xmlNodePtr) -> [Attribute] {
    var result: [Attribute] = []
    var next = node.pointee.properties
    while let attribute = next {
      next = attribute.pointee.next
      let name = String(cString: attribute.pointee.name)
      let value = attribute.pointee.children.flatMap { Self.value($0) } ?? ""
      if let namespace = attribute.pointee.ns?.pointee.href.map({ String(cString: $0) }) {
        guard namespace == Self.xlinkNamespace, name == "href" else { continue }
        if !result.contains(where: { $0.name == "href" }) { result.append(Attribute(name: "href", value: value)) }
      } else {
        if name == "href" { result.removeAll { $0.name == "href" } }
        result.append(Attribute(name: name, value: value))
      }
    }
    return result
  }

  /// The text of an attribute; nil when it holds an entity reference, which only a declared entity can leave.
  private static func value(_ first: xmlNodePtr) -> String? {
    var text = ""
    var next: xmlNodePtr? = first
    while let node = next {
      guard node.pointee.type == XML_TEXT_NODE else { return nil }
      if let content = node.pointee.content { text += String(cString: content) }
      next = node.pointee.next
    }
    return text
  }

  private static func text(of node: xmlNodePtr) -> String {
    var text = ""
    var next = node.pointee.children
    while let child = next {
      if child.pointee.type == XML_TEXT_NODE || child.pointee.type == XML_CDATA_SECTION_NODE,
        let content = child.pointee.content
      {
        text += String(cString: content)
      }
      next = child.pointee.next
    }
    return text
  }

  /// The local name of an SVG element; nil for other namespaces. Without any namespace it counts as SVG, because many
  /// hand-written files have none.
  private static func name(_ node: xmlNodePtr) -> String? {
    if let namespace = node.pointee.ns?.pointee.href, String(cString: namespace) != svgNamespace { return nil }
    return String(cString: node.pointee.name)
  }

  private static func viewBox(_ value: String) -> SVGCleaner.ViewBox? {
    let numbers = value.split { $0 == " " || $0 == "," || $0 == "\n" || $0 == "\t" }.map { Double($0) }
    guard numbers.count == 4, let x = numbers[0], let y = numbers[1], let width = numbers[2], let height = numbers[3],
      x.isFinite, y.isFinite, width.isFinite, height.isFinite, width > 0, height > 0
    else { return nil }
    return SVGCleaner.ViewBox(x: x, y: y, width: width, height: height)
  }

  private mutating func report(_ message: String, _ line: Int) {
    if reported.insert(message).inserted { warnings.append(MarkupWarning(line: line, message: message)) }
  }
}
