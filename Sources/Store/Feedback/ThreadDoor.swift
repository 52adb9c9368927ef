import Database
import Model

/// The one door for feedback: what one person does, within one transaction that checks the right and writes rows, change numbers and notices
/// together. What only the agency sees draws no number, moves no time and makes no notice that others could see.
struct ThreadDoor {
  let reader: FeedbackReader
  let moment: Int
  let transaction: Transaction

  var key: SiteKey { reader.key }
  var rules: FeedbackRules { reader.rules }
  private var participant: Participant { rules.participant }

  private static let markResolving = Statement(
    "edit.markResolving",
    "UPDATE edit SET resolves = ?4 WHERE agency = ?1 AND site = ?2 AND revision = ?3 AND resolves IS NULL")

  /// Whoever changes feedback of one site takes turns from here on.
  /// - Throws: `notFound` for whoever takes no part in the site's feedback
  init(_ participant: Participant, in key: SiteKey, at moment: Int, _ transaction: Transaction) throws {
    guard try transaction.execute(ReleaseRows.lock, key.values) == 1 else {
      throw StoreError.notFound("site \(key.site)")
    }
    reader = try FeedbackReader(participant, in: key, at: moment, transaction)
    self.moment = moment
    self.transaction = transaction
  }

  // MARK: Beginning

  /// - Parameter id: where it is known already, as that of what becomes a thread
  func begin(_ new: NewThread, id: ThreadID = .random()) throws -> ThreadRow {
    let comment = try checked(new.comment)
    guard rules.mayModerate || new.priority == nil && new.assignee == nil && new.tags.isEmpty else {
      throw FeedbackRefusal(.role, "the agency's people sort feedback")
    }
    if !rules.seesInternal,
      try ThreadRows.openCount(of: participant, in: key, transaction) >= FeedbackLimits.openOfParticipant
    {
      throw FeedbackRefusal(.full, "at most \(FeedbackLimits.openOfParticipant) threads of one person wait on a site")
    }
    let number = try ThreadRows.nextNumber(comment.visibility, of: key, in: transaction)
    guard number <= FeedbackLimits.share(of: FeedbackLimits.threadsOfSite, for: rules.role) else {
      throw FeedbackRefusal(.full, "a site has at most \(FeedbackLimits.threadsOfSite) threads")
    }
    let quote = try quote(of: new)
    let round = try Rounds.number(for: new.round, at: moment, in: key, transaction)
    if !rules.role.isAgency, let wanted = new.round, try isClosed(wanted) {
      throw FeedbackRefusal(
        .roundClosed,
        "round \(wanted) is closed; leave the round out to begin feedback of its own, or ask the agency to open it")
    }
    let drawn = try draw(1, comment.visibility)
    let row = ThreadRow(
      key: key,
      thread: CommentThread(
        id: id, number: number, visibility: comment.visibility, page: new.page, element: new.element,
        anchor: new.anchor, quote: quote, author: participant, at: moment, priority: new.priority ?? .normal,
        assignee: try new.assignee.map { try checkedAssignee($0) },
        tags: try CommentText.checkedTags(new.tags, pointer: "/tags"), round: round),
      change: drawn.change, changedAt: moment, publicChange: comment.visibility == .customer ? drawn.publicChange : 0,
      publicChangedAt: comment.visibility == .customer ? moment : 0,
      shownWith: comment.visibility == .customer ? drawn.publicChange : 0)
    try ThreadRows.insert(row, in: transaction)
    if new.page != nil { try ScreenshotRows.want(row.thread, at: moment, of: key, transaction) }
    let first = try write(comment, in: row, change: drawn.change)
    if let suggestion = new.suggestion { try suggest(suggestion, with: row, comment: first) }
    try see(row)
    try notify(.thread, row, first, mentions: comment.mentions)
    if let assignee = row.thread.assignee { try notify(assigned: assignee, row) }
    return row
  }

