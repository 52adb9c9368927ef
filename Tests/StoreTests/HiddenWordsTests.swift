import Database
import DatabaseTesting
import Model
import Store
import Testing

/// What the draft does not show to others than the agency's people is not told to them by feedback either.
@Suite("Hidden and former words in feedback") struct HiddenWordsTests {
  private func outsiders(_ test: TestStore) async throws -> [Participant] {
    [test.people.owner, test.people.reviewer, try await test.guest("gast")]
  }

  /// Hides an element, and gives another one new words in its shelter.
  private func hide(_ test: TestStore, _ element: ElementID, saying words: String, in text: ElementID) async throws {
    _ = try await test.edit(test.designer, .setHidden(element, version: test.version(of: element), true))
    _ = try await test.edit(test.designer, test.setText(text, words, version: test.version(of: text)))
  }

  @Test("Nobody outside points at what is hidden, and nobody points it out to them", arguments: TestDatabases.engines)
  func hiddenElements(engine: Database.Engine) async throws {
    try await TestStore.with(engine) { test in
      try await hide(test, test.free, saying: "geheim", in: test.freeText)
      let thread = try await test.begin("Für später", on: test.freeText, by: test.people.designer)
      #expect(thread.thread.quote == "" && thread.place.quote == "geheim")
      let intern = try await test.begin(
        "Unter uns", on: test.freeText, by: test.people.designer, visibility: .internal)
      #expect(intern.thread.quote == "geheim")
      for person in try await outsiders(test) {
        for element in [test.freeText, test.free] {
          #expect(await refusal { _ = try await test.begin("x", on: element, by: person) } == "/element")
        }
        let told = try await test.thread(thread.thread.id, for: person)
        #expect(told.thread.quote == "" && told.place.quote == "" && told.place.label == "")
        #expect(try await test.threads(for: person) { $0.query = "geheim" }.isEmpty)
      }
    }
  }

