import Database
import Model

package typealias NoticeID = Identifier<Notice>

/// What somebody is told of feedback: in the portal now, by mail when a digest is sent.
package struct Notice: Hashable, Sendable {
  package enum Kind: String, Sendable, CaseIterable {
    /// Somebody has begun a thread.
    case thread
    case comment
    /// A thread has another state.
    case state
    /// Somebody was named.
    case mention
    case assigned
  }

  package let id: NoticeID
  package let site: SiteKey
  package let kind: Kind
  package let thread: ThreadID?
  /// Number, author and words: what the receiver might read at that time, as `payload` of the row.
  package let payload: JSONValue
  /// Milliseconds since 1970 UTC.
  package let at: Int
  package let readAt: Int?
}

extension Store {
  /// What an account was told, newest first: of sites on which it still has a role.
  /// - Parameter last: moment and ID of the last notice of the part before
  package func notices(
    for account: Account, unreadOnly: Bool = false, after last: (at: Int, id: NoticeID)? = nil, limit: Int
  ) async throws -> [Notice] {
    try await database.read { transaction in
      try transaction.all(
        Outbox.ofAccount, .init(account.agency.rawValue), .init(account.id.rawValue), .init(last?.at ?? .max),
        .init(unreadOnly), .init(limit), .init(last?.id.rawValue ?? ""), map: Outbox.notice)
    }.compactMap { $0 }
  }

  /// How many notices an account has not read, of sites on which it still has a role.
  package func unreadNotices(of account: Account) async throws -> Int {
    try await database.read {
      try $0.first(Outbox.unread, .init(account.agency.rawValue), .init(account.id.rawValue)) { $0.integer(0) } ?? 0
    }
  }

  /// Notes that an account has read its notices up to a moment.
  package func readNotices(of account: Account, until moment: Int) async throws {
    let now = now()
    try await database.write {
      try $0.execute(
        Outbox.read, .init(account.agency.rawValue), .init(account.id.rawValue), .init(moment), .init(now))
    }
  }
}

/// What is to be told, queued in the transaction of what it tells.
enum Outbox {
  /// What somebody has done.
  struct Act {
    let kind: Notice.Kind
    let thread: CommentThread
    let comment: CommentID?
    let visibility: FeedbackVisibility
    let by: Participant
    let words: String
    let from: CommentThread.State?
    let mentions: [AccountID]
  }

