import Database
import Model

/// One element as the draft shows it to somebody who reviews the site.
package struct ShownElement: Hashable, Sendable {
  package let element: Element
  /// The state of the site in which it stands like this: the newest, or that of a pinned link.
  package let revision: Revision
  /// The file that a picture shows; nil for everything else and for a picture whose file is missing.
  package let picture: AssetFile?
}

/// The pictures that a thread about a picture lays beside each other.
package enum ThreadPicture: String, Sendable, CaseIterable {
  /// What the author of the suggestion saw.
  case base
  case now
  /// What stood there before the edit that resolved the thread, and what it put there.
  case before, after
}

extension Store {
  /// What the draft shows of one element, locked or not.
  /// - Throws: `notFound` also for what is hidden, unless the participant is of the agency
  package func shownElement(
    _ id: ElementID, of key: SiteKey, for participant: Participant
  ) async throws -> ShownElement {
    try await reading(key, participant) { teller in
      let transaction = teller.transaction
      let newest = try SnapshotReader.currentRevision(of: key, in: transaction) ?? 0
      let revision = teller.reader.pinned ?? newest
      guard let element = try ElementRows.row(id, of: key, at: revision, in: transaction),
        try teller.sees(id, at: revision)
      else { throw StoreError.notFound("element \(id)") }
      return ShownElement(element: element, revision: revision, picture: try teller.picture(of: element))
    }
  }

  /// One of the pictures that a thread is about.
  /// - Throws: `notFound` also for what the participant may not see
  package func picture(
    _ which: ThreadPicture, of id: ThreadID, in key: SiteKey, for participant: Participant
  ) async throws -> AssetFile {
    try await reading(key, participant) { teller in
      let transaction = teller.transaction
      guard let row = try ThreadRows.find(id, of: key, in: transaction),
        teller.reader.rules.sees(row.thread.visibility), let subject = row.thread.element
      else { throw StoreError.notFound("thread \(id)") }
      let revision: Revision? =
        switch which {
        case .base where row.shownAt != nil && !teller.reader.rules.seesInternal: nil
        case .base: try SuggestionRows.find(id, of: key, transaction)?.revision
        case .now: try teller.reader.pinned ?? SnapshotReader.currentRevision(of: key, in: transaction)
        case .before: try teller.told([row])[0].resolution.map { $0 - 1 }
        case .after: try teller.told([row])[0].resolution
        }
      guard let revision, revision > 0, teller.reader.pinned.map({ $0 >= revision }) ?? true,
        let element = try ElementRows.row(subject, of: key, at: revision, in: transaction),
        try teller.sees(subject, at: revision), let picture = try teller.picture(of: element)
      else { throw StoreError.notFound("picture of thread \(id)") }
      return picture
    }
  }

  /// Takes back the edit that was made from a suggestion: an edit of its own, after which the thread and the suggestion are open again.
  /// - Parameter version: of the thread as the designer saw it
  /// - Throws: `EditRefusal` where somebody has changed the element since, `StaleThread`, `notFound`, `FeedbackRefusal`
  package func takeBackSuggestion(
    of id: ThreadID, version: Int?, in key: SiteKey, by account: AccountID, from screen: String? = nil
  ) async throws -> (thread: ThreadView, edit: EditResult) {
    let moment = now()
    let (view, result) = try await database.write { [events] transaction in
      let door = try ThreadDoor(.account(account), in: key, at: moment, transaction)
      let row = try door.row(id)
      if let version, version != row.version(for: door.rules) {
        throw StaleThread(current: try door.teller.view(id))
      }
      let result = try door.takeBack(row, by: account)
      events.note(screen, of: result.revision, in: key)
      return (try door.teller.view(id), result)
    }
    announce(result, of: key)
    return (view, result)
  }
}

extension ThreadDoor {
  fileprivate func takeBack(_ row: ThreadRow, by account: AccountID) throws -> EditResult {
    guard rules.mayDecide else { throw FeedbackRefusal(.role, "designers decide on suggestions") }
    let id = row.thread.id
    guard var suggestion = try SuggestionRows.find(id, of: key, transaction) else {
      throw StoreError.notFound("suggestion of thread \(id)")
    }
    guard suggestion.state == .accepted || suggestion.state == .changed, let edit = suggestion.edit else {
      throw FeedbackRefusal(.state, "this suggestion is \(suggestion.state.rawValue)")
    }
    let result = try EditDoor.apply(
      EditRequest(operations: [.revert(edit)]), of: key, by: account, reason: "", at: moment, in: transaction)
    suggestion.state = .open
    suggestion.decidedBy = nil
    suggestion.decidedAt = nil
    suggestion.edit = nil
    try SuggestionRows.decide(suggestion, of: key, transaction)
    // Whoever reads the thread must learn of it, wherever it had got to.
    _ = try change(id, ThreadChange(state: row.thread.state == .open ? .inProgress : .open))
    return result
  }
}

extension ThreadTeller {
  fileprivate func picture(of element: Element) throws -> AssetFile? {
    guard case .image(let image) = element.body.content, case .asset(let path) = image.source else { return nil }
    return try AssetRows.file(path, of: reader.key, in: transaction)
  }
}
