import Database
import Model

/// What tells where the subjects of threads stand: a few statements, each for any number of threads.
///
/// Values are numbered alike: 1 agency, 2 site, 3 the list, 4 the revision at which one looks (that of a pinned link, or a very large one).
enum AnchorRows {
  private static let extra = HistoryRows.elementExtra
  private static let pageExtra = HistoryRows.pageExtra

  private static let last = Statement(
    "anchor.lastRows",
    listing: """
      SELECT \(HistoryRows.elementColumns), e.until FROM LISTED(?3)
      JOIN element e ON e.agency = ?1 AND e.site = ?2 AND e.id = j.value AND e.since = (
        SELECT MAX(m.since) FROM element m WHERE m.agency = ?1 AND m.site = ?2 AND m.id = j.value AND m.since <= ?4)
      """)
  private static let then = Statement(
    "anchor.rowsThen",
    listing: """
      SELECT \(HistoryRows.elementColumns), t.id FROM LISTED(?3)
      JOIN commentThread t ON t.agency = ?1 AND t.site = ?2 AND t.id = j.value
      JOIN element e ON e.agency = ?1 AND e.site = ?2 AND e.id = t.element AND e.since = (
        SELECT MAX(m.since) FROM element m
        WHERE m.agency = ?1 AND m.site = ?2 AND m.id = t.element AND m.since <= t.revision)
      WHERE e.until IS NULL OR e.until > t.revision
      """)
  private static let above = Statement(
    "anchor.above",
    listing: """
      WITH RECURSIVE above (id, parent, hidden, slot) AS (
        SELECT e.id, e.parent, e.hidden, e.slot FROM LISTED(?3)
        JOIN element e ON e.agency = ?1 AND e.site = ?2 AND e.id = j.value
        WHERE e.since <= ?4 AND (e.until IS NULL OR e.until > ?4)
        UNION
        SELECT e.id, e.parent, e.hidden, e.slot FROM above a
        STEP element e ON «e.agency = ?1 AND e.site = ?2 AND e.id = a.parent
          AND e.since <= ?4 AND (e.until IS NULL OR e.until > ?4)»
      ) SELECT id, parent, hidden, slot FROM above
      """)
  /// The same of elements that are gone, each when it last stood.
  private static let aboveLast = Statement(
    "anchor.aboveLast",
    listing: """
      WITH RECURSIVE above (id, revision, parent, hidden, slot, step) AS (
        SELECT e.id, e.until - 1, e.parent, e.hidden, e.slot, 1 FROM LISTED(?3)
        JOIN element e ON e.agency = ?1 AND e.site = ?2 AND e.id = j.value AND e.since = (
          SELECT MAX(m.since) FROM element m WHERE m.agency = ?1 AND m.site = ?2 AND m.id = j.value AND m.since <= ?4)
        WHERE e.until IS NOT NULL
        UNION ALL
        SELECT a.id, a.revision, e.parent, e.hidden, e.slot, a.step + 1 FROM above a
        STEP element e ON «e.agency = ?1 AND e.site = ?2 AND e.id = a.parent
          AND e.since <= a.revision AND (e.until IS NULL OR e.until > a.revision)» WHERE a.step < 100
      ) SELECT id, parent, hidden, slot FROM above
      """)
  private static let hiddenThen = Statement(
    "anchor.hiddenThen",
    listing: """
      WITH RECURSIVE above (thread, revision, parent, hidden, step) AS (
        SELECT t.id, t.revision, e.parent, e.hidden, 1 FROM LISTED(?3)
        JOIN commentThread t ON t.agency = ?1 AND t.site = ?2 AND t.id = j.value
        JOIN element e ON e.agency = ?1 AND e.site = ?2 AND e.id = t.element
        WHERE e.since <= t.revision AND (e.until IS NULL OR e.until > t.revision)
        UNION ALL
        SELECT a.thread, a.revision, e.parent, e.hidden, a.step + 1 FROM above a
        STEP element e ON «e.agency = ?1 AND e.site = ?2 AND e.id = a.parent
          AND e.since <= a.revision AND (e.until IS NULL OR e.until > a.revision)» WHERE a.step < 100
      ) SELECT DISTINCT thread FROM above WHERE hidden = 1
      """)
  /// The newest row before now in which the element still said, or stood, as the thread's author saw it.
  private static func ended(_ name: String, while condition: String) -> Statement {
    Statement(
      "anchor.ended.\(name)",
      listing: """
        SELECT t.id, (
          SELECT x.until FROM element x WHERE x.agency = ?1 AND x.site = ?2 AND x.id = t.element
          AND x.since >= b.since AND x.until <= ?4 AND \(condition) ORDER BY x.since DESC LIMIT 1)
        FROM LISTED(?3) JOIN commentThread t ON t.agency = ?1 AND t.site = ?2 AND t.id = j.value
        JOIN element b ON b.agency = ?1 AND b.site = ?2 AND b.id = t.element AND b.since = (
          SELECT MAX(m.since) FROM element m
          WHERE m.agency = ?1 AND m.site = ?2 AND m.id = t.element AND m.since <= t.revision)
        """)
  }
  private static let saidSo = ended("content", while: "x.kind = b.kind AND x.content = b.content")
  private static let stoodSo = ended(
    "place",
    while: "x.ownerKind = b.ownerKind AND x.owner = b.owner AND COALESCE(x.parent, '') = COALESCE(b.parent, '')")
  private static let hiddenSince = Statement(
    "anchor.hiddenSince",
    listing: """
      SELECT j.value, COALESCE(
        (SELECT MAX(e.until) FROM element e WHERE e.agency = ?1 AND e.site = ?2 AND e.id = j.value AND e.hidden = 0
          AND e.until <= ?4),
        (SELECT MIN(e.since) FROM element e WHERE e.agency = ?1 AND e.site = ?2 AND e.id = j.value))
      FROM LISTED(?3)
      """)
  private static let pages = Statement(
    "anchor.pages",
    listing: """
      WITH RECURSIVE chain (id, parent) AS (
        SELECT e.id, e.parent FROM LISTED(?3) JOIN page e ON e.agency = ?1 AND e.site = ?2 AND e.id = j.value
        WHERE e.since <= ?4 AND (e.until IS NULL OR e.until > ?4)
        UNION
        SELECT e.id, e.parent FROM chain c
        STEP page e ON «e.agency = ?1 AND e.site = ?2 AND e.id = c.parent
          AND e.since <= ?4 AND (e.until IS NULL OR e.until > ?4)»
      ) SELECT \(HistoryRows.pageColumns) FROM chain c
      JOIN page e ON e.agency = ?1 AND e.site = ?2 AND e.id = c.id
      WHERE e.since <= ?4 AND (e.until IS NULL OR e.until > ?4)
      """)
  private static let lastPages = Statement(
    "anchor.lastPages",
    listing: """
      SELECT \(HistoryRows.pageColumns), e.until FROM LISTED(?3)
      JOIN page e ON e.agency = ?1 AND e.site = ?2 AND e.id = j.value AND e.since = (
        SELECT MAX(m.since) FROM page m WHERE m.agency = ?1 AND m.site = ?2 AND m.id = j.value AND m.since <= ?4)
      """)
  private static let pagesThen = Statement(
    "anchor.pagesThen",
    listing: """
      SELECT \(HistoryRows.pageColumns), t.id FROM LISTED(?3)
      JOIN commentThread t ON t.agency = ?1 AND t.site = ?2 AND t.id = j.value
      JOIN page e ON e.agency = ?1 AND e.site = ?2 AND e.id = t.page
      WHERE e.since <= t.revision AND (e.until IS NULL OR e.until > t.revision)
      """)
  private static let pageStates = Statement(
    "anchor.pageStates",
    """
    SELECT \(HistoryRows.pageColumns), e.until FROM page e
    WHERE e.agency = ?1 AND e.site = ?2 AND e.id = ?3 AND e.since <= ?4 ORDER BY e.since DESC LIMIT 200
    """)
  private static let anyWithTemplate = Statement(
    "anchor.anyWithTemplate",
    """
    SELECT id FROM page WHERE agency = ?1 AND site = ?2 AND template = ?3
    AND since <= ?4 AND (until IS NULL OR until > ?4) ORDER BY position, id LIMIT 1
    """)
  private static let currentWithTemplate = Statement(
    "anchor.currentWithTemplate",
    """
    SELECT id FROM page WHERE agency = ?1 AND site = ?2 AND template = ?3 AND until IS NULL ORDER BY position, id LIMIT 1
    """)
  private static let templateRows = Statement(
    "anchor.templateRows",
    """
    SELECT id, parent, hidden, kind, content FROM element
    WHERE agency = ?1 AND site = ?2 AND ownerKind = 'template' AND owner = ?3 AND until IS NULL
    """)
  private static let templateRowsThen = Statement(
    "anchor.templateRowsThen",
    """
    SELECT id, parent, hidden, kind, content FROM element
    WHERE agency = ?1 AND site = ?2 AND ownerKind = 'template' AND owner = ?3
    AND since <= ?4 AND (until IS NULL OR until > ?4)
    """)
  private static let everHiddenTemplates = Statement(
    "anchor.everHiddenTemplates",
    "SELECT 1 FROM element WHERE agency = ? AND site = ? AND ownerKind = 'template' AND hidden = 1 LIMIT 1")