  private static let insert = Statement(
    "outbox.insert",
    """
    INSERT INTO outbox (agency, id, account, guest, site, kind, thread, payload, at)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
    """)
  // Found by an index over the agency's people alone, however many customers there are.
  private static let agency = Statement(
    "outbox.agencyPeople",
    current: """
      SELECT a.id, COALESCE(m.role, a.agencyRole) FROM site s
      JOIN account a INDEXED BY accountAgencyRole ON a.agency = s.agency AND a.agencyRole IS NOT NULL
      LEFT JOIN membership m ON m.agency = s.agency AND m.project = s.project AND m.account = a.id
      WHERE s.agency = ?1 AND s.id = ?2
      """)
  private static let writers = Statement(
    "outbox.writers",
    """
    SELECT DISTINCT account, guest FROM comment
    WHERE agency = ?1 AND site = ?2 AND thread = ?3 AND visibility = 'customer'
    """)
  private static let guests = Statement(
    "outbox.guests",
    listing: """
      SELECT g.id FROM LISTED(?3) JOIN guest g ON g.agency = ?1 AND g.site = ?2 AND g.id = j.value
      JOIN reviewLink l ON l.agency = g.agency AND l.site = g.site AND l.id = g.link
      WHERE g.mail IS NOT NULL AND l.revokedAt IS NULL AND l.expiresAt > ?4
      """)
  private static let forget = Statement(
    "outbox.forgetComment",
    listing: """
      DELETE FROM outbox WHERE agency = ?1 AND site = ?2 AND thread = ?3 AND PLACE(payload, CAST(?4 AS VARCHAR)) > 0
      """)
  private static let withdraw = Statement(
    "outbox.withdraw",
    """
    DELETE FROM outbox WHERE agency = ?1 AND site = ?2 AND thread = ?3 AND (account IS NULL OR account NOT IN (
      SELECT a.id FROM site s JOIN account a ON a.agency = s.agency
      LEFT JOIN membership m ON m.agency = s.agency AND m.project = s.project AND m.account = a.id
      WHERE s.agency = ?1 AND s.id = ?2 AND COALESCE(m.role, a.agencyRole) IN (\(agencyRoles))))
    """)
  private static let makeInternal = Statement(
    "outbox.makeInternal",
    """
    UPDATE outbox SET payload = REPLACE(payload, '"isInternal":false', '"isInternal":true')
    WHERE agency = ?1 AND site = ?2 AND thread = ?3
    """)
  private static let ofComment = Statement(
    "outbox.ofComment",
    listing: """
      SELECT id, payload FROM outbox WHERE agency = ?1 AND site = ?2 AND thread = ?3
      AND PLACE(payload, CAST(?4 AS VARCHAR)) > 0
      """)
  private static let setPayload = Statement(
    "outbox.setPayload", "UPDATE outbox SET payload = ?3 WHERE agency = ?1 AND id = ?2")
  private static let agencyRoles = Role.allCases.filter(\.isAgency).map { "'\($0.rawValue)'" }.joined(separator: ", ")
  /// Of sites on which the account still has a role; what is internal as long as that is one of the agency's. Quotes in words
  /// are escaped in the payload, so they mean nothing here.
  private static let isOpen = """
    COALESCE(m.role, a.agencyRole) IS NOT NULL
    AND (COALESCE(m.role, a.agencyRole) IN (\(agencyRoles)) OR PLACE(o.payload, '"isInternal":true') = 0)
    """
  static let ofAccount = Statement(
    "outbox.ofAccount",
    listing: """
      SELECT o.agency, o.id, o.site, o.kind, o.thread, o.payload, o.at, o.readAt FROM outbox o
      JOIN site s ON s.agency = o.agency AND s.id = o.site JOIN account a ON a.agency = o.agency AND a.id = o.account
      LEFT JOIN membership m ON m.agency = s.agency AND m.project = s.project AND m.account = a.id
      WHERE o.agency = ?1 AND o.account = ?2 AND (o.at < ?3 OR o.at = ?3 AND o.id > ?6) AND (?4 = 0 OR o.readAt IS NULL)
      AND \(isOpen) ORDER BY o.at DESC, o.id LIMIT ?5
      """)
  static let unread = Statement(
    "outbox.unread",
    listing: """
      SELECT COUNT(*) FROM outbox o JOIN site s ON s.agency = o.agency AND s.id = o.site
      JOIN account a ON a.agency = o.agency AND a.id = o.account
      LEFT JOIN membership m ON m.agency = s.agency AND m.project = s.project AND m.account = a.id
      WHERE o.agency = ?1 AND o.account = ?2 AND o.readAt IS NULL AND \(isOpen)
      """)
  static let read = Statement(
    "outbox.read",
    "UPDATE outbox SET readAt = ?4 WHERE agency = ?1 AND account = ?2 AND at <= ?3 AND readAt IS NULL")

  /// Queues a notice for everybody whom an act concerns: the agency's people on the site, who takes part in the thread, and who is named.
  /// Nobody is told of their own act, and of what is internal only those who may read it.
  static func queue(_ act: Act, at moment: Int, in key: SiteKey, _ transaction: Transaction) throws {
    let receivers = try receivers(of: act, at: moment, in: key, transaction)
    guard !receivers.isEmpty else { return }
    let name = try FeedbackPeople.named([act.by], in: key, transaction)[act.by]?.name ?? ""
    let payload = JSONValue.record([
      "number": .string(act.thread.label), "author": .string(name),
      "authorKind": .string(act.by.guest == nil ? "account" : "guest"),
      "comment": act.comment.map { .string($0.rawValue) },
      "words": act.words.isEmpty ? nil : .string(words(act.words)),
      "from": act.from.map { .string($0.rawValue) }, "state": .string(act.thread.state.rawValue),
      "isInternal": .bool(act.visibility == .internal),
    ]).canonical
    for receiver in receivers {
      let isNamed = receiver.account.map(act.mentions.contains) ?? false
      try transaction.execute(
        insert, .init(key.agency.rawValue), .init(NoticeID.random().rawValue), .init(receiver.account?.rawValue),
        .init(receiver.guest?.rawValue), .init(key.site.rawValue),
        .init(isNamed && act.kind != .assigned ? Notice.Kind.mention : act.kind), .init(act.thread.id.rawValue),
        .init(payload), .init(moment))
    }
  }

