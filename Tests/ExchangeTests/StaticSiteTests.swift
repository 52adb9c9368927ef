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
        let (one, two) = (PageFacts(bytes), PageFacts(other))
        #expect(one.words == two.words, "\(path)")
        #expect(one.links == two.links, "\(path)")
        #expect(one.pictures == two.pictures, "\(path)")
        #expect(one.title == two.title, "\(path)")
      }
    }
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
