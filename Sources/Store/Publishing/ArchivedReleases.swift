import Database
import Model

/// Releases that came with an archive. Their rows say what was live once, but nobody here has seen their files being made: none of them is
/// shown or sent before it was built here, or found to be what would be built.
extension Store {
  /// The number of the last release that came with an archive; 0 for a site that has made all of its own.
  package func archivedReleases(of key: SiteKey) async throws -> Int {
    try await database.read { try ArchivedReleaseRows.last(of: key, in: $0) }
  }

  /// Makes a release of an archive the live one. Whoever calls has built the same and compared all of it.
  /// - Parameter live: the release that must still be the live one; nil where any may be
  /// - Throws: `notFound`; `exists` when another release has become the live one meanwhile
  package func setLive(compared number: Int, of key: SiteKey, insteadOf live: Int?) async throws {
    try await database.write { transaction in
      try ReleaseRows.setLive(number, of: key, insteadOf: live, in: transaction)
      // The newest one is the start of what this site makes by itself.
      try transaction.execute(
        ArchivedReleaseRows.take, .init(key.agency.rawValue), .init(key.site.rawValue), .init(number),
        .init(number - 1))
    }
    events.wake(key)
  }
}

enum ArchivedReleaseRows {
  private static let last = Statement(
    "site.archivedReleases", "SELECT archivedReleases FROM site WHERE agency = ? AND id = ?")
  static let take = Statement(
    "site.takeArchived",
    """
    UPDATE site SET archivedReleases = ?4 WHERE agency = ?1 AND id = ?2 AND archivedReleases = ?3
    AND NOT EXISTS (SELECT 1 FROM release r WHERE r.agency = ?1 AND r.site = ?2 AND r.number > ?3)
    """)

  static func last(of key: SiteKey, in transaction: Transaction) throws -> Int {
    guard
      let number = try transaction.first(
        last, .init(key.agency.rawValue), .init(key.site.rawValue), map: { $0.integer(0) })
    else { throw StoreError.notFound("site \(key.site)") }
    return number
  }
}