  private static func receivers(
    of act: Act, at moment: Int, in key: SiteKey, _ transaction: Transaction
  ) throws -> [Participant] {
    func sees(_ role: Role?, _ participant: Participant) -> Bool {
      role.map { FeedbackRules(participant: participant, role: $0).sees(act.visibility) } ?? false
    }
    var receivers: Set<Participant> = []
    if act.kind != .assigned {
      try transaction.query(agency, key.values) { row in
        let participant = Participant.account(AccountID(stored: row.text(0)))
        let role = row.optionalText(1).flatMap(Role.init(rawValue:))
        if role?.isAgency == true, sees(role, participant) { receivers.insert(participant) }
      }
    }
    var others = Set(act.mentions.map(Participant.account))
    if act.kind != .assigned, act.visibility == .customer {
      others.insert(act.thread.author)
      try transaction.query(writers, key.values + [.init(act.thread.id.rawValue)]) { row in
        if let writer = Participant(account: row.optionalText(0), guest: row.optionalText(1)) { others.insert(writer) }
      }
    }
    others.subtract(receivers)
    others.remove(act.by)
    let accounts = others.compactMap(\.account)
    if !accounts.isEmpty {
      for (account, role) in try FeedbackPeople.roles(of: accounts, in: key, transaction)
      where sees(role, .account(account)) { receivers.insert(.account(account)) }
    }
    let guests = others.compactMap(\.guest)
    if !guests.isEmpty, act.visibility == .customer {
      try transaction.query(Self.guests, key.values + [.list(guests), .init(moment)]) { row in
        receivers.insert(.guest(GuestID(stored: row.text(0))))
      }
    }
    receivers.remove(act.by)
    return receivers.sorted { $0.readerName < $1.readerName }
  }

  /// Words that were taken back are told to nobody any more.
  static func forget(_ comment: Comment, in key: SiteKey, _ transaction: Transaction) throws {
    try transaction.execute(forget, key.values + [.init(comment.thread.rawValue), mark(of: comment)])
  }

  /// What became internal is told to nobody but the agency's people any more, also where somebody's role changes later.
  static func withdraw(_ thread: ThreadID, in key: SiteKey, _ transaction: Transaction) throws {
    let values = key.values + [SQLValue(thread.rawValue)]
    try transaction.execute(withdraw, values)
    try transaction.execute(makeInternal, values)
  }

  /// Words that were replaced are told to nobody any more, but those that stand there now.
  static func rewrite(
    _ comment: Comment, as body: String, in key: SiteKey, _ transaction: Transaction
  ) throws {
    let rows = try transaction.all(
      ofComment, key.values + [.init(comment.thread.rawValue), mark(of: comment)]
    ) { (id: $0.text(0), payload: try JSONValue.parse($0.text(1))) }
    for row in rows {
      guard case .object(var members) = row.payload else { continue }
      members["words"] = .string(words(body))
      try transaction.execute(
        setPayload, .init(key.agency.rawValue), .init(row.id), .init(JSONValue.object(members).canonical))
    }
  }

  /// Quotes in words are escaped in the payload, so this stands in no other's.
  private static func mark(of comment: Comment) -> SQLValue {
    .init("\"comment\":\(JSONValue.string(comment.id.rawValue).canonical)")
  }

  private static func words(_ text: String) -> String { Excerpt.line(text, maximum: 200) }

  static func notice(_ row: borrowing Row) throws -> Notice? {
    guard let kind = Notice.Kind(rawValue: row.text(3)) else { return nil }
    return Notice(
      id: NoticeID(stored: row.text(1)),
      site: SiteKey(agency: AgencyID(stored: row.text(0)), site: SiteID(stored: row.text(2))), kind: kind,
      thread: row.optionalText(4).map(ThreadID.init(stored:)), payload: try JSONValue.parse(row.text(5)),
      at: row.integer(6), readAt: row.optionalInteger(7))
  }
}
