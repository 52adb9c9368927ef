import Builder
import Model
import Testing

/// Ways through a site: breadcrumbs, sections of menus, languages, search.
@Suite struct WaysTests {
  @Test func `breadcrumbs lead from the home page to this one`() throws {
    var site = Site()
    site.settings.collections["news"] = CollectionSettings(title: "News", path: "neues/archiv")
    site.add("", title: "Start")
    let above = site.add("neues", title: "Neues")
    site.add("archiv", title: "Archiv & mehr") { $0.parent = above }
    site.add("a", title: "A", collection: "news")
    site.templates["page"] = [element(.generated, "nav", .generated(.breadcrumbs))]
    let crumbs = { (path: String) in try site.text(path).between("<body>\n", "\n</body>") }
    #expect(try crumbs("index.html").isEmpty && crumbs("neues/index.html").isEmpty && crumbs("404.html").isEmpty)
    #expect(
      try crumbs("neues/archiv/a/index.html")
        == "<nav aria-label=\"Sie sind hier\"><ol><li><a href=\"/\">Start</a></li><li><a href=\"/neues/\">Neues</a></li>"
        + "<li><a href=\"/neues/archiv/\">Archiv &amp; mehr</a></li><li><span aria-current=\"page\">A</span></li></ol></nav>"
    )
  }

  @Test func `a menu marks the section that one is in`() throws {
    var site = Site()
    let above = site.add("bad", title: "Bad")
    site.add("dusche", title: "Dusche") { $0.parent = above }
    site.settings.navigation["main"] = [NavigationItem(target: .page(above, fragment: nil))]
    site.templates["page"] = [element(.navigation, "nav", .navigation("main"))]
    #expect(try site.text("bad/dusche/index.html").contains("<a href=\"/bad/\" aria-current=\"true\">Bad</a>"))
    #expect(try site.text("bad/index.html").contains("<a href=\"/bad/\" aria-current=\"page\">Bad</a>"))
  }

  static func twoLanguages() -> Site {
    var site = Site()
    site.settings.locales = ["de", "en"]
    let home = site.add("", title: "Start", locale: "de")
    let contact = site.add("kontakt", title: "Kontakt", locale: "de")
    site.add("nur-hier", title: "Nur hier", locale: "de")
    let english = site.add("en", title: "Welcome", locale: "en") { $0.translationOf = home }
    site.add("contact", title: "Contact us", locale: "en") {
      $0.parent = english
      $0.translationOf = contact
    }
    site.settings.navigation["main"] = [
      NavigationItem(target: .page(contact, fragment: nil), label: "Rufen Sie an"),
      NavigationItem(target: .page(PageID(stored: "page-2"), fragment: nil)),
    ]
    site.templates["page"] = [
      link(.page(home, fragment: nil), "Logo"), element(.navigation, "nav", .navigation("main")),
      element(.generated, "nav", .generated(.languages)),
    ]
    return site
  }

  @Test func `menus, logo and switcher speak the page's language`() throws {
    let site = Self.twoLanguages()
    let english = try site.text("en/contact/index.html")
    #expect(english.contains("<html lang=\"en\">") && english.contains("<a href=\"/en/\">Logo</a>"))
    #expect(
      english.contains(
        "<nav><ul><li><a href=\"/en/contact/\" aria-current=\"page\">Contact us</a></li></ul></nav>"))
    #expect(
      english.contains(
        "<nav aria-label=\"Languages\"><ul><li><a href=\"/kontakt/\" hreflang=\"de\" lang=\"de\">Deutsch</a></li>"
          + "<li><a href=\"/en/contact/\" hreflang=\"en\" lang=\"en\" aria-current=\"true\">English</a></li></ul></nav>"
      ))
    // A page without a translation leads to the other language's home.
    #expect(try site.text("nur-hier/index.html").contains("<a href=\"/en/\" hreflang=\"en\" lang=\"en\">English</a>"))
    #expect(
      try site.text("kontakt/index.html").contains(
        "<link rel=\"alternate\" hreflang=\"x-default\" href=\"https://oven.example/kontakt/\">"))
    #expect(try site.text("en/404.html").contains("<html lang=\"en\">"))
    #expect(try site.text("en/404.html").contains("noindex"))
  }

  @Test func `a menu of a language of its own comes before a derived one`() throws {
    var site = Self.twoLanguages()
    site.settings.navigation["main.en"] = [NavigationItem(target: .url("https://x.example"), label: "Shop")]
    #expect(
      try site.text("en/index.html").contains("<nav><ul><li><a href=\"https://x.example\">Shop</a></li></ul></nav>"))
    #expect(try site.text("index.html").contains(">Rufen Sie an</a>"))
  }

  @Test func `the search finds what visitors may find, and only its page has a script`() throws {
    var site = Site()
    site.settings.hasSearch = true
    site.add("", title: "Start", [element(.generated, "form", .generated(.search))])
    site.add("brot", title: "Brot", [text("h2", "Der Ofen"), markdown("Bäckerei & Café, <b>Bäckerei</b>, 24 Plätze")])
    site.add("geheim", title: "Geheim") { $0.meta.noindex = true }
    site.add("entwurf", title: "Entwurf") { $0.meta.draft = true }
    let (files, report) = try site.build()
    #expect(report.warnings.isEmpty)
    let index = try #require(files["search/de-0.json"]?.text)
    let pages = try #require(try JSONValue.parse(index).array)
    #expect(pages.compactMap { $0["u"]?.string }.sorted() == ["/", "/brot/"])
    let bread = try #require(pages.first { $0["u"]?.string == "/brot/" })
    #expect(bread["t"]?.string == "Brot" && bread["h"]?.string == "Der Ofen")
    #expect(bread["w"]?.string?.contains("bäckerei café") == true && bread["w"]?.string?.contains("24 plätze") == true)
    let scripts = files.filter { $0.value.text.contains("<script type=\"module\"") }.keys
    #expect(Array(scripts) == ["suche/index.html"])
    #expect(files["suche/index.html"]?.text.contains("noindex") == true)
    #expect(files["index.html"]?.text.contains("<form role=\"search\" method=\"get\" action=\"/suche/\"") == true)
    let script = try #require(files.first { $0.key.hasPrefix("a/search.") })
    #expect(script.value.text.utf8.count < 5_000 && script.value.type.hasPrefix("text/javascript"))
    #expect(files["sitemap.xml"]?.text.contains("suche") == false)
  }

  @Test func `what is found stands in one place, however many fields a page has`() throws {
    var site = Site()
    site.settings.hasSearch = true
    site.templates["blank"] = [slot("main")]
    func field(_ id: String) -> ElementNode {
      var node = element(.generated, "form", .generated(.search))
      node.id = ElementID(stored: id)
      return node
    }
    site.add(
      "suche", template: "blank",
      [box("header", [field("top")]), box("main", [box("div", [field("here")])]), box("footer", [field("end")])])
    let page = try site.text("suche/index.html")
    #expect(page.split(separator: "<form").count == 4 && page.split(separator: "search-results").count == 2)
    #expect(page.between("<main>", "</main>").contains("search-results"))
    site.pages[0].slots["main"] = [field("a"), field("b")]
    #expect(try site.text("suche/index.html").split(separator: "search-results").count == 2)
  }

  @Test func `translations that were left behind are told of where visitors see them`() {
    var site = Site()
    site.settings.locales = ["de", "en"]
    let home = site.add("", title: "Brot")
    func line(_ id: String, hidden: Bool = false) -> ElementNode {
      var node = text("p", "Bread")
      node.body.hidden = hidden
      node.id = ElementID(stored: id)
      return node
    }
    let english = site.add(
      "en", title: "Bread", locale: "en", [line("seen"), line("fresh"), line("hidden", hidden: true)]
    ) {
      $0.translationOf = home
    }
    site.add("draft", title: "Draft", locale: "en", [line("draft")]) { $0.meta.draft = true }
    func found(_ level: CheckLevel) -> [CheckFinding] {
      let stale = Dictionary(
        uniqueKeysWithValues: ["seen", "hidden", "draft"].map { (ElementID(stored: $0), "Kuchen") })
      let rule = PublishRule(mode: .direct, checks: [.staleTranslation: level])
      return SiteChecks(site.snapshot, options: site.options, rule: rule, stale: stale).findings()
        .filter { $0.kind == .staleTranslation }
    }
    let seen = CheckFinding(
      .staleTranslation, page: english, path: "/en/", element: ElementID(stored: "seen"), label: "Bread",
      detail: "Kuchen")
    #expect(found(.warn) == [seen] && found(.stop) == [seen] && found(.off).isEmpty)
  }

  @Test func `a page at the address of one that is built is told of, unless it holds the same`() throws {
    func told(_ site: Site) throws -> (warnings: [String], findings: [CheckFinding]) {
      let checks = SiteChecks(site.snapshot, options: site.options)
      return (try site.build().report.warnings.map(\.message), checks.findings().filter { $0.kind == .duplicatePath })
    }
    var site = Site()
    site.settings.hasSearch = true
    site.settings.collections["news"] = CollectionSettings(
      title: "Aktuelles", path: "aktuell", feed: true, hasTagPages: true)
    site.add("")
    for number in 0..<3 {
      site.add("n\(number)", title: "Neues \(number)", collection: "news") { $0.meta.tags = ["Ofen"] }
    }
    var query = CollectionQuery(collection: "news")
    query.perPage = 2
    let list = site.add("aktuell", title: "Aktuell", [element(.collectionList, "div", .collection(query))])
    #expect(try told(site).warnings.isEmpty && told(site).findings.isEmpty)

    let search = site.add("suche", title: "Wir suchen", [text("p", "Gesellen")])
    let tag = site.add("aktuell/tag/ofen", title: "Öfen", [text("p", "Alle Öfen")])
    let part = site.add("aktuell/seite/2", title: "Teil zwei", [text("p", "x")])
    let feed = site.add("aktuell/feed.xml", title: "Feed", [text("p", "x")])
    let other = site.add("doppelt", title: "Erste")
    let twin = site.add("doppelt", title: "Zweite")
    let (warnings, findings) = try told(site)
    for words in ["“Suche” is not made", "“Aktuelles · Ofen” is not made", "aktuell/seite/2/", "aktuell/feed.xml"] {
      #expect(warnings.contains { $0.contains(words) }, "\(words): \(warnings)")
    }
    let rows: [(PageID, String, String)] = [
      (search, "/suche/", "Suche"), (tag, "/aktuell/tag/ofen/", "Aktuelles · Ofen"),
      (part, "/aktuell/seite/2/", "Aktuell 2"), (list, "/aktuell/seite/2/", "Teil zwei"),
      (feed, "/aktuell/feed.xml/", "aktuell/feed.xml"), (other, "/doppelt/", "Zweite"), (twin, "/doppelt/", "Erste"),
    ]
    for (page, path, besides) in rows {
      #expect(
        findings.contains { $0.page == page && $0.path == path && $0.detail == "\(besides) (\(path))" },
        "\(path): \(findings)")
    }
    #expect(findings.count == rows.count)

    site.pages.removeLast(6)
    site.add("suche", title: "Wir suchen", [element(.generated, "form", .generated(.search))])
    query.tag = "Ofen"
    site.add("aktuell/tag/ofen", title: "Öfen", [element(.collectionList, "div", .collection(query))])
    #expect(try told(site).warnings.isEmpty && told(site).findings.isEmpty)
  }

  @Test func `each page is in one small file of the index`() throws {
    var site = Site()
    site.settings.hasSearch = true
    for number in 0..<300 { site.add("p\(number)", [markdown(String(repeating: "wort\(number) ", count: 900))]) }
    let files = try site.build().files.filter { $0.key.hasPrefix("search/de-") }
    #expect(files.count == 16)
    #expect(files.values.allSatisfy { $0.text.utf8.count < 60_000 })
    site.pages[7].slots["main"] = [markdown("anders")]
    let after = try site.build().files.filter { $0.key.hasPrefix("search/de-") }
    #expect(files.keys.filter { files[$0]?.text != after[$0]?.text }.count == 1)
  }

  @Test func `on a large site words are apart, and the page of the search says so`() throws {
    var site = Site()
    site.settings.hasSearch = true
    for number in 0..<520 {
      site.add("p\(number)", title: "Seite \(number)", [text("h2", "Ofen"), markdown("wort\(number)")])
    }
    let files = try site.build().files
    let index = files.filter { $0.key.hasPrefix("search/de-") }
    #expect(index.count == 64 && index.keys.count { $0.hasSuffix("w.json") } == 32)
    #expect(files["suche/index.html"]?.text.contains("data-files=\"32\" data-apart") == true)
    var heads: [String] = []
    var words: [String: JSONValue] = [:]
    for (path, file) in index {
      let json = try JSONValue.parse(file.text)
      if path.hasSuffix("w.json") {
        words.merge(try #require(json.object)) { one, _ in one }
      } else {
        let pages = try #require(json.array)
        #expect(pages.allSatisfy { $0["w"] == nil && $0["h"] == "Ofen" && $0["d"] != nil })
        heads += pages.compactMap { $0["u"]?.string }
      }
    }
    #expect(heads.count == 520 && Set(heads) == Set(words.keys))
    #expect(words["/p7/"]?.string?.contains("wort7") == true)
  }

  @Test func `a site without a search has nothing of it`() throws {
    var site = Site()
    site.templates["page"] = [element(.generated, "form", .generated(.search)), box("main", [slot("main")])]
    site.add("")
    let (files, report) = try site.build()
    #expect(!files.keys.contains { $0.contains("search") } && report.warnings.isEmpty)
    #expect(files["index.html"]?.text.contains("<form") == false)
  }

  @Test func `what previews say may differ from the page`() throws {
    var site = Site()
    site.add("", title: "Start") {
      $0.meta.description = "Plain"
      $0.meta.socialTitle = "Look!"
      $0.meta.socialDescription = "Bread"
    }
    let html = try site.text("index.html")
    #expect(html.contains("property=\"og:title\" content=\"Look!\"") && html.contains("content=\"Bread\""))
    #expect(html.contains("name=\"description\" content=\"Plain\""))
  }
}
