import Database
import Model

/// One entry of the log, as people are told of it.
package struct LoggedEdit: Hashable, Sendable {
  package struct Author: Hashable, Sendable {
    package let id: AccountID
    package let name: String
  }

  package let revision: Revision
  package let author: Author?
  package let at: Int
  package let reason: String
  /// The revision that the edit takes back or goes back to.
  package let restores: Revision?
  /// The number of the first release that has it.
  package internal(set) var release: Int?
  /// That release's revision.
  let releaseRevision: Revision?
}

enum EditRows {
  /// Of a table `d` of edits. An operation's form in the log begins with its name where it has nothing else to say.
  private static let columns = """
    d.revision, d.author, a.name, d.at,
    CASE WHEN d.reason <> '' THEN d.reason WHEN d.restores IS NULL THEN ''
      WHEN substr(d.operations, 1, \(undone.utf8.count)) = '\(undone)' THEN 'revert' ELSE 'restore' END,
    d.restores,
    (SELECT r.number FROM release r WHERE r.agency = d.agency AND r.site = d.site AND r.revision >= d.revision
      ORDER BY r.revision, r.number LIMIT 1),
    (SELECT MIN(r.revision) FROM release r WHERE r.agency = d.agency AND r.site = d.site AND r.revision >= d.revision)
    """
  private static let undone = #"[{"op":"revert""#
  private static let joins = "LEFT JOIN account a ON a.agency = d.agency AND a.id = d.author"

  private static let before = Statement(
    "edit.before",
    """
    SELECT \(columns) FROM edit d \(joins)
    WHERE d.agency = ?1 AND d.site = ?2 AND d.revision < ?3 ORDER BY d.revision DESC LIMIT ?4
    """)
  /// Each of the four says by itself which revisions come next, so that none reads further than the answer goes.
  private static let ofPageBefore = Statement(
    "edit.ofPageBefore",
    """
    SELECT \(columns) FROM (
      SELECT revision FROM (
        SELECT DISTINCT since AS revision FROM element
        WHERE agency = ?1 AND site = ?2 AND ownerKind = 'page' AND owner = ?5 AND since < ?3 ORDER BY since DESC LIMIT ?4
      ) w
      UNION SELECT revision FROM (
        SELECT DISTINCT until AS revision FROM element
        WHERE agency = ?1 AND site = ?2 AND ownerKind = 'page' AND owner = ?5 AND removed = 1 AND until < ?3
        ORDER BY until DESC LIMIT ?4
      ) x
      UNION SELECT revision FROM (
        SELECT since AS revision FROM page WHERE agency = ?1 AND site = ?2 AND id = ?5 AND since < ?3
        ORDER BY since DESC LIMIT ?4
      ) y
      UNION SELECT revision FROM (
        SELECT until AS revision FROM page WHERE agency = ?1 AND site = ?2 AND id = ?5 AND removed = 1 AND until < ?3
        ORDER BY until DESC LIMIT ?4
      ) z
    ) t JOIN edit d ON d.agency = ?1 AND d.site = ?2 AND d.revision = t.revision \(joins)
    ORDER BY d.revision DESC LIMIT ?4
    """)
  private static let ofElementBefore = Statement(
    "edit.ofElementBefore",
    """
    SELECT \(columns) FROM (
      SELECT since AS revision FROM element WHERE agency = ?1 AND site = ?2 AND id = ?5 AND since BETWEEN ?3 AND ?4
      UNION
      SELECT until AS revision FROM element
      WHERE agency = ?1 AND site = ?2 AND id = ?5 AND removed = 1 AND since BETWEEN ?6 AND ?4 AND +until BETWEEN ?3 AND ?4
    ) t JOIN edit d ON d.agency = ?1 AND d.site = ?2 AND d.revision = t.revision \(joins)
    """)
  private static let ofAuthor = Statement(
    "edit.ofAuthor",
    """
    SELECT revision, CASE WHEN restores IS NULL THEN NULL
      WHEN substr(operations, 1, \(undone.utf8.count)) = '\(undone)' THEN restores END
    FROM edit WHERE agency = ?1 AND site = ?2 AND author = ?3 AND revision > 1
    AND substr(operations, 1, \(added.utf8.count)) <> '\(added)' ORDER BY revision DESC LIMIT ?4
    """)
  private static let added = #"[{"hash":"#

  /// Edits before a revision, newest first.
  static func edits(
    of key: SiteKey, before revision: Revision, limit: Int, in transaction: Transaction
  ) throws -> [LoggedEdit] {
    try transaction.all(
      before, .init(key.agency.rawValue), .init(key.site.rawValue), .init(revision), .init(limit), map: edit)
  }

  /// Edits before a revision that changed a page or what fills its slots, newest first.
  static func edits(
    of page: PageID, in key: SiteKey, before revision: Revision, limit: Int, _ transaction: Transaction
  ) throws -> [LoggedEdit] {
    try transaction.all(
      ofPageBefore, .init(key.agency.rawValue), .init(key.site.rawValue), .init(revision), .init(limit),
      .init(page.rawValue), map: edit)
  }

  /// Edits within a range of revisions that changed an element.
  /// - Parameter oldest: no row that was written before it is looked at
  static func edits(
    of element: ElementID, in key: SiteKey, _ range: ClosedRange<Revision>, oldest: Revision, _ transaction: Transaction
  ) throws -> [Revision: LoggedEdit] {
    var found: [Revision: LoggedEdit] = [:]
    try transaction.query(
      ofElementBefore, .init(key.agency.rawValue), .init(key.site.rawValue), .init(range.lowerBound),
      .init(range.upperBound), .init(element.rawValue), .init(oldest)
    ) { row in
      let edit = edit(row)
      found[edit.revision] = edit
    }
    return found
  }

  /// An author's edits, newest first, each with the one that it takes back. An import cannot be taken back, and taking back a file that
  /// was added is not what people mean by undoing.
  static func stackEdits(
    of author: AccountID, in key: SiteKey, limit: Int, _ transaction: Transaction
  ) throws -> [(revision: Revision, restores: Revision?)] {
    try transaction.all(
      ofAuthor, .init(key.agency.rawValue), .init(key.site.rawValue), .init(author.rawValue), .init(limit)
    ) { ($0.integer(0), $0.optionalInteger(1)) }
  }

  private static func edit(_ row: borrowing Row) -> LoggedEdit {
    LoggedEdit(
      revision: row.integer(0),
      author: row.optionalText(1).map {
        LoggedEdit.Author(id: AccountID(stored: $0), name: row.optionalText(2) ?? "")
      }, at: row.integer(3), reason: row.text(4), restores: row.optionalInteger(5), release: row.optionalInteger(6),
      releaseRevision: row.optionalInteger(7))
  }
}

extension Store {
  /// What the account can take back and bring back on the site. Looks no further back than anybody undoes.
  package func editStacks(of account: AccountID, in key: SiteKey) async throws -> EditStacks {
    try await database.read { transaction in
      EditStacks(try EditRows.stackEdits(of: account, in: key, limit: 1_000, transaction).reversed())
    }
  }
}
