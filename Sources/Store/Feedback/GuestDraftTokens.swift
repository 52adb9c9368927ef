import Database
import Model

extension Store {
  /// A draft link for a guest; it ends with the guest's session, and is worth at each use what the review link is worth then.
  /// - Parameter mode: anything but `edit`
  package func createDraftToken(hash: String, for visit: GuestVisit, mode: DraftMode, expiresAt: Int) async throws {
    precondition(mode != .edit, "a guest edits nothing")
    let moment = now()
    try await database.write { transaction in
      try transaction.execute(GuestDraftTokenRows.deleteExpired, .init(moment))
      try transaction.execute(
        GuestDraftTokenRows.insert,
        [.init(hash), .init(visit.session)] + ReviewLinkRows.keys(visit.site.key) + [
          .init(mode), .init(moment), .init(expiresAt),
        ])
    }
  }
}

enum GuestDraftTokenRows {
  static let insert = Statement(
    "guestDraftToken.insert",
    "INSERT INTO guestDraftToken (hash, session, agency, site, mode, at, expiresAt) VALUES (?, ?, ?, ?, ?, ?, ?)")
  static let deleteExpired = Statement(
    "guestDraftToken.deleteExpired", "DELETE FROM guestDraftToken WHERE expiresAt <= ?")
  private static let byHash = Statement(
    "guestDraftToken.byHash",
    "SELECT session, agency, site, mode, expiresAt FROM guestDraftToken WHERE hash = ? AND expiresAt > ?")

  /// nil when the link is over, or the guest's session or review link.
  static func grant(hash: String, at moment: Int, _ transaction: Transaction) throws -> DraftGrant? {
    let found = try transaction.first(byHash, .init(hash), .init(moment)) { row in
      (
        session: row.text(0), key: SiteKey(agency: AgencyID(stored: row.text(1)), site: SiteID(stored: row.text(2))),
        mode: row.text(3), expiresAt: row.integer(4)
      )
    }
    guard let found, let mode = DraftMode(rawValue: found.mode), mode != .edit,
      let visit = try GuestRows.visit(session: found.session, in: found.key, at: moment, transaction)
    else { return nil }
    return DraftGrant(
      site: visit.site, account: nil, mode: mode, authority: visit.authority,
      expiresAt: min(found.expiresAt, visit.link.expiresAt), pinned: visit.link.pinned.map { Composition(base: $0) })
  }
}
