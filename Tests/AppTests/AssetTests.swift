import Access
import App
import Database
import DatabaseTesting
import HTTPTypes
import Model
import Store
import Testing
import Web

/// Files of a site over HTTP: nobody, the wrong role and another's site first, then the story.
@Suite("Files over HTTP") struct AssetTests {
  struct Scene {
    let base: SiteAPITests.Scene
    let key: SiteKey
    let project: ProjectID
    var app: TestApp { base.app }

    func send(
      _ bytes: [UInt8], as person: HTTPFields, name: String? = "Foto.jpg", site: String = "pictures",
      type: String = "image/jpeg"
    ) async throws -> TestAnswer {
      var headers = person
      headers[.contentType] = type
      headers[.secFetchSite] = "same-origin"
      let query = name.map { "?name=\($0)" } ?? ""
      return try await app.send(.post, "/api/v1/sites/\(site)/assets\(query)", headers, bytes: bytes)
    }

    func get(_ path: String, as person: HTTPFields, _ extra: HTTPFields = [:]) async throws -> TestAnswer {
      var headers = person
      for field in extra { headers[field.name] = field.value }
      return try await app.send(.get, path, headers)
    }

    func revision() async throws -> Revision { try await app.store.revision(of: key) }
  }

  /// Beside the usual sites one with a picture that the customer may replace.
  static func with(
    _ engine: Database.Engine = .sqlite, phase: Phase = .done, capabilities: Capabilities = .media,
    _ body: (Scene) async throws -> Void
  ) async throws {
    try await SiteAPITests.with(engine) { base in
      let store = base.app.store
      let designer = try #require(try await store.account(email: "designer@example.org"))
      let project = try await store.createProject(name: "pictures", phase: phase, agency: designer.agency)
      for (name, role) in [("owner", Role.owner), ("reviewer", .reviewer)] {
        let account = try #require(try await store.account(email: "\(name)@example.org"))
        try await store.setMembership(role, of: account, in: project.id)
      }
      let hash = try store.blobs.put(png(40, 30))
      let own = AssetFile(hash: hash, size: png(40, 30).count, type: "image/png", width: 40, height: 30)
      let logo = Array("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 1 1\"/>".utf8)
      var theme = Theme(name: "plain", title: "Plain", css: "p{margin:0}")
      theme.assets["theme/logo.svg"] = AssetFile(
        hash: try store.blobs.put(logo), size: logo.count, type: "image/svg+xml", width: 1, height: 1)
      theme.sections["hero"] = ElementSeed(body: ElementBody(kind: .box, tag: "section", name: "Held"))
      theme.sections["bare"] = ElementSeed(body: ElementBody(kind: .box, tag: "section"))
      theme.templateTitles = ["entry": ["de": "Beitrag", "en": "Article"], "page": ["en": "Page"]]
      var settings = SiteSettings(name: "Pictures", locales: ["de"], theme: "plain")
      settings.collections["news"] = CollectionSettings(title: "Neuigkeiten", path: "aktuell")
      settings.company = ["phone": "030 1", "name": "Brot & Co"]
      let picture = ElementNode(
        id: ElementID("pictures-hero")!,
        body: ElementBody(
          kind: .image, tag: "img",
          content: .image(ImageContent(source: .asset("assets/hero.png"), alternative: .text("Brot"))),
          capabilities: capabilities))
      let slot = ElementNode(
        id: ElementID("pictures-slot")!, body: ElementBody(kind: .slot, tag: "", content: .slot("main")))
      let key = try await store.createSite(
        SiteSnapshot(
          settings: settings, theme: theme,
          pages: [
            PageContent(
              page: Page(id: PageID("pictures-home")!, slug: "", title: "Start", locale: "de"),
              slots: ["main": [picture]])
          ],
          templates: [
            "page": [
              ElementNode(
                id: ElementID("pictures-main")!, body: ElementBody(kind: .box, tag: "main"), children: [slot])
            ]
          ], shared: [:], assets: ["assets/hero.png": own]), slug: "pictures", project: project.id,
        agency: designer.agency, author: designer.id)
      try await body(Scene(base: base, key: key, project: project.id))
    }
  }

