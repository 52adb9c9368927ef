import Database
import Model

/// What somebody wishes for a page or a part of it that only the agency changes.
package struct Note: Hashable, Sendable {
  package let id: NoteID
  package let page: PageID
  /// nil for a wish about the whole page.
  package let element: ElementID?
  /// What people call the element, also one that is gone by now; empty when it has no name or the reader may not know its words.
  package let label: String
  package let text: String
  package let author: AccountID
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
  /// Keeps a note of anybody who has a role in the site's project.
  /// - Throws: `FieldError`, `TooManyNotes`, `RequestKeyTaken`, `notFound`
  package func addNote(
    _ text: String, on page: PageID, element: ElementID?, of key: SiteKey, by account: AccountID,
    once repeatable: RequestKey? = nil, answer: @escaping @Sendable (NoteID) -> RecordedAnswer
  ) async throws -> RecordedAnswer {
    let text = try Note.checked(text)
    let (moment, id) = (now(), NoteID.random())
    return try await answeringOnce(repeatable) { transaction in
      // One account's notes are counted one after the other.
      guard try transaction.execute(ReleaseRows.lock, .init(key.agency.rawValue), .init(key.site.rawValue)) == 1,
        try AuthorityRows.authority(of: account, in: key, transaction: transaction) != nil
      else { throw StoreError.notFound("site \(key.site)") }
      guard try PageRows.current(page, of: key, in: transaction) != nil else {
        throw FieldError(pointer: "/page", problem: "is no page of this site")
      }
      if let element, try ElementRows.current(element, of: key, in: transaction) == nil {
        throw FieldError(pointer: "/element", problem: "is not on this site any more")
      }
      guard try NoteRows.openCount(of: account, in: key, transaction) < NoteLimits.openOfAccount else {
        throw TooManyNotes()
      }
      try NoteRows.insert(id, text, page: page, element: element, of: key, by: account, at: moment, transaction)
      return answer(id)
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

  /// How many notes wait for somebody of the agency.
  package func openNoteCount(of key: SiteKey) async throws -> Int {
    try await database.read { try NoteRows.openCount(of: nil, in: key, $0) }
  }

  /// Ticks a note off, or opens it again; a designer's matter.
  /// - Throws: `notFound` also without a role, `EditRefusal` for another role.
  package func setNote(_ id: NoteID, done: Bool, of key: SiteKey, by account: AccountID) async throws {
    let moment = now()
    try await database.write { transaction in
      guard let authority = try AuthorityRows.authority(of: account, in: key, transaction: transaction) else {
        throw StoreError.notFound("site \(key.site)")
      }
      guard authority.role.mayDesign else {
        throw EditRefusal(operation: 0, element: nil, rule: .role, explanation: "designers tick notes off")
      }
      guard try NoteRows.set(id, doneAt: done ? moment : nil, by: done ? account : nil, of: key, transaction) else {
        throw StoreError.notFound("note \(id)")
      }
    }
  }
}

extension Note {
  /// The text as it is kept: without white space around it.
  /// - Throws: `FieldError` for what nobody could read.
  package static func checked(_ text: String) throws(FieldError) -> String {
    var words = text[...]
    while words.first?.isWhitespace == true { words.removeFirst() }
    while words.last?.isWhitespace == true { words.removeLast() }
    func problem(_ words: String) -> FieldError { FieldError(pointer: "/text", problem: words) }
    guard words.unicodeScalars.allSatisfy(ElementRules.isTextCharacter) else {
      throw problem("contains a control character")
    }
    guard ElementRules.isVisible(String(words)) else { throw problem("says nothing") }
    // A character may be any number of bytes long, so these are counted too.
    guard words.utf8.count <= NoteLimits.characters * 8, words.count <= NoteLimits.characters else {
      throw problem("must not be longer than \(NoteLimits.characters) characters")
    }
    return String(words)
  }
}
