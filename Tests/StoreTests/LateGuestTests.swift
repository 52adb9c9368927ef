import Database
import DatabaseTesting
import Model
import Store
import Testing

/// Who comes later reads what stands there now, and not what stood there before.
@Suite("Guests who came later") struct LateGuestTests {
  private static let shot = Screenshot(small: file("a", 480), large: file("b", 1280))

  private static func file(_ letter: Character, _ width: Int) -> AssetFile {
    AssetFile(
      hash: String(repeating: letter, count: 64), size: 9, type: Screenshot.type, width: width, height: width)
  }

  private func take(_ test: TestStore) async throws {
    let job = try #require(try await test.store.beginScreenshot())
    try await test.store.end(job, with: .taken(Self.shot))
  }

  /// One who was there all the time, and one who comes after everything that has been edited until now.
  private func guests(_ test: TestStore) async throws -> (early: Participant, late: Participant) {
    (try await test.guest("frueh"), try await test.guest("spaet", at: test.store.now() + 1))
  }

  private func seesPicture(_ id: ThreadID, _ person: Participant, _ test: TestStore) async throws -> Bool {
    let told = try await test.thread(id, for: person).screenshot != nil
    let listed = try await test.threads(for: person).first { $0.thread.id == id }?.screenshot != nil
    let found = try? await test.store.screenshot(.large, of: id, in: test.key, for: person)
    #expect(told == listed && told == (found != nil))
    return told
  }

  @Test("A picture goes with what is hidden on it by now", arguments: TestDatabases.engines)
  func neighbours(engine: Database.Engine) async throws {
    try await TestStore.with(engine) { test in
      let people = test.people
      _ = try await test.edit(test.designer, test.setText(test.slogan, "Geheim"))
      let id = try await test.begin("Zur Überschrift", on: test.headline, by: people.reviewer).thread.id
      try await take(test)
      let (early, late) = try await guests(test)
      for person in [people.designer, people.owner, people.reviewer, early] {
        #expect(try await seesPicture(id, person, test))
      }
      #expect(try await seesPicture(id, late, test), "nothing has been edited since")
      _ = try await test.edit(test.designer, .setHidden(test.slogan, version: test.version(of: test.slogan), true))
      for (person, isSeen) in [
        (people.designer, true), (people.reviewer, true), (people.owner, false), (early, false), (late, false),
      ] { #expect(try await seesPicture(id, person, test) == isSeen, "\(person)") }
      _ = try await test.edit(test.designer, .setHidden(test.slogan, version: test.version(of: test.slogan), false))
      for (person, isSeen) in [(people.owner, true), (early, true), (late, false)] {
        #expect(try await seesPicture(id, person, test) == isSeen, "\(person)")
      }
      // What is hidden on another page is on no picture of this one, and what was hidden then is on none.
      let about = try await test.edit(
        test.designer,
        .insert(
          ElementSeed(body: ElementBody(kind: .text, tag: "p", content: .inline(InlineText("Dort")))),
          at: .init(owner: .page(PageID("about")!), slot: "main"))
      ).added.first
      _ = try await test.edit(test.designer, .setHidden(test.section, version: 1, true))
      let other = try await test.begin("Noch etwas", on: test.headline, by: people.reviewer).thread.id
      try await take(test)
      let element = try #require(about)
      _ = try await test.edit(test.designer, .setHidden(element, version: test.version(of: element), true))
      #expect(try await seesPicture(other, people.owner, test))
    }
  }

  @Test(
    "A picture goes with what was moved into something hidden, or was hidden when it went",
    arguments: TestDatabases.engines)
  func away(engine: Database.Engine) async throws {
    try await TestStore.with(engine) { test in
      let people = test.people
      func insert(_ kind: ElementKind, hidden: Bool = false) async throws -> ElementID {
        let content: Content = kind == .text ? .inline(InlineText("Geheim")) : .none
        let id = try #require(
          try await test.edit(
            test.designer,
            .insert(
              ElementSeed(body: ElementBody(kind: kind, tag: kind == .text ? "p" : "div", content: content)),
              at: .init(owner: .page(test.page), slot: "main"))
          ).added.first)
        if hidden { _ = try await test.edit(test.designer, .setHidden(id, version: test.version(of: id), true)) }
        return id
      }
      let (dark, light) = (try await insert(.box, hidden: true), try await insert(.box))
      let (moved, removed) = (try await insert(.text), try await insert(.text))
      let early = try await test.guest("frueh")
      let id = try await test.begin("Zur Überschrift", on: test.headline, by: people.reviewer).thread.id
      try await take(test)
      func expect(_ isSeen: Bool, _ when: String) async throws {
        for (person, seen) in [
          (people.owner, isSeen), (early, isSeen), (people.reviewer, true), (people.designer, true),
        ] {
          #expect(try await seesPicture(id, person, test) == seen, "\(when): \(person)")
        }
      }
      func move(_ element: ElementID, into box: ElementID) async throws {
        _ = try await test.edit(
          test.designer, .move(element, version: test.version(of: element), to: .init(parent: box)))
      }
      try await expect(true, "at first")
      try await move(moved, into: light)
      try await expect(true, "in a box that is shown")
      try await move(moved, into: dark)
      try await expect(false, "in a hidden box")
      try await move(moved, into: light)
      try await expect(true, "back again")
      _ = try await test.edit(test.designer, .setHidden(removed, version: test.version(of: removed), true))
      try await expect(false, "hidden")
      _ = try await test.edit(test.designer, .remove(removed, version: test.version(of: removed)))
      try await expect(false, "gone while it was hidden")
    }
  }

