import Database
import Model

/// What became different at a site since an earlier release.
package struct LiveChanges: Sendable {
  /// The live one.
  package let release: Release
  /// What is new, or has another content.
  package let written: [Artifact]
  /// Paths at which nothing is any more.
  package let removed: [String]
}

extension Store {
  /// What changed from a release to the live one: a few rows, whatever the size of the site. nil when the live release is an earlier one,
  /// or there is none.
  package func liveChanges(of key: SiteKey, since number: Int) async throws -> LiveChanges? {
    try await database.read { transaction in
      guard let site = try SiteRows.find(key, in: transaction), let live = site.liveRelease, live >= number else {
        return nil
      }
      let keys: [SQLValue] = [.init(key.agency.rawValue), .init(key.site.rawValue), .init(live)]
      guard let release = try transaction.first(ReleaseRows.byNumber, keys, map: ReleaseRows.release) else {
        throw StoreError.damaged("site \(site.slug) has no release \(live)")
      }
      let begun = try transaction.all(Self.begun, keys + [.init(number)], map: ReleaseRows.artifact)
      let ended = try transaction.all(Self.ended, keys + [.init(number)]) { $0.text(0) }
      return LiveChanges(
        release: release, written: begun, removed: Set(ended).subtracting(begun.map(\.path)).sorted())
    }
  }

  /// Files below `a/` that a release does not have and releases from `since` on had, with the release in which each went (the given one for
  /// files of later releases), newest first. What only releases of an archive had is not among them.
  package func otherFiles(
    of key: SiteKey, besides number: Int, since: Int
  ) async throws -> [(artifact: Artifact, until: Int)] {
    try await database.read { transaction in
      try transaction.all(
        Self.others, .init(key.agency.rawValue), .init(key.site.rawValue), .init(number), .init(since)
      ) { (ReleaseRows.artifact($0), $0.optionalInteger(5) ?? number) }
    }
  }

  private static let begun = Statement(
    "artifact.begun",
    """
    SELECT path, hash, size, type, location FROM artifact
    WHERE agency = ?1 AND site = ?2 AND since > ?4 AND since <= ?3 AND (until IS NULL OR until > ?3)
    """)
  private static let ended = Statement(
    "artifact.ended",
    "SELECT path FROM artifact WHERE agency = ?1 AND site = ?2 AND until > ?4 AND until <= ?3 AND since <= ?4")
  private static let others = Statement(
    "artifact.others",
    """
    SELECT path, hash, size, type, location, until FROM artifact
    WHERE agency = ?1 AND site = ?2 AND path > 'a/' AND path < 'a0'
    AND (since > ?3 OR until <= ?3 AND until > ?4)
    AND COALESCE(until, (SELECT MAX(number) + 1 FROM release WHERE agency = ?1 AND site = ?2))
      > (SELECT archivedReleases + 1 FROM site WHERE agency = ?1 AND id = ?2)
    ORDER BY since DESC LIMIT 10000
    """)
}
