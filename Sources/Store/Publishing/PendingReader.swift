import Database
import Model

/// Works the changes between two compositions out of the rows that are younger than the older one.
final class PendingReader {
  let key: SiteKey
  let from: Composition
  let to: Composition
  let authority: EditAuthority
  let transaction: Transaction
  let teller: ChangeTeller
  private(set) var units: [ChangeUnit] = []
  /// Where each row's change stands in `units`.
  private(set) var places: [Composition.Pick: Int] = [:]
  private(set) var elements: [ElementID: Step<Element>] = [:]
  private(set) var pages: [PageID: Step<Page>] = [:]
  private(set) var settings: (before: SiteSettings, after: SiteSettings)
  /// Files that are there now and were not.
  private var newFiles: Set<String> = []
  private var isCut = false

  /// More changed rows than this are not offered one by one.
  private static let rowLimit = 20_000

  private static let filesSince = Statement(
    "asset.since", "SELECT path, since FROM asset WHERE agency = ? AND site = ? AND until IS NULL AND since > ?")
  private static let themeSince = Statement(
    "setting.themeSince",
    """
    SELECT since FROM setting WHERE agency = ?1 AND site = ?2 AND name = 'theme' AND since <= ?3
    AND (until IS NULL OR until > ?3)
    """)

  init(
    key: SiteKey, from: Composition, to: Composition?, authority: EditAuthority, transaction: Transaction
  ) throws {
    guard let newest = try SnapshotReader.currentRevision(of: key, in: transaction) else {
      throw StoreError.notFound("site \(key.site)")
    }
    self.key = key
    self.from = from
    self.to = to ?? Composition(base: newest)
    self.authority = authority
    self.transaction = transaction
    teller = ChangeTeller(key: key, authority: authority, transaction: transaction)
    let reader = CompositionReader(key: key, transaction: transaction)
    try reader.checkRevisions(of: from)
    try reader.checkRevisions(of: self.to)
    settings = (try reader.settings(in: from), try reader.settings(in: self.to))
  }

  func read() throws -> PendingChanges {
    try readRows()
    try makeUnits()
    let graph = try ChangeLinks(self).graph()
    return try told(graph)
  }

  // MARK: Rows

