import Database
import Model

/// What is known of a request that carries an idempotency key.
package enum RequestClaim: Hashable, Sendable {
  /// Nobody has asked that before; the caller carries it out and then says `answered` or `released`.
  case fresh
  /// It was carried out; this was the answer.
  case answered(status: Int, answer: String)
  /// The first request of that key is still being carried out.
  case inProgress
  /// The key was used for another request.
  case otherRequest
}

extension Store {
  /// Takes an idempotency key for a request, before it is carried out. Answers are kept for a day; a claim that nobody has answered
  /// for a minute belongs to a process that is gone.
  package func claimRequest(key: String, requestHash: String, account: Account) async throws -> RequestClaim {
    let moment = now()
    let keys: [SQLValue] = [.init(account.agency.rawValue), .init(account.id.rawValue), .init(key)]
    return try await database.write { transaction in
      try transaction.execute(AnsweredRequestRows.deleteOld, .init(moment - 86_400_000))
      if try transaction.execute(AnsweredRequestRows.claim, keys + [.init(requestHash), .init(moment)]) == 1 {
        return .fresh
      }
      let abandoned = moment - 60_000
      if try transaction.execute(
        AnsweredRequestRows.takeOver, keys + [.init(requestHash), .init(moment), .init(abandoned)])
        == 1
      {
        return .fresh
      }
      return try transaction.first(AnsweredRequestRows.find, keys) { row -> RequestClaim in
        if row.text(0) != requestHash { return .otherRequest }
        let status = row.integer(1)
        return status == 0 ? .inProgress : .answered(status: status, answer: row.text(2))
      } ?? .inProgress
    }
  }

  package func answerRequest(key: String, account: Account, status: Int, answer: String) async throws {
    try await database.write {
      try $0.execute(
        AnsweredRequestRows.answer, .init(account.agency.rawValue), .init(account.id.rawValue), .init(key),
        .init(status), .init(answer))
    }
  }

  /// Gives a key back whose request changed nothing, so that it may be tried again.
  package func releaseRequest(key: String, account: Account) async throws {
    try await database.write {
      try $0.execute(
        AnsweredRequestRows.release, .init(account.agency.rawValue), .init(account.id.rawValue), .init(key))
    }
  }
}

enum AnsweredRequestRows {
  // Status 0 is a claim without an answer.
  static let claim = Statement(
    "answeredRequest.claim",
    """
    INSERT INTO answeredRequest (agency, account, idempotencyKey, requestHash, status, answer, at)
    VALUES (?, ?, ?, ?, 0, '', ?) ON CONFLICT (agency, account, idempotencyKey) DO NOTHING
    """)
  static let takeOver = Statement(
    "answeredRequest.takeOver",
    """
    UPDATE answeredRequest SET requestHash = ?4, at = ?5
    WHERE agency = ?1 AND account = ?2 AND idempotencyKey = ?3 AND status = 0 AND at < ?6
    """)
  static let find = Statement(
    "answeredRequest.find",
    "SELECT requestHash, status, answer FROM answeredRequest WHERE agency = ? AND account = ? AND idempotencyKey = ?")
  static let answer = Statement(
    "answeredRequest.answer",
    """
    UPDATE answeredRequest SET status = ?4, answer = ?5
    WHERE agency = ?1 AND account = ?2 AND idempotencyKey = ?3 AND status = 0
    """)
  static let release = Statement(
    "answeredRequest.release",
    "DELETE FROM answeredRequest WHERE agency = ? AND account = ? AND idempotencyKey = ? AND status = 0")
  static let deleteOld = Statement(
    "answeredRequest.deleteOld", "DELETE FROM answeredRequest WHERE at < ?")
}
