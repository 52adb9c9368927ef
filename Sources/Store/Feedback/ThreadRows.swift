import Database
import Model

/// A thread as it is kept, with the numbers of its newest changes: of all, and of those that others than the agency's people see.
struct ThreadRow {
  let key: SiteKey
  var thread: CommentThread
  var change: Int
  var changedAt: Int
  var publicChange: Int
  var publicChangedAt: Int
  /// The number that it has when its visibility is the other one; nil when it never was.
  var otherNumber: Int?
  /// From when on others than the agency's people could read a thread that was begun internally.
  var shownAt: Int?
  /// The number of the public change since which they can read it, or could; 0 for never.
  var shownWith = 0

  /// The number of the newest change that a reader can see.
  func version(for rules: FeedbackRules) -> Int { rules.seesInternal ? change : publicChange }
  func changedAt(for rules: FeedbackRules) -> Int { rules.seesInternal ? changedAt : publicChangedAt }
}

/// Threads as rows. Only the thread door and what migrates or restores a site write them.
enum ThreadRows {
  private static let names = """
    site id visibility number page element revision anchor quote account guest at state reason duplicateOf priority assignee tags round \
    resolution change changedAt publicChange publicChangedAt otherNumber shownAt shownWith
    """.split(separator: " ")
  static let columns = names.joined(separator: ", ")
  /// The same of a table `t`.
  static let columnsOfT = names.map { "t.\($0)" }.joined(separator: ", ")

  private static let insert = Statement(
    "commentThread.insert",
    "INSERT INTO commentThread (agency, \(columns)) VALUES (?\(String(repeating: ", ?", count: names.count)))")
  private static let byID = Statement(
    "commentThread.byID", "SELECT \(columns) FROM commentThread WHERE agency = ? AND site = ? AND id = ?")
  private static let update = Statement(
    "commentThread.update",
    """
    UPDATE commentThread SET state = ?4, reason = ?5, duplicateOf = ?6, priority = ?7, assignee = ?8, tags = ?9, round = ?10,
    resolution = ?11, change = ?12, changedAt = ?13, publicChange = ?14, publicChangedAt = ?15
    WHERE agency = ?1 AND site = ?2 AND id = ?3
    """)
  private static let lastNumber = Statement(
    "commentThread.lastNumber",
    """
    SELECT MAX(m.number) FROM (
      SELECT MAX(number) AS number FROM commentThread WHERE agency = ?1 AND site = ?2 AND visibility = ?3
      UNION ALL
      SELECT MAX(otherNumber) FROM commentThread
      WHERE agency = ?1 AND site = ?2 AND visibility = ?4 AND otherNumber IS NOT NULL
    ) m
    """)
  private static let setVisibility = Statement(
    "commentThread.setVisibility",
    """
    UPDATE commentThread SET visibility = ?4, number = ?5, otherNumber = ?6, shownAt = ?7, shownWith = ?8, quote = ?9,
    revision = ?10, account = ?11, guest = ?12, round = ?13
    WHERE agency = ?1 AND site = ?2 AND id = ?3
    """)
  private static let draw = Statement(
    "site.drawFeedback",
    """
    UPDATE site SET feedback = feedback + ?3, publicFeedback = publicFeedback + ?4 WHERE agency = ?1 AND id = ?2
    RETURNING feedback, publicFeedback
    """)
  private static let newest = Statement(
    "site.newestFeedback", "SELECT feedback, publicFeedback FROM site WHERE agency = ? AND id = ?")
  private static let openOf = Statement(
    "commentThread.openOf",
    """
    SELECT COUNT(*) FROM commentThread WHERE agency = ?1 AND site = ?2 AND (account = ?3 OR guest = ?4)
    AND state IN ('open', 'inProgress', 'question') AND visibility = 'customer'
    """)

  static func insert(_ row: ThreadRow, in transaction: Transaction) throws {
    let thread = row.thread
    var values: [SQLValue] = row.key.values
    values += [
      .init(thread.id.rawValue), .init(thread.visibility), .init(thread.number), .init(thread.page?.rawValue),
      .init(thread.element?.rawValue), .init(thread.anchor.revision), .init(thread.anchor.json.canonical),
      .init(thread.quote), .init(thread.author.account?.rawValue), .init(thread.author.guest?.rawValue),
      .init(thread.at), .init(thread.state), .init(thread.reason),
    ]
    values += [
      .init(thread.duplicateOf?.rawValue), .init(thread.priority), .init(thread.assignee?.rawValue),
      .init(JSONValue.strings(thread.tags).canonical), .init(thread.round), .init(thread.resolution),
      .init(row.change), .init(row.changedAt), .init(row.publicChange), .init(row.publicChangedAt),
      .init(row.otherNumber), .init(row.shownAt), .init(row.shownWith),
    ]
    try transaction.execute(insert, values)
  }