  @Test("A quote of words that were gone when they came is not told", arguments: TestDatabases.engines)
  func quotes(engine: Database.Engine) async throws {
    try await TestStore.with(engine) { test in
      let people = test.people
      let old = try await test.edit(test.designer, test.setText(test.slogan, "Geheimwort")).revision
      _ = try await test.edit(test.designer, test.setText(test.slogan, "Neu", version: old))
      let (early, late) = try await guests(test)
      let id = try await test.begin("Früher anders", on: test.slogan, revision: old, by: people.owner).thread.id
      let standing = try await test.begin("Gut", on: test.headline, revision: old, by: people.owner).thread.id
      let inside = try await test.begin("Auch", on: ElementID("inner")!, revision: old, by: people.owner).thread.id
      for _ in 1...3 { try await take(test) }
      for (person, quote) in [
        (people.designer, "Geheimwort"), (people.owner, "Geheimwort"), (people.reviewer, "Geheimwort"),
        (early, "Geheimwort"), (late, ""),
      ] {
        #expect(try await test.thread(id, for: person).thread.quote == quote, "\(person)")
        #expect(try await test.threads(for: person).first { $0.thread.id == id }?.thread.quote == quote)
        #expect(try await test.threads(for: person) { $0.query = "geheimwort" }.isEmpty == quote.isEmpty)
        #expect(try await seesPicture(id, person, test) == !quote.isEmpty)
      }
      // What could still be read when they came is told, also when it has changed since, unless it was hidden then.
      let later = try test.later(by: 10)
      _ = try await later.edit(
        EditRequest(operations: [test.setText(test.headline, "Altes Brot")]), of: test.key, by: test.designer)
      #expect(try await test.thread(standing, for: late).thread.quote == "Frisches Brot")
      #expect(try await test.thread(inside, for: late).thread.quote == "innen")
      _ = try await test.edit(test.designer, .setHidden(test.section, version: 1, true))
      let last = try await test.guest("zuletzt", at: test.store.now() + 5)
      #expect(try await test.thread(inside, for: last).thread.quote == "")
    }
  }

