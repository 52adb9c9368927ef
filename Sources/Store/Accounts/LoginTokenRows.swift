import Database
import Model

/// What a one-time link is for.
package enum LoginPurpose: String, Sendable, CaseIterable {
  case login, invitation, reset
}

/// A one-time link that has not been used yet.
package struct LoginToken: Hashable, Sendable {
  package let account: Account
  package let purpose: LoginPurpose
  package let expiresAt: Int
}

extension Store {
  package func createLoginToken(hash: String, purpose: LoginPurpose, account: Account, expiresAt: Int) async throws {
    let moment = now()
    try await database.write {
      try $0.execute(
        LoginTokenRows.insert, .init(hash), .init(account.agency.rawValue), .init(account.id.rawValue), .init(purpose),
        .init(moment), .init(expiresAt))
    }
  }

  /// Looks at a link without using it up; nil when it is unknown, used or over.
  package func loginToken(hash: String) async throws -> LoginToken? {
    let moment = now()
    return try await database.read {
      try $0.first(LoginTokenRows.unused, .init(hash), .init(moment), map: LoginTokenRows.token) ?? nil
    }
  }

  /// Uses a link up and signs its account in, in one transaction: of two who try at the same time one gets in.
  /// - Parameters:
  ///   - password: the hash of the password to set; its other sessions and links end.
  ///   - session: the hash and the end of the session to open
  package func consumeLoginToken(
    hash: String, password: String?, session: (hash: String, expiresAt: Int)
  ) async throws -> LoginToken? {
    let moment = now()
    return try await database.write { transaction in
      let found = try transaction.first(LoginTokenRows.unused, .init(hash), .init(moment), map: LoginTokenRows.token)
      guard let token = found ?? nil else { return nil }
      guard try transaction.execute(LoginTokenRows.use, .init(hash), .init(moment)) == 1 else { return nil }
      let account = token.account
      if let password {
        try AccountRows.setPassword(hash: password, of: account.id, agency: account.agency, in: transaction)
        try LoginSessionRows.endAll(of: account.id, agency: account.agency, except: nil, in: transaction)
        try transaction.execute(
          LoginTokenRows.useOthers, .init(account.agency.rawValue), .init(account.id.rawValue), .init(moment))
      }
      try LoginSessionRows.insert(
        hash: session.hash, account: account, at: moment, expiresAt: session.expiresAt, in: transaction)
      return token
    }
  }
}

enum LoginTokenRows {
  static let insert = Statement(
    "loginToken.insert",
    "INSERT INTO loginToken (hash, agency, account, purpose, createdAt, expiresAt) VALUES (?, ?, ?, ?, ?, ?)")
  static let unused = Statement(
    "loginToken.unused",
    """
    SELECT a.agency, a.id, a.email, a.name, a.locale, 1, NULL, a.agencyRole, t.purpose, t.expiresAt FROM loginToken t
    JOIN account a ON a.agency = t.agency AND a.id = t.account
    WHERE t.hash = ? AND t.usedAt IS NULL AND t.expiresAt > ?
    """)
  static let use = Statement(
    "loginToken.use", "UPDATE loginToken SET usedAt = ?2 WHERE hash = ?1 AND usedAt IS NULL AND expiresAt > ?2")
  static let useOthers = Statement(
    "loginToken.useOthers",
    "UPDATE loginToken SET usedAt = ?3 WHERE agency = ?1 AND account = ?2 AND usedAt IS NULL AND purpose <> 'login'")

  static func token(_ row: borrowing Row) -> LoginToken? {
    guard let purpose = LoginPurpose(rawValue: row.text(8)) else { return nil }
    return LoginToken(account: AccountRows.account(row), purpose: purpose, expiresAt: row.integer(9))
  }
}
