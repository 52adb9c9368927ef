import Builder
import Model
import Testing

/// Templates, menus, collections: what pages have of each other.
@Suite struct SiteTests {
  @Test func `a page fills the slots of its template, and what stands in an empty slot is shown`() throws {
    var site = Site()
    site.templates["page"] = [
      text("p", "before"), box("main", [slot("main", [text("p", "empty")])]), text("p", "after"),
    ]
    site.add("", [text("p", "own")])
    site.add("b", [])
    #expect(try site.text("index.html").contains("<body>\n<p>before</p><main><p>own</p></main><p>after</p>\n</body>"))
    #expect(try site.text("b/index.html").contains("<p>before</p><main><p>empty</p></main><p>after</p>"))
  }

  @Test func `shared trees that contain themselves end`() throws {
    var site = Site()
    site.shared = ["a": [text("p", "a"), shared("b")], "b": [text("p", "b"), shared("a")]]
    #expect(try Site.rendered([shared("a"), shared("b")], in: site) == "<p>a</p><p>b</p><p>b</p><p>a</p>")
    site.templates["page"] = [shared("a"), box("main", [slot("main")])]
    #expect(try Site.rendered([], in: site).isEmpty)
  }

  @Test func `shared trees that double are cut off`() throws {
    var site = Site()
    for level in 0..<40 { site.shared["s\(level)"] = [shared("s\(level + 1)"), shared("s\(level + 1)")] }
    site.shared["s40"] = [text("p", "x")]
    site.add("", [shared("s0")])
    let (_, report) = try site.build()
    #expect(report.warnings.contains { $0.message.contains("more than 1000 shared trees") })
  }

  @Test func `the menu marks the page that one is on`() throws {
    var site = Site()
    let home = site.add("", title: "Start")
    let bread = site.add("brot", title: "Brot & Preise")
    let draft = site.add("neu") { $0.meta.draft = true }
    site.settings.navigation["main"] = [
      NavigationItem(
        target: .page(home, fragment: nil),
        children: [
          NavigationItem(target: .page(bread, fragment: nil)), NavigationItem(target: .page(draft, fragment: nil)),
        ]),
      NavigationItem(
        target: .url("https://shop.example"), label: "Shop",
        children: [NavigationItem(target: .page(PageID(stored: "gone"), fragment: nil))]),
    ]
    site.templates["page"] = [element(.navigation, "nav", .navigation("main"))]
    let menu = { (first: String, second: String) in
      "<nav><ul><li><a href=\"/\"\(first)>Start</a><ul><li><a href=\"/brot/\"\(second)>Brot &amp; Preise</a></li></ul>"
        + "</li><li><a href=\"https://shop.example\">Shop</a></li></ul></nav>"
    }
    #expect(try site.text("index.html").contains(menu(" aria-current=\"page\"", "")))
    #expect(try site.text("brot/index.html").contains(menu("", " aria-current=\"page\"")))
    #expect(try site.text("404.html").contains(menu("", "")))
  }

  @Test(arguments: [
    (CollectionQuery(collection: "news"), "new old undated"),
    (CollectionQuery(collection: "news", order: .oldestFirst), "old new undated"),
    (CollectionQuery(collection: "news", order: .title), "new undated old"),
    (CollectionQuery(collection: "news", order: .manual), "undated old new"),
    (CollectionQuery(collection: "news", limit: 2), "new old"),
    (CollectionQuery(collection: "news", tag: "wood"), "old"),
    (CollectionQuery(collection: "news", limit: 0), ""),
    (CollectionQuery(collection: "none"), ""),
  ])
  func lists(_ query: CollectionQuery, _ slugs: String) throws {
    var site = Site()
    site.settings.collections["news"] = CollectionSettings(title: "News", path: "aktuell")
    site.add("undated", title: "Ähre", collection: "news")
    site.add("old", title: "Brot", collection: "news") {
      $0.meta.date = CalendarDate("2025-01-02")
      $0.meta.tags = ["wood"]
    }
    site.add("new", title: "aachen", collection: "news") { $0.meta.date = CalendarDate("2026-01-02") }
    site.add("draft", title: "Draft", collection: "news") { $0.meta.draft = true }
    let card = element(
      .link, "a", .link(target: .value("entry.url"), label: InlineText("")), [field("b", "entry.title")])
    let list = element(.collectionList, "ul", .collection(query), [box("li", [card])])
    let titles = ["new": "aachen", "old": "Brot", "undated": "Ähre"]
    let cards = slugs.split(separator: " ").map {
      "<li><a href=\"/aktuell/\($0)/\"><b>\(titles[String($0)]!)</b></a></li>"
    }
    #expect(try Site.rendered([list], in: site) == "<ul>\(cards.joined())</ul>")
  }

  @Test func `draft pages and links to them are left out`() throws {
    var site = Site()
    let draft = site.add("geheim") { $0.meta.draft = true }
    site.add("", [link(.page(draft, fragment: nil))])
    let (files, report) = try site.build()
    #expect(files.keys.sorted() == ["404.html", "_f/speculation.json", "index.html", "robots.txt", "sitemap.xml"])
    #expect(files["index.html"]?.text.contains("<a>x</a>") == true)
    #expect(
      report.warnings.contains(
        BuildWarning(page: "/", message: "a link leads to a page that does not exist or is a draft")))
    #expect(throws: BuildError.noSuchPage(draft)) { try SiteBuilder(site.snapshot, options: site.options).page(draft) }
  }

  @Test func `an unknown template falls back, and says so`() throws {
    var site = Site()
    site.add("", template: "none", [text("p", "a")])
    site.add("b", template: "other", [text("p", "b")])
    site.templates = [:]
    let (files, report) = try site.build()
    #expect(files["index.html"]?.text.contains("<main><p>a</p></main>") == true)
    #expect(report.warnings.map(\.message).contains("there is no template “none”"))
  }

  @Test func `the same input gives the same bytes for any number of workers`() throws {
    var site = Site()
    site.settings.collections["news"] = CollectionSettings(title: "News", path: "news", feed: true)
    site.add("", title: "Start")
    for index in 0..<200 {
      site.add("p\(index)", collection: "news", [markdown("# T\n\n[x](/nirgends/\(index)/)")]) {
        $0.meta.date = CalendarDate(year: 2020, month: 1 + index % 12, day: 1 + index % 28)
      }
    }
    let (one, report) = try site.build(workers: 1)
    let (two, other) = try site.build(workers: 2)
    #expect(one.mapValues(\.text) == two.mapValues(\.text))
    #expect(report == other)
    #expect(report.pages == 202)
    #expect(report.files == one.count)
    #expect(report.warnings.count == 200)
  }

  @Test func `an error of the receiver ends the build`() throws {
    struct Full: Error {}
    var site = Site()
    for index in 0..<100 { site.add("p\(index)") }
    #expect(throws: Full.self) {
      _ = try SiteBuilder(site.snapshot, options: site.options).build { _ in throw Full() }
    }
  }
}