  static func find(_ id: ThreadID, of key: SiteKey, in transaction: Transaction) throws -> ThreadRow? {
    try transaction.first(byID, key.values + [.init(id.rawValue)]) { try row($0, agency: key.agency) }
  }

  static func update(_ row: ThreadRow, in transaction: Transaction) throws {
    let thread = row.thread
    try transaction.execute(
      update,
      row.key.values + [
        .init(thread.id.rawValue), .init(thread.state), .init(thread.reason), .init(thread.duplicateOf?.rawValue),
        .init(thread.priority), .init(thread.assignee?.rawValue), .init(JSONValue.strings(thread.tags).canonical),
        .init(thread.round), .init(thread.resolution), .init(row.change), .init(row.changedAt),
        .init(row.publicChange), .init(row.publicChangedAt),
      ])
  }

  /// Writes who may read a thread, and what goes with it; `update` writes the rest.
  static func setVisibility(_ row: ThreadRow, in transaction: Transaction) throws {
    try transaction.execute(
      setVisibility,
      row.key.values + [
        .init(row.thread.id.rawValue), .init(row.thread.visibility), .init(row.thread.number), .init(row.otherNumber),
        .init(row.shownAt), .init(row.shownWith), .init(row.thread.quote),
        .init(row.thread.anchor.revision), .init(row.thread.author.account?.rawValue),
        .init(row.thread.author.guest?.rawValue), .init(row.thread.round),
      ])
  }

  /// Numbers for the next changes: the newest of them and the newest that others than the agency's people see.
  /// - Parameter open: how many of them those see
  static func draw(
    _ count: Int, open: Int, of key: SiteKey, in transaction: Transaction
  ) throws -> (change: Int, publicChange: Int) {
    let drawn = try transaction.first(draw, key.values + [.init(count), .init(open)]) {
      (change: $0.integer(0), publicChange: $0.integer(1))
    }
    guard let drawn else { throw StoreError.notFound("site \(key.site)") }
    return drawn
  }

  /// The numbers of the newest changes on a site.
  static func newest(of key: SiteKey, in transaction: Transaction) throws -> (change: Int, publicChange: Int)? {
    try transaction.first(newest, key.values) { (change: $0.integer(0), publicChange: $0.integer(1)) }
  }

  static func nextNumber(_ visibility: FeedbackVisibility, of key: SiteKey, in transaction: Transaction) throws -> Int {
    let other: FeedbackVisibility = visibility == .customer ? .internal : .customer
    let last = try transaction.first(lastNumber, key.values + [.init(visibility), .init(other)]) {
      $0.optionalInteger(0)
    }
    return ((last ?? nil) ?? 0) + 1
  }

  static func openCount(of participant: Participant, in key: SiteKey, _ transaction: Transaction) throws -> Int {
    try transaction.first(
      openOf, key.values + [.init(participant.account?.rawValue), .init(participant.guest?.rawValue)]
    ) { $0.integer(0) } ?? 0
  }

  static func row(_ row: borrowing Row, agency: AgencyID) throws -> ThreadRow {
    let id = row.text(1)
    guard let author = Participant(account: row.optionalText(9), guest: row.optionalText(10)),
      let visibility = FeedbackVisibility(rawValue: row.text(2)),
      let state = CommentThread.State(rawValue: row.text(12)),
      let priority = CommentThread.Priority(rawValue: row.text(15))
    else { throw StoreError.damaged("thread \(id)") }
    let (anchor, tags): (Anchor, [String])
    do {
      anchor = try Anchor(try JSONValue.parse(row.text(7)), revision: row.integer(6))
      tags = try JSONValue.parse(row.text(17)).array?.compactMap(\.string) ?? []
    } catch {
      throw StoreError.damaged("thread \(id): \(error)")
    }
    return ThreadRow(
      key: SiteKey(agency: agency, site: SiteID(stored: row.text(0))),
      thread: CommentThread(
        id: ThreadID(stored: id), number: row.integer(3), visibility: visibility,
        page: row.optionalText(4).map(PageID.init(stored:)),
        element: row.optionalText(5).map(ElementID.init(stored:)), anchor: anchor, quote: row.text(8), author: author,
        at: row.integer(11), state: state, reason: row.text(13),
        duplicateOf: row.optionalText(14).map(ThreadID.init(stored:)), priority: priority,
        assignee: row.optionalText(16).map(AccountID.init(stored:)), tags: tags, round: row.optionalInteger(18),
        resolution: row.optionalInteger(19)),
      change: row.integer(20), changedAt: row.integer(21), publicChange: row.integer(22),
      publicChangedAt: row.integer(23), otherNumber: row.optionalInteger(24), shownAt: row.optionalInteger(25),
      shownWith: row.optionalInteger(26) ?? 0)
  }
}
