import Database
import Model

package enum ReviewLinkLimits {
  /// How many links of one site are not over at a time.
  package static let openOfSite = 100
  /// How many people come by one shared link.
  package static let guestsOfLink = 200
  package static let longestName = 100
  /// In days.
  package static let usualLifetime = 14
  package static let longestLifetime = 90
  package static let day = 86_400_000
  /// How many links are told at once, the newest first.
  package static let listed = 500
}

/// Why a review link was not made or changed, apart from what is wrong in the request.
package enum ReviewLinkRefusal: Error, Hashable, Sendable {
  /// Only the agency's people and the customer's owner invite guests.
  case role
  case tooMany
  /// The browser is not the guest any more that it was.
  case unknown
}

/// What is asked for when a review link is made.
package struct NewReviewLink: Hashable, Sendable {
  package let mode: ReviewLink.Mode
  /// Whose it is, or what it is for.
  package let name: String
  /// The revision that it shows for good; nil for the working draft.
  package let pinned: Revision?
  package let days: Int

  /// - Throws: `FieldError` for a name that nobody could read, and for a lifetime that is not 1 to 90 days.
  package init(
    mode: ReviewLink.Mode, name: String, pinned: Revision? = nil, days: Int = ReviewLinkLimits.usualLifetime
  ) throws(FieldError) {
    guard (1...ReviewLinkLimits.longestLifetime).contains(days) else {
      throw FieldError(pointer: "/days", problem: "must be 1 to \(ReviewLinkLimits.longestLifetime)")
    }
    self.mode = mode
    self.name = try Guest.checked(name: name)
    self.pinned = pinned
    self.days = days
  }
}

/// A review link as those who invite guests see it.
package struct ReviewLinkEntry: Hashable, Sendable {
  package struct Visitor: Hashable, Sendable {
    package let guest: Guest
    /// nil for somebody who was invited and has not come yet.
    package let seenAt: Int?
  }

  package let link: ReviewLink
  /// Who made it.
  package let creator: String
  package let visitors: [Visitor]

  package init(link: ReviewLink, creator: String, visitors: [Visitor] = []) {
    self.link = link
    self.creator = creator
    self.visitors = visitors
  }

  /// When anybody was here by it last; nil for never.
  package var seenAt: Int? { visitors.compactMap(\.seenAt).max() }
}

extension Store {
  /// Makes a link; a personal one has its guest at once.
  /// - Parameter hash: of the secret that is in the link's address
  /// - Throws: `ReviewLinkRefusal`, `FieldError` for a revision that there is not, `notFound` without a role.
  package func createReviewLink(
    _ new: NewReviewLink, hash: String, of key: SiteKey, by account: AccountID
  ) async throws -> ReviewLink {
    let moment = now()
    let link = ReviewLink(
      id: .random(), mode: new.mode, name: new.name, pinned: new.pinned, at: moment, createdBy: account,
      expiresAt: moment + new.days * ReviewLinkLimits.day)
    try await database.write { transaction in
      // The links of one site are counted one after the other.
      guard try transaction.execute(ReleaseRows.lock, .init(key.agency.rawValue), .init(key.site.rawValue)) == 1 else {
        throw StoreError.notFound("site \(key.site)")
      }
      try ReviewLinkRows.requireInviter(account, in: key, transaction)
      if let pinned = link.pinned {
        guard let site = try SiteRows.find(key, in: transaction), (1...max(1, site.revision)).contains(pinned) else {
          throw FieldError(pointer: "/revision", problem: "is no revision of this site")
        }
      }
      guard try ReviewLinkRows.openCount(of: key, at: moment, transaction) < ReviewLinkLimits.openOfSite else {
        throw ReviewLinkRefusal.tooMany
      }
      try ReviewLinkRows.insert(link, hash: hash, of: key, transaction)
      if link.mode == .personal {
        try GuestRows.insert(
          Guest(id: .random(), link: link.id, name: link.name, at: moment), seenAt: 0, of: key, transaction)
      }
    }
    return link
  }

  /// The site's links, the newest first, with those who came by them.
  /// - Throws: `ReviewLinkRefusal.role`, `notFound` without a role.
  package func reviewLinks(of key: SiteKey, for account: AccountID) async throws -> [ReviewLinkEntry] {
    try await database.read { transaction in
      try ReviewLinkRows.requireInviter(account, in: key, transaction)
      let visitors = try GuestRows.visitors(of: key, transaction)
      return try ReviewLinkRows.all(of: key, transaction).map { link, creator in
        ReviewLinkEntry(link: link, creator: creator, visitors: visitors[link.id] ?? [])
      }
    }
  }