  private func readRows() throws {
    let low = min(from.base, to.base)
    func range(_ high: Revision) -> HistoryRows.Range {
      HistoryRows.Range(key: key, low: low, high: high, limit: Self.rowLimit, owner: nil)
    }
    func elements(_ composition: Composition) throws -> [Element] {
      let rows = try range(composition.base).all(DifferenceReader.states, in: transaction, map: ElementRows.element)
      if rows.count >= Self.rowLimit { isCut = true }
      var byID = Dictionary(rows.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
      for case (.element(let id), let revision) in composition.picks {
        byID[id] = try ElementRows.row(id, of: key, at: revision, in: transaction)
      }
      return Array(byID.values)
    }
    func pages(_ composition: Composition) throws -> [Page] {
      let rows = try transaction.all(
        DifferenceReader.pageStates, range(composition.base).values, map: PageRows.page)
      if rows.count >= Self.rowLimit { isCut = true }
      var byID = Dictionary(rows.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
      for case (.page(let id), let revision) in composition.picks {
        byID[id] = try PageRows.page(id, of: key, at: revision, in: transaction)
      }
      return Array(byID.values)
    }
    for step in DifferenceReader.steps(from: try elements(from), to: try elements(to), id: \.id) {
      if let id = step.after?.id ?? step.before?.id { self.elements[id] = step }
    }
    for step in DifferenceReader.steps(from: try pages(from), to: try pages(to), id: \.id) {
      if let id = step.after?.id ?? step.before?.id { self.pages[id] = step }
    }
    try transaction.query(Self.filesSince, .init(key.agency.rawValue), .init(key.site.rawValue), .init(low)) { row in
      let (path, since) = (row.text(0), row.integer(1))
      if since > from.revision(of: .asset(path)), since <= to.revision(of: .asset(path)) { newFiles.insert(path) }
    }
  }

  // MARK: Units

  private func makeUnits() throws {
    var byRoot: [String: Int] = [:]
    func unit(_ id: String) -> Int {
      if let place = byRoot[id] { return place }
      units.append(ChangeUnit(id: id))
      byRoot[id] = units.count - 1
      return units.count - 1
    }
    for (id, step) in pages {
      let place = unit("page-\(id)")
      units[place].pages.append(step)
      places[.page(id)] = place
    }
    for (id, step) in elements {
      let place = unit(root(of: step))
      units[place].elements.append(step)
      places[.element(id)] = place
    }
    for path in SettingPath.differing(settings.before, settings.after) {
      let place = unit("setting-\(path)")
      units[place].settings.append(path)
      places[.setting(path)] = place
    }
    if try themeRevision(from) != themeRevision(to) {
      let place = unit("setting-theme")
      units[place].settings.append("theme")
      places[.setting("theme")] = place
    }
    if !newFiles.isEmpty {
      for place in units.indices {
        units[place].assets = units[place].files(among: newFiles, settings: settings.after)
      }
    }
  }

  private func themeRevision(_ composition: Composition) throws -> Revision? {
    try transaction.first(
      Self.themeSince, .init(key.agency.rawValue), .init(key.site.rawValue),
      .init(composition.revision(of: .setting("theme"))), map: { $0.integer(0) })
  }

  /// The name of the change that a row belongs to: what came or went with a page or with what is around it is one change with that.
  private func root(of step: Step<Element>) -> String {
    switch (step.before, step.after) {
    case (nil, let element?): root(of: element, \.after) { $0.before == nil }
    case (let element?, nil): root(of: element, \.before) { $0.after == nil }
    default: "element-\((step.after ?? step.before)?.id.rawValue ?? "")"
    }
  }

  private func root(
    of element: Element, _ side: KeyPath<Step<Element>, Element?>, isAlike: (Step<Element>) -> Bool
  ) -> String {
    if let page = element.owner.page, let step = pages[page] {
      let isWithPage = side == \.after ? step.before == nil : step.after == nil
      if isWithPage { return "page-\(page)" }
    }
    var top = element
    var steps = 0
    while let parent = top.parent, let step = elements[parent], isAlike(step), let above = step[keyPath: side],
      steps < 100
    {
      top = above
      steps += 1
    }
    return "element-\(top.id)"
  }

  // MARK: Telling

  private func told(_ graph: ChangeGraph) throws -> PendingChanges {
    let rights = PublishRights(self)
    for place in units.indices { units[place].isWithinRights = try rights.covers(units[place]) }
    let changed = Dictionary(
      grouping: Change.between(settings.before, settings.after),
      by: { change -> String in if case .field(let path) = change.subject { path } else { "" } })
    var visible: [Int: [Change]] = [:]
    var others: Set<Int> = []
    for (place, unit) in units.enumerated() {
      let told = try teller.tell(elements: unit.elements, pages: unit.pages)
      var changes = told.changes
      var hidden = told.others
      for path in unit.settings {
        let all = changed[path] ?? [Change(.field(path), kind: "site", label: path, .settings)]
        let known = all.filter(teller.mayKnow(setting:))
        changes += known
        hidden += all.count - known.count
      }
      if !changes.isEmpty { visible[place] = changes } else if hidden > 0 { others.insert(place) }
    }
    let edits = try edits(Set(visible.keys))
    var changes: [(place: Int, change: PendingChange)] = []
    for (place, list) in visible {
      let closure = graph.closure(of: [place])
      let edit = try lastRevision(of: units[place]).flatMap { edits[$0] }
      let present = units[place].elements.first { $0.after != nil && "element-\($0.after!.id)" == units[place].id }
      changes.append(
        (
          place,
          PendingChange(
            id: units[place].id, changes: list, page: list.compactMap(\.page).first,
            element: present?.after?.id, author: edit?.author, at: edit?.at,
            isWithinRights: closure.allSatisfy { units[$0].isWithinRights },
            needs: closure.subtracting([place]).map { units[$0].id }.sorted())
        ))
    }
    return PendingChanges(
      from: from, to: to, changes: try sorted(changes), others: others.count, isCut: isCut, graph: graph, units: units)
  }

  /// Settings first, then page by page as the site has them, elements as they stand on the page.
  private func sorted(_ changes: [(place: Int, change: PendingChange)]) throws -> [PendingChange] {
    let order = try PageRows.current(of: key, in: transaction).enumerated().reduce(into: [PageID: Int]()) {
      $0[$1.element.id] = $1.offset
    }
    var ranks: [Int: Int] = [:]
    let owners = Dictionary(grouping: changes) {
      units[$0.place].elements.first.flatMap { ($0.after ?? $0.before)?.owner }
    }
    for (owner, group) in owners {
      guard let owner, owners.count <= 60 else { continue }
      let steps = group.compactMap { entry -> Step<Element>? in
        units[entry.place].elements.first { "element-\(($0.after ?? $0.before)!.id)" == units[entry.place].id }
      }
      for (rank, step) in try StepOrder(of: owner, in: key, transaction).sorted(steps).enumerated() {
        if let id = (step.after ?? step.before)?.id, let place = places[.element(id)] { ranks[place] = rank + 1 }
      }
    }
    func rank(_ entry: (place: Int, change: PendingChange)) -> (Int, Int, String) {
      let page = entry.change.page.map { order[$0] ?? .max } ?? -1
      return (page, ranks[entry.place] ?? 0, entry.change.id)
    }
    return changes.sorted { rank($0) < rank($1) }.map(\.change)
  }

  private func lastRevision(of unit: ChangeUnit) throws -> Revision? {
    var newest: Revision?
    for step in unit.elements.prefix(200) {
      if let after = step.after { newest = max(newest ?? 0, after.since) }
    }
    for step in unit.pages { if let after = step.after { newest = max(newest ?? 0, after.since) } }
    if newest != nil { return newest }
    if let gone = unit.elements.first?.before {
      return try ElementRows.removal(of: gone.id, of: key, in: transaction)
    }
    if let gone = unit.pages.first?.before {
      return try transaction.first(
        Self.pageRemoval, .init(key.agency.rawValue), .init(key.site.rawValue), .init(gone.id.rawValue),
        map: { $0.integer(0) })
    }
    // Settings are one row; it says when any of them was changed last.
    return try SettingRows.settings(of: key, at: to.newest, in: transaction).since
  }

  private static let pageRemoval = Statement(
    "page.removal",
    "SELECT until FROM page WHERE agency = ? AND site = ? AND id = ? AND removed = 1 ORDER BY until DESC LIMIT 1")
  private static let edit = Statement(
    "edit.authorAndTime",
    """
    SELECT a.name, d.at FROM edit d LEFT JOIN account a ON a.agency = d.agency AND a.id = d.author
    WHERE d.agency = ? AND d.site = ? AND d.revision = ?
    """)

  private func edits(_ told: Set<Int>) throws -> [Revision: (author: String?, at: Int)] {
    var result: [Revision: (author: String?, at: Int)] = [:]
    for revision in Set(try told.compactMap { try lastRevision(of: units[$0]) }) {
      result[revision] = try transaction.first(
        Self.edit, .init(key.agency.rawValue), .init(key.site.rawValue), .init(revision),
        map: { (author: $0.optionalText(0), at: $0.integer(1)) })
    }
    return result
  }
}

extension ChangeUnit {
  /// The files among some that the change shows or links.
  fileprivate func files(among files: Set<String>, settings: SiteSettings) -> Set<String> {
    var used: Set<String> = []
    func take(_ path: String) { if files.contains(path) { used.insert(path) } }
    func takeNamed(in text: String) {
      guard text.contains("assets/") else { return }
      for path in files where text.contains(path) { used.insert(path) }
    }
    for case let content? in elements.map(\.after?.body.content) {
      for case .asset(let path) in content.targets { take(path) }
      switch content {
      case .markdown(let text), .html(let text): takeNamed(in: text)
      case .list(let seed?): takeNamed(in: seed.json.canonical)
      default: break
      }
    }
    for case let page? in pages.map(\.after) {
      if let image = page.meta.image { take(image) }
      for text in page.meta.extra.values { takeNamed(in: text) }
    }
    if self.settings.contains(where: { $0.hasPrefix("navigation.") }) { takeNamed(in: settings.json.canonical) }
    return used
  }
}
