/// One change of a tree: the closed set that everybody who changes anything goes through.
package enum Operation: Hashable, Sendable {
  case setText(ElementID, version: Revision, InlineText)
  case insert(ElementSeed, at: Place)
  case update(ElementID, version: Revision, JSONValue)
  case remove(ElementID, version: Revision)
  case move(ElementID, version: Revision, to: Place)
  case setEditability(ElementID, version: Revision, Capabilities)
  case createPage(NewPage)

  /// Where an element goes: below `parent` or, without one, into a slot of `owner`; behind `after`, or first.
  package struct Place: Hashable, Sendable {
    package let owner: Owner?
    package let slot: String
    package let parent: ElementID?
    package let after: ElementID?

    package init(owner: Owner? = nil, slot: String = "", parent: ElementID? = nil, after: ElementID? = nil) {
      self.owner = owner
      self.slot = slot
      self.parent = parent
      self.after = after
    }
  }

  package struct NewPage: Hashable, Sendable {
    package let parent: PageID?
    package let slug: String
    package let title: String
    package let template: String
    package let locale: String

    package init(parent: PageID?, slug: String, title: String, template: String, locale: String) {
      self.parent = parent
      self.slug = slug
      self.title = title
      self.template = template
      self.locale = locale
    }
  }

  /// Names of operations that the design knows and this version does not carry out; they are told apart from nonsense.
  package static let unsupported: Set<String> = [
    "setRichText", "setMarkdown", "setImage", "setLink", "setField", "setHidden", "setVariant", "setMeta", "addItem",
    "duplicateItem", "removeItem", "moveItem", "setTag", "setClasses", "setLimits", "updatePage", "removePage",
    "movePage",
  ]

  package var name: String {
    switch self {
    case .setText: "setText"
    case .insert: "insert"
    case .update: "update"
    case .remove: "remove"
    case .move: "move"
    case .setEditability: "setEditability"
    case .createPage: "createPage"
    }
  }

  /// The element that the operation names, if it names one.
  package var element: ElementID? {
    switch self {
    case .setText(let id, _, _), .update(let id, _, _), .remove(let id, _), .move(let id, _, _),
      .setEditability(let id, _, _):
      id
    case .insert, .createPage: nil
    }
  }
}

/// A request to change a site: one author's operations, all or nothing.
package struct EditRequest: Hashable, Sendable {
  /// The site's revision that the author saw, when the whole edit depends on it.
  package let expected: Revision?
  package let operations: [Operation]

  package init(expected: Revision? = nil, operations: [Operation]) {
    self.expected = expected
    self.operations = operations
  }
}
