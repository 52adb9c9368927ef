import Database
import Model

/// Tells threads to one reader: every reading, list and answer is made here, so that nobody is told what is not for them.
struct ThreadTeller {
  let reader: FeedbackReader
  let moment: Int
  let transaction: Transaction

  private static let seen = Statement(
    "threadSeen.ofReader",
    listing: """
      SELECT j.value, s.change FROM LISTED(?3)
      JOIN threadSeen s ON s.agency = ?1 AND s.site = ?2 AND s.thread = j.value AND s.reader = ?4
      """)
  private static let edits = Statement(
    "edit.ofResolutions",
    listing: """
      SELECT DISTINCT d.revision, d.author, d.at FROM LISTED(?3)
      JOIN commentThread t ON t.agency = ?1 AND t.site = ?2 AND t.id = j.value
      JOIN edit d ON d.agency = ?1 AND d.site = ?2 AND d.revision = t.resolution
      """)
  private static let releases = Statement(
    "release.sinceResolution",
    """
    SELECT \(ReleaseRows.columns) FROM release WHERE agency = ? AND site = ? AND at >= ? ORDER BY number LIMIT 400
    """)

  var key: SiteKey { reader.key }

  /// One thread with everything that was said in it.
  /// - Throws: `notFound` also for what the reader may not know of
  func view(_ id: ThreadID) throws -> ThreadView {
    guard let row = try ThreadRows.find(id, of: key, in: transaction), reader.rules.sees(row.thread.visibility) else {
      throw StoreError.notFound("thread \(id)")
    }
    let comments = try CommentRows.comments(of: id, for: reader, in: transaction).filter(isKnown)
    return try views([row], comments: comments)[0]
  }

  /// Threads as lists tell them, in the order of the rows.
  func views(_ rows: [ThreadRow]) throws -> [ThreadView] { try views(rows, comments: nil) }

  /// - Parameter comments: of the one thread that is told whole
  private func views(_ rows: [ThreadRow], comments: [Comment]?) throws -> [ThreadView] {
    let rows = rows.filter { reader.rules.sees($0.thread.visibility) }
    guard !rows.isEmpty else { return [] }
    let threads = try told(rows)
    let ids = threads.map(\.id)
    let places = try AnchorPlaces(reader: reader, moment: moment, transaction: transaction).places(of: threads)
    let summaries = comments == nil ? try CommentRows.summaries(of: ids, for: reader, transaction) : [:]
    var seen: [ThreadID: Int] = [:]
    try transaction.query(
      Self.seen, key.values + [.list(ids), .init(reader.rules.participant.readerName)]
    ) { seen[ThreadID(stored: $0.text(0))] = $0.integer(1) }
    let resolutions = try resolutions(of: threads)
    let mentions = try comments.map { _ in try CommentRows.mentions(of: ids[0], in: key, transaction) } ?? [:]
    let files = try comments.map { _ in try CommentFileRows.files(of: ids[0], in: key, transaction) } ?? [:]

    let screenshots = try screenshots(of: rows.map(\.thread))
    // What was proposed in internal words stays among those who read them.
    let open = rows.filter { reader.rules.seesInternal || $0.shownAt == nil }.map(\.thread.id)
    let suggestions = open.isEmpty ? [:] : try SuggestionRows.suggestions(of: open, in: key, transaction)
    let suggestion = try comments.flatMap { comments in
      try suggestions[ids[0]].flatMap { try view($0, with: threads[0], lines: comments) }
    }

    var participants = Set(threads.map(\.author))
    if reader.rules.seesInternal { participants.formUnion(threads.compactMap(\.assignee).map(Participant.account)) }
    participants.formUnion(resolutions.values.compactMap(\.author).map(Participant.account))
    participants.formUnion((comments ?? []).compactMap(\.author))
    participants.formUnion(mentions.values.joined().map(Participant.account))
    let people = try people(participants)
    func person(_ participant: Participant) -> FeedbackPerson {
      people[participant] ?? FeedbackPerson(participant: participant, name: "", isAgency: false)
    }

    let closed =
      reader.rules.role.isAgency || !threads.contains { $0.round != nil }
      ? [] : try Rounds.closed(at: moment, in: key, transaction)

    return zip(rows, threads).map { row, thread in
      let version = row.version(for: reader.rules)
      let words = (comments ?? []).filter { $0.kind == .words }
      let summary = summaries[thread.id] ?? (words.first?.body ?? "", words.count { $0.removedAt == nil })
      return ThreadView(
        thread: thread, site: row.key, version: version, changedAt: row.changedAt(for: reader.rules),
        place: places[thread.id] ?? AnchorPlace(state: .removed), author: person(thread.author),
        assignee: thread.assignee.map { person(.account($0)) },
        resolution: thread.resolution.flatMap { resolutions[$0] }.map { found in
          ThreadResolution(
            revision: found.revision, by: found.author.map { person(.account($0)) }, at: found.at,
            liveSince: found.liveSince[thread.id])
        },
        suggestionState: suggestions[thread.id]?.state, suggestion: suggestion,
        screenshot: screenshots[thread.id], isUnread: version > (seen[thread.id] ?? 0),
        excerpt: Excerpt.line(summary.first, maximum: 200),
        commentCount: summary.count, rights: rights(on: thread, with: suggestions[thread.id], closed: closed),
        comments: (comments ?? []).enumerated().map { index, comment in
          CommentView(
            comment: comment, author: comment.author.map(person),
            files: comment.removedAt == nil ? files[comment.id] ?? [] : [],
            mentions: (mentions[comment.id] ?? []).map { person(.account($0)) },
            rights: rights(on: comment, isAnswered: isAnswered(comment, by: comments![(index + 1)...])))
        })
    }
  }

