import Database
import DatabaseTesting
import Model
import Store
import Testing

/// A thread says truthfully where it stands, whatever happened to what it is about.
@Suite("Where threads stand") struct AnchorPlaceTests {
  @Test("Through edits, moves, hiding, removal and the way back", arguments: TestDatabases.engines)
  func story(engine: Database.Engine) async throws {
    try await TestStore.with(engine) { test in
      let about = PageID("about")!
      let id = try await test.begin("Farbe", on: test.freeText, by: test.people.owner).thread.id
      func place() async throws -> AnchorPlace { try await test.place(id) }
      func version() async throws -> Revision { try await test.version(of: test.freeText) }
      #expect(try await place().state == .attached)

      let worded = try await test.edit(test.designer, test.setText(test.freeText, "neu", version: 1)).revision
      _ = try await test.edit(test.designer, .setHidden(test.freeText, version: worded, true))
      _ = try await test.edit(test.designer, .setHidden(test.freeText, version: version(), false))
      let changed = try await place()
      #expect(changed.state == .textChanged && changed.quote == "neu" && changed.since == worded)
      #expect(try await test.thread(id, for: test.people.owner).thread.quote == "frei")
      // The words as they were: it is attached by itself.
      _ = try await test.edit(test.designer, test.setText(test.freeText, "frei", version: version()))
      #expect(try await place().state == .attached)
      #expect(try await place().since == nil)

      let moved = try await test.edit(
        test.designer, .move(test.freeText, version: version(), to: .init(owner: .page(about), slot: "main"))
      ).revision
      let elsewhere = try await place()
      #expect(elsewhere.state == .moved && elsewhere.page == about && elsewhere.since == moved)
      #expect(elsewhere.path == "/about/" && elsewhere.title == "Über uns")
      _ = try await test.edit(test.designer, .revert(moved))
      #expect(try await place().state == .attached)
      #expect(try await place().page == test.page)

      // What is above it hides it as well.
      let above = try await test.version(of: test.free)
      let hiding = try await test.edit(test.designer, .setHidden(test.free, version: above, true)).revision
      let hidden = try await place()
      #expect(hidden.state == .hidden && hidden.since == hiding && hidden.page == test.page)
      // Words that the draft does not show are not told to customers.
      _ = try await test.edit(test.designer, test.setText(test.freeText, "geheim", version: version()))
      #expect(try await place().quote == "geheim")
      let customers = try await test.place(id, for: test.people.owner)
      #expect(customers.state == .hidden && customers.quote == "" && customers.label == "")
      _ = try await test.edit(test.designer, .revert(test.revision()))
      _ = try await test.edit(test.designer, .setHidden(test.free, version: test.version(of: test.free), false))
      #expect(try await place().state == .attached)

      let removal = try await test.edit(test.designer, .remove(test.free, version: test.version(of: test.free)))
      let removed = try await place()
      #expect(removed.state == .removed && removed.since == removal.revision && removed.quote == "frei")
      #expect(removed.page == test.page && removed.title == "Start")
      _ = try await test.edit(test.designer, .revert(removal.revision))
      #expect(try await place().state == .attached)
      // As the site was in its first revision.
      _ = try await test.edit(test.designer, .remove(test.free, version: test.version(of: test.free)))
      _ = try await test.edit(test.designer, .restoreSite(to: 1))
      #expect(try await place().state == .attached)
    }
  }

