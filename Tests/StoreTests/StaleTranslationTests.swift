import Database
import DatabaseTesting
import Model
import Store
import Testing

/// Which texts of a translated page have been left behind by their source.
@Suite struct StaleTranslationTests {
  private func translated(_ test: TestStore) async throws -> PageID {
    // The site of these tests speaks German only; its pages are copied into a second language all the same.
    let result = try await test.edit(
      test.designer,
      .createPage(
        .init(parent: nil, slug: "en", title: "Home", template: "page", locale: "en", copyOf: test.page)))
    return try #require(result.pages.first?.id)
  }

  @Test(arguments: TestDatabases.engines)
  func isToldPerText(engine: Database.Engine) async throws {
    try await TestStore.with(engine) { test in
      var settings = try await test.store.snapshot(of: test.key).settings
      settings.locales = ["de", "en"]
      let both = settings
      try await test.store.database.write { transaction in
        try transaction.execute(
          Statement("test.settings", "UPDATE setting SET value = ? WHERE name = 'settings'"),
          .init(both.json.canonical))
      }
      let page = try await translated(test)
      func stale() async throws -> [StaleTranslation] {
        let pages = try await test.store.translatedPages(of: test.key)
        #expect(pages.map(\.page.id) == [page] && pages.map(\.source.id) == [test.page])
        // A look at the trees in memory, as the checks have them, finds the same.
        let found = try await test.store.staleTranslations(
          of: test.key, in: try await test.store.snapshot(of: test.key))
        #expect(found == Dictionary(uniqueKeysWithValues: pages.flatMap(\.stale).map { ($0.element.id, $0.now) }))
        return pages.flatMap(\.stale)
      }
      #expect(try await stale().isEmpty, "a copy is as new as its source")

      _ = try await test.edit(test.owner, test.setText(test.headline, "Frisches Brot!"))
      let first = try #require(try await stale().first)
      #expect(try await stale().count == 1)
      #expect(first.source == test.headline && first.before == "Frisches Brot" && first.now == "Frisches Brot!")
      #expect(first.translation == "Frisches Brot")

      // Translating settles it; another look or lock does not.
      let id = first.element.id
      _ = try await test.edit(
        test.designer, .setHidden(id, version: first.element.since, true))
      #expect(try await stale().count == 1)
      let version = try #require(try await stale().first).element.since
      _ = try await test.edit(test.owner, .setText(id, version: version, InlineText("Fresh bread!")))
      #expect(try await stale().isEmpty)

      // So does a look that finds it right as it is.
      let now = try await test.store.snapshot(of: test.key).pages[0].slots["main"]?.first?.since ?? 0
      _ = try await test.edit(test.owner, test.setText(test.headline, "Brot, ganz frisch", version: now))
      #expect(try await stale().count == 1)
      await #expect(throws: EditRefusal.self) {
        try await test.store.confirmTranslation(id, of: test.key, by: test.reviewer)
      }
      try await test.store.confirmTranslation(id, of: test.key, by: test.owner)
      #expect(try await stale().isEmpty)
      // A source that goes back to what it was is no change.
      _ = try await test.edit(
        test.owner,
        test.setText(
          test.headline, "Anders",
          version: try await test.store.snapshot(of: test.key).pages[0].slots["main"]?.first?.since ?? 0))
      #expect(try await stale().count == 1)
      _ = try await test.edit(
        test.owner,
        test.setText(
          test.headline, "Brot, ganz frisch",
          version: try await test.store.snapshot(of: test.key).pages[0].slots["main"]?.first?.since ?? 0))
      #expect(try await stale().isEmpty)
    }
  }

  @Test func pagesAreMatchedByWhereTheirElementsStand() {
    func text(_ id: String, _ tag: String) -> ElementNode {
      ElementNode(
        id: ElementID(id)!, body: ElementBody(kind: .text, tag: tag, content: .inline(InlineText(id))))
    }
    func box(_ id: String, _ children: [ElementNode]) -> ElementNode {
      ElementNode(id: ElementID(id)!, body: ElementBody(kind: .box, tag: "div"), children: children)
    }
    let source = ["main": [box("a", [text("b", "h1"), text("c", "p"), text("d", "p")]), text("e", "p")]]
    let same = ["main": [box("A", [text("B", "h1"), text("C", "p"), text("D", "p")]), text("E", "p")]]
    let shorter = ["main": [box("A", [text("C", "p")]), text("E", "p")], "side": [text("X", "p")]]
    func pairs(_ translation: [String: [ElementNode]]) -> [String: String] {
      Dictionary(
        TranslationPairs.pairs(source: source, translation: translation).map { ($0.key.rawValue, $0.value.rawValue) },
        uniquingKeysWith: { $1 })
    }
    #expect(pairs(same) == ["A": "a", "B": "b", "C": "c", "D": "d", "E": "e"])
    #expect(pairs(shorter) == ["A": "a", "C": "c", "E": "e"])
    #expect(pairs([:]).isEmpty)
  }
}
