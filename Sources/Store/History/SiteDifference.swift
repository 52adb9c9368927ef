import Database
import Model

/// What is different between two revisions of a site, or of one page.
package struct SiteDifference: Sendable {
  package let from: Revision
  package let to: Revision
  package let changes: [Change]
  /// How many further changes are not told: because they are none of the reader's business, or too many.
  package let others: Int
}

extension Store {
  /// - Throws: `notFound` for a page that the site never had, `FieldError` for revisions that it has not.
  package func difference(
    of key: SiteKey, page: PageID? = nil, from: Revision, to: Revision?, for authority: EditAuthority
  ) async throws -> SiteDifference {
    try await database.read { transaction in
      let newest = try transaction.first(
        PageTreeRows.revision, .init(key.agency.rawValue), .init(key.site.rawValue), map: { $0.integer(0) })
      guard let newest else { throw StoreError.notFound("site \(key.site)") }
      let to = to ?? newest
      guard (1...newest).contains(to) else { throw FieldError(pointer: "/to", problem: "is no revision of this site") }
      guard (1...to).contains(from) else {
        throw FieldError(pointer: "/from", problem: "is no revision of this site, or one after the other")
      }
      return try DifferenceReader(key: key, from: from, to: to, page: page, transaction: transaction)
        .difference(for: authority)
    }
  }
}

struct DifferenceReader {
  let key: SiteKey
  let from: Revision
  let to: Revision
  let page: PageID?
  let transaction: Transaction

  private static let rowLimit = 5_000

  /// What has changed since a revision is what stands there now and is younger, and what is gone since. So nothing of all that came
  /// and went between is looked at, and of each element the two states that matter are found by a seek.
  ///
  /// The plus keeps SQLite at the current rows of the owner, which are few, rather than at all that were ever written.
  static let states = HistoryRows.Scoped("difference.states") { condition in
    """
    WITH candidate (id) AS (
      SELECT e.id FROM element e WHERE e.agency = ?1 AND e.site = ?2 \(condition) AND e.until IS NULL
        AND \(condition.isEmpty ? "" : "+")e.since > ?3
      UNION
      SELECT e.id FROM element e WHERE e.agency = ?1 AND e.site = ?2 \(condition) AND e.removed = 1 AND e.until > ?3
      LIMIT ?5
    )
    SELECT \(HistoryRows.elementColumns) FROM candidate c
    JOIN element e ON e.agency = ?1 AND e.site = ?2 AND e.id = c.id AND e.since = (
      SELECT MAX(q.since) FROM element q WHERE q.agency = ?1 AND q.site = ?2 AND q.id = c.id AND q.since <= ?4)
    WHERE e.until IS NULL OR e.until > ?4
    """
  }
  static let pageStates = Statement(
    "difference.pages",
    """
    WITH candidate (id) AS (
      SELECT e.id FROM page e WHERE e.agency = ?1 AND e.site = ?2 AND e.until IS NULL AND e.since > ?3
      UNION
      SELECT e.id FROM page e WHERE e.agency = ?1 AND e.site = ?2 AND e.removed = 1 AND e.until > ?3
      LIMIT ?5
    )
    SELECT \(HistoryRows.pageColumns) FROM candidate c
    JOIN page e ON e.agency = ?1 AND e.site = ?2 AND e.id = c.id AND e.since = (
      SELECT MAX(q.since) FROM page q WHERE q.agency = ?1 AND q.site = ?2 AND q.id = c.id AND q.since <= ?4)
    WHERE e.until IS NULL OR e.until > ?4
    """)
  private static let lastStateOfPage = Statement(
    "difference.page",
    """
    SELECT \(HistoryRows.pageColumns), e.until FROM page e
    WHERE e.agency = ?1 AND e.site = ?2 AND e.id = ?3 AND e.since <= ?4 ORDER BY e.since DESC LIMIT 1
    """)
  private static let settings = Statement(
    "difference.settings",
    """
    SELECT value FROM setting WHERE agency = ?1 AND site = ?2 AND name = 'settings' AND since <= ?3
    ORDER BY since DESC LIMIT 1
    """)

