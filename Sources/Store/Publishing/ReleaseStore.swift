import Database
import Model

extension Store {
  /// The site's releases, newest first.
  package func releases(of key: SiteKey, limit: Int = 100) async throws -> [Release] {
    try await database.read { transaction in
      try transaction.all(
        ReleaseRows.list, .init(key.agency.rawValue), .init(key.site.rawValue), .init(limit), map: ReleaseRows.release)
    }
  }

  /// Records a release of the manifest and makes it the live one, in one transaction: before it visitors see the old release, after it
  /// the new one. Only the difference to the newest release is written. The contents must be in the blob folder already.
  /// - Throws: `notFound`; `exists` when somebody has published a newer revision meanwhile.
  package func publish(
    _ manifest: Manifest, revision: Revision, of key: SiteKey, by author: AccountID?
  ) async throws -> Release {
    let moment = now()
    return try await database.write { transaction in
      try ReleaseRows.publish(manifest, revision: revision, of: key, by: author, at: moment, in: transaction)
    }
  }

  /// The same for a request that may be repeated: the release and how the request was answered are stored together.
  /// - Throws: `RequestKeyTaken` also.
  package func publish(
    _ manifest: Manifest, revision: Revision, of key: SiteKey, by author: AccountID?, once repeatable: RequestKey?,
    answer: @escaping @Sendable (Release) -> RecordedAnswer
  ) async throws -> RecordedAnswer {
    let moment = now()
    return try await answeringOnce(repeatable) { transaction in
      answer(
        try ReleaseRows.publish(manifest, revision: revision, of: key, by: author, at: moment, in: transaction))
    }
  }

  /// Makes an older release the live one again, or a newer one after that. Artifacts of every release are kept, so nothing is built.
  package func setLive(_ number: Int, of key: SiteKey) async throws {
    try await database.write { transaction in
      let keys: [SQLValue] = [.init(key.agency.rawValue), .init(key.site.rawValue), .init(number)]
      guard try transaction.first(ReleaseRows.find, keys, map: { $0.integer(0) }) != nil else {
        throw StoreError.notFound("release \(number)")
      }
      try transaction.execute(ReleaseRows.setLive, keys)
    }
  }

  /// Everything that a release consists of.
  package func manifest(of number: Int, in key: SiteKey) async throws -> Manifest {
    try await database.read { transaction in
      Manifest(
        try transaction.all(
          ReleaseRows.artifacts, .init(key.agency.rawValue), .init(key.site.rawValue), .init(number),
          map: ReleaseRows.artifact))
    }
  }
}

enum ReleaseRows {
  static let list = Statement(
    "release.list",
    "SELECT number, revision, at, author FROM release WHERE agency = ? AND site = ? ORDER BY number DESC LIMIT ?")
  static let newest = Statement(
    "release.newest",
    "SELECT number, revision, at, author FROM release WHERE agency = ? AND site = ? ORDER BY number DESC LIMIT 1")
  static let find = Statement("release.find", "SELECT number FROM release WHERE agency = ? AND site = ? AND number = ?")
  static let byNumber = Statement(
    "release.byNumber", "SELECT number, revision, at, author FROM release WHERE agency = ? AND site = ? AND number = ?")
  static let insert = Statement(
    "release.insert", "INSERT INTO release (agency, site, number, revision, at, author) VALUES (?, ?, ?, ?, ?, ?)")
  static let lock = Statement("site.lock", "UPDATE site SET revision = revision WHERE agency = ? AND id = ?")
  static let setLive = Statement(
    "site.setLive", "UPDATE site SET liveRelease = ?3 WHERE agency = ?1 AND id = ?2")
  static let currentArtifacts = Statement(
    "artifact.current",
    "SELECT path, hash, size, type, location FROM artifact WHERE agency = ? AND site = ? AND until IS NULL")
  static let artifacts = Statement(
    "artifact.ofRelease",
    """
    SELECT path, hash, size, type, location FROM artifact
    WHERE agency = ?1 AND site = ?2 AND since <= ?3 AND (until IS NULL OR until > ?3)
    """)
  static let endArtifact = Statement(
    "artifact.end",
    "UPDATE artifact SET until = ?4 WHERE agency = ?1 AND site = ?2 AND path = ?3 AND until IS NULL")
  static let insertArtifact = Statement(
    "artifact.insert",
    "INSERT INTO artifact (agency, site, path, since, hash, size, type, location) VALUES (?, ?, ?, ?, ?, ?, ?, ?)")

  static func publish(
    _ manifest: Manifest, revision: Revision, of key: SiteKey, by author: AccountID?, at moment: Int,
    in transaction: Transaction
  ) throws -> Release {
    let keys: [SQLValue] = [.init(key.agency.rawValue), .init(key.site.rawValue)]
    // The row lock lets two publishers of one site take turns.
    guard try transaction.execute(lock, keys) == 1 else { throw StoreError.notFound("site \(key.site)") }
    let newest = try transaction.first(Self.newest, keys, map: Self.release)
    if let newest, newest.revision > revision {
      throw StoreError.exists("release \(newest.number) of the newer revision \(newest.revision)")
    }
    let release = Release(number: (newest?.number ?? 0) + 1, revision: revision, at: moment, author: author)
    let before = Manifest(try transaction.all(currentArtifacts, keys, map: Self.artifact))
    let (written, removed) = manifest.difference(from: before)
    let known = Set(before.artifacts.map(\.path))
    for path in removed.map(\.path) + written.map(\.path).filter(known.contains) {
      try transaction.execute(endArtifact, keys + [.init(path), .init(release.number)])
    }
    for artifact in written {
      try transaction.execute(
        insertArtifact,
        keys + [
          .init(artifact.path), .init(release.number), .init(artifact.hash), .init(artifact.size),
          .init(artifact.type), .init(location(of: artifact)),
        ])
    }
    try transaction.execute(
      insert,
      keys + [.init(release.number), .init(revision), .init(moment), .init(author?.rawValue)])
    try transaction.execute(setLive, keys + [.init(release.number)])
    return release
  }

  static func release(_ row: borrowing Row) -> Release {
    Release(
      number: row.integer(0), revision: row.integer(1), at: row.integer(2),
      author: row.optionalText(3).map(AccountID.init(stored:)))
  }

  static func artifact(_ row: borrowing Row) -> Artifact {
    Artifact(
      path: row.text(0), hash: row.text(1), size: row.integer(2), type: row.text(3),
      redirect: row.optionalText(4).map { $0.isEmpty ? .gone : .moved($0) })
  }

  /// As the column has it: null for a file, empty for an address that is gone.
  private static func location(of artifact: Artifact) -> String? {
    switch artifact.redirect {
    case nil: nil
    case .moved(let target): target
    case .gone: ""
    }
  }
}