  /// A comment that the reader has just written.
  func view(_ comment: Comment, files: [CommentFileID], mentions: [AccountID]) throws -> CommentView {
    let people = try people(Set(mentions.map(Participant.account) + [reader.rules.participant]))
    return CommentView(
      comment: comment, author: comment.author.flatMap { people[$0] },
      files: files.isEmpty ? [] : try CommentFileRows.files(of: comment.thread, in: key, transaction)[comment.id] ?? [],
      mentions: Set(mentions).sorted().compactMap { people[.account($0)] },
      rights: rights(on: comment, isAnswered: false))
  }

  // MARK: What a reader may know and do

  /// - Parameter closed: the rounds that are
  private func rights(
    on thread: CommentThread, with suggestion: Suggestion?, closed: Set<Int>
  ) -> Set<ThreadRight> {
    let rules = reader.rules
    var rights: Set<ThreadRight> = []
    if rules.mayDecide, suggestion?.state == .open { rights.insert(.decide) }
    let isRoundClosed = thread.round.map(closed.contains) ?? false
    if rules.mayReply(thread, isRoundClosed: isRoundClosed) { rights.insert(.reply) }
    if rules.mayWrite(.internal) { rights.insert(.internal) }
    if rules.mayModerate { rights.formUnion([.change, .moderate]) }
    if rules.mayMove(thread, to: .accepted) { rights.insert(.accept) }
    if !thread.state.isOpen, rules.mayMove(thread, to: .open) { rights.insert(.reopen) }
    if thread.state.isOpen, rules.isAuthor(of: thread), rules.mayMove(thread, to: .declined) {
      rights.insert(.withdraw)
    }
    return rights
  }

  private func rights(on comment: Comment, isAnswered: Bool) -> Set<CommentRight> {
    var rights: Set<CommentRight> = []
    if reader.rules.mayChange(comment, isAnswered: isAnswered, at: moment) { rights.insert(.edit) }
    if reader.rules.mayRemove(comment, isAnswered: isAnswered, at: moment) { rights.insert(.remove) }
    return rights
  }

  private func isAnswered(_ comment: Comment, by later: ArraySlice<Comment>) -> Bool {
    later.contains { $0.author != comment.author }
  }

  // MARK: What was done

  private struct Resolved {
    let revision: Revision
    let author: AccountID?
    let at: Int
    /// By thread, since what a release took of a revision may be one element and not another.
    var liveSince: [ThreadID: Int] = [:]
  }

  private func resolutions(of threads: [CommentThread]) throws -> [Revision: Resolved] {
    let resolved = threads.filter { $0.resolution != nil }
    guard !resolved.isEmpty else { return [:] }
    var found: [Revision: Resolved] = [:]
    try transaction.query(Self.edits, key.values + [.list(resolved.map(\.id))]) { row in
      found[row.integer(0)] = Resolved(
        revision: row.integer(0), author: row.optionalText(1).map(AccountID.init(stored:)), at: row.integer(2))
    }
    let oldest = found.values.map(\.at).min() ?? 0
    let releases = try transaction.all(Self.releases, key.values + [.init(oldest)], map: ReleaseRows.release)
    for thread in resolved {
      guard let revision = thread.resolution else { continue }
      let pick = thread.element.map(Composition.Pick.element) ?? thread.page.map(Composition.Pick.page)
      let first = releases.first { release in
        (pick.map(release.composition.revision) ?? release.composition.base) >= revision
      }
      found[revision]?.liveSince[thread.id] = first?.at
    }
    return found
  }
}
