import Database
import Model

extension Store {
  /// What has changed in a site since a revision, as the newest one has it, all read at the same moment. Costs what changed, whatever the
  /// size of the site.
  /// - Throws: `notFound`, also for a revision that the site has not reached; `damaged` when a row does not match its hash.
  /// - Parameter addresses: the version of former addresses that is known
  package func delta(of key: SiteKey, since revision: Revision, addresses version: Int = 0) async throws -> SiteDelta {
    try await database.read { transaction in
      guard let site = try SiteRows.find(key, in: transaction) else { throw StoreError.notFound("site \(key.site)") }
      guard (1...site.revision).contains(revision) else {
        throw StoreError.notFound("revision \(revision) of site \(site.slug)")
      }
      var delta = SiteDelta(from: revision, to: revision)
      if revision < site.revision {
        delta = try DeltaReader(key: key, revision: revision, transaction: transaction).read(to: site.revision)
      }
      (delta.formerAddresses, delta.addressVersion) = try LiveAddressRows.changes(
        after: version, of: key, in: transaction)
      return delta
    }
  }
}

private struct DeltaReader {
  let key: SiteKey
  let revision: Revision
  let transaction: Transaction

  private static let writtenOwners = Statement(
    "element.ownersSince", "SELECT ownerKind, owner FROM element WHERE agency = ?1 AND site = ?2 AND since > ?3")
  private static let leftOwners = Statement(
    "element.ownersLeftSince",
    "SELECT ownerKind, owner FROM element WHERE agency = ?1 AND site = ?2 AND until > ?3 AND removed = 1")
  private static let writtenPages = Statement(
    "page.idsSince", "SELECT id FROM page WHERE agency = ?1 AND site = ?2 AND since > ?3")
  private static let removedPages = Statement(
    "page.idsRemovedSince", "SELECT id FROM page WHERE agency = ?1 AND site = ?2 AND until > ?3 AND removed = 1")
  private static let settings = Statement(
    "setting.since",
    "SELECT name, value FROM setting WHERE agency = ?1 AND site = ?2 AND since > ?3 AND until IS NULL")
  private static let writtenAssets = Statement(
    "asset.since",
    "SELECT path, hash, size, type, width, height, until FROM asset WHERE agency = ?1 AND site = ?2 AND since > ?3")
  private static let endedAssets = Statement(
    "asset.endedSince", "SELECT path FROM asset WHERE agency = ?1 AND site = ?2 AND until > ?3")

  private var keys: [SQLValue] { [.init(key.agency.rawValue), .init(key.site.rawValue), .init(revision)] }

  func read(to newest: Revision) throws -> SiteDelta {
    var delta = SiteDelta(from: revision, to: newest)
    var owners: Set<Owner> = []
    for statement in [Self.writtenOwners, Self.leftOwners] {
      try transaction.query(statement, keys) { row in
        guard let owner = Owner(kind: row.text(0), name: row.text(1)) else {
          throw StoreError.damaged("an element of site \(key.site) has an unknown owner")
        }
        owners.insert(owner)
      }
    }
    var pages: Set<PageID> = []
    for statement in [Self.writtenPages, Self.removedPages] {
      try transaction.query(statement, keys) { row in pages.insert(PageID(stored: row.text(0))) }
    }
    for page in pages {
      let row = try PageRows.current(page, of: key, in: transaction)
      delta.pages[page] = .some(row)
      // A page that was not there brings its elements, however old their rows are.
      if row != nil, try PageRows.page(page, of: key, at: revision, in: transaction) == nil {
        owners.insert(.page(page))
      }
    }
    for owner in owners {
      delta.trees[owner] = ElementNode.trees(of: try ElementRows.rows(of: owner, of: key, in: transaction))
    }
    try readSettings(into: &delta)
    try transaction.query(Self.endedAssets, keys) { row in delta.assets[row.text(0)] = .some(nil) }
    try transaction.query(Self.writtenAssets, keys) { row in
      guard row.optionalInteger(6) == nil else { return }
      delta.assets[row.text(0)] = AssetFile(
        hash: row.text(1), size: row.integer(2), type: row.text(3), width: row.optionalInteger(4),
        height: row.optionalInteger(5))
    }
    return delta
  }

  private func readSettings(into delta: inout SiteDelta) throws {
    var values: [String: JSONValue] = [:]
    try transaction.query(Self.settings, keys) { row in values[row.text(0)] = try JSONValue.parse(row.text(1)) }
    if let settings = values["settings"] { delta.settings = try SiteSettings(json: settings) }
    if let theme = values["theme"] { delta.theme = try Theme(json: theme) }
  }
}
