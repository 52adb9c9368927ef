import Access
import App
import Database
import DatabaseTesting
import HTTPTypes
import Model
import SiteFolder
import Store
import Testing
import Web

/// The thread through the API: tree, edit, publish, live site; nobody, the wrong role and another's site first.
@Suite("Sites over HTTP")
struct SiteAPITests {
  /// A service with two customers' sites, each with its own owner.
  struct Scene {
    let app: TestApp
    let headline: ElementID
    let locked: ElementID
    var owner: HTTPFields
    var reviewer: HTTPFields
    var designer: HTTPFields
    var otherOwner: HTTPFields

    func edit(_ operations: String, as person: HTTPFields, site: String = "mine") async throws -> TestAnswer {
      try await app.post("/api/v1/sites/\(site)/edits", #"{"operations":[\#(operations)]}"#, person)
    }

    func setText(_ element: ElementID, _ words: String, version: Int = 1) -> String {
      #"{"op":"setText","element":"\#(element)","version":\#(version),"text":"\#(words)"}"#
    }

    func visit(_ path: String = "/", _ headers: HTTPFields = [:], method: HTTPRequest.Method = .get) async throws
      -> TestAnswer
    {
      try await app.send(method, path, host: "mine.site.localhost:8080", headers)
    }
  }

  static func with(_ engine: Database.Engine = .sqlite, _ body: (Scene) async throws -> Void) async throws {
    let assets = try StaticAssets(
      folders: resourceFolders(home: TestApp.checkout), vendor: try VendorFiles(home: TestApp.checkout))
    try await TestApp.with(engine, faces: .standard, assets: assets) { app in
      let designer = try await app.person("designer@example.org", role: .designer)
      let owner = try await app.person("owner@example.org", role: nil)
      let reviewer = try await app.person("reviewer@example.org", role: nil)
      let otherOwner = try await app.person("other@example.org", role: nil)
      for (slug, member) in [("mine", owner), ("other", otherOwner)] {
        let project = try await app.store.createProject(name: slug, phase: .done, agency: designer.agency)
        try await app.store.setMembership(.owner, of: member, in: project.id)
        if slug == "mine" { try await app.store.setMembership(.reviewer, of: reviewer, in: project.id) }
        _ = try await app.store.createSite(
          snapshot(slug), slug: slug, project: project.id, agency: designer.agency, author: designer.id)
      }
      func session(_ account: Account) async throws -> HTTPFields {
        app.cookie(try await app.access.sessions.open(for: account).secret)
      }
      try await body(
        Scene(
          app: app, headline: ElementID("mine-headline")!, locked: ElementID("mine-locked")!,
          owner: try await session(owner),
          reviewer: try await session(reviewer), designer: try await session(designer),
          otherOwner: try await session(otherOwner)))
    }
  }

  static func snapshot(_ slug: String) -> SiteSnapshot {
    func text(_ id: String, _ tag: String, _ words: String, _ capabilities: Capabilities) -> ElementNode {
      ElementNode(
        id: ElementID("\(slug)-\(id)")!,
        body: ElementBody(
          kind: .text, tag: tag, name: id, content: .inline(InlineText(words)), capabilities: capabilities))
    }
    let template = ElementNode(
      id: ElementID("\(slug)-main")!, body: ElementBody(kind: .box, tag: "main"),
      children: [
        ElementNode(id: ElementID("\(slug)-slot")!, body: ElementBody(kind: .slot, tag: "", content: .slot("main")))
      ])
    var settings = SiteSettings(name: "Site \(slug)", locales: ["de"], theme: "plain")
    settings.redirects = ["/alt.html": "/", "/old": "/a/", "/about/": "/a/"]
    return SiteSnapshot(
      settings: settings, theme: Theme(name: "plain", title: "Plain", css: "p{margin:0}"),
      pages: [
        PageContent(
          page: Page(id: PageID("\(slug)-home")!, slug: "", title: "Start", locale: "de"),
          slots: ["main": [text("headline", "h1", "Frisches Brot", .text), text("locked", "p", "Seit 1952", [])]]),
        PageContent(
          page: Page(id: PageID("\(slug)-about")!, slug: "about", title: "Über uns", locale: "de"), slots: [:]),
        PageContent(page: Page(id: PageID("\(slug)-a")!, slug: "a", title: "A", locale: "de"), slots: [:]),
      ], templates: ["page": [template]], shared: [:], assets: [:])
  }

