import Model
import Testing

@Suite("Two states in words")
struct ElementDifferenceTests {
  private static func element(
    _ kind: ElementKind = .text, _ content: Content = .none, tag: String = "p", at position: String = "V",
    in owner: Owner = .page(PageID("home")!), change: (inout ElementBody) -> Void = { _ in }
  ) -> Element {
    var body = ElementBody(kind: kind, tag: tag, content: content)
    change(&body)
    return Element(
      id: ElementID("e")!, owner: owner, slot: "main", parent: nil, position: Position(stored: position), body: body,
      since: 1)
  }

  private static func words(_ text: String, _ marks: [InlineText.MarkedAs] = []) -> Content {
    .inline(InlineText(nodes: [.text(text, marks: marks)]))
  }

  private static func picture(_ path: String, _ alternative: ImageContent.Alternative, _ x: Int? = nil) -> Content {
    .image(
      ImageContent(
        source: .asset(path), alternative: alternative,
        focalPoint: x.map { ImageContent.FocalPoint(x: $0, y: 500) }))
  }

  static let pairs: [(String, Element, Element, [String])] = [
    ("nothing", element(.text, words("a")), element(.text, words("a")), []),
    ("words", element(.text, words("a")), element(.text, words("b")), [#"text "a" → "b""#]),
    ("first words", element(.text, .inline(InlineText(""))), element(.text, words("b")), [#"text null → "b""#]),
    ("bold", element(.text, words("a")), element(.text, words("a", [.strong])), ["formatting null → null"]),
    ("bold and other words", element(.text, words("a")), element(.text, words("b", [.strong])), [#"text "a" → "b""#]),
    (
      "a link in the words", element(.text, words("a")), element(.text, words("a", [.link(.url("/x"))])),
      [#"link null → "/x""#]
    ),
    (
      "a paragraph becomes a heading", element(.richText, .rich(RichText(blocks: [.paragraph(InlineText("a"))]))),
      element(.richText, .rich(RichText(blocks: [.heading(level: 2, InlineText("a"))]))), ["formatting null → null"]
    ),
    (
      "markdown", element(.markdown, .markdown("# a")), element(.markdown, .markdown("# b")),
      [##"text "# a" → "# b""##]
    ),
    (
      "a picture", element(.image, picture("assets/a.jpg", .missing)),
      element(.image, picture("assets/a.jpg", .text("Ofen"), 100)),
      [
        #"image {"source":"asset:assets/a.jpg"} → {"alternative":"Ofen","focalPoint":[100,500],"source":"asset:assets/a.jpg"}"#
      ]
    ),
    (
      "a target", element(.link, .link(target: .page(PageID("a")!, fragment: nil), label: InlineText("x"))),
      element(.link, .link(target: nil, label: InlineText("y"))), [#"text "x" → "y""#, #"link "page:a" → null"#]
    ),
    ("hidden", element(), element { $0.hidden = true }, ["hidden false → true"]),
    (
      "a style",
      element {
        $0.limits.variants = ["quiet", "bright"]
        $0.classes = ["card", "quiet"]
      },
      element {
        $0.limits.variants = ["quiet", "bright"]
        $0.classes = ["card", "bright"]
      }, [#"variant "quiet" → "bright""#]
    ),
    ("a class", element { $0.classes = ["a", "b"] }, element { $0.classes = ["a"] }, [#"classes "a b" → "a""#]),
    ("its place", element(), element(at: "k"), ["position null → null"]),
    ("its page", element(), element(in: .page(PageID("about")!)), ["position null → null"]),
    (
      "name and tag", element { $0.name = "Preis" }, element(tag: "h2"),
      [#"name "Preis" → null"#, #"tag "p" → "h2""#]
    ),
    ("a lock", element { $0.capabilities = .text }, element(), [#"editability ["text"] → []"#]),
    ("a limit", element(), element { $0.limits.maximumLength = 9 }, [#"limits {} → {"maximumLength":9}"#]),
    (
      "an attribute", element(), element { $0.attributes = [.init("title", "t")] },
      [#"attributes {} → {"title":"t"}"#]
    ),
    (
      "a menu", element(.navigation, .navigation("main")), element(.navigation, .navigation("foot")),
      [#"content "main" → "foot""#]
    ),
    (
      "a list of posts", element(.collectionList, .collection(CollectionQuery(collection: "blog", limit: 3))),
      element(.collectionList, .collection(CollectionQuery(collection: "blog", order: .title))),
      [#"content "blog, -date, 3" → "blog, title""#]
    ),
    (
      "an item's template", element(.list, .list(itemTemplate: nil)),
      element(.list, .list(itemTemplate: ElementSeed(body: ElementBody(kind: .box, tag: "li")))),
      ["content null → null"]
    ),
  ]

  @Test(arguments: pairs) func differences(name: String, before: Element, after: Element, expected: [String]) {
    let changes = Change.between(before, after)
    #expect(changes.map(Self.line) == expected, "\(name)")
    for change in changes {
      #expect(change.subject == .element(after.id) && change.page == after.owner.page)
      #expect(change.kind == after.body.kind.rawValue && change.label == after.body.label)
    }
  }

  private static func line(_ change: Change) -> String {
    "\(change.property.rawValue) \(change.before.canonical) → \(change.after.canonical)"
  }

  @Test("Of long words the part is told where they differ")
  func longWords() {
    let long = String(repeating: "Wörter 👩‍🍳 ", count: 400)
    func told(_ before: String, _ after: String) -> (String, String)? {
      let change = Change.between(Self.element(.text, Self.words(before)), Self.element(.text, Self.words(after)))[0]
      guard let old = change.before.string, let new = change.after.string else { return nil }
      return (old, new)
    }
    let early = told("a" + long, "b" + long)!
    #expect(early.0.first == "a" && early.1.first == "b" && early.0.count == 2_001 && early.0.last == "…")
    let late = told(long + "früher", long + "später")!
    #expect(late.0.hasPrefix("…") && late.0.hasSuffix("früher") && late.1.hasSuffix("später"))
    #expect(late.0.count == 1 + 200 + 6)
    let added = Change.added(Self.element(.text, Self.words(long)), words: long)
    #expect(added.after.string?.count == 2_001 && added.before == .null && added.property == .added)
    #expect(Change.removed(Self.element(), words: "").before == .null)
  }

  @Test("A page and the settings")
  func pagesAndSettings() {
    var page = Page(id: PageID("home")!, slug: "a", title: "Start", locale: "de")
    page.meta.description = "d"
    var other = page
    #expect(Change.between(page, other).isEmpty)
    other.title = "Neu"
    other.slug = "b"
    other.meta.description = ""
    other.meta.image = "assets/a.jpg"
    other.meta.noindex = true
    other.meta.tags = ["x"]
    other.position = Position(stored: "k")
    other.template = "wide"
    other.capabilities = .meta
    #expect(
      Change.between(page, other).map(Self.line) == [
        #"title "Start" → "Neu""#, #"description "d" → null"#, #"image null → {"source":"asset:assets/a.jpg"}"#,
        #"slug "a" → "b""#, #"template "page" → "wide""#, "position null → null",
        #"meta null → {"noindex":true,"tags":["x"]}"#, #"editability [] → ["meta"]"#,
      ])
    #expect(Change.added(page).after == "Start" && Change.removed(page).before == "Start")

    var settings = SiteSettings(name: "A", locales: ["de"], theme: "plain")
    settings.company = ["phone": "1", "fax": "2"]
    var now = settings
    now.company = ["phone": "3", "mail": "a@example.org"]
    now.name = "B"
    now.navigation = ["main": []]
    let changes = Change.between(settings, now)
    #expect(
      changes.map(Self.line) == [
        #"company "2" → null"#, #"company null → "a@example.org""#, #"company "1" → "3""#, #"settings "A" → "B""#,
        "settings null → null",
      ])
    #expect(
      changes[2].subject == .field("company.phone") && changes[2].label == "phone" && changes[2].kind == "company")
    #expect(changes[4].subject == .field("navigation.main"))
  }
}
