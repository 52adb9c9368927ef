import Database
import DatabaseTesting
import Model
import Store
import Testing

/// Who came by a link to one revision learns of feedback only what that revision knows.
@Suite("Guests of one revision") struct PinnedGuestTests {
  private static let about = PageID("about")!

  @Test("Nothing newer is told: no revision, no resolution, no page, no element", arguments: TestDatabases.engines)
  func newer(engine: Database.Engine) async throws {
    try await TestStore.with(engine) { test in
      let people = test.people
      let guest = try await test.guest("fest", pinned: 1)
      let created = try await test.edit(
        test.designer, .createPage(.init(parent: nil, slug: "neu", title: "Neu", template: "page", locale: "de")))
      let page = try #require(created.pages.first)
      func insert(on page: PageID) async throws -> ElementID {
        try #require(
          try await test.edit(
            test.designer,
            .insert(
              ElementSeed(body: ElementBody(kind: .text, tag: "p", content: .inline(InlineText("Brandneu")))),
              at: .init(owner: .page(page), slot: "main"))
          ).added.first)
      }
      let (there, here) = (try await insert(on: page.id), try await insert(on: test.page))
      let about = try #require(try await test.store.pages(of: test.key).first { $0.page.id == Self.about }).page
      _ = try await test.edit(test.designer, .movePage(about.id, version: about.since, below: page.id, after: nil))
      let onPage = try await test.begin("a", page: page.id, by: people.owner).thread.id
      let onNew = try await test.begin("b", on: there, page: page.id, by: people.owner).thread.id
      let onKnown = try await test.begin("c", on: here, by: people.owner).thread.id
      let old = try await test.begin("d", on: test.slogan, by: people.owner).thread.id
      let moved = try await test.begin("e", page: about.id, by: people.owner).thread.id
      let edit = try await test.edit(test.designer, test.setText(test.slogan, "Seit 1953")).revision
      _ = try await test.change(old, ThreadChange(resolvedBy: edit), by: people.designer)

      #expect(try await test.threads(for: guest) { $0.page = page.id }.isEmpty, "nor found by it")
      #expect(try await test.threads(for: guest) { $0.element = here }.isEmpty)
      #expect(try await test.threads(for: guest) { $0.element = test.slogan }.map(\.thread.id) == [old])
      let listed = try await test.threads(for: guest)
      #expect(listed.count == 5 && listed.allSatisfy { $0.thread.anchor.revision == 1 })
      for view in listed {
        #expect(try await test.thread(view.thread.id, for: guest).thread == view.thread)
        #expect(view.thread.quote == "" && view.place.since == nil && view.resolution == nil)
        #expect(view.thread.resolution == nil && view.place.page != page.id && view.thread.page != page.id)
      }
      func told(_ id: ThreadID) async throws -> ThreadView { try await test.thread(id, for: guest) }
      for id in [onPage, onNew] {
        let view = try await told(id)
        #expect(view.thread.page == nil && view.thread.element == nil)
        #expect(view.place == AnchorPlace(state: .attached, path: "/"))
      }
      let known = try await told(onKnown)
      #expect(known.thread.page == test.page && known.thread.element == nil)
      #expect(known.place.state == .attached && known.place.page == test.page && known.place.quote == "")
      let done = try await told(old)
      #expect(done.thread.state == .done && done.place.quote == "Seit 1952" && done.place.state == .attached)
      #expect(done.comments.map(\.comment.kind) == [.words, .state(from: .open, to: .done)])
      #expect(try await test.store.resolutionChanges(of: old, in: test.key, for: guest).isEmpty)
      #expect(try await told(moved).place.state == .attached)
      let events = try await test.store.threadChanges(of: test.key, for: guest, after: 0, limit: 9).events
      #expect(events.count == 5 && events.allSatisfy { $0.page == nil })

      // Streams say the same.
      let stream = try await test.store.events.stream(
        of: test.key, for: StreamReader(guest: GuestID("guest-fest")!), after: nil, threads: 0)
      _ = try await test.guest("offen")
      let open = try await test.store.events.stream(
        of: test.key, for: StreamReader(guest: GuestID("guest-offen")!), after: nil, threads: 0)
      func pages(_ stream: SiteStream) async -> [PageID?] {
        var told = stream.events.makeAsyncIterator()
        while let batch = await told.next() {
          let threads = batch.compactMap { if case .thread(let event) = $0 { event } else { nil } }
          if !threads.isEmpty { return threads.map(\.page) }
        }
        return []
      }
      #expect(await !pages(stream).contains(page.id))
      #expect(await pages(open).contains(page.id))
      stream.end()
      open.end()
    }
  }

  @Test("Shared trees are where the draft shows them to the reader", arguments: TestDatabases.engines)
  func placements(engine: Database.Engine) async throws {
    try await TestStore.with(engine) { test in
      let people = test.people
      let contact = ElementID("contact")!
      let here = try await test.placeContact(on: test.page)
      let id = try await test.begin("Telefon", on: contact, by: people.owner).thread.id
      let guest = try await test.guest("gast")
      let pinned = try await test.guest("fest", pinned: test.revision())
      func spread(_ person: Participant) async throws -> AnchorPlace.Spread {
        let place = try await test.place(id, for: person)
        let listed = try await test.threads(for: person).first { $0.thread.id == id }?.place
        #expect(listed == place)
        return place.spread
      }
      func isOn(_ page: PageID, _ person: Participant) async throws -> Bool {
        try await test.store.threads(on: page, of: test.key, for: person).contains { $0.thread.id == id }
      }
      for person in [people.designer, people.owner, guest, pinned] {
        #expect(try await spread(person) == .page)
        #expect(try await isOn(test.page, person))
        #expect(try await !isOn(Self.about, person))
      }
      // A placement that is hidden is the agency's.
      let there = try await test.placeContact(on: Self.about)
      _ = try await test.edit(test.designer, .setHidden(there, version: test.version(of: there), true))
      for (person, isTold) in [(people.designer, true), (people.owner, false), (guest, false), (pinned, false)] {
        #expect(try await spread(person) == (isTold ? .every : .page), "\(person)")
        #expect(try await isOn(Self.about, person) == isTold, "\(person)")
      }
      _ = try await test.edit(test.designer, .setHidden(there, version: test.version(of: there), false))
      for (person, isTold) in [(people.designer, true), (people.owner, true), (guest, true), (pinned, false)] {
        #expect(try await spread(person) == (isTold ? .every : .page), "\(person)")
        #expect(try await isOn(Self.about, person) == isTold, "\(person)")
      }
      // Where it was then is where it is for whoever looks at that.
      _ = try await test.edit(test.designer, .remove(here, version: test.version(of: here)))
      #expect(try await test.place(id, for: guest).page == Self.about)
      let place = try await test.place(id, for: pinned)
      #expect(place.page == test.page && place.state == .attached && place.spread == .page)
      #expect(try await isOn(test.page, pinned))
      #expect(try await !isOn(Self.about, pinned))
      // Hidden where it was written, it is told where it is shown.
      let again = try await test.placeContact(on: test.page)
      _ = try await test.edit(test.designer, .setHidden(again, version: test.version(of: again), true))
      #expect(try await test.place(id, for: guest).page == Self.about)
      #expect(try await test.place(id, for: people.designer).page == test.page)
    }
  }

  @Test("What stands on a page is what stood there in the revision", arguments: TestDatabases.engines)
  func elements(engine: Database.Engine) async throws {
    try await TestStore.with(engine) { test in
      let id = try await test.begin("Weg damit", on: test.freeText, by: test.people.owner).thread.id
      let pinned = try await test.guest("fest", pinned: 1)
      _ = try await test.edit(
        test.designer, .move(test.freeText, version: 1, to: .init(owner: .page(Self.about), slot: "main")))
      for (page, people) in [(test.page, [pinned]), (Self.about, [test.people.owner])] {
        for person in people {
          #expect(try await test.store.threads(on: page, of: test.key, for: person).map(\.thread.id) == [id])
        }
      }
      #expect(try await test.store.threads(on: Self.about, of: test.key, for: pinned).isEmpty)
      #expect(try await test.threads(for: pinned) { $0.page = Self.about }.isEmpty)
      #expect(try await test.threads(for: test.people.owner) { $0.page = Self.about }.map(\.thread.id) == [id])
    }
  }
}
