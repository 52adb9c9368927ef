import Database
import DatabaseTesting
import Model
import Store
import Testing

@Suite struct EditDoorTests {
  /// Who may change which element, on both engines: nobody's and the wrong role's rows first.
  @Test(arguments: TestDatabases.engines)
  func rolesAndLocks(engine: Database.Engine) async throws {
    try await TestStore.with(engine) { test in
      let rows: [(AccountID, Operation, EditRefusal.Rule?)] = [
        (test.reviewer, test.setText(test.headline, "x"), .role),
        (test.owner, test.setText(test.slogan, "x"), .locked),
        (test.owner, test.setText(test.sealedText, "x"), .sealed),
        (test.owner, test.setText(ElementID("nowhere")!, "x"), .notFound),
        (test.reviewer, test.setText(ElementID("nowhere")!, "x"), .role),
        (test.owner, test.setText(ElementID("freeSealedText")!, "x"), .sealed),
        (test.owner, .update(test.headline, version: 1, ["tag": "h2"]), .capability),
        (test.owner, .update(test.freeText, version: 1, ["tag": "h2"]), .role),
        (test.owner, .setEditability(test.headline, version: 1, [.text, .structure]), .capability),
        (test.owner, .setEditability(test.freeText, version: 1, .text), .capability),
        (test.owner, .remove(test.headline, version: 1), .locked),
        (test.owner, .remove(test.free, version: 1), .locked),
        (test.owner, .move(test.headline, version: 1, to: .init(parent: test.section)), .locked),
        (test.owner, .move(test.freeText, version: 1, to: .init(parent: test.section)), .locked),
        (
          test.owner, .insert(ElementSeed(body: ElementBody(kind: .box, tag: "div")), at: .init(parent: test.section)),
          .locked
        ),
        (
          test.owner,
          .insert(
            ElementSeed(body: ElementBody(kind: .box, tag: "div")), at: .init(owner: .page(test.page), slot: "main")),
          .locked
        ),
        (
          test.owner,
          .insert(
            ElementSeed(body: ElementBody(kind: .code, tag: "", content: .html("<b>"))), at: .init(parent: test.free)),
          .role
        ),
        (test.owner, .createPage(.init(parent: nil, slug: "neu", title: "Neu", template: "page", locale: "de")), .role),
        // What the same people may do.
        (test.owner, test.setText(test.headline, "Neues Brot"), nil),
        (test.owner, test.setText(test.freeText, "ganz frei"), nil),
        (
          test.owner, .insert(ElementSeed(body: ElementBody(kind: .box, tag: "div")), at: .init(parent: test.free)), nil
        ),
        (test.designer, test.setText(test.slogan, "Seit 1953"), nil),
        (test.designer, test.setText(test.sealedText, "Preise"), nil),
      ]
      for (account, operation, rule) in rows {
        let before = try await test.store.snapshot(of: test.key)
        do {
          _ = try await test.edit(account, operation)
          #expect(rule == nil, "\(account) \(operation)")
        } catch let refusal as EditRefusal {
          #expect(refusal.rule == rule, "\(account) \(operation): \(refusal)")
          let after = try await test.store.snapshot(of: test.key)
          #expect(before.revision == after.revision && before.pages.map(\.slots) == after.pages.map(\.slots))
        }
      }
      // Somebody without a role must not learn that the site exists.
      await #expect(throws: StoreError.self) { try await test.edit(test.stranger, test.setText(test.headline, "x")) }
      let other = SiteKey(agency: AgencyID("other")!, site: test.key.site)
      await #expect(throws: StoreError.self) {
        try await test.store.edit(
          EditRequest(operations: [test.setText(test.headline, "x")]), of: other, by: test.owner)
      }
    }
  }

  @Test(arguments: TestDatabases.engines, [Phase.creation, .feedback])
  func phaseDecides(engine: Database.Engine, phase: Phase) async throws {
    try await TestStore.with(engine, phase: phase) { test in
      let rule = await refusal { _ = try await test.edit(test.owner, test.setText(test.headline, "x")) }?.rule
      #expect(rule == (phase == .feedback ? nil : .phase))
      _ = try await test.edit(test.designer, test.setText(test.slogan, "Designer dürfen immer"))
    }
  }

  @Test(arguments: TestDatabases.engines)
  func historyStaysAndStaleEditsShowBoth(engine: Database.Engine) async throws {
    try await TestStore.with(engine) { test in
      let first = try await test.edit(test.owner, test.setText(test.headline, "Zweite"))
      #expect(first.revision == 2 && first.elements.map(\.since) == [2])
      let conflict = await refusal {
        _ = try await test.edit(test.owner, test.setText(test.headline, "Dritte", version: 1))
      }
      #expect(conflict?.rule == .stale)
      #expect(conflict?.current?.body.content == .inline(InlineText("Zweite")))
      #expect(conflict?.current?.since == 2)
      _ = try await test.edit(test.owner, test.setText(test.headline, "Dritte", version: 2))
      #expect(try await test.words(test.headline, at: 1) == "Frisches Brot")
      #expect(try await test.words(test.headline, at: 2) == "Zweite")
      #expect(try await test.words(test.headline) == "Dritte")
      let stale = await refusal {
        _ = try await test.store.edit(
          EditRequest(expected: 1, operations: [test.setText(test.headline, "x", version: 3)]), of: test.key,
          by: test.owner)
      }
      #expect(stale?.rule == .stale)
    }
  }

  /// One bad operation takes all others with it; two changes of one element in one edit make one row.
  @Test(arguments: TestDatabases.engines)
  func allOrNothing(engine: Database.Engine) async throws {
    try await TestStore.with(engine) { test in
      let refused = await refusal {
        _ = try await test.edit(test.owner, test.setText(test.headline, "halb"), test.setText(test.slogan, "x"))
      }
      #expect(refused?.operation == 1 && refused?.element == test.slogan)
      #expect(try await test.words(test.headline) == "Frisches Brot")
      #expect(try await test.store.revision(of: test.key) == 1)
      let result = try await test.edit(test.owner, test.setText(test.headline, "a"), test.setText(test.headline, "b"))
      #expect(result.revision == 2 && result.elements.count == 1)
      #expect(try await test.words(test.headline) == "b")
    }
  }

  @Test(arguments: TestDatabases.engines)
  func structure(engine: Database.Engine) async throws {
    try await TestStore.with(engine) { test in
      let item = ElementSeed(body: ElementBody(kind: .box, tag: "div"))
      let added = try await test.edit(
        test.designer, .insert(item, at: .init(parent: test.list, after: ElementID("item")!)),
        .insert(
          ElementSeed(body: ElementBody(kind: .text, tag: "p", content: .inline(InlineText("erste")))),
          at: .init(owner: .page(test.page), slot: "main")))
      #expect(added.elements.count == 2)
      let rows: [(Operation, EditRefusal.Rule)] = [
        (.insert(item, at: .init(parent: test.list)), .limit),
        (.insert(item, at: .init(owner: .page(test.page), slot: "aside")), .invariant),
        (.insert(item, at: .init(parent: test.headline)), .kind),
        (.insert(item, at: .init(parent: test.list, after: test.headline)), .notFound),
        (.move(test.free, version: 1, to: .init(parent: test.free)), .invariant),
        (.move(test.section, version: 1, to: .init(owner: .page(PageID("nowhere")!))), .notFound),
        (.remove(test.section, version: 99), .stale),
        (.createPage(.init(parent: nil, slug: "about", title: "x", template: "page", locale: "de")), .invalid),
        (.createPage(.init(parent: nil, slug: "x", title: "x", template: "nope", locale: "de")), .invalid),
        (.createPage(.init(parent: nil, slug: "x", title: "x", template: "page", locale: "fr")), .invalid),
      ]
      for (operation, rule) in rows {
        #expect(await refusal { _ = try await test.edit(test.designer, operation) }?.rule == rule, "\(operation)")
      }
      // Moving to another page takes the whole subtree along and keeps every ID.
      _ = try await test.edit(
        test.designer, .move(test.free, version: 1, to: .init(owner: .page(PageID("about")!), slot: "main")))
      let tree = try await test.store.tree(of: PageID("about")!, in: test.key)
      #expect(Set(tree.rows.map(\.id.rawValue)) == ["free", "freeText", "freeSealed", "freeSealedText"])
      _ = try await test.edit(test.designer, .remove(test.section, version: 1))
      let snapshot = try await test.store.snapshot(of: test.key)
      #expect(
        snapshot.pages[0].slots["main"]?.map(\.id.rawValue).dropFirst() == ["headline", "slogan", "sealed", "list"])
      #expect(try await test.words(ElementID("inner")!) == nil)
      #expect(try await test.words(ElementID("inner")!, at: 1) == "innen")
      let page = try await test.edit(
        test.designer,
        .createPage(.init(parent: PageID("about")!, slug: "team", title: "Team", template: "page", locale: "")))
      #expect(try await test.store.pages(of: test.key).map(\.path) == ["/", "/about/", "/about/team/"])
      #expect(page.pages[0].locale == "de")
    }
  }

  /// A lock and an edit that race each other: whichever commits first decides, and an edit after the lock fails.
  @Test(arguments: TestDatabases.engines)
  func lockAndEditRace(engine: Database.Engine) async throws {
    try await TestStore.with(engine) { test in
      for _ in 0..<10 {
        let tree = try await test.store.tree(of: test.page, in: test.key)
        let element = tree.rows.first { $0.id == test.headline }!
        if !element.body.capabilities.contains(.text) {
          _ = try await test.edit(test.designer, .setEditability(test.headline, version: element.since, .text))
          continue
        }
        async let locked = try? test.edit(test.designer, .setEditability(test.headline, version: element.since, []))
        async let edited = try? test.edit(test.owner, test.setText(test.headline, "schnell", version: element.since))
        let (lock, edit) = await (locked, edited)
        // They saw the same version, so exactly one of them won.
        #expect((lock == nil) != (edit == nil))
        if let lock, let edit { #expect(edit.revision < lock.revision) }
      }
    }
  }

  /// Two people on two elements never disturb each other, and no revision is given twice.
  @Test(arguments: TestDatabases.engines)
  func concurrentEditsAllCount(engine: Database.Engine) async throws {
    try await TestStore.with(engine) { test in
      let revisions = try await withThrowingTaskGroup(of: Int.self) { group in
        for number in 0..<24 {
          group.addTask {
            try await test.edit(
              test.designer,
              .insert(
                ElementSeed(body: ElementBody(kind: .text, tag: "p", content: .inline(InlineText("\(number)")))),
                at: .init(parent: test.section))
            ).revision
          }
        }
        return try await group.reduce(into: []) { $0.append($1) }
      }
      #expect(revisions.sorted() == Array(2...25))
      let snapshot = try await test.store.snapshot(of: test.key)
      let section = snapshot.pages[0].slots["main"]!.first { $0.id == test.section }!
      #expect(section.children.count == 25)
    }
  }

  /// At the top of a site stand the builder's files and the service's own addresses; no page looks like a file.
  @Test(arguments: TestDatabases.engines)
  func pagesAtKeptAddresses(engine: Database.Engine) async throws {
    try await TestStore.with(engine) { test in
      func create(_ slug: String, below parent: String?) async throws {
        _ = try await test.edit(
          test.designer,
          .createPage(.init(parent: parent.map { PageID($0)! }, slug: slug, title: "T", template: "page", locale: "")))
      }
      for parent in [nil, "home"] {
        for slug in [
          "a", "_f", "_v", "api", "healthz", "index", "404", "404.html", "index.html", "feed.xml", "sitemap.xml",
          "robots.txt", "x.y",
        ] {
          #expect(await refusal { try await create(slug, below: parent) }?.rule == .invalid, "\(slug)")
        }
      }
      #expect(await refusal { try await create("index", below: "about") }?.rule == .invalid)
      #expect(await refusal { try await create("x.html", below: "about") }?.rule == .invalid)
      try await create("api", below: "about")
      try await create("a-z", below: nil)
      #expect(try await test.store.pages(of: test.key).map(\.path) == ["/", "/about/", "/a-z/", "/about/api/"])
      // Two in one edit see each other.
      let same = Operation.createPage(.init(parent: nil, slug: "neu", title: "T", template: "page", locale: ""))
      #expect(await refusal { _ = try await test.edit(test.designer, same, same) }?.operation == 1)
    }
  }

  /// Whoever may change the structure of a place brings no HTML and no rights into it, at no depth.
  @Test(arguments: TestDatabases.engines)
  func customersInsertWordsOnly(engine: Database.Engine) async throws {
    try await TestStore.with(engine) { test in
      func box(_ children: [ElementSeed], _ capabilities: Capabilities = []) -> ElementSeed {
        ElementSeed(body: ElementBody(kind: .box, tag: "div", capabilities: capabilities), children: children)
      }
      func list(of template: ElementSeed) -> ElementSeed {
        ElementSeed(body: ElementBody(kind: .list, tag: "ul", content: .list(itemTemplate: template)))
      }
      let code = ElementSeed(body: ElementBody(kind: .code, tag: "", content: .html("<b>")))
      let markdown = ElementSeed(body: ElementBody(kind: .markdown, tag: "div", content: .markdown("<b>")))
      for seed in [code, markdown, box([], .structure), box([], .seal)] {
        for wrapped in [seed, box([box([seed])]), list(of: seed), box([list(of: box([list(of: seed)]))])] {
          let operation = Operation.insert(wrapped, at: .init(parent: test.free))
          #expect(await refusal { _ = try await test.edit(test.owner, operation) }?.rule == .role, "\(wrapped)")
          _ = try await test.edit(test.designer, operation)
        }
      }
      _ = try await test.edit(test.owner, .insert(list(of: box([])), at: .init(parent: test.free)))
    }
  }

  /// A link leads to pages and files that are there; one that led nowhere before may stay beside new words.
  @Test(arguments: TestDatabases.engines)
  func linksLeadSomewhere(engine: Database.Engine) async throws {
    try await TestStore.with(engine) { test in
      func text(_ target: LinkTarget) -> InlineText { InlineText(nodes: [.text("Preise", marks: [.link(target)])]) }
      func link(_ target: LinkTarget) -> ElementSeed {
        ElementSeed(body: ElementBody(kind: .link, tag: "a", content: .link(target: target, label: InlineText("x"))))
      }
      let place = Operation.Place(parent: test.section)
      let planted = try await test.edit(test.designer, .insert(link(.page(test.page, fragment: "x")), at: place))
      let targets: [(LinkTarget, Bool)] = [
        (.asset("assets/a.txt"), true), (.page(PageID("about")!, fragment: "x"), true), (.url("/anywhere"), true),
        (.asset("assets/none.txt"), false), (.asset("theme/none.svg"), false),
        (.page(PageID("nowhere")!, fragment: nil), false),
      ]
      for (target, exists) in targets {
        let version = try await test.store.tree(of: test.page, in: test.key).rows.first { $0.id == test.slogan }!.since
        let set: JSONValue = ["content": ["target": .string(target.text), "label": InlineText("y").json]]
        let own = try await test.store.tree(of: test.page, in: test.key).rows.first { $0.id == planted.elements[0].id }!
        let list = ElementSeed(body: ElementBody(kind: .list, tag: "ul", content: .list(itemTemplate: link(target))))
        var operations: [Operation] = [
          .setText(test.slogan, version: version, text(target)), .insert(link(target), at: place),
          .insert(list, at: place), .update(own.id, version: own.since, set),
        ]
        if case .asset(let path) = target {
          let content = Content.image(ImageContent(source: .asset(path), alternative: .decorative))
          operations.append(
            .insert(ElementSeed(body: ElementBody(kind: .image, tag: "img", content: content)), at: place))
        }
        for operation in operations {
          let rule = await refusal { _ = try await test.edit(test.designer, operation) }?.rule
          #expect(rule == (exists ? nil : .invalid), "\(operation)")
        }
      }
    }
  }

  /// Hundreds of changes of a large page in one edit: each sees what the ones before it have left, and no more than its siblings is
  /// looked at for each.
  @Test(arguments: TestDatabases.engines)
  func manyChangesOfALargePage(engine: Database.Engine) async throws {
    try await TestStore.with(engine) { test in
      func words(_ text: String) -> ElementSeed {
        ElementSeed(body: ElementBody(kind: .text, tag: "p", content: .inline(InlineText(text))))
      }
      func box(_ children: [ElementSeed]) -> ElementSeed {
        ElementSeed(body: ElementBody(kind: .box, tag: "div"), children: children)
      }
      let large = box((0..<70).map { row in box((0..<70).map { words("\(row).\($0)") }) })
      let planted = try await test.edit(
        test.designer, .insert(large, at: .init(owner: .page(test.page), slot: "main")))
      #expect(planted.elements.count == 4_971)
      let (root, rows) = (planted.elements[0], planted.elements.filter { $0.parent == planted.elements[0].id })
      let last = rows[69]
      let request = EditRequest(
        operations: (0..<497).map { .insert(words("new \($0)"), at: .init(parent: rows[$0 % 2 == 0 ? 0 : 69].id)) } + [
          .move(last.id, version: 2, to: .init(parent: rows[0].id)), .remove(rows[1].id, version: 2),
          .insert(words("behind"), at: .init(parent: root.id, after: rows[0].id)),
        ])
      let result = try await test.store.edit(request, of: test.key, by: test.designer)
      #expect(result.removed.count == 71)
      let main = try await test.store.snapshot(of: test.key).pages[0].slots["main"]!
      let tree = main.first { $0.id == root.id }!
      func text(_ node: ElementNode) -> String {
        if case .inline(let text) = node.body.content { text.plain } else { "box" }
      }
      #expect(tree.count == 4_971 + 498 - 71)
      #expect(tree.children.count == 69 && text(tree.children[1]) == "behind" && tree.children[2].id == rows[2].id)
      let first = tree.children[0].children
      #expect(first[0].id == last.id && first.count == 1 + 249 + 70)
      #expect(first[1...249].map(text) == (0..<249).reversed().map { "new \(2 * $0)" })
      #expect(first[250...].map(text) == (0..<70).map { "0.\($0)" })
      #expect(first[0].children.prefix(248).map(text) == (0..<248).reversed().map { "new \(2 * $0 + 1)" })
    }
  }

  private func refusal(_ body: () async throws -> Void) async -> EditRefusal? {
    do {
      try await body()
      return nil
    } catch let refusal as EditRefusal {
      return refusal
    } catch {
      Issue.record("\(error)")
      return nil
    }
  }
}
