import Database
import DatabaseTesting
import Model
import Testing

@testable import Store

@Suite("Changes that wait to be published")
struct PendingChangesTests {
  private static let designer = EditAuthority(role: .designer, phase: .done)
  private static let owner = EditAuthority(role: .owner, phase: .done)

  private func pending(
    _ site: EditingSite, from: Composition = Composition(base: 1), as authority: EditAuthority = designer
  ) async throws -> PendingChanges {
    try await site.test.store.pendingChanges(of: site.key, from: from, for: authority)
  }

  private func text(_ words: String) -> ElementSeed {
    ElementSeed(body: ElementBody(kind: .text, tag: "p", content: .inline(InlineText(words))))
  }

  @Test("A section with all that is in it is one change, and so is each edited text", arguments: TestDatabases.engines)
  func units(_ engine: Database.Engine) async throws {
    try await EditingSite.with(engine) { site in
      let section = ElementSeed(
        body: ElementBody(kind: .box, tag: "section", name: "Opening hours"), children: [text("Mo"), text("Di")])
      _ = try await site.designer(.insert(section, at: .init(owner: .page(site.home), slot: "main")))
      _ = try await site.owner(.setText(EditingSite.id("e-text"), version: 1, InlineText("Warmes Brot")))
      _ = try await site.designer(.remove(EditingSite.id("e-sealed"), version: 1))
      _ = try await site.owner(.setField(path: "company.phone", seen: "07 11", value: "08 15"))
      let found = try await pending(site)
      #expect(found.changes.count == 4 && found.others == 0 && !found.isCut)
      #expect(Set(found.changes.map { $0.changes[0].property }) == [.company, .added, .text, .removed])
      let words = try #require(found.changes.first { $0.changes[0].property == .text })
      #expect(words.element == EditingSite.id("e-text") && words.author == "owner" && words.needs.isEmpty)
      let added = try #require(found.changes.first { $0.changes[0].property == .added })
      #expect(added.changes[0].label == "Opening hours" && added.author == "designer" && added.at == 1_700_000_000_000)
    }
  }

  @Test("Who may change less is told less, and counts the rest", arguments: TestDatabases.engines)
  func customers(_ engine: Database.Engine) async throws {
    try await EditingSite.with(engine) { site in
      _ = try await site.owner(.setText(EditingSite.id("e-text"), version: 1, InlineText("Warmes Brot")))
      _ = try await site.designer(.setText(EditingSite.id("e-locked"), version: 1, InlineText("Geheim")))
      _ = try await site.designer(.setText(EditingSite.id("e-sealedText"), version: 1, InlineText("Geheim")))
      let found = try await pending(site, as: Self.owner)
      #expect(found.changes.map(\.id) == ["element-e-text"] && found.others == 2 && found.count == 3)
      #expect(found.changes[0].isWithinRights)
      let choice = found.withinRights
      #expect(!choice.composition.isWhole && choice.added.isEmpty)
      let live = try await site.test.store.snapshot(of: site.key, composition: choice.composition)
      let lines = SiteText(live).lines.joined()
      #expect(lines.contains("Warmes Brot") && !lines.contains("Geheim"))
      // Nothing but what is theirs is left: it is the newest revision itself.
      _ = try await site.designer(.revert(3), .revert(4))
      let rest = try await pending(site, from: choice.composition, as: Self.owner)
      #expect(rest.changes.isEmpty)
    }
  }

  @Test("A row that the agency has changed too is not the customer's to publish")
  func mixedRows() async throws {
    try await EditingSite.with(.sqlite) { site in
      let id = EditingSite.id("e-text")
      _ = try await site.owner(.setText(id, version: 1, InlineText("Warmes Brot")))
      #expect(try await pending(site, as: Self.owner).changes[0].isWithinRights)
      _ = try await site.designer(.update(id, version: 2, ["classes": ["loud"]]))
      let mixed = try await pending(site, as: Self.owner)
      #expect(mixed.changes.count == 1 && !mixed.changes[0].isWithinRights)
      #expect(mixed.withinRights.composition == Composition(base: 1))
      // A lock that came after the words keeps them in the draft.
      _ = try await site.designer(.revert(3))
      _ = try await site.designer(.setEditability(id, version: try await site.version("e-text"), []))
      #expect(try await pending(site, as: Self.owner).changes.isEmpty)
    }
  }