  /// Looks at the place of a new thread, and takes the words that stand there from the state that its author saw.
  private func quote(of new: NewThread) throws -> String {
    func wrong(_ pointer: String, _ problem: String) -> FieldError { FieldError(pointer: pointer, problem: problem) }
    let revision = new.anchor.revision
    guard let site = try transaction.first(PageTreeRows.revision, key.values, map: { $0.integer(0) }),
      (1...site).contains(revision), try mayName(revision, newest: site)
    else { throw wrong("/revision", "is no revision of this site that you can see now; load the page again") }
    guard let id = new.page else {
      if new.element != nil { throw wrong("/page", "is missing") }
      return ""
    }
    guard let page = try PageRows.page(id, of: key, at: revision, in: transaction) else {
      throw wrong("/page", "is no page of this site at revision \(revision)")
    }
    guard let element = new.element else { return "" }
    // The draft does not show what is hidden, so nobody else can have seen it, and the agency's people do not tell it by pointing at it.
    let shown = reader.shown(transaction)
    guard let row = try ElementRows.row(element, of: key, at: revision, in: transaction),
      try stands(row, on: page, at: revision, shown),
      case let isShown = try shown.shows(element, at: revision), isShown || rules.seesInternal
    else { throw wrong("/element", "does not stand on the page at revision \(revision)") }
    return isShown || new.comment.visibility == .internal ? row.body.quote : ""
  }

  /// Outsiders speak of what they have open, and of nothing that went before they came: what was overwritten is told only to those who may
  /// read the history.
  private func mayName(_ revision: Revision, newest: Revision) throws -> Bool {
    if let pinned = reader.pinned { return revision == pinned }
    if rules.readsHistory || revision == newest { return true }
    let since = max(reader.since, moment - FeedbackLimits.openFor)
    guard let ended = try EditLog.moment(of: revision + 1, of: key, in: transaction) else { return false }
    return ended >= since
  }

  private func stands(_ row: Element, on page: Page, at revision: Revision, _ shown: DraftSight) throws -> Bool {
    switch row.owner {
    case .page(let id): id == page.id
    case .template(let name): name == page.template
    case .shared(let name):
      try shown.has(page, tree: name, at: revision, countingHidden: rules.seesInternal)
    }
  }

  // MARK: Answering

  /// - Returns: the thread as it stands now, and the comment
  func reply(_ new: NewComment, to id: ThreadID) throws -> (row: ThreadRow, comment: Comment) {
    var row = try row(id)
    var new = new
    // In an internal thread everything is internal.
    if row.thread.visibility == .internal { new.visibility = .internal }
    let checked = try checked(new)
    try requireOpenRound(of: row.thread)
    let most = FeedbackLimits.share(of: FeedbackLimits.commentsOfThread, for: rules.role)
    // Each visibility by itself, so that nobody learns of what is internal by what is refused.
    guard try CommentRows.count(checked.visibility, of: id, in: key, transaction) < most else {
      throw FeedbackRefusal(.full, "a thread has at most \(most) comments; begin another one")
    }
    let state = rules.stateAfterReply(row.thread, visibility: checked.visibility)
    let hasMoved = state != row.thread.state
    let drawn = try draw(hasMoved ? 2 : 1, checked.visibility)
    let comment = try write(checked, in: row, change: hasMoved ? drawn.change - 1 : drawn.change)
    if hasMoved { try writeState(state, reason: "", of: &row, change: drawn.change) }
    try touch(&row, drawn, checked.visibility)
    try see(row)
    try notify(.comment, row, comment, mentions: checked.mentions)
    return (row, comment)
  }

  // MARK: Changing