  @Test("A customer changes an unlocked headline, publishes, and visitors see it", arguments: TestDatabases.engines)
  func theThread(engine: Database.Engine) async throws {
    try await Self.with(engine) { scene in
      #expect(try await scene.visit().status == 404, "nothing is published yet")
      let early = try await scene.app.post("/api/v1/sites/mine/releases", "{}", scene.owner)
      #expect(early.status == 403 && early.json?["code"] == "first", "the agency publishes a site for the first time")
      #expect(try await scene.app.post("/api/v1/sites/mine/releases", "{}", scene.designer).status == 201)
      #expect(try await scene.visit().text.contains("<h1>Frisches Brot</h1>"))

      let tree = try await scene.app.send(.get, "/api/v1/sites/mine/pages/mine-home/tree", scene.owner)
      let elements = tree.json?["elements"]?.array ?? []
      #expect(elements.compactMap { $0["id"]?.string } == ["mine-headline", "mine-locked"])
      #expect(elements[0]["rights"] == ["text"] && elements[0]["content"] != nil)
      #expect(elements[1]["rights"] == [] && elements[1]["content"] == nil && elements[1]["lock"] == "locked")

      let edited = try await scene.edit(scene.setText(scene.headline, "Brot & <Salz>"), as: scene.owner)
      #expect(edited.status == 201 && edited.json?["revision"] == 2)
      #expect(try await scene.visit().text.contains("Frisches Brot"), "an edit changes the draft only")
      #expect(try await scene.app.post("/api/v1/sites/mine/releases", "{}", scene.owner).status == 201)
      let live = try await scene.visit()
      #expect(live.text.contains("<h1>Brot &amp; &lt;Salz&gt;</h1>") && !live.text.contains("data-eid"))

      let back = try await scene.app.send(
        .put, "/api/v1/sites/mine/live", scene.owner.merging(json), body: #"{"release":1}"#)
      #expect(back.status == 200)
      #expect(try await scene.visit().text.contains("<h1>Frisches Brot</h1>"))
    }
  }

  @Test("Who may edit", arguments: TestDatabases.engines)
  func whoMayEdit(engine: Database.Engine) async throws {
    try await Self.with(engine) { scene in
      let otherElement = ElementID("other-headline")!
      let rows: [(String, HTTPFields, String, String, Int, String?)] = [
        ("nobody", [:], "mine", scene.setText(scene.headline, "x"), 401, "notSignedIn"),
        ("reviewer", scene.reviewer, "mine", scene.setText(scene.headline, "x"), 403, nil),
        ("another's owner", scene.otherOwner, "mine", scene.setText(scene.headline, "x"), 404, "notFound"),
        ("a site that is not there", scene.otherOwner, "nowhere", scene.setText(scene.headline, "x"), 404, "notFound"),
        ("another's element through the own site", scene.owner, "mine", scene.setText(otherElement, "x"), 404, nil),
        ("a locked element", scene.owner, "mine", scene.setText(scene.locked, "x"), 403, nil),
        (
          "the own lock", scene.owner, "mine",
          #"{"op":"setEditability","element":"mine-locked","version":1,"capabilities":["text"]}"#, 403, nil
        ),
        ("a template's element", scene.owner, "mine", #"{"op":"remove","element":"mine-main","version":1}"#, 403, nil),
        (
          "an unknown key", scene.owner, "mine",
          #"{"op":"setText","element":"mine-headline","version":1,"text":"x","capabilities":["text"]}"#, 422, nil
        ),
        (
          "a null for nothing", scene.owner, "mine",
          #"{"op":"setText","element":"mine-headline","version":1,"text":null,"content":[]}"#, 422, nil
        ),
        (
          "a file that is not there", scene.designer, "mine",
          #"{"op":"setText","element":"mine-locked","version":1,"content":[{"type":"text","text":"x","marks":[{"type":"link","attrs":{"href":"asset:assets/x.pdf"}}]}]}"#,
          422, "invalid"
        ),
        ("an unknown operation", scene.owner, "mine", #"{"op":"become","role":"admin"}"#, 422, nil),
        (
          "a wrong type", scene.owner, "mine", #"{"op":"setText","element":"mine-headline","version":"1","text":"x"}"#,
          422, nil
        ),
        (
          "an operation of later", scene.owner, "mine", #"{"op":"setHidden","element":"mine-headline","version":1}"#,
          422, nil
        ),
        (
          "one good, one bad", scene.owner, "mine",
          scene.setText(scene.headline, "y") + "," + scene.setText(scene.locked, "x"), 403, nil
        ),
        (
          "a duplicate key", scene.owner, "mine",
          #"{"op":"setText","op":"remove","element":"mine-headline","version":1,"text":"x"}"#, 400, nil
        ),
        ("a stale version", scene.owner, "mine", scene.setText(scene.headline, "x", version: 7), 409, "stale"),
      ]
      for (name, person, site, operation, status, code) in rows {
        let answer = try await scene.edit(operation, as: person, site: site)
        #expect(answer.status == status, "\(name): \(answer.text)")
        #expect(answer.header("Content-Type")?.hasPrefix("application/problem+json") == true, "\(name)")
        if let code { #expect(answer.json?["code"] == .string(code), "\(name): \(answer.text)") }
      }
      let stale = try await scene.edit(scene.setText(scene.headline, "x", version: 7), as: scene.owner)
      #expect(stale.json?["current"] != nil)
      #expect(!stale.text.contains("Seit 1952"))
      let revision = try await scene.app.send(.get, "/api/v1/sites/mine/pages/mine-home/tree", scene.owner).json?[
        "revision"]
      #expect(revision == 1, "nothing of all that was stored")
      // From another origin nothing is accepted, whoever is signed in.
      var foreign = scene.owner
      foreign[.secFetchSite] = "same-site"
      foreign[.contentType] = "application/json"
      let crossed = try await scene.app.send(
        .post, "/api/v1/sites/mine/edits", foreign, body: #"{"operations":[\#(scene.setText(scene.headline, "x"))]}"#)
      #expect(crossed.status == 403)
    }
  }

  @Test("Who may read and publish")
  func whoMayReadAndPublish() async throws {
    try await Self.with { scene in
      let app = scene.app
      for path in ["", "/pages", "/pages/mine-home/tree", "/releases"] {
        let people: [(HTTPFields, Int)] = [
          ([:], 401), (scene.otherOwner, 404), (scene.owner, 200), (scene.reviewer, 200),
        ]
        for (person, status) in people {
          let answer = try await app.send(.get, "/api/v1/sites/mine\(path)", person)
          #expect(answer.status == status, "\(path)")
        }
      }
      let own = try await app.send(.get, "/api/v1/sites", scene.owner)
      #expect(own.json?["items"]?.array?.count == 1)
      let all = try await app.send(.get, "/api/v1/sites", scene.designer)
      #expect(all.json?["items"]?.array?.count == 2)
      let people: [(HTTPFields, Int)] = [
        ([:], 401), (scene.otherOwner, 404), (scene.reviewer, 403), (scene.owner, 403), (scene.designer, 201),
      ]
      for (person, status) in people {
        let answer = try await app.post("/api/v1/sites/mine/releases", "{}", person)
        #expect(answer.status == status)
      }
      for (person, status) in people.dropLast(2) {
        let answer = try await app.send(.put, "/api/v1/sites/mine/live", person.merging(json), body: #"{"release":1}"#)
        #expect(answer.status == status)
      }
    }
  }

  @Test("A draft needs its link, and the link is worth what its person may do now")
  func drafts() async throws {
    try await Self.with { scene in
      let answer = try await scene.app.post("/api/v1/sites/mine/drafts", #"{"mode":"edit"}"#, scene.owner)
      #expect(answer.status == 201)
      let url = answer.json?["url"]?.string ?? ""
      let path = String(url.drop(while: { $0 != "~" }).prefix { $0 != "?" })
      let host = "mine.draft.localhost:8080"
      #expect(url.hasPrefix("http://\(host)/~"))
      let page = try await scene.app.send(.get, "/\(path)", host: host)
      #expect(page.status == 200 && page.text.contains(#"data-eid="mine-headline""#))
      #expect(page.header("Content-Security-Policy")?.contains("connect-src 'none'") == true)
      #expect(page.header("X-Robots-Tag") == "noindex" && page.header("Cache-Control") == "private, no-store")
      #expect(page.header("Set-Cookie") == nil)
      #expect(try await scene.app.send(.get, "/\(path)", host: "other.draft.localhost:8080").status == 404)
      #expect(try await scene.app.send(.get, "/", host: host, scene.owner).status == 404)
      #expect(try await scene.app.send(.get, "/~\(Secret.random().text)/", host: host).status == 404)
      #expect(try await scene.app.send(.get, "/\(path)nowhere/", host: host).status == 404)
      // Whoever loses the role loses the draft at once.
      let site = try #require(try await scene.app.store.site(slug: "mine"))
      let owner = try #require(try await scene.app.store.account(email: "owner@example.org"))
      try await scene.app.store.removeMembership(of: owner, in: site.project)
      #expect(try await scene.app.send(.get, "/\(path)", host: host).status == 404)
    }
  }

  @Test("The live site answers as a web server should")
  func liveSite() async throws {
    try await Self.with { scene in
      _ = try await scene.app.post("/api/v1/sites/mine/releases", "{}", scene.designer)
      let home = try await scene.visit()
      let etag = try #require(home.header("ETag"))
      #expect(home.header("Cache-Control") == "no-cache")
      #expect(home.header("Content-Security-Policy")?.contains("style-src 'sha256-") == true)
      #expect(
        try await scene.visit("/a/").header("Cache-Control") == "no-cache", "a page, not a file of a fixed content")
      let again = try await scene.visit("/", [.ifNoneMatch: etag])
      #expect(again.status == 304 && again.body.isEmpty)
      let head = try await scene.visit("/", method: .head)
      #expect(head.status == 200 && head.body.isEmpty && head.header("Content-Length") == String(home.body.count))
      for (path, status, location) in [
        ("/about/", 200, nil), ("/about", 308, "/about/"), ("/about/index.html", 308, "/about/"),
        ("/about.html", 308, "/about/"),
        ("/index.html", 308, "/"), ("/about?a=b", 308, "/about/?a=b"), ("/alt.html", 308, "/"), ("/nowhere", 404, nil),
        ("/alt.htm", 308, "/"), ("/old", 308, "/a/"), ("/old/?x=1", 308, "/a/?x=1"), ("/old.html", 308, "/a/"),
        ("//evil.example/", 404, nil), ("/about/../about/", 404, nil), ("/%2e%2e/etc/passwd", 404, nil),
        ("/a%00b", 400, nil), ("/%zz", 400, nil),
      ] as [(String, Int, String?)] {
        let answer = try await scene.visit(path)
        #expect(answer.status == status, "\(path)")
        #expect(answer.header("Location") == location, "\(path)")
        #expect(answer.header("X-Content-Type-Options") == "nosniff", "\(path)")
      }
      #expect(try await scene.visit("/", method: .post).status == 405)
      #expect(try await scene.app.send(.get, "/", host: "nobody.site.localhost:8080").status == 404)
      #expect(try await scene.visit("/api/v1/sites", scene.owner).status == 404, "the API is on the portal alone")
    }
  }
}

private let json: HTTPFields = [.contentType: "application/json", .secFetchSite: "same-origin"]

extension HTTPFields {
  fileprivate func merging(_ other: HTTPFields) -> HTTPFields {
    var result = self
    for field in other { result[field.name] = field.value }
    return result
  }
}
