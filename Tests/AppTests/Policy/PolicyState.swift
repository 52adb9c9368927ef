import Database
import Model
import Store

/// A site as its rows stand in the database, read past all of the product's own reading code.
struct PolicyState {
  struct Row: Equatable {
    let id: String
    let since: Int
    let owner: String
    let slot: String
    let parent: String?
    let position: String
    let kind: String
    let tag: String
    let classes: [String]
    let name: String
    let content: JSONValue
    let attributes: String
    let capabilities: Capabilities
    let limits: JSONValue
    let hidden: Bool
  }

  struct PageRow: Equatable {
    let id: String
    let since: Int
    let title: String
    let meta: JSONValue
    let capabilities: Capabilities
    /// Everything that no customer ever changes: parent, slug, template, place.
    let fixed: String
  }

  let revision: Int
  let rows: [String: Row]
  /// IDs in document order: equal requests meet equal elements, whatever their IDs are.
  let order: [String]
  let pages: [String: PageRow]
  let pageOrder: [String]
  let company: JSONValue
  let otherSettings: JSONValue

  func children(of parent: String) -> [String] { order.filter { rows[$0]?.parent == parent } }

  /// The capabilities above an element, nearest first.
  func above(_ id: String) -> [Capabilities] {
    var result: [Capabilities] = []
    var next = rows[id]?.parent
    while let parent = next, let row = rows[parent], result.count < 100 {
      result.append(row.capabilities)
      next = row.parent
    }
    return result
  }

  static func revision(of site: SiteKey, in transaction: Transaction) throws -> Int {
    try transaction.first(
      Statement("policy.revision", "SELECT revision FROM site WHERE agency = ? AND id = ?"),
      .init(site.agency.rawValue), .init(site.site.rawValue)
    ) { $0.integer(0) } ?? -1
  }

  init(_ site: SiteKey, in transaction: Transaction) throws {
    let keys: [SQLValue] = [.init(site.agency.rawValue), .init(site.site.rawValue)]
    revision = try Self.revision(of: site, in: transaction)
    let all = try transaction.all(Self.elements, keys) { row in
      Row(
        id: row.text(0), since: row.integer(1), owner: "\(row.text(2)) \(row.text(3))", slot: row.text(4),
        parent: row.optionalText(5), position: row.text(6), kind: row.text(7), tag: row.text(8),
        classes: row.text(9).split(separator: " ").map(String.init), name: row.text(10),
        content: try JSONValue.parse(row.text(11)), attributes: row.text(12),
        capabilities: Capabilities(rawValue: row.integer(13)), limits: try JSONValue.parse(row.text(14)),
        hidden: row.bool(15))
    }
    rows = Dictionary(uniqueKeysWithValues: all.map { ($0.id, $0) })
    let below = Dictionary(grouping: all, by: \.parent)
    var order: [String] = []
    func visit(_ rows: [Row]) {
      for row in rows.sorted(by: { ($0.owner, $0.slot, $0.position, $0.id) < ($1.owner, $1.slot, $1.position, $1.id) })
      {
        order.append(row.id)
        visit(below[row.id] ?? [])
      }
    }
    visit(below[nil] ?? [])
    self.order = order
    let pageRows = try transaction.all(Self.pages, keys) { row in
      PageRow(
        id: row.text(0), since: row.integer(1), title: row.text(2), meta: try JSONValue.parse(row.text(3)),
        capabilities: Capabilities(rawValue: row.integer(4)), fixed: row.text(5))
    }
    pages = Dictionary(uniqueKeysWithValues: pageRows.map { ($0.id, $0) })
    pageOrder = pageRows.map(\.id)
    let settings = try transaction.first(Self.settings, keys) { try JSONValue.parse($0.text(0)) } ?? .null
    company = settings["company"] ?? .null
    var rest = settings.object ?? [:]
    rest["company"] = nil
    otherSettings = .object(rest)
  }

  private static let elements = Statement(
    "policy.elements",
    """
    SELECT id, since, ownerKind, owner, slot, parent, position, kind, tag, classes, name, content, attributes,
      capabilities, limits, hidden FROM element WHERE agency = ? AND site = ? AND until IS NULL
    """)
  private static let pages = Statement(
    "policy.pages",
    """
    SELECT id, since, title, meta, capabilities,
      COALESCE(parent, '') || ' ' || slug || ' ' || template || ' ' || position || ' ' || locale
    FROM page WHERE agency = ? AND site = ? AND until IS NULL ORDER BY position, slug, id
    """)
  private static let settings = Statement(
    "policy.settings",
    "SELECT value FROM setting WHERE agency = ? AND site = ? AND name = 'settings' AND until IS NULL")
}
