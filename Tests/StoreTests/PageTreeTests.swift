import Database
import DatabaseTesting
import Model
import Store
import Testing

@Suite("What stands on a page")
struct PageTreeTests {
  /// Four pages: two with a template that shows `footer` (in which `hours` stands), one that shows `footer` itself besides, one that
  /// shows `hours` alone. Nobody shows `unused`.
  static func with(
    _ engine: Database.Engine, _ body: (Store, SiteKey) async throws -> Void
  ) async throws {
    try await TestStore.with(engine) { test in
      func node(
        _ id: String, _ kind: ElementKind, _ tag: String, _ content: Content = .none, _ children: [ElementNode] = []
      )
        -> ElementNode
      {
        ElementNode(id: ElementID(id)!, body: ElementBody(kind: kind, tag: tag, content: content), children: children)
      }
      func shared(_ name: String, _ id: String) -> ElementNode { node(id, .shared, "", .shared(name)) }
      func page(_ id: String, _ template: String, parent: String? = nil, _ nodes: [ElementNode] = []) -> PageContent {
        PageContent(
          page: Page(
            id: PageID(id)!, parent: parent.flatMap { PageID($0) }, template: template, slug: id, title: id,
            locale: "de"), slots: nodes.isEmpty ? [:] : ["main": nodes])
      }
      var snapshot = TestStore.snapshot(page: PageID("unlike")!)
      snapshot.pages = [
        page("one", "wide", [node("words", .text, "p", .inline(InlineText("Brot")))]),
        page("two", "wide", parent: "one", [shared("footer", "twice")]),
        page("three", "plain", [node("box", .box, "div", .none, [shared("hours", "deep")])]), page("four", "plain"),
        page("five", "plain", [shared("themes", "themes")]),
      ]
      snapshot.templates = [
        "wide": [
          node("wide-head", .box, "header"), node("wide-slot", .slot, "", .slot("main")),
          node("wide-foot", .box, "footer", .none, [shared("footer", "wide-shared")]),
        ], "plain": [node("plain-slot", .slot, "", .slot("main"))],
      ]
      snapshot.shared = [
        "footer": [node("footer", .box, "div", .none, [shared("hours", "footer-hours")])],
        "hours": [node("hours", .text, "p", .inline(InlineText("9–18")))], "unused": [node("unused", .box, "div")],
      ]
      let key = try await test.store.createSite(
        snapshot, slug: "trees", project: ProjectID("project")!, agency: test.agency, author: test.designer)
      try await body(test.store, key)
    }
  }

  @Test(
    "It has its template and the shared trees in either, with the number of pages", arguments: TestDatabases.engines)
  func parts(engine: Database.Engine) async throws {
    try await Self.with(engine) { store, key in
      let expected: [(page: String, path: String, rows: [String], template: String, shared: [String])] = [
        ("one", "/one/", ["words"], "wide 2: wide-head wide-slot wide-foot wide-shared", ["footer 2", "hours 3"]),
        ("two", "/one/two/", ["twice"], "wide 2: wide-head wide-slot wide-foot wide-shared", ["footer 2", "hours 3"]),
        ("three", "/three/", ["box", "deep"], "plain 3: plain-slot", ["hours 3"]),
        ("four", "/four/", [], "plain 3: plain-slot", []),
        ("five", "/five/", ["themes"], "plain 3: plain-slot", []),
      ]
      for row in expected {
        let tree = try await store.tree(of: PageID(row.page)!, in: key)
        #expect(tree.path == row.path && tree.page.id.rawValue == row.page && tree.revision == 1)
        #expect(tree.rows.map(\.id.rawValue) == row.rows, "\(row.page)")
        let template = tree.template
        #expect(
          "\(template.name) \(template.appearsOn): \(template.rows.map(\.id.rawValue).joined(separator: " "))"
            == row.template)
        #expect(tree.shared.map { "\($0.name) \($0.appearsOn)" } == row.shared, "\(row.page)")
      }
      await #expect(throws: StoreError.self) { try await store.tree(of: PageID("nowhere")!, in: key) }
      let other = SiteKey(agency: AgencyID("other")!, site: key.site)
      await #expect(throws: StoreError.self) { try await store.tree(of: PageID("one")!, in: other) }
    }
  }
}