  /// - Returns: the thread as it stands now; the same when nothing was different
  func change(_ id: ThreadID, _ change: ThreadChange) throws -> ThreadRow {
    var row = try row(id)
    if let visibility = change.visibility { return try show(row, to: visibility, change) }
    guard change.words == nil else { throw FieldError(pointer: "/body", problem: "belongs to another visibility") }
    let before = row.thread
    let sorts =
      change.priority != nil || change.assignee != nil || change.tags != nil || change.round != nil
      || change.resolvedBy != nil || change.duplicateOf != nil
    guard !sorts || rules.mayModerate else { throw FeedbackRefusal(.role, "the agency's people sort feedback") }
    if let priority = change.priority { row.thread.priority = priority }
    if let assignee = change.assignee { row.thread.assignee = try assignee.map { try checkedAssignee($0) } }
    if let tags = change.tags { row.thread.tags = try CommentText.checkedTags(tags, pointer: "/tags") }
    if let round = change.round { row.thread.round = try round.map { try Rounds.checked($0, in: key, transaction) } }
    var resolution = try change.resolvedBy.map { try checkedRevision($0) }
    if change.state == .done, before.state.isOpen, rules.mayModerate {
      if try SuggestionRows.find(id, of: key, transaction)?.state == .open {
        throw FeedbackRefusal(.undecided, "accept or decline what is suggested first")
      }
      if resolution == nil, before.resolution == nil { resolution = try lastEdit(about: before) }
    }
    if let resolution { row.thread.resolution = resolution }

    var state = change.state ?? before.state
    if change.state == nil, resolution != nil, before.state.isOpen { state = .done }
    if change.duplicateOf != nil, change.state == nil { state = .duplicate }
    let isMoving = state != before.state
    let reason = try reason(for: state, change, from: before)
    let duplicateOf = try duplicate(change, state, of: before)
    let isRedirected = state == .duplicate && duplicateOf != before.duplicateOf

    let isPublic =
      isMoving || isRedirected || row.thread.priority != before.priority || row.thread.round != before.round
      || row.thread.resolution != before.resolution
    let isInternal = row.thread.assignee != before.assignee || row.thread.tags != before.tags
    guard isPublic || isInternal else { return row }
    let lines = (isMoving ? 1 : 0) + (resolution == nil ? 0 : 1)
    let visibility: FeedbackVisibility = isPublic ? before.visibility : .internal
    let drawn = try draw(max(1, lines), visibility)
    if let resolution {
      let line = Comment(
        id: .random(), thread: id, author: participant, at: moment, kind: .resolution(resolution),
        visibility: before.visibility, body: "")
      try CommentRows.insert(line, change: drawn.change - (isMoving ? 1 : 0), of: key, in: transaction)
      try transaction.execute(Self.markResolving, key.values + [.init(resolution), .init(id.rawValue)])
    }
    if isMoving { try writeState(state, reason: reason, of: &row, change: drawn.change) }
    row.thread.duplicateOf = duplicateOf
    try touch(&row, drawn, visibility)
    try see(row)
    if isMoving { try notify(.state, row, nil, from: before.state, reason: reason) }
    if let assignee = row.thread.assignee, assignee != before.assignee { try notify(assigned: assignee, row) }
    return row
  }

  private func reason(
    for state: CommentThread.State, _ change: ThreadChange, from before: CommentThread
  ) throws -> String {
    guard state != before.state else {
      if change.reason != nil { throw FieldError(pointer: "/reason", problem: "belongs to another state") }
      return ""
    }
    guard rules.mayMove(before, to: state) else {
      guard rules.mayEverMove(before, to: state) else {
        throw FeedbackRefusal(.role, "it is not for you to take this thread to \(state.rawValue)")
      }
      throw FeedbackRefusal(
        .state, "you cannot take this thread from \(before.state.rawValue) to \(state.rawValue)")
    }
    if state == .declined, !rules.mayDecide, !rules.isAuthor(of: before),
      try SuggestionRows.find(before.id, of: key, transaction)?.state == .open
    {
      throw FeedbackRefusal(.role, "designers decide on suggestions")
    }
    let reason = try change.reason.map {
      try CommentText.checked($0, pointer: "/reason", maximum: CommentText.longestReason)
    }
    // Who takes back what they asked for owes nobody an explanation.
    if state == .declined, reason == nil, !rules.isAuthor(of: before) {
      throw FieldError(pointer: "/reason", problem: "is missing: people want to know why")
    }
    return reason ?? ""
  }

  private func duplicate(
    _ change: ThreadChange, _ state: CommentThread.State, of before: CommentThread
  ) throws -> ThreadID? {
    func wrong(_ problem: String) -> FieldError { FieldError(pointer: "/duplicateOf", problem: problem) }
    guard state == .duplicate else {
      if change.duplicateOf != nil { throw wrong("belongs to the state duplicate") }
      return nil
    }
    guard let other = change.duplicateOf ?? before.duplicateOf else { throw wrong("is missing") }
    guard change.duplicateOf != nil else { return other }
    guard let found = try ThreadRows.find(other, of: key, in: transaction)?.thread, found.id != before.id else {
      throw wrong("is no other thread of this site")
    }
    // Whoever reads the one must be able to read the other.
    guard found.visibility == .customer || before.visibility == .internal else { throw wrong("is internal") }
    guard found.state != .duplicate else { throw wrong("is a duplicate itself") }
    return other
  }

  // MARK: Single comments

  func rewrite(_ id: CommentID, of thread: ThreadID, as body: String) throws -> ThreadRow {
    let (row, comment, isAnswered) = try own(id, of: thread)
    guard rules.mayChange(comment, isAnswered: isAnswered, at: moment) else { throw Self.settled(comment, rules) }
    try requireOpenRound(of: row.thread)
    let body = try CommentText.checked(body, pointer: "/body")
    guard body != comment.body else { return row }
    try CommentRows.set(body, at: moment, comment, of: key, transaction)
    try Outbox.rewrite(comment, as: body, in: key, transaction)
    return try touched(row, comment.visibility)
  }

