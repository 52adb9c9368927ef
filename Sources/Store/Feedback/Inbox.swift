import Database
import Model

/// Which threads an inbox holds; what is nil, empty or false lets everything through.
package struct InboxFilter: Hashable, Sendable {
  package var states: Set<CommentThread.State> = []
  package var sites: Set<SiteID> = []
  /// The number of a round; each site counts its own.
  package var round: Int?
  package var assignee: AccountID?
  /// Those that nobody of the agency has taken yet.
  package var isUnassigned = false
  package var isUnread = false
  /// Those in which the account is named.
  package var isMentioned = false
  /// Those whose suggestion waits for a decision.
  package var isSuggestion = false

  package init() {}
}

/// What waits for somebody, over all sites on which they have a role.
package struct Inbox: Hashable, Sendable {
  package struct Item: Hashable, Sendable {
    package let thread: ThreadView
    /// The site's name in addresses.
    package let slug: String
    package let siteName: String
  }

  /// Newest change first.
  package let items: [Item]
  /// Where the next part begins; nil at the end.
  package let next: String?
  /// How many there are of each state, whichever states are listed.
  package let counts: [CommentThread.State: Int]
}

extension Store {
  /// The threads of all sites on which the account has a role, as it may know them on each.
  /// - Parameter after: the `next` of the part before
  /// - Throws: `FieldError` for an `after` that is none
  package func inbox(
    for account: Account, filter: InboxFilter = InboxFilter(), after: String? = nil, limit: Int
  ) async throws -> Inbox {
    let moment = now()
    let place = try after.map { try InboxReader.Place($0) }
    return try await database.read { transaction in
      try InboxReader(account: account, filter: filter, moment: moment, transaction: transaction)
        .inbox(after: place, limit: limit)
    }
  }
}

/// Sites that are told alike are read together: those on which the account sees everything by the agency's index, the few others each by
/// its own.
private struct InboxReader {
  let account: Account
  let filter: InboxFilter
  let moment: Int
  let transaction: Transaction

  /// Behind which thread a part of the list begins.
  struct Place {
    let changedAt: Int
    let thread: String

    init(_ text: String) throws(FieldError) {
      let parts = text.split(separator: ".", maxSplits: 1)
      guard parts.count == 2, let changedAt = Int(parts[0]), ThreadID(parts[1]) != nil else {
        throw FieldError(pointer: "/after", problem: "is no place in this list; begin again")
      }
      self.changedAt = changedAt
      thread = String(parts[1])
    }
  }

  private struct Site {
    let key: SiteKey
    let slug: String
    let rules: FeedbackRules
  }

  private struct Found {
    let row: ThreadRow
    let changedAt: Int
  }

  private static let sites = Statement(
    "inbox.sites",
    """
    SELECT s.id, s.slug, COALESCE(m.role, a.agencyRole) FROM account a JOIN site s ON s.agency = a.agency
    LEFT JOIN membership m ON m.agency = s.agency AND m.project = s.project AND m.account = a.id
    WHERE a.agency = ?1 AND a.id = ?2 AND COALESCE(m.role, a.agencyRole) IS NOT NULL
    """)
  // 1 agency, 2 sites or site, 3 and 4 place, 5 assignee, 6 unassigned, 7 unread, 8 reader, 9 named, 10 account, 11 suggestions, 12 round
  /// - Parameter seesInternal: whether what is said among the agency counts
  private static func condition(seesInternal: Bool) -> String {
    """
    (CAST(?5 AS VARCHAR) IS NULL OR t.assignee = ?5) AND (?6 = 0 OR t.assignee IS NULL)
    AND (?7 = 0 OR NOT EXISTS (SELECT 1 FROM threadSeen s WHERE s.agency = t.agency AND s.site = t.site
      AND s.thread = t.id AND s.reader = ?8 AND s.change >= t.\(seesInternal ? "change" : "publicChange")))
    AND (?9 = 0 OR EXISTS (SELECT 1 FROM mention m JOIN comment c ON c.agency = m.agency AND c.site = m.site
      AND c.thread = m.thread AND c.id = m.comment WHERE m.agency = t.agency AND m.site = t.site AND m.thread = t.id
      AND m.account = ?10\(seesInternal ? "" : " AND c.visibility = 'customer'")))
    AND (?11 = 0 OR EXISTS (SELECT 1 FROM suggestion g WHERE g.agency = t.agency AND g.site = t.site AND g.thread = t.id
      AND g.state = 'open'))
    AND (CAST(?12 AS BIGINT) IS NULL OR t.round = ?12)
    """
  }
  private static let ofAgency = Statement(
    "inbox.ofAgency",
    listing: """
      SELECT \(ThreadRows.columnsOfT) FROM commentThread t
      WHERE t.agency = ?1 AND t.state = ?13 AND t.changedAt <= ?3 AND (t.changedAt < ?3 OR t.id < ?4)
      AND t.site IN (SELECT j.value FROM LISTED(?2)) AND \(condition(seesInternal: true))
      ORDER BY t.changedAt DESC, t.id DESC LIMIT ?14
      """)
  private static let ofSite = Statement(
    "inbox.ofSite",
    listing: """
      SELECT \(ThreadRows.columnsOfT) FROM commentThread t
      WHERE t.agency = ?1 AND t.site = ?2 AND t.visibility = 'customer' AND t.publicChange > 0
      AND t.publicChangedAt <= ?3 AND (t.publicChangedAt < ?3 OR t.id < ?4) AND t.state = ?13
      AND \(condition(seesInternal: false))
      ORDER BY t.publicChangedAt DESC, t.id DESC LIMIT ?14
      """)
  private static let countsOfAgency = Statement(
    "inbox.countsOfAgency",
    listing: """
      SELECT t.state, COUNT(*) FROM commentThread t
      WHERE t.agency = ?1 AND t.site IN (SELECT j.value FROM LISTED(?2)) AND \(condition(seesInternal: true))
      AND t.changedAt <= ?3 AND t.id < ?4 GROUP BY t.state
      """)
  // Nothing but the index that begins with agency and state is read.
  private static let plainCountsOfAgency = Statement(
    "inbox.plainCountsOfAgency",
    listing: """
      SELECT t.state, COUNT(*) FROM commentThread t
      WHERE t.agency = ?1 AND t.site IN (SELECT j.value FROM LISTED(?2)) GROUP BY t.state
      """)
  private static let countsOfSite = Statement(
    "inbox.countsOfSite",
    """
    SELECT t.state, COUNT(*) FROM commentThread t
    WHERE t.agency = ?1 AND t.site = ?2 AND t.visibility = 'customer' AND \(condition(seesInternal: false))
    AND t.publicChangedAt <= ?3 AND t.id < ?4 GROUP BY t.state
    """)
  /// Greater than every ID.
  private static let last = "~"

