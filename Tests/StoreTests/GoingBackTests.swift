import Database
import DatabaseTesting
import Model
import Store
import Testing

/// Restoring and taking back: always an edit, never over the head of somebody who came later.
@Suite("Going back")
struct GoingBackTests {
  private typealias Site = EditingSite

  private func text(_ words: String, _ version: Revision, _ id: String = "e-text") -> Operation {
    .setText(Site.id(id), version: version, InlineText(words))
  }

  private func words(_ site: EditingSite, _ id: String = "e-text") async throws -> String? {
    if case .inline(let text)? = try await site.element(id)?.body.content { text.plain } else { nil }
  }

  @Test("Undo and redo give the same bytes", arguments: TestDatabases.engines)
  func undo(engine: Database.Engine) async throws {
    try await Site.with(engine) { site in
      @Sendable func id(_ name: String) -> ElementID { Site.id("e-\(name)") }
      let edits: [(Revision) -> [Operation]] = [
        { [.setText(id("text"), version: $0, InlineText("Neues Brot"))] },
        { [.setHidden(id("promo"), version: $0, true), .setVariant(id("promo"), version: $0, "bright")] },
        { [.moveItem(id("promo"), version: $0, after: nil)] },
        { _ in [.addItem(list: id("list"), after: nil)] },
        { [.duplicateItem(id("item1"), version: $0)] },
        { [.removeItem(id("item1"), version: $0)] },
        { [.moveItem(id("item2"), version: $0, after: nil)] },
        { [.setImage(id("image"), version: $0, ImageChange(source: "assets/large.jpg", alternative: .decorative))] },
        { [.setLink(id("link"), version: $0, .url("mailto:a@example.org"))] },
        { _ in [.setMeta(PageID("e-home")!, version: 1, MetaChange(title: "Neu", description: "d"))] },
        { _ in [.setField(path: "company.phone", seen: "07 11", value: "1")] },
      ]
      for make in edits {
        var operations = make(1)
        let named = operations[0].json["element"]?.string
        operations = make(try await named.asyncVersion(in: site))
        let before = try await state(site)
        let done = try await site.edit(site.test.owner, operations)
        let after = try await state(site)
        let undone = try await site.owner(.revert(done.revision))
        #expect(try await state(site) == before, "\(operations[0].name) and back")
        let redone = try await site.owner(.revert(undone.revision))
        #expect(try await state(site) == after, "\(operations[0].name) again")
        _ = try await site.owner(.revert(redone.revision))
      }
    }
  }

  @Test("Nobody's later change is trampled, and nobody takes back what is not his", arguments: TestDatabases.engines)
  func conflicts(engine: Database.Engine) async throws {
    try await Site.with(engine) { site in
      let mine = try await site.owner(text("meins", 1)).revision
      _ = try await site.designer(text("anders", mine))
      #expect(try await site.refusal(site.test.owner, .revert(mine)) == .stale)
      #expect(try await words(site) == "anders")
      #expect(try await site.refusal(site.test.owner, .revert(3)) == .role, "another's edit")
      #expect(try await site.refusal(site.test.owner, .revert(1)) == .invalid)
      #expect(try await site.refusal(site.test.owner, .revert(99)) == .notFound)
      #expect(try await site.refusal(site.test.reviewer, .revert(mine)) == .role)
      _ = try await site.designer(.revert(3))
      #expect(try await words(site) == "meins")

      // What somebody has put into a new element goes not with it.
      let box = try await site.designer(
        .insert(
          ElementSeed(body: ElementBody(kind: .box, tag: "div")), at: .init(owner: .page(site.home), slot: "main")))
      let inner = ElementSeed(body: ElementBody(kind: .text, tag: "p", content: .inline(InlineText("x"))))
      _ = try await site.designer(.insert(inner, at: .init(parent: box.added[0])))
      #expect(try await site.refusal(site.test.designer, .revert(box.revision)) == .stale)
    }
  }