  /// The words go; that there were some stays.
  func remove(_ id: CommentID, of thread: ThreadID) throws -> ThreadRow {
    let (row, comment, isAnswered) = try own(id, of: thread)
    guard comment.removedAt == nil else { return row }
    guard rules.mayRemove(comment, isAnswered: isAnswered, at: moment) else { throw Self.settled(comment, rules) }
    try CommentRows.remove(comment, at: moment, of: key, transaction)
    try CommentFileRows.remove(of: comment, in: key, transaction)
    try Outbox.forget(comment, in: key, transaction)
    if try CommentRows.first(of: thread, in: key, transaction)?.id == id { try withdrawSuggestion(of: thread) }
    return try touched(row, comment.visibility)
  }

  private func own(_ id: CommentID, of thread: ThreadID) throws -> (ThreadRow, Comment, isAnswered: Bool) {
    let row = try row(thread)
    guard let comment = try CommentRows.find(id, of: thread, in: key, transaction), rules.sees(comment.visibility)
    else { throw StoreError.notFound("comment \(id)") }
    return (row, comment, try CommentRows.isAnswered(comment, for: reader, transaction))
  }

  private static func settled(_ comment: Comment, _ rules: FeedbackRules) -> FeedbackRefusal {
    comment.author == rules.participant
      ? FeedbackRefusal(.settled, "own words can be changed for a quarter of an hour, and until somebody has answered")
      : FeedbackRefusal(.role, "these are somebody else's words")
  }

  private func touched(_ row: ThreadRow, _ visibility: FeedbackVisibility) throws -> ThreadRow {
    var row = row
    // In an internal thread everything is internal.
    let visibility = row.thread.visibility == .internal ? .internal : visibility
    try touch(&row, try draw(1, visibility), visibility)
    try see(row)
    return row
  }

  // MARK: Checks

  private func isClosed(_ round: Int) throws -> Bool {
    try Rounds.closed(at: moment, in: key, transaction).contains(round)
  }

  /// - Throws: `FeedbackRefusal` for words in a round that is closed to this person
  private func requireOpenRound(of thread: CommentThread) throws {
    guard let round = thread.round, try !rules.mayReply(thread, isRoundClosed: isClosed(round)) else { return }
    throw FeedbackRefusal(
      .roundClosed, "the round of this thread is closed; begin another thread, or ask the agency to open the round")
  }

  /// The thread, if this person may know of it.
  func row(_ id: ThreadID) throws -> ThreadRow {
    guard let row = try ThreadRows.find(id, of: key, in: transaction), rules.sees(row.thread.visibility) else {
      throw StoreError.notFound("thread \(id)")
    }
    return row
  }

  func checked(_ new: NewComment) throws -> NewComment {
    guard rules.mayWrite(new.visibility) else {
      throw FeedbackRefusal(.role, "internal comments are the agency's")
    }
    var new = new
    new.body = try CommentText.checked(new.body, pointer: "/body")
    guard new.files.count <= FeedbackLimits.filesOfComment else {
      throw FieldError(pointer: "/files", problem: "must not be more than \(FeedbackLimits.filesOfComment)")
    }
    guard new.mentions.count <= FeedbackLimits.mentionsOfComment else {
      throw FieldError(pointer: "/mentions", problem: "must not be more than \(FeedbackLimits.mentionsOfComment)")
    }
    guard !new.mentions.isEmpty else { return new }
    // Who has a link knows nobody's ID.
    let roles = rules.role == .guest ? [:] : try FeedbackPeople.roles(of: new.mentions, in: key, transaction)
    for (index, account) in new.mentions.enumerated() {
      guard let role = roles[account], new.visibility == .customer || role.isAgency else {
        throw FieldError(pointer: "/mentions/\(index)", problem: "is nobody who can read this")
      }
    }
    return new
  }

  private func checkedAssignee(_ account: AccountID) throws -> AccountID {
    guard try FeedbackPeople.roles(of: [account], in: key, transaction)[account]?.isAgency == true else {
      throw FieldError(pointer: "/assignee", problem: "is none of the agency's people on this site")
    }
    return account
  }

  private static let isResolution = Statement(
    "comment.isResolution",
    """
    SELECT 1 FROM comment WHERE agency = ?1 AND site = ?2 AND thread = ?3 AND kind = 'resolution' AND revision = ?4
    """)

