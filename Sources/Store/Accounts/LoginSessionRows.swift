import Database
import Model

/// A signed-in browser. Of the cookie's secret only the SHA-256 is stored, and it is the session's name everywhere else.
package struct LoginSession: Hashable, Sendable {
  package let hash: String
  package let account: Account
  package let createdAt: Int
  package let usedAt: Int
  /// When it ends however busy it is.
  package let expiresAt: Int
}

extension Store {
  package func createLoginSession(hash: String, account: Account, expiresAt: Int) async throws {
    let moment = now()
    try await database.write { transaction in
      try transaction.execute(LoginSessionRows.deleteExpired, .init(moment))
      try LoginSessionRows.insert(hash: hash, account: account, at: moment, expiresAt: expiresAt, in: transaction)
    }
  }

  /// The session of that hash, used after `usedSince` and not yet over.
  package func loginSession(hash: String, usedSince: Int) async throws -> LoginSession? {
    let moment = now()
    return try await database.read {
      try $0.first(
        LoginSessionRows.byHash, .init(hash), .init(moment), .init(usedSince), map: LoginSessionRows.session)
    }
  }

  package func touchLoginSession(hash: String) async throws {
    let moment = now()
    try await database.write { try $0.execute(LoginSessionRows.touch, .init(hash), .init(moment)) }
  }

  /// Gives a session another secret; its draft links end with the old one.
  /// - Returns: false when the session is gone.
  package func rotateLoginSession(hash: String, to newHash: String) async throws -> Bool {
    let moment = now()
    return try await database.write { transaction in
      guard
        let old = try transaction.first(
          LoginSessionRows.byHash, .init(hash), .init(moment), 0, map: LoginSessionRows.session)
      else { return false }
      try transaction.execute(LoginSessionRows.delete, .init(hash))
      try LoginSessionRows.insert(
        hash: newHash, account: old.account, at: moment, expiresAt: old.expiresAt, in: transaction)
      return true
    }
  }

  package func endLoginSession(hash: String) async throws {
    try await database.write { try $0.execute(LoginSessionRows.delete, .init(hash)) }
  }

  /// Signs the account out everywhere, but for the given session.
  package func endLoginSessions(of account: Account, except hash: String? = nil) async throws {
    try await database.write {
      try LoginSessionRows.endAll(of: account.id, agency: account.agency, except: hash, in: $0)
    }
  }

  /// The account's sessions that are not over, newest first.
  package func loginSessions(of account: Account) async throws -> [LoginSession] {
    let moment = now()
    return try await database.read {
      try $0.all(
        LoginSessionRows.ofAccount, .init(account.agency.rawValue), .init(account.id.rawValue), .init(moment),
        map: LoginSessionRows.session)
    }
  }
}

enum LoginSessionRows {
  private static let columns = """
    a.agency, a.id, a.email, a.name, a.locale, 1, NULL, a.agencyRole, s.hash, s.createdAt, s.usedAt, s.expiresAt
    FROM loginSession s JOIN account a ON a.agency = s.agency AND a.id = s.account
    """
  static let byHash = Statement(
    "loginSession.byHash", "SELECT \(columns) WHERE s.hash = ? AND s.expiresAt > ? AND s.usedAt >= ?")
  static let ofAccount = Statement(
    "loginSession.ofAccount",
    "SELECT \(columns) WHERE s.agency = ? AND s.account = ? AND s.expiresAt > ? ORDER BY s.createdAt DESC, s.hash")
  private static let insert = Statement(
    "loginSession.insert",
    "INSERT INTO loginSession (hash, agency, account, createdAt, usedAt, expiresAt) VALUES (?1, ?2, ?3, ?4, ?4, ?5)")
  // The clock may have been set back meanwhile; a session never gets older by being used.
  static let touch = Statement(
    "loginSession.touch", "UPDATE loginSession SET usedAt = ?2 WHERE hash = ?1 AND usedAt < ?2")
  static let delete = Statement("loginSession.delete", "DELETE FROM loginSession WHERE hash = ?")
  static let deleteExpired = Statement("loginSession.deleteExpired", "DELETE FROM loginSession WHERE expiresAt <= ?")
  private static let deleteOthers = Statement(
    "loginSession.deleteOthers", "DELETE FROM loginSession WHERE agency = ? AND account = ? AND hash <> ?")

  static func insert(
    hash: String, account: Account, at moment: Int, expiresAt: Int, in transaction: Transaction
  ) throws {
    try transaction.execute(
      insert, .init(hash), .init(account.agency.rawValue), .init(account.id.rawValue), .init(moment), .init(expiresAt))
  }

  static func endAll(
    of account: AccountID, agency: AgencyID, except hash: String?, in transaction: Transaction
  ) throws {
    try transaction.execute(
      deleteOthers, .init(agency.rawValue), .init(account.rawValue), .init(hash ?? ""))
  }

  static func session(_ row: borrowing Row) -> LoginSession {
    LoginSession(
      hash: row.text(8), account: AccountRows.account(row), createdAt: row.integer(9), usedAt: row.integer(10),
      expiresAt: row.integer(11))
  }
}
