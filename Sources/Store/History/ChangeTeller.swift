import Database
import Model

/// Says what changed, to somebody who may know some of it: customers are told of what they may change now, and how much else there was.
final class ChangeTeller {
  let key: SiteKey
  let authority: EditAuthority
  let transaction: Transaction
  /// More changes of one edit, or of one comparison, are counted and not told.
  static let most = 500

  struct Told {
    var changes: [Change] = []
    var others = 0
  }

  private struct Place {
    let parent: ElementID?
    let capabilities: Capabilities
    let kind: ElementKind?
  }

  private var places: [ElementID: Place?] = [:]
  private var pages: [PageID: Capabilities] = [:]

  private static let lastPlace = Statement(
    "element.lastPlace",
    """
    SELECT parent, capabilities, kind FROM element WHERE agency = ? AND site = ? AND id = ? ORDER BY since DESC LIMIT 1
    """)
  private static let placesOfOwner = Statement(
    "element.placesOfOwner",
    """
    SELECT parent, capabilities, kind, id FROM element
    WHERE agency = ? AND site = ? AND ownerKind = ? AND owner = ? AND until IS NULL
    """)

  init(key: SiteKey, authority: EditAuthority, transaction: Transaction) {
    self.key = key
    self.authority = authority
    self.transaction = transaction
  }

  // MARK: Rights

  /// Reads what stands above the elements of one tree at once, rather than one by one.
  func prepare(for owner: Owner) throws {
    if authority.role.mayDesign { return }
    let (kind, name) = owner.columns
    try transaction.query(
      Self.placesOfOwner, .init(key.agency.rawValue), .init(key.site.rawValue), .init(kind), .init(name)
    ) { row in places[ElementID(stored: row.text(3))] = Self.place(row) }
  }

  /// What may be done with an element now, or could be if it still stood where it last did.
  func right(on id: ElementID) throws -> EditRight {
    if authority.role.mayDesign { return .granted(.all) }
    guard let place = try place(of: id) else { return .denied(.notFound) }
    return authority.rights(own: place.capabilities, ancestors: try ancestors(of: place))
  }

  private func isOpen(_ id: ElementID) throws -> Bool { try !right(on: id).capabilities.isEmpty }

  /// Whether the element is an item of a list whose items may be added, moved and removed.
  func isOpenItem(_ element: Element) throws -> Bool {
    guard let parent = element.parent, try place(of: parent)?.kind == .list else { return false }
    if case .denied(.sealed) = try right(on: element.id) { return false }
    return try right(on: parent).capabilities.contains(.items)
  }

  func mayChangeMeta(of page: PageID) throws -> Bool {
    if authority.role.mayDesign { return true }
    let own = try pages[page] ?? PageRows.current(page, of: key, in: transaction)?.capabilities ?? []
    pages[page] = own
    return authority.rights(own: own, ancestors: []).capabilities.contains(.meta)
  }

  private func place(of id: ElementID) throws -> Place? {
    if let known = places[id] { return known }
    let place = try transaction.first(
      Self.lastPlace, .init(key.agency.rawValue), .init(key.site.rawValue), .init(id.rawValue), map: Self.place)
    places[id] = .some(place)
    return place
  }

  private func ancestors(of place: Place) throws -> [Capabilities] {
    var result: [Capabilities] = []
    var next = place.parent
    while let id = next, result.count < 100, let above = try self.place(of: id) {
      result.append(above.capabilities)
      next = above.parent
    }
    return result
  }

  private static func place(_ row: borrowing Row) -> Place {
    Place(
      parent: row.optionalText(0).map(ElementID.init(stored:)), capabilities: Capabilities(rawValue: row.integer(1)),
      kind: ElementKind(rawValue: row.text(2)))
  }

  // MARK: Telling

