import Database
import Model

/// What an account may do on a site, read in the transaction that acts on it.
enum AuthorityRows {
  private static let select = Statement(
    "authority.ofAccount",
    """
    SELECT a.agencyRole, m.role, p.phase FROM site s
    JOIN project p ON p.agency = s.agency AND p.id = s.project
    JOIN account a ON a.agency = s.agency AND a.id = ?3
    LEFT JOIN membership m ON m.agency = s.agency AND m.project = s.project AND m.account = a.id
    WHERE s.agency = ?1 AND s.id = ?2
    """)

  /// nil when the account has no role in the site's project, which must look like a site that does not exist.
  static func authority(of account: AccountID, in key: SiteKey, transaction: Transaction) throws -> EditAuthority? {
    try transaction.first(
      select, .init(key.agency.rawValue), .init(key.site.rawValue), .init(account.rawValue)
    ) { row -> EditAuthority? in
      // A role in the project wins over the one that holds in the whole agency.
      guard let role = (row.optionalText(1) ?? row.optionalText(0)).flatMap(Role.init(rawValue:)),
        let phase = Phase(rawValue: row.text(2))
      else { return nil }
      return EditAuthority(role: role, phase: phase)
    } ?? nil
  }
}

extension Store {
  /// The account's role and the project's phase for a site; nil when it may not even know of the site.
  package func authority(of account: AccountID, in key: SiteKey) async throws -> EditAuthority? {
    try await database.read { try AuthorityRows.authority(of: account, in: key, transaction: $0) }
  }
}
