import Database
import Model

/// A request that may be repeated: whose it is, the key that its sender has given it, and a hash of what it asks for.
package struct RequestKey: Hashable, Sendable {
  package let key: String
  package let requestHash: String
  package let agency: AgencyID
  package let sender: Participant

  package init(key: String, requestHash: String, account: Account) {
    self.init(key: key, requestHash: requestHash, agency: account.agency, sender: .account(account.id))
  }

  package init(key: String, requestHash: String, agency: AgencyID, sender: Participant) {
    self.key = key
    self.requestHash = requestHash
    self.agency = agency
    self.sender = sender
  }
}

/// How a request was answered, as it is kept: a status and whatever the asker makes an answer of.
package struct RecordedAnswer: Hashable, Sendable {
  package let status: Int
  package let document: JSONValue

  package init(status: Int, document: JSONValue) {
    self.status = status
    self.document = document
  }
}

/// The key was used for another request.
package struct RequestKeyTaken: Error, Hashable, Sendable {}

extension Store {
  /// Carries a request out once: `perform` writes and the answer is kept in one transaction, so that after a crash either both are there
  /// or neither. Asked again, only the answer comes. Answers are kept for a day; without a key nothing is kept.
  /// - Parameter repeated: what has to hold for the answer to be told again
  /// - Throws: `RequestKeyTaken`, what `repeated` throws, and what `perform` throws; the key is free again then.
  package func answeringOnce(
    _ request: RequestKey?, repeated: @escaping @Sendable (RecordedAnswer, Transaction) throws -> Void = { _, _ in },
    perform: @escaping @Sendable (Transaction) throws -> RecordedAnswer
  ) async throws -> RecordedAnswer {
    let moment = now()
    return try await database.write { transaction in
      guard let request else { return try perform(transaction) }
      return try AnsweredRequestRows.answering(
        request, at: moment, in: transaction, repeated: { try repeated($0, transaction) }
      ) { try perform(transaction) }
    }
  }

  /// The answer to a request that was carried out before.
  /// - Throws: `RequestKeyTaken`.
  package func recordedAnswer(to request: RequestKey) async throws -> RecordedAnswer? {
    let moment = now()
    return try await database.read { try AnsweredRequestRows.answer(to: request, at: moment, in: $0) }
  }
}

enum AnsweredRequestRows {
  private static let lifetime = 86_400_000

  /// Guests have a table of their own, since an account's row points to the account.
  private struct Table {
    let claim: Statement
    let find: Statement
    let answer: Statement
    let deleteOld: Statement

    init(_ name: String, sender: String) {
      let keys = "agency, \(sender), idempotencyKey"
      // The row comes first: on PostgreSQL whoever repeats a request while it is carried out waits here for its end. No other
      // transaction ever sees it with status 0.
      claim = Statement(
        "\(name).claim",
        """
        INSERT INTO \(name) (\(keys), requestHash, status, answer, at)
        VALUES (?, ?, ?, ?, 0, '', ?) ON CONFLICT (\(keys)) DO NOTHING
        """)
      find = Statement(
        "\(name).find",
        """
        SELECT requestHash, status, answer FROM \(name)
        WHERE agency = ? AND \(sender) = ? AND idempotencyKey = ? AND at >= ?
        """)
      answer = Statement(
        "\(name).answer",
        "UPDATE \(name) SET status = ?4, answer = ?5 WHERE agency = ?1 AND \(sender) = ?2 AND idempotencyKey = ?3")
      deleteOld = Statement("\(name).deleteOld", "DELETE FROM \(name) WHERE at < ?")
    }
  }

  private static let ofAccounts = Table("answeredRequest", sender: "account")
  private static let ofGuests = Table("guestRequest", sender: "guest")

  static func answering(
    _ request: RequestKey, at moment: Int, in transaction: Transaction, repeated: (RecordedAnswer) throws -> Void,
    perform: () throws -> RecordedAnswer
  ) throws -> RecordedAnswer {
    let (table, keys) = place(of: request)
    try transaction.execute(table.deleteOld, .init(moment - lifetime))
    guard try transaction.execute(table.claim, keys + [.init(request.requestHash), .init(moment)]) == 1 else {
      guard let known = try answer(to: request, at: moment, in: transaction) else {
        throw StoreError.damaged("the answer to a repeated request")
      }
      try repeated(known)
      return known
    }
    let result = try perform()
    try transaction.execute(table.answer, keys + [.init(result.status), .init(result.document.canonical)])
    return result
  }

  static func answer(to request: RequestKey, at moment: Int, in transaction: Transaction) throws -> RecordedAnswer? {
    let (table, keys) = place(of: request)
    return try transaction.first(table.find, keys + [.init(moment - lifetime)]) { row -> RecordedAnswer in
      guard row.text(0) == request.requestHash else { throw RequestKeyTaken() }
      guard let document = try? JSONValue.parse(row.text(2)) else {
        throw StoreError.damaged("the answer to a repeated request")
      }
      return RecordedAnswer(status: row.integer(1), document: document)
    }
  }

  private static func place(of request: RequestKey) -> (table: Table, keys: [SQLValue]) {
    let (table, sender) =
      switch request.sender {
      case .account(let account): (ofAccounts, account.rawValue)
      case .guest(let guest): (ofGuests, guest.rawValue)
      }
    return (table, [.init(request.agency.rawValue), .init(sender), .init(request.key)])
  }
}
