import Model

/// xorshift64* (Vigna 2016): the same numbers for the same seed.
struct Numbers: RandomNumberGenerator {
  var state: UInt64

  init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 | 1 }

  mutating func next() -> UInt64 {
    state ^= state >> 12
    state ^= state << 25
    state ^= state >> 27
    return state &* 0x2545_F491_4F6C_DD1D
  }

  mutating func below(_ limit: Int) -> Int { Int.random(in: 0..<limit, using: &self) }
  mutating func chance(_ hundredths: Int) -> Bool { below(100) < hundredths }
  mutating func one<T>(of things: [T]) -> T { things.randomElement(using: &self)! }
}

/// Small sites in which everything refers to everything else: links by page, path and file, lists, menus, feeds, shared trees in shared
/// trees, translations, redirects; and much that is named does not exist, or comes to exist later.
struct RandomSite {
  var numbers: Numbers
  private var nextID = 0

  static let slugs = ["brot", "semmeln", "ofen", "team", "neu", "preise"]
  static let words = ["Brot", "Semmel & Salz", "Ein Laib", "Aus dem <Ofen>", "Neu", "Team"]
  static let files = [
    "assets/ofen.jpg", "assets/logo.svg", "assets/karte.pdf", "assets/fehlt.png", "theme/zeichen.svg",
  ]
  static let companyKeys = ["name", "phone", "email", "city"]
  static let templates = ["page", "list", "gone"]
  static let sharedNames = ["contact", "teaser", "gone"]

  init(seed: UInt64) { numbers = Numbers(seed: seed) }

  static func file(_ digit: Character, _ type: String, width: Int? = nil, height: Int? = nil) -> AssetFile {
    AssetFile(hash: String(repeating: digit, count: 64), size: 9, type: type, width: width, height: height)
  }

