import Model

extension SiteTable {
  /// What people said of a site. An archive is the agency's: internal words are in it. Whoever has a review link of the old site cannot come
  /// with it to the new one, so what the link is known by stays out.
  static let feedback = [
    SiteTable("round", "number# name opensAt# endsAt#? closedAt#?", key: ["number"]),
    SiteTable("reviewLink", "id mode name pinned#? at# createdBy@ expiresAt# revokedAt#?", secret: "hash"),
    SiteTable("guest", "id link name mail? at# seenAt#"),
    SiteTable(
      "commentThread",
      """
      id visibility number# page? element? revision# anchor quote account@? guest? at# state reason duplicateOf? priority assignee@? tags \
      round#? resolution#? change# changedAt# publicChange# publicChangedAt# otherNumber#? shownAt#? shownWith#?
      """),
    SiteTable(
      "comment",
      """
      thread id change# account@? guest? at# kind visibility body fromState? toState? revision#? editedAt#? removedAt#?
      """, key: ["thread", "change", "id"]),
    SiteTable(
      "commentFile", "id thread? comment? place# account@? guest? hash name type size# width#? height#? at#",
      only: "thread IS NOT NULL"),
    SiteTable("screenshot", "thread kind hash type size# width# height#", key: ["thread", "kind"]),
    SiteTable("mention", "thread comment account@", key: ["thread", "comment", "account"]),
    SiteTable(
      "suggestion", "thread revision# operations picture state decidedBy@? decidedAt#? reason edit#?", key: ["thread"]),
    SiteTable(
      "approval", "id page element? revision# fingerprint account@ at# words withdrawnAt#? withdrawnBy@?"),
  ]
}

/// What rows of feedback may say, alone and together.
struct ArchivedFeedback {
  private var threads: [String: (row: Int, isInternal: Bool, wasShown: Bool, duplicateOf: String?)] = [:]
  private var comments: [(row: Int, thread: String, isInternal: Bool)] = []
  /// What other rows may name: `guest g1`, `comment t1 c1`.
  private var known: Set<String> = []
  private var named: [(row: Int, what: String)] = []

  private static let tables = Set(SiteTable.feedback.map(\.name))

  mutating func add(_ table: String, _ fields: [String: JSONValue], row: Int) {
    guard Self.tables.contains(table) else { return }
    func text(_ column: String) -> String? { fields[column]?.string ?? fields[column]?.integer.map { "\($0)" } }
    let isInternal = fields["visibility"]?.string == FeedbackVisibility.internal.rawValue
    let id = text("id") ?? ""
    switch table {
    case "commentThread":
      threads[id] = (row, isInternal, (fields["publicChange"]?.integer ?? 0) > 0, text("duplicateOf"))
      known.insert("thread \(id)")
    case "comment":
      comments.append((row, text("thread") ?? "", isInternal))
      known.insert("comment \(text("thread") ?? "") \(id)")
    case "reviewLink": known.insert("link \(id)")
    case "guest": known.insert("guest \(id)")
    case "round": known.insert("round \(text("number") ?? "")")
    default: break
    }
    for column in ["thread", "guest", "link", "round"] {
      if let name = text(column) { named.append((row, "\(column) \(name)")) }
    }
    if let comment = text("comment") { named.append((row, "comment \(text("thread") ?? "") \(comment)")) }
  }

  /// Nobody who reads the one may be led to what they may not read.
  func check() throws(ArchiveFault) {
    for (row, what) in named where !known.contains(what) { throw ArchiveFault("there is no \(what)", row: row) }
    for (id, thread) in threads {
      guard let other = thread.duplicateOf else { continue }
      guard other != id, let found = threads[other], thread.isInternal || !found.isInternal else {
        throw ArchiveFault("it cannot be a duplicate of “\(other)”", row: thread.row)
      }
    }
    // One that others have read before keeps what they read in it.
    for comment in comments where !comment.isInternal {
      guard let thread = threads[comment.thread], thread.isInternal, !thread.wasShown else { continue }
      throw ArchiveFault("the thread is internal, so the comment is too", row: comment.row)
    }
  }

