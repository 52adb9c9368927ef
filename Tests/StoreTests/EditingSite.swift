import Database
import Model
import Store

/// A site with one element of every kind that customers change, for the people of a `TestStore`.
struct EditingSite {
  let test: TestStore
  let key: SiteKey
  let home = PageID("e-home")!

  static func with(
    _ engine: Database.Engine, phase: Phase = .done, _ body: (EditingSite) async throws -> Void
  ) async throws {
    try await TestStore.with(engine, phase: phase) { test in
      let project = ProjectID("project")!
      let key = try await test.store.createSite(
        snapshot(), slug: "editing", project: project, agency: test.agency, author: test.designer)
      try await body(EditingSite(test: test, key: key))
    }
  }

  func edit(_ account: AccountID, _ operations: [Operation]) async throws -> EditResult {
    try await test.store.edit(EditRequest(operations: operations), of: key, by: account)
  }

  func owner(_ operations: Operation...) async throws -> EditResult { try await edit(test.owner, operations) }
  func designer(_ operations: Operation...) async throws -> EditResult { try await edit(test.designer, operations) }

  /// The rule that refuses the operations; nil when they are carried out.
  func refusal(_ account: AccountID, _ operations: Operation...) async throws -> EditRefusal.Rule? {
    do {
      _ = try await edit(account, operations)
      return nil
    } catch let refusal as EditRefusal {
      return refusal.rule
    }
  }

  /// Every element by its ID with what is above it, as the newest revision has it.
  func elements(at revision: Revision? = nil) async throws -> [String: ElementNode] {
    var found: [String: ElementNode] = [:]
    let snapshot = try await test.store.snapshot(of: key, at: revision)
    let trees = snapshot.pages.flatMap { $0.slots.values.flatMap { $0 } } + snapshot.shared.values.flatMap { $0 }
    for tree in trees { tree.forEach { found[$0.id.rawValue] = $0 } }
    return found
  }

  func element(_ id: String) async throws -> ElementNode? { try await elements()[id] }

  func version(_ id: String) async throws -> Revision { try await element(id)?.since ?? 0 }

  /// The IDs of a list's items in order.
  func items(of list: String = "e-list") async throws -> [String] {
    try await element(list)?.children.map(\.id.rawValue) ?? []
  }

  static func id(_ name: String) -> ElementID { ElementID(name)! }

  static func snapshot() -> SiteSnapshot {
    func node(
      _ id: String, _ kind: ElementKind, _ tag: String, _ content: Content = .none, _ capabilities: Capabilities = [],
      classes: [String] = [], children: [ElementNode] = [], limits: (inout Limits) -> Void = { _ in }
    ) -> ElementNode {
      var body = ElementBody(
        kind: kind, tag: tag, classes: classes, name: id, content: content, capabilities: capabilities)
      limits(&body.limits)
      return ElementNode(id: EditingSite.id("e-\(id)"), body: body, children: children)
    }
    func words(_ text: String) -> Content { .inline(InlineText(text)) }
    func item(_ number: Int) -> ElementNode {
      node(
        "item\(number)", .box, "li",
        children: [
          node("item\(number)Text", .text, "p", words("Sorte \(number)"), .text),
          node("item\(number)Price", .text, "p", words("\(number) €")),
        ])
    }
    let template = ElementSeed(
      body: ElementBody(kind: .box, tag: "li", attributes: [.init("id", "neu")]),
      children: [
        ElementSeed(body: ElementBody(kind: .text, tag: "p", content: words("Neue Sorte"), capabilities: .text)),
        ElementSeed(body: ElementBody(kind: .text, tag: "p", content: words("0 €"))),
      ])
    let document = RichText(blocks: [.paragraph(InlineText("Seit 1987")), .heading(level: 2, InlineText("Ofen"))])
    let main = [
      node("text", .text, "p", words("Frisches Brot"), .text) { $0.maximumLength = 20 },
      node("rich", .richText, "div", .rich(document), .text),
      node("markdown", .markdown, "div", .markdown("# Preise"), .text),
      node(
        "image", .image, "img",
        .image(ImageContent(source: .asset("assets/oven.jpg"), alternative: .text("Ein Ofen"))), .media
      ) {
        $0.minimumWidth = 600
        $0.ratio = Limits.Ratio(width: 1, height: 1)
      },
      node(
        "link", .link, "a", .link(target: .page(PageID("e-about")!, fragment: nil), label: InlineText("Mehr")),
        [.text, .link]
      ) { $0.linkKinds = [.page, .mail] },
      node("promo", .box, "section", .none, [.visible, .variant, .order], classes: ["promo", "plain"]) {
        $0.variants = ["plain", "bright"]
      },
      node("locked", .text, "p", words("Impressum")),
      node("list", .list, "ul", .list(itemTemplate: template), .items, children: [item(1), item(2)]) {
        $0.minimumItems = 1
        $0.maximumItems = 4
      },
      node("sealed", .box, "div", .none, .seal, children: [node("sealedText", .text, "p", words("Preis"), .text)]),
    ]
    var home = Page(id: PageID("e-home")!, slug: "", title: "Start", locale: "de", capabilities: .meta)
    home.meta.description = "Brot"
    var settings = SiteSettings(name: "Editing", locales: ["de"], theme: "plain")
    settings.company = ["phone": "07 11", "name": "Bäckerei"]
    settings.collections["news"] = CollectionSettings(title: "Neuigkeiten", path: "aktuell", template: "page")
    func picture(_ width: Int, _ height: Int) -> AssetFile {
      AssetFile(hash: String(repeating: "1", count: 64), size: 9, type: "image/jpeg", width: width, height: height)
    }
    return SiteSnapshot(
      settings: settings, theme: Theme(name: "plain", title: "Plain", css: "p{}"),
      pages: [
        PageContent(page: home, slots: ["main": main]),
        PageContent(
          page: Page(id: PageID("e-about")!, slug: "about", title: "Über uns", locale: "de"),
          slots: ["main": [node("aboutText", .text, "p", words("Wir"), .text)]]),
      ],
      templates: [
        "page": [
          ElementNode(
            id: id("e-main"), body: ElementBody(kind: .box, tag: "main"),
            children: [ElementNode(id: id("e-slot"), body: ElementBody(kind: .slot, tag: "", content: .slot("main")))])
        ]
      ],
      shared: ["contact": [node("shared", .text, "p", words("Rufen Sie an"), .text)]],
      assets: [
        "assets/oven.jpg": picture(1000, 800), "assets/small.jpg": picture(1200, 500),
        "assets/large.jpg": picture(2000, 2000),
        "assets/menu.pdf": AssetFile(hash: String(repeating: "2", count: 64), size: 9, type: "application/pdf"),
      ])
  }
}
