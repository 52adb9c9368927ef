import Database
import Model

extension ThreadDoor {
  private static let shownDuplicate = Statement(
    "commentThread.shownDuplicate",
    """
    SELECT 1 FROM commentThread WHERE agency = ?1 AND site = ?2 AND duplicateOf = ?3 AND visibility = 'customer' LIMIT 1
    """)
  private static let shownWords = Statement(
    "comment.shownWords",
    """
    SELECT 1 FROM comment WHERE agency = ?1 AND site = ?2 AND thread = ?3 AND kind = 'words' AND visibility = 'customer'
    AND removedAt IS NULL LIMIT 1
    """)
  private static let lastState = Statement(
    "comment.lastState",
    """
    SELECT visibility FROM comment WHERE agency = ?1 AND site = ?2 AND thread = ?3 AND kind = 'state'
    ORDER BY change DESC LIMIT 1
    """)

  /// Lets others than the agency's people read a thread, or no longer. What was internal in it stays so: words, and what was done meanwhile.
  func show(_ before: ThreadRow, to visibility: FeedbackVisibility, _ change: ThreadChange) throws -> ThreadRow {
    guard rules.mayModerate else { throw FeedbackRefusal(.role, "the agency's people decide who reads a thread") }
    guard change == ThreadChange(visibility: visibility, words: change.words) else {
      throw FieldError(pointer: "/visibility", problem: "is changed by itself")
    }
    guard change.words == nil || visibility == .customer, change.words == nil || before.thread.visibility == .internal
    else { throw FieldError(pointer: "/body", problem: "belongs to feedback that is shown to the customer") }
    guard visibility != before.thread.visibility else { return before }
    var row = before
    try checkDuplicates(of: row.thread, visibility)
    let words = try change.words.map { try checked(NewComment($0)) }
    if visibility == .customer, words == nil {
      let hasWords = try transaction.first(Self.shownWords, values(row)) { _ in true } ?? false
      guard hasWords else { throw FieldError(pointer: "/body", problem: "is missing: all words in it are internal") }
    }
    row.thread.visibility = visibility
    row.thread.number = try row.otherNumber ?? ThreadRows.nextNumber(visibility, of: key, in: transaction)
    row.otherNumber = before.thread.number
    if visibility == .customer { try cover(&row) }
    // Others hear of it both times, that it is there, or that it is gone, and of what begins for them as of anything else.
    let drawn = try ThreadRows.draw(words == nil ? 1 : 2, open: 1, of: key, in: transaction)
    if visibility == .customer { row.shownWith = drawn.publicChange }
    try ThreadRows.setVisibility(row, in: transaction)
    let line = Comment(
      id: .random(), thread: row.thread.id, author: rules.participant, at: moment, kind: .visibility(visibility),
      visibility: .internal, body: "")
    try CommentRows.insert(line, change: drawn.change - (words == nil ? 0 : 1), of: key, in: transaction)
    let comment = try words.map { try write($0, in: row, change: drawn.change) }
    try touch(&row, drawn, .customer)
    try see(row)
    if visibility == .internal { try Outbox.withdraw(row.thread.id, in: key, transaction) }
    if let comment { try notify(.comment, row, comment) }
    return row
  }

  /// Nobody who reads the one may be led to what they may not read.
  private func checkDuplicates(of thread: CommentThread, _ visibility: FeedbackVisibility) throws {
    switch visibility {
    case .customer:
      guard let other = thread.duplicateOf else { return }
      if try ThreadRows.find(other, of: key, in: transaction)?.thread.visibility == .internal {
        throw FieldError(pointer: "/visibility", problem: "it is a duplicate of an internal one")
      }
    case .internal:
      if try transaction.first(Self.shownDuplicate, key.values + [.init(thread.id.rawValue)], map: { _ in true })
        == true
      {
        throw FieldError(pointer: "/visibility", problem: "others that customers see are duplicates of it")
      }
    }
  }

  /// Takes out of a thread what only the agency may know of it: the state that it was begun about among themselves, and why something was
  /// declined meanwhile.
  private func cover(_ row: inout ThreadRow) throws {
    let isBegunInternal = try CommentRows.first(of: row.thread.id, in: key, transaction)?.visibility == .internal
    if isBegunInternal, row.shownAt == nil { try beginAnew(&row) }
    let last = try transaction.first(Self.lastState, values(row)) { $0.text(0) }
    guard last == FeedbackVisibility.internal.rawValue else { return }
    row.thread.reason = ""
    if var suggestion = try SuggestionRows.find(row.thread.id, of: key, transaction), !suggestion.reason.isEmpty {
      suggestion.reason = ""
      try SuggestionRows.decide(suggestion, of: key, transaction)
    }
  }

  /// For others a thread that was begun internally begins when it is shown, by whoever shows it: in the round that is open then, with what
  /// stands there now, and a picture of that. Of what is not there any more it tells no words.
  private func beginAnew(_ row: inout ThreadRow) throws {
    row.shownAt = moment
    row.thread.author = rules.participant
    row.thread.round = try Rounds.number(for: nil, at: moment, in: key, transaction)
    let before = row.thread.anchor.revision
    let newest = try SnapshotReader.currentRevision(of: key, in: transaction) ?? before
    var gone: Revision?
    row.thread.quote = ""
    if let element = row.thread.element {
      let last = try AnchorRows.last([element], in: key, at: newest, transaction)[element]
      gone = last?.gone
      if let last, gone == nil, try reader.shown(transaction).shows(element, at: newest) {
        row.thread.quote = last.row.body.quote
      }
    } else if let page = row.thread.page {
      gone = try AnchorRows.lastPages([page], in: key, at: newest, transaction)[page]?.gone
    }
    row.thread.anchor.revision = gone.map { $0 - 1 } ?? newest
    if row.thread.page != nil, row.thread.anchor.revision != before {
      try ScreenshotRows.wantAnew(row.thread, at: moment, of: key, transaction)
    }
  }

  private func values(_ row: ThreadRow) -> [SQLValue] { key.values + [.init(row.thread.id.rawValue)] }
}
