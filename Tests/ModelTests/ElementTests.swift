import Model
import Testing

@Suite struct ElementTests {
  @Test(arguments: [
    ("https://example.org/a?b#c", true), ("http://example.org", true), ("HTTPS://EXAMPLE.ORG", true),
    ("mailto:a@b.example", true), ("tel:+497071555", true), ("/leistungen/", true), ("leistungen/bad", true),
    ("#oben", true),
    ("?seite=2", true), ("/a:b", true), ("javascript:alert(1)", false), ("JaVaScRiPt:alert(1)", false),
    ("java\tscript:alert(1)", false), (" javascript:alert(1)", false), ("\u{1}javascript:alert(1)", false),
    ("data:text/html,x", false), ("vbscript:x", false), ("file:///etc/passwd", false), ("//evil.example", false),
    ("/\\evil.example", false), ("//\u{FE0F}evil.example", false), ("", false), ("blob:https://x", false),
    ("a b", false), ("https://", false), ("https:evil.example", false), ("http:///x", false), ("https://@x", false),
  ])
  func safeURL(_ url: String, _ isSafe: Bool) { #expect(ElementRules.isSafeURL(url) == isSafe) }

  @Test(arguments: [
    ("assets/a.jpg", true), ("assets/x/ä b.jpg", true), ("theme/logo.svg", true), ("assets/../../etc/passwd", false),
    ("assets/.htaccess", false), ("/assets/a", false), ("assets//a", false), ("assets/", false), ("assets/a\\b", false),
    ("other/a", false), ("assets/a\u{0}", false),
  ])
  func assetPath(_ path: String, _ isAllowed: Bool) { #expect(ElementRules.isAssetPath(path) == isAllowed) }

  @Test(arguments: [
    ("p", "onclick", false), ("a", "href", false), ("p", "style", false), ("p", "class", false),
    ("div", "aria-label", true),
    ("img", "src", false), ("input", "formaction", false), ("p", "data-label", true), ("p", "data-x", false),
    ("form", "action", false),
    ("time", "datetime", true), ("p", "srcdoc", false),
  ])
  func attribute(tag: String, name: String, isAllowed: Bool) {
    #expect(ElementRules.isAllowed(attribute: name, onTag: tag) == isAllowed)
  }

  /// Every kind is stored and read back, rendered or not.
  static let contents: [(ElementKind, Content)] = [
    (.box, .none), (.formField, .none),
    (
      .text,
      .inline(
        InlineText(nodes: [
          .text("We bake ", marks: []),
          .text("with love", marks: [.link(.page(PageID("p1")!, fragment: "x")), .strong]), .lineBreak,
          .text("“<b>”", marks: [.em]),
        ]))
    ),
    (
      .richText,
      .rich(
        RichText(blocks: [
          .heading(level: 3, InlineText("a")), .paragraph(InlineText("b")),
          .bulletList([[.paragraph(InlineText("c"))], []]),
          .orderedList(start: 4, [[.paragraph(InlineText("d")), .quote([.rule])]]), .code("x\ny"),
        ]))
    ),
    (.markdown, .markdown("# A\n\n* b")),
    (
      .image,
      .image(
        ImageContent(source: .asset("assets/a.jpg"), alternative: .text("A loaf"), focalPoint: .init(x: 200, y: 1000)))
    ),
    (.image, .image(ImageContent(source: .value("entry.image"), alternative: .decorative))),
    (.image, .image(ImageContent(source: .asset("theme/a.svg"), alternative: .missing))),
    (.link, .link(target: .url("tel:+49"), label: InlineText("Call"))),
    (.link, .link(target: nil, label: InlineText(""))),
    (
      .list,
      .list(
        itemTemplate: ElementSeed(
          body: ElementBody(kind: .box, tag: "li"),
          children: [
            ElementSeed(
              body: ElementBody(kind: .text, tag: "p", content: .inline(InlineText("x")), capabilities: .text))
          ]))
    ),
    (.navigation, .navigation("main")),
    (.collectionList, .collection(CollectionQuery(collection: "news", order: .title, limit: 3, tag: "wood"))),
    (.field, .field(FieldContent(path: "company.phone", format: .short))), (.form, .form("contact")),
    (.embed, .embed(provider: "map", source: "https://maps.example/x")), (.code, .html("<b>x</b>")),
    (.shop, .shop("123")),
    (.slot, .slot("main")), (.shared, .shared("contact")), (.generated, .generated(.breadcrumbs)),
    (
      .collectionList,
      .collection(
        CollectionQuery(
          collection: "jobs", order: .field("pay", isDescending: true), perPage: 10,
          conditions: [.init(field: "place", value: "Ulm")]))
    ),
  ]

  @Test func everyKindHasContentHere() { #expect(Set(Self.contents.map(\.0)) == Set(ElementKind.allCases)) }

  @Test(arguments: contents)
  func contentSurvivesStorage(kind: ElementKind, content: Content) throws {
    let text = content.json.canonical
    #expect(try Content(json: try JSONValue.parse(text), kind: kind) == content)
    var body = ElementBody(
      kind: kind, tag: "div", classes: ["a", "b-c"], name: "Name", content: content,
      attributes: [.init("id", "x"), .init("title", "y")],
      capabilities: [.visible, .seal], hidden: true)
    body.limits.maximumLength = 10
    body.limits.variants = ["plain", "loud"]
    body.limits.ratio = .init(width: 4, height: 3)
    body.limits.marks = [.em]
    let seed = ElementSeed(body: body)
    #expect(try ElementSeed(json: try JSONValue.parse(seed.json.canonical)) == seed)
  }

  @Test(arguments: [
    (
      ElementKind.text,
      #"{"text":[{"type":"text","text":"x","marks":[{"type":"link","attrs":{"href":"javascript:alert(1)"}}]}]}"#
    ),
    (.text, #"{"text":[{"type":"text","text":"x","html":"<b>"}]}"#),
    (.text, #"{"text":[{"type":"image"}]}"#),
    (.text, #"{"text":"<b>"}"#),
    (.text, "{\"text\":[{\"type\":\"text\",\"text\":\"a\\u0001\"}]}"),
    // Would turn the direction of the locked words behind it.
    (.text, "{\"text\":[{\"type\":\"text\",\"text\":\"open\\u202e\"}]}"),
    (.link, #"{"target":"data:text/html,x"}"#),
    (.image, #"{"source":"https://evil.example/x.png"}"#),
    (.image, #"{"source":"asset:assets/../x.png"}"#),
    (.embed, #"{"provider":"x","source":"http://x.example"}"#),
    (.shared, #"{"shared":"../x"}"#),
    (.box, #"{"html":"<script>"}"#),
    (.richText, #"{"document":{"type":"doc","content":[{"type":"heading","attrs":{"level":1},"content":[]}]}}"#),
    (.list, #"{"itemTemplate":{"kind":"box","tag":"script"}}"#),
    (.list, #"{"itemTemplate":{"kind":"box","tag":"p","attributes":{"onclick":"x"}}}"#),
  ])
  func hostileContentIsRefused(kind: ElementKind, text: String) {
    #expect(throws: (any Error).self) { try Content(json: try JSONValue.parse(text), kind: kind) }
  }

  @Test func treesAndRowsAreInverse() {
    let tree = ElementSeed(
      body: ElementBody(kind: .box, tag: "div"),
      children: (1...70).map { number in
        ElementSeed(
          body: ElementBody(kind: .box, tag: "section", name: "\(number)"),
          children: [ElementSeed(body: ElementBody(kind: .text, tag: "p", content: .inline(InlineText("\(number)"))))])
      }
    ).planted()
    let rows = tree.rows(owner: .page(PageID("p")!), slot: "main", parent: nil, position: .first, since: 0)
    #expect(rows.count == tree.count)
    #expect(ElementNode.trees(of: rows.shuffled()) == ["main": [tree]])
  }

  @Test(
    arguments: [
      ("parent is missing", .parentExists), ("parent is text", .childrenAllowed), ("cycle", .acyclic),
      ("too deep", .depth),
      ("too many items", .itemsWithinLimits), ("unknown slot", .slotKnown), ("list in a card", .nestedCollection),
      ("list in the shelter of a card", .nestedCollection), ("fine", nil),
    ] as [(String, InvariantViolation.Rule?)])
  func invariants(tree: String, rule: InvariantViolation.Rule?) {
    let page = Owner.page(PageID("p")!)
    func row(_ id: String, _ parent: String?, _ kind: ElementKind = .box, slot: String = "main") -> Element {
      Element(
        id: ElementID(id)!, owner: page, slot: parent == nil ? slot : "", parent: parent.map { ElementID($0)! },
        position: .first,
        body: ElementBody(kind: kind, tag: "div"), since: 1)
    }
    var rows = [row("a", nil), row("b", "a"), row("l", "a", .list), row("i", "l")]
    rows[2].body.limits.maximumItems = 1
    switch tree {
    case "parent is missing": rows.append(row("x", "gone"))
    case "parent is text": rows += [row("t", "a", .text), row("x", "t")]
    case "cycle": rows += [row("x", "y"), row("y", "x")]
    case "too deep": rows += (0..<45).map { row("d\($0)", $0 == 0 ? "a" : "d\($0 - 1)") }
    case "too many items": rows.append(row("i2", "l"))
    case "list in a card": rows += [row("c", "a", .collectionList), row("x", "c", .collectionList)]
    case "list in the shelter of a card":
      rows += [row("c", nil, .collectionList), row("d", "c"), row("e", "d"), row("x", "e", .collectionList)]
    case "unknown slot": rows.append(row("x", nil, slot: "aside"))
    default: break
    }
    do {
      try TreeInvariants.check(rows, slots: ["main"])
      #expect(rule == nil)
    } catch {
      #expect(error.rule == rule)
    }
  }
}