  struct Last {
    let row: Element
    /// When it ended; nil when it stands at the revision at which one looks.
    let gone: Revision?
  }

  struct Above {
    let parent: ElementID?
    let isHidden: Bool
    /// Set only where nothing is above.
    let slot: String
  }

  static func last(
    _ ids: [ElementID], in key: SiteKey, at revision: Revision, _ transaction: Transaction
  ) throws -> [ElementID: Last] {
    var found: [ElementID: Last] = [:]
    try transaction.query(last, key.values + [.list(ids), .init(revision)]) { row in
      let element = try ElementRows.element(row)
      found[element.id] = Last(
        row: element, gone: row.optionalInteger(extra).flatMap { $0 <= revision ? $0 : nil })
    }
    return found
  }

  /// The rows that the authors of threads saw.
  static func then(_ threads: [ThreadID], in key: SiteKey, _ transaction: Transaction) throws -> [ThreadID: Element] {
    var found: [ThreadID: Element] = [:]
    try transaction.query(then, key.values + [.list(threads)]) { row in
      found[ThreadID(stored: row.text(extra))] = try ElementRows.element(row)
    }
    return found
  }

  /// The elements and all that they stand in.
  static func above(
    _ ids: [ElementID], in key: SiteKey, at revision: Revision, _ transaction: Transaction
  ) throws -> [ElementID: Above] {
    var found: [ElementID: Above] = [:]
    try transaction.query(above, key.values + [.list(ids), .init(revision)]) { row in
      found[ElementID(stored: row.text(0))] = Above(
        parent: row.optionalText(1).map(ElementID.init(stored:)), isHidden: row.bool(2), slot: row.text(3))
    }
    return found
  }

