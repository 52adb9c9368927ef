import Glibc
import Builder
import Model
import Publishing
import SiteFolder
import Testing

/// Finished sites of plain HTML become sites that look and read the same.
@Suite("Sites of plain HTML")
struct StaticSiteTests {
  @Test(
    "What Foyer has published comes back with the same words, links and pictures",
    arguments: ["sonnenkorn", "harbour-physio"])
  func ownOutput(name: String) async throws {
    try await Exchange.with { exchange in
      let first = exchange.newPath("first")
      let second = exchange.newPath("second")
      var build = FolderBuild(
        folder: "\(Files.package)/content/\(name)", output: first, themes: ["\(Files.package)/themes"], baseURL: nil,
        year: 2026)
      build.workers = 1
      _ = try build.run()
      let read = try SiteFolder.read(first, themes: [], options: .init(label: ""))
      #expect(read.snapshot.pages.count > 5)
      #expect(read.snapshot.settings.hasSearch, "the form to search with is one again")
      let warnings = read.warnings.map { "\($0.message) — \($0.advice)" }
      #expect(Set(warnings).count == warnings.count, "each is told once:\n\(warnings.joined(separator: "\n"))")
      #expect(warnings.filter { $0.contains("look like further parts") }.count <= 1)
      let key = try await exchange.store.importSite(
        read, slug: "copy", project: exchange.project, agency: exchange.agency, author: nil)
      let exported = exchange.newPath("exported")
      _ = try await exchange.store.export(key, at: nil, to: exported)
      build = FolderBuild(folder: exported, output: second, themes: [], baseURL: nil, year: 2026)
      _ = try build.run()
      let (before, after) = (Files.all(below: first), Files.all(below: second))
      for (path, bytes) in before where path.hasSuffix("index.html") {
        // A page that only leads on is a redirect.
        if String(decoding: bytes, as: UTF8.self).contains("http-equiv=\"refresh\"") { continue }
        guard let other = after[path] else {
          Issue.record("\(path) is missing")
          continue
        }
        let html = (String(decoding: bytes, as: UTF8.self), String(decoding: other, as: UTF8.self))
        let form = html.0.firstRange(of: "<form role=\"search\"").map { html.0[$0.lowerBound...].prefix { $0 != ">" } }
        #expect(form.map { html.1.contains($0) } ?? true, "\(path)")
        // The list for those who have no script is made anew, of pages that were entries before.
        if html.0.contains("id=\"search-results\"") {
          #expect(html.1.split(separator: "id=\"search-results\"").count == 2, "\(path)")
          continue
        }
        let (one, two) = (PageFacts(bytes), PageFacts(other))
        #expect(one.words == two.words, "\(path)")
        #expect(one.links == two.links, "\(path)")
        #expect(one.pictures == two.pictures, "\(path)")
        #expect(one.title == two.title, "\(path)")
      }
    }
  }

  @Test("Search forms stay search forms, lists in parts are told in a line, and equal warnings are told once")
  func searchAndParts() async throws {
    try await Exchange.with { try Self.searchAndParts($0.newPath("static")) }
  }

