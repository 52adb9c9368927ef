import Model
import Store

/// Sites of random trees: everything that the store may hold, likely or not.
struct RandomSite {
  private var numbers: Numbers
  private var ids = 0
  private var elements: [ElementID] = []
  private let pages: [PageID]
  private var isInCard = false
  private var isShared = false

  init(seed: UInt64) {
    numbers = Numbers(state: seed &* 0x9E37_79B9_7F4A_7C15 | 1)
    pages = (0..<Int.random(in: 2...7, using: &numbers)).map { PageID("p\($0)")! }
  }

  mutating func snapshot(hash: String) -> SiteSnapshot {
    var settings = SiteSettings(name: words(), locales: ["de", "en"], url: "https://www.example.org", theme: "plain")
    settings.company = ["phone": words(), "name": pick(["Bäckerei", "", "a: b # c", "yes", "12"])]
    settings.tokens = ["color-accent": Token(light: "#8a4b00", dark: chance(2) ? "#fff" : nil)]
    settings.redirects = ["/alt.html": "/neu/", "/x": "https://example.org/"]
    settings.collections = ["news": CollectionSettings(title: words(), path: pick(["neuigkeiten", "", "a/b"]))]
    settings.navigation = [
      "main": [
        NavigationItem(
          target: target(), label: chance(2) ? words() : nil,
          children: [NavigationItem(target: .page(pages[0], fragment: nil))]),
        NavigationItem(target: .page(PageID("gone")!, fragment: nil)),
      ], "empty": [],
    ]
    var theme = Theme(name: "plain", title: words(), css: "p { color: red }\n.x::before { content: \"\\201C\" }\n")
    theme.strings = ["de": ["menu": "Menü"], "en": ["menu": "Menu"]]
    theme.tokens = ["space": Token(light: "1rem")]
    theme.sections = ["hero": ElementSeed(copying: element(depth: 2))]
    theme.assets = ["theme/a.txt": AssetFile(hash: hash, size: 5, type: "text/plain")]
    return SiteSnapshot(
      settings: settings, theme: theme, pages: contents(),
      templates: [
        "page": [
          ElementNode(
            id: next(), body: ElementBody(kind: .box, tag: "main"),
            children: [ElementNode(id: next(), body: ElementBody(kind: .slot, tag: "", content: .slot("main")))]),
          element(depth: 2),
        ], "entry": [element(depth: 3)],
      ],
      shared: ["contact": sharedTrees(), "empty": []],
      assets: [
        "assets/a.txt": AssetFile(hash: hash, size: 5, type: "text/plain"),
        "assets/mit leer/ü #1.txt": AssetFile(hash: hash, size: 5, type: "text/plain"),
      ])
  }

  private mutating func sharedTrees() -> [ElementNode] {
    isShared = true
    defer { isShared = false }
    return trees(2)
  }

  // MARK: Pages

  private mutating func contents() -> [PageContent] {
    var contents: [PageContent] = []
    for (index, id) in pages.enumerated() {
      var page = Page(
        id: id, parent: index < 2 || chance(2) ? nil : pages[Int.random(in: 0..<index, using: &numbers)],
        slug: index == 0 ? "" : pick(["über-uns", "leistungen", "a.b", "x"]) + "\(index)", title: words(), locale: "de")
      if index > 2, chance(3) { page.slug = "ordner/" + page.slug }
      if index > 1, chance(4) {
        page.parent = nil
        page.collection = "news"
        if chance(2) { page.slug = "2026-05-0\(index)-brot" }
      }
      page.template = pick(["page", "entry"])
      page.locale = pick(["de", "en"])
      page.capabilities = pick([[], .meta, [.meta, .structure]])
      page.translationOf = chance(4) ? pick([pages[0], PageID("gone")!]) : nil
      page.copiedFrom = chance(4) ? pages[0] : nil
      page.meta.description = pick(["", words()])
      page.meta.tags = chance(2) ? ["wood", "a, b", "no"] : []
      page.meta.date = chance(2) ? CalendarDate("2026-02-03") : nil
      page.meta.draft = chance(4)
      page.meta.noindex = chance(4)
      page.meta.image = chance(3) ? "assets/mit leer/ü #1.txt" : nil
      page.meta.extra = chance(2) ? ["title": "t", "lead": words(), "x-y": " "] : [:]
      var slots: [String: [ElementNode]] = [:]
      if chance(4) {
        var body = ElementBody(kind: .markdown, tag: "div", name: "Inhalt", content: .markdown(markdown()))
        body.capabilities = pick([[], .text])
        slots["main"] = [ElementNode(id: next(), body: body)]
      } else {
        slots["main"] = trees(Int.random(in: 0...4, using: &numbers))
        if chance(3) { slots["aside"] = trees(1) }
      }
      contents.append(PageContent(page: page, slots: slots))
    }
    return contents
  }

