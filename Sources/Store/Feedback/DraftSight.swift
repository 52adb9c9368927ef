import Database
import Model

/// What a draft shows to those who do not design it: nothing that is hidden itself, stands in something hidden, fills a slot that stands in
/// something hidden, or stands in a shared tree of which no placement is shown. The one place where it is decided; what was asked once is
/// kept, so a whole list costs a few statements.
///
/// A page that is marked as a draft, or that has its day still to come or behind it, is there: visitors do not see it, but it is just what
/// is to be reviewed. So no page hides anything here; what is not to be seen yet is hidden as an element.
final class DraftSight {
  private let key: SiteKey
  private let transaction: Transaction

  private struct Named: Hashable {
    let name: String
    let revision: Revision
  }

  private var slots: [Named: [String: ElementID]] = [:]
  private var templates: [Named: Bool] = [:]
  private var trees: [Named: Bool] = [:]
  private var placements: [Revision: [String: [Placement]]] = [:]
  private var standing: [Revision: [ElementID: String]] = [:]
  private var templatesOfPages: [Revision: [(page: PageID, template: String)]] = [:]
  private var pages: [PageID: [Revision: String?]] = [:]
  private var hasHiddenTemplates: Bool?

  /// All that there ever were, for the questions about former states: read once, however many states are asked about.
  private var everyPlacement: [Placement]?

  /// Where a shared tree stands, or stood.
  private struct Placement {
    let tree: String
    let id: ElementID
    let owner: Owner
    let parent: ElementID?
    let isHidden: Bool
    let slot: String
    let since: Revision
    let until: Revision?
  }

  private static let placementsNow = Statement(
    "anchor.placementsNow",
    current: """
      SELECT content, id, ownerKind, owner, parent, hidden, slot, since, until FROM element INDEXED BY elementShared
      WHERE agency = ?1 AND site = ?2 AND kind = 'shared' AND until IS NULL
      """)
  private static let placementsEver = Statement(
    "anchor.placementsEver",
    """
    SELECT content, id, ownerKind, owner, parent, hidden, slot, since, until FROM element
    WHERE agency = ?1 AND site = ?2 AND kind = 'shared'
    """)

  private static let pagesNow = Statement(
    "page.templatesNow",
    "SELECT id, template FROM page WHERE agency = ?1 AND site = ?2 AND until IS NULL ORDER BY position, id")
  private static let pagesThen = Statement(
    "page.templatesThen",
    """
    SELECT id, template FROM page WHERE agency = ?1 AND site = ?2 AND since <= ?3 AND (until IS NULL OR until > ?3)
    ORDER BY position, id
    """)

  init(key: SiteKey, _ transaction: Transaction) {
    self.key = key
    self.transaction = transaction
  }

  /// - Parameter revision: a very large number for now
  /// - Returns: false also for what does not stand at the revision
  func shows(_ id: ElementID, at revision: Revision) throws -> Bool {
    let row =
      revision == .max
      ? try ElementRows.current(id, of: key, in: transaction)
      : try ElementRows.row(id, of: key, at: revision, in: transaction)
    return try row.map { try !shown(of: [$0], at: revision).isEmpty } ?? false
  }

  /// Those of the elements, as they stand at the revision, that are shown.
  func shown(of rows: [Element], at revision: Revision) throws -> Set<ElementID> {
    guard !rows.isEmpty else { return [] }
    let above = try AnchorRows.above(rows.map(\.id), in: key, at: revision, transaction)
    var shown: Set<ElementID> = []
    for row in rows where above[row.id] != nil && AnchorRows.hider(of: row.id, among: above) == nil {
      let slot = AnchorRows.slot(of: row.id, among: above) ?? ""
      if try shows(row.owner, slot: slot, at: revision) { shown.insert(row.id) }
    }
    return shown
  }

