import Database
import DatabaseTesting
import Model
import Store
import Testing

/// Who may read a thread can be changed afterwards; what was internal in it stays so.
@Suite("Threads that become internal, and visible again") struct ThreadVisibilityTests {
  private func outsiders(_ test: TestStore) async throws -> [Participant] {
    [test.people.owner, test.people.reviewer, try await test.guest("gast", mail: "gast@example.net")]
  }

  private func show(_ visibility: FeedbackVisibility, _ words: String? = nil) -> ThreadChange {
    ThreadChange(visibility: visibility, words: words)
  }

  @Test("For others it vanishes, and comes back as it was", arguments: TestDatabases.engines)
  func thereAndBack(engine: Database.Engine) async throws {
    try await TestStore.with(engine) { test in
      let people = try await outsiders(test)
      let (designer, owner) = (test.people.designer, test.people.owner)
      let id = try await test.begin("Brot", on: test.slogan, by: owner).thread.id
      let other = try await test.begin("Seite", by: owner).thread.id
      try await test.say("Gern", in: id, by: designer)
      try await test.say("Schon wieder", in: id, by: designer, visibility: .internal)
      let known = try await test.thread(id, for: owner)
      #expect(try await test.store.unreadNotices(of: #require(test.store.account(test.owner, agency: test.agency))) > 0)

      let hidden = try await test.change(id, show(.internal), by: designer)
      #expect(hidden.thread.label == "i1" && hidden.thread.visibility == .internal)
      #expect(hidden.comments.map(\.comment.kind) == [.words, .words, .words, .visibility(.internal)])
      for person in people {
        #expect(await refusal { _ = try await test.thread(id, for: person) } == "notFound")
        #expect(await refusal { try await test.say("x", in: id, by: person) } == "notFound")
        #expect(await refusal { _ = try await test.change(id, show(.customer), by: person) } == "notFound")
        #expect(try await test.threads(for: person).map(\.thread.id) == [other])
        #expect(try await test.threads(for: person) { $0.query = "Gern" }.isEmpty)
        #expect(try await test.store.threads(on: test.page, of: test.key, for: person).map(\.thread.id) == [other])
        #expect(try await test.store.threadCounts(of: test.key, for: person) == [.open: 1])
        // Who knew of it is told once that it is gone; who comes now is told nothing of it.
        let told = try await test.store.threadChanges(of: test.key, for: person, after: known.version, limit: 9).events
        #expect(told.map(\.id) == [id])
        let all = try await test.store.threadChanges(of: test.key, for: person, after: 0, limit: 9)
        #expect(all.events.map(\.id) == [other] && all.newest == told[0].version)
      }
      // Nor is somebody who has come since, whatever they say that they know.
      let late = try await test.guest("spaet", at: test.store.now() + 1)
      let told = try await test.store.threadChanges(of: test.key, for: late, after: known.version, limit: 9).events
      #expect(told.isEmpty)
      let account = try #require(try await test.store.account(test.owner, agency: test.agency))
      #expect(try await test.store.notices(for: account, limit: 50).isEmpty)
      #expect(try await test.store.unreadNotices(of: account) == 0)
      #expect(try await test.store.notes(of: test.key, for: test.owner).map(\.id.rawValue) == [other.rawValue])

      // What happens meanwhile draws no number that others see.
      let before = try await test.store.threadChanges(of: test.key, for: owner, after: .max, limit: 1).newest
      let words = try #require(hidden.comments.first { $0.comment.body == "Gern" }).comment.id
      _ = try await test.store.editComment(words, of: id, as: "Sehr gern", in: test.key, by: designer)
      let meanwhile = try await test.say("Unter uns", in: id, by: designer).comment.comment
      #expect(meanwhile.visibility == .internal)
      _ = try await test.change(id, ThreadChange(state: .inProgress), by: designer)
      _ = try await test.change(id, ThreadChange(state: .declined, reason: "Zu teuer"), by: designer)
      #expect(try await test.store.threadChanges(of: test.key, for: owner, after: .max, limit: 1).newest == before)

      let shown = try await test.change(id, show(.customer), by: designer)
      #expect(shown.thread.label == known.thread.label && shown.comments.count == 8)
      for person in people {
        let told = try await test.thread(id, for: person)
        #expect(told.thread.number == known.thread.number && told.thread.at == known.thread.at && told.version > before)
        #expect(told.comments.map(\.comment.body) == ["Brot", "Sehr gern"] && told.commentCount == 2)
        #expect(told.thread.state == .declined && told.thread.reason == "")
        #expect(told.excerpt == "Brot" && told.thread.quote == "Seit 1952" && told.isUnread)
        #expect(
          try await test.store.threadChanges(of: test.key, for: person, after: before, limit: 9).events.map(\.id)
            == [id])
        #expect(try await test.store.threadCounts(of: test.key, for: person) == [.open: 1, .declined: 1])
      }
      // Numbers that people know are nobody else's.
      let hiddenAgain = try await test.change(other, show(.internal), by: designer)
      #expect(hiddenAgain.thread.label == "i2")
      #expect(try await test.begin("Neu", by: owner).thread.label == "3")
      #expect(try await test.begin("Neu", by: designer, visibility: .internal).thread.label == "i3")
    }
  }

  @Test("What was begun internally says only what is said to others", arguments: TestDatabases.engines)
  func begunInternal(engine: Database.Engine) async throws {
    try await TestStore.with(engine) { test in
      let designer = test.people.designer
      _ = try await test.edit(test.designer, .setHidden(test.slogan, version: 1, true))
      let begun = try await test.begin("Was für ein Unsinn", on: test.slogan, by: designer, visibility: .internal)
      let id = begun.thread.id
      #expect(begun.thread.quote == "Seit 1952")
      _ = try await test.change(id, ThreadChange(state: .inProgress), by: designer)
      _ = try await test.edit(test.designer, .setHidden(test.slogan, version: test.version(of: test.slogan), false))
      let later = try test.later(by: 3_600_000)
      func show(_ words: String?) async -> String {
        await refusal {
          _ = try await later.changeThread(
            id, ThreadChange(visibility: .customer, words: words), version: nil, of: test.key, by: designer)
        }
      }
      #expect(await show(nil) == "/body")
      #expect(await show(" ") == "/body")
      #expect(await show("Darf das weg?") == "")
      for person in try await outsiders(test) {
        let told = try await later.thread(id, of: test.key, for: person)
        #expect(told.comments.map(\.comment.body) == ["Darf das weg?"] && told.excerpt == "Darf das weg?")
        #expect(told.thread.at == told.comments[0].comment.at && told.thread.at > begun.thread.at)
        #expect(told.thread.quote == "Seit 1952" && told.thread.label == "1" && told.thread.state == .inProgress)
        let read = try await later.threads(of: test.key, for: person, limit: 9).threads
        #expect(read.map(\.thread.at) == [told.thread.at])
      }
      let all = try await later.thread(id, of: test.key, for: designer)
      #expect(all.thread.at == begun.thread.at)
      #expect(all.comments.map(\.comment.visibility) == [.internal, .internal, .internal, .customer])
    }
  }

  @Test("Who may do it, and what does not go", arguments: TestDatabases.engines)
  func refusals(engine: Database.Engine) async throws {
    try await TestStore.with(engine) { test in
      let designer = test.people.designer
      let id = try await test.begin("Brot", by: test.people.owner).thread.id
      let intern = try await test.begin("Unter uns", by: designer, visibility: .internal).thread.id
      func rule(_ id: ThreadID, _ change: ThreadChange, _ version: Int? = nil, by person: Participant) async -> String {
        await refusal { _ = try await test.change(id, change, version: version, by: person) }
      }
      for person in try await outsiders(test) {
        #expect(await rule(id, show(.internal), by: person) == "role")
        #expect(await rule(id, show(.customer), by: person) == "role")
      }
      #expect(await rule(id, show(.internal), by: test.people.stranger) == "notFound")
      #expect(await rule(id, ThreadChange(state: .done, visibility: .internal), by: designer) == "/visibility")
      #expect(await rule(id, show(.internal, "x"), by: designer) == "/body")
      #expect(await rule(id, ThreadChange(words: "x"), by: designer) == "/body")
      #expect(await rule(id, show(.internal), 99, by: designer) == "stale")
      #expect(await rule(id, show(.customer), by: designer) == "", "that is so already")
      #expect(try await test.thread(id, for: designer).comments.count == 1)
      // Nobody who reads the one may be led to what they may not read.
      let twice = try await test.begin("Nochmal", by: test.people.owner).thread.id
      _ = try await test.change(twice, ThreadChange(state: .duplicate, duplicateOf: id), by: designer)
      #expect(await rule(id, show(.internal), by: designer) == "/visibility")
      let third = try await test.begin("Dritter", by: designer, visibility: .internal).thread.id
      _ = try await test.change(third, ThreadChange(state: .duplicate, duplicateOf: intern), by: designer)
      #expect(await rule(third, show(.customer, "x"), by: designer) == "/visibility")
    }
  }

  @Test("What is proposed in internal words stays there", arguments: TestDatabases.engines)
  func suggestions(engine: Database.Engine) async throws {
    try await TestStore.with(engine) { test in
      let designer = test.people.designer
      let id = try await test.store.addThread(
        NewThread(
          page: test.page, element: test.slogan, anchor: Anchor(revision: 1),
          comment: NewComment("Nur so", visibility: .internal),
          suggestion: NewSuggestion([test.setText(test.slogan, "geheim")])), of: test.key, by: designer
      ).thread.id
      _ = try await test.change(id, show(.customer, "Was meinen Sie?"), by: designer)
      for person in try await outsiders(test) {
        let told = try await test.thread(id, for: person)
        #expect(told.suggestion == nil && told.suggestionState == nil)
        #expect(await refusal { _ = try await test.store.picture(.base, of: id, in: test.key, for: person) } != "")
      }
      #expect(try await test.thread(id, for: designer).suggestionState == .open)
    }
  }

  @Test("Streams tell who knew of it that it is gone", arguments: TestDatabases.engines)
  func streams(engine: Database.Engine) async throws {
    try await TestStore.with(engine) { test in
      let designer = test.people.designer
      _ = try await test.guest("gast")
      let guest = StreamReader(guest: GuestID("guest-gast")!)
      let first = try await test.begin("Eins", by: test.people.owner)
      // One begins before the second thread is there and is told of both; the other knows both.
      let events = test.store.events
      let early = try await events.stream(of: test.key, for: guest, after: nil, threads: first.version)
      let second = try await test.begin("Zwei", by: test.people.owner)
      var told = early.events.makeAsyncIterator()
      func next() async -> [ThreadID] {
        while let batch = await told.next() {
          let threads = batch.compactMap { if case .thread(let event) = $0 { event.id } else { nil } }
          if !threads.isEmpty { return threads }
        }
        return []
      }
      #expect(await next() == [second.thread.id])
      _ = try await test.change(second.thread.id, show(.internal), by: designer)
      #expect(await next() == [second.thread.id])
      // Who has come since hears of nothing but what there is, whatever they say that they know.
      _ = try await test.guest("spaet", at: test.store.now() + 1)
      let late = try await events.stream(
        of: test.key, for: StreamReader(guest: GuestID("guest-spaet")!), after: nil, threads: second.version)
      let third = try await test.begin("Drei", by: test.people.owner)
      var toldLate = late.events.makeAsyncIterator()
      var heard: [ThreadID] = []
      while heard.isEmpty, let batch = await toldLate.next() {
        heard = batch.compactMap { if case .thread(let event) = $0 { event.id } else { nil } }
      }
      #expect(heard == [third.thread.id])
      late.end()
      #expect(await next() == [third.thread.id])
      _ = try await test.say("Unter uns", in: second.thread.id, by: designer)
      _ = try await test.change(second.thread.id, show(.customer), by: designer)
      #expect(await next() == [second.thread.id])
      early.end()
    }
  }

  @Test("Pages that visitors do not see are reviewed like others", arguments: TestDatabases.engines)
  func pages(engine: Database.Engine) async throws {
    try await TestStore.with(engine) { test in
      let people = try await outsiders(test)
      let id = try await test.begin("Satz", on: test.slogan, by: test.people.owner).thread.id
      func set(_ change: (inout PageChange) -> Void) async throws -> Revision {
        var fields = PageChange()
        change(&fields)
        let page = try #require(try await test.store.snapshot(of: test.key).pages.first { $0.page.id == test.page })
          .page
        return try await test.edit(test.designer, .updatePage(page.id, version: page.since, fields)).revision
      }
      let drafted = try await set { $0.isDraft = true }
      _ = try await test.edit(test.designer, test.setText(test.slogan, "Seit 1953"))
      for person in people {
        let place = try await test.place(id, for: person)
        #expect(
          place.state == .hidden && place.quote == "Seit 1953" && place.since == drafted && place.page == test.page)
        #expect(try await test.begin("x", on: test.slogan, by: person).thread.quote == "Seit 1953")
      }
      #expect(try await test.store.pages(of: test.key).map(\.page.id).contains(test.page))
      // A page that has had its day went with no edit; one that was set to a day of before went with that edit.
      let past = CalendarDate(year: 2001, month: 1, day: 1)!
      _ = try await set {
        $0.isDraft = false
        $0.expires = .some(CalendarDate(year: 2200, month: 1, day: 1))
      }
      let old = try await test.begin("Nach dem Tag", on: test.slogan, by: test.people.owner).thread.id
      let later = try test.later(by: 400 * 366 * 86_400_000)
      let gone = try await later.thread(old, of: test.key, for: test.people.owner).place
      #expect(gone.state == .hidden && gone.since == nil && gone.quote == "Seit 1953")
      let ended = try await set { $0.expires = .some(past) }
      _ = try await set { $0.meta.title = "Anders" }
      #expect(try await test.place(old, for: test.people.owner).since == ended)
    }
  }
}
