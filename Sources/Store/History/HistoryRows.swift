import Database
import Model

/// What the history asks the tables: a few statements, each answered from an index and each with an end, however long the history is.
///
/// Of a row that was written in a revision the one before it is found by a single seek in the primary key. Values are numbered alike
/// in all statements: 1 agency, 2 site, 3 and 4 revisions, 5 how many rows at most, 6 and 7 the owner.
enum HistoryRows {
  static let elementColumns = qualified(ElementRows.columns, "e")
  static let pageColumns = qualified(PageRows.columns, "e")
  /// Where a statement's own columns begin, behind those of the row.
  static let elementExtra = ElementRows.columns.split(separator: ",").count
  static let pageExtra = PageRows.columns.split(separator: ",").count

  private static func qualified(_ columns: String, _ table: String) -> String {
    columns.split(separator: ",").map { "\(table).\($0.filter { !$0.isWhitespace })" }.joined(separator: ", ")
  }

  /// The same statement for a whole site and for the tree of one owner.
  struct Scoped: Sendable {
    let site: Statement
    let owner: Statement

    init(_ name: String, _ text: (_ condition: String) -> String) {
      site = Statement(name + "OfSite", text(""))
      owner = Statement(name + "OfOwner", text("AND e.ownerKind = ?6 AND e.owner = ?7"))
    }
  }

  // MARK: Rows of a range of revisions

  private static let written = Scoped("history.written") {
    """
    SELECT \(elementColumns) FROM element e WHERE e.agency = ?1 AND e.site = ?2 \($0) AND e.since BETWEEN ?3 AND ?4
    ORDER BY e.since DESC, e.id DESC LIMIT ?5
    """
  }
  private static let replaced = Scoped("history.replaced") {
    """
    SELECT \(qualified(ElementRows.columns, "p")), w.since FROM (
      SELECT e.id, e.since FROM element e WHERE e.agency = ?1 AND e.site = ?2 \($0) AND e.since BETWEEN ?3 AND ?4
      ORDER BY e.since DESC, e.id DESC LIMIT ?5) w
    JOIN element p ON p.agency = ?1 AND p.site = ?2 AND p.id = w.id AND p.until = w.since AND p.since = (
      SELECT MAX(q.since) FROM element q WHERE q.agency = ?1 AND q.site = ?2 AND q.id = w.id AND q.since < w.since)
    """
  }
  private static let removed = Scoped("history.removed") {
    """
    SELECT \(elementColumns), e.until, EXISTS (
      SELECT 1 FROM element n WHERE n.agency = ?1 AND n.site = ?2 AND n.id = e.id AND n.since = e.until)
    FROM element e WHERE e.agency = ?1 AND e.site = ?2 \($0) AND e.removed = 1 AND e.until BETWEEN ?3 AND ?4
    ORDER BY e.until DESC LIMIT ?5
    """
  }
  private static let writtenPages = Statement(
    "history.writtenPages",
    """
    SELECT \(pageColumns) FROM page e WHERE e.agency = ?1 AND e.site = ?2 AND e.since BETWEEN ?3 AND ?4
    ORDER BY e.since DESC LIMIT ?5
    """)
  private static let replacedPages = Statement(
    "history.replacedPages",
    """
    SELECT \(qualified(PageRows.columns, "p")), e.since FROM page e
    JOIN page p ON p.agency = ?1 AND p.site = ?2 AND p.id = e.id AND p.until = e.since AND p.since = (
      SELECT MAX(q.since) FROM page q WHERE q.agency = ?1 AND q.site = ?2 AND q.id = e.id AND q.since < e.since)
    WHERE e.agency = ?1 AND e.site = ?2 AND e.since BETWEEN ?3 AND ?4 ORDER BY e.since DESC LIMIT ?5
    """)
  private static let removedPages = Statement(
    "history.removedPages",
    """
    SELECT \(pageColumns), e.until FROM page e
    WHERE e.agency = ?1 AND e.site = ?2 AND e.removed = 1 AND e.until BETWEEN ?3 AND ?4 ORDER BY e.until DESC LIMIT ?5
    """)
  private static let pageVersions = Statement(
    "history.pageVersions",
    """
    SELECT \(pageColumns), e.until, e.removed FROM page e WHERE e.agency = ?1 AND e.site = ?2 AND e.id = ?6
    AND e.since <= ?4 AND (e.until IS NULL OR e.until >= ?3) ORDER BY e.since DESC LIMIT ?5
    """)
  private static let settings = Statement(
    "history.settings",
    """
    SELECT e.since, e.value FROM setting e WHERE e.agency = ?1 AND e.site = ?2 AND e.name = 'settings'
    AND e.since <= ?4 AND (e.until IS NULL OR e.until >= ?3) ORDER BY e.since DESC LIMIT ?5
    """)

