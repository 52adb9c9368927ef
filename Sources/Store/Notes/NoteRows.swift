import Database
import Model

enum NoteRows {
  private static let insert = Statement(
    "note.insert",
    "INSERT INTO note (agency, site, id, page, element, body, author, at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)")
  private static let columns = """
    n.id, n.page, n.element, n.body, n.author, a.name, n.at, n.doneAt
    FROM note n JOIN account a ON a.agency = n.agency AND a.id = n.author WHERE n.agency = ?1 AND n.site = ?2
    """
  private static let order = "ORDER BY (n.doneAt IS NOT NULL), n.at DESC, n.id LIMIT ?3"
  private static let all = Statement("note.all", "SELECT \(columns) \(order)")
  private static let ofAuthor = Statement("note.ofAuthor", "SELECT \(columns) AND n.author = ?4 \(order)")
  private static let open = Statement(
    "note.countOpen", "SELECT COUNT(*) FROM note WHERE agency = ? AND site = ? AND doneAt IS NULL")
  private static let openOfAuthor = Statement(
    "note.countOpenOfAuthor",
    "SELECT COUNT(*) FROM note WHERE agency = ? AND site = ? AND author = ? AND doneAt IS NULL")
  private static let setDone = Statement(
    "note.setDone", "UPDATE note SET doneAt = ?4, doneBy = ?5 WHERE agency = ?1 AND site = ?2 AND id = ?3")

  static func insert(
    _ id: NoteID, _ text: String, page: PageID, element: ElementID?, of key: SiteKey, by account: AccountID,
    at moment: Int, _ transaction: Transaction
  ) throws {
    try transaction.execute(
      insert,
      keys(key) + [
        .init(id.rawValue), .init(page.rawValue), .init(element?.rawValue), .init(text), .init(account.rawValue),
        .init(moment),
      ])
  }

  /// - Parameters:
  ///   - author: nil for everybody's
  ///   - knowsWords: whether an element without a name is told by its words
  static func notes(
    of key: SiteKey, author: AccountID?, knowsWords: Bool, limit: Int, _ transaction: Transaction
  ) throws -> [Note] {
    let values = keys(key) + [.init(limit)] + (author.map { [.init($0.rawValue)] } ?? [])
    let notes = try transaction.all(author == nil ? all : ofAuthor, values, map: note)
    var labels: [ElementID: String] = [:]
    for element in Set(notes.compactMap(\.element)) {
      labels[element] = try label(of: element, knowsWords: knowsWords, in: key, transaction)
    }
    return notes.map { note in
      Note(
        id: note.id, page: note.page, element: note.element, label: note.element.flatMap { labels[$0] } ?? "",
        text: note.text, author: note.author, authorName: note.authorName, at: note.at, doneAt: note.doneAt)
    }
  }

  static func openCount(of account: AccountID?, in key: SiteKey, _ transaction: Transaction) throws -> Int {
    let count =
      if let account {
        try transaction.first(openOfAuthor, keys(key) + [.init(account.rawValue)]) { $0.integer(0) }
      } else {
        try transaction.first(open, keys(key)) { $0.integer(0) }
      }
    return count ?? 0
  }

  /// - Returns: false when there is no such note.
  static func set(
    _ id: NoteID, doneAt: Int?, by account: AccountID?, of key: SiteKey, _ transaction: Transaction
  ) throws -> Bool {
    try transaction.execute(
      setDone, keys(key) + [.init(id.rawValue), .init(doneAt), .init(account?.rawValue)]) == 1
  }

  private static func label(
    of element: ElementID, knowsWords: Bool, in key: SiteKey, _ transaction: Transaction
  ) throws -> String {
    var body = try ElementRows.current(element, of: key, in: transaction)?.body
    if body == nil, let removal = try ElementRows.removal(of: element, of: key, in: transaction) {
      body = try ElementRows.row(element, of: key, at: removal - 1, in: transaction)?.body
    }
    guard let body else { return "" }
    return knowsWords ? body.label : body.name
  }

  private static func keys(_ key: SiteKey) -> [SQLValue] { [.init(key.agency.rawValue), .init(key.site.rawValue)] }

  private static func note(_ row: borrowing Row) -> Note {
    Note(
      id: NoteID(stored: row.text(0)), page: PageID(stored: row.text(1)),
      element: row.optionalText(2).map(ElementID.init(stored:)), label: "", text: row.text(3),
      author: AccountID(stored: row.text(4)), authorName: row.text(5), at: row.integer(6),
      doneAt: row.optionalInteger(7))
  }
}