  /// - Parameter shown: for readers to whom an element is not there while it is hidden
  func difference(for authority: EditAuthority, showing shown: DraftSight? = nil) throws -> SiteDifference {
    let owner = page.map { Owner.page($0) }
    let pages = try pageSteps()
    let teller = ChangeTeller(key: key, authority: authority, transaction: transaction)
    if let owner { try teller.prepare(for: owner) }
    let steps = Self.steps(from: try elements(owner, at: from, shown), to: try elements(owner, at: to, shown), id: \.id)
    let told = try teller.tell(
      elements: try StepOrder(of: owner, in: key, transaction).sorted(steps),
      pages: pages, settings: page == nil ? try settingsStep() : nil,
      theme: page == nil ? try themeStep() : nil)
    return SiteDifference(from: from, to: to, changes: told.changes, others: told.others)
  }

  private func elements(_ owner: Owner?, at revision: Revision, _ shown: DraftSight?) throws -> [Element] {
    let range = HistoryRows.Range(key: key, low: from, high: revision, limit: Self.rowLimit, owner: owner)
    let all = try range.all(Self.states, in: transaction, map: ElementRows.element)
    guard let shown else { return all }
    let ids = try shown.shown(of: all, at: revision)
    return all.filter { ids.contains($0.id) }
  }

  private func pageSteps() throws -> [Step<Page>] {
    guard let page else {
      func pages(at revision: Revision) throws -> [Page] {
        let range = HistoryRows.Range(key: key, low: from, high: revision, limit: Self.rowLimit, owner: nil)
        return try transaction.all(Self.pageStates, range.values, map: PageRows.page)
      }
      return Self.steps(from: try pages(at: from), to: try pages(at: to), id: \.id)
    }
    guard try state(of: page, at: .max) != nil else { throw StoreError.notFound("page \(page)") }
    return Self.steps(
      from: try standing(page, at: from).map { [$0] } ?? [], to: try standing(page, at: to).map { [$0] } ?? [], id: \.id
    )
  }

  private func standing(_ page: PageID, at revision: Revision) throws -> Page? {
    guard let state = try state(of: page, at: revision), state.until.map({ $0 > revision }) ?? true else { return nil }
    return state.page
  }

  private func state(of page: PageID, at revision: Revision) throws -> (page: Page, until: Revision?)? {
    try transaction.first(
      Self.lastStateOfPage, .init(key.agency.rawValue), .init(key.site.rawValue), .init(page.rawValue),
      .init(revision)
    ) { (try PageRows.page($0), $0.optionalInteger(HistoryRows.pageExtra)) }
  }

  private func settingsStep() throws -> Step<SiteSettings> {
    func settings(at revision: Revision) throws -> SiteSettings? {
      try transaction.first(
        Self.settings, .init(key.agency.rawValue), .init(key.site.rawValue), .init(revision)
      ) { try SiteSettings(json: try JSONValue.parse($0.text(0))) }
    }
    return Step(before: try settings(at: from), after: try settings(at: to), revision: to)
  }

  private func themeStep() throws -> Step<Theme>? {
    let (before, after) = (
      try SettingRows.theme(of: key, at: from, in: transaction), try SettingRows.theme(of: key, at: to, in: transaction)
    )
    return before.since == after.since ? nil : Step(before: before.theme, after: after.theme, revision: to)
  }

  /// What is not the same row at both ends.
  static func steps<Thing: Versioned, ID: Hashable>(
    from before: [Thing], to after: [Thing], id: (Thing) -> ID
  ) -> [Step<Thing>] {
    var known = Dictionary(before.map { (id($0), $0) }, uniquingKeysWith: { first, _ in first })
    var steps: [Step<Thing>] = []
    for thing in after {
      let old = known.removeValue(forKey: id(thing))
      if old?.since != thing.since { steps.append(Step(before: old, after: thing, revision: thing.since)) }
    }
    return steps + known.values.map { Step(before: $0, after: nil, revision: $0.since) }
  }
}

protocol Versioned {
  var since: Revision { get }
}
extension Element: Versioned {}
extension Page: Versioned {}
