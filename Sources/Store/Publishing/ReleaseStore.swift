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

  /// A release by its number.
  package func release(_ number: Int, of key: SiteKey) async throws -> Release? {
    try await database.read { transaction in
      try transaction.first(
        ReleaseRows.byNumber, .init(key.agency.rawValue), .init(key.site.rawValue), .init(number),
        map: ReleaseRows.release)
    }
  }

  /// Whether pages of the site come and go by date.
  package func hasDatedPages(_ key: SiteKey) async throws -> Bool {
    try await database.read { transaction in
      try transaction.first(
        ReleaseRows.dated, .init(key.agency.rawValue), .init(key.site.rawValue), map: { _ in true }) ?? false
    }
  }

  /// The live releases that were built for an earlier day, of all sites: those that have pages with dates.
  package func releasesBefore(_ day: CalendarDate, limit: Int = 50) async throws -> [(key: SiteKey, live: Release)] {
    try await database.read {
      try $0.all(ReleaseRows.before, .init(day.iso), .init(limit)) { row in
        (
          key: SiteKey(agency: AgencyID(stored: row.text(7)), site: SiteID(stored: row.text(8))),
          live: try ReleaseRows.release(row)
        )
      }
    }
  }

  /// What a customer's publish was shown to leave alone, as it was kept with the release; nil where nothing was.
  package func proof(of number: Int, in key: SiteKey) async throws -> JSONValue? {
    let text = try await database.read { transaction in
      try transaction.first(
        ReleaseRows.proof, .init(key.agency.rawValue), .init(key.site.rawValue), .init(number), map: { $0.text(0) })
    }
    return try text.flatMap { $0.isEmpty ? nil : try JSONValue.parse($0) }
  }

  /// Records a release of the manifest and makes it the live one, in one transaction: before it visitors see the old release, after it
  /// the new one. Only the difference to the newest release is written. The contents must be in the blob folder already.
  /// - Throws: `notFound`; `exists` when somebody has published meanwhile; `OutdatedBase`; what `draft.settles` throws.
  package func publish(_ draft: ReleaseDraft, of key: SiteKey) async throws -> Release {
    let moment = now()
    defer { events.wake(key) }
    return try await database.write { transaction in
      try ReleaseRows.publish(draft, of: key, at: moment, in: transaction)
    }
  }

  /// The same for a request that may be repeated: the release and how the request was answered are stored together.
  /// - Throws: `RequestKeyTaken` also.
  package func publish(
    _ draft: ReleaseDraft, of key: SiteKey, once repeatable: RequestKey?,
    answer: @escaping @Sendable (Release) -> RecordedAnswer
  ) async throws -> RecordedAnswer {
    let moment = now()
    defer { events.wake(key) }
    return try await answeringOnce(repeatable) { transaction in
      answer(try ReleaseRows.publish(draft, of: key, at: moment, in: transaction))
    }
  }

  /// Makes an older release the live one again, or a newer one after that. Artifacts of every release are kept, so nothing is built.
  /// - Parameter live: the release that must still be the live one; nil where any may be
  /// - Throws: `notFound`, also for a release that came with an archive; `exists` when another release has become the live one meanwhile
  package func setLive(_ number: Int, of key: SiteKey, insteadOf live: Int? = nil) async throws {
    try await database.write { transaction in
      guard try ArchivedReleaseRows.last(of: key, in: transaction) < number else {
        throw StoreError.notFound("release \(number) as one that was built here")
      }
      try ReleaseRows.setLive(number, of: key, insteadOf: live, in: transaction)
    }
    events.wake(key)
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

/// A release as it was built, before it has a number.
package struct ReleaseDraft: Sendable {
  package enum Files: Sendable {
    /// Everything that it consists of.
    case all(Manifest)
    /// What is different from a release, which must be the site's newest one.
    case changed(since: Int, ManifestChange)
  }

  package let files: Files
  package let composition: Composition
  package let author: AccountID?
  package var reason = Release.Reason.publish
  package var day: CalendarDate?
  package var proof: JSONValue?
  /// The live release on which it was built: with another one live it is not what was asked for. nil when it does not matter.
  package var builtOn: Int?
  /// Which page stands at which address (`/leistungen/`), by the path of its file; of the files that are written at least.
  package var addresses: [String: (path: String, page: PageID)] = [:]
  /// The renditions that it was built without.
  package var awaits: Set<PictureNeed> = []
  /// What is settled with it, in the same transaction.
  package var settles: ReleaseSettlement?

  package init(_ files: Files, of composition: Composition, by author: AccountID?) {
    self.files = files
    self.composition = composition
    self.author = author
  }

  package init(_ manifest: Manifest, of composition: Composition, by author: AccountID?) {
    self.init(.all(manifest), of: composition, by: author)
  }
}

/// The release that a change starts from is not the newest one any more.
package struct OutdatedBase: Error, Hashable, Sendable {
  package let newest: Int?
}

/// What a release brings to its end.
package enum ReleaseSettlement: Hashable, Sendable {
  /// A customer's request, which the release's author approves.
  case request(PublishRequestID)
  /// A plan whose time has come.
  case plan(PlannedPublishID)
}

enum ReleaseRows {
  static let columns = "number, revision, at, author, picks, reason, day"
  static let list = Statement(
    "release.list",
    "SELECT \(columns) FROM release WHERE agency = ? AND site = ? ORDER BY number DESC LIMIT ?")
  static let newest = Statement(
    "release.newest",
    "SELECT \(columns) FROM release WHERE agency = ? AND site = ? ORDER BY number DESC LIMIT 1")
  static let byNumber = Statement(
    "release.byNumber", "SELECT \(columns) FROM release WHERE agency = ? AND site = ? AND number = ?")
  static let insert = Statement(
    "release.insert",
    "INSERT INTO release (agency, site, \(columns), proof) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
  static let proof = Statement(
    "release.proof", "SELECT proof FROM release WHERE agency = ? AND site = ? AND number = ?")
  static let dated = Statement(
    "page.dated",
    """
    SELECT 1 FROM page WHERE agency = ? AND site = ? AND until IS NULL
    AND (meta LIKE '%"publish":"%' OR meta LIKE '%"expires":"%') LIMIT 1
    """)
  static let before = Statement(
    "release.beforeDay",
    """
    SELECT r.number, r.revision, r.at, r.author, r.picks, r.reason, r.day, r.agency, r.site FROM site s
    JOIN release r ON r.agency = s.agency AND r.site = s.id AND r.number = s.liveRelease
    WHERE r.day <> '' AND r.day < ? ORDER BY r.agency, r.site LIMIT ?
    """)
  static let live = Statement("site.liveRelease", "SELECT liveRelease FROM site WHERE agency = ? AND id = ?")
  static let lock = Statement("site.lock", "UPDATE site SET revision = revision WHERE agency = ? AND id = ?")
  private static let setLive = Statement(
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
    _ draft: ReleaseDraft, of key: SiteKey, at moment: Int, in transaction: Transaction
  ) throws -> Release {
    let keys: [SQLValue] = [.init(key.agency.rawValue), .init(key.site.rawValue)]
    // The row lock lets two publishers of one site take turns.
    guard try transaction.execute(lock, keys) == 1 else { throw StoreError.notFound("site \(key.site)") }
    let newest = try transaction.first(Self.newest, keys, map: Self.release)
    if let builtOn = draft.builtOn {
      let live = try transaction.first(Self.live, keys) { $0.optionalInteger(0) } ?? nil
      guard live ?? 0 == builtOn else { throw StoreError.exists("release \(live ?? 0), which was made meanwhile,") }
    } else if let newest, newest.composition.newest > draft.composition.newest {
      throw StoreError.exists("release \(newest.number) of the newer revision \(newest.composition.newest)")
    }
    let release = Release(
      number: (newest?.number ?? 0) + 1, composition: draft.composition, at: moment, author: draft.author,
      reason: draft.reason, day: draft.day)
    let change: ManifestChange
    switch draft.files {
    case .all(let manifest):
      change = manifest.change(from: Manifest(try transaction.all(currentArtifacts, keys, map: Self.artifact)))
    case .changed(let base, let files):
      guard newest?.number == base else { throw OutdatedBase(newest: newest?.number) }
      change = files
    }
    for path in change.removed + change.written.map(\.path) {
      try transaction.execute(endArtifact, keys + [.init(path), .init(release.number)])
    }
    for artifact in change.written {
      try transaction.execute(
        insertArtifact,
        keys + [
          .init(artifact.path), .init(release.number), .init(artifact.hash), .init(artifact.size),
          .init(artifact.type), .init(location(of: artifact)),
        ])
    }
    try transaction.execute(
      insert,
      keys + [
        .init(release.number), .init(release.revision), .init(moment), .init(release.author?.rawValue),
        .init(release.composition.storedPicks), .init(release.reason), .init(release.day?.iso ?? ""),
        .init(draft.proof?.canonical ?? ""),
      ])
    try transaction.execute(setLive, keys + [.init(release.number)])
    // A site that was published before addresses were noted has none yet.
    let isKnown = try LiveAddressRows.version(of: key, in: transaction) > 0
    let noted = isKnown ? change.written.compactMap { draft.addresses[$0.path] } : Array(draft.addresses.values)
    try LiveAddressRows.note(noted, release: release.number, of: key, in: transaction)
    try AwaitedPictureRows.insert(draft.awaits, release: release.number, of: key, in: transaction)
    switch draft.settles {
    case .request(let id)?: try PublishRequestRows.approve(id, release: release, of: key, in: transaction)
    case .plan(let id)?: try PlannedPublishRows.finish(id, release: release.number, of: key, in: transaction)
    case nil: break
    }
    try PlannedPublishRows.look(at: release.number, release.composition, of: key, in: transaction)
    return release
  }

  static func setLive(_ number: Int, of key: SiteKey, insteadOf live: Int?, in transaction: Transaction) throws {
    if let live {
      guard try transaction.execute(lock, [.init(key.agency.rawValue), .init(key.site.rawValue)]) == 1,
        let site = try SiteRows.find(key, in: transaction)
      else { throw StoreError.notFound("site \(key.site)") }
      guard site.liveRelease == live else {
        throw StoreError.exists("another live release (\(site.liveRelease ?? 0))")
      }
    }
    let keys: [SQLValue] = [.init(key.agency.rawValue), .init(key.site.rawValue), .init(number)]
    guard let release = try transaction.first(byNumber, keys, map: Self.release) else {
      throw StoreError.notFound("release \(number)")
    }
    try transaction.execute(setLive, keys)
    try PlannedPublishRows.look(at: number, release.composition, of: key, in: transaction)
  }

  static func release(_ row: borrowing Row) throws -> Release {
    let number = row.integer(0)
    do {
      return Release(
        number: number, composition: try Composition(base: row.integer(1), storedPicks: row.text(4)),
        at: row.integer(2),
        author: row.optionalText(3).map(AccountID.init(stored:)),
        reason: Release.Reason(rawValue: row.text(5)) ?? .publish, day: CalendarDate(row.text(6)))
    } catch {
      throw StoreError.damaged("release \(number): \(error)")
    }
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
