import Database
import Model

/// Somebody who takes part in a site's feedback, as it stands in the transaction that acts on it.
struct FeedbackReader: Sendable {
  let key: SiteKey
  let rules: FeedbackRules
  /// The only revision that the reader may see; nil for the working draft.
  let pinned: Revision?
  /// From when on the reader could read the site, in milliseconds since 1970 UTC; 0 for accounts.
  let since: Int
  /// What the reader could look at.
  let states: ReviewedStates

  private static let guest = Statement(
    "guest.reader",
    """
    SELECT l.pinned, CASE WHEN g.at > l.at THEN g.at ELSE l.at END, (
      SELECT d.revision FROM edit d WHERE d.agency = g.agency AND d.site = g.site
      AND d.at < CASE WHEN g.at > l.at THEN g.at ELSE l.at END ORDER BY d.at DESC, d.revision DESC LIMIT 1)
    FROM guest g JOIN reviewLink l ON l.agency = g.agency AND l.site = g.site AND l.id = g.link
    WHERE g.agency = ? AND g.site = ? AND g.id = ? AND l.revokedAt IS NULL AND l.expiresAt > ?
    """)

  /// - Throws: `notFound` for whoever has no role in the site's project, and for guests whose link is over
  init(_ participant: Participant, in key: SiteKey, at moment: Int, _ transaction: Transaction) throws {
    self.key = key
    switch participant {
    case .account(let account):
      guard let authority = try AuthorityRows.authority(of: account, in: key, transaction: transaction) else {
        throw StoreError.notFound("site \(key.site)")
      }
      rules = FeedbackRules(participant: participant, role: authority.role)
      pinned = nil
      since = 0
      states = ReviewedStates()
    case .guest(let guest):
      let found = try transaction.first(Self.guest, key.values + [.init(guest.rawValue), .init(moment)]) {
        Found(pinned: $0.optionalInteger(0), since: $0.integer(1), first: $0.optionalInteger(2) ?? 0)
      }
      guard let found else { throw StoreError.notFound("site \(key.site)") }
      rules = FeedbackRules(participant: participant, role: .guest)
      pinned = found.pinned
      since = found.since
      states = found.pinned.map(ReviewedStates.init(pinned:)) ?? ReviewedStates(since: found.first)
    }
  }

  init(key: SiteKey, rules: FeedbackRules) {
    self.key = key
    self.rules = rules
    pinned = nil
    since = 0
    states = ReviewedStates()
  }

  private struct Found {
    let pinned: Revision?
    let since: Int
    /// The revision that stood there then.
    let first: Revision
  }

  func shown(_ transaction: Transaction) -> DraftSight { DraftSight(key: key, transaction) }

  /// What a statement is told of what the reader sees: 1 for everything, 0 for what customers may know.
  var sight: SQLValue { .init(rules.seesInternal) }
}

extension Participant {
  /// As marks of what somebody has seen name them.
  var readerName: String {
    switch self {
    case .account(let id): "a:\(id)"
    case .guest(let id): "g:\(id)"
    }
  }

  /// The ID of the account or the guest.
  package var id: String {
    switch self {
    case .account(let id): id.rawValue
    case .guest(let id): id.rawValue
    }
  }

  var account: AccountID? { if case .account(let id) = self { id } else { nil } }
  var guest: GuestID? { if case .guest(let id) = self { id } else { nil } }

  /// Of a row's columns, of which at most one is set.
  init?(account: String?, guest: String?) {
    if let account {
      self = .account(AccountID(stored: account))
    } else if let guest {
      self = .guest(GuestID(stored: guest))
    } else {
      return nil
    }
  }
}

/// Who people are, for those who read what they wrote.
enum FeedbackPeople {
  private static let accounts = Statement(
    "feedback.accounts",
    listing: """
      SELECT a.id, a.name, COALESCE(m.role, a.agencyRole) FROM LISTED(?3)
      JOIN account a ON a.agency = ?1 AND a.id = j.value JOIN site s ON s.agency = ?1 AND s.id = ?2
      LEFT JOIN membership m ON m.agency = s.agency AND m.project = s.project AND m.account = a.id
      """)
  private static let guests = Statement(
    "feedback.guests",
    listing: """
      SELECT g.id, g.name FROM LISTED(?3) JOIN guest g ON g.agency = ?1 AND g.site = ?2 AND g.id = j.value
      """)
  private static let everybody = Statement(
    "feedback.everybody",
    """
    SELECT a.id, a.name, COALESCE(m.role, a.agencyRole) FROM site s JOIN account a ON a.agency = s.agency
    LEFT JOIN membership m ON m.agency = s.agency AND m.project = s.project AND m.account = a.id
    WHERE s.agency = ?1 AND s.id = ?2 AND COALESCE(m.role, a.agencyRole) IS NOT NULL ORDER BY a.name, a.id
    """)

  static func named(
    _ participants: Set<Participant>, in key: SiteKey, _ transaction: Transaction
  ) throws -> [Participant: FeedbackPerson] {
    var people: [Participant: FeedbackPerson] = [:]
    let accounts = participants.compactMap(\.account)
    if !accounts.isEmpty {
      try transaction.query(Self.accounts, key.values + [.list(accounts)]) { row in
        let person = person(row)
        people[person.participant] = person
      }
    }
    let guests = participants.compactMap(\.guest)
    if !guests.isEmpty {
      try transaction.query(Self.guests, key.values + [.list(guests)]) { row in
        let participant = Participant.guest(GuestID(stored: row.text(0)))
        people[participant] = FeedbackPerson(participant: participant, name: row.text(1), isAgency: false)
      }
    }
    return people
  }

  /// Whoever has a role in the site's project, by name.
  static func everybody(in key: SiteKey, _ transaction: Transaction) throws -> [FeedbackPerson] {
    try transaction.all(everybody, key.values, map: person)
  }

  /// Those of the accounts that have a role in the site's project, with it.
  static func roles(
    of accounts: [AccountID], in key: SiteKey, _ transaction: Transaction
  ) throws -> [AccountID: Role] {
    var roles: [AccountID: Role] = [:]
    try transaction.query(Self.accounts, key.values + [.list(accounts)]) { row in
      roles[AccountID(stored: row.text(0))] = row.optionalText(2).flatMap(Role.init(rawValue:))
    }
    return roles
  }

  private static func person(_ row: borrowing Row) -> FeedbackPerson {
    FeedbackPerson(
      participant: .account(AccountID(stored: row.text(0))), name: row.text(1),
      isAgency: row.optionalText(2).flatMap(Role.init(rawValue:))?.isAgency ?? false)
  }
}

extension Store {
  /// Whom one can name in feedback on a site: everybody who has a role in its project. Guests are told of nobody.
  /// - Throws: `notFound`
  package func feedbackPeople(of key: SiteKey, for participant: Participant) async throws -> [FeedbackPerson] {
    let moment = now()
    return try await database.read { transaction in
      let reader = try FeedbackReader(participant, in: key, at: moment, transaction)
      return reader.rules.role == .guest ? [] : try FeedbackPeople.everybody(in: key, transaction)
    }
  }
}