  /// The newest edit of a thread's element since the thread was written, which whoever says that it is done means; nil where there was none,
  /// or where the thread was open again after that one.
  private func lastEdit(about thread: CommentThread) throws -> Revision? {
    guard let element = thread.element,
      let last = try AnchorRows.last([element], in: key, at: .max, transaction)[element]
    else { return nil }
    let edit = last.gone ?? last.row.since
    let values = key.values + [.init(thread.id.rawValue), .init(edit)]
    guard edit > thread.anchor.revision,
      try transaction.first(Self.isResolution, values, map: { _ in true }) != true
    else { return nil }
    return edit
  }

  private func checkedRevision(_ revision: Revision) throws -> Revision {
    guard revision > 1, try EditLog.author(of: revision, of: key, in: transaction) != nil else {
      throw FieldError(pointer: "/resolvedBy", problem: "is no edit of this site")
    }
    return revision
  }

  // MARK: Writing

  func draw(_ count: Int, _ visibility: FeedbackVisibility) throws -> (change: Int, publicChange: Int) {
    try ThreadRows.draw(count, open: visibility == .customer ? count : 0, of: key, in: transaction)
  }

  /// - Parameter visibility: of what was done
  func touch(
    _ row: inout ThreadRow, _ drawn: (change: Int, publicChange: Int), _ visibility: FeedbackVisibility
  ) throws {
    (row.change, row.changedAt) = (drawn.change, moment)
    if visibility == .customer { (row.publicChange, row.publicChangedAt) = (drawn.publicChange, moment) }
    try ThreadRows.update(row, in: transaction)
  }

  func write(_ new: NewComment, in row: ThreadRow, change: Int) throws -> Comment {
    let comment = Comment(
      id: .random(), thread: row.thread.id, author: participant, at: moment, kind: .words,
      visibility: new.visibility, body: new.body)
    try CommentRows.insert(comment, change: change, of: key, in: transaction)
    try CommentRows.insert(mentions: new.mentions, in: comment, of: key, transaction)
    for (place, file) in new.files.enumerated() {
      guard try CommentFileRows.attach(file, to: comment, at: place, of: key, transaction) else {
        throw FieldError(pointer: "/files/\(place)", problem: "is no file that you have sent for this")
      }
    }
    return comment
  }

  private func writeState(
    _ state: CommentThread.State, reason: String, of row: inout ThreadRow, change: Int
  ) throws {
    let line = Comment(
      id: .random(), thread: row.thread.id, author: participant, at: moment,
      kind: .state(from: row.thread.state, to: state), visibility: row.thread.visibility, body: reason)
    try CommentRows.insert(line, change: change, of: key, in: transaction)
    try follow(row, to: state, reason: reason)
    row.thread.state = state
    row.thread.reason = state == .declined ? reason : ""
    if state != .duplicate { row.thread.duplicateOf = nil }
    // What is open again has not been done.
    if state.isOpen { row.thread.resolution = nil }
  }

  /// Whoever acts on a thread has read it.
  func see(_ row: ThreadRow) throws {
    try SeenRows.see(row.thread.id, row.version(for: rules), by: participant, in: key, transaction)
  }

  // MARK: Telling

  func notify(
    _ kind: Notice.Kind, _ row: ThreadRow, _ comment: Comment?, mentions: [AccountID] = [],
    from: CommentThread.State? = nil, reason: String = ""
  ) throws {
    try Outbox.queue(
      Outbox.Act(
        kind: kind, thread: row.thread, comment: comment?.id,
        visibility: comment?.visibility ?? row.thread.visibility, by: participant,
        words: comment?.body ?? reason, from: from, mentions: mentions),
      at: moment, in: key, transaction)
  }

  private func notify(assigned account: AccountID, _ row: ThreadRow) throws {
    try Outbox.queue(
      Outbox.Act(
        kind: .assigned, thread: row.thread, comment: nil, visibility: .internal, by: participant, words: "",
        from: nil, mentions: [account]),
      at: moment, in: key, transaction)
  }
}

/// Up to where people have read threads.
enum SeenRows {
  private static let see = Statement(
    "threadSeen.set",
    """
    INSERT INTO threadSeen (agency, site, thread, reader, change) VALUES (?, ?, ?, ?, ?)
    ON CONFLICT (agency, site, thread, reader) DO UPDATE SET change = excluded.change
    WHERE threadSeen.change < excluded.change
    """)

  static func see(
    _ thread: ThreadID, _ version: Int, by participant: Participant, in key: SiteKey, _ transaction: Transaction
  ) throws {
    try transaction.execute(
      see, key.values + [.init(thread.rawValue), .init(participant.readerName), .init(version)])
  }
}
