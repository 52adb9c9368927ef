import Database
import Model

/// Which threads of a site a list holds; what is nil or empty lets everything through.
package struct ThreadFilter: Hashable, Sendable {
  /// Written on the page, or on an element that stands there now.
  package var page: PageID?
  package var element: ElementID?
  package var states: Set<CommentThread.State> = []
  package var round: Int?
  package var author: Participant?
  /// For the agency's people; for others nobody is assigned.
  package var assignee: AccountID?
  package var tag: String?
  /// A part of the words, or a number as people read it.
  package var query: String?

  package init() {}
}

/// A part of a list, newest change first.
package struct ThreadPage: Hashable, Sendable {
  package let threads: [ThreadView]
  /// Where the next part begins; nil at the end.
  package let next: Int?
}

/// A thread that was changed, as its readers are told of it.
package struct ThreadEvent: Hashable, Sendable {
  package let id: ThreadID
  /// The number of its newest change that the reader can see, and with it the place in the stream.
  package let version: Int
  /// Where it was written; nil for guests of one revision, which may not know the page.
  package internal(set) var page: PageID?
  /// Of a thread that the reader cannot read any more, the change with which they could; 0 for others. Who does not know so much has never
  /// heard of it.
  var knownWith = 0
  /// When others than the agency's people could read it last, in milliseconds since 1970 UTC; nil where they can. Who came later has never
  /// heard of it, whatever number they name.
  var goneAt: Int?

  var withoutPage: ThreadEvent {
    var event = self
    event.page = nil
    return event
  }
}

extension Store {
  /// A thread with everything that was said in it.
  /// - Throws: `notFound` also for what the participant may not know of
  package func thread(_ id: ThreadID, of key: SiteKey, for participant: Participant) async throws -> ThreadView {
    try await reading(key, participant) { try $0.view(id) }
  }

  /// Threads of a site, those with the newest changes first.
  /// - Parameter after: the `next` of the part before
  /// - Throws: `notFound`
  package func threads(
    of key: SiteKey, for participant: Participant, filter: ThreadFilter = ThreadFilter(), after: Int? = nil,
    limit: Int
  ) async throws -> ThreadPage {
    try await reading(key, participant) { teller in
      let rows = try ThreadList(reader: teller.reader, filter: filter).rows(
        after: after, limit: limit + 1, teller.transaction)
      let shown = Array(rows.prefix(limit))
      return ThreadPage(
        threads: try teller.views(shown), next: rows.count > limit ? shown.last?.version(for: teller.reader.rules) : nil
      )
    }
  }

  /// Every thread that was written on a page or stands on it now, the tree of its template and the shared trees on it included; what has
  /// gone elsewhere says so. The newest ones, at most `limit`, by their numbers.
  /// - Throws: `notFound` also when the site has no such page now
  package func threads(
    on page: PageID, of key: SiteKey, for participant: Participant, limit: Int = 1_000
  ) async throws -> [ThreadView] {
    try await reading(key, participant) { teller in
      let rows = try PinRows.rows(on: page, for: teller.reader, limit: limit, teller.transaction)
      return try teller.views(rows)
    }
  }

  /// What the event stream says, for whoever begins again: threads with changes after one, oldest first, and the newest number.
  /// - Throws: `notFound`
  package func threadChanges(
    of key: SiteKey, for participant: Participant, after: Int, limit: Int
  ) async throws -> (events: [ThreadEvent], newest: Int) {
    try await reading(key, participant) { teller in
      let seesInternal = teller.reader.rules.seesInternal
      let newest = try ThreadRows.newest(of: key, in: teller.transaction)
      let events = try ThreadEventRows.events(
        after: after, knownUpTo: after, since: teller.reader.since, seesInternal: seesInternal, of: key, limit: limit,
        in: teller.transaction)
      return (
        teller.reader.pinned == nil ? events : events.map(\.withoutPage),
        (seesInternal ? newest?.change : newest?.publicChange) ?? 0
      )
    }
  }

  /// How many threads of a site wait, by what the participant may know.
  /// - Throws: `notFound`
  package func threadCounts(
    of key: SiteKey, for participant: Participant
  ) async throws -> [CommentThread.State: Int] {
    try await reading(key, participant) { try ThreadList.counts(for: $0.reader, $0.transaction) }
  }

  func reading<Result: Sendable>(
    _ key: SiteKey, _ participant: Participant, _ body: @escaping @Sendable (ThreadTeller) throws -> Result
  ) async throws -> Result {
    let moment = now()
    return try await database.read { transaction in
      let reader = try FeedbackReader(participant, in: key, at: moment, transaction)
      return try body(ThreadTeller(reader: reader, moment: moment, transaction: transaction))
    }
  }
}

/// The rows of a list with its filter.
struct ThreadList {
  let reader: FeedbackReader
  let filter: ThreadFilter