  static func png(_ width: Int, _ height: Int, data: [UInt8] = [1]) -> [UInt8] {
    func big(_ value: Int) -> [UInt8] { (0..<4).reversed().map { UInt8(value >> ($0 * 8) & 255) } }
    func chunk(_ name: String, _ content: [UInt8]) -> [UInt8] {
      big(content.count) + Array(name.utf8) + content + [0, 0, 0, 0]
    }
    return [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
      + chunk("IHDR", big(width) + big(height) + [8, 2, 0, 0, 0]) + chunk("IDAT", data) + chunk("IEND", [])
  }

  @Test("Who may send files", arguments: TestDatabases.engines)
  func whoMaySend(engine: Database.Engine) async throws {
    let picture = Self.png(8, 6)
    try await Self.with(engine) { scene in
      let before = try await scene.revision()
      #expect(try await scene.send(picture, as: [:]).status == 401)
      let reviewer = try await scene.send(picture, as: scene.base.reviewer)
      #expect(reviewer.status == 403 && reviewer.json?["code"] == "role")
      #expect(try await scene.send(picture, as: scene.base.otherOwner).status == 404)
      #expect(try await scene.send(picture, as: scene.base.owner, site: "nowhere").status == 404)
      let locked = try await scene.send(picture, as: scene.base.owner, site: "mine")
      #expect(locked.status == 403 && locked.json?["code"] == "locked", "nothing there shows a file")
      #expect(try await scene.send(picture, as: scene.base.designer, site: "mine").status == 201)
      var foreign = scene.base.owner
      foreign[.contentType] = "image/png"
      foreign[.secFetchSite] = "cross-site"
      #expect(try await scene.app.send(.post, "/api/v1/sites/pictures/assets", foreign, bytes: picture).status == 403)
      #expect(try await scene.revision() == before)
      #expect(try await scene.send(picture, as: scene.base.owner).status == 201)
    }
    try await Self.with(engine, phase: .creation) { scene in
      let answer = try await scene.send(picture, as: scene.base.owner)
      #expect(answer.status == 403 && answer.json?["code"] == "phase")
      #expect(try await scene.send(picture, as: scene.base.designer).status == 201)
    }
    for capabilities: Capabilities in [[], .visible, [.media, .seal]] {
      try await Self.with(engine, capabilities: capabilities) { scene in
        let answer = try await scene.send(picture, as: scene.base.owner)
        #expect(answer.json?["code"] == "locked")
      }
    }
  }

  @Test("A customer sends a picture, finds it in the list, and the draft shows it", arguments: TestDatabases.engines)
  func story(engine: Database.Engine) async throws {
    try await Self.with(engine) { scene in
      let picture = Self.png(800, 600)
      let sent = try await scene.send(picture, as: scene.base.owner, name: "Unser%20B%C3%A4cker.JPG", type: "text/html")
      let answer = try #require(sent.json)
      let hash = try #require(answer["hash"]?.string)
      let path = "assets/uploads/unser-baecker-\(hash.prefix(8)).png"
      #expect(sent.status == 201 && answer["path"]?.string == path && answer["revision"] == 2)
      #expect(answer["type"] == "image/png" && answer["width"] == 800 && answer["height"] == 600)
      #expect(answer["size"]?.integer == picture.count)

      let again = try await scene.send(picture, as: scene.base.owner, name: "other.png")
      #expect(again.status == 200 && again.json?["path"]?.string == path && again.json?["revision"] == 2)
      let imported = try await scene.send(Self.png(40, 30), as: scene.base.owner)
      #expect(imported.status == 200 && imported.json?["path"] == "assets/hero.png")

      let list = try await scene.get("/api/v1/sites/pictures/assets?kind=image", as: scene.base.reviewer)
      #expect(list.json?["items"]?.array?.compactMap { $0["path"]?.string } == [path, "assets/hero.png"])
      let withTheme = try await scene.get("/api/v1/sites/pictures/assets?kind=image&theme=1", as: scene.base.owner)
      #expect(withTheme.json?["items"]?.array?.last?["path"] == "theme/logo.svg")
      let one = try await scene.get("/api/v1/sites/pictures/assets?path=\(path)", as: scene.base.owner)
      #expect(one.json?["items"]?.array?.count == 1)
      let files = try await scene.get("/api/v1/sites/pictures/assets?kind=file", as: scene.base.owner)
      #expect(files.json?["items"] == [])

      // Bytes, on the portal and on the draft's origin.
      let url = try #require(answer["url"]?.string)
      let bytes = try await scene.get(url, as: scene.base.owner)
      #expect(bytes.status == 200 && bytes.body == picture && bytes.header("Content-Type") == "image/png")
      #expect(bytes.header("Content-Disposition") == "inline; filename=\"unser-baecker-\(hash.prefix(8)).png\"")
      let draftPath = try #require(answer["draftPath"]?.string)
      let draft = try await scene.app.send(.get, draftPath, host: "pictures.draft.localhost:8080")
      #expect(draft.status == 200 && draft.body == picture)
      let others = try await scene.get("/api/v1/sites/mine/assets", as: scene.base.owner)
      #expect(others.json?["items"] == [])
    }
  }

  @Test("The bytes are safe to open, and only for those who may know of the site") func bytes() async throws {
    try await Self.with { scene in
      let svg = Array(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 4 3\"><script>x()</script><path d=\"M0 0\"/></svg>"
          .utf8)
      let sent = try await scene.send(svg, as: scene.base.owner, name: "logo.html")
      let url = try #require(sent.json?["url"]?.string)
      #expect(url.hasSuffix(".svg"))
      #expect(try await scene.get(url, as: [:]).status == 401)
      #expect(try await scene.get(url, as: scene.base.otherOwner).status == 404)
      #expect(try await scene.get(url.replacing("/pictures/", with: "/mine/"), as: scene.base.owner).status == 404)
      let answer = try await scene.get(url, as: scene.base.reviewer)
      #expect(answer.status == 200 && !answer.text.contains("script"))
      let policy = try #require(answer.header("Content-Security-Policy"))
      #expect(policy.contains("sandbox") && policy.contains("default-src 'none'") && !policy.contains("script-src"))
      #expect(answer.header("X-Content-Type-Options") == "nosniff")
      #expect(answer.header("Cache-Control") == "private, max-age=31536000, immutable")
      let tag = try #require(answer.header("ETag"))
      let unchanged = try await scene.get(url, as: scene.base.reviewer, [.ifNoneMatch: tag])
      #expect(unchanged.status == 304 && unchanged.body.isEmpty)
      let pdf = try await scene.send(Array("%PDF-1.4 a".utf8), as: scene.base.owner, name: "Karte.pdf")
      let saved = try await scene.get(try #require(pdf.json?["url"]?.string), as: scene.base.owner)
      #expect(saved.header("Content-Disposition")?.hasPrefix("attachment; filename=\"karte-") == true)
      #expect(saved.header("Content-Type") == "application/pdf")
      for bad in ["assets/\(String(repeating: "0", count: 64))/a.png", "assets/..%2f..%2fetc/a", "assets/x/y"] {
        #expect(try await scene.get("/api/v1/sites/pictures/\(bad)", as: scene.base.owner).status == 404, "\(bad)")
      }
      let theme = try await scene.get("/api/v1/sites/pictures/assets?kind=image&theme=1", as: scene.base.owner)
      let logo = try #require(theme.json?["items"]?.array?.last?["url"]?.string)
      #expect(try await scene.get(logo, as: scene.base.owner).header("Content-Type") == "image/svg+xml")
    }
  }

  static let refusedFiles: [(name: String, bytes: [UInt8], status: Int, code: String)] = [
    ("HTML called .jpg", Array("<html><script>x()</script></html>".utf8), 415, "fileType"),
    ("a program", [0x7F, 0x45, 0x4C, 0x46, 2, 1], 415, "fileType"), ("nothing", [], 422, "fileEmpty"),
    ("a truncated PNG", Array(png(8, 6).prefix(40)), 422, "fileBroken"),
    ("a bomb", png(100_000, 100_000), 422, "filePixels"),
    ("an SVG that is none", Array("<html><svg/></html>".utf8), 422, "fileBroken"),
  ]

  @Test("What is refused leaves nothing behind", arguments: refusedFiles)
  func refused(name: String, bytes: [UInt8], status: Int, code: String) async throws {
    try await Self.with { scene in
      let answer = try await scene.send(bytes, as: scene.base.owner)
      #expect(answer.status == status && answer.json?["code"]?.string == code, "\(answer.text)")
      #expect(try await scene.revision() == 1)
    }
  }

  @Test("25 MiB are taken, one byte more is not, announced or not") func size() async throws {
    try await Self.with { scene in
      let limit = FileLimits.fileBytes
      let frame = Self.png(8, 6, data: []).count
      let largest = Self.png(8, 6, data: [UInt8](repeating: 7, count: limit - frame))
      #expect(largest.count == limit)
      #expect(try await scene.send(largest, as: scene.base.owner).status == 201)
      let tooLarge = try await scene.send(largest + [0], as: scene.base.owner)
      #expect(tooLarge.status == 413 && tooLarge.json?["code"] == "tooLarge")
      // Other routes have their own limit, also those that look alike.
      for path in ["/api/v1/sites/pictures/assets/", "/api/v1/sites/pictures/edits"] {
        var headers = scene.base.owner
        headers[.secFetchSite] = "same-origin"
        let answer = try await scene.app.send(.post, path, headers, bytes: [UInt8](repeating: 0, count: 3 << 20))
        #expect(answer.status == 413, "\(path)")
      }
    }
  }

  @Test("Names do no harm") func names() async throws {
    try await Self.with { scene in
      for (index, name) in ["..%2F..%2Fetc%2Fpasswd", "a%00b%0D%0Ac.png", "%E2%80%AE.png", "", "%ZZ"].enumerated() {
        let answer = try await scene.send(Self.png(8, 6, data: [UInt8(index)]), as: scene.base.owner, name: name)
        let path = try #require(answer.json?["path"]?.string)
        #expect(path.wholeMatch(of: /assets\/uploads\/[a-z0-9-]+-[0-9a-f]{8}\.png/) != nil, "\(path)")
      }
      let answer = try await scene.send(Self.png(8, 6, data: [99]), as: scene.base.owner, name: nil)
      #expect(answer.json?["path"]?.string?.hasPrefix("assets/uploads/file-") == true)
    }
  }

  @Test("The list comes page by page, newest first") func paging() async throws {
    try await Self.with { scene in
      for index in 0..<5 { _ = try await scene.send(Self.png(8, 6, data: [UInt8(index), 1]), as: scene.base.owner) }
      var paths: [String] = []
      var after: String?
      repeat {
        let query = after.map { "&after=\($0)" } ?? ""
        let page = try await scene.get("/api/v1/sites/pictures/assets?limit=2\(query)", as: scene.base.owner)
        paths += page.json?["items"]?.array?.compactMap { $0["path"]?.string } ?? []
        after = page.json?["next"]?.string
      } while after != nil
      #expect(paths.count == 6 && Set(paths).count == 6 && paths.last == "assets/hero.png")
      for query in ["limit=0", "after=nonsense", "kind=video", "after=1%20OR%201"] {
        #expect(try await scene.get("/api/v1/sites/pictures/assets?\(query)", as: scene.base.owner).status == 422)
      }
    }
  }

  @Test("A picture that was sent is published where it is shown") func published() async throws {
    try await Self.with { scene in
      let picture = Self.png(800, 600)
      let path = try #require(try await scene.send(picture, as: scene.base.owner).json?["path"]?.string)
      let operation =
        #"{"op":"update","element":"pictures-hero","version":1,"set":{"content":{"source":"asset:\#(path)","alternative":"Neu"}}}"#
      let edited = try await scene.base.edit(operation, as: scene.base.designer, site: "pictures")
      #expect(edited.status == 201, "\(edited.text)")
      #expect(try await scene.app.post("/api/v1/sites/pictures/releases", "{}", scene.base.designer).status == 201)
      let home = try await scene.app.send(.get, "/", host: "pictures.site.localhost:8080").text
      let source = try #require(home.firstMatch(of: /src="?(\/a\/foto-[^" >]+)/)?.output.1)
      let live = try await scene.app.send(.get, String(source), host: "pictures.site.localhost:8080")
      #expect(live.status == 200 && live.body == picture)
    }
  }
}
