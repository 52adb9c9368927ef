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
  }

  private static let insert = Statement(
    "edit.insert",
    "INSERT INTO edit (agency, site, revision, author, at, reason, operations) VALUES (?, ?, ?, ?, ?, ?, ?)")

  static func record(_ entry: Entry, of key: SiteKey, in transaction: Transaction) throws {
    try transaction.execute(
      insert, .init(key.agency.rawValue), .init(key.site.rawValue), .init(entry.revision),
      .init(entry.author?.rawValue),
      .init(entry.at), .init(entry.reason), .init(JSONValue.array(entry.operations).canonical))
  }
}