  mutating func snapshot() -> SiteSnapshot {
    var settings = SiteSettings(name: "Ofen", locales: ["de", "en"], url: "https://ofen.example", theme: "plain")
    settings.company = ["phone": "07 11", "name": "Bäckerei", "email": "a@b.example"]
    settings.collections = [
      "blog": CollectionSettings(title: "Blog", path: "blog", template: "entry", feed: numbers.chance(80)),
      "news": CollectionSettings(title: "News", path: "news", template: "page"),
    ]
    settings.redirects = [
      "/alt": "/brot/", "/alt/karte.html": "/ofen/", "/neu/": "/team/", "/weg": "https://x.example/",
    ]
    settings.redirects["/\(numbers.one(of: Self.slugs))/"] = "/"
    settings.collections["blog"]?.hasTagPages = numbers.chance(50)
    settings.collections["blog"]?.hasFullFeed = numbers.chance(50)
    settings.collections["blog"]?.fields = [CollectionField(name: "preis", kind: .number)]
    settings.hasSearch = numbers.chance(50)
    settings.removedPages = numbers.chance(50) ? .parent : .gone
    settings.navigation = [
      "main": (0..<3).map { _ in
        NavigationItem(
          target: target(), label: numbers.chance(40) ? numbers.one(of: Self.words) : nil,
          children: numbers.chance(30) ? [NavigationItem(target: target())] : [])
      }
    ]
    var theme = Theme(name: "plain", title: "Plain", css: "body{background:url(theme/zeichen.svg)}p{margin:0}")
    theme.assets = [
      "theme/zeichen.svg": Self.file("7", "image/svg+xml"), "theme/rest.svg": Self.file("8", "image/svg+xml"),
    ]
    theme.shared = ["teaser": [node(.text, "p", .inline(InlineText("Vom Thema")))]]
    theme.strings = ["de": ["more": "Mehr"]]
    var pages: [PageContent] = [page(0, slug: "", parent: nil)]
    for (index, slug) in Self.slugs.prefix(2 + numbers.below(4)).enumerated() {
      let parent = numbers.chance(30) ? numbers.one(of: pages).page.id : nil
      pages.append(page(index + 1, slug: slug, parent: parent))
    }
    for index in 0..<numbers.below(5) {
      var entry = page(20 + index, slug: "eintrag-\(index)", parent: nil)
      entry.page.collection = numbers.chance(80) ? "blog" : "news"
      entry.page.meta.date = CalendarDate(year: 2026, month: 1 + numbers.below(3), day: 1 + numbers.below(3))
      entry.page.meta.extra = numbers.chance(50) ? ["preis": String(numbers.below(3))] : [:]
      entry.page.meta.tags = numbers.chance(50) ? ["rot"] : ["blau", "rot"]
      pages.append(entry)
    }
    if numbers.chance(30) { pages.append(page(90, slug: "404", parent: nil)) }
    if numbers.chance(30) { settings.navigation["main.en"] = [NavigationItem(target: target(), label: "English")] }
    return SiteSnapshot(
      settings: settings, theme: theme, pages: pages,
      templates: [
        "page": [
          node(.navigation, "nav", .navigation("main")), generated(.breadcrumbs), generated(.languages),
          generated(.search), node(.box, "main", .none, [node(.slot, "", .slot("main"))]), footer(),
        ],
        "list": [
          node(
            .box, "main", .none,
            [node(.field, "h1", .field(FieldContent(path: "page.title"))), node(.slot, "", .slot("main")), list()])
        ],
        "entry": [
          node(
            .box, "main", .none,
            [
              node(.field, "time", .field(FieldContent(path: "page.date"))), node(.slot, "", .slot("main")),
              node(.shared, "", .shared("teaser")),
              node(.field, "ul", .field(FieldContent(path: "page.tags"))),
              node(.link, "a", .link(target: .value("entry.next"), label: InlineText("Weiter"))),
              node(.field, "a", .field(FieldContent(path: "entry.previous"))),
            ])
        ],
      ],
      shared: ["contact": [footer(), node(.shared, "", .shared(numbers.one(of: Self.sharedNames)))]],
      assets: [
        "assets/ofen.jpg": Self.file("1", "image/jpeg", width: 1000, height: 800),
        "assets/logo.svg": Self.file("2", "image/svg+xml"), "assets/karte.pdf": Self.file("3", "application/pdf"),
        "assets/ungenutzt.pdf": Self.file("4", "application/pdf"),
      ],
      formerAddresses: [
        "/frueher/": FormerAddress(page: Self.pageID(1)), "/frueher/brot/": FormerAddress(page: Self.pageID(3)),
        "/brot/": FormerAddress(page: Self.pageID(50)),
        "/team/alt/": FormerAddress(page: Self.pageID(2), leadsTo: .moved("/frueher/")),
      ])
  }

  mutating func id(_ kind: String) -> ElementID {
    nextID += 1
    return ElementID("x-\(kind)-\(nextID)")!
  }

  private mutating func page(_ number: Int, slug: String, parent: PageID?) -> PageContent {
    var page = Page(
      id: Self.pageID(number), parent: parent, template: numbers.one(of: Self.templates + ["page", "page"]), slug: slug,
      title: numbers.one(of: Self.words), position: Position.spread(100)[number],
      locale: numbers.chance(80) ? "de" : "en")
    if numbers.chance(50) { page.meta.description = numbers.one(of: Self.words) }
    if numbers.chance(30) { page.meta.image = numbers.one(of: Self.files) }
    page.meta.draft = numbers.chance(12)
    page.meta.noindex = numbers.chance(10)
    if number > 1, numbers.chance(20) { page.translationOf = Self.pageID(numbers.below(number)) }
    return PageContent(page: page, slots: ["main": (0..<(1 + numbers.below(5))).map { _ in element() }])
  }

  static func pageID(_ number: Int) -> PageID { PageID("page-\(number)")! }

  mutating func target() -> LinkTarget {
    switch numbers.below(6) {
    case 0, 1: .page(Self.pageID(numbers.below(8)), fragment: numbers.chance(20) ? "unten" : nil)
    case 2: .asset(numbers.one(of: Self.files))
    case 3: .value("company.\(numbers.one(of: ["phone", "email"]))")
    default: .url(address())
    }
  }

