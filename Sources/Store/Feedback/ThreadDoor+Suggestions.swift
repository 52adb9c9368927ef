import Database
import Model

/// What somebody proposes with a thread.
package struct NewSuggestion: Hashable, Sendable {
  package var operations: [Operation]
  /// One of the files of the thread's first comment, for a `setImage` without a source.
  package var picture: CommentFileID?

  package init(_ operations: [Operation], picture: CommentFileID? = nil) {
    self.operations = operations
    self.picture = picture
  }
}

/// What of a suggestion somebody sees: how it would change the element as it stands now.
package struct SuggestionView: Hashable, Sendable {
  package let suggestion: Suggestion
  package let decidedBy: FeedbackPerson?
  /// From the element as its author saw it to what they propose.
  package let changes: [Change]
  /// Whether the element is another one since: accepting will be refused until a designer has looked at both.
  package let isStale: Bool
  /// The element's words now, where it is stale.
  package let now: JSONValue
  package let isRemoval: Bool
}

/// How a picture that becomes one of the site's files is called there.
package typealias PictureNaming = @Sendable (Suggestion.Picture) -> (name: String, ending: String)

extension ThreadDoor {
  /// Puts a suggestion to a thread that this person has just begun.
  func suggest(_ new: NewSuggestion, with row: ThreadRow, comment: Comment) throws {
    func wrong(_ pointer: String, _ problem: String) -> FieldError {
      FieldError(pointer: "/suggestion\(pointer)", problem: problem)
    }
    guard let id = row.thread.element else { throw wrong("", "needs an element") }
    let revision = row.thread.anchor.revision
    guard let element = try ElementRows.row(id, of: key, at: revision, in: transaction),
      try teller.sees(id, at: revision)
    else { throw wrong("", "is for an element that was not there") }
    if let index = new.operations.firstIndex(where: { $0.seenVersion != nil && $0.seenVersion != element.since }) {
      throw wrong("/operations/\(index)/version", "is not the one at revision \(revision)")
    }
    var picture: Suggestion.Picture?
    if let file = new.picture {
      guard
        let found = try CommentFileRows.files(of: row.thread.id, in: key, transaction)[comment.id]?
          .first(where: { $0.id == file })
      else { throw wrong("/picture", "is none of the comment's files") }
      guard found.file.type.hasPrefix("image/") else { throw wrong("/picture", "is no picture") }
      guard new.operations.contains(where: \.lacksSource) else {
        throw wrong("/picture", "needs a setImage without a source")
      }
      picture = Suggestion.Picture(name: found.name, file: found.file)
    }
    let suggestion = Suggestion(
      thread: row.thread.id, revision: revision, operations: new.operations, picture: picture)
    if let index = new.operations.firstIndex(where: { operation in
      if case .setImage(_, _, let change) = operation, let source = change.source {
        !mayName(.asset(source), on: element)
      } else {
        false
      }
    }) {
      throw wrong("/operations/\(index)/source", Self.guestsNameNoFiles)
    }
    let outcome = try outcome(of: suggestion, on: element)
    guard outcome != .element(element) else { throw wrong("/operations", "changes nothing") }
    if case .element(let proposed) = outcome { try checkLinks(of: proposed, before: element, by: suggestion) }
    try SuggestionRows.insert(suggestion, of: key, transaction)
  }

  private static let guestsNameNoFiles =
    "is a file of the site, which guests do not choose from; send the picture along"

  /// Guests cannot list the site's files, so they do not find out what there is by naming one either.
  private func mayName(_ link: LinkTarget, on element: Element) -> Bool {
    guard rules.participant.guest != nil, case .asset = link else { return true }
    return element.body.content.targets.contains(link)
  }

  private func fault(of link: LinkTarget, before: Element) throws -> String? {
    guard mayName(link, on: before) else { return "the target \(Self.guestsNameNoFiles)" }
    // Of pages that are newer than a pinned link's revision nobody learns that there are any.
    if let pinned = reader.pinned, case .page(let page, _) = link,
      try PageRows.page(page, of: key, at: pinned, in: transaction) == nil
    {
      return EditDoor.noSuchPage
    }
    return try EditDoor.fault(of: link, in: key, transaction)
  }

  /// As an edit's: a link may lead only to a page and a file that the site has.
  private func checkLinks(of proposed: Element, before: Element, by suggestion: Suggestion) throws {
    var known = Set(before.body.content.targets)
    if let picture = suggestion.picture?.placed.path { known.insert(.asset(picture)) }
    for link in proposed.body.content.targets where !known.contains(link) {
      guard let fault = try fault(of: link, before: before) else { continue }
      let index = suggestion.operations.firstIndex { operation in
        if case .setLink(_, _, let target) = operation { target == link } else { false }
      }
      throw EditRefusal(operation: index ?? 0, element: proposed.id, rule: .invalid, explanation: fault)
    }
  }