  // MARK: Elements

  private mutating func trees(_ count: Int) -> [ElementNode] { (0..<count).map { _ in element(depth: 1) } }

  private mutating func next() -> ElementID {
    ids += 1
    let id = ElementID("e\(ids)")!
    elements.append(id)
    return id
  }

  private static let tags = [
    "div", "p", "section", "ul", "li", "table", "tr", "td", "a", "h1", "h2", "span", "strong", "pre", "button", "form",
    "select", "option", "textarea", "figure", "blockquote", "nav", "em", "label", "dl", "picture", "details", "address",
  ]

  private mutating func element(depth: Int) -> ElementNode {
    let kind = pick(ElementKind.allCases.filter { $0 != .slot && ($0 != .collectionList || !isInCard) })
    var tag = pick(Self.tags)
    if [.text, .code, .shared, .slot].contains(kind), chance(2) || kind == .slot { tag = "" }
    if kind == .image { tag = "img" }
    if kind == .link, chance(3) { tag = "a" } else if kind == .box, chance(2) { tag = "div" }
    var body = ElementBody(kind: kind, tag: tag, content: content(kind, depth: depth))
    body.classes = chance(3) ? ["promo", "plain"] : []
    body.name = chance(4) ? words() : ""
    body.hidden = chance(8)
    body.capabilities =
      chance(2) ? kind.capabilities.intersection(Capabilities(rawValue: Int.random(in: 0..<1024, using: &numbers))) : []
    if chance(5) { body.attributes = [.init("aria-label", words()), .init("id", "x"), .init("title", " \"<&>' ")] }
    if chance(4) { body.limits = limits() }
    // What the store would not take.
    if (try? ElementSeed(json: body.json)) == nil {
      body = ElementBody(kind: .text, tag: pick(["p", "div"]), content: .inline(inline()))
    }
    var children: [ElementNode] = []
    if body.kind == kind, kind.mayHaveChildren, depth < 5, kind != .slot, !isLabelled(body) {
      let outer = isInCard
      if kind == .collectionList { isInCard = true }
      defer { isInCard = outer }
      children = (0..<Int.random(in: 0...3, using: &numbers)).map { _ in element(depth: depth + 1) }
    }
    return ElementNode(id: next(), body: body, children: children, copiedFrom: chance(9) ? ElementID("e1")! : nil)
  }

  private func isLabelled(_ body: ElementBody) -> Bool {
    if case .link(_, let label) = body.content { !label.nodes.isEmpty } else { false }
  }

  private mutating func limits() -> Limits {
    var limits = Limits()
    limits.maximumLength = chance(2) ? 80 : nil
    limits.marks = chance(2) ? [.strong, .link] : chance(2) ? [] : nil
    limits.blocks = chance(3) ? [.paragraph] : nil
    limits.minimumItems = chance(2) ? 0 : nil
    limits.maximumItems = chance(2) ? 3 : nil
    limits.variants = chance(2) ? ["plain", "bright"] : []
    limits.ratio = chance(3) ? Limits.Ratio(width: 4, height: 3) : nil
    limits.minimumWidth = chance(3) ? 0 : nil
    limits.linkKinds = chance(3) ? [.page, .mail] : nil
    limits.isAlternativeRequired = chance(4)
    return limits
  }

  private static let orders: [CollectionQuery.Order] = [
    .newestFirst, .oldestFirst, .title, .manual, .field("pay", isDescending: true), .field("gone", isDescending: false),
  ]

