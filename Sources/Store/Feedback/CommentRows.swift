import Database
import Model

/// Comments, their files and whom they name, as rows.
enum CommentRows {
  private static let columns =
    "thread, id, account, guest, at, kind, visibility, body, fromState, toState, revision, editedAt, removedAt"

  private static let insert = Statement(
    "comment.insert",
    "INSERT INTO comment (agency, site, \(columns), change) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
  // `?4` is the reader's sight. Of one act the words come before what they lead to.
  private static let ofThread = Statement(
    "comment.ofThread",
    """
    SELECT \(columns) FROM comment WHERE agency = ?1 AND site = ?2 AND thread = ?3
    AND (?4 = 1 OR visibility = 'customer') ORDER BY change, id
    """)
  private static let byID = Statement(
    "comment.byID",
    "SELECT \(columns) FROM comment WHERE agency = ? AND site = ? AND thread = ? AND id = ?")
  private static let count = Statement(
    "comment.count", "SELECT COUNT(*) FROM comment WHERE agency = ? AND site = ? AND thread = ? AND visibility = ?")
  private static let firstWords = Statement(
    "comment.firstWords",
    """
    SELECT \(columns) FROM comment WHERE agency = ? AND site = ? AND thread = ? AND kind = 'words'
    ORDER BY change, id LIMIT 1
    """)
  private static let setBody = Statement(
    "comment.setBody",
    "UPDATE comment SET body = ?5, editedAt = ?6 WHERE agency = ?1 AND site = ?2 AND thread = ?3 AND id = ?4")
  private static let setRemoved = Statement(
    "comment.setRemoved",
    "UPDATE comment SET body = '', removedAt = ?5 WHERE agency = ?1 AND site = ?2 AND thread = ?3 AND id = ?4")
  private static let insertMention = Statement(
    "mention.insert",
    """
    INSERT INTO mention (agency, site, thread, comment, account) VALUES (?, ?, ?, ?, ?)
    ON CONFLICT (agency, site, thread, comment, account) DO NOTHING
    """)
  private static let mentions = Statement(
    "mention.ofThread", "SELECT comment, account FROM mention WHERE agency = ? AND site = ? AND thread = ?")
  // What somebody else has said after a comment; `?6` is its author's sight.
  private static let answered = Statement(
    "comment.isAnswered",
    """
    SELECT 1 FROM comment c JOIN comment o ON o.agency = c.agency AND o.site = c.site AND o.thread = c.thread
    AND o.change > c.change AND (?5 = 1 OR o.visibility = 'customer')
    AND (COALESCE(o.account, '') <> COALESCE(c.account, '') OR COALESCE(o.guest, '') <> COALESCE(c.guest, ''))
    WHERE c.agency = ?1 AND c.site = ?2 AND c.thread = ?3 AND c.id = ?4 LIMIT 1
    """)
  private static let counts = Statement(
    "comment.counts",
    listing: """
      SELECT c.thread, COUNT(*) FROM LISTED(?3)
      JOIN comment c ON c.agency = ?1 AND c.site = ?2 AND c.thread = j.value
      WHERE c.kind = 'words' AND c.removedAt IS NULL AND (?4 = 1 OR c.visibility = 'customer') GROUP BY c.thread
      """)
  private static let firsts = Statement(
    "comment.firsts",
    listing: """
      SELECT c.thread, c.body FROM LISTED(?3)
      JOIN comment c ON c.agency = ?1 AND c.site = ?2 AND c.thread = j.value AND c.change = (
        SELECT MIN(o.change) FROM comment o WHERE o.agency = ?1 AND o.site = ?2 AND o.thread = j.value
        AND o.kind = 'words' AND (?4 = 1 OR o.visibility = 'customer'))
      WHERE c.kind = 'words'
      """)

  /// - Parameter change: the number of the change that it is
  static func insert(_ comment: Comment, change: Int, of key: SiteKey, in transaction: Transaction) throws {
    var (kind, from, to): (String, CommentThread.State?, CommentThread.State?) = ("words", nil, nil)
    var revision: Revision?
    var shownTo: FeedbackVisibility?
    switch comment.kind {
    case .words: break
    case .state(let old, let new): (kind, from, to) = ("state", old, new)
    case .resolution(let number): (kind, revision) = ("resolution", number)
    case .visibility(let new): (kind, shownTo) = ("visibility", new)
    }
    try transaction.execute(
      insert,
      key.values + [
        .init(comment.thread.rawValue), .init(comment.id.rawValue), .init(comment.author?.account?.rawValue),
        .init(comment.author?.guest?.rawValue), .init(comment.at), .init(kind), .init(comment.visibility),
        .init(comment.body), .init(from), .init(to?.rawValue ?? shownTo?.rawValue), .init(revision),
        .init(comment.editedAt),
        .init(comment.removedAt), .init(change),
      ])
  }

  static func comments(
    of thread: ThreadID, for reader: FeedbackReader, in transaction: Transaction
  ) throws -> [Comment] {
    try transaction.all(
      ofThread, reader.key.values + [.init(thread.rawValue), reader.sight], map: comment
    ).filter { reader.rules.sees($0.visibility) }
  }

  static func find(
    _ id: CommentID, of thread: ThreadID, in key: SiteKey, _ transaction: Transaction
  ) throws -> Comment? {
    try transaction.first(byID, key.values + [.init(thread.rawValue), .init(id.rawValue)], map: comment)
  }

  /// The comment that the thread began with.
  static func first(of thread: ThreadID, in key: SiteKey, _ transaction: Transaction) throws -> Comment? {
    try transaction.first(firstWords, key.values + [.init(thread.rawValue)], map: comment)
  }

  static func count(
    _ visibility: FeedbackVisibility, of thread: ThreadID, in key: SiteKey, _ transaction: Transaction
  ) throws -> Int {
    try transaction.first(count, key.values + [.init(thread.rawValue), .init(visibility)]) { $0.integer(0) } ?? 0
  }

  static func set(_ body: String, at moment: Int, _ comment: Comment, of key: SiteKey, _ transaction: Transaction)
    throws
  {
    try transaction.execute(
      setBody,
      key.values + [.init(comment.thread.rawValue), .init(comment.id.rawValue), .init(body), .init(moment)])
  }

  static func remove(_ comment: Comment, at moment: Int, of key: SiteKey, _ transaction: Transaction) throws {
    try transaction.execute(
      setRemoved, key.values + [.init(comment.thread.rawValue), .init(comment.id.rawValue), .init(moment)])
  }

  /// Whether somebody else has said something after it that a person of that sight can see.
  static func isAnswered(
    _ comment: Comment, for reader: FeedbackReader, _ transaction: Transaction
  ) throws -> Bool {
    try transaction.first(
      answered, reader.key.values + [.init(comment.thread.rawValue), .init(comment.id.rawValue), reader.sight]
    ) { _ in true } ?? false
  }

  static func insert(mentions: [AccountID], in comment: Comment, of key: SiteKey, _ transaction: Transaction) throws {
    for account in mentions {
      try transaction.execute(
        insertMention,
        key.values + [.init(comment.thread.rawValue), .init(comment.id.rawValue), .init(account.rawValue)])
    }
  }

  static func mentions(
    of thread: ThreadID, in key: SiteKey, _ transaction: Transaction
  ) throws -> [CommentID: [AccountID]] {
    var found: [CommentID: [AccountID]] = [:]
    try transaction.query(mentions, key.values + [.init(thread.rawValue)]) { row in
      found[CommentID(stored: row.text(0)), default: []].append(AccountID(stored: row.text(1)))
    }
    return found.mapValues { $0.sorted() }
  }

  /// What lists say of the comments of threads: the first one's words, and how many there are.
  static func summaries(
    of threads: [ThreadID], for reader: FeedbackReader, _ transaction: Transaction
  ) throws -> [ThreadID: (first: String, count: Int)] {
    let values = reader.key.values + [.list(threads), reader.sight]
    var found: [ThreadID: (first: String, count: Int)] = [:]
    try transaction.query(firsts, values) { row in found[ThreadID(stored: row.text(0))] = (row.text(1), 0) }
    try transaction.query(counts, values) { row in found[ThreadID(stored: row.text(0))]?.count = row.integer(1) }
    return found
  }

  private static func comment(_ row: borrowing Row) throws -> Comment {
    let id = row.text(1)
    let kind: Comment.Kind? =
      switch row.text(5) {
      case "words": .words
      case "state":
        if let from = row.optionalText(8).flatMap(CommentThread.State.init(rawValue:)),
          let to = row.optionalText(9).flatMap(CommentThread.State.init(rawValue:))
        {
          .state(from: from, to: to)
        } else {
          nil
        }
      case "resolution": row.optionalInteger(10).map(Comment.Kind.resolution)
      case "visibility":
        row.optionalText(9).flatMap(FeedbackVisibility.init(rawValue:)).map(Comment.Kind.visibility)
      default: nil
      }
    guard let kind, let visibility = FeedbackVisibility(rawValue: row.text(6)) else {
      throw StoreError.damaged("comment \(id)")
    }
    return Comment(
      id: CommentID(stored: id), thread: ThreadID(stored: row.text(0)),
      author: Participant(account: row.optionalText(2), guest: row.optionalText(3)), at: row.integer(4), kind: kind,
      visibility: visibility, body: row.text(7), editedAt: row.optionalInteger(11), removedAt: row.optionalInteger(12))
  }
}
