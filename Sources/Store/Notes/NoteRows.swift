import Database
import Model

/// Threads as notes: those that customers see and that have a page.
enum NoteRows {
  private static let isOpen = "t.state IN ('open', 'inProgress', 'question')"
  private static let areNotes = "t.agency = ?1 AND t.site = ?2 AND t.visibility = 'customer' AND t.page IS NOT NULL"
  private static let all = Statement(
    "note.all",
    """
    SELECT t.id, t.page, t.element, (
        SELECT c.body FROM comment c WHERE c.agency = ?1 AND c.site = ?2 AND c.thread = t.id
        AND c.visibility = 'customer' ORDER BY c.change LIMIT 1),
      t.account, t.guest, COALESCE(a.name, g.name), COALESCE(t.shownAt, t.at),
      CASE WHEN \(isOpen) THEN NULL ELSE COALESCE((
        SELECT MAX(x.at) FROM comment x WHERE x.agency = ?1 AND x.site = ?2 AND x.thread = t.id AND x.kind = 'state'
        AND x.visibility = 'customer'),
        t.publicChangedAt) END
    FROM commentThread t
    LEFT JOIN account a ON a.agency = ?1 AND a.id = t.account
    LEFT JOIN guest g ON g.agency = ?1 AND g.site = ?2 AND g.id = t.guest
    WHERE \(areNotes) AND (CAST(?4 AS VARCHAR) IS NULL OR t.account = ?4)
    ORDER BY CASE WHEN \(isOpen) THEN 0 ELSE 1 END, COALESCE(t.shownAt, t.at) DESC, t.number DESC LIMIT ?3
    """)
  private static let openCount = Statement(
    "note.countOpen", "SELECT COUNT(*) FROM commentThread t WHERE \(areNotes) AND \(isOpen)")
  private static let openCountOfAuthor = Statement(
    "note.countOpenOfAuthor", "SELECT COUNT(*) FROM commentThread t WHERE \(areNotes) AND \(isOpen) AND t.account = ?3")

  /// - Parameters:
  ///   - author: nil for everybody's
  ///   - knowsWords: whether an element without a name is told by its words
  static func notes(
    of key: SiteKey, author: AccountID?, knowsWords: Bool, limit: Int, _ transaction: Transaction
  ) throws -> [Note] {
    var notes = try transaction.all(all, key.values + [.init(limit), .init(author?.rawValue)], map: note)
    var labels: [ElementID: String] = [:]
    for element in Set(notes.compactMap(\.element)) {
      labels[element] = try label(of: element, knowsWords: knowsWords, in: key, transaction)
    }
    for index in notes.indices { notes[index].label = notes[index].element.flatMap { labels[$0] } ?? "" }
    return notes
  }

  static func openCount(of account: AccountID?, in key: SiteKey, _ transaction: Transaction) throws -> Int {
    let count =
      if let account {
        try transaction.first(openCountOfAuthor, key.values + [.init(account.rawValue)]) { $0.integer(0) }
      } else {
        try transaction.first(openCount, key.values) { $0.integer(0) }
      }
    return count ?? 0
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

  private static func note(_ row: borrowing Row) throws -> Note {
    let id = row.text(0)
    guard let author = Participant(account: row.optionalText(4), guest: row.optionalText(5)) else {
      throw StoreError.damaged("thread \(id)")
    }
    return Note(
      id: NoteID(stored: id), page: PageID(stored: row.text(1)),
      element: row.optionalText(2).map(ElementID.init(stored:)), label: "", text: row.text(3), author: author,
      authorName: row.optionalText(6) ?? "", at: row.integer(7), doneAt: row.optionalInteger(8))
  }
}
