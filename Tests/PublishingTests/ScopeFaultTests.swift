import Builder
import Crypto
import Model
import Store
import Synchronization
import Testing

/// A fault of the builder, or something smuggled into what is built, is found where it stands.
@Suite("What a proof finds")
struct ScopeFaultTests {
  /// A page with one text that may be another one, and locked things around it.
  private static func site() -> SiteSnapshot {
    func text(_ id: String, _ words: String, tag: String = "p") -> ElementNode {
      ElementNode(
        id: ElementID(id)!, body: ElementBody(kind: .text, tag: tag, content: .inline(InlineText(words))))
    }
    var settings = SiteSettings(name: "Ofen", locales: ["de"], url: "https://ofen.example", theme: "plain")
    settings.company = ["phone": "0711 1", "name": "Bäckerei"]
    settings.navigation = [
      "main": [
        NavigationItem(target: .page(PageID("home")!, fragment: nil)),
        NavigationItem(target: .page(PageID("team")!, fragment: nil)),
      ]
    ]
    let main = ElementNode(
      id: ElementID("box")!, body: ElementBody(kind: .box, tag: "section", classes: ["wide"]),
      children: [text("open", "Brot"), text("locked", "Impressum")])
    return SiteSnapshot(
      settings: settings, theme: Theme(name: "plain", title: "Plain", css: "p{margin:0}.wide{width:9em}"),
      pages: [
        PageContent(page: Page(id: PageID("home")!, slug: "", title: "Start", locale: "de"), slots: ["main": [main]]),
        PageContent(
          page: Page(id: PageID("team")!, slug: "team", title: "Team", locale: "de"),
          slots: ["main": [text("team-text", "Wir")]]),
      ],
      templates: [
        "page": [
          ElementNode(
            id: ElementID("nav")!, body: ElementBody(kind: .navigation, tag: "nav", content: .navigation("main"))),
          ElementNode(
            id: ElementID("main")!, body: ElementBody(kind: .box, tag: "main"),
            children: [
              ElementNode(id: ElementID("slot")!, body: ElementBody(kind: .slot, tag: "", content: .slot("main")))
            ]),
          ElementNode(
            id: ElementID("call")!,
            body: ElementBody(
              kind: .link, tag: "a", content: .link(target: .value("company.phone"), label: InlineText("Anruf")))),
        ]
      ], shared: [:], assets: [:])
  }

  private static func files(_ site: SiteSnapshot) throws -> [String: String] {
    let made = Mutex<[String: String]>([:])
    _ = try SiteBuilder(site, options: BuiltSite.options).build(workers: 1) { file in
      made.withLock { $0[file.path] = BuiltSite.artifact(file).hash }
    }
    return made.withLock { $0 }
  }

  private static func compare(_ after: SiteSnapshot, _ scope: EditScope) throws -> ScopeComparison.Result {
    let before = site()
    let (old, new) = (try files(before), try files(after))
    let comparison = ScopeComparison(
      before: (before, BuiltSite.options), after: (after, BuiltSite.options), scope: scope)
    let pages = new.keys.sorted().filter { old[$0] != new[$0] && comparison.kind(of: $0) == .page }
      .map { ScopeComparison.File(path: $0, before: old[$0]!, after: new[$0]!) }
    return try comparison.compare(pages, assets: []) { hexadecimal(SHA256.hash(data: $0)) }
  }

  private static let words: EditScope = {
    var scope = EditScope()
    scope.elements[ElementID("open")!] = [.content]
    return scope
  }()

  private static func change(_ id: String, _ body: (inout ElementNode) -> Void) -> SiteSnapshot {
    var site = site()
    func visit(_ nodes: inout [ElementNode]) {
      for index in nodes.indices {
        if nodes[index].id.rawValue == id { body(&nodes[index]) }
        visit(&nodes[index].children)
      }
    }
    for page in site.pages.indices { visit(&site.pages[page].slots["main"]!) }
    visit(&site.templates["page"]!)
    return site
  }

