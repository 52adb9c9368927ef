import Database
import Model

/// What somebody with a draft link sees: the draft with the editing agent, with the one for reviews, or the bare draft.
package enum DraftMode: String, Sendable, CaseIterable {
  case edit, view, review
}

/// What a draft link stands for at the moment it is used.
package struct DraftGrant: Hashable, Sendable {
  package let site: SiteRecord
  /// nil for a guest.
  package let account: Account?
  package let mode: DraftMode
  package let authority: EditAuthority
  package let expiresAt: Int
  /// What the link shows for good; nil for the working draft.
  package let pinned: Composition?
}

extension Store {
  package func createDraftToken(
    hash: String, site: SiteKey, account: Account, session: String, mode: DraftMode, expiresAt: Int,
    pinned: Composition? = nil
  ) async throws {
    let moment = now()
    try await database.write { transaction in
      try transaction.execute(DraftTokenRows.deleteExpired, .init(moment))
      try transaction.execute(
        DraftTokenRows.insert, .init(hash), .init(site.agency.rawValue), .init(site.site.rawValue),
        .init(account.id.rawValue), .init(session), .init(mode), .init(moment), .init(expiresAt),
        .init(pinned?.pinnedText ?? ""))
    }
  }

  /// What the link stands for now. nil when it is unknown or over, when its session has ended or rested since `usedSince`, or when
  /// the account has lost its role: the right is read at each use, never remembered.
  package func draftGrant(hash: String, usedSince: Int) async throws -> DraftGrant? {
    let moment = now()
    return try await database.read { transaction in
      guard
        let found = try transaction.first(
          DraftTokenRows.byHash, .init(hash), .init(moment), .init(usedSince), map: DraftTokenRows.Found.init)
      else { return try GuestDraftTokenRows.grant(hash: hash, at: moment, transaction) }
      guard
        let mode = DraftMode(rawValue: found.mode),
        let authority = try AuthorityRows.authority(of: found.account.id, in: found.key, transaction: transaction),
        let site = try SiteRows.find(found.key, in: transaction)
      else { return nil }
      return DraftGrant(
        site: site, account: found.account, mode: mode, authority: authority, expiresAt: found.expiresAt,
        pinned: try Composition(pinnedText: found.pinned))
    }
  }
}

enum DraftTokenRows {
  static let insert = Statement(
    "draftToken.insert",
    """
    INSERT INTO draftToken (hash, agency, site, account, session, mode, createdAt, expiresAt, pinned)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
    """)
  static let deleteExpired = Statement("draftToken.deleteExpired", "DELETE FROM draftToken WHERE expiresAt <= ?")
  static let byHash = Statement(
    "draftToken.byHash",
    """
    SELECT a.agency, a.id, a.email, a.name, a.locale, 1, NULL, a.agencyRole, t.site, t.mode, t.expiresAt, t.pinned
    FROM draftToken t JOIN account a ON a.agency = t.agency AND a.id = t.account
    JOIN loginSession s ON s.hash = t.session
    WHERE t.hash = ?1 AND t.expiresAt > ?2 AND s.expiresAt > ?2 AND s.usedAt >= ?3
    """)

  struct Found {
    let key: SiteKey
    let account: Account
    let mode: String
    let expiresAt: Int
    let pinned: String

    init(_ row: borrowing Row) {
      account = AccountRows.account(row)
      key = SiteKey(agency: account.agency, site: SiteID(stored: row.text(8)))
      mode = row.text(9)
      expiresAt = row.integer(10)
      pinned = row.text(11)
    }
  }
}

extension Composition {
  /// As a draft link keeps it.
  fileprivate var pinnedText: String { JSONValue.object(["base": .integer(base), "picks": picksJSON]).canonical }

  /// nil for a link to the working draft.
  fileprivate init?(pinnedText text: String) throws {
    if text.isEmpty { return nil }
    let reader = try JSONReader(try .parse(text), known: ["base", "picks"])
    try self.init(base: try reader.integer("base"), picksJSON: reader.value("picks") ?? [:])
  }
}
