import Database
import Model

/// The files of sites as rows.
enum FileRows {
  private static let columns = "path, hash, size, type, width, height, since"
  private static let currentOnes = Statement(
    "asset.allCurrent",
    "SELECT \(columns) FROM asset WHERE agency = ? AND site = ? AND until IS NULL ORDER BY since DESC, path")
  private static let currentByHash = Statement(
    "asset.currentByHash",
    """
    SELECT \(columns) FROM asset WHERE agency = ? AND site = ? AND hash = ? AND type = ? AND until IS NULL
    ORDER BY path LIMIT 1
    """)
  private static let byHash = Statement(
    "asset.byHash",
    "SELECT \(columns) FROM asset WHERE agency = ? AND site = ? AND hash = ? ORDER BY since DESC, path LIMIT 1")
  // Rows that have ended count too: what was once at a path is not replaced by something else.
  private static let takenPath = Statement(
    "asset.takenPath",
    "SELECT path FROM asset WHERE agency = ? AND site = ? AND path = ? AND (until IS NULL OR hash <> ?) LIMIT 1")
  private static let insert = Statement(
    "asset.insertUploaded",
    "INSERT INTO asset (agency, site, \(columns)) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)")
  private static let total = Statement(
    "asset.total",
    "SELECT CAST(COALESCE(SUM(size), 0) AS BIGINT) FROM asset WHERE agency = ? AND site = ? AND until IS NULL")
  private static let unlocked = Statement(
    "element.anyForFiles",
    """
    SELECT 1 FROM element WHERE agency = ?1 AND site = ?2 AND until IS NULL
    AND (capabilities & ?3) <> 0 AND (capabilities & ?4) = 0 LIMIT 1
    """)
  /// With any of these something can be done with a file.
  private static let useful: Capabilities = [.media, .link, .items, .structure]

  /// - Throws: `notFound` without a role in the site's project, `FileRefusal` when the account may not add files now.
  static func authorize(_ account: AccountID, in key: SiteKey, _ transaction: Transaction) throws {
    guard let authority = try AuthorityRows.authority(of: account, in: key, transaction: transaction) else {
      throw StoreError.notFound("site \(key.site)")
    }
    if authority.role.mayDesign { return }
    guard authority.role.mayEditUnlocked else { throw FileRefusal(.role, "this role changes nothing here") }
    guard authority.phase.customersMayEdit || authority.role.isAgency else {
      throw FileRefusal(.phase, "in this phase of the project the agency is at work")
    }
    let isUseful = try transaction.first(
      unlocked, keys(key) + [.init(useful.rawValue), .init(Capabilities.seal.rawValue)], map: { _ in true })
    guard isUseful == true else { throw FileRefusal(.locked, "no element that shows or links a file is unlocked") }
  }

  static func checkRoom(for size: Int, in key: SiteKey, _ transaction: Transaction) throws {
    let total = try transaction.first(total, keys(key)) { $0.integer(0) } ?? 0
    guard total + size <= FileLimits.siteBytes else {
      throw FileRefusal(.siteFull, "all files of a site together may have \(FileLimits.siteBytes >> 30) GiB")
    }
  }

  static func current(of key: SiteKey, _ transaction: Transaction) throws -> [SiteFile] {
    try transaction.all(currentOnes, keys(key), map: file)
  }

  static func current(hash: String, type: String, of key: SiteKey, _ transaction: Transaction) throws -> SiteFile? {
    try transaction.first(currentByHash, keys(key) + [.init(hash), .init(type)], map: file)
  }

  static func ever(hash: String, of key: SiteKey, _ transaction: Transaction) throws -> SiteFile? {
    try transaction.first(byHash, keys(key) + [.init(hash)], map: file)
  }

  /// The theme's files, by path.
  static func theme(of key: SiteKey, _ transaction: Transaction) throws -> [SiteFile] {
    let files = try SiteRows.theme(of: key, in: transaction)?["assets"]?.object ?? [:]
    return try files.sorted { $0.key < $1.key }.map { path, json in
      do {
        return SiteFile(path: path, file: try AssetFile(json: json), since: 0)
      } catch {
        throw StoreError.damaged("theme of site \(key.site): \(error)")
      }
    }
  }

  /// Makes a content one of the site's files, as `Store.addFile` does.
  static func add(
    _ file: AssetFile, name: String, ending: String, to key: SiteKey, by account: AccountID, at moment: Int,
    _ transaction: Transaction
  ) throws -> AddedFile {
    // Two who send the same content take turns from here on.
    guard try transaction.execute(ReleaseRows.lock, keys(key)) == 1 else {
      throw StoreError.notFound("site \(key.site)")
    }
    try authorize(account, in: key, transaction)
    if let known = try current(hash: file.hash, type: file.type, of: key, transaction) {
      guard let site = try SiteRows.find(key, in: transaction) else { throw StoreError.notFound("site \(key.site)") }
      return AddedFile(file: known, revision: site.revision, isNew: false)
    }
    try checkRoom(for: file.size, in: key, transaction)
    let path = try freePath(name: name, ending: ending, hash: file.hash, of: key, transaction)
    let revision = try SiteRows.nextRevision(of: key, in: transaction)
    let added = SiteFile(path: path, file: file, since: revision)
    try insert(added, of: key, transaction)
    try EditLog.record(
      EditLog.Entry(
        revision: revision, author: account, at: moment, reason: "",
        operations: [
          ["op": "addAsset", "path": .string(path), "hash": .string(file.hash), "type": .string(file.type)]
        ]), of: key, in: transaction)
    return AddedFile(file: added, revision: revision, isNew: true)
  }

  /// The path of a new content, with as much of its hash as tells it from others of that name.
  static func freePath(
    name: String, ending: String, hash: String, of key: SiteKey, _ transaction: Transaction
  ) throws -> String {
    for length in [8, 16] {
      let path = "assets/uploads/\(name)-\(hash.prefix(length)).\(ending)"
      if try transaction.first(takenPath, keys(key) + [.init(path), .init(hash)], map: { $0.text(0) }) == nil {
        return path
      }
    }
    return "assets/uploads/\(name)-\(hash).\(ending)"
  }

  static func insert(_ added: SiteFile, of key: SiteKey, _ transaction: Transaction) throws {
    let file = added.file
    try transaction.execute(
      insert,
      keys(key) + [
        .init(added.path), .init(file.hash), .init(file.size), .init(file.type), .init(file.width), .init(file.height),
        .init(added.since),
      ])
  }

  private static func keys(_ key: SiteKey) -> [SQLValue] { [.init(key.agency.rawValue), .init(key.site.rawValue)] }

  private static func file(_ row: borrowing Row) -> SiteFile {
    SiteFile(
      path: row.text(0),
      file: AssetFile(
        hash: row.text(1), size: row.integer(2), type: row.text(3), width: row.optionalInteger(4),
        height: row.optionalInteger(5)), since: row.integer(6))
  }
}
