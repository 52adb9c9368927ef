import Database
import Model

/// Reads a site as a composition has it: the rows of its base, with those that were picked in their place.
struct CompositionReader {
  let key: SiteKey
  let transaction: Transaction

  private static let asset = Statement(
    "asset.atRevisionByPath",
    """
    SELECT hash, size, type, width, height FROM asset
    WHERE agency = ?1 AND site = ?2 AND path = ?3 AND since <= ?4 AND (until IS NULL OR until > ?4)
    """)

  func snapshot(of composition: Composition) throws -> SiteSnapshot {
    try checkRevisions(of: composition)
    var rows = try SnapshotReader(key: key, revision: composition.base).rows(in: transaction)
    // Trees that have another shape than in the base.
    var touched: Set<Owner> = []
    var unmoved: Set<ElementID> = []
    var elements: [ElementID: Element?] = [:]
    var pages: [PageID: Page?] = [:]
    for (pick, revision) in composition.picks {
      switch pick {
      case .element(let id):
        elements[id] = .some(try ElementRows.row(id, of: key, at: revision, in: transaction))
      case .page(let id): pages[id] = .some(try PageRows.page(id, of: key, at: revision, in: transaction))
      case .asset(let path): rows.assets[path] = try file(at: path, revision)
      case .setting: break
      }
    }
    rows.elements = rows.elements.filter { row in
      guard let picked = elements[row.id] else { return true }
      // Other words change no tree, and what did not fit before is not held against them.
      if picked.map({ !$0.standsAs(row) }) ?? true { touched.insert(row.owner) }
      if picked?.standsAs(row) == true { unmoved.insert(row.id) }
      return false
    }
    for case let row? in elements.values {
      rows.elements.append(row)
      if !unmoved.contains(row.id) { touched.insert(row.owner) }
    }
    let settings = try settings(in: composition)
    var collisions: Set<String>?
    if !pages.isEmpty {
      collisions = Set(SitePaths(pages: rows.pages, collections: settings.collections).collisions.map(\.path))
      for id in pages.keys { touched.insert(.page(id)) }
      rows.pages = Page.inOrder(rows.pages.filter { pages[$0.id] == nil } + pages.values.compactMap { $0 })
    }
    try check(rows, touched: touched, collisions: collisions, settings: settings)
    var snapshot = SnapshotReader.snapshot(
      of: rows, settings: settings, theme: try theme(in: composition),
      former: try LiveAddressRows.changes(after: 0, of: key, in: transaction), revision: composition.newest)
    snapshot.renditions = try RenditionRows.sets(of: key, theme: snapshot.theme.assets.values, transaction)
    return snapshot
  }

  /// What the site says about itself in a composition.
  func settings(in composition: Composition) throws -> SiteSettings {
    let base = try SettingRows.settings(of: key, at: composition.base, in: transaction).settings
    var sources: [Revision: SiteSettings] = [:]
    var picks: [(path: String, from: SiteSettings)] = []
    for case (.setting(let path), let revision) in composition.picks where path != "theme" {
      let source =
        try sources[revision] ?? SettingRows.settings(of: key, at: revision, in: transaction).settings
      sources[revision] = source
      picks.append((path, source))
    }
    return picks.isEmpty ? base : try SettingPath.taking(picks, in: base)
  }

  private func theme(in composition: Composition) throws -> Theme {
    let revision = composition.revision(of: .setting("theme"))
    guard let json = try SnapshotReader(key: key, revision: revision).theme(in: transaction) else {
      throw StoreError.damaged("site \(key.site) has no theme at revision \(revision)")
    }
    return try Theme(json: json)
  }

  func file(at path: String, _ revision: Revision) throws -> AssetFile? {
    try transaction.first(
      Self.asset, .init(key.agency.rawValue), .init(key.site.rawValue), .init(path), .init(revision)
    ) { row in
      AssetFile(
        hash: row.text(0), size: row.integer(1), type: row.text(2), width: row.optionalInteger(3),
        height: row.optionalInteger(4))
    }
  }

  func checkRevisions(of composition: Composition) throws {
    guard let newest = try SnapshotReader.currentRevision(of: key, in: transaction) else {
      throw StoreError.notFound("site \(key.site)")
    }
    guard composition.base >= 1, composition.newest <= newest else {
      throw StoreError.notFound("revision \(composition.newest) of site \(key.site)")
    }
  }

  /// - Parameter collisions: addresses that two pages of the base want; nil when no page was picked
  private func check(
    _ rows: SnapshotReader.Rows, touched: Set<Owner>, collisions: Set<String>?, settings: SiteSettings
  ) throws(CompositionFault) {
    if touched.isEmpty { return }
    var trees: [Owner: [Element]] = [:]
    var slots: [String: Set<String>] = [:]
    for row in rows.elements {
      if touched.contains(row.owner) { trees[row.owner, default: []].append(row) }
      guard case .template(let name) = row.owner else { continue }
      slots[name, default: []].formUnion(row.body.content.slot.map { [$0] } ?? [])
    }
    try CompositionRules.check(trees, pages: rows.pages) { slots[$0] }
    if let collisions {
      try CompositionRules.checkPaths(of: rows.pages, collections: settings.collections, known: collisions)
    }
  }
}

extension Element {
  /// Whether the row changes nothing of the tree's shape against the other one.
  fileprivate func standsAs(_ other: Element) -> Bool {
    owner == other.owner && parent == other.parent && slot == other.slot && body.kind == other.body.kind
      && body.limits == other.body.limits
  }
}

extension Content {
  fileprivate var slot: String? { if case .slot(let name) = self { name } else { nil } }
}