  fileprivate func outcome(of suggestion: Suggestion, on element: Element) throws -> SuggestionRules.Outcome {
    try SuggestionRules.outcome(
      of: suggestion.operations, on: element,
      picture: suggestion.picture?.placed,
      files: { try AssetRows.file($0, of: key, in: transaction) })
  }

  /// Makes the edit that was proposed, or the designer's version of it, and with it the thread is done.
  /// - Parameter instead: the designer's own operations on the same element
  /// - Throws: `EditRefusal` where the edit cannot be made, `stale` with the element as it is now where somebody has changed it
  func accept(
    _ id: ThreadID, instead: [Operation]? = nil, naming: PictureNaming
  ) throws -> (row: ThreadRow, edit: EditResult) {
    let row = try row(id)
    guard case .account(let account) = rules.participant, rules.mayDecide else {
      throw FeedbackRefusal(.role, "designers decide on suggestions")
    }
    var suggestion = try open(of: id)
    var operations = instead ?? suggestion.operations
    if let index = operations.firstIndex(where: { $0.decidedFor == nil || $0.decidedFor != row.thread.element }) {
      throw FieldError(pointer: "/operations/\(index)", problem: "is not for the element of the suggestion")
    }
    if let picture = suggestion.picture, operations.contains(where: \.lacksSource) {
      let files = try CommentFileRows.files(of: id, in: key, transaction).values.joined()
      guard files.contains(where: { $0.file.hash == picture.file.hash }) else {
        throw FeedbackRefusal(.state, "the picture was removed with its comment")
      }
      let (name, ending) = naming(picture)
      let added = try FileRows.add(
        picture.file, name: name, ending: ending, to: key, by: account, at: moment, transaction)
      operations = operations.map { $0.lacksSource ? $0.showing(added.file.path) : $0 }
    }
    let result = try EditDoor.apply(
      EditRequest(operations: operations), of: key, by: account, reason: "", at: moment, in: transaction)
    try SuggestionRows.markAccepting(id, revision: result.revision, of: key, transaction)
    suggestion.state = instead == nil ? .accepted : .changed
    suggestion.decidedBy = account
    suggestion.decidedAt = moment
    suggestion.edit = result.revision
    try SuggestionRows.decide(suggestion, of: key, transaction)
    return (
      try change(id, ThreadChange(state: row.thread.state == .done ? nil : .done, resolvedBy: result.revision)), result
    )
  }

  /// With the words that came with it, a suggestion that nobody has decided on is taken back.
  func withdrawSuggestion(of id: ThreadID) throws {
    guard var suggestion = try SuggestionRows.find(id, of: key, transaction), suggestion.state == .open else { return }
    suggestion.state = .withdrawn
    suggestion.decidedAt = moment
    if case .account(let account) = rules.participant { suggestion.decidedBy = account }
    try SuggestionRows.decide(suggestion, of: key, transaction)
  }

  private func open(of id: ThreadID) throws -> Suggestion {
    guard let suggestion = try SuggestionRows.find(id, of: key, transaction) else {
      throw StoreError.notFound("suggestion of thread \(id)")
    }
    guard suggestion.state == .open else {
      throw FeedbackRefusal(.state, "this suggestion is \(suggestion.state.rawValue) already")
    }
    return suggestion
  }

  /// A thread that is declined takes its suggestion along, and one that is open again has it open again.
  func follow(_ row: ThreadRow, to state: CommentThread.State, reason: String) throws {
    guard let known = try SuggestionRows.find(row.thread.id, of: key, transaction) else { return }
    var suggestion = known
    switch (suggestion.state, state) {
    case (.open, .declined):
      suggestion.state = rules.isAuthor(of: row.thread) ? .withdrawn : .declined
      suggestion.reason = reason
      suggestion.decidedAt = moment
      if case .account(let account) = rules.participant { suggestion.decidedBy = account }
    case (.declined, .open), (.withdrawn, .open), (.declined, .inProgress), (.withdrawn, .inProgress):
      // What was removed with its words stays away.
      guard try CommentRows.first(of: row.thread.id, in: key, transaction)?.removedAt == nil else { return }
      suggestion.state = .open
      suggestion.reason = ""
      suggestion.decidedAt = nil
      suggestion.decidedBy = nil
    default: return
    }
    try SuggestionRows.decide(suggestion, of: key, transaction)
  }
}

extension Operation {
  /// Whether the picture comes from elsewhere.
  fileprivate var lacksSource: Bool {
    if case .setImage(_, _, let change) = self { change.source == nil } else { false }
  }
}

