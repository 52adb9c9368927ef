import Database
import DatabaseTesting
import Model
import Store
import Testing

/// What became of a site, told to those who may know it.
@Suite("History")
struct HistoryTests {
  private typealias Site = EditingSite

  private static func id(_ name: String) -> ElementID { Site.id("e-\(name)") }

  private func text(_ words: String, _ version: Revision, _ id: String = "text") -> Operation {
    .setText(Self.id(id), version: version, InlineText(words))
  }

  private static let customer = EditAuthority(role: .owner, phase: .done)
  private static let designer = EditAuthority(role: .designer, phase: .done)

  private func reader(_ site: EditingSite, _ authority: EditAuthority = customer) -> HistoryReader {
    HistoryReader(
      account: authority.role == .owner ? site.test.owner : site.test.designer, authority: authority)
  }

  private func line(_ change: Change) -> String {
    let subject =
      switch change.subject {
      case .element(let id): id.rawValue
      case .page(let id): "page \(id.rawValue)"
      case .field(let path): path
      }
    func short(_ value: JSONValue) -> String { value == .null ? "" : value.string ?? value.canonical }
    return "\(subject) \(change.property.rawValue): \(short(change.before)) → \(short(change.after))"
  }

  // MARK: One element

  @Test(
    "The states of an element, with what changed, who did it, and what visitors see", arguments: TestDatabases.engines)
  func ofAnElement(engine: Database.Engine) async throws {
    try await Site.with(engine) { site in
      let store = site.test.store
      _ = try await store.publish(ReleaseDraft(Manifest([]), of: Composition(base: 1), by: nil), of: site.key)
      _ = try await site.owner(text("eins", 1))  // 2
      _ = try await site.designer(text("sonst", 1, "locked"))  // 3
      _ = try await site.designer(.update(Self.id("text"), version: 2, ["classes": ["loud"]]))  // 4
      _ = try await store.publish(ReleaseDraft(Manifest([]), of: Composition(base: 4), by: nil), of: site.key)
      _ = try await site.owner(text("zwei", 4))  // 5
      _ = try await site.owner(.revert(5))  // 6

      let versions = try await store.history(of: Self.id("text"), in: site.key, for: Self.customer, limit: 50)
      #expect(versions.map(\.edit.revision) == [6, 5, 4, 2, 1])
      #expect(versions.map(\.isCurrent) == [true, false, false, false, false])
      #expect(versions.map(\.isLive) == [false, false, true, false, false])
      #expect(versions.map(\.release) == [nil, nil, 2, nil, 1])
      #expect(versions.map(\.edit.author?.name) == ["owner", "owner", "designer", "owner", "designer"])
      #expect(versions.map(\.edit.reason) == ["revert", "", "", "", "import"] && versions[0].edit.restores == 5)
      let lines = versions.map { $0.changes.map(line) }
      #expect(
        lines == [
          ["e-text text: zwei → eins"], ["e-text text: eins → zwei"], [], ["e-text text: Frisches Brot → eins"],
          ["e-text added:  → Frisches Brot"],
        ], "looks are the designer's")
      let designers = try await store.history(of: Self.id("text"), in: site.key, for: Self.designer, limit: 50)
      #expect(designers[2].changes.map(line) == ["e-text classes:  → loud"])

      // In parts.
      var cursor: Revision?
      var found: [Revision] = []
      for _ in 0..<6 {
        let part = try await store.history(
          of: Self.id("text"), in: site.key, for: Self.customer, before: cursor, limit: 2)
        found += part.prefix(2).map(\.edit.revision)
        #expect(part.filter(\.isCurrent).count == (cursor == nil ? 1 : 0))
        cursor = part.count > 2 ? part[1].edit.revision : nil
        if cursor == nil { break }
      }
      #expect(found == [6, 5, 4, 2, 1])
      try await store.setLive(1, of: site.key)
      let back = try await store.history(of: Self.id("text"), in: site.key, for: Self.customer, limit: 50)
      #expect(back.map(\.isLive) == [false, false, false, false, true])
    }
  }

  @Test("What was picked for a release is live, what was left out is not", arguments: TestDatabases.engines)
  func ofPickedChanges(engine: Database.Engine) async throws {
    try await Site.with(engine) { site in
      let store = site.test.store
      _ = try await store.publish(ReleaseDraft(Manifest([]), of: Composition(base: 1), by: nil), of: site.key)
      _ = try await site.owner(text("eins", 1))  // 2
      _ = try await site.owner(.removeItem(Self.id("item1"), version: 1))  // 3
      let picked = Composition(base: 1, picks: [.element(Self.id("text")): 3])
      _ = try await store.publish(ReleaseDraft(Manifest([]), of: picked, by: nil), of: site.key)
      _ = try await site.owner(text("zwei", 2))  // 4

      let words = try await store.history(of: Self.id("text"), in: site.key, for: Self.customer, limit: 50)
      #expect(words.map(\.edit.revision) == [4, 2, 1])
      #expect(words.map(\.isLive) == [false, true, false] && words.map(\.release) == [nil, 2, 1])
      let left = try await store.history(of: Self.id("item1Text"), in: site.key, for: Self.customer, limit: 50)
      #expect(left.map(\.isLive) == [false, true] && left.map(\.release) == [nil, 1])
      let all = try await store.history(of: site.key, for: reader(site, Self.customer), limit: 50)
      #expect(all.entries.map(\.edit.revision) == [4, 3, 2, 1])
      #expect(all.entries.map(\.edit.release) == [nil, nil, 2, 1])

      // What is published whole after that has the rest, too, and going back takes the marks along.
      _ = try await store.publish(ReleaseDraft(Manifest([]), of: Composition(base: 4), by: nil), of: site.key)
      let later = try await store.history(of: Self.id("text"), in: site.key, for: Self.customer, limit: 50)
      #expect(later.map(\.isLive) == [true, false, false] && later.map(\.release) == [3, 2, 1])
      let whole = try await store.history(of: site.key, for: reader(site, Self.customer), limit: 50)
      #expect(whole.entries.map(\.edit.release) == [3, 3, 2, 1])
      try await store.setLive(2, of: site.key)
      let back = try await store.history(of: Self.id("text"), in: site.key, for: Self.customer, limit: 50)
      #expect(back.map(\.isLive) == [false, true, false])
    }
  }

  @Test("An element that goes, comes back and moves to another page", arguments: TestDatabases.engines)
  func comings(engine: Database.Engine) async throws {
    try await Site.with(engine) { site in
      let store = site.test.store
      _ = try await site.owner(.removeItem(Self.id("item1"), version: 1))  // 2
      let gone = try await store.history(of: Self.id("item1Text"), in: site.key, for: Self.customer, limit: 50)
      #expect(gone.map(\.edit.revision) == [2, 1] && gone[0].element == nil && gone[0].isCurrent)
      #expect(gone[0].changes.map(line) == ["e-item1Text removed: Sorte 1 → "])
      _ = try await site.owner(.revert(2))  // 3
      _ = try await site.designer(
        .move(Self.id("text"), version: 1, to: .init(owner: .page(PageID("e-about")!), slot: "main")))  // 4
      let back = try await store.history(of: Self.id("item1Text"), in: site.key, for: Self.customer, limit: 50)
      #expect(back.map(\.edit.revision) == [3, 2, 1] && back.map { $0.element == nil } == [false, true, false])
      #expect(back.map(\.isCurrent) == [true, false, false])
      for cursor in [3, 2] {
        let rest = try await store.history(
          of: Self.id("item1Text"), in: site.key, for: Self.customer, before: cursor, limit: 1)
        #expect(rest.first?.edit.revision == cursor - 1 && rest.first?.isCurrent == false, "before \(cursor)")
      }
      let moved = try await store.history(of: Self.id("text"), in: site.key, for: Self.customer, limit: 50)
      #expect(moved.map(\.edit.revision) == [4, 1] && moved[0].changes.map(line) == ["e-text position:  → "])

      func entry(_ page: String, _ revision: Revision) async throws -> [String] {
        let found = try await store.history(
          of: PageID(page)!, in: site.key, for: reader(site, Self.designer), limit: 50)
        return found.entries.first { $0.edit.revision == revision }?.changes.map(line) ?? ["nothing"]
      }
      #expect(try await entry("e-home", 4) == ["e-text removed: Frisches Brot → "])
      #expect(try await entry("e-about", 4) == ["e-text position:  → "])
      #expect(try await entry("e-home", 3) == ["e-item1 added:  → Sorte 1 1 €"], "with what is in it")
      #expect(try await entry("e-about", 3) == ["nothing"])
    }
  }

  @Test("Who may do nothing to an element is not told of it", arguments: TestDatabases.engines)
  func locks(engine: Database.Engine) async throws {
    try await Site.with(engine) { site in
      let rows: [(String, EditAuthority, EditRefusal.Rule?)] = [
        ("text", EditAuthority(role: .reviewer, phase: .done), .role),
        ("text", EditAuthority(role: .guest, phase: .done), .role),
        ("locked", Self.customer, .locked), ("sealedText", Self.customer, .sealed), ("item1", Self.customer, .locked),
        ("text", EditAuthority(role: .owner, phase: .creation), .phase),
        ("text", Self.customer, nil), ("text", EditAuthority(role: .support, phase: .creation), nil),
        ("promo", Self.customer, nil), ("sealedText", Self.designer, nil), ("slot", Self.designer, nil),
      ]
      for (name, authority, rule) in rows {
        let ownID = name == "slot" ? Site.id("e-slot") : Self.id(name)
        do {
          _ = try await site.test.store.history(of: ownID, in: site.key, for: authority, limit: 1)
          #expect(rule == nil, "\(name)")
        } catch let refusal as EditRefusal {
          #expect(refusal.rule == rule, "\(name)")
        }
      }
      for authority in [Self.customer, Self.designer] {
        await #expect(throws: StoreError.self) {
          try await site.test.store.history(of: ElementID("nowhere")!, in: site.key, for: authority, limit: 1)
        }
        // An element of another site.
        await #expect(throws: StoreError.self) {
          try await site.test.store.history(of: site.test.headline, in: site.key, for: authority, limit: 1)
        }
      }
    }
  }

  // MARK: Pages and sites

  @Test("The edits of a site: customers are told of what they may change", arguments: TestDatabases.engines)
  func ofTheSite(engine: Database.Engine) async throws {
    try await Site.with(engine) { site in
      let store = site.test.store
      let about = PageID("e-about")!
      _ = try await site.owner(text("eins", 1), .setHidden(Self.id("promo"), version: 1, true))  // 2
      _ = try await site.designer(text("geheim", 1, "locked"), text("aber", 2))  // 3
      _ = try await site.owner(.addItem(list: Self.id("list"), after: Self.id("item2")))  // 4
      _ = try await site.owner(.setMeta(site.home, version: 1, MetaChange(title: "Neu")))  // 5
      _ = try await site.owner(.setField(path: "company.phone", seen: "07 11", value: "08 15"))  // 6
      _ = try await site.designer(.setEditability(Self.id("locked"), version: 3, .visible))  // 7
      _ = try await site.designer(.removePage(about, version: 1))  // 8
      _ = try await site.designer(
        .createPage(
          .init(parent: nil, slug: "neu", title: "Neu", template: "page", locale: "de", copyOf: site.home)))  // 9
      _ = try await store.publish(ReleaseDraft(Manifest([]), of: Composition(base: 5), by: nil), of: site.key)

      func told(_ authority: EditAuthority, page: PageID? = nil) async throws -> [Revision: ([String], Int)] {
        let found =
          if let page {
            try await store.history(of: page, in: site.key, for: reader(site, authority), limit: 50)
          } else {
            try await store.history(of: site.key, for: reader(site, authority), limit: 50)
          }
        #expect(!found.hasMore)
        #expect(found.entries.map(\.edit.revision) == found.entries.map(\.edit.revision).sorted(by: >))
        return Dictionary(
          uniqueKeysWithValues: found.entries.map { ($0.edit.revision, ($0.changes.map(line).sorted(), $0.others)) })
      }
      func expect(
        _ told: [Revision: ([String], Int)], _ revision: Revision, _ lines: [String], others: Int,
        _ location: SourceLocation = #_sourceLocation
      ) {
        #expect(told[revision]?.0 == lines, "\(revision)", sourceLocation: location)
        #expect(told[revision]?.1 == others, "\(revision)", sourceLocation: location)
      }
      let all = try await told(Self.designer)
      #expect(all.keys.sorted() == Array(1...9))
      expect(all, 1, [], others: 0)
      expect(all, 3, ["e-locked text: Impressum → geheim", "e-text text: eins → aber"], others: 0)
      expect(all, 7, [#"e-locked editability: [] → ["visible"]"#], others: 0)
      expect(all, 8, ["page e-about removed: Über uns → "], others: 0)
      #expect(
        all[9]?.0.count == 1 && all[9]?.0[0].hasSuffix("added:  → Neu") == true, "a page and not all that is on it")
      #expect(all[4]?.0.count == 1 && all[4]?.0[0].hasSuffix("added:  → Neue Sorte 0 €") == true)

      let customers = try await told(Self.customer)
      expect(customers, 2, ["e-promo hidden: false → true", "e-text text: Frisches Brot → eins"], others: 0)
      // The once locked words are told since the element is unlocked, for hiding.
      expect(customers, 3, ["e-locked text: Impressum → geheim", "e-text text: eins → aber"], others: 0)
      #expect(customers[4]?.0.first?.hasSuffix("added:  → Neue Sorte") == true, "no word of what is locked in the item")
      expect(customers, 5, ["page e-home title: Start → Neu"], others: 0)
      expect(customers, 6, ["company.phone company: 07 11 → 08 15"], others: 0)
      expect(customers, 7, [], others: 1)
      expect(customers, 8, [], others: 1)
      expect(customers, 9, [], others: 1)
      let resting = try await told(EditAuthority(role: .owner, phase: .creation))
      #expect(resting.filter { $0.key != 6 }.allSatisfy { $0.value.0.isEmpty } && resting[3]?.1 == 2)

      let home = try await told(Self.customer, page: site.home)
      #expect(home.keys.sorted() == [1, 2, 3, 4, 5, 7])
      expect(home, 2, ["e-promo hidden: false → true", "e-text text: Frisches Brot → eins"], others: 0)
      expect(home, 5, ["page e-home title: Start → Neu"], others: 0)
      #expect(try await told(Self.designer, page: about).keys.sorted() == [1, 8], "also of a page that is gone")

      let entries = try await store.history(of: site.key, for: reader(site), limit: 50).entries
      #expect(entries.filter(\.mayRevert).map(\.edit.revision) == [6, 5, 4, 2])
      let own = try await store.history(of: site.key, for: reader(site, Self.designer), limit: 50).entries
      #expect(own.filter(\.mayRevert).map(\.edit.revision) == [9, 8, 7, 6, 5, 4, 3, 2], "not what was imported")
      #expect(entries.map(\.edit.release) == [nil, nil, nil, nil, 1, 1, 1, 1, 1])

      // In parts, none twice and none left out.
      var cursor: Revision?
      var found: [Revision] = []
      repeat {
        let part = try await store.history(of: site.home, in: site.key, for: reader(site), before: cursor, limit: 2)
        found += part.entries.map(\.edit.revision)
        cursor = part.hasMore ? found.last : nil
      } while cursor != nil
      #expect(found == [7, 5, 4, 3, 2, 1])
      await #expect(throws: StoreError.self) {
        try await store.history(of: PageID("nowhere")!, in: site.key, for: reader(site), limit: 1)
      }
      await #expect(throws: StoreError.self, "another site's page") {
        try await store.history(of: site.test.page, in: site.key, for: reader(site), limit: 1)
      }
    }
  }

  @Test("What is different between two revisions", arguments: TestDatabases.engines)
  func differences(engine: Database.Engine) async throws {
    try await Site.with(engine) { site in
      let store = site.test.store
      _ = try await site.owner(text("eins", 1))  // 2
      _ = try await site.owner(text("zwei", 2))  // 3
      _ = try await site.owner(.removeItem(Self.id("item1"), version: 1))  // 4
      _ = try await site.owner(.setField(path: "company.phone", seen: "07 11", value: "1"))  // 5
      _ = try await site.designer(text("neu", 1, "locked"))  // 6
      _ = try await site.owner(.revert(4))  // 7
      _ = try await site.owner(text("eins", 3))  // 8
      _ = try await site.designer(
        .move(Self.id("rich"), version: 1, to: .init(owner: .page(PageID("e-about")!), slot: "main")))  // 9
      _ = try await site.designer(.setText(Self.id("aboutText"), version: 1, InlineText("Ihr")))  // 10

      func told(_ from: Revision, _ to: Revision?, page: PageID? = nil, as authority: EditAuthority = Self.designer)
        async throws -> String
      {
        let found = try await store.difference(of: site.key, page: page, from: from, to: to, for: authority)
        let others = found.others > 0 ? ["\(found.others) others"] : []
        return (found.changes.map(line) + others).joined(separator: "; ")
      }
      let home = site.home
      #expect(try await told(1, 1) == "")
      #expect(try await told(1, 2) == "e-text text: Frisches Brot → eins")
      #expect(try await told(1, 3, page: home) == "e-text text: Frisches Brot → zwei")
      #expect(try await told(3, 4, page: home) == "e-item1 removed: Sorte 1 1 € → ")
      #expect(try await told(4, 7, page: home) == "e-locked text: Impressum → neu; e-item1 added:  → Sorte 1 1 €")
      #expect(try await told(3, 7, page: home) == "e-locked text: Impressum → neu", "what came back was never gone")
      #expect(
        try await told(3, 7, page: home, as: Self.customer) == "1 others", "what stands in a locked element is not told"
      )
      #expect(try await told(4, 5) == "company.phone company: 07 11 → 1")
      #expect(try await told(4, 5, page: home) == "")
      #expect(try await told(2, 8, page: home) == "e-locked text: Impressum → neu", "the same words again")
      #expect(try await told(8, 9, page: home) == "e-rich position:  → ")
      #expect(try await told(8, 9, page: PageID("e-about")!) == "e-rich position:  → ")
      #expect(try await told(9, nil) == "e-aboutText text: Wir → Ihr")
      #expect(
        try await told(1, nil)
          == "company.phone company: 07 11 → 1; e-rich position:  → ; e-aboutText text: Wir → Ihr; "
          + "e-text text: Frisches Brot → eins; e-locked text: Impressum → neu")

      for (from, to) in [(0, 1), (2, 1), (1, 99), (-1, nil)] as [(Int, Int?)] {
        await #expect(throws: FieldError.self, "\(from) to \(to ?? 0)") { try await told(from, to) }
      }
      await #expect(throws: StoreError.self) { try await told(1, nil, page: PageID("nowhere")!) }
      await #expect(throws: StoreError.self) { try await told(1, nil, page: site.test.page) }
    }
  }

  @Test("Edits of many elements do not hide the others", arguments: TestDatabases.engines)
  func largeEdits(engine: Database.Engine) async throws {
    try await Site.with(engine) { site in
      let words = ElementSeed(body: ElementBody(kind: .text, tag: "p", content: .inline(InlineText("x"))))
      let row = ElementSeed(body: ElementBody(kind: .box, tag: "div"), children: Array(repeating: words, count: 5))
      let large = ElementSeed(body: ElementBody(kind: .box, tag: "div"), children: Array(repeating: row, count: 4))
      let place = Operation.Place(owner: .page(site.home), slot: "main")
      var version = try await site.owner(text("0", 1)).revision  // 2
      for round in 0..<3 {
        _ = try await site.designer(.insert(large, at: place), .insert(large, at: place))  // 3, 5, 7
        version = try await site.owner(text("\(round)+", version)).revision  // 4, 6, 8
      }
      for page in [site.home, nil] {
        var told: [Revision: [String]] = [:]
        var cursor: Revision?
        var parts = 0
        repeat {
          let part =
            if let page {
              try await site.test.store.history(
                of: page, in: site.key, for: reader(site), before: cursor, limit: 50, rowLimit: 30)
            } else {
              try await site.test.store.history(
                of: site.key, for: reader(site), before: cursor, limit: 50, rowLimit: 30)
            }
          for entry in part.entries {
            #expect(told.updateValue(entry.changes.map(line), forKey: entry.edit.revision) == nil, "twice")
          }
          parts += 1
          cursor = part.hasMore ? part.entries.last?.edit.revision : nil
        } while cursor != nil && parts < 20
        #expect(told.keys.sorted() == Array(1...8))
        #expect(told[4] == ["e-text text: 0 → 0+"] && told[8] == ["e-text text: 1+ → 2+"])
        #expect(told[3] == [] && told[5] == [])
      }
    }
  }

  // MARK: Undo

  @Test("Undo and redo of each author, whatever others do", arguments: TestDatabases.engines)
  func stacks(engine: Database.Engine) async throws {
    try await Site.with(engine) { site in
      let test = site.test
      func stacks(_ account: AccountID) async throws -> [[Revision]] {
        let stacks = try await test.store.editStacks(of: account, in: site.key)
        return [stacks.undo, stacks.redo]
      }
      #expect(try await stacks(test.designer) == [[], []], "an import cannot be taken back")
      _ = try await site.owner(text("eins", 1))  // 2
      _ = try await site.designer(text("neu", 1, "locked"))  // 3
      _ = try await site.owner(.setHidden(Self.id("promo"), version: 1, true))  // 4
      #expect(try await stacks(test.owner) == [[2, 4], []])
      #expect(try await stacks(test.designer) == [[3], []])
      _ = try await site.owner(.revert(4))  // 5
      #expect(try await stacks(test.owner) == [[2], [5]])
      _ = try await site.designer(text("neuer", 3, "locked"))  // 6
      _ = try await site.owner(.revert(5))  // 7
      #expect(try await stacks(test.owner) == [[2, 7], []])
      // Going back to a state that is called like the last edit is no undo.
      _ = try await site.owner(.restore(Self.id("text"), version: 2, to: 1, below: false))  // 8
      #expect(try await stacks(test.owner) == [[2, 7, 8], []])
      _ = try await site.designer(text("anders", 8))  // 9
      _ = try await site.owner(.restore(Self.id("text"), version: 9, to: 8, below: false))  // 10
      #expect(try await stacks(test.owner) == [[2, 7, 8, 10], []])
      #expect(try await stacks(test.designer) == [[3, 6, 9], []])
      #expect(try await stacks(test.stranger) == [[], []])
      let file = AssetFile(hash: String(repeating: "3", count: 64), size: 1, type: "image/jpeg", width: 9, height: 9)
      _ = try await test.store.addFile(file, name: "a", ending: "jpg", to: site.key, by: test.owner)  // 11
      #expect(try await stacks(test.owner) == [[2, 7, 8, 10], []], "a file that was added is nothing to undo")
    }
  }

  // MARK: Unlocked

  @Test("All that customers may change, and nothing sealed", arguments: TestDatabases.engines)
  func unlocked(engine: Database.Engine) async throws {
    try await Site.with(engine) { site in
      let parts = try await site.test.store.unlockedParts(of: site.key)
      #expect(parts.pages.map(\.path) == ["/", "/about/"])
      #expect(
        parts.pages[0].elements.map(\.id.rawValue) == [
          "e-text", "e-rich", "e-markdown", "e-image", "e-link", "e-promo", "e-list", "e-item1Text", "e-item2Text",
        ])
      #expect(parts.pages[1].elements.map(\.id.rawValue) == ["e-aboutText"])
      #expect(parts.shared.map { "\($0.name) \($0.appearsOn) \($0.elements.count)" } == ["contact 0 1"])
      #expect(parts.templates.isEmpty)
      _ = try await site.designer(
        .setEditability(Self.id("aboutText"), version: 1, []), .setEditability(Site.id("e-main"), version: 1, .visible))
      let now = try await site.test.store.unlockedParts(of: site.key)
      #expect(now.pages.map(\.path) == ["/"])
      #expect(
        now.templates.map { "\($0.name) \($0.appearsOn) \($0.elements.map(\.id.rawValue))" } == [#"page 2 ["e-main"]"#])
    }
  }
}