  /// Ends a link with everything that was opened by it, at once. One that is over stays as it is.
  /// - Throws: `ReviewLinkRefusal.role`, `notFound`
  package func revokeReviewLink(_ id: ReviewLinkID, of key: SiteKey, by account: AccountID) async throws {
    let moment = now()
    try await database.write { transaction in
      try ReviewLinkRows.requireInviter(account, in: key, transaction)
      guard try ReviewLinkRows.revoke(id, of: key, at: moment, transaction) else {
        throw StoreError.notFound("review link \(id)")
      }
    }
    // Who listens by it is told so now, and not with the next turn of the timer.
    await events.tick()
  }
}

enum ReviewLinkRows {
  static let columns = "l.id, l.mode, l.name, l.pinned, l.at, l.createdBy, l.expiresAt, l.revokedAt"
  /// With the moment as the value: whoever came by the link is a guest as long as this holds.
  static let isOpen = "l.revokedAt IS NULL AND l.expiresAt >"

  private static let insertLink = Statement(
    "reviewLink.insert",
    """
    INSERT INTO reviewLink (agency, site, id, hash, mode, name, pinned, at, createdBy, expiresAt)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
    """)
  private static let countOpen = Statement(
    "reviewLink.countOpen", "SELECT COUNT(*) FROM reviewLink l WHERE l.agency = ? AND l.site = ? AND \(isOpen) ?")
  private static let ofSite = Statement(
    "reviewLink.ofSite",
    """
    SELECT \(columns), a.name FROM reviewLink l JOIN account a ON a.agency = l.agency AND a.id = l.createdBy
    WHERE l.agency = ? AND l.site = ? ORDER BY l.at DESC, l.id LIMIT ?
    """)
  private static let end = Statement(
    "reviewLink.revoke",
    "UPDATE reviewLink SET revokedAt = COALESCE(revokedAt, ?4) WHERE agency = ?1 AND site = ?2 AND id = ?3")

  static func keys(_ key: SiteKey) -> [SQLValue] { [.init(key.agency.rawValue), .init(key.site.rawValue)] }

  static func requireInviter(_ account: AccountID, in key: SiteKey, _ transaction: Transaction) throws {
    guard let authority = try AuthorityRows.authority(of: account, in: key, transaction: transaction) else {
      throw StoreError.notFound("site \(key.site)")
    }
    guard authority.role.mayInviteGuests else { throw ReviewLinkRefusal.role }
  }

  static func insert(_ link: ReviewLink, hash: String, of key: SiteKey, _ transaction: Transaction) throws {
    try transaction.execute(
      insertLink,
      keys(key) + [
        .init(link.id.rawValue), .init(hash), .init(link.mode), .init(link.name), .init(link.pinned), .init(link.at),
        .init(link.createdBy.rawValue), .init(link.expiresAt),
      ])
  }

  static func openCount(of key: SiteKey, at moment: Int, _ transaction: Transaction) throws -> Int {
    try transaction.first(countOpen, keys(key) + [.init(moment)]) { $0.integer(0) } ?? 0
  }

  static func all(of key: SiteKey, _ transaction: Transaction) throws -> [(link: ReviewLink, creator: String)] {
    try transaction.all(ofSite, keys(key) + [.init(ReviewLinkLimits.listed)]) { row in
      (link: try link(row, from: 0), creator: row.text(8))
    }
  }

  /// - Returns: false where there is no such link.
  static func revoke(_ id: ReviewLinkID, of key: SiteKey, at moment: Int, _ transaction: Transaction) throws -> Bool {
    try transaction.execute(end, keys(key) + [.init(id.rawValue), .init(moment)]) == 1
  }

  /// - Parameter column: the first of `columns`
  static func link(_ row: borrowing Row, from column: Int) throws -> ReviewLink {
    guard let mode = ReviewLink.Mode(rawValue: row.text(column + 1)) else {
      throw StoreError.damaged("review link \(row.text(column))")
    }
    return ReviewLink(
      id: ReviewLinkID(stored: row.text(column)), mode: mode, name: row.text(column + 2),
      pinned: row.optionalInteger(column + 3), at: row.integer(column + 4),
      createdBy: AccountID(stored: row.text(column + 5)), expiresAt: row.integer(column + 6),
      revokedAt: row.optionalInteger(column + 7))
  }
}