  private static let themes = Statement(
    "history.theme",
    """
    SELECT e.since, e.value FROM setting e WHERE e.agency = ?1 AND e.site = ?2 AND e.name = 'theme'
    AND e.since <= ?4 AND (e.until IS NULL OR e.until >= ?3) ORDER BY e.since DESC LIMIT ?5
    """)

  struct Range {
    let key: SiteKey
    let low: Revision
    let high: Revision
    let limit: Int
    /// nil for the whole site.
    let owner: Owner?

    var values: [SQLValue] {
      [.init(key.agency.rawValue), .init(key.site.rawValue), .init(low), .init(high), .init(limit)]
    }

    func all<Found>(
      _ statement: Scoped, in transaction: Transaction, map: (borrowing Row) throws -> Found
    ) throws -> [Found] {
      guard let (kind, name) = owner?.columns else { return try transaction.all(statement.site, values, map: map) }
      return try transaction.all(statement.owner, values + [.init(kind), .init(name)], map: map)
    }
  }

  /// Rows that the range's revisions wrote, newest first.
  static func written(_ range: Range, in transaction: Transaction) throws -> [Element] {
    try range.all(written, in: transaction, map: ElementRows.element)
  }

  /// What stood where those rows stand, each with the revision that replaced it.
  static func replaced(_ range: Range, in transaction: Transaction) throws -> [(row: Element, by: Revision)] {
    try range.all(replaced, in: transaction) { (try ElementRows.element($0), $0.integer(elementExtra)) }
  }

  /// Last rows of elements that left a tree, with the revision in which they did; `isMoved` when they went into another one.
  static func removed(
    _ range: Range, in transaction: Transaction
  ) throws -> [(row: Element, by: Revision, isMoved: Bool)] {
    try range.all(removed, in: transaction) {
      (try ElementRows.element($0), $0.integer(elementExtra), $0.bool(elementExtra + 1))
    }
  }

  /// Pages that the range's revisions changed: what stood there before, what stands there now.
  static func pages(_ range: Range, in transaction: Transaction) throws -> [Step<Page>] {
    if case .page(let id)? = range.owner { return try versions(of: id, range, in: transaction) }
    guard range.owner == nil else { return [] }
    var before: [Revision: [PageID: Page]] = [:]
    for (row, by) in try transaction.all(
      replacedPages, range.values, map: { (try PageRows.page($0), $0.integer(pageExtra)) })
    {
      before[by, default: [:]][row.id] = row
    }
    let written = try transaction.all(writtenPages, range.values, map: PageRows.page)
    let removed = try transaction.all(removedPages, range.values) {
      Step<Page>(before: try PageRows.page($0), after: nil, revision: $0.integer(pageExtra))
    }
    return written.map { Step(before: before[$0.since]?[$0.id], after: $0, revision: $0.since) } + removed
  }

  private static func versions(of id: PageID, _ range: Range, in transaction: Transaction) throws -> [Step<Page>] {
    let rows = try transaction.all(pageVersions, range.values + [.init(id.rawValue)]) {
      (page: try PageRows.page($0), until: $0.optionalInteger(pageExtra), isRemoved: $0.bool(pageExtra + 1))
    }
    var steps: [Step<Page>] = []
    for (index, row) in rows.enumerated() {
      if row.isRemoved, let until = row.until, (range.low...range.high).contains(until) {
        steps.append(Step(before: row.page, after: nil, revision: until))
      }
      if row.page.since >= range.low {
        let previous = index + 1 < rows.count && rows[index + 1].until == row.page.since ? rows[index + 1].page : nil
        steps.append(Step(before: previous, after: row.page, revision: row.page.since))
      }
    }
    return steps
  }

  /// What the site says about itself, as the range's revisions changed it.
  static func settings(_ range: Range, in transaction: Transaction) throws -> [Step<SiteSettings>] {
    let rows = try transaction.all(settings, range.values) { row in
      (since: row.integer(0), settings: try SiteSettings(json: try JSONValue.parse(row.text(1))))
    }
    return zip(rows, rows.dropFirst()).compactMap { after, before in
      after.since < range.low ? nil : Step(before: before.settings, after: after.settings, revision: after.since)
    }
  }

  /// The site's theme, as the range's revisions changed it.
  static func themes(_ range: Range, in transaction: Transaction) throws -> [Step<Theme>] {
    // Nearly always there is one row, which nobody has to read.
    let rows = try transaction.all(themes, range.values) { row in (since: row.integer(0), text: row.text(1)) }
    func theme(_ text: String) throws -> Theme { try Theme(json: try JSONValue.parse(text)) }
    return try zip(rows, rows.dropFirst()).compactMap { after, before in
      after.since < range.low
        ? nil : Step(before: try theme(before.text), after: try theme(after.text), revision: after.since)
    }
  }
}

/// One change of one thing: nil where it was not there.
struct Step<Thing> {
  let before: Thing?
  let after: Thing?
  let revision: Revision
}

extension Step: Sendable where Thing: Sendable {}