  @Test("A hidden slot hides what fills it", arguments: TestDatabases.engines)
  func hiddenSlots(engine: Database.Engine) async throws {
    try await TestStore.with(engine) { test in
      let suggestion = try await test.store.addThread(
        NewThread(
          page: test.page, element: test.slogan, anchor: Anchor(revision: 1), comment: NewComment("So"),
          suggestion: NewSuggestion([test.setText(test.slogan, "Seit 1953")])), of: test.key, by: test.people.reviewer)
      try await hide(test, ElementID("template-main")!, saying: "geheim", in: test.slogan)
      for person in try await outsiders(test) {
        #expect(await refusal { _ = try await test.begin("x", on: test.slogan, by: person) } == "/element")
        let told = try await test.thread(suggestion.thread.id, for: person)
        #expect(told.place.state == .hidden && told.place.quote == "")
        #expect(told.suggestion?.now == .null)
      }
      let new = NewThread(
        page: test.page, element: test.slogan, anchor: Anchor(revision: try await test.revision()),
        comment: NewComment("So"), suggestion: NewSuggestion([test.setText(test.slogan, "x", version: 3)]))
      #expect(
        await refusal { _ = try await test.store.addThread(new, of: test.key, by: test.people.reviewer) } == "/element")
    }
  }

  @Test("A shared tree is as hidden as its placements", arguments: TestDatabases.engines)
  func sharedTrees(engine: Database.Engine) async throws {
    try await TestStore.with(engine) { test in
      let contact = ElementID("contact")!
      let about = PageID("about")!
      // It stands on no page, so nobody has seen it on one.
      for person in [test.people.designer, test.people.owner] {
        #expect(await refusal { _ = try await test.begin("x", on: contact, by: person) } == "/element")
      }
      let first = try await test.placeContact(on: test.page)
      for person in [test.people.designer, test.people.owner] {
        #expect(await refusal { _ = try await test.begin("x", on: contact, page: about, by: person) } == "/element")
      }
      let begun = try await test.begin("Telefon", on: contact, by: test.people.owner)
      #expect(begun.thread.quote == "Rufen Sie an" && begun.place.state == .attached)
      _ = try await test.edit(test.designer, .setHidden(first, version: test.version(of: first), true))
      #expect(try await test.place(begun.thread.id).state == .hidden)
      for person in try await outsiders(test) {
        #expect(await refusal { _ = try await test.begin("x", on: contact, by: person) } == "/element")
        #expect(try await test.place(begun.thread.id, for: person).quote == "")
      }
      // It is shown elsewhere, and only there.
      _ = try await test.placeContact(on: about)
      #expect(try await test.place(begun.thread.id).state == .attached)
      #expect(try await test.begin("x", on: contact, page: about, by: test.people.owner).thread.quote == "Rufen Sie an")
      #expect(await refusal { _ = try await test.begin("x", on: contact, by: test.people.owner) } == "/element")
      #expect(try await test.begin("x", on: contact, by: test.people.designer).thread.quote == "Rufen Sie an")
    }
  }

  @Test("What was removed while it was hidden does not tell its last words", arguments: TestDatabases.engines)
  func removed(engine: Database.Engine) async throws {
    try await TestStore.with(engine) { test in
      let id = try await test.begin("Farbe", on: test.freeText, by: test.people.owner).thread.id
      try await hide(test, test.free, saying: "geheim", in: test.freeText)
      _ = try await test.edit(test.designer, .remove(test.free, version: test.version(of: test.free)))
      #expect(try await test.place(id).quote == "geheim")
      for person in try await outsiders(test) {
        let place = try await test.place(id, for: person)
        #expect(place.state == .removed && place.quote == "" && place.label == "")
      }
    }
  }

  @Test("Before and after tell only what was shown", arguments: TestDatabases.engines)
  func differences(engine: Database.Engine) async throws {
    try await TestStore.with(engine) { test in
      let element = try await test.begin("Text", on: test.freeText, by: test.people.owner).thread.id
      let page = try await test.begin("Seite", by: test.people.owner).thread.id
      try await hide(test, test.freeText, saying: "geheim", in: test.freeText)
      let version = try await test.version(of: test.freeText)
      let shown = try await test.edit(
        test.designer, test.setText(test.freeText, "neu", version: version),
        .setHidden(test.freeText, version: version, false)
      ).revision
      let hidden = try await test.edit(
        test.designer, test.setText(test.freeText, "wieder geheim", version: shown),
        .setHidden(test.freeText, version: shown, true)
      ).revision
      let people = try await outsiders(test)
      for thread in [element, page] {
        for (revision, property, before, after) in [
          (shown, .added, .null, "neu"), (hidden, .removed, "neu", .null),
        ] as [(Revision, Change.Property, JSONValue, JSONValue)] {
          _ = try await test.change(thread, ThreadChange(resolvedBy: revision), by: test.people.designer)
          for person in people {
            let changes = try await test.store.resolutionChanges(of: thread, in: test.key, for: person)
            #expect(changes.map(\.property) == [property], "\(revision)")
            #expect(changes.map(\.before) == [before] && changes.map(\.after) == [after])
            #expect(!changes.contains { $0.label.contains("geheim") })
          }
        }
      }
    }
  }

  @Test("Former words are for those who may read the history", arguments: TestDatabases.engines)
  func formerWords(engine: Database.Engine) async throws {
    try await TestStore.with(engine) { test in
      let hour = 3_600_000
      let moment = test.store.now()
      _ = try await test.edit(test.designer, test.setText(test.slogan, "Neu"))
      let old = try await test.newThread("x", on: test.slogan, revision: 1)
      let later = try test.later(by: 2 * hour)
      let before = try await test.guest("frueh", at: moment - 9 * hour)
      let after = try await test.guest("spaet", at: moment + 1)
      func rule(_ store: Store, _ person: Participant) async -> String {
        await refusal { _ = try await store.addThread(old, of: test.key, by: person) }
      }
      // Whoever had the page open when the words were replaced may still speak of them for a while.
      #expect(await rule(test.store, before) == "")
      #expect(await rule(test.store, test.people.reviewer) == "")
      #expect(await rule(test.store, after) == "/revision")
      for person in [before, after, test.people.reviewer] { #expect(await rule(later, person) == "/revision") }
      #expect(await rule(later, test.people.owner) == "")
      let newest = try await test.newThread("x", on: test.slogan)
      for person in [before, after, test.people.reviewer] {
        #expect(try await later.addThread(newest, of: test.key, by: person).thread.quote == "Neu")
      }
    }
  }

  @Test("A pinned link's guest finds nothing by newer words", arguments: TestDatabases.engines)
  func pinned(engine: Database.Engine) async throws {
    try await TestStore.with(engine) { test in
      let guest = try await test.guest("fest", pinned: 1)
      _ = try await test.edit(test.designer, test.setText(test.slogan, "Brandneu"))
      let id = try await test.begin("Schön", on: test.slogan, by: test.people.owner).thread.id
      #expect(try await test.thread(id, for: guest).thread.quote == "")
      #expect(try await test.threads(for: guest) { $0.query = "brandneu" }.isEmpty)
      let stream = try await test.store.events.stream(
        of: test.key, for: StreamReader(guest: GuestID("guest-fest")!), after: nil)
      #expect(stream.start.revision == 1)
      stream.end()
      // Nor is a page told that came later.
      _ = try await test.edit(
        test.designer, .createPage(.init(parent: nil, slug: "neu", title: "Neu", template: "page", locale: "de")))
      #expect(try await test.store.pages(of: test.key, at: 1).map(\.page.title).sorted() == ["Start", "Über uns"])
      #expect(try await test.threads(for: test.people.owner) { $0.query = "brandneu" }.map(\.thread.id) == [id])
    }
  }

  @Test("Nobody approves, or is told of, a section that is hidden", arguments: TestDatabases.engines)
  func approvals(engine: Database.Engine) async throws {
    try await TestStore.with(engine) { test in
      func approve(_ section: ElementID?) async throws -> ApprovalID {
        let answer = try await test.store.approve(
          test.page, section: section, at: try await test.revision(), of: test.key, by: test.owner
        ) { RecordedAnswer(status: 201, document: .string($0.approval.id.rawValue)) }
        return ApprovalID(stored: answer.document.string ?? "")
      }
      func labels(_ id: ApprovalID, for account: AccountID) async throws -> [String] {
        try await test.store.approval(id, of: test.key, for: account).told.standing.parts.map(\.label)
      }
      try await hide(test, test.slogan, saying: "geheim", in: test.slogan)
      try await hide(test, ElementID("inner")!, saying: "verborgen", in: ElementID("inner")!)
      #expect(await refusal { _ = try await approve(test.slogan) } == "/element")
      let whole = try await approve(nil)
      for account in [test.owner, test.reviewer] {
        #expect(try await !labels(whole, for: account).contains { $0 == "geheim" || $0 == "verborgen" })
      }
      // What changes unseen voids nothing; what comes to be seen does.
      _ = try await test.edit(
        test.designer, test.setText(test.slogan, "noch geheimer", version: test.version(of: test.slogan)))
      #expect(
        try await test.store.approval(whole, of: test.key, for: test.owner).told.standing.state == .valid)
      _ = try await test.edit(test.designer, .setHidden(test.slogan, version: test.version(of: test.slogan), false))
      let (told, changes) = try await test.store.approval(whole, of: test.key, for: test.owner)
      #expect(told.standing.parts.filter { $0.state != .same }.map(\.state) == [.added])
      #expect(changes.map(\.property) == [.added] && changes.map(\.before) == [.null])
    }
  }

  @Test("With the words that began a thread goes what they suggest", arguments: TestDatabases.engines)
  func removedSuggestion(engine: Database.Engine) async throws {
    try await TestStore.with(engine) { test in
      let begun = try await test.store.addThread(
        NewThread(
          page: test.page, element: test.slogan, anchor: Anchor(revision: 1), comment: NewComment("So"),
          suggestion: NewSuggestion([test.setText(test.slogan, "Unsinn")])), of: test.key, by: test.people.reviewer)
      let id = begun.thread.id
      let told = try await test.store.removeComment(
        begun.comments[0].comment.id, of: id, in: test.key, by: test.people.designer)
      #expect(told.suggestionState == .withdrawn && told.suggestion == nil && !told.rights.contains(.decide))
      func accept() async -> String {
        await refusal {
          _ = try await test.store.acceptSuggestion(
            of: id, version: nil, in: test.key, by: test.designer, naming: { _ in ("x", "jpg") })
        }
      }
      #expect(await accept() == "state")
      for state in [CommentThread.State.declined, .open] {
        _ = try await test.change(
          id, ThreadChange(state: state, reason: state == .declined ? "Nein" : nil), by: test.people.designer)
      }
      #expect(await accept() == "state")
      #expect(try await test.words(test.slogan) == "Seit 1952")
    }
  }

  @Test("Notices tell words as they stand, and internal ones to the agency alone", arguments: TestDatabases.engines)
  func notices(engine: Database.Engine) async throws {
    try await TestStore.with(engine) { test in
      let second = try await test.store.createAccount(
        email: "second@example.org", name: "Zweite", agencyRole: .support, agency: test.agency)
      func told(_ id: AccountID) async throws -> [String] {
        let account = try #require(try await test.store.account(id, agency: test.agency))
        return try await test.store.notices(for: account, limit: 50).compactMap { $0.payload["words"]?.string }
      }
      let id = try await test.begin("Hallo", by: test.people.owner).thread.id
      let comment = try await test.say("Vertipt", in: id, by: test.people.designer).comment.comment.id
      _ = try await test.store.editComment(
        comment, of: id, as: "Richtig", in: test.key, by: test.people.designer)
      #expect(try await told(test.owner) == ["Richtig"])
      try await test.say("Unter uns", in: id, by: test.people.designer, visibility: .internal)
      #expect(try await told(second.id).contains("Unter uns"))
      // Who works for the customer from now on reads no more of what was the agency's.
      try await test.store.database.write { transaction in
        try transaction.execute(
          Statement(
            "test.member",
            "INSERT INTO membership (agency, project, account, role) VALUES (?, 'project', ?, 'reviewer')"),
          .init(test.agency.rawValue), .init(second.id.rawValue))
      }
      let after = try await told(second.id)
      #expect(!after.contains("Unter uns") && after.contains("Richtig"))
    }
  }

  @Test("Internal comments leave as much room for others", arguments: TestDatabases.engines)
  func room(engine: Database.Engine) async throws {
    try await TestStore.with(engine) { test in
      let id = try await test.begin("Hallo", by: test.people.owner).thread.id
      let (key, author) = (test.key, test.designer)
      try await test.store.database.write { transaction in
        for number in 0..<FeedbackLimits.commentsOfThread {
          try transaction.execute(
            Statement(
              "test.comment",
              """
              INSERT INTO comment (agency, site, thread, id, account, at, kind, visibility, body, change)
              VALUES (?, ?, ?, ?, ?, 0, 'words', 'internal', 'x', 0)
              """),
            .init(key.agency.rawValue), .init(key.site.rawValue), .init(id.rawValue), .init("c\(number)"),
            .init(author.rawValue))
        }
      }
      #expect(
        await refusal { try await test.say("x", in: id, by: test.people.designer, visibility: .internal) } == "full")
      #expect(await refusal { try await test.say("x", in: id, by: test.people.owner) } == "")
    }
  }
}
