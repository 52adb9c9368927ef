import Database
import Model

extension Store {
  /// The site's rounds, newest first.
  /// - Throws: `notFound`
  package func rounds(of key: SiteKey, for participant: Participant) async throws -> [Round] {
    try await reading(key, participant) { try Rounds.all(of: key, $0.transaction) }
  }

  /// Asks for feedback from a moment on; threads that begin while it is open belong to it.
  /// - Throws: `notFound`, `FieldError`, `FeedbackRefusal`
  package func addRound(
    name: String, opensAt: Int? = nil, endsAt: Int?, of key: SiteKey, by account: AccountID
  ) async throws -> Round {
    let moment = now()
    return try await database.write { transaction in
      let door = try ThreadDoor(.account(account), in: key, at: moment, transaction)
      guard door.rules.mayModerate else { throw FeedbackRefusal(.role, "the agency's people open rounds") }
      let round = Round(
        number: try Rounds.all(of: key, transaction).first.map { $0.number + 1 } ?? 1, name: try Rounds.checked(name),
        opensAt: opensAt ?? moment, endsAt: endsAt)
      try Rounds.check(round)
      try Rounds.insert(round, of: key, transaction)
      return round
    }
  }

  /// Changes a round's name and deadline, closes it or opens it again.
  /// - Throws: `notFound`, `FieldError`, `FeedbackRefusal`
  package func changeRound(
    _ number: Int, name: String? = nil, endsAt: Int?? = nil, isClosed: Bool? = nil, of key: SiteKey,
    by account: AccountID
  ) async throws -> Round {
    let moment = now()
    return try await database.write { transaction in
      let door = try ThreadDoor(.account(account), in: key, at: moment, transaction)
      guard door.rules.mayModerate else { throw FeedbackRefusal(.role, "the agency's people change rounds") }
      guard let known = try Rounds.all(of: key, transaction).first(where: { $0.number == number }) else {
        throw StoreError.notFound("round \(number)")
      }
      let round = Round(
        number: number, name: try name.map { try Rounds.checked($0) } ?? known.name, opensAt: known.opensAt,
        endsAt: endsAt ?? known.endsAt,
        closedAt: isClosed.map { $0 ? known.closedAt ?? moment : nil } ?? known.closedAt)
      try Rounds.check(round)
      try Rounds.update(round, of: key, transaction)
      return round
    }
  }
}

/// Rounds as rows.
enum Rounds {
  private static let columns = "number, name, opensAt, endsAt, closedAt"
  private static let all = Statement(
    "round.all", "SELECT \(columns) FROM round WHERE agency = ? AND site = ? ORDER BY number DESC")
  private static let insert = Statement(
    "round.insert", "INSERT INTO round (agency, site, \(columns)) VALUES (?, ?, ?, ?, ?, ?, ?)")
  private static let update = Statement(
    "round.update",
    """
    UPDATE round SET name = ?4, opensAt = ?5, endsAt = ?6, closedAt = ?7
    WHERE agency = ?1 AND site = ?2 AND number = ?3
    """)
  private static let open = Statement(
    "round.open",
    """
    SELECT number FROM round WHERE agency = ? AND site = ? AND opensAt <= ? AND closedAt IS NULL
    ORDER BY number DESC LIMIT 1
    """)
  private static let closed = Statement(
    "round.closed", "SELECT number FROM round WHERE agency = ? AND site = ? AND closedAt <= ?")
  private static let known = Statement(
    "round.known", "SELECT number FROM round WHERE agency = ? AND site = ? AND number = ?")

  static func all(of key: SiteKey, _ transaction: Transaction) throws -> [Round] {
    try transaction.all(all, key.values) { row in
      Round(
        number: row.integer(0), name: row.text(1), opensAt: row.integer(2), endsAt: row.optionalInteger(3),
        closedAt: row.optionalInteger(4))
    }
  }

  static func insert(_ round: Round, of key: SiteKey, _ transaction: Transaction) throws {
    try transaction.execute(insert, key.values + values(round))
  }

  static func update(_ round: Round, of key: SiteKey, _ transaction: Transaction) throws {
    try transaction.execute(update, key.values + values(round))
  }

  /// The round of a new thread: the one that is asked for, or the newest that is open.
  static func number(
    for wanted: Int?, at moment: Int, in key: SiteKey, _ transaction: Transaction
  ) throws -> Int? {
    if let wanted { return try checked(wanted, in: key, transaction) }
    return try transaction.first(open, key.values + [.init(moment)]) { $0.integer(0) }
  }

  /// The rounds that the agency has closed.
  static func closed(at moment: Int, in key: SiteKey, _ transaction: Transaction) throws -> Set<Int> {
    Set(try transaction.all(closed, key.values + [.init(moment)]) { $0.integer(0) })
  }

  static func checked(_ number: Int, in key: SiteKey, _ transaction: Transaction) throws -> Int {
    guard try transaction.first(known, key.values + [.init(number)], map: { _ in true }) == true else {
      throw FieldError(pointer: "/round", problem: "is no round of this site")
    }
    return number
  }

  static func checked(_ name: String) throws(FieldError) -> String {
    let name = try CommentText.checked(name, pointer: "/name", maximum: FeedbackLimits.roundName)
    guard !name.contains(where: \.isNewline) else { throw FieldError(pointer: "/name", problem: "must be one line") }
    return name
  }

  static func check(_ round: Round) throws(FieldError) {
    if let endsAt = round.endsAt, endsAt <= round.opensAt {
      throw FieldError(pointer: "/endsAt", problem: "must be later than the beginning")
    }
  }

  private static func values(_ round: Round) -> [SQLValue] {
    [
      .init(round.number), .init(round.name), .init(round.opensAt), .init(round.endsAt), .init(round.closedAt),
    ]
  }
}