  /// A path within the site as people write it; often of nothing.
  mutating func address() -> String {
    let slug = numbers.one(of: Self.slugs)
    return numbers.one(of: [
      "/\(slug)/", "/\(slug)", "/\(slug).html", "/ofen/\(slug)/", "/blog/eintrag-1/", "/alt", "/blog/feed.xml",
      "/\(slug)/#oben", "https://x.example/\(slug)", "/a/karte.3333333333.pdf",
    ])
  }

  mutating func markdown() -> String {
    var text = "# \(numbers.one(of: Self.words))\n\n"
    for _ in 0..<numbers.below(3) {
      text += "Ein [Verweis](\(numbers.chance(70) ? address() : "../\(numbers.one(of: Self.slugs))/")).\n\n"
    }
    if numbers.chance(40) { text += "![Bild](\(numbers.one(of: Self.files)))\n" }
    return text
  }

  mutating func image() -> ImageContent {
    ImageContent(
      source: .asset(numbers.one(of: Self.files)), alternative: .text("Bild"),
      focalPoint: numbers.chance(15) ? .init(x: 100 * numbers.below(10), y: 500) : nil)
  }

  private static let orders: [CollectionQuery.Order] = [
    .newestFirst, .oldestFirst, .title, .manual, .field("preis", isDescending: false),
    .field("preis", isDescending: true),
  ]

  private mutating func generated(_ part: GeneratedPart) -> ElementNode { node(.generated, "nav", .generated(part)) }

  mutating func element() -> ElementNode {
    switch numbers.below(13) {
    case 12: return generated(numbers.one(of: GeneratedPart.allCases))
    case 0, 1: return node(.text, "p", .inline(InlineText(numbers.one(of: Self.words))))
    case 2, 3: return node(.markdown, "div", .markdown(markdown()))
    case 4: return node(.image, "img", .image(image()))
    case 5, 6: return node(.link, "a", .link(target: target(), label: InlineText("Mehr")))
    case 7: return list()
    case 8: return node(.shared, "", .shared(numbers.one(of: Self.sharedNames)))
    case 9:
      return node(.field, "p", .field(FieldContent(path: numbers.one(of: ["page.title", "company.city", "page.url"]))))
    case 10: return node(.code, "div", .html("<img src=\"\(numbers.one(of: Self.files))\" alt=\"\">"))
    default: return node(.box, "div", .none, [node(.text, "p", .inline(InlineText("innen"))), footer()])
    }
  }

  private mutating func list() -> ElementNode {
    let query = CollectionQuery(
      collection: numbers.chance(80) ? "blog" : "news", order: numbers.one(of: Self.orders),
      limit: numbers.chance(40) ? 2 : nil, perPage: numbers.chance(30) ? 1 : nil,
      tag: numbers.chance(30) ? "blau" : nil,
      conditions: numbers.chance(20) ? [.init(field: "preis", value: "1")] : [])
    return node(
      .collectionList, "ul", .collection(query),
      [
        node(
          .box, "li", .none,
          [
            node(.field, "a", .field(FieldContent(path: "entry.title"))),
            node(
              .field, "p",
              .field(FieldContent(path: numbers.one(of: ["entry.description", "page.title", "entry.date"])))),
          ])
      ])
  }

  private mutating func footer() -> ElementNode {
    node(
      .box, "footer", .none,
      [
        node(.field, "p", .field(FieldContent(path: "company.\(numbers.one(of: Self.companyKeys))"))),
        node(.link, "a", .link(target: target(), label: InlineText("Weiter"))),
      ])
  }

  private mutating func node(
    _ kind: ElementKind, _ tag: String, _ content: Content, _ children: [ElementNode] = []
  ) -> ElementNode {
    ElementNode(
      id: id("\(kind)"),
      body: ElementBody(
        kind: kind, tag: tag, content: content,
        capabilities: kind == .text || kind == .link || kind == .image || kind == .markdown
          ? [.text, .media, .link, .visible] : []),
      children: children)
  }
}

// MARK: Edits