  @Test(
    "An item of a list is the customer's as it was made; what the agency does in it is not",
    arguments: TestDatabases.engines)
  func newItems(_ engine: Database.Engine) async throws {
    try await EditingSite.with(engine) { site in
      let list = EditingSite.id("e-list")
      let made = try await site.owner(.addItem(list: list, after: nil)).added[0]
      let copy = try await site.owner(.duplicateItem(EditingSite.id("e-item1"), version: 1)).added[0]
      func own(_ id: ElementID) async throws -> Bool? {
        try await pending(site, as: Self.owner).changes.first { $0.id == "element-\(id)" }?.isWithinRights
      }
      func parts(_ id: ElementID) async throws -> [ElementNode] {
        try #require(try await site.element(id.rawValue)).children
      }
      let words = try await parts(copy)[0]
      _ = try await site.owner(.setText(words.id, version: words.since, InlineText("Roggen")))
      for id in [made, copy] { #expect(try await own(id) == true) }

      // Each of these, taken back after it was looked at.
      let changes: [(_ item: ElementNode, _ price: ElementNode) -> Operation] = [
        { .setText($1.id, version: $1.since, InlineText("99 €")) },
        { .update($1.id, version: $1.since, ["classes": ["loud"]]) },
        { item, _ in .update(item.id, version: item.since, ["classes": ["loud"]]) },
        { .insert(text("Nur heute"), at: .init(parent: $0.id, after: $1.id)) },
        { .remove($1.id, version: $1.since) },
        { .move($1.id, version: $1.since, to: .init(parent: $0.id)) },
      ]
      for id in [made, copy] {
        for change in changes {
          let operation = change(try #require(try await site.element(id.rawValue)), try await parts(id)[1])
          let revision = try await site.designer(operation).revision
          #expect(try await own(id) == false, "\(operation)")
          #expect(try await pending(site, as: Self.owner).scope.elements[id] == nil, "\(operation)")
          _ = try await site.designer(.revert(revision))
          #expect(try await own(id) == true, "\(operation), taken back")
        }
      }
      _ = try await site.owner(.removeItem(EditingSite.id("e-item2"), version: 1))
      let foreign = ElementSeed(body: ElementBody(kind: .box, tag: "li"), children: [text("Nur heute")])
      let put = try await site.designer(.insert(foreign, at: .init(parent: list))).added[0]
      #expect(try await own(put) == false)
    }
  }

  @Test("A copy of what the agency has not published yet waits with that") func copiesOfWhatWaits() async throws {
    try await EditingSite.with(.sqlite) { site in
      let price = EditingSite.id("e-item1Price")
      _ = try await site.owner(.removeItem(EditingSite.id("e-item2"), version: 1))
      let before = try await site.owner(.duplicateItem(EditingSite.id("e-item1"), version: 1))
      let changed = try await site.designer(.setText(price, version: 1, InlineText("99 €"))).revision
      let after = try await site.owner(.duplicateItem(EditingSite.id("e-item1"), version: 1))
      let again = try await site.owner(.duplicateItem(after.added[0], version: after.revision))
      func own(_ from: Composition = Composition(base: 1)) async throws -> [Bool?] {
        let changes = try await pending(site, from: from, as: Self.owner).changes
        return [before, after, again].map { edit in
          changes.first { $0.id == "element-\(edit.added[0])" }?.isWithinRights
        }
      }
      #expect(try await own() == [true, false, false])
      let published = Composition(base: 1).taking([.element(price)], at: changed)
      #expect(try await own(published) == [true, true, true])
    }
  }

  @Test("An item that comes back is the customer's as it was published") func returningItems() async throws {
    try await EditingSite.with(.sqlite) { site in
      let item = EditingSite.id("e-item1")
      func publish(_ composition: Composition) async throws {
        var draft = ReleaseDraft(Manifest([]), of: composition, by: site.test.owner)
        draft.builtOn = try await site.test.store.liveNumber(of: site.key) ?? 0
        _ = try await site.test.store.publish(draft, of: site.key)
      }
      try await publish(Composition(base: 1))
      for (words, isOwn) in [(nil, true), ("99 €", false)] as [(String?, Bool)] {
        let price = EditingSite.id("e-item1Price")
        if let words {
          _ = try await site.designer(
            .setText(price, version: try await site.version("e-item1Price"), InlineText(words)))
        }
        let gone = try await site.owner(.removeItem(item, version: try await site.version("e-item1"))).revision
        let removal = try await pending(site, as: Self.owner)
        #expect(removal.changes.map(\.id) == ["element-e-item1"] && removal.changes[0].isWithinRights)
        try await publish(removal.withinRights.composition)
        _ = try await site.owner(.revert(gone))
        let back = try await pending(site, from: removal.withinRights.composition, as: Self.owner)
        #expect(back.changes.map(\.id) == ["element-e-item1"])
        #expect(back.changes.first?.isWithinRights == isOwn, "\(words ?? "unchanged")")
      }
    }
  }

  @Test("What the agency has put into an item does not go with it") func movedIntoAnItem() async throws {
    try await EditingSite.with(.sqlite) { site in
      let item = EditingSite.id("e-item1")
      _ = try await site.designer(.move(EditingSite.id("e-locked"), version: 1, to: .init(parent: item)))
      _ = try await site.owner(.removeItem(item, version: 1))
      let found = try await pending(site, as: Self.owner)
      #expect(found.count == 2)
      let live = try await site.test.store.snapshot(of: site.key, composition: found.withinRights.composition)
      let lines = SiteText(live).lines.joined()
      #expect(lines.contains("e-locked") && !lines.contains("e-item1"))
    }
  }

  @Test("What is in a new section, leads to a new page or fits a full list brings that along")
  func needs() async throws {
    try await EditingSite.with(.sqlite) { site in
      let box = ElementSeed(body: ElementBody(kind: .box, tag: "section", name: "Neu"))
      let section = try await site.designer(.insert(box, at: .init(owner: .page(site.home), slot: "main"))).added[0]
      let move = Operation.move(EditingSite.id("e-locked"), version: 1, to: .init(parent: section))
      _ = try await site.designer(move)
      let page = try await site.designer(
        .createPage(.init(parent: nil, slug: "neu", title: "Neu", template: "page", locale: "de"))
      ).pages[0].id
      _ = try await site.owner(.setLink(EditingSite.id("e-link"), version: 1, .page(page, fragment: nil)))
      let found = try await pending(site)
      func change(_ id: String) throws -> PendingChange { try #require(found.changes.first { $0.id == id }) }
      #expect(try change("element-e-locked").needs == ["element-\(section)"])
      #expect(try change("element-e-link").needs == ["page-\(page)"])
      #expect(try change("page-\(page)").needs.isEmpty)
      let choice = found.choice(["element-e-locked"])
      #expect(choice.added == ["element-\(section)"] && choice.ids.count == 2)
      let live = try await site.test.store.snapshot(of: site.key, composition: choice.composition)
      #expect(live.pages.count == 2 && SiteText(live).lines.contains { $0.contains("\(section)") })
      // The customer's link waits with the agency's page.
      let theirs = try await pending(site, as: Self.owner)
      #expect(theirs.changes.first { $0.id == "element-e-link" }?.isWithinRights == false)
    }
  }

  @Test("What does not stand by itself is no site") func fault() async throws {
    try await EditingSite.with(.sqlite) { site in
      let box = ElementSeed(body: ElementBody(kind: .box, tag: "section"))
      let section = try await site.designer(.insert(box, at: .init(owner: .page(site.home), slot: "main"))).added[0]
      _ = try await site.designer(.move(EditingSite.id("e-locked"), version: 1, to: .init(parent: section)))
      let alone = Composition(base: 1).taking([.element(EditingSite.id("e-locked"))], at: 3)
      await #expect(throws: CompositionFault.self) {
        try await site.test.store.snapshot(of: site.key, composition: alone)
      }
      await #expect(throws: StoreError.self) {
        try await site.test.store.snapshot(of: site.key, composition: alone.taking([.asset("a")], at: 99))
      }
    }
  }

  @Test("Published one by one in any order, all changes come to the newest revision", arguments: 0..<60)
  func anyOrder(_ seed: Int) async throws {
    try await EditingSite.with(.sqlite) { site in
      var numbers = Numbers(state: UInt64(seed) &* 0x9E37_79B9_7F4A_7C15 | 1)
      var new: [PageID] = []
      var current = try await SiteText(site)
      for _ in 0..<12 {
        do {
          let account = Int.random(in: 0..<3, using: &numbers) == 0 ? site.test.owner : site.test.designer
          let result = try await site.edit(account, [operation(current, new, &numbers)])
          new += result.pages.map(\.id).filter { !["e-home", "e-about"].contains($0.rawValue) }
          current = try await SiteText(site)
        } catch is EditRefusal {
        } catch is FieldError {}
      }
      let store = site.test.store
      let newest = try await store.snapshot(of: site.key)
      var live = Composition(base: 1)
      var steps = 0
      while true {
        let waiting = try await pending(site, from: live)
        guard let next = waiting.units.randomElement(using: &numbers) else { break }
        if waiting.units.count == 1 || steps == 11 {
          // The last one by itself, without the short cut to the whole revision.
          let last = live.taking(waiting.units.flatMap(\.picks), at: newest.revision)
          let put = try await store.snapshot(of: site.key, composition: last)
          #expect(SiteText(put).lines == SiteText(newest).lines, "\(SiteText(put).difference(from: SiteText(newest)))")
          #expect(put.settings == newest.settings && put.templates == newest.templates)
        }
        var choice = waiting.choice([next.id])
        var tries = 0
        while tries < 20 {
          do {
            _ = try await store.snapshot(of: site.key, composition: choice.composition)
            break
          } catch let fault as CompositionFault {
            choice = try #require(waiting.widened(choice, by: fault), "\(fault.explanation)")
            tries += 1
          }
        }
        #expect(choice.ids.contains(next.id))
        live = choice.composition
        steps += 1
        #expect(steps < 40)
        if steps >= 40 { break }
      }
      let put = try await store.snapshot(of: site.key, composition: live)
      #expect(SiteText(put).lines == SiteText(newest).lines)
    }
  }

  private func operation(_ site: SiteText, _ new: [PageID], _ numbers: inout Numbers) -> Operation {
    let node = site.nodes.randomElement(using: &numbers)!
    switch Int.random(in: 0..<12, using: &numbers) {
    case 0:
      return .createPage(
        .init(
          parent: new.randomElement(using: &numbers), slug: "s\(Int.random(in: 0..<50, using: &numbers))",
          title: "Neu", template: "page", locale: "de",
          copyOf: Bool.random(using: &numbers) ? PageID("e-about")! : nil))
    case 1:
      if let page = new.randomElement(using: &numbers) { return .removePage(page, version: site.version(of: page)) }
    case 2:
      if let page = new.randomElement(using: &numbers) {
        return .setLink(EditingSite.id("e-link"), version: node.since, .page(page, fragment: nil))
      }
    case 3: return .setField(path: "company.phone", seen: "07 11", value: "08 15")
    case 4:
      let box = ElementSeed(
        body: ElementBody(kind: .box, tag: "div"),
        children: [ElementSeed(body: ElementBody(kind: .text, tag: "p", content: .inline(InlineText("Neu"))))])
      return .insert(box, at: .init(owner: .page(PageID("e-home")!), slot: "main"))
    default: break
    }
    return SequenceTests.operation(site, &numbers)
  }
}
