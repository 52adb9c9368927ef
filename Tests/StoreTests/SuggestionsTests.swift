import Database
import DatabaseTesting
import Model
import Store
import Testing

@Suite("Suggestions for what one may not edit") struct SuggestionsTests {
  private let naming: PictureNaming = { _ in ("theke", "jpg") }

  private func suggest(
    _ test: TestStore, _ operations: Operation..., on element: ElementID, by account: AccountID? = nil,
    picture: CommentFileID? = nil, files: [CommentFileID] = [], revision: Revision? = nil
  ) async throws -> ThreadView {
    let newest = try await test.store.revision(of: test.key)
    return try await test.store.addThread(
      NewThread(
        page: test.page, element: element, anchor: Anchor(revision: revision ?? newest),
        comment: NewComment("Bitte so", files: files), suggestion: NewSuggestion(operations, picture: picture)),
      of: test.key, by: .account(account ?? test.reviewer))
  }

  private func accept(
    _ test: TestStore, _ id: ThreadID, instead: [Operation]? = nil, version: Int? = nil, by account: AccountID? = nil
  ) async throws -> (thread: ThreadView, edit: EditResult) {
    try await test.store.acceptSuggestion(
      of: id, instead: instead, version: version, in: test.key, by: account ?? test.designer, naming: naming)
  }

  private func thread(_ test: TestStore, _ id: ThreadID, for account: AccountID? = nil) async throws -> ThreadView {
    try await test.store.thread(id, of: test.key, for: .account(account ?? test.owner))
  }

  @Test(
    "A reviewer suggests words for a locked element; the designer accepts, and the thread shows before and after",
    arguments: TestDatabases.engines)
  func story(engine: Database.Engine) async throws {
    try await TestStore.with(engine) { test in
      let begun = try await suggest(test, test.setText(test.slogan, "Seit 1953"), on: test.slogan)
      #expect(begun.suggestionState == .open && begun.suggestion?.changes.map(\.after) == ["Seit 1953"])
      _ = try await test.begin("Nur Worte", by: test.people.owner)
      func waiting(for id: AccountID) async throws -> Inbox {
        var filter = InboxFilter()
        filter.isSuggestion = true
        let account = try #require(try await test.store.account(id, agency: test.agency))
        return try await test.store.inbox(for: account, filter: filter, limit: 10)
      }
      #expect(try await waiting(for: test.designer).items.map(\.thread.thread.id) == [begun.thread.id])
      #expect(try await waiting(for: test.designer).counts == [.open: 1])
      #expect(try await waiting(for: test.owner).items.isEmpty, "the filter is the agency's")
      #expect(try await test.words(test.slogan) == "Seit 1952", "nothing has changed yet")
      let seen = try await thread(test, begun.thread.id, for: test.designer)
      #expect(seen.rights.contains(.decide) && seen.suggestion?.isStale == false)
      #expect(try await !thread(test, begun.thread.id).rights.contains(.decide))

      let (done, edit) = try await accept(test, begun.thread.id, version: seen.version)
      #expect(try await test.words(test.slogan) == "Seit 1953")
      #expect(done.thread.state == .done && done.thread.resolution == edit.revision)
      #expect(done.suggestionState == .accepted && done.suggestion?.suggestion.edit == edit.revision)
      #expect(done.resolution?.by?.name == "designer" && done.resolution?.liveSince == nil)
      #expect(try await waiting(for: test.designer).items.isEmpty)
      let changes = try await test.store.resolutionChanges(
        of: begun.thread.id, in: test.key, for: .account(test.reviewer))
      #expect(changes.map(\.before) == ["Seit 1952"] && changes.map(\.after) == ["Seit 1953"])
      let log = try await test.store.database.read {
        try $0.first(
          Statement("test.edit", "SELECT accepts, resolves FROM edit WHERE revision = ?"), .init(edit.revision)
        ) { [$0.optionalText(0), $0.optionalText(1)] }
      }
      #expect(log == [begun.thread.id.rawValue, begun.thread.id.rawValue])
      await #expect(throws: FeedbackRefusal.self) { try await accept(test, begun.thread.id) }
    }
  }

