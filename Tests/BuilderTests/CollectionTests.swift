import Builder
import Model
import Testing

/// What collections can do beside plain lists: fields, parts, neighbours, tags.
@Suite struct CollectionTests {
  static func site() -> Site {
    var site = Site()
    site.settings.collections["jobs"] = CollectionSettings(
      title: "Jobs", path: "jobs",
      fields: [
        CollectionField(name: "pay", kind: .number), CollectionField(name: "start", kind: .date),
        CollectionField(name: "remote", kind: .boolean), CollectionField(name: "site", kind: .link),
        CollectionField(name: "place", kind: .choice, choices: ["Ulm", "Köln"]),
      ])
    for (slug, pay, place, day) in [("a", "1200.5", "Ulm", 1), ("b", "30", "Köln", 2), ("c", "", "Ulm", 3)] {
      site.add(slug, title: slug.uppercased(), collection: "jobs") {
        $0.meta.date = CalendarDate(year: 2026, month: 1, day: day)
        $0.meta.extra = [
          "pay": pay, "place": place, "start": "2026-05-03", "remote": "true", "site": "https://x.example",
        ]
      }
    }
    return site
  }

  private static func list(_ query: CollectionQuery, _ card: ElementNode = field("li", "entry.title")) -> ElementNode {
    element(.collectionList, "ul", .collection(query), [card])
  }

  @Test(arguments: [
    (CollectionQuery(collection: "jobs", order: .field("pay", isDescending: false)), "B A C"),
    (CollectionQuery(collection: "jobs", order: .field("pay", isDescending: true)), "A B C"),
    (CollectionQuery(collection: "jobs", order: .field("place", isDescending: false)), "B A C"),
    (CollectionQuery(collection: "jobs", conditions: [.init(field: "place", value: "Ulm")]), "C A"),
    (CollectionQuery(collection: "jobs", limit: 1, conditions: [.init(field: "place", value: "Ulm")]), "C"),
    (CollectionQuery(collection: "jobs", conditions: [.init(field: "none", value: "x")]), ""),
  ])
  func ordersAndFilters(_ query: CollectionQuery, _ titles: String) throws {
    let shown = try Site.rendered([Self.list(query)], in: Self.site())
    #expect(shown == "<ul>" + titles.split(separator: " ").map { "<li>\($0)</li>" }.joined() + "</ul>")
  }

  @Test(arguments: [
    ("de", "1200,5 3. Mai 2026 ja Ulm"), ("en", "1200.5 3 May 2026 yes Ulm"),
  ])
  func fieldsAreShownAsTheLanguageWritesThem(_ locale: String, _ words: String) throws {
    var site = Self.site()
    site.settings.locales = [locale]
    let card = box(
      "li", ["pay", "start", "remote", "place"].map { field("span", "entry.\($0)") } + [field("a", "entry.site")])
    site.add(
      "", title: "Home",
      [Self.list(CollectionQuery(collection: "jobs", conditions: [.init(field: "pay", value: "1200.5")]), card)])
    let html = try site.text("index.html").between("<main>", "</main>")
    let shown = html.split(separator: "<span>").dropFirst().map { $0.prefix { $0 != "<" } }.joined(separator: " ")
    #expect(shown == words)
    #expect(html.contains("<a href=\"https://x.example\">https://x.example</a>"))
  }

