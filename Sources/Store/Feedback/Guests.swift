import Database
import Model

/// A review link that can be used now, as the page behind it shows it.
package struct OpenReviewLink: Hashable, Sendable {
  package let link: ReviewLink
  package let site: SiteRecord
  /// The agency that asks for feedback.
  package let agency: String
  /// Whose link it is; nil for one that many share.
  package let guest: Guest?
}

/// A guest whose link still holds, at the moment of a request.
package struct GuestVisit: Hashable, Sendable {
  package let guest: Guest
  package let link: ReviewLink
  package let site: SiteRecord
  package let phase: Phase
  /// The session's name in the store: the hash of its secret.
  package let session: String
  package let seenAt: Int

  /// A guest reads and comments; there is nothing else that the role opens.
  package var authority: EditAuthority { EditAuthority(role: .guest, phase: phase) }
}

/// The link is over, or was never there.
package struct ReviewLinkOver: Error, Hashable, Sendable {}

extension Guest {
  /// A name as people give it themselves: one line that can be seen, in the form of `PersonName`.
  package static func checked(name: String) throws(FieldError) -> String {
    let given = try CommentText.checked(name, pointer: "/name", maximum: 2 * ReviewLinkLimits.longestName)
    guard !given.contains(where: { $0.isNewline || $0 == "\t" }) else {
      throw FieldError(pointer: "/name", problem: "must be one line")
    }
    return try CommentText.checked(
      PersonName.normalized(given), pointer: "/name", maximum: ReviewLinkLimits.longestName)
  }

  /// nil for an address that was left out.
  package static func checked(mail: String) throws(FieldError) -> String? {
    let mail = Account.normalized(email: mail)
    if mail.isEmpty { return nil }
    guard Account.isAddress(mail) else { throw FieldError(pointer: "/mail", problem: "is not an e-mail address") }
    return mail
  }
}

extension Store {
  /// What a link leads to; nil when it is unknown, revoked or over, which nobody can tell apart.
  package func openReviewLink(hash: String) async throws -> OpenReviewLink? {
    let moment = now()
    return try await database.read { try GuestRows.openLink(hash: hash, at: moment, in: $0) }
  }

  /// Lets somebody in by a link. In one transaction with the look at the link, so that nobody comes in by one that was just revoked.
  ///
  /// Whoever was here by the same link before, in the same browser, is the same guest again; so is everybody who has a personal link.
  /// - Parameters:
  ///   - link: the hash of the link's secret
  ///   - name: what a guest of a shared link is called
  ///   - mail: kept when it is given
  ///   - mayAdd: whether the link may get another guest by it; a browser that was known must not become one by asking twice at once
  ///   - session: the hashes of the browser's session until now, if it has one, and of the one from now on. Other sites' guests in the same
  ///     browser go with it.
  /// - Throws: `ReviewLinkOver`, `ReviewLinkRefusal.tooMany`, `ReviewLinkRefusal.unknown` where another guest would be added, `FieldError`
  ///   for a shared link without a name.
  package func enter(
    link: String, name: String?, mail: String?, mayAdd: Bool = true, session: (old: String?, new: String)
  ) async throws -> GuestVisit {
    let moment = now()
    return try await database.write { transaction in
      try transaction.execute(GuestRows.deleteExpired, .init(moment))
      guard let open = try GuestRows.openLink(hash: link, at: moment, in: transaction) else { throw ReviewLinkOver() }
      let key = open.site.key
      let known = try session.old.flatMap { try GuestRows.visit(session: $0, in: key, at: moment, transaction) }
      let guest: Guest
      if let known, known.link.id == open.link.id {
        guest = known.guest
      } else if let personal = open.guest {
        guest = personal
      } else {
        guard mayAdd else { throw ReviewLinkRefusal.unknown }
        guard let name else { throw FieldError(pointer: "/name", problem: "is missing") }
        // The guests of one link are counted one after the other.
        guard try transaction.execute(ReleaseRows.lock, ReviewLinkRows.keys(key)) == 1,
          try GuestRows.hasRoom(of: open.link.id, in: key, at: moment, transaction)
        else { throw ReviewLinkRefusal.tooMany }
        guest = Guest(id: .random(), link: open.link.id, name: name, mail: mail, at: moment)
        try GuestRows.insert(guest, seenAt: moment, of: key, transaction)
      }
      if let mail { try transaction.execute(GuestRows.setMail, GuestRows.keys(guest.id, key) + [.init(mail)]) }
      try transaction.execute(GuestRows.touch, GuestRows.keys(guest.id, key) + [.init(moment)])
      if let old = session.old {
        try transaction.execute(GuestRows.endSession, [.init(old)] + ReviewLinkRows.keys(key))
        try transaction.execute(GuestRows.renameSession, .init(old), .init(session.new))
      }
      try transaction.execute(
        GuestRows.openSession,
        [.init(session.new)] + GuestRows.keys(guest.id, key) + [.init(moment), .init(open.link.expiresAt)])
      guard let visit = try GuestRows.visit(session: session.new, in: key, at: moment, transaction) else {
        throw ReviewLinkOver()
      }
      return visit
    }
  }

