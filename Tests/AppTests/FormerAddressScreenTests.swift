import App
import Database
import DatabaseTesting
import HTTPTypes
import Model
import Store
import Testing
import Web

/// The screens of old addresses and of translations that were left behind.
@Suite("Old addresses and translations in the portal")
struct FormerAddressScreenTests {
  @Test("The agency sees where old addresses lead, leads them elsewhere and forgets them; customers see nothing of it")
  func addresses() async throws {
    try await PortalApp.with { (portal: PortalApp) async throws in
      for (who, status) in [(PortalApp.Who.nobody, 303), (.stranger, 404), (.reviewer, 403), (.owner, 403)] {
        #expect(try await portal.get("/sites/demo/addresses", as: who).status == status)
        #expect(
          try await portal.form("/sites/demo/addresses", ["path": "/", "leadsTo": "/a/"], as: who).status == status)
        #expect(try await portal.form("/sites/demo/addresses/forget", ["path": "/"], as: who).status == status)
      }
      #expect(try await portal.get("/sites/demo/addresses", as: .designer).text.contains("Es gibt noch keine"))
      #expect(
        try await portal.form("/sites/demo/addresses", ["path": "/never/", "leadsTo": "/"], as: .designer).status == 404
      )
      #expect(try await portal.get("/sites/demo", as: .designer).text.contains("/sites/demo/addresses"))
      #expect(try await !portal.get("/sites/demo", as: .owner).text.contains("/sites/demo/addresses"))
    }
  }

  @Test("An address leads to what is a target, and never back to itself") func targets() async throws {
    try await PortalApp.with { (portal: PortalApp) async throws in
      let page = Artifact(path: "x", hash: String(repeating: "0", count: 64), size: 1, type: "text/html")
      var draft = ReleaseDraft(Manifest([page]), of: Composition(base: 1), by: nil)
      for path in ["a", "b", "c"] { draft.addresses[path] = ("/\(path)/", PageID("old-\(path)")!) }
      _ = try await portal.app.store.publish(draft, of: portal.key)
      func lead(_ path: String, _ target: String) async throws -> Int {
        let body: JSONValue = ["path": .string(path), "leadsTo": .string(target)]
        return try await portal.call(.patch, "/sites/demo/addresses", body.canonical, as: .designer).status
      }
      for target in ["http://[", "/%2f%2fx.example", "//x.example", "javascript:x", "/\u{1}", "/a\r\nb", "tel:1"] {
        #expect(try await lead("/a/", target) == 422, "\(target)")
      }
      for itself in ["/a/", "/a", "/a/?x#y", "/a/index.html"] {
        #expect(try await lead("/a/", itself) == 422, "\(itself)")
      }
      #expect(try await lead("/a/", "/b/") == 200)
      #expect(try await lead("/b/", "/c/") == 200)
      #expect(try await lead("/c/", "/a/#there") == 422, "round in a circle")
      #expect(try await lead("/c/", "https://x.example/a/") == 200)
      #expect(
        try await portal.form("/sites/demo/addresses", ["path": "/b/", "leadsTo": "/a"], as: .designer).status == 422)
      let kept = try await portal.app.store.keptAddresses(of: portal.key)
      #expect(kept.first { $0.path == "/b/" }?.leadsTo == .moved("/c/"), "nothing of what was refused is kept")
    }
  }

  @Test("A target that no address can lead to stands there again, with what is wrong beside it")
  func wrongTarget() async throws {
    try await PortalApp.with { (portal: PortalApp) async throws in
      let store = portal.app.store
      #expect(try await portal.call(.post, "/sites/demo/releases", "{}", as: .designer).status == 201)
      let page = try await store.pages(of: portal.key)[1].page
      var change = PageChange()
      change.slug = "team"
      let edit = EditRequest(expected: nil, operations: [.updatePage(page.id, version: page.since, change)])
      _ = try await store.edit(edit, of: portal.key, by: try await portal.account(.designer).id)
      #expect(try await portal.call(.post, "/sites/demo/releases", "{}", as: .designer).status == 201)
      #expect(try await portal.get("/sites/demo/addresses", as: .designer).text.contains("/about/"))
      let answer = try await portal.form(
        "/sites/demo/addresses", ["path": "/about/", "leadsTo": "javascript:x"], as: .designer)
      #expect(answer.status == 422 && answer.text.contains("value=\"javascript:x\""))
      #expect(answer.text.contains("id=\"to-0-error\"") && answer.text.contains("Dorthin kann keine Adresse führen"))
      let right = try await portal.form("/sites/demo/addresses", ["path": "/about/", "leadsTo": "/"], as: .designer)
      #expect(right.status == 303)
    }
  }

  @Test("Whoever changes texts sees which translations were left behind") func translations() async throws {
    try await PortalApp.with { (portal: PortalApp) async throws in
      for (who, status) in [(PortalApp.Who.nobody, 303), (.stranger, 404), (.reviewer, 403), (.owner, 200)] {
        #expect(try await portal.get("/sites/demo/translations", as: who).status == status)
      }
      #expect(
        try await portal.get("/sites/demo/translations", as: .designer).text.contains("keine übersetzten Seiten"))
      #expect(
        try await portal.form("/sites/demo/translations/confirm", ["element": "none"], as: .designer).status == 404)
      #expect(
        try await portal.form("/sites/demo/translations/confirm", ["element": "none"], as: .reviewer).status == 403)
    }
  }

  /// A second language, and the start page in it.
  private static func translate(_ portal: PortalApp) async throws -> PageID {
    let store = portal.app.store
    var settings = try await store.snapshot(of: portal.key).settings
    settings.locales = ["de", "en"]
    let both = settings
    try await store.database.write { transaction in
      try transaction.execute(
        Statement("test.settings", "UPDATE setting SET value = ? WHERE name = 'settings'"), .init(both.json.canonical))
    }
    let home = try await store.pages(of: portal.key)[0].page
    let request = EditRequest(operations: [
      .createPage(
        .init(parent: nil, slug: "en", title: "Home", template: home.template, locale: "en", copyOf: home.id))
    ])
    let made = try await store.edit(request, of: portal.key, by: try await portal.account(.designer).id)
    return try #require(made.pages.first?.id)
  }

  @Test(
    "Who publishes is told which translations were left behind, with the way there; the site's rule decides what follows"
  )
  func staleTranslations() async throws {
    try await PortalApp.with { portal in
      let store = portal.app.store
      let page = try await Self.translate(portal)
      let rows = try await store.tree(of: page, in: portal.key).rows
      let copy = try #require(rows.first)
      func found() async throws -> [JSONValue] {
        let items = try await portal.call(.get, "/sites/demo/checks", as: .designer).json?["items"]?.array
        return (items ?? []).filter { $0["kind"] == "staleTranslation" }
      }
      func publish(_ body: String = "{}") async throws -> TestAnswer {
        try await portal.call(.post, "/sites/demo/releases", body, as: .designer)
      }
      func rule(_ level: String) async throws {
        let rule = #"{"mode":"direct","checks":{"staleTranslation":"\#(level)"}}"#
        #expect(try await portal.call(.put, "/sites/demo/publish-rule", rule, as: .designer).status == 200)
      }
      #expect(try await found().isEmpty, "a copy is as new as its source")
      #expect(try await publish().status == 201)
      try await portal.edit("Kuchen")

      let finding = try #require(try await found().first)
      #expect(try await found().count == 1)
      #expect(finding["page"]?.string == page.rawValue && finding["element"]?.string == copy.id.rawValue)
      #expect(finding["level"] == "warn" && finding["detail"] == "Kuchen")
      let way = "href=\"/sites/demo/edit/\(page)#part=\(copy.id)\""
      for who in [PortalApp.Who.designer, .owner] {
        let screen = try await portal.get("/sites/demo/publish", as: who).text
        #expect(screen.contains("Übersetzung, deren Vorlage sich geändert hat") && screen.contains(way), "\(who)")
      }
      #expect(try await portal.get("/sites/demo/translations", as: .designer).text.contains(way))
      let told = try await SiteCommands(store: store).check("demo").first { $0.finding.kind == .staleTranslation }
      #expect(
        told.map { CheckWords.line($0.finding) }
          == "/en/: “Brot” translates what has changed since and now says “Kuchen” — "
          + "translate it again, or confirm on the page of translations that it is still right")

      try await rule("stop")
      let stopped = try await publish()
      #expect(stopped.status == 422 && stopped.json?["code"] == "checks", "\(stopped.text)")
      // What goes live without the source's new words leaves no translation behind.
      let pending = try #require(try await portal.call(.get, "/sites/demo/pending", as: .designer).json)
      let source = try #require(pending["changes"]?.array?.first?["id"]?.string)
      let designer = try await portal.account(.designer).id
      var change = PageChange()
      change.meta.title = "Start"
      let version = try await Self.version(of: page, portal)
      let title = EditRequest(operations: [.updatePage(page, version: version, change)])
      _ = try await store.edit(title, of: portal.key, by: designer)
      let waiting = try #require(try await portal.call(.get, "/sites/demo/pending", as: .designer).json)["changes"]?
        .array
      let other = try #require(waiting?.compactMap { $0["id"]?.string }.first { $0 != source })
      #expect(try await publish("{\"changes\":[\"\(other)\"]}").status == 201)
      #expect(try await publish().json?["code"] == "checks")

      try await rule("off")
      #expect(try await found().isEmpty)
      try await rule("stop")
      // Translated again, nothing is left behind.
      let words = EditRequest(operations: [.setText(copy.id, version: copy.since, InlineText("Cake"))])
      _ = try await store.edit(words, of: portal.key, by: designer)
      #expect(try await found().isEmpty)
      #expect(try await publish().status == 201)
    }
  }

  private static func version(of page: PageID, _ portal: PortalApp) async throws -> Revision {
    try #require(try await portal.app.store.pages(of: portal.key).first { $0.page.id == page }).page.since
  }
}