  @Test("What is suggested is decided before its thread is done", arguments: TestDatabases.engines)
  func undecided(engine: Database.Engine) async throws {
    try await TestStore.with(engine) { test in
      let id = try await suggest(test, test.setText(test.slogan, "Seit 1953"), on: test.slogan).thread.id
      do {
        _ = try await test.change(id, ThreadChange(state: .done), by: test.people.designer)
        Issue.record("nobody has decided")
      } catch let refusal as FeedbackRefusal { #expect(refusal.rule == .undecided) }
      _ = try await accept(test, id)
      #expect(try await thread(test, id).thread.state == .done)
    }
  }

  @Test("Guests do not find out which files there are by naming some", arguments: TestDatabases.engines)
  func files(engine: Database.Engine) async throws {
    try await TestStore.with(engine) { test in
      let guest = try await test.guest("Gabi")
      let there = "assets/a.txt"
      func refusal(_ operation: Operation, on element: ElementID) async throws -> String? {
        do {
          let anchor = Anchor(revision: try await test.store.revision(of: test.key))
          _ = try await test.store.addThread(
            NewThread(
              page: test.page, element: element, anchor: anchor, comment: NewComment("x"),
              suggestion: NewSuggestion([operation])), of: test.key, by: guest)
          return nil
        } catch {
          return "\(error)".replacing(there, with: "…").replacing("assets/none.png", with: "…")
        }
      }
      func link(_ path: String) -> Operation {
        .setText(test.slogan, version: 1, InlineText(nodes: [.text("hier", marks: [.link(.asset(path))])]))
      }
      let (known, unknown) = (
        try await refusal(link(there), on: test.slogan), try await refusal(link("assets/none.png"), on: test.slogan)
      )
      #expect(known != nil && known == unknown)
      let member = try await suggest(test, link(there), on: test.slogan)
      #expect(member.suggestionState == .open)
    }
  }

  @Test("The designer takes it in other words, or not at all", arguments: TestDatabases.engines)
  func otherWays(engine: Database.Engine) async throws {
    try await TestStore.with(engine) { test in
      let first = try await suggest(test, test.setText(test.slogan, "Seit 1953!!!"), on: test.slogan)
      let (changed, _) = try await accept(test, first.thread.id, instead: [test.setText(test.slogan, "Seit 1953")])
      #expect(changed.suggestionState == .changed && changed.thread.state == .done)
      #expect(try await test.words(test.slogan) == "Seit 1953")

      let inner = ElementID("inner")!
      let second = try await suggest(test, .remove(inner, version: 1), on: inner)
      #expect(second.suggestion?.isRemoval == true && second.suggestion?.changes.map(\.before) == ["innen"])
      let declined = try await test.store.changeThread(
        second.thread.id, ThreadChange(state: .declined, reason: "Das brauchen wir"), version: nil, of: test.key,
        by: .account(test.designer))
      #expect(declined.suggestionState == .declined)
      #expect(declined.suggestion?.suggestion.reason == "Das brauchen wir")
      await #expect(throws: FeedbackRefusal.self) { try await accept(test, second.thread.id) }
      // Its author answers, and it is open again.
      _ = try await test.store.addComment(
        NewComment("Doch, bitte"), to: second.thread.id, of: test.key, by: .account(test.reviewer))
      #expect(try await thread(test, second.thread.id).suggestionState == .open)
      _ = try await accept(test, second.thread.id)
      #expect(try await test.words(inner) == nil)

      let third = try await suggest(test, test.setText(test.sealedText, "12 €"), on: test.sealedText)
      _ = try await test.store.changeThread(
        third.thread.id, ThreadChange(state: .declined), version: nil, of: test.key, by: .account(test.reviewer))
      #expect(try await thread(test, third.thread.id).suggestionState == .withdrawn)
    }
  }

  @Test("What somebody has changed since is a conflict that shows both", arguments: TestDatabases.engines)
  func stale(engine: Database.Engine) async throws {
    try await TestStore.with(engine) { test in
      let begun = try await suggest(test, test.setText(test.slogan, "Seit 1953"), on: test.slogan)
      let edit = try await test.edit(test.designer, test.setText(test.slogan, "Seit Generationen"))
      let seen = try await thread(test, begun.thread.id, for: test.designer)
      #expect(seen.suggestion?.isStale == true && seen.suggestion?.now == "Seit Generationen")
      let refusal = await #expect(throws: EditRefusal.self) { try await accept(test, begun.thread.id) }
      #expect(refusal?.rule == .stale)
      #expect(try await thread(test, begun.thread.id).suggestionState == .open, "nothing is half done")
      #expect(try await test.store.revision(of: test.key) == edit.revision)
      let (done, _) = try await accept(
        test, begun.thread.id, instead: [test.setText(test.slogan, "Seit 1953", version: edit.revision)])
      #expect(done.suggestionState == .changed)

      // Gone altogether.
      let other = try await suggest(test, test.setText(ElementID("inner")!, "drin"), on: ElementID("inner")!)
      _ = try await test.edit(test.designer, .remove(test.section, version: 1))
      #expect(try await thread(test, other.thread.id, for: test.designer).suggestion?.isStale == true)
      let gone = await #expect(throws: EditRefusal.self) { try await accept(test, other.thread.id) }
      #expect(gone?.rule == .notFound)
    }
  }

  @Test("Two designers decide once", arguments: TestDatabases.engines)
  func race(engine: Database.Engine) async throws {
    try await TestStore.with(engine) { test in
      let begun = try await suggest(test, test.setText(test.slogan, "Seit 1953"), on: test.slogan)
      let seen = try await thread(test, begun.thread.id, for: test.designer).version
      let outcomes = await withTaskGroup(of: Bool.self) { group in
        for _ in 0..<4 {
          group.addTask { (try? await accept(test, begun.thread.id, version: seen)) != nil }
        }
        return await group.reduce(into: []) { $0.append($1) }
      }
      #expect(outcomes.count { $0 } == 1)
      await #expect(throws: StaleThread.self) { try await accept(test, begun.thread.id, version: seen) }
    }
  }

  @Test("What is refused, and who decides", arguments: TestDatabases.engines)
  func refused(engine: Database.Engine) async throws {
    try await TestStore.with(engine) { test in
      let text = test.setText(test.slogan, "Seit 1953")
      await #expect(throws: EditRefusal.self) {
        try await suggest(test, .setHidden(test.slogan, version: 1, true), on: test.slogan)
      }
      await #expect(throws: EditRefusal.self) { try await suggest(test, text, on: test.headline) }
      await #expect(throws: FieldError.self) {
        try await suggest(test, test.setText(test.slogan, "Seit 1953", version: 7), on: test.slogan)
      }
      await #expect(throws: FieldError.self) {
        try await suggest(test, test.setText(test.slogan, "Seit 1952"), on: test.slogan)
      }
      await #expect(throws: FieldError.self) {
        try await suggest(test, text, on: test.slogan, picture: CommentFileID("nowhere")!)
      }
      #expect(
        try await test.store.threads(of: test.key, for: .account(test.designer), limit: 9).threads.isEmpty,
        "no half thread")

      let begun = try await suggest(test, text, on: test.slogan)
      for account in [test.owner, test.reviewer] {
        await #expect(throws: FeedbackRefusal.self) { try await accept(test, begun.thread.id, by: account) }
      }
      await #expect(throws: StoreError.self) { try await accept(test, begun.thread.id, by: test.stranger) }
      for instead in [[test.setText(test.headline, "x")], [Operation.revert(2)]] {
        await #expect(throws: FieldError.self) { try await accept(test, begun.thread.id, instead: instead) }
      }
      let plain = try await test.store.addThread(
        NewThread(page: nil, element: nil, anchor: Anchor(revision: 1), comment: NewComment("Schön")), of: test.key,
        by: .account(test.owner))
      await #expect(throws: StoreError.self) { try await accept(test, plain.thread.id) }
      #expect(try await test.words(test.slogan) == "Seit 1952")
    }
  }
}