  /// What is wrong with a single row; nil when nothing is.
  static func fault(in table: String, _ fields: [String: JSONValue]) -> String? {
    do throws(FieldError) {
      switch table {
      case "commentThread": try checkThread(fields)
      case "comment": try checkComment(fields)
      case "commentFile": try checkFile(fields)
      case "screenshot": try checkScreenshot(fields)
      case "round": _ = try Rounds.checked(text(fields, "name"))
      case "reviewLink":
        try one(ReviewLink.Mode.self, fields, "mode")
        _ = try CommentText.checked(text(fields, "name"), pointer: "/name", maximum: 200)
      case "guest":
        _ = try CommentText.checked(text(fields, "name"), pointer: "/name", maximum: 200)
        if let mail = fields["mail"]?.string, Account.normalized(email: mail) != mail || !mail.contains("@") {
          throw FieldError(pointer: "/mail", problem: "is no address in lower case")
        }
      case "suggestion": try checkSuggestion(fields)
      case "approval": try words(fields, "words", Approval.longestWords)
      default: break
      }
      return nil
    } catch {
      return "\(error.pointer.dropFirst()) \(error.problem)"
    }
  }

  private static func checkThread(_ fields: [String: JSONValue]) throws(FieldError) {
    try one(FeedbackVisibility.self, fields, "visibility")
    try one(CommentThread.State.self, fields, "state")
    try one(CommentThread.Priority.self, fields, "priority")
    guard (fields["account"] == nil) != (fields["guest"] == nil) else {
      throw FieldError(pointer: "/account", problem: "or a guest has written it, and one of them alone")
    }
    guard fields["page"] != nil || fields["element"] == nil else {
      throw FieldError(pointer: "/page", problem: "is missing")
    }
    _ = try Anchor(try json(fields, "anchor"), revision: 1, at: "/anchor")
    guard let tags = try json(fields, "tags").array else { throw FieldError(pointer: "/tags", problem: "is no list") }
    _ = try CommentText.checkedTags(tags.map { $0.string ?? "" }, pointer: "/tags")
    try words(fields, "quote", Anchor.quoteLength)
    try words(fields, "reason", CommentText.longestReason)
  }

  private static func checkComment(_ fields: [String: JSONValue]) throws(FieldError) {
    try one(FeedbackVisibility.self, fields, "visibility")
    guard fields["account"] == nil || fields["guest"] == nil else {
      throw FieldError(pointer: "/account", problem: "or a guest has written it, not both")
    }
    switch text(fields, "kind") {
    case "words": break
    case "state":
      try one(CommentThread.State.self, fields, "fromState")
      try one(CommentThread.State.self, fields, "toState")
    case "resolution" where fields["revision"] != nil: break
    case "visibility": try one(FeedbackVisibility.self, fields, "toState")
    default: throw FieldError(pointer: "/kind", problem: "“\(text(fields, "kind"))” is not one that there is")
    }
    try words(fields, "body", CommentText.longestBody)
  }

  private static func checkFile(_ fields: [String: JSONValue]) throws(FieldError) {
    guard CommentFileKinds.endings[text(fields, "type")] != nil else {
      throw FieldError(pointer: "/type", problem: "“\(text(fields, "type"))” is none that comments have")
    }
    guard CommentFile.plain(text(fields, "name")) == text(fields, "name") else {
      throw FieldError(pointer: "/name", problem: "is no plain name")
    }
  }

  private static func checkScreenshot(_ fields: [String: JSONValue]) throws(FieldError) {
    try one(Screenshot.Size.self, fields, "kind")
    guard text(fields, "type") == Screenshot.type else {
      throw FieldError(pointer: "/type", problem: "“\(text(fields, "type"))” is none that screenshots have")
    }
  }