  func inbox(after place: Place?, limit: Int) throws -> Inbox {
    let sites = try visibleSites()
    let known = Dictionary(sites.map { ($0.key, $0) }, uniquingKeysWith: { first, _ in first })
    let all = sites.filter(\.rules.seesInternal)
    // Who sees only what is said to customers is told of no assignees, nor of what was proposed in internal words.
    let isForAgency = filter.assignee != nil || filter.isUnassigned || filter.isSuggestion
    let others = !isForAgency ? sites.filter { !$0.rules.seesInternal } : []
    var found: [Found] = []
    let states = filter.states.isEmpty ? CommentThread.State.allCases : Array(filter.states)
    for state in states {
      let tail: [SQLValue] = [.init(state), .init(limit + 1)]
      if !all.isEmpty {
        found += try transaction.all(
          Self.ofAgency, values(.list(all.map(\.key.site)), after: place) + tail
        ) { row in
          let row = try ThreadRows.row(row, agency: account.agency)
          return Found(row: row, changedAt: row.changedAt)
        }
      }
      for site in others {
        found += try transaction.all(Self.ofSite, values(.init(site.key.site.rawValue), after: place) + tail) { row in
          let row = try ThreadRows.row(row, agency: account.agency)
          return Found(row: row, changedAt: row.publicChangedAt)
        }
      }
    }
    found.sort { ($0.changedAt, $0.row.thread.id) > ($1.changedAt, $1.row.thread.id) }
    let shown = found.prefix(limit)
    return Inbox(
      items: try items(shown.map(\.row), known),
      next: found.count > limit ? shown.last.map { "\($0.changedAt).\($0.row.thread.id)" } : nil,
      counts: try counts(all, others))
  }

  private func visibleSites() throws -> [Site] {
    try transaction.all(Self.sites, .init(account.agency.rawValue), .init(account.id.rawValue)) { row -> Site? in
      let id = SiteID(stored: row.text(0))
      guard filter.sites.isEmpty || filter.sites.contains(id), let role = Role(rawValue: row.text(2)) else {
        return nil
      }
      return Site(
        key: SiteKey(agency: account.agency, site: id), slug: row.text(1),
        rules: FeedbackRules(participant: .account(account.id), role: role))
    }.compactMap { $0 }
  }

  private func items(_ rows: [ThreadRow], _ sites: [SiteKey: Site]) throws -> [Inbox.Item] {
    var told: [SiteKey: [ThreadID: Inbox.Item]] = [:]
    for (key, rows) in Dictionary(grouping: rows, by: \.key) {
      guard let site = sites[key] else { continue }
      let name = try SiteRows.settings(of: key, in: transaction).name
      let views = try ThreadTeller(
        reader: FeedbackReader(key: key, rules: site.rules), moment: moment, transaction: transaction
      ).views(rows)
      told[key] = Dictionary(
        views.map { ($0.thread.id, Inbox.Item(thread: $0, slug: site.slug, siteName: name)) },
        uniquingKeysWith: { first, _ in first })
    }
    return rows.compactMap { told[$0.key]?[$0.thread.id] }
  }

  private func counts(_ all: [Site], _ others: [Site]) throws -> [CommentThread.State: Int] {
    var counts: [CommentThread.State: Int] = [:]
    func add(_ statement: Statement, _ values: [SQLValue]) throws {
      try transaction.query(statement, values) { row in
        if let state = CommentThread.State(rawValue: row.text(0)) { counts[state, default: 0] += row.integer(1) }
      }
    }
    if !all.isEmpty {
      let list = SQLValue.list(all.map(\.key.site))
      let isPlain =
        filter.assignee == nil && !filter.isUnassigned && !filter.isUnread && !filter.isMentioned
        && !filter.isSuggestion && filter.round == nil
      if isPlain {
        try add(Self.plainCountsOfAgency, [.init(account.agency.rawValue), list])
      } else {
        try add(Self.countsOfAgency, values(list, after: nil))
      }
    }
    for site in others { try add(Self.countsOfSite, values(.init(site.key.site.rawValue), after: nil)) }
    return counts
  }

  private func values(_ sites: SQLValue, after place: Place?) -> [SQLValue] {
    [
      .init(account.agency.rawValue), sites, .init(place?.changedAt ?? .max), .init(place?.thread ?? Self.last),
      .init(filter.assignee?.rawValue), .init(filter.isUnassigned), .init(filter.isUnread),
      .init(Participant.account(account.id).readerName), .init(filter.isMentioned), .init(account.id.rawValue),
      .init(filter.isSuggestion), .init(filter.round),
    ]
  }
}
