import Database
import Model

/// Pages as rows. Only the edit door calls the writing half.
enum PageRows {
  static let columns =
    "id, since, parent, collection, template, slug, title, meta, position, locale, translationOf, capabilities, copiedFrom"

  private static let current = Statement(
    "page.current", "SELECT \(columns) FROM page WHERE agency = ? AND site = ? AND id = ? AND until IS NULL")
  private static let atRevision = Statement(
    "page.atRevision",
    "SELECT \(columns) FROM page WHERE agency = ?1 AND site = ?2 AND since <= ?3 AND (until IS NULL OR until > ?3)")
  private static let allCurrent = Statement(
    "page.allCurrent",
    current: "SELECT \(columns) FROM page INDEXED BY pageCurrent WHERE agency = ? AND site = ? AND until IS NULL")
  private static let end = Statement(
    "page.end",
    """
    UPDATE page SET until = ?4, removed = ?5
    WHERE agency = ?1 AND site = ?2 AND id = ?3 AND until IS NULL AND +since < ?4
    """)
  private static let drop = Statement(
    "page.dropOfSameRevision",
    "DELETE FROM page WHERE agency = ?1 AND site = ?2 AND id = ?3 AND until IS NULL AND since = ?4")
  private static let markRemoved = Statement(
    "page.markRemoved", "UPDATE page SET removed = 1 WHERE agency = ?1 AND site = ?2 AND id = ?3 AND until = ?4")
  private static let writtenBy = Statement(
    "page.writtenBy", "SELECT \(columns) FROM page WHERE agency = ?1 AND site = ?2 AND since = ?3")
  private static let removedBy = Statement(
    "page.removedBy",
    "SELECT \(columns) FROM page WHERE agency = ?1 AND site = ?2 AND until = ?3 AND removed = 1")
  private static let pastRow = Statement(
    "page.pastRow",
    """
    SELECT \(columns) FROM page WHERE agency = ?1 AND site = ?2 AND id = ?3 AND since <= ?4
    AND (until IS NULL OR until > ?4) ORDER BY since DESC LIMIT 1
    """)
  private static let insert = Statement(
    "page.insert",
    "INSERT INTO page (agency, site, \(columns)) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")

  static func current(_ id: PageID, of key: SiteKey, in transaction: Transaction) throws -> Page? {
    try transaction.first(current, .init(key.agency.rawValue), .init(key.site.rawValue), .init(id.rawValue), map: page)
  }

  static func current(of key: SiteKey, in transaction: Transaction) throws -> [Page] {
    Page.inOrder(try transaction.all(allCurrent, .init(key.agency.rawValue), .init(key.site.rawValue), map: page))
  }

  static func pages(of key: SiteKey, at revision: Revision, in transaction: Transaction) throws -> [Page] {
    Page.inOrder(
      try transaction.all(atRevision, .init(key.agency.rawValue), .init(key.site.rawValue), .init(revision), map: page))
  }

  /// The page as it stood at the revision; nil when it did not.
  static func page(_ id: PageID, of key: SiteKey, at revision: Revision, in transaction: Transaction) throws -> Page? {
    try transaction.first(
      pastRow, .init(key.agency.rawValue), .init(key.site.rawValue), .init(id.rawValue), .init(revision), map: page)
  }

  static func pages(writtenBy revision: Revision, of key: SiteKey, in transaction: Transaction) throws -> [Page] {
    try transaction.all(writtenBy, .init(key.agency.rawValue), .init(key.site.rawValue), .init(revision), map: page)
  }

  static func pages(removedBy revision: Revision, of key: SiteKey, in transaction: Transaction) throws -> [Page] {
    try transaction.all(removedBy, .init(key.agency.rawValue), .init(key.site.rawValue), .init(revision), map: page)
  }

  static func replace(_ page: Page, of key: SiteKey, at revision: Revision, in transaction: Transaction) throws {
    try end(page.id, of: key, at: revision, isRemoval: false, in: transaction)
    try insert(page, of: key, at: revision, in: transaction)
  }

  /// Ends the current row at the revision. A row that the same revision wrote goes without a trace.
  static func end(
    _ id: PageID, of key: SiteKey, at revision: Revision, isRemoval: Bool, in transaction: Transaction
  ) throws {
    let keys: [SQLValue] = [
      .init(key.agency.rawValue), .init(key.site.rawValue), .init(id.rawValue), .init(revision),
    ]
    if try transaction.execute(end, keys + [.init(isRemoval)]) == 1 { return }
    if try transaction.execute(drop, keys) == 1, isRemoval { try transaction.execute(markRemoved, keys) }
  }

  static func insert(_ page: Page, of key: SiteKey, at revision: Revision, in transaction: Transaction) throws {
    try transaction.execute(
      insert,
      [
        .init(key.agency.rawValue), .init(key.site.rawValue), .init(page.id.rawValue), .init(revision),
        .init(page.parent?.rawValue), .init(page.collection), .init(page.template), .init(page.slug), .init(page.title),
        .init(page.meta.json.canonical), .init(page.position.key), .init(page.locale),
        .init(page.translationOf?.rawValue),
        .init(page.capabilities.rawValue), .init(page.copiedFrom?.rawValue),
      ])
  }

  static func page(_ row: borrowing Row) throws -> Page {
    let id = row.text(0)
    do {
      return Page(
        id: PageID(stored: id), parent: row.optionalText(2).map(PageID.init(stored:)), collection: row.optionalText(3),
        template: row.text(4), slug: row.text(5), title: row.text(6),
        meta: try PageMeta(json: try JSONValue.parse(row.text(7))), position: Position(stored: row.text(8)),
        locale: row.text(9),
        translationOf: row.optionalText(10).map(PageID.init(stored:)),
        capabilities: Capabilities(rawValue: row.integer(11)),
        since: row.integer(1), copiedFrom: row.optionalText(12).map(PageID.init(stored:)))
    } catch {
      throw StoreError.damaged("page \(id): \(error)")
    }
  }
}