  private static func searchAndParts(_ folder: String) throws {
    func page(_ title: String, _ body: String) -> String {
      "<!doctype html><html lang=\"de\"><head><title>\(title)</title></head><body>\(body)</body></html>"
    }
    let header = "<header><form role=\"search\" action=\"/suche/\"><input type=\"search\" name=\"q\"></form></header>"
    let odd = "<p onclick=\"x()\">A</p>"
    let files = [
      "index.html": page("Start", "\(header)<main>\(odd)</main>"),
      "suche/index.html": page("Suche", "\(header)<main><h1>Suche</h1></main>"),
      "neues/index.html": page("Neues", "\(header)<main>\(odd)<ul><li>1</li></ul></main>"),
      "neues/seite/2/index.html": page("Neues 2", "\(header)<main>\(odd)<ul><li>2</li></ul></main>"),
      "neues/tag/ofen/index.html": page("Ofen", "\(header)<main><ul><li>1</li></ul></main>"),
      "kontakt/index.html": page(
        "Kontakt",
        "<form action=\"https://search.example/\"><input type=\"search\"></form><form method=\"post\" action=\"/x\"><input></form>"
      ),
      "alt/index.html": page("Alt", "<form action=\"/find.php\"><input type=\"search\"></form>"),
    ]
    for (path, text) in files { Files.write(text, to: "\(folder)/\(path)") }
    let read = try SiteFolder.read(folder, themes: [], options: .init(label: ""))
    #expect(read.snapshot.settings.hasSearch)
    var searches: [String: Int] = [:]
    for content in read.snapshot.pages {
      for tree in content.slots.values.flatMap({ $0 }) {
        tree.forEach { if $0.body.content == .generated(.search) { searches[content.page.slug, default: 0] += 1 } }
      }
    }
    #expect(searches["alt"] == 1 && searches["kontakt"] == nil)
    #expect(
      SiteChecks(read.snapshot, options: BuildOptions(year: 2026)).findings().allSatisfy { $0.kind != .duplicatePath })
    let said = read.warnings.map(\.description)
    func count(_ words: String) -> Int { said.count { $0.contains(words) } }
    #expect(count("onclick left out (the same in 2 more places)") == 1 && count("onclick") == 1, "\(said)")
    #expect(count("2 pages of the folder, such as /neues/") == 1 && count("look like further parts") == 1, "\(said)")
    #expect(count("the search form was sent to “/find.php”") == 1 && count("“/suche/”") == 0, "\(said)")
    #expect(count("https://search.example/") == 1, "\(said)")
  }

  @Test("A small hand-made site") func handMade() throws {
    let folder = Files.package + "/Tests/Fixtures/static-club"
    let read = try SiteFolder.read(folder, themes: [], options: .init(label: ""))
    let site = read.snapshot
    #expect(site.pages.map(\.page.slug).sorted() == ["", "jahreszeiten", "mitmachen"])
    #expect(site.settings.locales == ["de"])
    // Header and footer are the same on every page, so they are the template; the menu is a menu.
    #expect(site.settings.navigation["main"]?.count == 3)
    let template = site.theme.templates["page"].map { Self.kinds($0) } ?? []
    #expect(template.contains(.navigation))
    #expect(template.contains(.slot))
    for page in site.pages { #expect(!Self.kinds(page.slots["main"] ?? []).contains(.navigation)) }
    // windows-1252, as the page says.
    let season = try #require(site.pages.first { $0.page.slug == "jahreszeiten" })
    #expect(season.page.title == "Jahreszeiten – Gartenverein „Grüne Höfe“")
    #expect(Self.kinds(season.slots["main"]!).contains(.list))
    #expect(Self.kinds(season.slots["main"]!).contains(.richText))
    let home = try #require(site.pages.first { $0.page.slug.isEmpty })
    #expect(home.page.meta.description == "Wir gärtnern im Hof.")
    #expect(Self.images(home.slots["main"]!) == ["assets/bilder/beet-gross.svg"])
    #expect(site.theme.css.contains("url(\"assets/bilder/blatt.svg\")"))
    #expect(site.theme.css.contains(".s-1.s-1.s-1 { margin-top: 3rem }"))
    #expect(site.theme.css.contains("@media print"))
    #expect(site.theme.css.contains(".md_weit"))
    #expect(site.settings.redirects["/jahreszeiten.html"] == "/jahreszeiten/")
    let join = try #require(site.pages.first { $0.page.slug == "mitmachen" })
    #expect(Self.kinds(join.slots["main"]!).contains(.form))
    #expect(Self.kinds(join.slots["main"]!).contains(.embed))
    // Deny by default.
    for tree in site.pages.flatMap({ $0.slots.values.flatMap { $0 } }) {
      tree.forEach { #expect($0.body.capabilities.isEmpty) }
    }
    let said = read.warnings.map(\.description).joined(separator: "\n")
    for part in [
      "index.html:31: warning: 2 scripts are left out",
      "mitmachen.html:21: warning: the form was sent to “https://old.example/send.php”",
      "mitmachen.html:29: warning: the frame of https://maps.example.org/embed?q=1 becomes an embed",
      "index.html:27: warning: the link to “weg.html” leads nowhere", "is on another server", "everything is locked",
    ] { #expect(said.contains(part), "\(part)\n\(said)") }
  }

  @Test(
    "A quotation gets no paragraph that it did not have",
    arguments: [
      ("<blockquote>Gut.</blockquote><p>Anna</p>", false), ("<blockquote><p>Gut.</p></blockquote><p>Anna</p>", true),
    ])
  func quotations(html: String, isRichText: Bool) async throws {
    try await Exchange.with { exchange in
      let folder = exchange.newPath("quotation")
      Files.write(
        Array("<!doctype html><title>x</title><main><div>\(html)</div></main>".utf8), to: "\(folder)/index.html")
      let site = try SiteFolder.read(folder, themes: [], options: .init(label: "")).snapshot
      #expect(site.pages.contains { Self.kinds($0.slots["main"] ?? []).contains(.richText) } == isRichText)
    }
  }

  private static func kinds(_ nodes: [ElementNode]) -> Set<ElementKind> {
    var kinds: Set<ElementKind> = []
    for node in nodes { node.forEach { kinds.insert($0.body.kind) } }
    return kinds
  }

  private static func images(_ nodes: [ElementNode]) -> [String] {
    var found: [String] = []
    for node in nodes {
      node.forEach { node in
        if case .image(let image) = node.body.content, case .asset(let path) = image.source { found.append(path) }
      }
    }
    return found
  }
}
