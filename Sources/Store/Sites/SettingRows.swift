import Database
import Model

/// Settings as temporal rows: what a site says about itself (`settings`) and its theme (`theme`). Only the edit door writes them.
enum SettingRows {
  private static let end = Statement(
    "setting.end",
    "UPDATE setting SET until = ?4 WHERE agency = ?1 AND site = ?2 AND name = ?3 AND until IS NULL AND since < ?4")
  private static let drop = Statement(
    "setting.dropOfSameRevision",
    "DELETE FROM setting WHERE agency = ?1 AND site = ?2 AND name = ?3 AND until IS NULL AND since = ?4")
  private static let insert = Statement(
    "setting.insert", "INSERT INTO setting (agency, site, name, since, value) VALUES (?, ?, ?, ?, ?)")
  private static let pastRow = Statement(
    "setting.pastRow",
    """
    SELECT since, value FROM setting WHERE agency = ?1 AND site = ?2 AND name = ?3 AND since <= ?4
    AND (until IS NULL OR until > ?4)
    """)

  /// A site's settings at a revision, and since when they stand so.
  static func settings(
    of key: SiteKey, at revision: Revision, in transaction: Transaction
  ) throws -> (settings: SiteSettings, since: Revision) {
    let row = try transaction.first(
      pastRow, .init(key.agency.rawValue), .init(key.site.rawValue), "settings", .init(revision),
      map: { ($0.integer(0), $0.text(1)) })
    guard let row else { throw StoreError.notFound("settings of site \(key.site)") }
    do {
      return (try SiteSettings(json: try JSONValue.parse(row.1)), row.0)
    } catch {
      throw StoreError.damaged("settings of site \(key.site): \(error)")
    }
  }

  /// A site's theme at a revision, and since when it stands so. Its trees are elements of the site and not in it.
  static func theme(
    of key: SiteKey, at revision: Revision = .max, in transaction: Transaction
  ) throws -> (theme: Theme, since: Revision) {
    let row = try transaction.first(
      pastRow, .init(key.agency.rawValue), .init(key.site.rawValue), "theme", .init(revision),
      map: { ($0.integer(0), $0.text(1)) })
    guard let row else { throw StoreError.notFound("theme of site \(key.site)") }
    do {
      return (try Theme(json: try JSONValue.parse(row.1)), row.0)
    } catch {
      throw StoreError.damaged("theme of site \(key.site): \(error)")
    }
  }

  static func insert(
    _ name: String, _ value: JSONValue, of key: SiteKey, at revision: Revision, in transaction: Transaction
  ) throws {
    try transaction.execute(
      insert, .init(key.agency.rawValue), .init(key.site.rawValue), .init(name), .init(revision),
      .init(value.canonical))
  }

  static func replace(_ settings: SiteSettings, of key: SiteKey, at revision: Revision, in transaction: Transaction)
    throws
  {
    try replace("settings", settings.json, of: key, at: revision, in: transaction)
  }

  static func replace(_ theme: Theme, of key: SiteKey, at revision: Revision, in transaction: Transaction) throws {
    try replace("theme", theme.json, of: key, at: revision, in: transaction)
  }

  private static func replace(
    _ name: String, _ value: JSONValue, of key: SiteKey, at revision: Revision, in transaction: Transaction
  ) throws {
    let keys: [SQLValue] = [.init(key.agency.rawValue), .init(key.site.rawValue), .init(name), .init(revision)]
    if try transaction.execute(end, keys) == 0 { try transaction.execute(drop, keys) }
    try insert(name, value, of: key, at: revision, in: transaction)
  }
}