  /// Those of the elements that are gone at the revision that were shown until then.
  func shownLast(of gone: [AnchorRows.Last], at revision: Revision) throws -> Set<ElementID> {
    guard !gone.isEmpty else { return [] }
    let places = try AnchorRows.aboveLast(gone.map(\.row.id), in: key, at: revision, transaction)
    var shown: Set<ElementID> = []
    for last in gone {
      guard let until = last.gone, let place = places[last.row.id], !place.isHidden else { continue }
      if try shows(last.row.owner, slot: place.slot, at: until - 1) { shown.insert(last.row.id) }
    }
    return shown
  }

  private func shows(_ owner: Owner, slot: String, at revision: Revision) throws -> Bool {
    switch owner {
    case .page(let page): try shows(slot: slot, of: page, at: revision)
    case .template(let name): try isUsed(template: name, at: revision)
    case .shared(let name): try shows(tree: name, at: revision)
    }
  }

  /// Whether a shared tree stands anywhere, shown or not.
  func isPlaced(_ tree: String, at revision: Revision) throws -> Bool {
    try placements(at: revision)[tree] != nil
  }

  /// Whether one of a shared tree's placements is shown. A tree that stands only in itself is not.
  func shows(tree name: String, at revision: Revision) throws -> Bool {
    let named = Named(name: name, revision: revision)
    if let known = trees[named] { return known }
    trees[named] = false
    let result = try (placements(at: revision)[name] ?? []).contains { try shows($0, at: revision) }
    trees[named] = result
    return result
  }

  /// Whether a shared tree stands on a page: by itself, by the page's template, or in another shared tree that stands there.
  /// - Parameter hidden: whether placements count that are not shown
  func has(_ page: Page, tree name: String, at revision: Revision, countingHidden hidden: Bool) throws -> Bool {
    let placements = try placements(at: revision)
    var (pending, known): ([String], Set<String>) = ([name], [name])
    while let next = pending.popLast() {
      for placement in placements[next] ?? [] where try hidden || shows(placement, at: revision) {
        switch placement.owner {
        case .page(page.id), .template(page.template): return true
        case .page, .template: break
        case .shared(let other): if known.insert(other).inserted { pending.append(other) }
        }
      }
    }
    return false
  }

  /// The shared trees that stand on a page, in the order of their names.
  func trees(on page: Page, at revision: Revision, countingHidden hidden: Bool) throws -> [String] {
    try placements(at: revision).keys.filter {
      try has(page, tree: $0, at: revision, countingHidden: hidden)
    }.sorted()
  }

  /// The pages on which a tree stands: those in which a shared one stands by itself first, by their IDs, then those that have it by their
  /// template, in the site's order.
  /// - Parameter hidden: whether placements count that are not shown
  func pages(with owner: Owner, at revision: Revision, countingHidden hidden: Bool) throws -> [PageID] {
    switch owner {
    case .page(let page): return [page]
    case .template(let name): return try pages(at: revision).filter { $0.template == name }.map(\.page)
    case .shared(let name):
      let all = try pages(at: revision)
      let placements = try placements(at: revision)
      var (pending, owners): ([String], Set<Owner>) = ([name], [owner])
      while let next = pending.popLast() {
        for placement in placements[next] ?? [] where try hidden || shows(placement, at: revision) {
          guard owners.insert(placement.owner).inserted else { continue }
          if case .shared(let other) = placement.owner { pending.append(other) }
        }
      }
      let own = all.map(\.page).filter { owners.contains(.page($0)) }.sorted()
      return own
        + all.filter { owners.contains(.template($0.template)) && !owners.contains(.page($0.page)) }.map(\.page)
    }
  }

  /// How many pages the site has.
  func pageCount(at revision: Revision) throws -> Int { try pages(at: revision).count }

  private func pages(at revision: Revision) throws -> [(page: PageID, template: String)] {
    if let known = templatesOfPages[revision] { return known }
    let found = try transaction.all(
      revision == .max ? Self.pagesNow : Self.pagesThen, key.values + (revision == .max ? [] : [.init(revision)])
    ) { (page: PageID(stored: $0.text(0)), template: $0.text(1)) }
    templatesOfPages[revision] = found
    for (page, template) in found { pages[page, default: [:]][revision] = .some(template) }
    return found
  }