  /// Who a session is on a site, read anew at each use: with the link's end the guest is gone.
  /// - Parameter session: the hash of its secret
  package func guestVisit(session: String, in key: SiteKey) async throws -> GuestVisit? {
    let moment = now()
    return try await database.read { try GuestRows.visit(session: session, in: key, at: moment, $0) }
  }

  /// Whether a session is anybody on any site.
  package func hasGuest(session: String) async throws -> Bool {
    let moment = now()
    return try await database.read { try $0.first(GuestRows.anywhere, .init(session), .init(moment)) { _ in true } }
      != nil
  }

  /// Writes down that a guest is here.
  package func touch(_ visit: GuestVisit) async throws {
    let moment = now()
    try await database.write {
      try $0.execute(GuestRows.touch, GuestRows.keys(visit.guest.id, visit.site.key) + [.init(moment)])
    }
  }

  /// The browser is nobody any more, on any site.
  package func endGuestSession(hash: String) async throws {
    try await database.write { try $0.execute(GuestRows.endSessions, .init(hash)) }
  }
}

enum GuestRows {
  private static let columns = "g.id, g.link, g.name, g.mail, g.at, g.seenAt"

  private static let insertGuest = Statement(
    "guest.insert",
    "INSERT INTO guest (agency, site, id, link, name, mail, at, seenAt) VALUES (?, ?, ?, ?, ?, ?, ?, ?)")
  private static let countOfLink = Statement(
    "guest.countOfLink", "SELECT COUNT(*) FROM guest WHERE agency = ? AND site = ? AND link = ?")
  private static let linkOf = Statement(
    "guest.link", "SELECT link FROM guest WHERE agency = ? AND site = ? AND id = ?")
  private static let silent = """
    agency = ?1 AND site = ?2 AND link = ?3 AND seenAt <= ?4 AND id NOT IN (
      SELECT c.guest FROM comment c WHERE c.agency = ?1 AND c.site = ?2 AND c.guest IS NOT NULL)
    """
  private static let endSilent = Statement(
    "guestSession.endSilent",
    "DELETE FROM guestSession WHERE agency = ?1 AND site = ?2 AND guest IN (SELECT id FROM guest WHERE \(silent))")
  private static let forgetSilent = Statement("guest.forgetSilent", "DELETE FROM guest WHERE \(silent)")
  private static let ofSite = Statement(
    "guest.ofSite", "SELECT \(columns) FROM guest g WHERE g.agency = ? AND g.site = ? ORDER BY g.at, g.id")
  static let setMail = Statement(
    "guest.setMail", "UPDATE guest SET mail = ?4 WHERE agency = ?1 AND site = ?2 AND id = ?3")
  // The clock may have been set back meanwhile.
  static let touch = Statement(
    "guest.touch", "UPDATE guest SET seenAt = ?4 WHERE agency = ?1 AND site = ?2 AND id = ?3 AND seenAt < ?4")

  static let openSession = Statement(
    "guestSession.insert",
    "INSERT INTO guestSession (hash, agency, site, guest, at, expiresAt) VALUES (?, ?, ?, ?, ?, ?)")
  static let endSession = Statement(
    "guestSession.delete", "DELETE FROM guestSession WHERE hash = ? AND agency = ? AND site = ?")
  static let endSessions = Statement("guestSession.deleteAll", "DELETE FROM guestSession WHERE hash = ?")
  static let renameSession = Statement(
    "guestSession.rename", "UPDATE guestSession SET hash = ?2 WHERE hash = ?1")
  static let deleteExpired = Statement("guestSession.deleteExpired", "DELETE FROM guestSession WHERE expiresAt <= ?")