extension RandomSite {
  /// Something that a designer does to the site as it stands.
  mutating func operation(on site: SiteSnapshot, revision: Revision) -> Operation {
    var nodes: [ElementNode] = []
    // In an order that the elements' random IDs have no part in: the same seed does the same again.
    for page in site.pages {
      for (_, trees) in page.slots.sorted(by: { $0.key < $1.key }) { trees.forEach { $0.forEach { nodes.append($0) } } }
    }
    // Trees that stand on many pages are changed more often than their share of all elements.
    var many: [ElementNode] = []
    for trees in [site.templates, site.shared] {
      for (_, nodes) in trees.sorted(by: { $0.key < $1.key }) { nodes.forEach { $0.forEach { many.append($0) } } }
    }
    let isShared = nodes.isEmpty || (!many.isEmpty && numbers.chance(25))
    let node = isShared ? numbers.one(of: many) : numbers.one(of: nodes)
    let page = numbers.one(of: site.pages).page
    let (id, version) = (node.id, node.since)
    switch numbers.below(30) {
    case 0...6: return content(of: node)
    case 7: return .setHidden(id, version: version, numbers.chance(50))
    case 8, 9: return .insert(ElementSeed(copying: element()), at: .init(owner: .page(page.id), slot: "main"))
    case 10:
      return .insert(
        ElementSeed(copying: element()), at: .init(owner: .shared(numbers.one(of: ["contact", "neu"])), slot: ""))
    case 11: return .remove(id, version: version)
    case 12: return .move(id, version: version, to: .init(owner: .page(page.id), slot: "main"))
    case 13, 14:
      return .createPage(
        .init(
          parent: numbers.chance(40) ? page.id : nil, slug: numbers.one(of: Self.slugs),
          title: numbers.one(of: Self.words),
          template: numbers.one(of: Self.templates), locale: numbers.chance(50) ? "de" : "",
          copyOf: numbers.chance(40) ? page.id : nil))
    case 15: return .removePage(page.id, version: page.since)
    case 16:
      return .movePage(
        page.id, version: page.since, below: numbers.chance(50) ? numbers.one(of: site.pages).page.id : nil,
        after: numbers.chance(50) ? numbers.one(of: site.pages).page.id : nil)
    case 17...21: return .updatePage(page.id, version: page.since, change())
    case 22, 23:
      let key = numbers.one(of: Self.companyKeys)
      return .setField(
        path: "company.\(key)", seen: site.settings.company[key] ?? "", value: numbers.one(of: Self.words + ["0711 2"]))
    case 24: return .revert(1 + numbers.below(revision))
    case 25: return .restoreSite(to: 1 + numbers.below(revision))
    case 26: return .restorePage(page.id, to: 1 + numbers.below(revision))
    case 27: return .restore(id, version: version, to: 1 + numbers.below(revision), below: numbers.chance(50))
    case 28: return .setMeta(page.id, version: page.since, MetaChange(title: numbers.one(of: Self.words)))
    default: return .duplicateItem(id, version: version)
    }
  }

  private mutating func content(of node: ElementNode) -> Operation {
    switch node.body.kind {
    case .text: .setText(node.id, version: node.since, InlineText(numbers.one(of: Self.words)))
    case .markdown: .setMarkdown(node.id, version: node.since, markdown())
    case .link: .setLink(node.id, version: node.since, target())
    case .image:
      .setImage(
        node.id, version: node.since,
        ImageChange(
          source: numbers.one(of: Self.files), alternative: .text(numbers.one(of: Self.words)),
          focalPoint: numbers.chance(30) ? .some(.init(x: 100 * numbers.below(10), y: 500)) : nil))
    default: .update(node.id, version: node.since, ["classes": [.string(numbers.one(of: ["laut", "leise"]))]])
    }
  }

  private mutating func change() -> PageChange {
    var change = PageChange()
    switch numbers.below(7) {
    case 0: change.slug = numbers.one(of: Self.slugs)
    case 1: change.template = numbers.one(of: Self.templates)
    case 2: change.isDraft = numbers.chance(50)
    case 3: change.isHiddenFromSearch = numbers.chance(50)
    case 4: change.meta.description = numbers.one(of: Self.words)
    case 5: change.meta.image = .some(numbers.chance(70) ? numbers.one(of: Self.files) : nil)
    default: change.meta.title = numbers.one(of: Self.words)
    }
    return change
  }
}
