import Database
import DatabaseTesting
import Model
import Store
import Testing

/// Every operation that customers have: what each element's own rule allows, and what it does not.
@Suite("What customers may change")
struct OperationTests {
  private typealias Site = EditingSite

  @Test("Each element's rule, as a table") func rules() async throws {
    func id(_ name: String) -> ElementID { ElementID("e-\(name)")! }
    func rich(_ blocks: RichText.Block...) -> RichText { RichText(blocks: blocks) }
    let linked = InlineText(nodes: [.text("x", marks: [.link(.url("https://example.org"))])])
    let rows: [(String, Operation, EditRefusal.Rule?)] = [
      ("a text within its length", .setText(id("text"), version: 1, InlineText("Brot")), nil),
      (
        "family emoji count as one", .setText(id("text"), version: 1, InlineText(String(repeating: "👨‍👩‍👧", count: 20))),
        nil
      ),
      ("one too many", .setText(id("text"), version: 1, InlineText(String(repeating: "👨‍👩‍👧", count: 21))), .limit),
      ("a text that nobody sees", .setText(id("text"), version: 1, InlineText("\u{200B} ")), .limit),
      ("another kind", .setRichText(id("text"), version: 1, rich(.paragraph(InlineText("x")))), .kind),
      ("a locked text", .setText(id("locked"), version: 1, InlineText("x")), .locked),
      ("a sealed text", .setText(id("sealedText"), version: 1, InlineText("x")), .sealed),
      (
        "blocks that are allowed",
        .setRichText(id("rich"), version: 1, rich(.bulletList([[.paragraph(InlineText("x"))]]))), nil
      ),
      (
        "a block that stands there already",
        .setRichText(id("rich"), version: 1, rich(.heading(level: 2, InlineText("x")))), nil
      ),
      ("a foreign block", .setRichText(id("rich"), version: 1, rich(.quote([.paragraph(InlineText("x"))]))), .limit),
      (
        "a foreign mark",
        .setRichText(id("rich"), version: 1, rich(.paragraph(InlineText(nodes: [.text("x", marks: [.sub])])))), .limit
      ),
      (
        "a link to a value",
        .setRichText(
          id("rich"), version: 1, rich(.paragraph(InlineText(nodes: [.text("x", marks: [.link(.value("entry.url"))])])))
        ), .limit
      ),
      (
        "a link to nowhere",
        .setRichText(
          id("rich"), version: 1,
          rich(.paragraph(InlineText(nodes: [.text("x", marks: [.link(.page(PageID("none")!, fragment: nil))])])))),
        .invalid
      ),
      ("Markdown", .setMarkdown(id("markdown"), version: 1, "# Neu\n\n- *a* <https://example.org>\n- 1 < 2"), nil),
      ("Markdown with HTML", .setMarkdown(id("markdown"), version: 1, "a <img src=x onerror=y>"), .limit),
      ("Markdown with a comment", .setMarkdown(id("markdown"), version: 1, "a <!-- b -->"), .limit),
      ("Markdown with a picture", .setMarkdown(id("markdown"), version: 1, "![a](https://example.org/a.png)"), .limit),
      (
        "Markdown with HTML behind a mark", .setMarkdown(id("markdown"), version: 1, "a \u{0600}<b>b\u{0600}</b>"),
        .limit
      ),
      (
        "Markdown with a picture and a mark",
        .setMarkdown(id("markdown"), version: 1, "!\u{5B}\u{301}x](https://a.example/b.png)"), .limit
      ),
      (
        "a character of a thousand marks",
        .setText(id("text"), version: 1, InlineText("a" + String(repeating: "\u{301}", count: 1000))), .limit
      ),
      ("a blank that is none", .setText(id("text"), version: 1, InlineText("\u{2800}")), .limit),
      ("a mail address behind a mark", .setLink(id("link"), version: 1, .url("tel:\u{FE0F}1")), .limit),
      (
        "a picture with its description",
        .setImage(id("image"), version: 1, ImageChange(source: "assets/large.jpg", alternative: .text("Brot"))), nil
      ),
      (
        "a picture that only decorates",
        .setImage(id("image"), version: 1, ImageChange(source: "assets/large.jpg", alternative: .decorative)), nil
      ),
      (
        "a picture without a decision", .setImage(id("image"), version: 1, ImageChange(source: "assets/large.jpg")),
        .limit
      ),
      (
        "a picture too small once cropped",
        .setImage(id("image"), version: 1, ImageChange(source: "assets/small.jpg", alternative: .text("x"))), .limit
      ),
      (
        "a file that is no picture",
        .setImage(id("image"), version: 1, ImageChange(source: "assets/menu.pdf", alternative: .text("x"))), .limit
      ),
      (
        "a file that is not there",
        .setImage(id("image"), version: 1, ImageChange(source: "assets/none.jpg", alternative: .text("x"))), .invalid
      ),
      (
        "only the focal point", .setImage(id("image"), version: 1, ImageChange(focalPoint: .some(.init(x: 1, y: 2)))),
        nil
      ),
      ("a label", .setText(id("link"), version: 1, InlineText("Weiter")), nil),
      ("a label with a link in it", .setText(id("link"), version: 1, linked), .limit),
      ("a target of the site", .setLink(id("link"), version: 1, .page(PageID("e-home")!, fragment: "oben")), nil),
      ("a mail address", .setLink(id("link"), version: 1, .url("mailto:a@example.org")), nil),
      ("a kind of target that is not allowed", .setLink(id("link"), version: 1, .url("https://example.org")), .limit),
      ("no target at all", .setLink(id("link"), version: 1, nil), .limit),
      ("hiding", .setHidden(id("promo"), version: 1, true), nil),
      ("hiding what may not be", .setHidden(id("text"), version: 1, true), .capability),
      ("a named variant", .setVariant(id("promo"), version: 1, "bright"), nil),
      ("an unnamed one", .setVariant(id("promo"), version: 1, "promo"), .limit),
      ("a place among siblings", .moveItem(id("promo"), version: 1, after: nil), nil),
      ("no place below another one", .moveItem(id("promo"), version: 1, after: ElementID("e-item1")!), .notFound),
      ("moving what may not move", .moveItem(id("text"), version: 1, after: nil), .capability),
      ("a page's title", .setMeta(PageID("e-home")!, version: 1, MetaChange(title: "Brot")), nil),
      ("another page's", .setMeta(PageID("e-about")!, version: 1, MetaChange(title: "Brot")), .locked),
      (
        "a picture of the page that is none",
        .setMeta(PageID("e-home")!, version: 1, MetaChange(image: .some("assets/menu.pdf"))), .invalid
      ),
      ("the company's phone", .setField(path: "company.phone", seen: "07 11", value: "07 12"), nil),
      ("with the old number unseen", .setField(path: "company.phone", seen: "0", value: "07 12"), .stale),
      ("a value that the company has not", .setField(path: "company.fax", seen: "", value: "1"), .notFound),
      ("a new item", .addItem(list: id("list"), after: nil), nil),
      ("an item of what is no list", .addItem(list: id("promo"), after: nil), .capability),
      ("a copy of an item", .duplicateItem(id("item1"), version: 1), nil),
      ("a copy of what is no item", .duplicateItem(id("text"), version: 1), .kind),
      ("a copy of the list itself", .duplicateItem(id("list"), version: 1), .kind),
      ("an item less", .removeItem(id("item1"), version: 1), nil),
      ("an item's part", .removeItem(id("item1Text"), version: 1), .kind),
      ("an item moved", .moveItem(id("item2"), version: 1, after: nil), nil),
      ("seen at another version", .removeItem(id("item1"), version: 2), .stale),
      (
        "an item moved out of its list",
        .move(id("item1"), version: 1, to: .init(owner: .page(PageID("e-home")!), slot: "main")), .locked
      ),
      ("rights for oneself", .setEditability(id("text"), version: 1, [.text, .structure]), .capability),
      ("rights for many", .grantEditability(id("text"), scope: .kindOnSite, granting: .text, revoking: []), .role),
      ("limits", .update(id("text"), version: 1, ["limits": [:]]), .capability),
      ("a page", .removePage(PageID("e-about")!, version: 1), .role),
      ("the whole site as it is", .restoreSite(to: 1), .invalid),
      ("a revision to come", .restoreSite(to: 2), .notFound),
    ]
    for (what, operation, rule) in rows {
      try await Site.with(.sqlite) { site in
        let reviewer = try await site.refusal(site.test.reviewer, operation)
        #expect(reviewer == .role, "\(what): reviewer")
        let owner = try await site.refusal(site.test.owner, operation)
        #expect(owner == rule, "\(what)")
      }
    }
  }

