import Database
import Model

/// What somebody wishes for a page or a part of it that only the agency changes: a thread, as those see it who know notes alone.
package struct Note: Hashable, Sendable {
  package let id: NoteID
  package let page: PageID
  /// nil for a wish about the whole page.
  package let element: ElementID?
  /// What people call the element, also one that is gone by now; empty when it has no name or the reader may not know its words.
  package internal(set) var label: String
  package let text: String
  package let author: Participant
  package let authorName: String
  package let at: Int
  package let doneAt: Int?
}

package typealias NoteID = Identifier<Note>

/// The account has as many open notes on the site as it may have.
package struct TooManyNotes: Error, Hashable, Sendable {}

package enum NoteLimits {
  package static let characters = 2000
  package static let openOfAccount = 50
  /// How many are told at once, the open ones first.
  package static let listed = 500
}

extension Store {
  /// Begins a thread for anybody who has a role in the site's project.
  /// - Throws: `FieldError`, `TooManyNotes`, `RequestKeyTaken`, `notFound`
  package func addNote(
    _ text: String, on page: PageID, element: ElementID?, of key: SiteKey, by account: AccountID,
    once repeatable: RequestKey? = nil, answer: @escaping @Sendable (NoteID) -> RecordedAnswer
  ) async throws -> RecordedAnswer {
    let text = try Note.checked(text)
    return try await actingOnce(repeatable, key, .account(account)) { door in
      guard try NoteRows.openCount(of: account, in: key, door.transaction) < NoteLimits.openOfAccount else {
        throw TooManyNotes()
      }
      let revision = try door.transaction.first(PageTreeRows.revision, key.values) { $0.integer(0) } ?? 0
      let row = try door.begin(
        NewThread(page: page, element: element, anchor: Anchor(revision: revision), comment: NewComment(text)))
      return (row.thread.id, answer(NoteID(stored: row.thread.id.rawValue)))
    }
  }

  /// The notes that the account may read, open ones first, the newest first: the agency's people all, others their own.
  /// - Throws: `notFound` without a role.
  package func notes(of key: SiteKey, for account: AccountID, limit: Int = NoteLimits.listed) async throws -> [Note] {
    try await database.read { transaction in
      guard let authority = try AuthorityRows.authority(of: account, in: key, transaction: transaction) else {
        throw StoreError.notFound("site \(key.site)")
      }
      let isAgency = authority.role.isAgency
      return try NoteRows.notes(
        of: key, author: isAgency ? nil : account, knowsWords: isAgency, limit: limit, transaction)
    }
  }

  /// How many notes wait for the agency.
  package func openNoteCount(of key: SiteKey) async throws -> Int {
    try await database.read { try NoteRows.openCount(of: nil, in: key, $0) }
  }

  /// Ticks a note off, or opens it again; a designer's matter.
  /// - Throws: `notFound` also without a role, `EditRefusal` for another role.
  package func setNote(_ id: NoteID, done: Bool, of key: SiteKey, by account: AccountID) async throws {
    let moment = now()
    try await database.write { transaction in
      let door = try ThreadDoor(.account(account), in: key, at: moment, transaction)
      guard door.rules.role.mayDesign else {
        throw EditRefusal(operation: 0, element: nil, rule: .role, explanation: "designers tick notes off")
      }
      let thread = ThreadID(stored: id.rawValue)
      // What is settled already, in whichever way, is not open.
      guard try door.row(thread).thread.state.isOpen == done else { return }
      _ = try door.change(thread, ThreadChange(state: done ? .done : .open))
    }
    events.wake(key)
  }
}

extension Note {
  /// The text as it is kept: without white space around it.
  /// - Throws: `FieldError` for what nobody could read.
  package static func checked(_ text: String) throws(FieldError) -> String {
    try CommentText.checked(text, pointer: "/text", maximum: NoteLimits.characters)
  }
}