  // 3 before which change, 4 how many, 5 page, 6 element, 7 states, 8 round, 9 and 10 author, 11 assignee, 12 tag, 13 words, 14 number, 15 and 16
  // the first and the last state that the reader could look at
  private static func statement(
    _ name: String, _ change: String, _ sight: String, _ words: String, standing: String = "e.until IS NULL"
  ) -> Statement {
    Statement(
      "commentThread.list.\(name)",
      listing: """
        SELECT \(ThreadRows.columnsOfT) FROM commentThread t
        WHERE t.agency = ?1 AND t.site = ?2 AND t.\(change) < ?3 \(sight)
        AND (CAST(?5 AS VARCHAR) IS NULL OR t.page = ?5 OR t.element IN (
          SELECT e.id FROM element e WHERE e.agency = ?1 AND e.site = ?2 AND e.ownerKind = 'page' AND e.owner = ?5
          AND \(standing)))
        AND (CAST(?6 AS VARCHAR) IS NULL OR t.element = ?6) AND (?7 = '' OR PLACE(CAST(?7 AS VARCHAR), t.state) > 0)
        AND (CAST(?8 AS BIGINT) IS NULL OR t.round = ?8) AND (CAST(?9 AS VARCHAR) IS NULL OR t.account = ?9)
        AND (CAST(?10 AS VARCHAR) IS NULL OR t.guest = ?10) AND (CAST(?11 AS VARCHAR) IS NULL OR t.assignee = ?11)
        AND (?12 = '' OR PLACE(t.tags, CAST(?12 AS VARCHAR)) > 0)
        AND (?13 = '' OR t.number = ?14 OR t.revision BETWEEN ?15 AND ?16 AND t.quote RESEMBLES ?13 ESCAPE '!' OR EXISTS (
          SELECT 1 FROM comment c WHERE c.agency = ?1 AND c.site = ?2 AND c.thread = t.id \(words)
          AND c.body RESEMBLES ?13 ESCAPE '!'))
        ORDER BY t.\(change) DESC LIMIT ?4
        """)
  }
  private static let all = statement("all", "change", "", "")
  private static let visible = statement(
    "visible", "publicChange", "AND t.visibility = 'customer'", "AND c.visibility = 'customer'")
  private static let pinned = statement(
    "pinned", "publicChange", "AND t.visibility = 'customer'", "AND c.visibility = 'customer'",
    standing: "e.since <= ?16 AND (e.until IS NULL OR e.until > ?16)")
  private static let counts = Statement(
    "commentThread.counts",
    current: """
      SELECT state, COUNT(*) FROM commentThread INDEXED BY commentThreadChange
      WHERE agency = ?1 AND site = ?2 AND (?3 = 1 OR visibility = 'customer') GROUP BY state
      """)

  func rows(after: Int?, limit: Int, _ transaction: Transaction) throws -> [ThreadRow] {
    let seesInternal = reader.rules.seesInternal
    // Others are not told of assignees and tags, so they find nothing by them either.
    if !seesInternal, filter.assignee != nil || filter.tag != nil { return [] }
    guard try knowsPlaces(transaction) else { return [] }
    let query = filter.query ?? ""
    let values: [SQLValue] = [
      .init(after ?? .max), .init(limit), .init(filter.page?.rawValue), .init(filter.element?.rawValue),
      .init(filter.states.map(\.rawValue).sorted().joined(separator: " ")), .init(filter.round),
      .init(filter.author?.account?.rawValue), .init(filter.author?.guest?.rawValue),
      .init(filter.assignee?.rawValue), .init(filter.tag.map { JSONValue.string($0).canonical } ?? ""),
      .init(query.isEmpty ? "" : "%\(Self.escaped(query))%"), .init(Self.number(query)),
      .init(reader.states.first), .init(reader.states.last),
    ]
    let statement = seesInternal ? Self.all : reader.pinned == nil ? Self.visible : Self.pinned
    return try transaction.all(statement, reader.key.values + values) {
      try ThreadRows.row($0, agency: reader.key.agency)
    }
  }

  /// Whether a pinned link's revision knows the places that are asked for.
  private func knowsPlaces(_ transaction: Transaction) throws -> Bool {
    guard let pinned = reader.pinned else { return true }
    if let page = filter.page,
      try AnchorRows.lastPages([page], in: reader.key, at: pinned, transaction)[page] == nil
    {
      return false
    }
    guard let element = filter.element else { return true }
    return try AnchorRows.last([element], in: reader.key, at: pinned, transaction)[element] != nil
  }

  static func counts(
    for reader: FeedbackReader, _ transaction: Transaction
  ) throws -> [CommentThread.State: Int] {
    var counts: [CommentThread.State: Int] = [:]
    try transaction.query(Self.counts, reader.key.values + [reader.sight]) { row in
      if let state = CommentThread.State(rawValue: row.text(0)) { counts[state] = row.integer(1) }
    }
    return counts
  }

  private static func escaped(_ text: String) -> String {
    text.replacing("!", with: "!!").replacing("%", with: "!%").replacing("_", with: "!_")
  }

  /// `12`, `#12` and `i3` are numbers.
  private static func number(_ text: String) -> Int {
    let figures = text.hasPrefix("#") || text.hasPrefix("i") ? text.dropFirst() : text[...]
    return figures.count <= 9 ? Int(figures) ?? 0 : 0
  }
}

