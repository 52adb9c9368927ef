import Builder
import Crypto
import Database
import DatabaseTesting
import Model
import Synchronization
import Testing

@testable import Publishing
@testable import Store

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

  private static func compare(
    _ after: SiteSnapshot, _ scope: EditScope, before: SiteSnapshot = site()
  ) throws -> ScopeComparison.Result {
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

  @Test("An item with a picture may come and go on a page that has a picture for previews")
  func itemsWithPictures() throws {
    var with = Self.site()
    with.assets["assets/loaf.jpg"] = AssetFile(
      hash: String(repeating: "a", count: 64), size: 10, type: "image/jpeg", width: 900, height: 600)
    with.pages[0].page.meta.image = "assets/loaf.jpg"
    var without = with
    let picture = ElementNode(
      id: ElementID("picture")!,
      body: ElementBody(
        kind: .image, tag: "img",
        content: .image(ImageContent(source: .asset("assets/loaf.jpg"), alternative: .decorative))))
    with.pages[0].slots["main"]![0].children.append(
      ElementNode(id: ElementID("item")!, body: ElementBody(kind: .box, tag: "li"), children: [picture]))
    var scope = EditScope()
    scope.elements[ElementID("item")!] = [.presence]
    for (before, after) in [(without, with), (with, without)] {
      #expect(try Self.compare(after, scope, before: before).places["item"] == 1)
    }
    // Another picture for previews is still found.
    without.pages[0].page.meta.image = nil
    #expect(throws: ScopeFault.self) { try Self.compare(without, scope, before: with) }
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

  // MARK: With a store's own data

  private static let owner = EditAuthority(role: .owner, phase: .done)

  /// A published site of which the customer may change `open` and the items of `list`, with a desk that tells what it refuses.
  private static func withDesk(
    _ body: (PublishedSite, PublishDesk, _ refusals: @Sendable () -> [String]) async throws -> Void
  ) async throws {
    var snapshot = change("open") { $0.body.capabilities = .text }
    let item = ElementNode(
      id: ElementID("item")!, body: ElementBody(kind: .box, tag: "li"),
      children: [
        ElementNode(
          id: ElementID("price")!, body: ElementBody(kind: .text, tag: "b", content: .inline(InlineText("1 €"))))
      ])
    let list = ElementBody(kind: .list, tag: "ul", content: .list(itemTemplate: nil), capabilities: .items)
    snapshot.pages[0].slots["main"]!.append(ElementNode(id: ElementID("list")!, body: list, children: [item]))
    let refusals = Mutex<[String]>([])
    try await PublishedSite.with(.sqlite, snapshot) { site in
      let desk = PublishDesk(
        store: site.store, publisher: site.publisher(), year: { 2026 },
        today: { CalendarDate(year: 2026, month: 3, day: 1)! },
        tell: { if case .scopeRefused(let reason, _) = $0 { refusals.withLock { $0.append(reason) } } })
      _ = try await desk.publish(of: site.key)
      try await body(site, desk) { refusals.withLock { $0 } }
    }
  }

  @Test(
    "A choice that holds something locked is refused by the proof, whoever let it through, and nothing is published")
  func smuggledChoice() async throws {
    try await Self.withDesk { site, desk, refusals in
      try await site.edit(.setText(ElementID("open")!, version: 1, InlineText("Semmel")))
      try await site.edit(.setText(ElementID("locked")!, version: 1, InlineText("Geheim")))
      let live = try #require(try await desk.live(of: site.key))
      let pending = try await site.store.pendingChanges(of: site.key, from: live.composition, for: Self.owner)
      let doctored = pending.withinRights.composition.taking([.element(ElementID("locked")!)], at: 3)
      var order = PublishOrder(.composition(doctored), by: site.designer)
      order.builtOn = live.number
      order.examine = desk.examination(
        of: site.key, rule: .standard, by: site.designer, override: false, proving: (live, Self.owner, doctored))
      let refusal = await #expect(throws: PublishRefusal.self) {
        try await site.publisher().publish(order, of: site.key)
      }
      #expect(refusal?.rule == .scope && refusals().count == 1 && refusals()[0].contains("not the customer's"))
      #expect(try await site.store.liveNumber(of: site.key) == live.number)
    }
  }

  @Test("Were the rights mistaken, the bytes would still tell: locked words, and those in a new item")
  func smuggledBytes() async throws {
    try await Self.withDesk { site, desk, _ in
      try await site.edit(.setText(ElementID("open")!, version: 1, InlineText("Semmel")))
      try await site.edit(.setText(ElementID("locked")!, version: 1, InlineText("Geheim")))
      try await site.edit(.duplicateItem(ElementID("item")!, version: 1))
      let live = try #require(try await desk.live(of: site.key))
      func pending() async throws -> PendingChanges {
        try await site.store.pendingChanges(of: site.key, from: live.composition, for: Self.owner)
      }
      func prove(_ composition: Composition) async throws -> ProofFault? {
        func state(_ composition: Composition) async throws -> ScopeProof.State {
          let snapshot = try await site.store.snapshot(of: site.key, composition: composition)
          return ScopeProof.State(
            snapshot: snapshot, manifest: Manifest(try BuiltSite(snapshot).files.values), options: BuiltSite.options,
            day: nil)
        }
        let proof = ScopeProof(
          number: live.number, before: try await state(live.composition), after: try await state(composition),
          changes: try await pending())
        do { _ = try proof.prove() } catch let fault as ProofFault { return fault }
        return nil
      }
      let honest = try await pending().withinRights.composition
      #expect(try await prove(honest) == nil)
      let locked = try await prove(honest.taking([.element(ElementID("locked")!)], at: 3))
      #expect(locked?.description.contains("in the element locked, outside of what was changed") == true)

      let copy = try #require(
        try await site.store.snapshot(of: site.key).pages[0].slots["main"]?[1].children.last?.children.first)
      try await site.edit(.setText(copy.id, version: copy.since, InlineText("99 €")))
      #expect(try await pending().withinRights.composition.picks.keys.contains(.element(copy.id)) == false)
      let whole = try await prove(Composition(base: try await site.store.revision(of: site.key)))
      #expect(whole?.description.contains("outside of what was changed") == true)
      let item = try await prove(honest.taking([.element(copy.id)], at: 5))
      #expect(item?.description.contains("outside of what was changed") == true)
    }
  }
}
