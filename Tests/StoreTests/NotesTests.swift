import Database
import DatabaseTesting
import Model
import Store
import Testing

@Suite("Notes to the designer") struct NotesTests {
  private func add(
    _ test: TestStore, _ text: String, by account: AccountID, element: ElementID? = nil, page: PageID? = nil,
    once: RequestKey? = nil
  ) async throws -> NoteID {
    let answer = try await test.store.addNote(
      text, on: page ?? test.page, element: element, of: test.key, by: account, once: once
    ) { RecordedAnswer(status: 201, document: .string($0.rawValue)) }
    return NoteID(stored: answer.document.string ?? "")
  }

  @Test(
    "Anybody of the site notes; the agency reads all, others their own; designers tick off",
    arguments: TestDatabases.engines)
  func story(engine: Database.Engine) async throws {
    try await TestStore.with(engine) { test in
      let first = try await add(test, "  Bitte 1953 \n", by: test.owner, element: test.slogan)
      let second = try await add(test, "Anderes Foto", by: test.reviewer)
      let all = try await test.store.notes(of: test.key, for: test.designer)
      #expect(Set(all.map(\.id)) == [first, second])
      let note = try #require(all.first { $0.id == first })
      #expect(note.text == "Bitte 1953" && note.label == "Seit 1952" && note.authorName == "owner")
      let own = try await test.store.notes(of: test.key, for: test.owner)
      #expect(own.map(\.id) == [first] && own[0].label == "", "a locked element's words are not told by its label")

      await #expect(throws: EditRefusal.self) {
        try await test.store.setNote(first, done: true, of: test.key, by: test.owner)
      }
      try await test.store.setNote(first, done: true, of: test.key, by: test.designer)
      #expect(try await test.store.openNoteCount(of: test.key) == 1)
      let after = try await test.store.notes(of: test.key, for: test.designer)
      #expect(after.map(\.id) == [second, first] && after[1].doneAt != nil, "open ones come first")
      try await test.store.setNote(first, done: false, of: test.key, by: test.designer)
      #expect(try await test.store.openNoteCount(of: test.key) == 2)
      // An element that is gone keeps its name.
      _ = try await test.edit(test.designer, .remove(test.slogan, version: 1))
      let gone = try await test.store.notes(of: test.key, for: test.designer).first { $0.id == first }
      #expect(gone?.label == "Seit 1952" && gone?.element == test.slogan)
    }
  }

  @Test("What is refused", arguments: TestDatabases.engines)
  func refusals(engine: Database.Engine) async throws {
    try await TestStore.with(engine) { test in
      await #expect(throws: StoreError.self) { try await add(test, "x", by: test.stranger) }
      await #expect(throws: StoreError.self) { try await test.store.notes(of: test.key, for: test.stranger) }
      await #expect(throws: StoreError.self) {
        try await test.store.setNote(NoteID("nowhere")!, done: true, of: test.key, by: test.designer)
      }
      await #expect(throws: FieldError.self) { try await add(test, "x", by: test.owner, page: PageID("nowhere")!) }
      await #expect(throws: FieldError.self) {
        try await add(test, "x", by: test.owner, element: ElementID("nowhere")!)
      }
      let texts = [
        "", " \n\t", "\u{200B}", "a\u{0}b", "a\u{1B}[2J", "a\u{202E}b", String(repeating: "a", count: 2001),
        String(repeating: "👨‍👩‍👧‍👦", count: 2000), "e" + String(repeating: "\u{301}", count: 20_000),
      ]
      for text in texts {
        await #expect(throws: FieldError.self, "\(text.prefix(20).debugDescription)") {
          try await add(test, text, by: test.owner)
        }
      }
      #expect(try await test.store.openNoteCount(of: test.key) == 0)
      _ = try await add(test, String(repeating: "ä", count: 2000), by: test.owner)
      _ = try await add(test, "Zeile eins\nZeile zwei", by: test.owner)
    }
  }

  @Test("Fifty open notes of one account are enough; a repeated request makes one", arguments: TestDatabases.engines)
  func limit(engine: Database.Engine) async throws {
    try await TestStore.with(engine) { test in
      let account = try #require(try await test.store.account(test.owner, agency: test.agency))
      let once = RequestKey(key: "k", requestHash: "h", account: account)
      let first = try await add(test, "einmal", by: test.owner, once: once)
      #expect(try await add(test, "einmal", by: test.owner, once: once) == first)
      for number in 2...NoteLimits.openOfAccount { _ = try await add(test, "\(number)", by: test.owner) }
      await #expect(throws: TooManyNotes.self) { try await add(test, "zu viel", by: test.owner) }
      _ = try await add(test, "andere", by: test.reviewer)
      try await test.store.setNote(first, done: true, of: test.key, by: test.designer)
      _ = try await add(test, "wieder", by: test.owner)
    }
  }
}