  private func shows(_ placement: Placement, at revision: Revision) throws -> Bool {
    try standing(at: revision)[placement.id].map { try shows(placement.owner, slot: $0, at: revision) } ?? false
  }

  /// The placements that nothing in their own tree hides, with the slots that they fill.
  private func standing(at revision: Revision) throws -> [ElementID: String] {
    if let known = standing[revision] { return known }
    let unhidden = try placements(at: revision).values.joined().filter { !$0.isHidden }
    var found: [ElementID: String] = [:]
    for placement in unhidden where placement.parent == nil { found[placement.id] = placement.slot }
    let inner = unhidden.filter { $0.parent != nil }.map(\.id)
    let above = inner.isEmpty ? [:] : try AnchorRows.above(inner, in: key, at: revision, transaction)
    for id in inner where above[id] != nil && AnchorRows.hider(of: id, among: above) == nil {
      found[id] = AnchorRows.slot(of: id, among: above) ?? ""
    }
    standing[revision] = found
    return found
  }

  /// The slots of a template that stand in something hidden, each with what hides it.
  func hiddenSlots(of template: String, at revision: Revision) throws -> [String: ElementID] {
    let named = Named(name: template, revision: revision)
    if let known = slots[named] { return known }
    let found = try AnchorRows.hiddenSlots(
      of: template, in: key, at: revision == .max ? nil : revision, transaction)
    slots[named] = found
    return found
  }

  private func shows(slot: String, of page: PageID, at revision: Revision) throws -> Bool {
    guard let template = try template(of: page, at: revision) else { return false }
    if hasHiddenTemplates == nil { hasHiddenTemplates = try AnchorRows.hasEverHiddenTemplates(in: key, transaction) }
    if hasHiddenTemplates == false { return true }
    return try hiddenSlots(of: template, at: revision)[slot] == nil
  }

  /// Whether a page has another template since a revision, in which something is hidden that the page may fill.
  func hasLostSlots(_ page: PageID, since revision: Revision) throws -> Bool {
    guard let now = try template(of: page, at: .max), try template(of: page, at: revision) != now else { return false }
    return try !hiddenSlots(of: now, at: .max).isEmpty
  }

  private func template(of page: PageID, at revision: Revision) throws -> String? {
    if let known = pages[page]?[revision] { return known }
    let found =
      revision == .max
      ? try PageRows.current(page, of: key, in: transaction)
      : try PageRows.page(page, of: key, at: revision, in: transaction)
    pages[page, default: [:]][revision] = .some(found?.template)
    return found?.template
  }

  private func isUsed(template: String, at revision: Revision) throws -> Bool {
    let named = Named(name: template, revision: revision)
    if let known = templates[named] { return known }
    let found = try AnchorRows.anyPage(withTemplate: template, in: key, at: revision, transaction) != nil
    templates[named] = found
    return found
  }

  private func placements(at revision: Revision) throws -> [String: [Placement]] {
    if let known = placements[revision] { return known }
    let rows: [Placement]
    if revision == .max {
      rows = try read(Self.placementsNow)
    } else {
      let every = try everyPlacement ?? read(Self.placementsEver)
      everyPlacement = every
      rows = every.filter { $0.since <= revision && $0.until ?? .max > revision }
    }
    let found = Dictionary(grouping: rows, by: \.tree)
    placements[revision] = found
    return found
  }

  private func read(_ statement: Statement) throws -> [Placement] {
    var names: [String: String] = [:]
    return try transaction.all(statement, key.values) { row -> Placement? in
      let content = row.text(0)
      if names[content] == nil, case .shared(let name)? = try? Content(json: .parse(content), kind: .shared) {
        names[content] = name
      }
      guard let name = names[content], let owner = Owner(kind: row.text(2), name: row.text(3)) else { return nil }
      return Placement(
        tree: name, id: ElementID(stored: row.text(1)), owner: owner,
        parent: row.optionalText(4).map(ElementID.init(stored:)), isHidden: row.bool(5), slot: row.text(6),
        since: row.integer(7), until: row.optionalInteger(8))
    }.compactMap { $0 }
  }
}