  private static func edited(_ further: (inout SiteSnapshot) -> Void = { _ in }) -> SiteSnapshot {
    var site = change("open") { $0.body.content = .inline(InlineText("Semmel & Salz")) }
    further(&site)
    return site
  }

  @Test("The words that may be other ones are the only ones") func within() throws {
    let result = try Self.compare(Self.edited(), Self.words)
    #expect(result.pages == 1 && result.places == ["open": 1])
  }

  @Test("Locked words, a class, an attribute, a tag: each is found on its page and in its element")
  func smuggled() throws {
    let changes: [(String, (inout ElementNode) -> Void, String)] = [
      ("locked", { $0.body.content = .inline(InlineText("Impressum.")) }, "locked"),
      ("locked", { $0.body.content = .inline(InlineText("Impressum ")) }, "locked"),
      ("locked", { $0.body.classes = ["wide"] }, "locked"),
      ("open", { $0.body.classes = ["wide"] }, "open"),
      ("open", { $0.body.attributes = [.init("title", "x")] }, "open"),
      ("box", { $0.body.classes = ["wide", "x"] }, "box"),
      ("box", { $0.children.reverse() }, "locked"),
      ("locked", { $0.body.hidden = true }, "box"),
    ]
    for (id, change, found) in changes {
      var site = Self.change(id, change)
      if id != "open" {
        site.pages[0].slots["main"]![0].children = site.pages[0].slots["main"]![0].children.map { node in
          var node = node
          if node.id.rawValue == "open" { node.body.content = .inline(InlineText("Semmel")) }
          return node
        }
      }
      do {
        _ = try Self.compare(site, Self.words)
        Issue.record("\(id) was not found")
      } catch let fault as ScopeFault {
        #expect(fault.path == "index.html" && fault.kind == .differs && fault.offset > 0, "\(fault)")
        #expect(fault.element?.rawValue == found, "\(fault)")
      }
    }
  }

  @Test("Another page's title, a template, company data and the theme are found too") func elsewhere() throws {
    func fault(_ site: SiteSnapshot, _ scope: EditScope = Self.words) throws -> ScopeFault? {
      do { _ = try Self.compare(site, scope) } catch let fault as ScopeFault { return fault }
      return nil
    }
    let titled = Self.edited { $0.pages[1].page.title = "Leute" }
    #expect(try fault(titled)?.path == "404.html", "the menu stands there too")
    var scope = Self.words
    scope.pages = [PageID("team")!]
    #expect(try fault(titled, scope) == nil)
    #expect(try fault(Self.edited { $0.templates["page"]![2].body.classes = ["x"] })?.element == ElementID("call"))
    let called = Self.edited { $0.settings.company["phone"] = "0711 2" }
    #expect(try fault(called) != nil)
    scope.company = ["phone"]
    #expect(try fault(called, scope) == nil)
    #expect(try fault(Self.edited { $0.theme.css += "p{color:red}" })?.kind == .styles)
  }

  @Test("What is published has to be what was compared") func otherBytes() throws {
    let (before, after) = (Self.site(), Self.edited())
    let comparison = ScopeComparison(
      before: (before, BuiltSite.options), after: (after, BuiltSite.options), scope: Self.words)
    let hashes = (try Self.files(before)["index.html"]!, try Self.files(after)["index.html"]!)
    for (old, new, kind) in [(hashes.0, hashes.0, ScopeFault.Kind.after), (hashes.1, hashes.1, .before)] {
      let file = ScopeComparison.File(path: "index.html", before: old, after: new)
      let fault = #expect(throws: ScopeFault.self) {
        try comparison.compare([file], assets: []) { hexadecimal(SHA256.hash(data: $0)) }
      }
      #expect(fault?.kind == kind && fault?.path == "index.html")
    }
  }
}
