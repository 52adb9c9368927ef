/// A node of parsed HTML.
package enum HTMLNode: Sendable, Equatable {
  case element(HTMLElement)
  /// Text with its entities decoded.
  case text(String)
  /// A comment, without its delimiters.
  case comment(String)

  /// The element, when this is one.
  package var element: HTMLElement? {
    if case .element(let element) = self { element } else { nil }
  }

  /// True for text of nothing but white space.
  package var isWhitespace: Bool {
    guard case .text(let text) = self else { return false }
    return text.utf8.allSatisfy { $0 == 0x20 || ($0 >= 0x09 && $0 <= 0x0D) }
  }

  /// All text in this node and below, comments left out.
  package var textContent: String {
    var result = ""
    var pending = [self]
    while let node = pending.popLast() {
      switch node {
      case .text(let text): result += text
      case .element(let element): pending.append(contentsOf: element.children.reversed())
      case .comment: continue
      }
    }
    return result
  }
}

/// An element of parsed HTML.
package struct HTMLElement: Sendable, Equatable {
  package enum Namespace: Sendable { case html, svg, mathML }

  package struct Attribute: Sendable, Equatable {
    /// Lower case, except where SVG and MathML want otherwise; with its prefix (`xlink:href`).
    package var name: String
    /// With entities decoded; empty when the attribute has no value.
    package var value: String

    package init(name: String, value: String) {
      self.name = name
      self.value = value
    }
  }

  /// Lower case, except for SVG names such as `linearGradient`.
  package var tag: String
  package var attributes: [Attribute]
  /// What stands inside; for `template`, the content of the template.
  package var children: [HTMLNode]
  /// The line of the start tag, from 1. An element that the parser added has the line of its parent.
  package var line: Int
  package var namespace: Namespace
  /// What stands between start and end tag, in bytes of the parsed text; nil when one of the tags is not in it.
  package var innerSource: Range<Int>?

  package init(
    tag: String, attributes: [Attribute] = [], children: [HTMLNode] = [], line: Int = 1, namespace: Namespace = .html,
    innerSource: Range<Int>? = nil
  ) {
    self.tag = tag
    self.attributes = attributes
    self.children = children
    self.line = line
    self.namespace = namespace
    self.innerSource = innerSource
  }

  /// The value of an attribute; nil when the element does not have it.
  package subscript(name: String) -> String? {
    get { attributes.first { $0.name == name }?.value }
    set {
      let index = attributes.firstIndex { $0.name == name }
      switch (index, newValue) {
      case (let index?, let value?): attributes[index].value = value
      case (let index?, nil): attributes.remove(at: index)
      case (nil, let value?): attributes.append(Attribute(name: name, value: value))
      case (nil, nil): break
      }
    }
  }

  /// The words of the `class` attribute, in order.
  package var classes: [String] {
    (self["class"] ?? "").split { $0 == " " || $0 == "\t" || $0 == "\n" || $0 == "\r" || $0 == "\r\n" }.map(String.init)
  }

  /// The child elements.
  package var childElements: [HTMLElement] { children.compactMap(\.element) }

  /// All text inside, comments left out.
  package var textContent: String { HTMLNode.element(self).textContent }

  /// The first element, this one included, that has this tag; in the order of the text.
  package func first(_ tag: String) -> HTMLElement? {
    var pending = [self]
    while let element = pending.popLast() {
      if element.tag == tag { return element }
      pending.append(contentsOf: element.childElements.reversed())
    }
    return nil
  }
}
