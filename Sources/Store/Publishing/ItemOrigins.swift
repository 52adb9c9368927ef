import Database
import Model

/// What an item that came into a list was made of: itself as it was published before, another item, or the list's pattern.
///
/// What customers may not change of an item they bring live only as it came with it. What somebody has changed of it since, put into it
/// or taken out of it is that person's change, and so is what a copy was made of while it waited to be published itself.
final class ItemOrigins {
  /// An element in a tree as it stood once.
  struct Origin {
    let tree: OwnerTree
    let element: Element
  }

  private struct Place: Hashable {
    let owner: Owner
    let composition: Composition
  }

  private let key: SiteKey
  /// What visitors see.
  private let live: Composition
  private let transaction: Transaction
  private var trees: [Place: OwnerTree] = [:]
  private var firstRows: [ElementID: Element?] = [:]
  private var published: [Composition]?

  private static let firstRow = Statement(
    "element.firstRow",
    "SELECT \(ElementRows.columns) FROM element WHERE agency = ? AND site = ? AND id = ? ORDER BY since LIMIT 1")
  /// Copies of copies are followed so far.
  private static let longest = 50

  init(key: SiteKey, live: Composition, transaction: Transaction) {
    self.key = key
    self.live = live
    self.transaction = transaction
  }

  /// What the item was made of, as visitors have seen it, or as the list's pattern was when the item was made; nil for one that somebody
  /// has put together.
  func origin(of item: ElementID) throws -> Origin? {
    var id = item
    for _ in 0..<Self.longest {
      guard let first = try firstRow(of: id) else { return nil }
      if let found = try wasPublished(id, since: first.since) { return found }
      guard let source = first.copiedFrom else { return try pattern(of: first) }
      // What has changed of the source after that, or waits itself, did not come with the copy.
      if let found = try state(of: source, in: live.until(first.since)) { return found }
      id = source
    }
    return nil
  }

  /// Whether an element is a copy of the other one, of a copy of it, and so on, or the same.
  func isMade(_ element: Element, of source: ElementID) throws -> Bool {
    var id: ElementID? = element.id
    for _ in 0..<Self.longest {
      guard let next = id else { return false }
      if next == source { return true }
      id = try firstRow(of: next)?.copiedFrom
    }
    return false
  }

  /// The element in the newest release that had it: it came back since.
  private func wasPublished(_ id: ElementID, since first: Revision) throws -> Origin? {
    let all =
      try published
      ?? transaction.all(
        ReleaseRows.list, .init(key.agency.rawValue), .init(key.site.rawValue), .init(200), map: ReleaseRows.release
      ).map(\.composition)
    published = all
    for composition in all where composition.revision(of: .element(id)) >= first {
      if let found = try state(of: id, in: composition) { return found }
    }
    return nil
  }

  private func pattern(of first: Element) throws -> Origin? {
    let then = Composition(base: first.since)
    guard let parent = first.parent, let list = try state(of: parent, in: then)?.element,
      case .list(let template?) = list.body.content, let made = try state(of: first.id, in: then),
      made.tree.seed(of: first) == template.withoutHTMLIDs
    else { return nil }
    return made
  }

  private func state(of id: ElementID, in composition: Composition) throws -> Origin? {
    let revision = composition.revision(of: .element(id))
    guard let element = try ElementRows.row(id, of: key, at: revision, in: transaction) else { return nil }
    return Origin(tree: try tree(of: element.owner, in: composition), element: element)
  }

  private func tree(of owner: Owner, in composition: Composition) throws -> OwnerTree {
    let place = Place(owner: owner, composition: composition)
    if let known = trees[place] { return known }
    var rows = try ElementRows.rows(of: owner, of: key, at: composition.base, in: transaction)
    if !composition.isWhole {
      rows.removeAll { composition.picks[.element($0.id)] != nil }
      for case (.element(let id), let revision) in composition.picks {
        if let row = try ElementRows.row(id, of: key, at: revision, in: transaction), row.owner == owner {
          rows.append(row)
        }
      }
    }
    let tree = OwnerTree(rows)
    trees[place] = tree
    return tree
  }

  private func firstRow(of id: ElementID) throws -> Element? {
    if let known = firstRows[id] { return known }
    let row = try transaction.first(
      Self.firstRow, .init(key.agency.rawValue), .init(key.site.rawValue), .init(id.rawValue),
      map: ElementRows.element)
    firstRows[id] = .some(row)
    return row
  }
}

extension Composition {
  /// The same without what is younger than a revision.
  fileprivate func until(_ revision: Revision) -> Composition {
    Composition(base: min(base, revision), picks: picks.mapValues { min($0, revision) })
  }
}

extension OwnerTree {
  fileprivate func seed(of element: Element) -> ElementSeed {
    ElementSeed(body: element.body, children: line(parent: element.id, slot: "").map(seed(of:)))
  }
}
