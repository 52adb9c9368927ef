import Database
import Model

extension Store {
  /// The account with that address, whatever the case it is written in.
  package func account(email: String) async throws -> Account? {
    let email = Account.normalized(email: email)
    return try await database.read { try $0.first(AccountRows.byEmail, .init(email), map: AccountRows.account) }
  }

  package func account(_ id: AccountID, agency: AgencyID) async throws -> Account? {
    try await database.read { try AccountRows.find(id, agency: agency, in: $0) }
  }

  /// The agency's accounts, by address.
  package func accounts(of agency: AgencyID) async throws -> [Account] {
    try await database.read {
      try $0.all(AccountRows.ofAgency, .init(agency.rawValue), map: AccountRows.account)
    }
  }

  /// - Parameters:
  ///   - locale: `de` or `en`; empty until somebody has chosen, or signed in with a browser that says one
  ///   - agencyRole: a role of the agency's people, which holds in all its projects; nil for a customer's people.
  /// - Throws: `exists` when somebody has that address; `FieldError` when address, name, language or role cannot be.
  package func createAccount(
    email: String, name: String, locale: String = "", agencyRole: Role? = nil, agency: AgencyID
  ) async throws -> Account {
    let account = Account(
      id: .random(), agency: agency, email: Account.normalized(email: email), name: name, locale: locale,
      agencyRole: agencyRole)
    try AccountRows.check(account)
    let moment = now()
    try await database.write { transaction in
      if try transaction.first(AccountRows.byEmail, .init(account.email), map: { $0.integer(5) }) != nil {
        throw StoreError.exists("account “\(account.email)”")
      }
      try transaction.execute(
        AccountRows.insert, .init(agency.rawValue), .init(account.id.rawValue), .init(account.email), .init(name),
        .init(locale), .init(agencyRole), .init(moment))
    }
    return account
  }

  /// Stores what people change of their own account.
  /// - Throws: `FieldError`, `notFound`
  package func saveAccount(_ account: Account, name: String, locale: String) async throws {
    let changed = Account(
      id: account.id, agency: account.agency, email: account.email, name: name, locale: locale,
      agencyRole: account.agencyRole)
    try AccountRows.check(changed)
    try await database.write {
      guard
        try $0.execute(
          AccountRows.update, .init(account.agency.rawValue), .init(account.id.rawValue), .init(name), .init(locale))
          == 1
      else { throw StoreError.notFound("account \(account.id)") }
    }
  }

  /// The stored hash, for a sign-in; nil when nobody has the address or the account has no password yet.
  package func passwordHash(email: String) async throws -> (account: Account, hash: String?)? {
    let email = Account.normalized(email: email)
    return try await database.read { transaction in
      try transaction.first(AccountRows.byEmail, .init(email)) { row in
        (account: AccountRows.account(row), hash: row.optionalText(6))
      }
    }
  }

  /// Sets the hash and ends the account's sessions, all but the given one: who knew the old password is out.
  package func setPassword(hash: String, of account: Account, keeping session: String? = nil) async throws {
    try await database.write { transaction in
      try AccountRows.setPassword(hash: hash, of: account.id, agency: account.agency, in: transaction)
      try LoginSessionRows.endAll(of: account.id, agency: account.agency, except: session, in: transaction)
    }
  }
}

extension Account {
  /// The form in which addresses are stored and compared.
  package static func normalized(email: String) -> String {
    var text = email[...]
    while text.first?.isWhitespace == true { text.removeFirst() }
    while text.last?.isWhitespace == true { text.removeLast() }
    return text.lowercased()
  }

  /// Whether a mail may be sent there, as far as the form tells.
  static func isAddress(_ email: String) -> Bool {
    let parts = email.split(separator: "@", omittingEmptySubsequences: false)
    guard parts.count == 2, email.utf8.count <= 254 else { return false }
    // What has a meaning of its own in the head of a mail, or is not seen, stands in no address that people have.
    let isPlain = email.unicodeScalars.allSatisfy {
      $0.value > 0x20 && !(0x7F..<0xA1).contains($0.value) && !"\"(),:;<>[]\\".unicodeScalars.contains($0)
        && !$0.properties.isWhitespace && !$0.properties.isDefaultIgnorableCodePoint
    }
    let labels = parts[1].split(separator: ".", omittingEmptySubsequences: false)
    return isPlain && (1...64).contains(parts[0].utf8.count)
      && parts[0].split(separator: ".", omittingEmptySubsequences: false).allSatisfy { !$0.isEmpty }
      && labels.count >= 2
      && labels.allSatisfy { label in
        (1...63).contains(label.utf8.count) && label.first != "-" && label.last != "-"
          && label.allSatisfy { $0.isLetter || $0.isNumber || $0 == "-" }
      }
  }
}

enum AccountRows {
  // Column 5 is a constant that tells a row from no row; column 6 is the password's hash.
  private static let columns = "agency, id, email, name, locale, 1, password, agencyRole"
  static let byEmail = Statement("account.byEmail", "SELECT \(columns) FROM account WHERE email = ?")
  static let byID = Statement("account.byID", "SELECT \(columns) FROM account WHERE agency = ? AND id = ?")
  static let ofAgency = Statement(
    "account.ofAgency", "SELECT \(columns) FROM account WHERE agency = ? ORDER BY email")
  static let insert = Statement(
    "account.insert",
    "INSERT INTO account (agency, id, email, name, locale, agencyRole, createdAt) VALUES (?, ?, ?, ?, ?, ?, ?)")
  static let update = Statement(
    "account.update", "UPDATE account SET name = ?3, locale = ?4 WHERE agency = ?1 AND id = ?2")
  private static let password = Statement(
    "account.setPassword", "UPDATE account SET password = ?3 WHERE agency = ?1 AND id = ?2")

  static func account(_ row: borrowing Row) -> Account {
    Account(
      id: AccountID(stored: row.text(1)), agency: AgencyID(stored: row.text(0)), email: row.text(2), name: row.text(3),
      locale: row.text(4), agencyRole: row.optionalText(7).flatMap(Role.init(rawValue:)))
  }

  static func find(_ id: AccountID, agency: AgencyID, in transaction: Transaction) throws -> Account? {
    try transaction.first(byID, .init(agency.rawValue), .init(id.rawValue), map: account)
  }

  static func setPassword(
    hash: String, of account: AccountID, agency: AgencyID, in transaction: Transaction
  ) throws {
    guard try transaction.execute(password, .init(agency.rawValue), .init(account.rawValue), .init(hash)) == 1 else {
      throw StoreError.notFound("account \(account)")
    }
  }

  static func check(_ account: Account) throws(FieldError) {
    guard Account.isAddress(account.email) else {
      throw FieldError(pointer: "/email", problem: "is not an e-mail address")
    }
    guard (1...200).contains(account.name.utf8.count) else {
      throw FieldError(pointer: "/name", problem: "must be 1 to 200 bytes long")
    }
    guard account.name.unicodeScalars.allSatisfy({ ElementRules.isTextCharacter($0) && $0 != "\n" && $0 != "\t" }),
      ElementRules.isVisible(account.name)
    else { throw FieldError(pointer: "/name", problem: "must be words, without line breaks and control characters") }
    guard ["", "de", "en"].contains(account.locale) else {
      throw FieldError(pointer: "/locale", problem: "must be de or en")
    }
    if let role = account.agencyRole, !role.isAgency {
      throw FieldError(pointer: "/role", problem: "“\(role.rawValue)” is a role in a project, not in the agency")
    }
  }
}
