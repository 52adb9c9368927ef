import Database
import Model

/// A site as lists and look-ups show it.
package struct SiteRecord: Hashable, Sendable {
  package let key: SiteKey
  package let project: ProjectID
  /// The site's name in host names and on the command line.
  package let slug: String
  package let revision: Revision
  /// The number of the release that visitors see; nil before the first publish.
  package let liveRelease: Int?
  package let name: String
}

extension Store {
  /// All sites, by slug.
  package func sites() async throws -> [SiteRecord] {
    try await database.read { try SiteRows.all(in: $0) }
  }

  /// What the site says about itself in its newest revision.
  package func settings(of key: SiteKey) async throws -> SiteSettings {
    try await database.read { try SiteRows.settings(of: key, in: $0) }
  }

  package func site(slug: String) async throws -> SiteRecord? {
    try await database.read { try SiteRows.find(slug: slug, in: $0) }
  }
}

enum SiteRows {
  private static let columns = "s.agency, s.id, s.project, s.slug, s.revision, s.liveRelease"
  private static let bySlug = Statement("site.bySlug", "SELECT \(columns) FROM site s WHERE s.slug = ?")
  private static let byKey = Statement("site.byKey", "SELECT \(columns) FROM site s WHERE s.agency = ? AND s.id = ?")
  private static let everyOne = Statement("site.all", "SELECT \(columns) FROM site s ORDER BY s.slug")
  private static let setting = Statement(
    "setting.current", "SELECT value FROM setting WHERE agency = ? AND site = ? AND name = ? AND until IS NULL")
  private static let nextRevision = Statement(
    "site.nextRevision",
    "UPDATE site SET revision = revision + 1 WHERE agency = ? AND id = ? RETURNING revision")

  static func find(slug: String, in transaction: Transaction) throws -> SiteRecord? {
    try transaction.first(bySlug, .init(slug), map: Self.draft).map { try record($0, in: transaction) }
  }

  static func find(_ key: SiteKey, in transaction: Transaction) throws -> SiteRecord? {
    try transaction.first(byKey, .init(key.agency.rawValue), .init(key.site.rawValue), map: Self.draft)
      .map { try record($0, in: transaction) }
  }

  static func all(in transaction: Transaction) throws -> [SiteRecord] {
    try transaction.all(everyOne, map: Self.draft).map { try record($0, in: transaction) }
  }

  /// Takes the site's next revision. On PostgreSQL the row lock makes edits of one site wait for each other; SQLite has one writer anyway.
  static func nextRevision(of key: SiteKey, in transaction: Transaction) throws -> Revision {
    guard
      let revision = try transaction.first(
        nextRevision, .init(key.agency.rawValue), .init(key.site.rawValue), map: { $0.integer(0) })
    else { throw StoreError.notFound("site \(key.site)") }
    return revision
  }

  static func settings(of key: SiteKey, in transaction: Transaction) throws -> SiteSettings {
    guard
      let text = try transaction.first(
        setting, .init(key.agency.rawValue), .init(key.site.rawValue), "settings", map: { $0.text(0) })
    else { throw StoreError.notFound("settings of site \(key.site)") }
    do {
      return try SiteSettings(json: try JSONValue.parse(text))
    } catch {
      throw StoreError.damaged("settings of site \(key.site): \(error)")
    }
  }

  /// The theme as it is stored.
  static func theme(of key: SiteKey, in transaction: Transaction) throws -> JSONValue? {
    let text = try transaction.first(
      setting, .init(key.agency.rawValue), .init(key.site.rawValue), "theme", map: { $0.text(0) })
    do {
      return try text.map { try JSONValue.parse($0) }
    } catch {
      throw StoreError.damaged("theme of site \(key.site): \(error)")
    }
  }

  private struct Draft {
    let key: SiteKey
    let project: ProjectID
    let slug: String
    let revision: Int
    let liveRelease: Int?
  }

  private static func draft(_ row: borrowing Row) -> Draft {
    Draft(
      key: SiteKey(agency: AgencyID(stored: row.text(0)), site: SiteID(stored: row.text(1))),
      project: ProjectID(stored: row.text(2)), slug: row.text(3), revision: row.integer(4),
      liveRelease: row.optionalInteger(5))
  }

  private static func record(_ draft: Draft, in transaction: Transaction) throws -> SiteRecord {
    SiteRecord(
      key: draft.key, project: draft.project, slug: draft.slug, revision: draft.revision,
      liveRelease: draft.liveRelease,
      name: try settings(of: draft.key, in: transaction).name)
  }
}