  private mutating func content(_ kind: ElementKind, depth: Int) -> Content {
    switch kind {
    case .box, .formField: return .none
    case .text: return .inline(inline())
    case .richText: return .rich(RichText(blocks: blocks(depth: 1)))
    case .markdown: return .markdown(markdown())
    case .image:
      return .image(
        ImageContent(
          source: chance(4)
            ? .value("entry.image") : .asset(pick(["assets/a.txt", "assets/mit leer/ü #1.txt", "theme/a.txt"])),
          alternative: pick([.decorative, .missing, .text(words()), .text("")]),
          focalPoint: chance(3) ? .init(x: 0, y: 1000) : nil))
    case .link: return .link(target: chance(5) ? nil : target(), label: chance(2) ? InlineText("") : inline())
    case .list: return .list(itemTemplate: chance(3) ? nil : ElementSeed(copying: element(depth: max(depth + 1, 4))))
    case .navigation: return .navigation(pick(["main", "gone"]))
    case .collectionList:
      return .collection(
        CollectionQuery(
          collection: pick(["news", "gone"]), order: pick(Self.orders), limit: chance(2) ? 3 : nil,
          perPage: chance(4) ? 2 : nil, tag: chance(3) ? words() : nil,
          conditions: chance(4) ? [.init(field: pick(["pay", "gone"]), value: pick(["1", "a=b", "a;b", "Ulm"]))] : []))
    case .field:
      return .field(
        FieldContent(path: pick(["company.phone", "page.title", "theme.menu", "odd"]), format: pick([.long, .short])))
    case .form: return .form("form")
    case .embed: return .embed(provider: "map", source: pick(["https://example.org/?a=1&b=2", "odd"]))
    case .code:
      return .html(
        pick([
          "<b>x</b>", "<svg xmlns=\"http://www.w3.org/2000/svg\"></svg>", "</div><p>", "<!-- ", "", "\n x",
          "<script>1 < 2</script>",
        ]))
    case .shop: return .shop("12345")
    case .slot: return .slot(pick(["main", "side"]))
    // A shared tree that held itself would be endless.
    case .shared: return .shared(isShared || isInCard ? "gone" : pick(["contact", "gone"]))
    case .generated: return .generated(pick(GeneratedPart.allCases))
    }
  }

  private mutating func target() -> LinkTarget {
    pick([
      .page(pages[0], fragment: nil), .page(pages.last!, fragment: "oben"), .page(PageID("gone")!, fragment: nil),
      .asset("assets/a.txt"), .asset("assets/gone.pdf"), .url("https://example.org/a?b=c&d"), .url("/"), .url("tot/"),
      .url("#oben"), .url("mailto:a@example.org"), .value("entry.url"),
    ])
  }

  private mutating func inline() -> InlineText {
    var nodes: [InlineText.Node] = []
    for _ in 0..<Int.random(in: 0...4, using: &numbers) {
      if chance(5) {
        nodes.append(.lineBreak)
        continue
      }
      var marks: [InlineText.MarkedAs] = []
      if chance(5) { marks.append(.link(target())) }
      if chance(3) { marks.append(.strong) }
      if chance(4) { marks.append(.code) }
      if chance(6) { marks.append(.sub) }
      nodes.append(
        .text(
          pick(["Brot", " ", "a  b", " x", "y ", "\n", "<b>&amp;", "🥖 e\u{301}", "\u{A0}", "\u{FEFF}z", "tab\t"]),
          marks: marks))
    }
    return InlineText(nodes: nodes)
  }

  private mutating func blocks(depth: Int) -> [RichText.Block] {
    (0..<Int.random(in: 0...3, using: &numbers)).map { _ in
      switch Int.random(in: 0..<(depth < 4 ? 7 : 4), using: &numbers) {
      case 0: .paragraph(inline())
      case 1: .heading(level: Int.random(in: 2...6, using: &numbers), inline())
      case 2: .code(pick(["", "\n x\n", "let a = 1 < 2"]))
      case 3: .rule
      case 4: .bulletList([blocks(depth: depth + 1), blocks(depth: depth + 1)])
      case 5: .orderedList(start: pick([1, 0, 7]), [blocks(depth: depth + 1)])
      default: .quote(blocks(depth: depth + 1))
      }
    }
  }

  private mutating func markdown() -> String {
    pick([
      "# Preise\n\n- [x] Brot\n", "", "\n\n  eingerückt\n", "<div>\n\nroh\n\n</div>", "</div>", "---\n---\n",
      "a\tb  \nc",
      "```\n<p>\n```", "ein Satz", "\u{FEFF}x", "&amp; <b>offen",
    ])
  }

  private mutating func words() -> String {
    pick([
      "Brot", "Frisches Brot & mehr", "yes", "12", "a: b", "# x", "“Zitat”", "-", "über uns", "🥖", "a  b", "null",
      "[x]", "\"q\\", "x\ny",
    ])
  }

  private mutating func chance(_ oneIn: Int) -> Bool { Int.random(in: 0..<oneIn, using: &numbers) == 0 }
  private mutating func pick<T>(_ values: [T]) -> T { values.randomElement(using: &numbers)! }
}

/// xorshift64* (Vigna 2016): the same numbers for the same seed.
struct Numbers: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state ^= state >> 12
    state ^= state << 25
    state ^= state >> 27
    return state &* 0x2545_F491_4F6C_DD1D
  }
}
