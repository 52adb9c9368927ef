import Model

/// A small site that has every kind of lock: open, closed, sealed, limited, given away, in a list, in a shared tree and in a template.
enum PolicySite {
  static func snapshot(_ slug: String) -> SiteSnapshot {
    func node(
      _ id: String, _ kind: ElementKind, _ tag: String, _ content: Content = .none, _ capabilities: Capabilities = [],
      _ children: [ElementNode] = [], classes: [String] = [], limits: (inout Limits) -> Void = { _ in }
    ) -> ElementNode {
      var body = ElementBody(
        kind: kind, tag: tag, classes: classes, name: id, content: content, capabilities: capabilities)
      limits(&body.limits)
      return ElementNode(id: ElementID("\(slug)-\(id)")!, body: body, children: children)
    }
    func words(_ text: String) -> Content { .inline(InlineText(text)) }
    func item(_ name: String) -> ElementNode {
      node(
        name, .box, "li", .none, [],
        [
          node("\(name)-text", .text, "p", words("Sorte"), .text), node("\(name)-price", .text, "p", words("1 €")),
        ])
    }
    let template = ElementSeed(
      body: ElementBody(kind: .box, tag: "li"),
      children: [
        ElementSeed(body: ElementBody(kind: .text, tag: "p", content: words("Neu"), capabilities: .text)),
        ElementSeed(body: ElementBody(kind: .text, tag: "p", content: words("0 €"))),
      ])
    let page = PageID("\(slug)-home")!
    let main = [
      node("head", .text, "h1", words("Willkommen"), .text) { $0.maximumLength = 30 },
      node("locked", .text, "p", words("Impressum")),
      node("rich", .richText, "div", .rich(RichText(blocks: [.paragraph(InlineText("Text"))])), .text),
      node("markdown", .markdown, "div", .markdown("# Preise"), .text),
      node(
        "image", .image, "img", .image(ImageContent(source: .asset("assets/a.jpg"), alternative: .text("Bild"))), .media
      ),
      node(
        "lockedImage", .image, "img", .image(ImageContent(source: .asset("assets/a.jpg"), alternative: .decorative))),
      node("link", .link, "a", .link(target: .page(page, fragment: nil), label: InlineText("Mehr")), [.text, .link]),
      node("onlyLabel", .link, "a", .link(target: .url("/"), label: InlineText("Mehr")), .text),
      node("promo", .box, "section", .none, [.visible, .variant, .order], [], classes: ["promo", "plain"]) {
        $0.variants = ["plain", "bright"]
      },
      node(
        "list", .list, "ul", .list(itemTemplate: template), .items, [item("one"), item("two"), item("three")]
      ) {
        $0.minimumItems = 1
        $0.maximumItems = 5
      },
      node("closedList", .list, "ul", .list(itemTemplate: template), [], [item("four"), item("five")]),
      node(
        "sealed", .box, "div", .none, .seal,
        [
          node("sealedText", .text, "p", words("Preis"), .text),
          node("sealedList", .list, "ul", .list(itemTemplate: template), .items, [item("six")]),
        ]),
      node(
        "free", .box, "div", .none, .structure,
        [
          node("freeText", .text, "p", words("frei")), node("freeBox", .box, "div"),
          node("freeSealed", .box, "div", .none, .seal, [node("freeSealedText", .text, "p", words("zu"))]),
        ]),
      node("code", .code, "", .html("<svg></svg>")),
    ]
    var home = Page(id: page, slug: "", title: "Start", locale: "de", capabilities: .meta)
    home.meta.description = "d"
    var settings = SiteSettings(name: slug, locales: ["de"], theme: "plain")
    settings.company = ["phone": "1", "name": slug]
    let file = AssetFile(hash: String(repeating: "1", count: 64), size: 9, type: "image/jpeg", width: 900, height: 900)
    return SiteSnapshot(
      settings: settings, theme: Theme(name: "plain", title: "Plain", css: "p{}"),
      pages: [
        PageContent(page: home, slots: ["main": main]),
        PageContent(
          page: Page(id: PageID("\(slug)-about")!, slug: "about", title: "Wir", locale: "de"),
          slots: ["main": [node("about", .text, "p", words("Wir"), .text), node("aboutBox", .box, "div")]]),
      ],
      templates: [
        "page": [
          node(
            "frame", .box, "main", .none, [],
            [node("footer", .text, "p", words("Fuß"), .text), node("slot", .slot, "", .slot("main"))])
        ]
      ],
      shared: [
        "contact": [node("contact", .text, "p", words("Rufen Sie an"), .text), node("legal", .text, "p", words("§"))]
      ],
      assets: ["assets/a.jpg": file, "assets/b.jpg": file])
  }
}
