import Database
import Model

extension Store {
  /// Makes a site of everything that another one ever was, in one transaction. The contents that the rows name must be in the blob folder.
  ///
  /// People are those of this agency with the same e-mail address; others become accounts that have no password and no role, so that the
  /// history still says who wrote what. Nothing is live: the releases are history, made elsewhere.
  /// - Parameter project: made with the site where there is none of that ID
  /// - Throws: `exists` when the slug is taken, `ArchiveFault` when the rows do not make a site; nothing is left of it then
  package func createSite(
    _ history: SiteHistoryRows, slug: String, project: Project, agency: AgencyID
  ) async throws -> SiteKey {
    try history.check()
    let key = SiteKey(agency: agency, site: .random())
    let moment = now()
    return try await database.write { transaction in
      if try SiteRows.find(slug: slug, in: transaction) != nil { throw StoreError.exists("site “\(slug)”") }
      try ProjectRows.make(project, at: moment, in: transaction)
      try transaction.execute(
        Self.insertRestored, .init(agency.rawValue), .init(key.site.rawValue), .init(project.id.rawValue), .init(slug),
        .init(history.site.revision), .init(history.newestRelease), .init(moment))
      let accounts = try HistoryPeople(agency: agency, moment: moment).accounts(of: history.people, in: transaction)
      let tables = Dictionary(SiteTable.all.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
      for (place, row) in history.rows.enumerated() {
        guard let table = row.object?["table"]?.string.flatMap({ tables[$0] }) else { continue }
        do {
          try transaction.execute(
            table.insert,
            [.init(agency.rawValue), .init(key.site.rawValue)] + table.values(row, accounts: accounts))
        } catch DatabaseError.constraint {
          throw ArchiveFault("the row cannot stand beside another one", row: place)
        }
      }
      try transaction.execute(Self.endLinks, key.values + [.init(moment)])
      try transaction.execute(Self.countFeedback, key.values)
      // Rows that are no site must not stay: everything is read back before it counts.
      for (place, row) in history.rows.enumerated() { try Self.readBack(row, at: place, of: key, in: transaction) }
      do {
        _ = try SnapshotReader(key: key, revision: history.site.revision, isNewest: true).read(in: transaction)
      } catch StoreError.damaged(let problem) {
        throw ArchiveFault(problem, file: SiteHistoryRows.file)
      }
      return key
    }
  }

  /// Looks at what an element or a page says, as it was at any time.
  private static func readBack(
    _ row: JSONValue, at place: Int, of key: SiteKey, in transaction: Transaction
  ) throws {
    guard let id = row.object?["id"]?.string, let since = row.object?["since"]?.integer else { return }
    do {
      switch row.object?["table"]?.string {
      case "element":
        guard
          let element = try ElementRows.row(ElementID(stored: id), of: key, at: since, in: transaction)
        else { return }
        try ElementRules.check(element.body)
      case "page": _ = try PageRows.page(PageID(stored: id), of: key, at: since, in: transaction)
      default: break
      }
    } catch StoreError.damaged(let problem) {
      throw ArchiveFault(problem, row: place)
    } catch let error as FieldError {
      throw ArchiveFault("the element \(id): \(error.pointer.dropFirst()) \(error.problem)", row: place)
    }
  }

  // A link of the old site leads nowhere here.
  private static let endLinks = Statement(
    "reviewLink.endRestored",
    "UPDATE reviewLink SET revokedAt = ?3 WHERE agency = ?1 AND site = ?2 AND revokedAt IS NULL")
  private static let countFeedback = Statement(
    "site.countRestoredFeedback",
    """
    UPDATE site SET
      feedback = COALESCE((SELECT MAX(c.change) FROM comment c WHERE c.agency = ?1 AND c.site = ?2), 0)
        + COALESCE((SELECT MAX(t.change) FROM commentThread t WHERE t.agency = ?1 AND t.site = ?2), 0),
      publicFeedback =
        COALESCE((SELECT MAX(t.publicChange) FROM commentThread t WHERE t.agency = ?1 AND t.site = ?2), 0)
    WHERE agency = ?1 AND id = ?2
    """)
  private static let insertRestored = Statement(
    "site.insertRestored",
    """
    INSERT INTO site (agency, id, project, slug, revision, liveRelease, archivedReleases, createdAt)
    VALUES (?, ?, ?, ?, ?, NULL, ?, ?)
    """)
}

/// The accounts that stand for an archive's people.
private struct HistoryPeople {
  let agency: AgencyID
  let moment: Int

  private static let byEmail = Statement("history.byEmail", "SELECT agency, id FROM account WHERE email = ?")
  private static let insert = Statement(
    "history.insertAccount",
    """
    INSERT INTO account (agency, id, email, name, locale, agencyRole, password, createdAt)
    VALUES (?, ?, ?, ?, 'de', NULL, NULL, ?)
    """)

  func accounts(
    of people: [SiteHistoryRows.Person], in transaction: Transaction
  ) throws -> [String: String] {
    var accounts: [String: String] = [:]
    for person in people {
      let known = try transaction.first(Self.byEmail, .init(person.email)) { row in (row.text(0), row.text(1)) }
      if let known, known.0 == agency.rawValue {
        accounts[person.id] = known.1
        continue
      }
      let id = AccountID.random().rawValue
      // An address is an account's once in the whole instance; this one is another agency's.
      let email = known == nil ? person.email : "\(id.lowercased())@archive.invalid"
      try transaction.execute(
        Self.insert, .init(agency.rawValue), .init(id), .init(email), .init(person.name), .init(moment))
      accounts[person.id] = id
    }
    return accounts
  }
}