  /// What the steps come to, pages and settings first. What came or went with what is around it is told with that.
  /// - Parameter isCut: whether there are more steps than these, so that what is around an element may not be known
  func tell(
    elements: [Step<Element>], pages: [Step<Page>] = [], settings: Step<SiteSettings>? = nil,
    theme: Step<Theme>? = nil, isCut: Bool = false
  ) throws -> Told {
    var told = Told()
    func add(_ changes: [Change], if mayKnow: (Change) throws -> Bool) rethrows {
      for change in changes {
        if told.changes.count < Self.most, try mayKnow(change) { told.changes.append(change) } else { told.others += 1 }
      }
    }
    for page in pages { try add(Self.changes(of: page)) { try mayKnow($0) } }
    if let before = settings?.before, let after = settings?.after {
      add(Change.between(before, after)) { mayKnow(setting: $0) }
    }
    if let before = theme?.before, let after = theme?.after {
      add(Change.between(before, after)) { mayKnow(setting: $0) }
    }
    let appeared = Set(pages.filter { $0.before == nil }.compactMap { $0.after?.id })
    let gone = Set(pages.filter { $0.after == nil }.compactMap { $0.before?.id })
    let come = Arrivals(elements.compactMap { $0.before == nil ? $0.after : nil }, withPages: appeared, isCut: isCut)
    let went = Arrivals(elements.compactMap { $0.after == nil ? $0.before : nil }, withPages: gone, isCut: isCut)
    for step in elements {
      switch (step.before, step.after) {
      case (let before?, let after?): try tell(from: before, to: after, &told)
      case (nil, let element?): try tell(element, among: come, Change.added, &told)
      case (let element?, nil): try tell(element, among: went, Change.removed, &told)
      case (nil, nil): break
      }
    }
    return told
  }

  private func tell(from before: Element, to after: Element, _ told: inout Told) throws {
    let isOpen = try isOpen(after.id)
    let isItem = try !isOpen && isOpenItem(after)
    for change in Change.between(before, after, label: isOpen ? nil : after.body.name) {
      let mayKnow =
        isOpen ? authority.role.mayDesign || !change.property.isDesigners : isItem && change.property == .position
      if mayKnow, told.changes.count < Self.most { told.changes.append(change) } else { told.others += 1 }
    }
  }

  private func tell(
    _ element: Element, among arrivals: Arrivals, _ make: (Element, String?, String?) -> Change, _ told: inout Told
  ) throws {
    if arrivals.isWithPage(element) { return }
    for above in arrivals.above(element) where try mayKnow(above) { return }
    guard !arrivals.isTorn(element), try mayKnow(element), told.changes.count < Self.most else {
      if arrivals.above(element).isEmpty { told.others += 1 }
      return
    }
    let words = try arrivals.subtree(of: element).filter { try isOpen($0.id) }.compactMap(\.body.content.words)
      .filter { !$0.isEmpty }.joined(separator: " ")
    told.changes.append(make(element, try isOpen(element.id) ? nil : element.body.name, words))
  }

  private func mayKnow(_ element: Element) throws -> Bool { try isOpen(element.id) || isOpenItem(element) }

  private func mayKnow(_ change: Change) throws -> Bool {
    if authority.role.mayDesign { return true }
    switch change.property {
    case .title, .description, .image: return try change.page.map { try mayChangeMeta(of: $0) } ?? false
    default: return false
    }
  }

  func mayKnow(setting change: Change) -> Bool {
    if authority.role.mayDesign { return true }
    return change.property == .company
      && (try? EditRules(authority: authority).authorizeCompanyData(operation: 0)) != nil
  }

  private static func changes(of step: Step<Page>) -> [Change] {
    switch (step.before, step.after) {
    case (let before?, let after?): Change.between(before, after)
    case (nil, let page?): [.added(page)]
    case (let page?, nil): [.removed(page)]
    case (nil, nil): []
    }
  }
}

/// Elements that came, or went, together.
private struct Arrivals {
  private let byID: [ElementID: Element]
  private let children: [ElementID: [Element]]
  private let pages: Set<PageID>
  private let isCut: Bool

  init(_ elements: [Element], withPages pages: Set<PageID>, isCut: Bool) {
    self.pages = pages
    self.isCut = isCut
    byID = Dictionary(elements.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    var children: [ElementID: [Element]] = [:]
    for element in byID.values { if let parent = element.parent { children[parent, default: []].append(element) } }
    self.children = children
  }

  func isWithPage(_ element: Element) -> Bool { element.owner.page.map(pages.contains) ?? false }

  /// Whether it may be a piece of something larger that is not known here.
  func isTorn(_ element: Element) -> Bool { isCut && (above(element).last ?? element).parent != nil }

  /// Those in which the element stands, nearest first.
  func above(_ element: Element) -> [Element] {
    var result: [Element] = []
    var next = element.parent
    while let above = next.flatMap({ byID[$0] }), result.count < 100 {
      result.append(above)
      next = above.parent
    }
    return result
  }

  /// The element and those in it, in document order.
  func subtree(of element: Element) -> [Element] {
    var result: [Element] = []
    var pending = [element]
    while let next = pending.popLast(), result.count < 200 {
      result.append(next)
      pending += (children[next.id] ?? []).sorted(by: Element.inOrder).reversed()
    }
    return result
  }
}
