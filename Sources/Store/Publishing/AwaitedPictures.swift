import Database
import Model

/// What a live release shows originals for, because it was not made when the release was built.
package struct AwaitedPictures: Sendable {
  package let key: SiteKey
  /// The number of the live release.
  package let release: Int
  /// Not made yet.
  package var open: [PictureNeed] = []
  /// Made since, or found to be impossible.
  package var made: [PictureNeed] = []

  /// Both.
  package var all: [PictureNeed] { open + made }
}

extension Store {
  /// What the live releases of all sites wait for; sites whose release waits for nothing are not among them.
  package func awaitedPictures() async throws -> [AwaitedPictures] {
    try await database.read { try AwaitedPictureRows.awaited(AwaitedPictureRows.ofLive, [], in: $0) }
  }

  /// What a release was built without.
  package func awaitedPictures(of key: SiteKey, release: Int) async throws -> AwaitedPictures {
    try await database.read { transaction in
      try AwaitedPictureRows.awaited(
        AwaitedPictureRows.ofRelease, [.init(key.agency.rawValue), .init(key.site.rawValue), .init(release)],
        in: transaction
      ).first ?? AwaitedPictures(key: key, release: release)
    }
  }

  /// Forgets that a release waits for these.
  package func forget(_ needs: [PictureNeed], awaitedBy release: Int, of key: SiteKey) async throws {
    guard !needs.isEmpty else { return }
    try await database.write { transaction in
      for need in needs {
        try transaction.execute(
          AwaitedPictureRows.remove,
          [
            .init(key.agency.rawValue), .init(key.site.rawValue), .init(release), .init(need.original.hash),
            .init(need.shape.name),
          ])
      }
    }
  }
}

/// Written with the release, so that nothing of it is lost whenever the service ends.
enum AwaitedPictureRows {
  private static let columns =
    "w.agency, w.site, w.release, w.source, w.shape, w.size, w.type, w.width, w.height, r.source"
  private static let made = "LEFT JOIN renditionRun r ON r.source = w.source AND r.recipe = CAST(? AS TEXT) || w.shape"

  static let ofLive = Statement(
    "awaitedPicture.ofLive",
    """
    SELECT \(columns) FROM awaitedPicture w JOIN site s ON s.agency = w.agency AND s.id = w.site
    AND s.liveRelease = w.release \(made) ORDER BY w.agency, w.site, w.source, w.shape
    """)
  static let ofRelease = Statement(
    "awaitedPicture.ofRelease",
    """
    SELECT \(columns) FROM awaitedPicture w \(made)
    WHERE w.agency = ? AND w.site = ? AND w.release = ? ORDER BY w.source, w.shape
    """)
  static let remove = Statement(
    "awaitedPicture.remove",
    "DELETE FROM awaitedPicture WHERE agency = ? AND site = ? AND release = ? AND source = ? AND shape = ?")
  private static let insert = Statement(
    "awaitedPicture.insert",
    """
    INSERT INTO awaitedPicture (agency, site, release, source, shape, size, type, width, height)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING
    """)

  static func insert(
    _ needs: some Sequence<PictureNeed>, release: Int, of key: SiteKey, in transaction: Transaction
  ) throws {
    for need in needs {
      try transaction.execute(
        insert,
        [
          .init(key.agency.rawValue), .init(key.site.rawValue), .init(release), .init(need.original.hash),
          .init(need.shape.name), .init(need.original.size), .init(need.original.type), .init(need.original.width),
          .init(need.original.height),
        ])
    }
  }

  static func awaited(
    _ statement: Statement, _ keys: [SQLValue], in transaction: Transaction
  ) throws -> [AwaitedPictures] {
    var all: [AwaitedPictures] = []
    try transaction.query(statement, [.init(RenditionRows.recipe)] + keys) { row in
      guard let shape = PictureShape(name: row.text(4)) else { return }
      let key = SiteKey(agency: AgencyID(stored: row.text(0)), site: SiteID(stored: row.text(1)))
      if all.last?.key != key { all.append(AwaitedPictures(key: key, release: row.integer(2))) }
      let need = PictureNeed(
        AssetFile(
          hash: row.text(3), size: row.integer(5), type: row.text(6), width: row.optionalInteger(7),
          height: row.optionalInteger(8)), shape)
      if row.optionalText(9) == nil {
        all[all.count - 1].open.append(need)
      } else {
        all[all.count - 1].made.append(need)
      }
    }
    return all
  }
}