  @Test("Nor are the last words of what was removed, and what was done before", arguments: TestDatabases.engines)
  func former(engine: Database.Engine) async throws {
    try await TestStore.with(engine) { test in
      let people = test.people
      let removed = try await test.begin("Weg", on: test.freeText, by: people.owner).thread.id
      let done = try await test.begin("Anders", on: test.slogan, by: people.owner).thread.id
      let proposed = try await test.store.addThread(
        NewThread(
          page: test.page, element: test.headline, anchor: Anchor(revision: 1), comment: NewComment("So"),
          suggestion: NewSuggestion([test.setText(test.headline, "Brot")])), of: test.key, by: people.owner
      ).thread.id
      _ = try await test.edit(test.designer, .remove(test.freeText, version: 1))
      let edit = try await test.edit(test.designer, test.setText(test.slogan, "Seit 1953")).revision
      _ = try await test.change(done, ThreadChange(resolvedBy: edit), by: people.designer)
      let (early, late) = try await guests(test)
      #expect(try await test.thread(proposed, for: late).suggestion?.changes.isEmpty == false, "it stands so still")
      _ = try await test.edit(test.designer, test.setText(test.headline, "Semmel"))
      for (person, isTold) in [(people.owner, true), (early, true), (late, false)] {
        let place = try await test.place(removed, for: person)
        #expect(place.state == .removed && place.quote == (isTold ? "frei" : ""))
        let changes = try await test.store.resolutionChanges(of: done, in: test.key, for: person)
        #expect(changes.isEmpty != isTold)
        #expect(try await (test.thread(done, for: person).resolution != nil) == isTold)
        let view = try await test.thread(proposed, for: person)
        #expect(view.suggestionState == .open && (view.suggestion != nil) == isTold)
      }
      // Whoever came in between knows the words; a page that went before has no title for who came after.
      let page = try #require(try await test.store.pages(of: test.key).first { $0.page.id == PageID("about")! }).page
      let whole = try await test.begin("Seite", page: page.id, by: people.owner).thread.id
      _ = try await test.edit(test.designer, .removePage(page.id, version: page.since))
      #expect(try await test.place(whole, for: early).title == "Über uns")
      #expect(try await test.place(whole, for: late).title == "")
    }
  }

  @Test("What was begun internally is about what stands there when it is shown", arguments: TestDatabases.engines)
  func begunInternally(engine: Database.Engine) async throws {
    try await TestStore.with(engine) { test in
      let people = test.people
      _ = try await test.edit(test.designer, test.setText(test.slogan, "4711 Euro"))
      func begin(on element: ElementID) async throws -> ThreadID {
        try await test.begin("Falsch!", on: element, by: people.designer, visibility: .internal).thread.id
      }
      func show(_ id: ThreadID) async throws -> ThreadView {
        try await test.change(id, ThreadChange(visibility: .customer, words: "Stimmt das?"), by: people.designer)
      }
      let (id, gone, hidden) = (
        try await begin(on: test.slogan), try await begin(on: test.freeText), try await begin(on: test.headline)
      )
      for _ in 1...2 { try await take(test) }
      let slow = try #require(try await test.store.beginScreenshot())
      _ = try await test.edit(test.designer, .setHidden(test.headline, version: 1, true))
      let removal = try await test.edit(test.designer, .remove(test.freeText, version: 1)).revision
      let newest = try await test.edit(
        test.designer, test.setText(test.slogan, "12 Euro", version: test.version(of: test.slogan))
      ).revision
      for id in [id, gone, hidden] { _ = try await show(id) }
      let (early, late) = try await guests(test)
      for person in [people.designer, people.owner, early, late] {
        let told = try await test.thread(id, for: person)
        #expect(told.thread.quote == "12 Euro" && told.thread.anchor.revision == newest, "\(person)")
        #expect(told.place.state == .attached && told.screenshot == nil)
        #expect(try await test.threads(for: person) { $0.query = "4711" }.isEmpty)
        let other = try await test.thread(gone, for: person)
        #expect(other.thread.quote == "" && other.thread.anchor.revision == removal - 1)
        #expect(try await test.thread(hidden, for: person).thread.quote == "")
      }
      // Who was just taking the old picture comes too late.
      try await test.store.end(slow, with: .taken(Self.shot))
      #expect(try await test.thread(slow.thread, for: people.designer).screenshot == nil)
      var revisions: [ThreadID: Revision] = [:]
      for _ in 1...3 {
        let job = try #require(try await test.store.beginScreenshot())
        revisions[job.thread] = job.anchor.revision
        try await test.store.end(job, with: .taken(Self.shot))
      }
      #expect(revisions == [id: newest, gone: removal - 1, hidden: newest])
      #expect(try await test.thread(id, for: people.owner).screenshot == Self.shot)
      // What people have known keeps its place.
      _ = try await test.change(id, ThreadChange(visibility: .internal), by: people.designer)
      _ = try await test.edit(test.designer, test.setText(test.slogan, "13 Euro", version: newest))
      let again = try await test.change(id, ThreadChange(visibility: .customer), by: people.designer)
      #expect(again.thread.quote == "12 Euro" && again.thread.anchor.revision == newest)
    }
  }
}
