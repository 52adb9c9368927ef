import Database
import Model

extension Store {
  /// The site as it stood at a revision, the newest one by default, all read at the same moment.
  /// - Throws: `notFound`, or `damaged` when a row does not match its hash.
  package func snapshot(of key: SiteKey, at revision: Revision? = nil) async throws -> SiteSnapshot {
    try await database.read { transaction in
      guard let site = try SiteRows.find(key, in: transaction) else { throw StoreError.notFound("site \(key.site)") }
      let revision = revision ?? site.revision
      guard (1...site.revision).contains(revision) else {
        throw StoreError.notFound("revision \(revision) of site \(site.slug)")
      }
      return try SnapshotReader(key: key, revision: revision, isNewest: revision == site.revision).read(in: transaction)
    }
  }

  /// The site as a release of the composition has it, all read at the same moment.
  /// - Throws: `notFound` for a revision that the site has not, `damaged`, `CompositionFault` when what was picked does not stand by itself.
  package func snapshot(of key: SiteKey, composition: Composition) async throws -> SiteSnapshot {
    guard !composition.isWhole else { return try await snapshot(of: key, at: composition.base) }
    return try await database.read { transaction in
      try CompositionReader(key: key, transaction: transaction).snapshot(of: composition)
    }
  }

  /// What visitors see of a site: its live release with everything in it. nil before the first publish.
  package func liveRelease(of key: SiteKey) async throws -> (release: Release, manifest: Manifest)? {
    try await database.read { transaction in
      guard let site = try SiteRows.find(key, in: transaction) else { throw StoreError.notFound("site \(key.site)") }
      guard let number = site.liveRelease else { return nil }
      let keys: [SQLValue] = [.init(key.agency.rawValue), .init(key.site.rawValue), .init(number)]
      guard let release = try transaction.first(ReleaseRows.byNumber, keys, map: ReleaseRows.release) else {
        throw StoreError.damaged("site \(site.slug) has no release \(number)")
      }
      return (release, Manifest(try transaction.all(ReleaseRows.artifacts, keys, map: ReleaseRows.artifact)))
    }
  }

  package func revision(of key: SiteKey) async throws -> Revision {
    try await database.read { transaction in
      guard let revision = try SnapshotReader.currentRevision(of: key, in: transaction) else {
        throw StoreError.notFound("site \(key.site)")
      }
      return revision
    }
  }
}

struct SnapshotReader {
  let key: SiteKey
  let revision: Revision
  /// Whether the current rows are the ones that are asked for: they are found without looking at all the past ones.
  var isNewest = false

  private static let revisionOf = Statement("site.revision", "SELECT revision FROM site WHERE agency = ? AND id = ?")
  private static let settings = Statement(
    "setting.atRevision",
    "SELECT name, value FROM setting WHERE agency = ?1 AND site = ?2 AND since <= ?3 AND (until IS NULL OR until > ?3)")
  private static let assets = Statement(
    "asset.atRevision",
    """
    SELECT path, hash, size, type, width, height FROM asset
    WHERE agency = ?1 AND site = ?2 AND since <= ?3 AND (until IS NULL OR until > ?3)
    """)

  static func currentRevision(of key: SiteKey, in transaction: Transaction) throws -> Revision? {
    try transaction.first(revisionOf, .init(key.agency.rawValue), .init(key.site.rawValue)) { $0.integer(0) }
  }

  /// The theme's stored form.
  func theme(in transaction: Transaction) throws -> JSONValue? { try values(in: transaction)["theme"] }

  private var keys: [SQLValue] { [.init(key.agency.rawValue), .init(key.site.rawValue), .init(revision)] }

  private func values(in transaction: Transaction) throws -> [String: JSONValue] {
    var values: [String: JSONValue] = [:]
    try transaction.query(Self.settings, keys) { row in values[row.text(0)] = try JSONValue.parse(row.text(1)) }
    return values
  }

  func read(in transaction: Transaction) throws -> SiteSnapshot {
    let values = try values(in: transaction)
    guard let settings = values["settings"], let theme = values["theme"] else {
      throw StoreError.damaged("site \(key.site) has no settings at revision \(revision)")
    }
    var snapshot = Self.snapshot(
      of: try rows(in: transaction), settings: try SiteSettings(json: settings), theme: try Theme(json: theme),
      former: try LiveAddressRows.changes(after: 0, of: key, in: transaction), revision: revision)
    snapshot.renditions = try RenditionRows.sets(of: key, theme: snapshot.theme.assets.values, transaction)
    return snapshot
  }

  /// Everything of a site but what it says about itself.
  struct Rows {
    var elements: [Element]
    /// In no particular order.
    var pages: [Page]
    var assets: [String: AssetFile]
  }

  func rows(in transaction: Transaction) throws -> Rows {
    var assets: [String: AssetFile] = [:]
    try transaction.query(Self.assets, keys) { row in
      assets[row.text(0)] = AssetFile(
        hash: row.text(1), size: row.integer(2), type: row.text(3), width: row.optionalInteger(4),
        height: row.optionalInteger(5))
    }

    let elements =
      isNewest
      ? try ElementRows.rows(of: key, in: transaction) : try ElementRows.rows(of: key, at: revision, in: transaction)
    let pages =
      isNewest
      ? try PageRows.current(of: key, in: transaction) : try PageRows.pages(of: key, at: revision, in: transaction)
    return Rows(elements: elements, pages: pages, assets: assets)
  }

  static func snapshot(
    of stored: Rows, settings: SiteSettings, theme: Theme,
    former: (addresses: [String: FormerAddress?], version: Int), revision: Revision
  ) -> SiteSnapshot {
    let rows = Dictionary(grouping: stored.elements, by: \.owner)
    let trees = rows.mapValues(ElementNode.trees(of:))
    var templates: [String: [ElementNode]] = [:]
    var shared: [String: [ElementNode]] = [:]
    for (owner, slots) in trees {
      switch owner {
      case .template(let name): templates[name] = slots[""] ?? []
      case .shared(let name): shared[name] = slots[""] ?? []
      case .page: break
      }
    }
    let pages = stored.pages.map { PageContent(page: $0, slots: trees[.page($0.id)] ?? [:]) }
    var snapshot = SiteSnapshot(
      settings: settings, theme: theme, pages: pages, templates: templates, shared: shared, assets: stored.assets,
      revision: revision)
    snapshot.formerAddresses = former.addresses.compactMapValues { $0 }
    snapshot.addressVersion = former.version
    return snapshot
  }
}