  @Test func `a long list goes on at addresses of its own`() throws {
    var site = Self.site()
    let pagination = element(.generated, "nav", .generated(.pagination))
    site.add("")
    site.add("jobs", title: "Jobs", [Self.list(CollectionQuery(collection: "jobs", perPage: 2)), pagination])
    let (files, report) = try site.build()
    #expect(report.warnings.isEmpty)
    let first = try #require(files["jobs/index.html"]?.text)
    let second = try #require(files["jobs/seite/2/index.html"]?.text)
    #expect(first.contains("<ul><li>C</li><li>B</li></ul>") && second.contains("<ul><li>A</li></ul>"))
    #expect(files["jobs/seite/1/index.html"] == nil && files["jobs/seite/3/index.html"] == nil)
    #expect(first.contains("<link rel=\"next\" href=\"https://oven.example/jobs/seite/2/\">"))
    #expect(!first.contains("rel=\"prev\""))
    #expect(second.contains("<link rel=\"prev\" href=\"https://oven.example/jobs/\">"))
    #expect(second.contains("<link rel=\"canonical\" href=\"https://oven.example/jobs/seite/2/\">"))
    #expect(second.contains("<title>Jobs – Seite 2") || second.contains("– Seite 2</title>"))
    #expect(!second.contains("noindex"))
    #expect(
      second.contains(
        "<nav aria-label=\"Seiten\"><ul><li><a href=\"/jobs/\" rel=\"prev\">Zurück</a></li>"
          + "<li><a href=\"/jobs/\" aria-label=\"Seite 1\">1</a></li>"
          + "<li><a href=\"/jobs/seite/2/\" aria-label=\"Seite 2\" aria-current=\"page\">2</a></li></ul></nav>"))
  }

  @Test(arguments: [
    (1, 1, [1]), (7, 4, [1, 2, 3, 4, 5, 6, 7]), (9, 1, [1, 2, 9]), (9, 5, [1, 4, 5, 6, 9]), (9, 9, [1, 8, 9]),
  ])
  func partsThatAreNamed(_ count: Int, _ part: Int, _ shown: [Int]) throws {
    var site = Site()
    site.settings.collections["n"] = CollectionSettings(title: "N", path: "n")
    for number in 0..<count { site.add("e\(number)", collection: "n") }
    site.add(
      "n",
      [Self.list(CollectionQuery(collection: "n", perPage: 1)), element(.generated, "nav", .generated(.pagination))])
    let html = try site.text(part == 1 ? "n/index.html" : "n/seite/\(part)/index.html")
    let numbers = html.split(separator: "aria-label=\"Seite ").dropFirst().compactMap { Int($0.prefix { $0 != "\"" }) }
    #expect(numbers == (count == 1 ? [] : shown))
  }

  @Test func `an entry leads to its neighbours, and a link to none is left out`() throws {
    var site = Self.site()
    site.templates["page"] = [
      box("main", [slot("main")]),
      element(
        .link, "a", .link(target: .value("entry.previous"), label: InlineText("")), [field("b", "entry.previous")]),
      element(.link, "a", .link(target: .value("entry.next"), label: InlineText("")), [field("b", "entry.next")]),
    ]
    let links = { (path: String) in try site.text(path).between("</main>", "\n</body>") }
    #expect(try links("jobs/c/index.html") == "<a href=\"/jobs/b/\"><b>B</b></a>")
    #expect(try links("jobs/b/index.html") == "<a href=\"/jobs/c/\"><b>C</b></a><a href=\"/jobs/a/\"><b>A</b></a>")
    #expect(try links("404.html").isEmpty)
  }

  @Test func `every tag has a page that looks as the collection's own does`() throws {
    var site = Site()
    site.settings.collections["news"] = CollectionSettings(title: "News", path: "aktuell", hasTagPages: true)
    site.add("a", title: "A", collection: "news") { $0.meta.tags = ["Holz & Span", "Öfen"] }
    site.add("b", title: "B", collection: "news") { $0.meta.tags = ["Öfen"] }
    site.add("c", title: "C", collection: "news") {
      $0.meta.tags = ["Geheim"]
      $0.meta.draft = true
    }
    site.add("aktuell", title: "Aktuell", [Self.list(CollectionQuery(collection: "news", perPage: 1))])
    site.templates["page"] = [box("main", [slot("main")]), field("ul", "page.tags")]
    let (files, _) = try site.build()
    let tag = try #require(files["aktuell/tag/oefen/index.html"]?.text)
    #expect(tag.contains("<h1>Öfen</h1><ul><li>A</li></ul>"))
    #expect(files["aktuell/tag/oefen/seite/2/index.html"]?.text.contains("<ul><li>B</li></ul>") == true)
    #expect(files["aktuell/tag/holz-span/index.html"]?.text.contains("<li>A</li>") == true)
    #expect(!files.keys.contains { $0.contains("geheim") })
    #expect(
      files["aktuell/a/index.html"]?.text.contains(
        "<li><a href=\"/aktuell/tag/holz-span/\" rel=\"tag\">Holz &amp; Span</a></li>") == true)
    #expect(files["sitemap.xml"]?.text.contains("/aktuell/tag/oefen/") == true)
  }
}
