import Database
import DatabaseTesting
import Model
import Store
import Testing

@Suite("What reviewers see of single elements") struct ShownElementTests {
  @Test(
    "The draft's words with the version they are at, hidden ones for the agency alone", arguments: TestDatabases.engines
  )
  func shown(engine: Database.Engine) async throws {
    try await TestStore.with(engine) { test in
      let pinned = try await test.guest("Pia", pinned: 1)
      let guest = try await test.guest("Gabi")
      let edit = try await test.edit(test.designer, test.setText(test.slogan, "Seit 1953"))
      for reader in [guest, test.people.reviewer, test.people.designer] {
        let shown = try await test.store.shownElement(test.slogan, of: test.key, for: reader)
        #expect(shown.revision == edit.revision && shown.element.since == edit.revision)
        #expect(shown.element.body.content == .inline(InlineText("Seit 1953")) && shown.picture == nil)
      }
      let past = try await test.store.shownElement(test.slogan, of: test.key, for: pinned)
      #expect(past.revision == 1 && past.element.body.content == .inline(InlineText("Seit 1952")))

      _ = try await test.edit(test.designer, .setHidden(test.section, version: 1, true))
      let inner = ElementID("inner")!
      for reader in [guest, test.people.owner, test.people.stranger] {
        #expect(
          await refusal { _ = try await test.store.shownElement(inner, of: test.key, for: reader) } == "notFound")
      }
      #expect(try await test.store.shownElement(inner, of: test.key, for: test.people.designer).element.id == inner)
      #expect(
        try await test.store.shownElement(inner, of: test.key, for: pinned).element.id == inner,
        "the state of the link shows it")
      #expect(
        await refusal { _ = try await test.store.shownElement(.init("none")!, of: test.key, for: guest) } == "notFound")
    }
  }

  @Test("A thread shows the pictures it is about to whoever reads it", arguments: TestDatabases.engines)
  func pictures(engine: Database.Engine) async throws {
    try await EditingSite.with(engine) { site in
      let (store, key) = (site.test.store, site.key)
      let image = EditingSite.id("e-image")
      func change(_ path: String, _ version: Revision) -> Operation {
        .setImage(image, version: version, ImageChange(source: path, alternative: .text("Ein Bild")))
      }
      let begun = try await store.addThread(
        NewThread(
          page: site.home, element: image, anchor: Anchor(revision: 1), comment: NewComment("Dieses"),
          suggestion: NewSuggestion([change("assets/large.jpg", 1)])),
        of: key, by: .account(site.test.reviewer))
      let id = begun.thread.id
      let edit = try await store.acceptSuggestion(
        of: id, version: nil, in: key, by: site.test.designer, naming: { _ in ("x", "jpg") }
      ).edit
      _ = try await site.designer(change("assets/oven.jpg", edit.revision))
      func width(_ which: ThreadPicture, _ account: AccountID) async throws -> Int? {
        try await store.picture(which, of: id, in: key, for: .account(account)).width
      }
      var widths: [Int?] = []
      for which in ThreadPicture.allCases { widths.append(try await width(which, site.test.owner)) }
      #expect(widths == [1000, 1000, 1000, 2000])
      #expect(await refusal { _ = try await width(.now, site.test.stranger) } == "notFound")

      let inside = try await store.addThread(
        NewThread(
          page: site.home, element: image, anchor: Anchor(revision: 1),
          comment: NewComment("Nur wir", visibility: .internal)), of: key, by: .account(site.test.designer))
      #expect(
        await refusal {
          _ = try await store.picture(.now, of: inside.thread.id, in: key, for: .account(site.test.owner))
        } == "notFound")
      #expect(
        await refusal {
          _ = try await store.picture(.before, of: inside.thread.id, in: key, for: .account(site.test.designer))
        } == "notFound", "nothing has been done about it")
    }
  }

  @Test("What was accepted is taken back: the words, the thread and the suggestion", arguments: TestDatabases.engines)
  func takenBack(engine: Database.Engine) async throws {
    try await TestStore.with(engine) { test in
      let begun = try await test.store.addThread(
        NewThread(
          page: test.page, element: test.slogan, anchor: Anchor(revision: 1), comment: NewComment("Bitte so"),
          suggestion: NewSuggestion([test.setText(test.slogan, "Seit 1953")])),
        of: test.key, by: test.people.reviewer)
      let id = begun.thread.id
      func takeBack(_ account: AccountID, version: Int? = nil) async throws -> (thread: ThreadView, edit: EditResult) {
        try await test.store.takeBackSuggestion(of: id, version: version, in: test.key, by: account)
      }
      #expect(await refusal { _ = try await takeBack(test.designer) } == "state", "nothing was accepted yet")
      let (accepted, edit) = try await test.store.acceptSuggestion(
        of: id, version: nil, in: test.key, by: test.designer, naming: { _ in ("x", "jpg") })
      #expect(await refusal { _ = try await takeBack(test.owner) } == "role")
      #expect(await refusal { _ = try await takeBack(test.stranger) } == "notFound")
      #expect(await refusal { _ = try await takeBack(test.designer, version: 1) } == "stale")

      let (open, _) = try await takeBack(test.designer, version: accepted.version)
      #expect(try await test.words(test.slogan) == "Seit 1952")
      #expect(open.thread.state == .open && open.thread.resolution == nil && open.resolution == nil)
      #expect(
        open.suggestionState == .open && open.suggestion?.suggestion.edit == nil && open.version > accepted.version)
      #expect(open.suggestion?.isStale == true, "the words are the same, and another version of them")
      let seen = try await test.thread(id, for: test.people.reviewer)
      #expect(seen.comments.last?.comment.kind == .state(from: .done, to: .open))

      let newest = try await test.store.revision(of: test.key)
      _ = try await test.store.acceptSuggestion(
        of: id, instead: [test.setText(test.slogan, "Seit 1954", version: newest)], version: nil, in: test.key,
        by: test.designer, naming: { _ in ("x", "jpg") })
      _ = try await test.edit(test.designer, test.setText(test.slogan, "Seit jeher", version: newest + 1))
      await #expect(throws: EditRefusal.self) { try await takeBack(test.designer) }
      #expect(try await test.words(test.slogan) == "Seit jeher" && edit.revision < newest)
      #expect(try await test.thread(id, for: test.people.reviewer).suggestionState == .changed)
    }
  }
}