extension ThreadTeller {
  /// What is proposed with a thread, as the reader sees it; nil for an element that the reader cannot see.
  /// - Parameter lines: what the reader may read of the thread
  func view(
    _ suggestion: Suggestion, with thread: CommentThread, lines: [Comment]
  ) throws -> SuggestionView? {
    let suggestion = told(suggestion, lines: lines)
    guard let id = thread.element, reader.pinned.map({ suggestion.revision <= $0 }) ?? true,
      try CommentRows.first(of: thread.id, in: key, transaction)?.removedAt == nil,
      try sees(id, at: suggestion.revision)
    else { return nil }
    let seen = try ElementRows.row(id, of: key, at: suggestion.revision, in: transaction)
    let now = try ElementRows.current(id, of: key, in: transaction)
    var changes: [Change] = []
    var isRemoval = false
    if let seen {
      // What could be proposed once may be against a rule that came later; then the difference cannot be shown.
      switch try? SuggestionRules.outcome(
        of: suggestion.operations, on: seen, picture: suggestion.picture?.placed,
        files: { try AssetRows.file($0, of: key, in: transaction) })
      {
      case .element(let proposed): changes = Change.between(seen, proposed)
      case .removal:
        isRemoval = true
        changes = [Change.removed(seen, words: seen.body.content.words)]
      case nil: break
      }
    }
    let isStale = reader.pinned == nil && suggestion.state == .open && now?.since != seen?.since
    var words: JSONValue = .null
    if isStale, let text = now?.body.content.words, try sees(id, at: .max) {
      words = .string(Excerpt.text(text, maximum: Change.longest))
    }
    let decider = try suggestion.decidedBy.flatMap { account in
      try FeedbackPeople.named([.account(account)], in: key, transaction)[.account(account)]
    }
    return SuggestionView(
      suggestion: suggestion, decidedBy: decider, changes: changes, isStale: isStale, now: words, isRemoval: isRemoval)
  }

  /// What the edit that resolved a thread changed of exactly its element; of its page where it has none.
  func resolutionChanges(of thread: CommentThread) throws -> [Change] {
    guard let revision = thread.resolution, revision > 1 else { return [] }
    guard let id = thread.element else {
      guard let page = thread.page else { return [] }
      return try DifferenceReader(
        key: key, from: revision - 1, to: revision, page: page, transaction: transaction
      ).changes(for: reader)
    }
    // A state in which it was hidden is as if it had not been there.
    let before =
      try sees(id, at: revision - 1) ? ElementRows.row(id, of: key, at: revision - 1, in: transaction) : nil
    let after = try sees(id, at: revision) ? ElementRows.row(id, of: key, at: revision, in: transaction) : nil
    let changes =
      switch (before, after) {
      case (let before?, let after?): Change.between(before, after)
      case (let before?, nil): [Change.removed(before, words: before.body.content.words)]
      case (nil, let after?): [Change.added(after, words: after.body.content.words)]
      case (nil, nil): [Change]()
      }
    return changes.filter { reader.rules.seesInternal || !$0.property.isDesigners }
  }

}

extension DifferenceReader {
  /// The difference for somebody who sees the draft and may not edit it: words that are locked are no secret, but those that are hidden are:
  /// what was hidden before or after is as if it had not been there then. Locks and looks are the designers'.
  func changes(for reader: FeedbackReader) throws -> [Change] {
    let shown = reader.rules.seesInternal ? nil : reader.shown(transaction)
    let all = try difference(for: EditAuthority(role: .designer, phase: .done), showing: shown).changes
    return all.filter { reader.rules.seesInternal || !$0.property.isDesigners }
  }
}

extension Suggestion.Picture {
  /// As if it were one of the site's files.
  fileprivate var placed: (path: String, file: AssetFile) { ("assets/uploads/\(name)", file) }
}

extension Store {
  /// Accepts what is suggested in a thread: an ordinary edit, which resolves it.
  /// - Parameters:
  ///   - instead: the designer's own operations on the same element
  ///   - version: of the thread as the designer saw it; nil for whichever it is
  /// - Returns: the thread as it stands now, and the revision
  /// - Throws: `EditRefusal` where the edit cannot be made, `StaleThread`, `notFound`, `FieldError`, `FeedbackRefusal`
  package func acceptSuggestion(
    of id: ThreadID, instead: [Operation]? = nil, version: Int?, in key: SiteKey, by account: AccountID,
    from screen: String? = nil, naming: @escaping PictureNaming
  ) async throws -> (thread: ThreadView, edit: EditResult) {
    let moment = now()
    let (view, result) = try await database.write { [events] transaction in
      let door = try ThreadDoor(.account(account), in: key, at: moment, transaction)
      let row = try door.row(id)
      if let version, version != row.version(for: door.rules) {
        throw StaleThread(current: try door.teller.view(id))
      }
      let (_, result) = try door.accept(id, instead: instead, naming: naming)
      events.note(screen, of: result.revision, in: key)
      return (try door.teller.view(id), result)
    }
    announce(result, of: key)
    return (view, result)
  }

  /// What was done about a thread: exactly what the edit that resolved it changed of its element.
  /// - Throws: `notFound` also for what the participant may not know of
  package func resolutionChanges(
    of id: ThreadID, in key: SiteKey, for participant: Participant
  ) async throws -> [Change] {
    try await reading(key, participant) { teller in
      guard let row = try ThreadRows.find(id, of: key, in: teller.transaction),
        teller.reader.rules.sees(row.thread.visibility)
      else { throw StoreError.notFound("thread \(id)") }
      return try teller.resolutionChanges(of: teller.told([row])[0])
    }
  }
}
