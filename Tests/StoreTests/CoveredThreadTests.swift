import Database
import DatabaseTesting
import Model
import Store
import Testing

/// What happened while a thread was the agency's is not told to others afterwards, nor that it was.
@Suite("Threads that others read afterwards") struct CoveredThreadTests {
  private func show(_ visibility: FeedbackVisibility, _ words: String? = nil) -> ThreadChange {
    ThreadChange(visibility: visibility, words: words)
  }

  @Test("Who decided meanwhile, and when, stays internal", arguments: TestDatabases.engines)
  func decisions(engine: Database.Engine) async throws {
    try await TestStore.with(engine) { test in
      let designer = test.people.designer
      let outsiders = [test.people.owner, test.people.reviewer, try await test.guest("gast")]
      func propose(_ element: ElementID, _ words: String) async throws -> ThreadID {
        try await test.store.addThread(
          NewThread(
            page: test.page, element: element, anchor: Anchor(revision: 1), comment: NewComment("So"),
            suggestion: NewSuggestion([test.setText(element, words)])), of: test.key, by: test.people.reviewer
        ).thread.id
      }
      let taken = try await propose(test.slogan, "Seit 1953")
      let declined = try await propose(test.headline, "Brot")
      let known = try await test.begin("Farbe", on: test.freeText, by: test.people.owner).thread.id
      let edit = try await test.edit(test.designer, test.setText(test.freeText, "neu")).revision
      _ = try await test.change(known, ThreadChange(resolvedBy: edit), by: designer)
      for id in [taken, declined, known] { _ = try await test.change(id, show(.internal), by: designer) }

      let later = try test.later(by: 1000)
      _ = try await later.acceptSuggestion(
        of: taken, version: nil, in: test.key, by: test.designer, naming: { _ in ("x", "jpg") })
      _ = try await later.changeThread(
        declined, ThreadChange(state: .declined, reason: "Nein"), version: nil, of: test.key, by: designer)
      _ = try await later.changeThread(
        known, ThreadChange(priority: .critical), version: nil, of: test.key, by: designer)
      for id in [taken, declined, known] { _ = try await test.change(id, show(.customer), by: designer) }
      for person in outsiders {
        let told = try await test.thread(taken, for: person)
        #expect(told.thread.state == .done && told.suggestionState == .accepted)
        #expect(told.resolution == nil && told.thread.resolution == nil)
        let suggestion = try #require(told.suggestion)
        #expect(
          suggestion.decidedBy == nil && suggestion.suggestion.decidedAt == nil && suggestion.suggestion.edit == nil)
        #expect(told.comments.map(\.comment.kind) == [.words])
        #expect(try await test.store.resolutionChanges(of: taken, in: test.key, for: person).isEmpty)
        let other = try await test.thread(declined, for: person)
        #expect(other.thread.state == .declined && other.suggestionState == .declined)
        #expect(other.suggestion?.decidedBy == nil && other.suggestion?.suggestion.decidedAt == nil)
        // What they have read before, they read again.
        let whole = try await test.thread(known, for: person)
        #expect(whole.resolution?.revision == edit && whole.thread.priority == .critical)
        let listed = try await test.threads(for: person)
        #expect(listed.filter { $0.resolution != nil }.map(\.thread.id) == [known])
        #expect(try await !test.store.resolutionChanges(of: known, in: test.key, for: person).isEmpty)
      }
      let all = try await test.thread(taken, for: designer)
      #expect(all.resolution != nil && all.suggestion?.decidedBy != nil && all.suggestion?.suggestion.decidedAt != nil)
      #expect(try await !test.store.resolutionChanges(of: taken, in: test.key, for: designer).isEmpty)
    }
  }

  @Test("What was begun internally looks like any other", arguments: TestDatabases.engines)
  func alike(engine: Database.Engine) async throws {
    try await TestStore.with(engine) { test in
      let second = try await test.store.createAccount(
        email: "second@example.org", name: "Zweite", agencyRole: .support, agency: test.agency)
      let owner = test.people.owner
      func newest() async throws -> Int {
        try await test.store.threadChanges(of: test.key, for: owner, after: .max, limit: 1).newest
      }
      _ = try await test.store.addRound(name: "Eins", endsAt: nil, of: test.key, by: test.designer)
      let id = try await test.begin("Unter uns", on: test.slogan, by: test.people.designer, visibility: .internal)
        .thread.id
      _ = try await test.store.changeRound(1, isClosed: true, of: test.key, by: test.designer)
      _ = try await test.store.addRound(name: "Zwei", endsAt: nil, of: test.key, by: test.designer)
      try await test.say("Ja", in: id, by: test.people.designer)
      _ = try await test.edit(test.designer, test.setText(test.headline, "Brot"))
      let before = try await newest()
      _ = try await test.change(id, show(.customer, "Darf das weg?"), by: .account(second.id))
      let shown = try await test.thread(id, for: owner)
      #expect(shown.version == before + 1, "as any other that begins")
      let plain = try await test.begin("Seite", by: .account(second.id))
      #expect(try await test.thread(plain.thread.id, for: owner).version == before + 2)
      let told = try await test.thread(plain.thread.id, for: owner)
      #expect(shown.thread.anchor.revision == told.thread.anchor.revision)
      #expect(shown.author == told.author && shown.thread.at == told.thread.at)
      #expect(shown.thread.round == 2 && told.thread.round == 2 && shown.rights == told.rights)
      #expect(
        try await test.threads(for: owner) { $0.author = .account(second.id) }.map(\.thread.id)
          == [plain.thread.id, id])
      #expect(try await test.threads(for: owner) { $0.author = test.people.designer }.isEmpty)
      let words = try await test.thread(id, for: test.people.designer).comments
      #expect(words.first?.author?.participant == test.people.designer, "the agency reads who began it")
    }
  }

  @Test("A repeated request answers only for what its sender may still read", arguments: TestDatabases.engines)
  func repetitions(engine: Database.Engine) async throws {
    try await TestStore.with(engine) { test in
      let guest = try await test.guest("gast")
      for (index, person) in [test.people.reviewer, guest, test.people.designer].enumerated() {
        func key(_ name: String) -> RequestKey {
          RequestKey(key: "\(name)-\(index)", requestHash: name, agency: test.agency, sender: person)
        }
        let new = try await test.newThread("Brot", on: test.slogan)
        func begin() async throws -> String? {
          try await test.store.addThread(new, of: test.key, by: person, once: key("thread")) {
            RecordedAnswer(status: 201, document: .string($0.thread.id.rawValue))
          }.document.string
        }
        let id = try #require(ThreadID(try await begin() ?? ""))
        func say() async throws -> String? {
          try await test.store.addComment(NewComment("Doch"), to: id, of: test.key, by: person, once: key("say")) {
            RecordedAnswer(status: 201, document: .string($0.comment.comment.id.rawValue))
          }.document.string
        }
        let comment = try await say()
        #expect(try await begin() == id.rawValue)
        #expect(try await say() == comment)
        _ = try await test.change(id, show(.internal), by: test.people.designer)
        let isTold = person == test.people.designer
        #expect(await refusal { _ = try await begin() } == (isTold ? "" : "notFound"))
        #expect(await refusal { _ = try await say() } == (isTold ? "" : "notFound"))
        _ = try await test.change(id, show(.customer), by: test.people.designer)
        #expect(try await begin() == id.rawValue)
        #expect(try await say() == comment)
        let said = try await test.thread(id, for: test.people.designer).comments.map(\.comment.body)
        #expect(said.filter { $0 == "Doch" }.count == 1, "nothing was done twice")
      }
      func note() async throws -> JSONValue {
        try await test.store.addNote(
          "Wunsch", on: test.page, element: nil, of: test.key, by: test.reviewer,
          once: RequestKey(key: "note", requestHash: "n", agency: test.agency, sender: test.people.reviewer)
        ) { RecordedAnswer(status: 201, document: .string($0.rawValue)) }.document
      }
      let wish = try await note()
      #expect(try await note() == wish)
      _ = try await test.change(ThreadID(wish.string ?? "")!, show(.internal), by: test.people.designer)
      #expect(await refusal { _ = try await note() } == "notFound")
    }
  }
}
