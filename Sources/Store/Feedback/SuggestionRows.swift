import Database
import Model

/// Suggestions as rows.
enum SuggestionRows {
  private static let columns =
    "thread, revision, operations, picture, state, decidedBy, decidedAt, reason, edit"
  private static let insert = Statement(
    "suggestion.insert",
    """
    INSERT INTO suggestion (agency, site, thread, revision, operations, picture, state)
    VALUES (?, ?, ?, ?, ?, ?, 'open')
    """)
  private static let byThread = Statement(
    "suggestion.byThread", "SELECT \(columns) FROM suggestion WHERE agency = ? AND site = ? AND thread = ?")
  private static let ofThreads = Statement(
    "suggestion.ofThreads",
    listing: """
      SELECT \(columns) FROM LISTED(?3)
      JOIN suggestion s ON s.agency = ?1 AND s.site = ?2 AND s.thread = j.value
      """)
  private static let decide = Statement(
    "suggestion.decide",
    """
    UPDATE suggestion SET state = ?4, decidedBy = ?5, decidedAt = ?6, reason = ?7, edit = ?8
    WHERE agency = ?1 AND site = ?2 AND thread = ?3
    """)
  private static let markAccepting = Statement(
    "edit.markAccepting", "UPDATE edit SET accepts = ?4 WHERE agency = ?1 AND site = ?2 AND revision = ?3")

  static func insert(_ suggestion: Suggestion, of key: SiteKey, _ transaction: Transaction) throws {
    try transaction.execute(
      insert,
      key.values + [
        .init(suggestion.thread.rawValue), .init(suggestion.revision),
        .init(JSONValue.array(suggestion.operations.map(\.json)).canonical),
        .init(suggestion.picture?.json.canonical ?? ""),
      ])
  }

  static func find(_ thread: ThreadID, of key: SiteKey, _ transaction: Transaction) throws -> Suggestion? {
    try transaction.first(byThread, key.values + [.init(thread.rawValue)], map: suggestion)
  }

  static func suggestions(
    of threads: [ThreadID], in key: SiteKey, _ transaction: Transaction
  ) throws -> [ThreadID: Suggestion] {
    var found: [ThreadID: Suggestion] = [:]
    try transaction.query(ofThreads, key.values + [.list(threads)]) { row in
      let suggestion = try suggestion(row)
      found[suggestion.thread] = suggestion
    }
    return found
  }

  static func decide(_ suggestion: Suggestion, of key: SiteKey, _ transaction: Transaction) throws {
    try transaction.execute(
      decide,
      key.values + [
        .init(suggestion.thread.rawValue), .init(suggestion.state), .init(suggestion.decidedBy?.rawValue),
        .init(suggestion.decidedAt), .init(suggestion.reason), .init(suggestion.edit),
      ])
  }

  /// Notes in the log of edits what an edit was made from.
  static func markAccepting(
    _ thread: ThreadID, revision: Revision, of key: SiteKey, _ transaction: Transaction
  ) throws {
    try transaction.execute(markAccepting, key.values + [.init(revision), .init(thread.rawValue)])
  }

  private static func suggestion(_ row: borrowing Row) throws -> Suggestion {
    let id = row.text(0)
    guard let state = Suggestion.State(rawValue: row.text(4)) else { throw StoreError.damaged("suggestion \(id)") }
    do {
      let list: JSONValue = ["operations": try JSONValue.parse(row.text(2))]
      return Suggestion(
        thread: ThreadID(stored: id), revision: row.integer(1), operations: try EditRequest(json: list).operations,
        picture: row.text(3).isEmpty ? nil : try Suggestion.Picture(json: try JSONValue.parse(row.text(3))),
        state: state, decidedBy: row.optionalText(5).map(AccountID.init(stored:)), decidedAt: row.optionalInteger(6),
        reason: row.text(7), edit: row.optionalInteger(8))
    } catch let error as FieldError {
      throw StoreError.damaged("suggestion \(id): \(error)")
    }
  }
}

extension Suggestion.Picture {
  fileprivate var json: JSONValue { ["name": .string(name), "file": file.json] }

  init(json: JSONValue) throws(FieldError) {
    let reader = try JSONReader(json, known: ["name", "file"])
    self.init(
      name: try reader.string("name"), file: try AssetFile(json: reader.value("file") ?? .null, at: "/file"))
  }
}
