/// One change of a tree: the closed set that everybody who changes anything goes through.
///
/// Where an element is named, `version` is the version that the author saw.
package enum Operation: Hashable, Sendable {
  // What an element says.
  case setText(ElementID, version: Revision, InlineText)
  case setRichText(ElementID, version: Revision, RichText)
  case setMarkdown(ElementID, version: Revision, String)
  case setImage(ElementID, version: Revision, ImageChange)
  case setLink(ElementID, version: Revision, LinkTarget?)
  case setHidden(ElementID, version: Revision, Bool)
  case setVariant(ElementID, version: Revision, String?)

  // What the site and its pages say.
  case setField(path: String, seen: String, value: String)
  case setMeta(PageID, version: Revision, MetaChange)

  // The items of a list. Without `after` a new item stands at the end, and a moved one comes first.
  case addItem(list: ElementID, after: ElementID?)
  case duplicateItem(ElementID, version: Revision)
  case removeItem(ElementID, version: Revision)
  case moveItem(ElementID, version: Revision, after: ElementID?)

  // Going back, which is an edit like any other.
  /// `version` is nil for an element that was removed; `below` takes everything under it along.
  case restore(ElementID, version: Revision?, to: Revision, below: Bool)
  case restorePage(PageID, to: Revision)
  case restoreSite(to: Revision)
  /// Takes one edit back, as far as nobody has changed the same since.
  case revert(Revision)

  // Structure and rights.
  case insert(ElementSeed, at: Place)
  /// Sets properties; `setTag`, `setClasses` and `setLimits` are its short forms for one of them.
  case update(ElementID, version: Revision, JSONValue)
  case remove(ElementID, version: Revision)
  case move(ElementID, version: Revision, to: Place)
  case setEditability(ElementID, version: Revision, Capabilities)
  case grantEditability(ElementID, scope: GrantScope, granting: Capabilities, revoking: Capabilities)
  case createPage(NewPage)
  case updatePage(PageID, version: Revision, PageChange)
  case removePage(PageID, version: Revision)
  case movePage(PageID, version: Revision, below: PageID?, after: PageID?)
  case updateTheme(ThemeChange)

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
    /// The page whose elements the new one gets copies of.
    package let copyOf: PageID?
    /// The collection that the page is an entry of.
    package let collection: String?
    /// The day that the page says it is of.
    package let date: CalendarDate?
    /// What the slot for the page's own contents holds at first; nil for nothing.
    package let element: ElementSeed?

    package init(
      parent: PageID?, slug: String, title: String, template: String, locale: String, copyOf: PageID? = nil,
      collection: String? = nil, date: CalendarDate? = nil, element: ElementSeed? = nil
    ) {
      self.parent = parent
      self.slug = slug
      self.title = title
      self.template = template
      self.locale = locale
      self.copyOf = copyOf
      self.collection = collection
      self.date = date
      self.element = element
    }
  }

  /// Which elements a change of rights reaches from the one that it names.
  package enum GrantScope: String, Sendable, CaseIterable {
    /// The element and everything below it.
    case below
    /// All elements of its kind in the tree that it stands in: a page, a template or a shared tree.
    case kindOnPage
    /// All elements of its kind on all pages.
    case kindOnSite
  }

  package var name: String {
    switch self {
    case .setText: "setText"
    case .setRichText: "setRichText"
    case .setMarkdown: "setMarkdown"
    case .setImage: "setImage"
    case .setLink: "setLink"
    case .setHidden: "setHidden"
    case .setVariant: "setVariant"
    case .setField: "setField"
    case .setMeta: "setMeta"
    case .addItem: "addItem"
    case .duplicateItem: "duplicateItem"
    case .removeItem: "removeItem"
    case .moveItem: "moveItem"
    case .restore: "restore"
    case .restorePage: "restorePage"
    case .restoreSite: "restoreSite"
    case .revert: "revert"
    case .insert: "insert"
    case .update: "update"
    case .remove: "remove"
    case .move: "move"
    case .setEditability: "setEditability"
    case .grantEditability: "grantEditability"
    case .createPage: "createPage"
    case .updatePage: "updatePage"
    case .removePage: "removePage"
    case .movePage: "movePage"
    case .updateTheme: "updateTheme"
    }
  }

  /// Every name that a request may use.
  package static let names: Set<String> = [
    "setText", "setRichText", "setMarkdown", "setImage", "setLink", "setHidden", "setVariant", "setField", "setMeta",
    "addItem", "duplicateItem", "removeItem", "moveItem", "restore", "restorePage", "restoreSite", "revert", "insert",
    "update", "setTag", "setClasses", "setLimits", "remove", "move", "setEditability", "grantEditability", "createPage",
    "updatePage", "removePage", "movePage", "updateTheme",
  ]
}

/// What is to be changed of a picture; nil leaves it as it is.
package struct ImageChange: Hashable, Sendable {
  /// A file of the site or theme by its path.
  package var source: String?
  package var alternative: ImageContent.Alternative?
  /// `.some(nil)` takes the point away.
  package var focalPoint: ImageContent.FocalPoint??

  package init(
    source: String? = nil, alternative: ImageContent.Alternative? = nil, focalPoint: ImageContent.FocalPoint?? = nil
  ) {
    self.source = source
    self.alternative = alternative
    self.focalPoint = focalPoint
  }
}

/// What is to be changed of what a page says about itself; nil leaves it as it is.
package struct MetaChange: Hashable, Sendable {
  package var title: String?
  package var description: String?
  /// An asset path; `.some(nil)` takes the picture away.
  package var image: String??

  package init(title: String? = nil, description: String? = nil, image: String?? = nil) {
    self.title = title
    self.description = description
    self.image = image
  }
}

/// What designers change of a page apart from its elements; nil leaves it as it is.
package struct PageChange: Hashable, Sendable {
  package var meta = MetaChange()
  package var slug: String?
  package var template: String?
  package var isDraft: Bool?
  package var isHiddenFromSearch: Bool?
  /// The day that the page says it is of; an inner nil takes it away.
  package var date: CalendarDate??
  /// The first day of the page on the live site; an inner nil takes it away.
  package var publish: CalendarDate??
  /// The day from which it is gone.
  package var expires: CalendarDate??
  package var capabilities: Capabilities?

  package init() {}
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
