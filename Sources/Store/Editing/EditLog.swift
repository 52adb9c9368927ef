import Database
import Model

/// The log of edits: who changed what in which revision, in the words of the request.
enum EditLog {
  struct Entry {
    let revision: Revision
    let author: AccountID?
    let at: Int
    let reason: String
    let operations: [JSONValue]
    /// The revision that the edit goes back to or takes back.
    var restores: Revision?
    /// Whether it changed what people may change of elements that were there before.
    var changesRights = false
  }

  private static let insert = Statement(
    "edit.insert",
    """
    INSERT INTO edit (agency, site, revision, author, at, reason, operations, restores, changesRights)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
    """)
  private static let author = Statement(
    "edit.author", "SELECT author FROM edit WHERE agency = ? AND site = ? AND revision = ?")
  private static let moment = Statement(
    "edit.moment", "SELECT at FROM edit WHERE agency = ? AND site = ? AND revision = ?")
  private static let rightsChanged = Statement(
    "edit.rightsChanged",
    "SELECT 1 FROM edit WHERE agency = ? AND site = ? AND changesRights = 1 AND revision >= ? LIMIT 1")

  static func record(_ entry: Entry, of key: SiteKey, in transaction: Transaction) throws {
    try transaction.execute(
      insert,
      [
        .init(key.agency.rawValue), .init(key.site.rawValue), .init(entry.revision), .init(entry.author?.rawValue),
        .init(entry.at), .init(entry.reason), .init(JSONValue.array(entry.operations).canonical),
        .init(entry.restores), .init(entry.changesRights),
      ])
  }

  /// Who made an edit: nil when there is no such edit, `.some(nil)` when it has no author.
  static func author(of revision: Revision, of key: SiteKey, in transaction: Transaction) throws -> AccountID?? {
    try transaction.first(author, .init(key.agency.rawValue), .init(key.site.rawValue), .init(revision)) {
      $0.optionalText(0).map(AccountID.init(stored:))
    }
  }

  /// When an edit was made, in milliseconds since 1970 UTC; nil when there is no such edit.
  static func moment(of revision: Revision, of key: SiteKey, in transaction: Transaction) throws -> Int? {
    try transaction.first(moment, .init(key.agency.rawValue), .init(key.site.rawValue), .init(revision)) {
      $0.integer(0)
    }
  }

  /// Whether anybody has changed rights at the revision or after it.
  static func hasChangedRights(since revision: Revision, of key: SiteKey, in transaction: Transaction) throws -> Bool {
    try transaction.first(rightsChanged, .init(key.agency.rawValue), .init(key.site.rawValue), .init(revision)) { _ in
      true
    } ?? false
  }
}