  private static func checkSuggestion(_ fields: [String: JSONValue]) throws(FieldError) {
    try one(Suggestion.State.self, fields, "state")
    let operations: JSONValue = ["operations": try json(fields, "operations")]
    _ = try EditRequest(json: operations)
    if !text(fields, "picture").isEmpty {
      let file = try Suggestion.Picture(json: try json(fields, "picture")).file
      guard CommentFileKinds.endings[file.type] != nil, BlobFolder.isHash(file.hash) else {
        throw FieldError(pointer: "/picture", problem: "is none that suggestions have")
      }
    }
    try words(fields, "reason", CommentText.longestReason)
  }

  private static func text(_ fields: [String: JSONValue], _ column: String) -> String { fields[column]?.string ?? "" }

  private static func json(_ fields: [String: JSONValue], _ column: String) throws(FieldError) -> JSONValue {
    guard let json = try? JSONValue.parse(text(fields, column)) else {
      throw FieldError(pointer: "/\(column)", problem: "cannot be read")
    }
    return json
  }

  private static func one<Value: RawRepresentable<String>>(
    _ type: Value.Type, _ fields: [String: JSONValue], _ column: String
  ) throws(FieldError) {
    if Value(rawValue: text(fields, column)) == nil {
      throw FieldError(pointer: "/\(column)", problem: "“\(text(fields, column))” is not one that there is")
    }
  }

  /// What may also be empty.
  private static func words(
    _ fields: [String: JSONValue], _ column: String, _ maximum: Int
  ) throws(FieldError) {
    guard !text(fields, column).isEmpty else { return }
    _ = try CommentText.checked(text(fields, column), pointer: "/\(column)", maximum: maximum)
  }
}

/// Archives of before hold notes; they become threads, as the database's own did.
enum ArchivedNotes {
  /// A thread stands in the place of its note; what was said is added at the end.
  static func asThreads(_ rows: [JSONValue]) -> [JSONValue] {
    let notes = rows.enumerated().filter { $0.element.object?["table"]?.string == "note" }
    guard !notes.isEmpty else { return rows }
    let edits = rows.compactMap { row -> (revision: Int, at: Int)? in
      guard row.object?["table"]?.string == "edit", let revision = row.object?["revision"]?.integer,
        let at = row.object?["at"]?.integer
      else { return nil }
      return (revision, at)
    }
    let old = notes.sorted { left, right in
      func key(_ row: JSONValue) -> (Int, String) {
        (row.object?["at"]?.integer ?? 0, row.object?["id"]?.string ?? "")
      }
      return key(left.element) < key(right.element)
    }
    var result = rows
    for (index, note) in old.enumerated() {
      guard let fields = note.element.object, let id = fields["id"], let page = fields["page"],
        let body = fields["body"], let author = fields["author"], let at = fields["at"]?.integer
      else { continue }
      let doneAt = fields["doneAt"]?.integer
      let change = 2 * (index + 1) - (doneAt == nil ? 1 : 0)
      let revision = edits.filter { $0.at <= at }.map(\.revision).max() ?? 1
      result[note.offset] = .record([
        "table": "commentThread", "id": id, "visibility": "customer", "number": .integer(index + 1), "page": page,
        "element": fields["element"], "revision": .integer(revision), "anchor": "{}", "quote": "", "account": author,
        "at": .integer(at), "state": doneAt == nil ? "open" : "done", "reason": "", "priority": "normal",
        "tags": "[]", "change": .integer(change), "changedAt": .integer(doneAt ?? at),
        "publicChange": .integer(change), "publicChangedAt": .integer(doneAt ?? at),
      ])
      result.append(
        .record([
          "table": "comment", "thread": id, "id": id, "change": .integer(2 * index + 1), "account": author,
          "at": .integer(at), "kind": "words", "visibility": "customer", "body": body,
        ]))
      guard let doneAt else { continue }
      result.append(
        .record([
          "table": "comment", "thread": id, "id": "done", "change": .integer(2 * index + 2),
          "account": fields["doneBy"], "at": .integer(doneAt), "kind": "state", "visibility": "customer", "body": "",
          "fromState": "open", "toState": "done",
        ]))
    }
    return result
  }
}