  @Test("Pages: their place, their days, their end", arguments: TestDatabases.engines)
  func pages(engine: Database.Engine) async throws {
    try await TestStore.with(engine) { test in
      let designer = test.designer
      let created = try await test.edit(
        designer,
        .createPage(.init(parent: nil, slug: "team", title: "Team", template: "page", locale: "de")))
      let page = try #require(created.pages.first)
      let element = try #require(
        try await test.edit(
          designer,
          .insert(
            ElementSeed(body: ElementBody(kind: .text, tag: "p", content: .inline(InlineText("Wir")))),
            at: .init(owner: .page(page.id), slot: "main"))
        ).added.first)
      let whole = try await test.begin("Seite", page: page.id, by: test.people.owner).thread.id
      let part = try await test.begin("Wort", on: element, page: page.id, by: test.people.owner).thread.id
      let site = try await test.store.addThread(
        NewThread(page: nil, element: nil, anchor: Anchor(revision: 1), comment: NewComment("Insgesamt dunkler")),
        of: test.key, by: test.people.owner
      ).thread.id
      func states() async throws -> [AnchorState] {
        [try await test.place(whole).state, try await test.place(part).state, try await test.place(site).state]
      }
      func version() async throws -> Revision {
        try await test.store.pages(of: test.key).first { $0.page.id == page.id }?.page.since ?? 0
      }
      #expect(try await states() == [.attached, .attached, .attached])
      #expect(try await test.place(site).page == nil)

      let moved = try await test.edit(
        designer, .movePage(page.id, version: version(), below: PageID("about")!, after: nil)
      ).revision
      #expect(try await states() == [.moved, .attached, .attached])
      #expect(try await test.place(whole).since == moved)
      #expect(try await test.place(whole).path == "/about/team/")
      #expect(try await test.place(part).path == "/about/team/")

      var draft = PageChange()
      draft.isDraft = true
      let hiding = try await test.edit(designer, .updatePage(page.id, version: version(), draft)).revision
      #expect(try await states() == [.hidden, .hidden, .attached])
      #expect(try await test.place(part).since == hiding)
      #expect(try await test.place(whole).since == hiding)
      var shown = PageChange()
      shown.isDraft = false
      // The day comes on which the page goes.
      shown.expires = .some(CalendarDate(year: 2030, month: 1, day: 1))
      _ = try await test.edit(designer, .updatePage(page.id, version: version(), shown))
      #expect(try await states() == [.moved, .attached, .attached])
      let later = try test.later(by: 400 * 86_400_000 * 6)
      for thread in [whole, part] {
        #expect(try await later.thread(thread, of: test.key, for: test.people.designer).place.state == .hidden)
      }

      let removal = try await test.edit(designer, .removePage(page.id, version: version())).revision
      #expect(try await states() == [.removed, .removed, .attached])
      let gone = try await test.place(part)
      #expect(gone.page == nil && gone.title == "Team" && gone.since == removal && gone.quote == "Wir")
      #expect(try await test.place(whole).since == removal)
      #expect(try await test.place(whole).title == "Team")
      _ = try await test.edit(designer, .revert(removal))
      #expect(try await states() == [.moved, .attached, .attached])
    }
  }

  @Test("Templates and shared trees stand on every page that has them", arguments: TestDatabases.engines)
  func trees(engine: Database.Engine) async throws {
    try await TestStore.with(engine) { test in
      let (designer, about) = (test.designer, PageID("about")!)
      let frame = ElementID("template-main")!
      let id = try await test.begin("Rahmen", on: frame, page: about, by: test.people.owner).thread.id
      let slogan = try await test.begin("Satz", on: test.slogan, by: test.people.owner).thread.id
      let first = try await test.placeContact(on: test.page)
      let contact = try await test.begin("Telefon", on: ElementID("contact")!, by: test.people.designer).thread.id
      #expect(try await test.place(id).page == about)
      #expect(try await test.place(contact).state == .attached)
      _ = try await test.edit(designer, .remove(first, version: test.version(of: first)))
      #expect(try await test.place(contact).state == .hidden)
      #expect(try await test.place(contact).page == nil, "no page shows the shared tree")
      _ = try await test.placeContact(on: about)
      #expect(try await test.place(contact).page == about)
      #expect(try await test.place(contact).state == .attached)
      #expect(
        try await Set(test.store.threads(on: about, of: test.key, for: test.people.owner).map(\.thread.id))
          == [id, contact])
      #expect(
        try await Set(test.store.threads(on: test.page, of: test.key, for: test.people.owner).map(\.thread.id))
          == [slogan, contact, id])
      // Without that page the template still stands on the other one.
      _ = try await test.edit(designer, .removePage(about, version: 1))
      #expect(try await test.place(id).page == test.page)
      #expect(try await test.place(id).state == .attached)
      // What hides the slot hides what fills it.
      let hiding = try await test.edit(designer, .setHidden(frame, version: 1, true)).revision
      #expect(try await test.place(id).state == .hidden)
      #expect(try await test.place(slogan).state == .hidden)
      #expect(try await test.place(slogan).since == hiding)
      // A thread that is written there now does not say that anything has become different.
      let now = try await test.begin("Warum weg?", on: frame, by: test.people.designer)
      #expect(now.place.state == .attached)
    }
  }
}

extension TestStore {
  /// Puts the shared tree `contact` on a page.
  func placeContact(on page: PageID) async throws -> ElementID {
    let seed = ElementSeed(body: ElementBody(kind: .shared, tag: "", content: .shared("contact")))
    return try #require(
      try await edit(designer, .insert(seed, at: .init(owner: .page(page), slot: "main"))).added.first)
  }

  func version(of element: ElementID) async throws -> Revision {
    var found = 0
    let snapshot = try await store.snapshot(of: key)
    let trees =
      snapshot.pages.flatMap { $0.slots.values.joined() } + snapshot.templates.values.joined()
      + snapshot.shared.values.joined()
    for tree in trees { tree.forEach { if $0.id == element { found = $0.since } } }
    return found
  }

  func revision() async throws -> Revision { try await store.site(slug: "demo")?.revision ?? 0 }
}