  /// Where elements that are gone last stood: whether they or what they stood in were hidden, and the slot that they filled.
  static func aboveLast(
    _ ids: [ElementID], in key: SiteKey, at revision: Revision, _ transaction: Transaction
  ) throws -> [ElementID: (isHidden: Bool, slot: String)] {
    var found: [ElementID: (isHidden: Bool, slot: String)] = [:]
    try transaction.query(aboveLast, key.values + [.list(ids), .init(revision)]) { row in
      let id = ElementID(stored: row.text(0))
      var place = found[id] ?? (false, "")
      if row.bool(2) { place.isHidden = true }
      if row.optionalText(1) == nil { place.slot = row.text(3) }
      found[id] = place
    }
    return found
  }

  /// Those of the threads whose element, or something above it, was hidden when they were written.
  static func hiddenThen(_ threads: [ThreadID], in key: SiteKey, _ transaction: Transaction) throws -> Set<ThreadID> {
    Set(try transaction.all(hiddenThen, key.values + [.list(threads)]) { ThreadID(stored: $0.text(0)) })
  }

  /// Since when the threads' elements say something else.
  static func changed(
    _ threads: [ThreadID], in key: SiteKey, at revision: Revision, _ transaction: Transaction
  ) throws -> [ThreadID: Revision] { try since(saidSo, threads, key, revision, transaction) }

  /// Since when they stand elsewhere.
  static func moved(
    _ threads: [ThreadID], in key: SiteKey, at revision: Revision, _ transaction: Transaction
  ) throws -> [ThreadID: Revision] { try since(stoodSo, threads, key, revision, transaction) }

  private static func since(
    _ statement: Statement, _ threads: [ThreadID], _ key: SiteKey, _ revision: Revision, _ transaction: Transaction
  ) throws -> [ThreadID: Revision] {
    var found: [ThreadID: Revision] = [:]
    try transaction.query(statement, key.values + [.list(threads), .init(revision)]) { row in
      found[ThreadID(stored: row.text(0))] = row.optionalInteger(1)
    }
    return found
  }

  /// Since when elements that are hidden are so.
  static func hiddenSince(
    _ ids: [ElementID], in key: SiteKey, at revision: Revision, _ transaction: Transaction
  ) throws -> [ElementID: Revision] {
    var found: [ElementID: Revision] = [:]
    try transaction.query(hiddenSince, key.values + [.list(ids), .init(revision)]) { row in
      found[ElementID(stored: row.text(0))] = row.optionalInteger(1)
    }
    return found
  }