  @Test(
    "Items: new ones from the template, copies with new IDs, never fewer or more than the limits",
    arguments: TestDatabases.engines)
  func items(engine: Database.Engine) async throws {
    try await Site.with(engine) { site in
      let list = Site.id("e-list")
      let added = try await site.owner(.addItem(list: list, after: Site.id("e-item1")))
      let new = added.added[0].rawValue
      #expect(try await site.items() == ["e-item1", new, "e-item2"] && added.added.count == 3)
      let item = try #require(try await site.element(new))
      #expect(item.body.attributes.isEmpty, "an HTML ID must not stand twice")
      #expect(item.children.map(\.body.capabilities) == [.text, []])
      _ = try await site.owner(.setText(item.children[0].id, version: added.revision, InlineText("Dinkel")))
      #expect(
        try await site.refusal(site.test.owner, .setText(item.children[1].id, version: 3, InlineText("9"))) == .locked)

      let copied = try await site.owner(.duplicateItem(item.id, version: added.revision))
      #expect(try await site.items() == ["e-item1", new, copied.added[0].rawValue, "e-item2"])
      #expect(copied.elements[0].copiedFrom == item.id)
      #expect(try await site.refusal(site.test.owner, .addItem(list: list, after: nil)) == .limit)

      for id in try await site.items().dropFirst() {
        _ = try await site.owner(.removeItem(Site.id(id), version: try await site.version(id)))
      }
      let last = try await site.items()[0]
      #expect(try await site.refusal(site.test.owner, .removeItem(Site.id(last), version: 1)) == .limit)
    }
  }

  @Test("Whoever locks wins: what was open before the lock is refused after it", arguments: TestDatabases.engines)
  func lockAndEdit(engine: Database.Engine) async throws {
    try await Site.with(engine) { site in
      for round in 0..<20 {
        let text = Site.id("e-text")
        let version = try await site.version("e-text")
        async let edited = site.refusal(site.test.owner, .setText(text, version: version, InlineText("Runde \(round)")))
        async let locked = site.refusal(site.test.designer, .setEditability(text, version: version, []))
        let results = try await (edited, locked)
        // Either the edit came first and the lock saw a stale version, or the lock came first and the edit was refused.
        #expect((results.0 == nil) != (results.1 == nil), "\(results)")
        if results.1 == nil {
          #expect(results.0 == .locked)
          let now = try await site.version("e-text")
          _ = try await site.designer(.setEditability(text, version: now, .text))
        }
      }
    }
  }

  @Test("Rights for many at once reach what new items are made of", arguments: TestDatabases.engines)
  func bulk(engine: Database.Engine) async throws {
    try await Site.with(engine) { site in
      let home = try await site.designer(
        .grantEditability(Site.id("e-locked"), scope: .kindOnPage, granting: [.text, .items], revoking: []))
      #expect(
        try await site.element("e-locked")?.body.capabilities == .text, "what means nothing on a text is left out")
      #expect(try await site.element("e-item1Price")?.body.capabilities == .text)
      #expect(try await site.version("e-shared") == 1)
      #expect(home.elements.count == 4)
      let added = try await site.owner(.addItem(list: Site.id("e-list"), after: nil))
      #expect(added.elements.map(\.body.capabilities) == [[], .text, .text])

      _ = try await site.designer(.grantEditability(Site.id("e-list"), scope: .below, granting: [], revoking: .text))
      let again = try await site.owner(.addItem(list: Site.id("e-list"), after: nil))
      #expect(again.elements.allSatisfy { $0.body.capabilities.isEmpty })
      _ = try await site.designer(
        .grantEditability(Site.id("e-text"), scope: .kindOnSite, granting: [], revoking: .text))
      #expect(
        try await site.refusal(site.test.owner, .setText(Site.id("e-aboutText"), version: 5, InlineText("x"))) != nil)
    }
  }

  @Test("Entries: made with a first text and a day, copied into the same collection", arguments: TestDatabases.engines)
  func entries(engine: Database.Engine) async throws {
    try await Site.with(engine) { site in
      let seed = ElementSeed(
        body: ElementBody(
          kind: .richText, tag: "div", content: .rich(RichText(blocks: [.paragraph(InlineText("Text"))])),
          capabilities: .text))
      func entry(
        _ slug: String, in collection: String? = "news", below parent: PageID? = nil, copyOf: PageID? = nil,
        element: ElementSeed? = nil
      ) -> Operation {
        .createPage(
          .init(
            parent: parent, slug: slug, title: slug, template: "", locale: "", copyOf: copyOf, collection: collection,
            date: CalendarDate("2026-05-03"), element: element))
      }
      let made = try await site.designer(entry("winter", element: seed))
      let page = made.pages[0]
      #expect(page.collection == "news" && page.template == "page" && page.locale == "de")
      #expect(page.parent == nil && page.meta.date?.iso == "2026-05-03")
      #expect(made.added.count == 1)
      let snapshot = try await site.test.store.snapshot(of: site.key)
      #expect(snapshot.pages.first { $0.page.id == page.id }?.slots["main"]?.map(\.body.kind) == [.richText])

      let copy = try await site.designer(entry("winter-2", copyOf: page.id)).pages[0]
      #expect(copy.collection == "news" && copy.copiedFrom == page.id)
      #expect(try await site.test.store.pages(of: site.key).map(\.path).contains("/aktuell/winter-2/"))
      var change = PageChange()
      change.date = .some(CalendarDate("2026-06-01"))
      #expect(
        try await site.designer(.updatePage(copy.id, version: 3, change)).pages[0].meta.date?.iso == "2026-06-01")

      // A page of the same name elsewhere is another address; the same one in the collection is taken.
      #expect(try await site.refusal(site.test.designer, entry("winter")) == .invalid)
      #expect(try await site.refusal(site.test.designer, entry("x", in: "nope")) == .notFound)
      #expect(try await site.refusal(site.test.designer, entry("x", below: site.home)) == .invalid)
      #expect(try await site.refusal(site.test.designer, entry("x", copyOf: page.id, element: seed)) == .invalid)
      #expect(try await site.refusal(site.test.owner, entry("x")) == .role)
      _ = try await site.designer(entry("winter", in: nil))

      _ = try await site.designer(.revert(2))
      #expect(try await !site.test.store.pages(of: site.key).map(\.path).contains("/aktuell/winter/"))
    }
  }

  @Test("Pages: made, copied, renamed, moved, removed", arguments: TestDatabases.engines)
  func pages(engine: Database.Engine) async throws {
    try await Site.with(engine) { site in
      let home = PageID("e-home")!
      let copy = try await site.designer(
        .createPage(.init(parent: nil, slug: "neu", title: "Neu", template: "", locale: "", copyOf: home)))
      let new = copy.pages[0]
      #expect(new.copiedFrom == home && new.capabilities == .meta && new.template == "page")
      let old = try await site.elements(at: 1).keys.map { Site.id($0) }
      #expect(copy.added.count == 16 && Set(copy.added).isDisjoint(with: old))
      var change = PageChange()
      change.slug = "about"
      #expect(try await site.refusal(site.test.designer, .updatePage(new.id, version: 2, change)) == .invalid)
      change.slug = "neues"
      _ = try await site.designer(.updatePage(new.id, version: 2, change))
      #expect(
        try await site.refusal(site.test.designer, .movePage(new.id, version: 2, below: nil, after: nil)) == .stale)
      _ = try await site.designer(.movePage(new.id, version: 3, below: PageID("e-about")!, after: nil))
      let paths = try await site.test.store.pages(of: site.key).map(\.path)
      #expect(paths == ["/", "/about/", "/about/neues/"])
      #expect(try await site.refusal(site.test.designer, .removePage(PageID("e-about")!, version: 1)) == .invalid)
      #expect(
        try await site.refusal(site.test.designer, .movePage(PageID("e-about")!, version: 1, below: new.id, after: nil))
          == .invariant)
      _ = try await site.designer(.removePage(new.id, version: 4))
      #expect(try await site.test.store.pages(of: site.key).count == 2)
      #expect(try await site.refusal(site.test.designer, .removePage(home, version: 1)) == .invalid)
      _ = try await site.designer(.revert(5))
      #expect(try await site.test.store.pages(of: site.key).map(\.path) == ["/", "/about/", "/about/neues/"])
      #expect(try await site.elements().count == 34)
    }
  }
}