  @Test("A lock that came later holds against undo and restore", arguments: TestDatabases.engines)
  func locks(engine: Database.Engine) async throws {
    try await Site.with(engine) { site in
      let mine = try await site.owner(text("meins", 1)).revision
      let removed = try await site.owner(.removeItem(Site.id("e-item1"), version: 1)).revision
      _ = try await site.designer(
        .grantEditability(Site.id("e-text"), scope: .kindOnPage, granting: [], revoking: .text))
      #expect(try await site.refusal(site.test.owner, .revert(mine)) != nil)
      #expect(
        try await site.refusal(
          site.test.owner, .restore(Site.id("e-text"), version: try await site.version("e-text"), to: 1, below: false))
          == .locked)
      // The item comes back, but without the right that was taken meanwhile.
      _ = try await site.owner(.revert(removed))
      #expect(try await site.element("e-item1Text")?.body.capabilities == [])
      #expect(try await site.items() == ["e-item1", "e-item2"])
    }
  }

  @Test("What a designer has removed only a designer brings back", arguments: TestDatabases.engines)
  func removals(engine: Database.Engine) async throws {
    try await Site.with(engine) { site in
      let gone = try await site.designer(.remove(Site.id("e-item1"), version: 1)).revision
      let restore = Operation.restore(Site.id("e-item1"), version: nil, to: 1, below: true)
      #expect(try await site.refusal(site.test.owner, restore) == .role)
      #expect(try await site.refusal(site.test.owner, .revert(gone)) == .role)
      #expect(try await site.refusal(site.test.owner, .restorePage(site.home, to: 1)) == .invalid)
      _ = try await site.designer(restore)
      #expect(try await site.items() == ["e-item1", "e-item2"])
      #expect(try await words(site, "e-item1Text") == "Sorte 1")
      _ = try await site.owner(.removeItem(Site.id("e-item2"), version: 1))
      _ = try await site.owner(.restore(Site.id("e-item2"), version: nil, to: 1, below: true))
      #expect(try await site.items() == ["e-item1", "e-item2"])
    }
  }

  @Test("Nothing comes back to a page that is gone", arguments: TestDatabases.engines)
  func pagesThatAreGone(engine: Database.Engine) async throws {
    try await Site.with(engine) { site in
      let about = PageID("e-about")!
      let moved = try await site.designer(
        .move(Site.id("e-aboutText"), version: 1, to: .init(owner: .page(site.home), slot: "main"))
      ).revision
      let box = ElementSeed(body: ElementBody(kind: .box, tag: "div"))
      let added = try await site.designer(.insert(box, at: .init(owner: .page(about), slot: "main"))).added[0]
      let removed = try await site.designer(.remove(added, version: try await site.version(added.rawValue))).revision
      let page = try await site.designer(.removePage(about, version: 1)).revision
      for undo in [Operation.revert(moved), .revert(removed)] {
        #expect(try await site.refusal(site.test.designer, undo) == .stale)
      }
      let restore = Operation.restore(added, version: nil, to: removed - 1, below: true)
      #expect(try await site.refusal(site.test.designer, restore) == .stale)
      _ = try await site.designer(.revert(page))
      _ = try await site.designer(.revert(removed))
      _ = try await site.designer(.revert(moved))
      let trees = try await site.test.store.snapshot(of: site.key).pages.first { $0.page.id == about }?.slots["main"]
      #expect(trees?.map(\.id).contains(Site.id("e-aboutText")) == true)
    }
  }

  @Test("Only the last removal is taken back, not an older one", arguments: TestDatabases.engines)
  func olderRemovals(engine: Database.Engine) async throws {
    try await Site.with(engine) { site in
      let first = try await site.owner(.removeItem(Site.id("e-item1"), version: 1)).revision
      _ = try await site.owner(.revert(first))
      let version = try await site.version("e-item1Text")
      _ = try await site.designer(
        .setText(Site.id("e-item1Text"), version: version, InlineText("AGENTUR")),
        .setEditability(Site.id("e-item1Text"), version: version, []))
      let item = try await site.version("e-item1")
      let second = try await site.owner(.removeItem(Site.id("e-item1"), version: item)).revision
      #expect(try await site.refusal(site.test.owner, .revert(first)) == .stale)
      _ = try await site.owner(.revert(second))
      #expect(try await words(site, "e-item1Text") == "AGENTUR")
      #expect(try await site.element("e-item1Text")?.body.capabilities == [])
      _ = try await site.designer(.remove(Site.id("e-item1"), version: try await site.version("e-item1")))
      #expect(try await site.refusal(site.test.owner, .revert(second)) == .stale, "removed by a designer since")
      #expect(try await site.items() == ["e-item2"])
    }
  }

  @Test("A conflict tells nothing of what is locked or of a phase in which the agency is at work")
  func conflictsTellNothing() async throws {
    try await Site.with(.sqlite) { site in
      let mine = try await site.owner(text("meins", 1)).revision
      _ = try await site.designer(text("geheim", mine), .setEditability(Site.id("e-text"), version: mine, []))
      do {
        _ = try await site.owner(.revert(mine))
        Issue.record("was taken back")
      } catch let refusal as EditRefusal {
        #expect(refusal.rule == .locked && refusal.current == nil)
      }
      let added = try await site.owner(.addItem(list: Site.id("e-list"), after: nil))
      let inner = ElementSeed(body: ElementBody(kind: .text, tag: "p", content: .inline(InlineText("geheim"))))
      _ = try await site.designer(.insert(inner, at: .init(parent: added.added[0])))
      do {
        _ = try await site.owner(.revert(added.revision))
        Issue.record("was taken back")
      } catch let refusal as EditRefusal {
        #expect(refusal.rule == .locked && refusal.current == nil)
      }
      try await site.test.store.setPhase(.creation, of: ProjectID("project")!, agency: site.test.agency)
      #expect(try await site.refusal(site.test.owner, .revert(mine)) == .phase)
    }
  }

  @Test("What was sealed since stays in its place; a template that lost its rights counts") func sealsAndTemplates()
    async throws
  {
    try await Site.with(.sqlite) { site in
      _ = try await site.designer(.moveItem(Site.id("e-item1"), version: 1, after: Site.id("e-item2")))
      _ = try await site.designer(.setEditability(Site.id("e-item1"), version: 2, .seal))
      #expect(try await site.refusal(site.test.owner, .restorePage(site.home, to: 1)) == .invalid)
      #expect(
        try await site.refusal(site.test.owner, .restore(Site.id("e-list"), version: 1, to: 1, below: true)) == .invalid
      )
      #expect(try await site.items() == ["e-item2", "e-item1"])

      let gone = try await site.owner(.removeItem(Site.id("e-item2"), version: 1)).revision
      let plain: JSONValue = ["content": ["itemTemplate": ["kind": "box", "tag": "li"]]]
      _ = try await site.designer(.update(Site.id("e-list"), version: 1, plain))
      _ = try await site.owner(.revert(gone))
      #expect(try await site.element("e-item2Text")?.body.capabilities == [])
    }
  }

  @Test("A customer's restore takes only what he may change", arguments: TestDatabases.engines)
  func restore(engine: Database.Engine) async throws {
    try await Site.with(engine) { site in
      _ = try await site.designer(
        text("neu", 1), .update(Site.id("e-text"), version: 1, ["classes": ["lead"], "name": "Slogan"]),
        text("Datenschutz", 1, "e-locked"), .update(Site.id("e-list"), version: 1, ["name": "Brote"]))
      _ = try await site.owner(
        .restore(Site.id("e-text"), version: 2, to: 1, below: false))
      let element = try #require(try await site.element("e-text"))
      #expect(try await words(site) == "Frisches Brot")
      #expect(element.body.classes == ["lead"] && element.body.name == "Slogan")
      #expect(
        try await site.refusal(site.test.owner, .restore(Site.id("e-text"), version: 2, to: 1, below: false)) == .stale)
      #expect(
        try await site.refusal(site.test.owner, .restore(Site.id("e-locked"), version: 2, to: 1, below: false))
          == .locked)

      _ = try await site.owner(text("wieder neu", 3), .addItem(list: Site.id("e-list"), after: nil))
      _ = try await site.owner(.restorePage(site.home, to: 1))
      #expect(try await words(site) == "Frisches Brot")
      #expect(try await site.items() == ["e-item1", "e-item2"])
      #expect(try await words(site, "e-locked") == "Datenschutz", "the locked words stay the designer's")

      _ = try await site.designer(.restoreSite(to: 1))
      let first = try await state(site, at: 1)
      #expect(try await state(site) == first)
    }
  }

  /// Everything that a site says, without the revisions that say since when.
  private func state(_ site: EditingSite, at revision: Revision? = nil) async throws -> [String] {
    let snapshot = try await site.test.store.snapshot(of: site.key, at: revision)
    func lines(_ node: ElementNode, _ place: String) -> [String] {
      ["\(place)/\(node.id) \(node.body.json.canonical)"]
        + node.children.flatMap { lines($0, "\(place)/\(node.id)") }
    }
    var result = [snapshot.settings.json.canonical]
    for content in snapshot.pages {
      result.append("\(content.page.id) \(content.page.title) \(content.page.meta.json.canonical)")
      for (slot, nodes) in content.slots.sorted(by: { $0.key < $1.key }) {
        result += nodes.flatMap { lines($0, "\(content.page.id) \(slot)") }
      }
    }
    return result + snapshot.shared.values.flatMap { $0.flatMap { lines($0, "shared") } }
  }
}

extension String? {
  fileprivate func asyncVersion(in site: EditingSite) async throws -> Revision {
    guard let self else { return 1 }
    return try await site.version(self)
  }
}
