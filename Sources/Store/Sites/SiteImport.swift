import Database
import Model

extension Store {
  /// Makes a site of a snapshot: its pages, trees, templates, shared trees, settings and files become the rows of revision 1. The
  /// contents of the files must be in the blob folder already.
  ///
  /// This is the one way into the element table beside `EditDoor`: a site that does not exist yet has no rights to check.
  /// - Throws: `exists` when the slug is taken.
  package func createSite(
    _ snapshot: SiteSnapshot, slug: String, project: ProjectID, agency: AgencyID, author: AccountID?
  ) async throws -> SiteKey {
    let key = SiteKey(agency: agency, site: .random())
    let moment = now()
    return try await database.write { transaction in
      if try SiteRows.find(slug: slug, in: transaction) != nil { throw StoreError.exists("site “\(slug)”") }
      try transaction.execute(
        SiteImport.insertSite, .init(agency.rawValue), .init(key.site.rawValue), .init(project.rawValue), .init(slug),
        1,
        .init(moment))
      try SiteImport(key: key, revision: 1).write(snapshot, in: transaction)
      try EditLog.record(
        EditLog.Entry(
          revision: 1, author: author, at: moment, reason: "import",
          operations: [["op": "import", "pages": .integer(snapshot.pages.count)]]), of: key, in: transaction)
      return key
    }
  }
}

/// Writes a whole snapshot as the rows of one revision.
struct SiteImport {
  let key: SiteKey
  let revision: Revision

  static let insertSite = Statement(
    "site.insert",
    "INSERT INTO site (agency, id, project, slug, revision, liveRelease, createdAt) VALUES (?, ?, ?, ?, ?, NULL, ?)")
  private static let insertAsset = Statement(
    "asset.insert",
    "INSERT INTO asset (agency, site, path, since, hash, size, type, width, height) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)")

  func write(_ snapshot: SiteSnapshot, in transaction: Transaction) throws {
    try SettingRows.insert("settings", snapshot.settings.json, of: key, at: revision, in: transaction)
    var theme = snapshot.theme
    // A theme that does not say which trees are its own has given the site all templates that it has.
    if theme.templates.isEmpty { theme.templates = snapshot.templates }
    if theme.given.isEmpty { theme.given = TreeFingerprint.all(of: theme) }
    try SettingRows.insert("theme", theme.json, of: key, at: revision, in: transaction)
    for (path, file) in snapshot.assets.sorted(by: { $0.key < $1.key }) { try asset(path, file, in: transaction) }

    // Siblings come in order but may not bring positions of their own.
    var siblings: [PageID?: Int] = [:]
    let originals = Set(snapshot.pages.compactMap(\.page.translationOf))
    let slots = Dictionary(
      snapshot.pages.filter { originals.contains($0.page.id) }.map { ($0.page.id, $0.slots) },
      uniquingKeysWith: { first, _ in first })
    for content in snapshot.pages { siblings[content.page.parent, default: 0] += 1 }
    var positions = siblings.mapValues { Position.spread($0)[...] }
    for content in snapshot.pages {
      var page = content.page
      page.position = positions[page.parent]!.removeFirst()
      try PageRows.insert(page, of: key, at: revision, in: transaction)
      let sources = page.translationOf.flatMap { slots[$0] }
      let pairs = sources.map { TranslationPairs.pairs(source: $0, translation: content.slots) } ?? [:]
      for (slot, nodes) in content.slots {
        try write(nodes, owner: .page(page.id), slot: slot, translating: pairs, in: transaction)
      }
    }
    for (name, nodes) in snapshot.templates { try write(nodes, owner: .template(name), slot: "", in: transaction) }
    try LiveAddressRows.note(snapshot.formerAddresses, of: key, in: transaction)
    for (name, nodes) in snapshot.shared { try write(nodes, owner: .shared(name), slot: "", in: transaction) }
  }

  /// - Parameter sources: the elements that they translate
  private func write(
    _ nodes: [ElementNode], owner: Owner, slot: String, translating sources: [ElementID: ElementID] = [:],
    in transaction: Transaction
  ) throws {
    for (node, position) in zip(nodes, Position.spread(nodes.count)) {
      for var row in node.rows(owner: owner, slot: slot, parent: nil, position: position, since: revision) {
        row.copiedFrom = row.copiedFrom ?? sources[row.id]
        try ElementRows.insert(row, of: key, at: revision, in: transaction)
      }
    }
  }

  private func asset(_ path: String, _ file: AssetFile, in transaction: Transaction) throws {
    try transaction.execute(
      Self.insertAsset, .init(key.agency.rawValue), .init(key.site.rawValue), .init(path), .init(revision),
      .init(file.hash),
      .init(file.size), .init(file.type), .init(file.width), .init(file.height))
  }
}