  /// Those of the pages that stand, with all above them.
  static func pages(
    _ ids: [PageID], in key: SiteKey, at revision: Revision, _ transaction: Transaction
  ) throws -> [Page] {
    try transaction.all(pages, key.values + [.list(ids), .init(revision)], map: PageRows.page)
  }

  /// Pages as they last were, and when they ended.
  static func lastPages(
    _ ids: [PageID], in key: SiteKey, at revision: Revision, _ transaction: Transaction
  ) throws -> [PageID: (page: Page, gone: Revision?)] {
    var found: [PageID: (page: Page, gone: Revision?)] = [:]
    try transaction.query(lastPages, key.values + [.list(ids), .init(revision)]) { row in
      let page = try PageRows.page(row)
      found[page.id] = (page, row.optionalInteger(pageExtra))
    }
    return found
  }

  /// The pages of threads as their authors saw them.
  static func pagesThen(_ threads: [ThreadID], in key: SiteKey, _ transaction: Transaction) throws -> [ThreadID: Page] {
    var found: [ThreadID: Page] = [:]
    try transaction.query(pagesThen, key.values + [.list(threads)]) { row in
      found[ThreadID(stored: row.text(pageExtra))] = try PageRows.page(row)
    }
    return found
  }

  /// Since when a page has been as `isSo` says, newest states first; nil when it was always so or too long ago.
  static func since(
    _ page: PageID, in key: SiteKey, at revision: Revision, _ transaction: Transaction, isSo: (Page) -> Bool
  ) throws -> Revision? {
    try states(of: page, in: key, at: revision, transaction).prefix(while: isSo).last?.since
  }

  /// What a page was like, the newest states first.
  static func states(
    of page: PageID, in key: SiteKey, at revision: Revision, _ transaction: Transaction
  ) throws -> [Page] {
    try transaction.all(pageStates, key.values + [.init(page.rawValue), .init(revision)], map: PageRows.page)
  }

  /// - Parameter revision: the largest number for now
  static func anyPage(
    withTemplate template: String, in key: SiteKey, at revision: Revision, _ transaction: Transaction
  ) throws -> PageID? {
    let isNow = revision == .max
    return try transaction.first(
      isNow ? currentWithTemplate : anyWithTemplate,
      key.values + [.init(template)] + (isNow ? [] : [.init(revision)])
    ) { PageID(stored: $0.text(0)) }
  }

  /// Whether anything in a template of the site was ever hidden.
  static func hasEverHiddenTemplates(in key: SiteKey, _ transaction: Transaction) throws -> Bool {
    try transaction.first(everHiddenTemplates, key.values) { _ in true } ?? false
  }

  /// The slots of a template that stand in something hidden, each with what hides it.
  /// - Parameter revision: nil for now
  static func hiddenSlots(
    of template: String, in key: SiteKey, at revision: Revision?, _ transaction: Transaction
  ) throws -> [String: ElementID] {
    var places: [ElementID: Above] = [:]
    var slots: [(id: ElementID, content: String)] = []
    let values = key.values + [.init(template)]
    try transaction.query(
      revision == nil ? templateRows : templateRowsThen, values + (revision.map { [.init($0)] } ?? [])
    ) { row in
      let id = ElementID(stored: row.text(0))
      places[id] = Above(
        parent: row.optionalText(1).map(ElementID.init(stored:)), isHidden: row.bool(2), slot: "")
      if row.text(3) == ElementKind.slot.rawValue { slots.append((id, row.text(4))) }
    }
    guard places.values.contains(where: \.isHidden) else { return [:] }
    var hidden: [String: ElementID] = [:]
    for slot in slots {
      guard let hider = hider(of: slot.id, among: places),
        case .slot(let name)? = try? Content(json: .parse(slot.content), kind: .slot)
      else { continue }
      hidden[name] = hider
    }
    return hidden
  }

  /// The element itself or what is above it, whichever is hidden first.
  static func hider(of id: ElementID, among places: [ElementID: Above]) -> ElementID? {
    var next: ElementID? = id
    var steps = 0
    while let id = next, let place = places[id], steps <= TreeLimits.depth * 2 {
      if place.isHidden { return id }
      next = place.parent
      steps += 1
    }
    return nil
  }

  /// The slot that an element, or the one that it stands in, fills.
  static func slot(of id: ElementID, among places: [ElementID: Above]) -> String? {
    var place = places[id]
    var steps = 0
    while let above = place?.parent, steps <= TreeLimits.depth * 2 {
      place = places[above]
      steps += 1
    }
    return place?.slot
  }
}