/// The threads that a page shows.
private enum PinRows {
  private static let writtenOn = Statement(
    "commentThread.writtenOn",
    """
    SELECT \(ThreadRows.columnsOfT) FROM commentThread t WHERE t.agency = ?1 AND t.site = ?2 AND t.page = ?3
    AND (?4 = 1 OR t.visibility = 'customer') ORDER BY t.change DESC LIMIT ?5
    """)
  private static let standingIn = Statement(
    "commentThread.standingIn",
    current: """
      SELECT \(ThreadRows.columnsOfT) FROM element e INDEXED BY elementOwner
      CROSS JOIN commentThread t
      WHERE e.agency = ?1 AND e.site = ?2 AND e.ownerKind = ?6 AND e.owner = ?3 AND e.until IS NULL
      AND t.agency = ?1 AND t.site = ?2 AND t.element = e.id
      AND (?4 = 1 OR t.visibility = 'customer') ORDER BY t.change DESC LIMIT ?5
      """)

  private static let stoodIn = Statement(
    "commentThread.stoodIn",
    """
    SELECT \(ThreadRows.columnsOfT) FROM element e
    JOIN commentThread t ON t.agency = ?1 AND t.site = ?2 AND t.element = e.id
    WHERE e.agency = ?1 AND e.site = ?2 AND e.ownerKind = ?6 AND e.owner = ?3
    AND e.since <= ?7 AND (e.until IS NULL OR e.until > ?7)
    AND (?4 = 1 OR t.visibility = 'customer') ORDER BY t.change DESC LIMIT ?5
    """)

  static func rows(
    on id: PageID, for reader: FeedbackReader, limit: Int, _ transaction: Transaction
  ) throws -> [ThreadRow] {
    let key = reader.key
    let page =
      try reader.pinned.map { try PageRows.page(id, of: key, at: $0, in: transaction) }
      ?? PageRows.current(id, of: key, in: transaction)
    guard let page else { throw StoreError.notFound("page \(id)") }
    func row(_ row: borrowing Row) throws -> ThreadRow { try ThreadRows.row(row, agency: key.agency) }
    var found: [ThreadID: ThreadRow] = [:]
    let values = key.values + [.init(id.rawValue), reader.sight, .init(limit)]
    for row in try transaction.all(writtenOn, values, map: row) { found[row.thread.id] = row }
    let shared = try reader.shown(transaction).trees(
      on: page, at: reader.pinned ?? .max, countingHidden: reader.rules.seesInternal)
    for owner in [Owner.page(id), .template(page.template)] + shared.map(Owner.shared) {
      let (kind, name) = owner.columns
      var values = key.values + [.init(name), reader.sight, .init(limit), .init(kind)]
      if let pinned = reader.pinned { values.append(.init(pinned)) }
      let statement = reader.pinned == nil ? standingIn : stoodIn
      for row in try transaction.all(statement, values, map: row) { found[row.thread.id] = row }
    }
    let newest = found.values.sorted { $0.change > $1.change }.prefix(limit)
    return newest.sorted {
      ($0.thread.visibility.rawValue, $0.thread.number) < ($1.thread.visibility.rawValue, $1.thread.number)
    }
  }
}

/// Threads by their changes.
enum ThreadEventRows {
  private static let all = Statement(
    "commentThread.changes",
    """
    SELECT id, change, page, 0, NULL FROM commentThread WHERE agency = ? AND site = ? AND change > ?
    ORDER BY change LIMIT ?
    """)
  // Those that became internal are told once more, to who knew of them: `?5` is how much of what was shown a reader knows, `?6` since when
  // the reader could know anything.
  private static let visible = Statement(
    "commentThread.publicChanges",
    """
    SELECT id, publicChange, page, CASE WHEN visibility = 'customer' THEN 0 ELSE COALESCE(shownWith, 0) END,
    CASE WHEN visibility = 'customer' THEN NULL ELSE publicChangedAt END FROM commentThread
    WHERE agency = ?1 AND site = ?2 AND publicChange > ?3
    AND (visibility = 'customer' OR COALESCE(shownWith, 0) <= ?5 AND publicChangedAt >= ?6)
    ORDER BY publicChange LIMIT ?4
    """)

  /// - Parameters:
  ///   - known: the change up to which the reader knows all; nil where that is looked at afterwards
  ///   - since: from when on the reader could read the site; 0 where that is looked at afterwards
  static func events(
    after: Int, knownUpTo known: Int?, since: Int, seesInternal: Bool, of key: SiteKey, limit: Int,
    in transaction: Transaction
  ) throws -> [ThreadEvent] {
    let sight: [SQLValue] = seesInternal ? [] : [.init(known ?? .max), .init(since)]
    let values = key.values + [.init(after), .init(limit)] + sight
    return try transaction.all(seesInternal ? all : visible, values) { row in
      ThreadEvent(
        id: ThreadID(stored: row.text(0)), version: row.integer(1),
        page: row.optionalText(2).map(PageID.init(stored:)), knownWith: row.integer(3),
        goneAt: row.optionalInteger(4))
    }
  }
}
