/// Whose tree an element belongs to.
package enum Owner: Hashable, Sendable {
  case page(PageID)
  /// A page template by its name.
  case template(String)
  /// A tree that appears on many pages, by its name.
  case shared(String)
}

/// What can be said of an element apart from where it stands: the part that copies, templates and files share.
package struct ElementBody: Hashable, Sendable {
  package var kind: ElementKind
  /// The HTML tag; empty for bare text within mixed content.
  package var tag: String
  package var classes: [String]
  /// What people call it: “Opening hours”.
  package var name: String
  package var content: Content
  /// Further HTML attributes, in the order of their names.
  package var attributes: [Attribute]
  package var capabilities: Capabilities
  package var limits: Limits
  package var hidden: Bool

  package struct Attribute: Hashable, Sendable {
    package let name: String
    package let value: String
    package init(_ name: String, _ value: String) {
      self.name = name
      self.value = value
    }
  }

  package init(
    kind: ElementKind, tag: String, classes: [String] = [], name: String = "", content: Content = .none,
    attributes: [Attribute] = [], capabilities: Capabilities = [], limits: Limits = .none, hidden: Bool = false
  ) {
    self.kind = kind
    self.tag = tag
    self.classes = classes
    self.name = name
    self.content = content
    self.attributes = attributes
    self.capabilities = capabilities
    self.limits = limits
    self.hidden = hidden
  }
}

/// An element as a row: what it is, where it stands and since when.
package struct Element: Hashable, Sendable {
  package let id: ElementID
  package var owner: Owner
  /// The slot of the template that the element fills; empty below the top level and in templates and shared trees.
  package var slot: String
  package var parent: ElementID?
  package var position: Position
  package var body: ElementBody
  /// The revision that wrote this row: the version that an author has seen.
  package var since: Revision
  /// The element that this one was made as a copy of.
  package var copiedFrom: ElementID?

  package init(
    id: ElementID, owner: Owner, slot: String, parent: ElementID?, position: Position, body: ElementBody,
    since: Revision, copiedFrom: ElementID? = nil
  ) {
    self.id = id
    self.owner = owner
    self.slot = slot
    self.parent = parent
    self.position = position
    self.body = body
    self.since = since
    self.copiedFrom = copiedFrom
  }
}

/// An element with everything below it, in document order: what the builder walks and files hold.
package struct ElementNode: Hashable, Sendable {
  package var id: ElementID
  package var body: ElementBody
  package var children: [ElementNode]
  package var since: Revision
  /// The element that this one was made as a copy of.
  package var copiedFrom: ElementID?

  package init(
    id: ElementID, body: ElementBody, children: [ElementNode] = [], since: Revision = 0, copiedFrom: ElementID? = nil
  ) {
    self.id = id
    self.body = body
    self.children = children
    self.since = since
    self.copiedFrom = copiedFrom
  }
}

/// A tree without IDs: the template of a list's items, a section pattern, an insertion.
package struct ElementSeed: Hashable, Sendable {
  package var body: ElementBody
  package var children: [ElementSeed]

  package init(body: ElementBody, children: [ElementSeed] = []) {
    self.body = body
    self.children = children
  }

  /// The same tree with new IDs.
  package func planted() -> ElementNode {
    ElementNode(id: .random(), body: body, children: children.map { $0.planted() })
  }

  package init(copying node: ElementNode) {
    self.init(body: node.body, children: node.children.map(ElementSeed.init(copying:)))
  }

  package var count: Int { children.reduce(1) { $0 + $1.count } }
  package var depth: Int { 1 + (children.map(\.depth).max() ?? 0) }
}