  private static let byLink = Statement(
    "reviewLink.open",
    """
    SELECT \(ReviewLinkRows.columns), l.agency, l.site, y.name, \(columns)
    FROM reviewLink l JOIN agency y ON y.id = l.agency
    LEFT JOIN guest g ON g.agency = l.agency AND g.site = l.site AND g.link = l.id AND l.mode = 'personal'
    WHERE l.hash = ? AND \(ReviewLinkRows.isOpen) ? LIMIT 1
    """)
  private static let visitor = """
    FROM guestSession s JOIN guest g ON g.agency = s.agency AND g.site = s.site AND g.id = s.guest
    JOIN reviewLink l ON l.agency = g.agency AND l.site = g.site AND l.id = g.link
    """
  private static let visiting = Statement(
    "guestSession.visit",
    """
    SELECT \(columns), \(ReviewLinkRows.columns), p.phase, s.hash \(visitor)
    JOIN site t ON t.agency = s.agency AND t.id = s.site JOIN project p ON p.agency = t.agency AND p.id = t.project
    WHERE s.hash = ? AND s.agency = ? AND s.site = ? AND \(ReviewLinkRows.isOpen) ?
    """)
  static let anywhere = Statement(
    "guestSession.anywhere", "SELECT 1 \(visitor) WHERE s.hash = ? AND \(ReviewLinkRows.isOpen) ? LIMIT 1")

  static func keys(_ guest: GuestID, _ key: SiteKey) -> [SQLValue] {
    ReviewLinkRows.keys(key) + [.init(guest.rawValue)]
  }

  static func insert(_ guest: Guest, seenAt: Int, of key: SiteKey, _ transaction: Transaction) throws {
    try transaction.execute(
      insertGuest,
      keys(guest.id, key) + [
        .init(guest.link.rawValue), .init(guest.name), .init(guest.mail), .init(guest.at), .init(seenAt),
      ])
  }

  /// Whether a shared link may have another guest. Where it is full, those go who have said nothing and have not been here for a day: names
  /// alone close a link to nobody.
  static func hasRoom(of link: ReviewLinkID, in key: SiteKey, at moment: Int, _ transaction: Transaction) throws -> Bool
  {
    let link = ReviewLinkRows.keys(key) + [.init(link.rawValue)]
    func isFree() throws -> Bool {
      try transaction.first(countOfLink, link) { $0.integer(0) } ?? 0 < ReviewLinkLimits.guestsOfLink
    }
    if try isFree() { return true }
    let absent = link + [.init(moment - ReviewLinkLimits.day)]
    try transaction.execute(endSilent, absent)
    try transaction.execute(forgetSilent, absent)
    return try isFree()
  }

  static func link(of guest: GuestID, in key: SiteKey, _ transaction: Transaction) throws -> ReviewLinkID? {
    try transaction.first(linkOf, keys(guest, key)) { ReviewLinkID(stored: $0.text(0)) }
  }

  /// Those who came, by link, the first one first.
  static func visitors(
    of key: SiteKey, _ transaction: Transaction
  ) throws -> [ReviewLinkID: [ReviewLinkEntry.Visitor]] {
    let all = try transaction.all(ofSite, ReviewLinkRows.keys(key)) { row in
      let seenAt = row.integer(5)
      return ReviewLinkEntry.Visitor(guest: guest(row, from: 0), seenAt: seenAt == 0 ? nil : seenAt)
    }
    return Dictionary(grouping: all, by: \.guest.link)
  }

  static func openLink(hash: String, at moment: Int, in transaction: Transaction) throws -> OpenReviewLink? {
    let found = try transaction.first(byLink, .init(hash), .init(moment)) { row in
      (
        link: try ReviewLinkRows.link(row, from: 0),
        key: SiteKey(agency: AgencyID(stored: row.text(8)), site: SiteID(stored: row.text(9))), agency: row.text(10),
        guest: row.isNull(11) ? nil : guest(row, from: 11)
      )
    }
    guard let found, let site = try SiteRows.find(found.key, in: transaction) else { return nil }
    return OpenReviewLink(link: found.link, site: site, agency: found.agency, guest: found.guest)
  }

  static func visit(
    session: String, in key: SiteKey, at moment: Int, _ transaction: Transaction
  ) throws -> GuestVisit? {
    guard let site = try SiteRows.find(key, in: transaction) else { return nil }
    return try transaction.first(visiting, [.init(session)] + ReviewLinkRows.keys(key) + [.init(moment)]) { row in
      guard let phase = Phase(rawValue: row.text(14)) else { return nil }
      return GuestVisit(
        guest: guest(row, from: 0), link: try ReviewLinkRows.link(row, from: 6), site: site, phase: phase,
        session: row.text(15), seenAt: row.integer(5))
    } ?? nil
  }

  /// - Parameter column: the first of `columns`
  private static func guest(_ row: borrowing Row, from column: Int) -> Guest {
    Guest(
      id: GuestID(stored: row.text(column)), link: ReviewLinkID(stored: row.text(column + 1)),
      name: row.text(column + 2), mail: row.optionalText(column + 3), at: row.integer(column + 4))
  }
}
