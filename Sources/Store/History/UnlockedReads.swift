import Database
import Model

/// What customers may change of a site, wherever it stands.
package struct UnlockedParts: Sendable {
  package struct PagePart: Sendable {
    package let page: Page
    package let path: String
    package let elements: [Element]
  }

  package struct SharedPart: Sendable {
    package let name: String
    /// How many pages show it.
    package let appearsOn: Int
    package let elements: [Element]
  }

  /// Pages of which something is unlocked, in the order of the tree; all elements are in document order.
  package let pages: [PagePart]
  package let shared: [SharedPart]
  package let templates: [SharedPart]
}

extension Store {
  /// The elements and pages that have capabilities, without those in sealed places.
  package func unlockedParts(of key: SiteKey) async throws -> UnlockedParts {
    try await database.read { transaction in
      let reader = UnlockedReader(key: key, transaction: transaction)
      let owners = try reader.unlocked()
      let pages = try PageRows.current(of: key, in: transaction)
      let paths = SitePaths(pages: pages, collections: try SiteRows.settings(of: key, in: transaction).collections)
      let shared = try SharedTrees(of: key, in: transaction)
      func parts(_ name: (Owner) -> String?, pages: (String) throws -> Int) throws -> [UnlockedParts.SharedPart] {
        try owners.compactMap { owner, elements in
          try name(owner).map { UnlockedParts.SharedPart(name: $0, appearsOn: try pages($0), elements: elements) }
        }.sorted { $0.name < $1.name }
      }
      return UnlockedParts(
        pages: pages.compactMap { page in
          let elements = owners[.page(page.id)] ?? []
          let isOpen = !page.capabilities.isEmpty && !page.capabilities.contains(.seal)
          guard isOpen || !elements.isEmpty else { return nil }
          return UnlockedParts.PagePart(page: page, path: paths.path(of: page.id) ?? "/", elements: elements)
        },
        shared: try parts {
          if case .shared(let name) = $0 { name } else { nil }
        } pages: {
          try shared.pages(showing: $0, in: transaction)
        },
        templates: try parts {
          if case .template(let name) = $0 { name } else { nil }
        } pages: {
          shared.pages(withTemplate: $0)
        })
    }
  }
}

private struct UnlockedReader {
  let key: SiteKey
  let transaction: Transaction

  private static let unlocked = Statement(
    "element.unlocked",
    current: """
      SELECT \(ElementRows.columns) FROM element INDEXED BY elementOwner
      WHERE agency = ? AND site = ? AND until IS NULL AND capabilities <> 0
      """)
  private static let places = Statement(
    "element.placesInOrder",
    """
    SELECT id, slot, parent, position, capabilities FROM element
    WHERE agency = ? AND site = ? AND ownerKind = ? AND owner = ? AND until IS NULL
    """)

  /// By owner, in document order.
  func unlocked() throws -> [Owner: [Element]] {
    let rows = try transaction.all(
      Self.unlocked, .init(key.agency.rawValue), .init(key.site.rawValue), map: ElementRows.element)
    var result: [Owner: [Element]] = [:]
    for (owner, elements) in Dictionary(grouping: rows, by: \.owner) {
      let open = try inOrder(elements, of: owner)
      if !open.isEmpty { result[owner] = open }
    }
    return result
  }

  /// Without the sealed ones.
  private func inOrder(_ elements: [Element], of owner: Owner) throws -> [Element] {
    let (kind, name) = owner.columns
    let rows = try transaction.all(
      Self.places, .init(key.agency.rawValue), .init(key.site.rawValue), .init(kind), .init(name)
    ) { row in
      Element(
        id: ElementID(stored: row.text(0)), owner: owner, slot: row.text(1),
        parent: row.optionalText(2).map(ElementID.init(stored:)), position: Position(stored: row.text(3)),
        body: ElementBody(kind: .box, tag: "", capabilities: Capabilities(rawValue: row.integer(4))), since: 0)
    }
    let known = Dictionary(elements.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    var sealed: Set<ElementID> = []
    var result: [Element] = []
    for row in Element.inDocumentOrder(rows) {
      if row.body.capabilities.contains(.seal) || row.parent.map(sealed.contains) == true {
        sealed.insert(row.id)
      } else if let element = known[row.id] {
        result.append(element)
      }
    }
    return result
  }
}
