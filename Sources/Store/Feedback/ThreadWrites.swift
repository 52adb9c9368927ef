import Database
import Model

extension Store {
  /// Begins a thread. A request that is repeated begins one.
  /// - Parameter once: for accounts alone
  /// - Throws: `notFound`, `FieldError`, `FeedbackRefusal`, `RequestKeyTaken`
  package func addThread(
    _ new: NewThread, of key: SiteKey, by participant: Participant, once repeatable: RequestKey? = nil,
    answer: @escaping @Sendable (ThreadView) -> RecordedAnswer
  ) async throws -> RecordedAnswer {
    try await actingOnce(repeatable, key, participant) { door in
      let row = try door.begin(new)
      return (row.thread.id, answer(try door.teller.view(row.thread.id)))
    }
  }

  /// The same for whoever repeats nothing.
  package func addThread(
    _ new: NewThread, of key: SiteKey, by participant: Participant
  ) async throws -> ThreadView {
    try await acting(key, participant) { door in try door.teller.view(try door.begin(new).thread.id) }
  }

  /// Says something in a thread; what a customer's people say may open it again.
  /// - Returns: what the answer is made of: the thread's version and state now, and the comment
  /// - Throws: `notFound`, `FieldError`, `FeedbackRefusal`, `RequestKeyTaken`
  package func addComment(
    _ new: NewComment, to thread: ThreadID, of key: SiteKey, by participant: Participant,
    once repeatable: RequestKey? = nil, answer: @escaping @Sendable (AddedComment) -> RecordedAnswer
  ) async throws -> RecordedAnswer {
    try await actingOnce(repeatable, key, participant) { (thread, answer(try $0.added(new, to: thread))) }
  }

  package func addComment(
    _ new: NewComment, to thread: ThreadID, of key: SiteKey, by participant: Participant
  ) async throws -> AddedComment {
    try await acting(key, participant) { try $0.added(new, to: thread) }
  }

  /// Changes what is known of a thread: all of it or nothing.
  /// - Parameter version: the one that the participant has seen; nil for whichever it is
  /// - Throws: `StaleThread`, `notFound`, `FieldError`, `FeedbackRefusal`
  package func changeThread(
    _ id: ThreadID, _ change: ThreadChange, version: Int?, of key: SiteKey, by participant: Participant
  ) async throws -> ThreadView {
    try await acting(key, participant) { door in
      let row = try door.row(id)
      if let version, version != row.version(for: door.rules) {
        throw StaleThread(current: try door.teller.view(id))
      }
      _ = try door.change(id, change)
      return try door.teller.view(id)
    }
  }

  /// Puts other words into one's own comment.
  /// - Throws: `notFound`, `FieldError`, `FeedbackRefusal`
  package func editComment(
    _ id: CommentID, of thread: ThreadID, as body: String, in key: SiteKey, by participant: Participant
  ) async throws -> ThreadView {
    try await acting(key, participant) { door in
      _ = try door.rewrite(id, of: thread, as: body)
      return try door.teller.view(thread)
    }
  }

  /// Takes the words of a comment away; that there was one stays.
  /// - Throws: `notFound`, `FeedbackRefusal`
  package func removeComment(
    _ id: CommentID, of thread: ThreadID, in key: SiteKey, by participant: Participant
  ) async throws -> ThreadView {
    try await acting(key, participant) { door in
      _ = try door.remove(id, of: thread)
      return try door.teller.view(thread)
    }
  }

  /// Notes that somebody has read a thread up to a version; one that is newer than the thread counts as the thread's.
  /// - Throws: `notFound`
  package func seeThread(
    _ id: ThreadID, version: Int? = nil, of key: SiteKey, by participant: Participant
  ) async throws {
    let moment = now()
    try await database.write { transaction in
      let reader = try FeedbackReader(participant, in: key, at: moment, transaction)
      guard let row = try ThreadRows.find(id, of: key, in: transaction), reader.rules.sees(row.thread.visibility)
      else { throw StoreError.notFound("thread \(id)") }
      let newest = row.version(for: reader.rules)
      try SeenRows.see(id, min(version ?? newest, newest), by: participant, in: key, transaction)
    }
  }

  /// One person's act in one transaction, told to everybody who has the site open.
  private func acting<Result: Sendable>(
    _ key: SiteKey, _ participant: Participant, _ body: @escaping @Sendable (ThreadDoor) throws -> Result
  ) async throws -> Result {
    let moment = now()
    let result = try await database.write { transaction in
      try body(try ThreadDoor(participant, in: key, at: moment, transaction))
    }
    events.wake(key)
    return result
  }

  /// The same for what may be repeated. The answer is told again only to somebody who may still read the thread: with it is kept which one
  /// it is about.
  func actingOnce(
    _ repeatable: RequestKey?, _ key: SiteKey, _ participant: Participant,
    _ body: @escaping @Sendable (ThreadDoor) throws -> (ThreadID, RecordedAnswer)
  ) async throws -> RecordedAnswer {
    let moment = now()
    let recorded = try await answeringOnce(repeatable) { known, transaction in
      let thread = ThreadID(stored: known.document["thread"]?.string ?? "")
      _ = try ThreadDoor(participant, in: key, at: moment, transaction).row(thread)
    } perform: { transaction in
      let (thread, answer) = try body(try ThreadDoor(participant, in: key, at: moment, transaction))
      return RecordedAnswer(
        status: answer.status, document: ["thread": .string(thread.rawValue), "answer": answer.document])
    }
    events.wake(key)
    return RecordedAnswer(status: recorded.status, document: recorded.document["answer"] ?? .null)
  }
}

/// What somebody has said, and how the thread stands since.
package struct AddedComment: Hashable, Sendable {
  package let thread: ThreadID
  package let version: Int
  package let state: CommentThread.State
  package let comment: CommentView
}

extension ThreadDoor {
  var teller: ThreadTeller { ThreadTeller(reader: reader, moment: moment, transaction: transaction) }

  fileprivate func added(_ new: NewComment, to thread: ThreadID) throws -> AddedComment {
    let (row, comment) = try reply(new, to: thread)
    return AddedComment(
      thread: thread, version: row.version(for: rules), state: row.thread.state,
      comment: try teller.view(comment, files: new.files, mentions: new.mentions))
  }
}
