import Database
import DatabaseTesting
import Model
import Store
import Testing

@Suite struct SiteStoreTests {
  @Test(arguments: TestDatabases.engines)
  func aSiteComesBackAsItWas(engine: Database.Engine) async throws {
    try await TestStore.with(engine) { test in
      let original = TestStore.snapshot(page: test.page)
      let stored = try await test.store.snapshot(of: test.key)
      #expect(stored.settings == original.settings && stored.assets == original.assets)
      var theme = original.theme
      theme.given = stored.theme.given
      #expect(stored.theme == theme)
      #expect(Set(stored.theme.given.keys) == ["template:page"])
      func bodies(_ nodes: [ElementNode]) -> [ElementBody] {
        var result: [ElementBody] = []
        for node in nodes { node.forEach { result.append($0.body) } }
        return result
      }
      #expect(stored.pages.map(\.page.slug) == ["", "about"])
      #expect(bodies(stored.pages[0].slots["main"]!) == bodies(original.pages[0].slots["main"]!))
      #expect(bodies(stored.templates["page"]!) == bodies(original.templates["page"]!))
      #expect(bodies(stored.shared["contact"]!) == bodies(original.shared["contact"]!))
      #expect(try await test.store.sites().map(\.slug) == ["demo"])
      await #expect(throws: StoreError.exists("site “demo”")) {
        _ = try await test.store.createSite(
          original, slug: "demo", project: ProjectID("project")!, agency: test.agency, author: nil)
      }
      await #expect(throws: StoreError.self) { try await test.store.snapshot(of: test.key, at: 2) }
    }
  }

  /// A flipped letter in the file passes the engine's own checks; it must not reach a page.
  @Test(arguments: TestDatabases.engines)
  func damageIsNoticed(engine: Database.Engine) async throws {
    try await TestStore.with(engine) { test in
      _ = try await test.store.database.write {
        try $0.execute(
          Statement("test.damage", "UPDATE element SET content = replace(content, 'Brot', 'Brut') WHERE id = ?"),
          "headline")
      }
      await #expect(throws: StoreError.self) { try await test.store.snapshot(of: test.key) }
    }
  }

  @Test(
    "A position that nobody wrote ends the edit at once, and every other edit goes on", arguments: TestDatabases.engines
  )
  func damagedPositions(engine: Database.Engine) async throws {
    try await EditingSite.with(engine) { site in
      let list = EditingSite.id("e-list")
      let item = EditingSite.id("e-item2")
      _ = try await site.designer(
        .createPage(.init(parent: nil, slug: "neu", title: "Neu", template: "page", locale: "")))
      func page() async throws -> Page {
        try #require(try await site.test.store.pages(of: site.key).first { $0.page.slug == "neu" }).page
      }
      for key in ["0", "V0", "", "\u{FFFF}", "{"] {
        _ = try await site.test.store.database.write { transaction in
          try transaction.execute(
            Statement("test.element", "UPDATE element SET position = ? WHERE id = 'e-item1'"), .init(key))
          try transaction.execute(
            Statement("test.page", "UPDATE page SET position = ? WHERE id IN ('e-home', 'e-about')"), .init(key))
        }
        let before = try await page()
        for operation in [
          Operation.moveItem(item, version: 1, after: nil), .addItem(list: list, after: EditingSite.id("e-item1")),
          .movePage(before.id, version: before.since, below: nil, after: nil),
          .movePage(before.id, version: before.since, below: nil, after: PageID("e-about")!),
        ] {
          do {
            _ = try await site.designer(operation)
            Issue.record("“\(key)” left room for \(operation.name)")
          } catch StoreError.damaged(let what) {
            #expect(what.contains("nothing can stand beside the position") && what.contains("“\(key)”"))
          }
        }
        let title = "Nach \(key.utf8.count) Bytes"
        _ = try await site.designer(.setMeta(before.id, version: before.since, MetaChange(title: title)))
        #expect(try await page().title == title)
      }
    }
  }

  @Test(arguments: TestDatabases.engines)
  func releasesAreIntervals(engine: Database.Engine) async throws {
    try await TestStore.with(engine) { test in
      func artifact(_ path: String, _ content: String, _ redirect: Redirect? = nil) throws -> Artifact {
        let bytes = Array(content.utf8)
        return Artifact(
          path: path, hash: try test.store.blobs.put(bytes), size: bytes.count, type: "text/html", redirect: redirect)
      }
      let first = Manifest([try artifact("index.html", "1"), try artifact("a.css", "x"), try artifact("old.html", "o")])
      let second = Manifest([
        try artifact("index.html", "2"), try artifact("a.css", "x"), try artifact("new.html", "n"),
        try artifact("old.html", "o", .moved("/new.html")), try artifact("older.html", "o", .gone),
      ])
      #expect(
        try await test.store.publish(ReleaseDraft(first, of: Composition(base: 1), by: test.designer), of: test.key)
          .number == 1)
      #expect(
        try await test.store.publish(ReleaseDraft(second, of: Composition(base: 1), by: test.owner), of: test.key)
          .number == 2)
      #expect(try await test.store.manifest(of: 1, in: test.key) == first)
      #expect(try await test.store.manifest(of: 2, in: test.key) == second)
      #expect(try await test.store.site(slug: "demo")?.liveRelease == 2)
      try await test.store.setLive(1, of: test.key)
      #expect(try await test.store.site(slug: "demo")?.liveRelease == 1)
      // Publishing after a roll back goes on from the newest release, not from the live one.
      #expect(
        try await test.store.publish(ReleaseDraft(first, of: Composition(base: 1), by: nil), of: test.key).number == 3)
      #expect(try await test.store.manifest(of: 3, in: test.key) == first)
      #expect(try await test.store.manifest(of: 2, in: test.key) == second)
      #expect(try await test.store.releases(of: test.key).map(\.number) == [3, 2, 1])
      await #expect(throws: StoreError.notFound("release 9")) { try await test.store.setLive(9, of: test.key) }
    }
  }

  @Test func blobsKeepTheirPromise() async throws {
    try await TestStore.with(.sqlite) { test in
      let blobs = test.store.blobs
      let hash = try blobs.put(Array("Hallo".utf8))
      #expect(hash == "753692ec36adb4c794c973945eb2a99c1649703ea6f76bf259abb4fb838e013e")
      #expect(try blobs.put(Array("Hallo".utf8)) == hash)
      #expect(try blobs.get(hash) == Array("Hallo".utf8))
      #expect(blobs.contains(hash) && !blobs.contains(String(repeating: "0", count: 64)))
      for name in ["../../etc/passwd", "", "ABC", String(repeating: "g", count: 64)] {
        #expect(throws: StoreError.self) { try blobs.get(name) }
      }
    }
  }
}
