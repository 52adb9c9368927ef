import Database
import Model

/// One line of the record of privileged acts: it is only ever added to.
package struct AuditEntry: Hashable, Sendable {
  /// Who did it; nil for the command line and for somebody who is not signed in.
  package let account: AccountID?
  package let at: Int
  /// A short fixed word such as `session.opened`.
  package let action: String
  /// Facts without secrets.
  package let detail: JSONValue
}

extension Store {
  package func audit(
    _ action: String, detail: JSONValue = .object([:]), by account: AccountID? = nil, agency: AgencyID
  ) async throws {
    let moment = now()
    let id = Identifier<AuditEntry>.random()
    try await database.write {
      try $0.execute(
        AuditRows.insert, .init(agency.rawValue), .init(id.rawValue), .init(account?.rawValue), .init(moment),
        .init(action), .init(detail.canonical))
    }
  }

  /// The newest entries first.
  package func auditEntries(of agency: AgencyID, limit: Int = 100) async throws -> [AuditEntry] {
    try await database.read { transaction in
      try transaction.all(AuditRows.newest, .init(agency.rawValue), .init(limit)) { row in
        AuditEntry(
          account: row.optionalText(0).map(AccountID.init(stored:)), at: row.integer(1), action: row.text(2),
          detail: try JSONValue.parse(row.text(3)))
      }
    }
  }
}

enum AuditRows {
  static let insert = Statement(
    "audit.insert", "INSERT INTO audit (agency, id, account, at, action, detail) VALUES (?, ?, ?, ?, ?, ?)")
  static let newest = Statement(
    "audit.newest", "SELECT account, at, action, detail FROM audit WHERE agency = ? ORDER BY at DESC, id LIMIT ?")
}
