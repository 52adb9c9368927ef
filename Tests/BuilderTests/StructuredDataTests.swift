import Builder
import Model
import Testing

/// What pages say to search engines (schema.org, JSON-LD).
@Suite struct StructuredDataTests {
  /// The things of a page's graph by type.
  private func things(_ path: String, in site: Site) throws -> [String: JSONValue] {
    let script = try site.text(path).between("<script type=\"application/ld+json\">", "</script>")
    if script.isEmpty { return [:] }
    let data = try JSONValue.parse(script)
    #expect(data["@context"] == "https://schema.org")
    guard case .array(let graph)? = data["@graph"] else { return [:] }
    return Dictionary(
      graph.compactMap { thing in if case .string(let type)? = thing["@type"] { (type, thing) } else { nil } },
      uniquingKeysWith: { first, _ in first })
  }

  @Test func `the home page describes company and site`() throws {
    var site = Site()
    site.settings.company = [
      "name": "Oven", "street": "Markt 1", "latitude": "48.52", "longitude": "9.05",
      "openingHours": "Tu-Fr 06:30-18:00; Sa  06:30-14:00 ;", "sameAs": "https://a.example/ https://b.example/",
    ]
    site.add("", title: "Start")
    let things = try things("index.html", in: site)
    #expect(things.keys.sorted() == ["LocalBusiness", "WebSite"])
    #expect(things["LocalBusiness"]?["geo"] == ["@type": "GeoCoordinates", "latitude": "48.52", "longitude": "9.05"])
    #expect(things["LocalBusiness"]?["openingHours"] == ["Tu-Fr 06:30-18:00", "Sa 06:30-14:00"])
    #expect(things["LocalBusiness"]?["sameAs"] == ["https://a.example/", "https://b.example/"])
    #expect(things["WebSite"]?["publisher"] == ["@id": "https://oven.example/#company"])
    #expect(things["WebSite"]?["inLanguage"] == ["de"])
  }

  @Test(arguments: [("91", "1"), ("x", "1"), ("1", ""), ("nan", "1"), ("1", "inf")])
  func `a place that is none is left out`(_ latitude: String, _ longitude: String) throws {
    var site = Site()
    site.settings.company = ["name": "Oven", "latitude": latitude, "longitude": longitude, "type": "Bake ry"]
    site.add("", title: "Start")
    let company = try things("index.html", in: site)["Organization"]
    #expect(company != nil && company?["geo"] == nil)
  }

  @Test func `nested pages tell the way to them`() throws {
    var site = Site()
    let parent = site.add("leistungen", title: "Leistungen \"A\" </script>")
    site.add("", title: "Start")
    site.add("brot", title: "Brot") { $0.parent = parent }
    let list = try things("leistungen/brot/index.html", in: site)["BreadcrumbList"]
    #expect(
      list?["itemListElement"] == [
        ["@type": "ListItem", "position": 1, "name": "Start", "item": "https://oven.example/"],
        [
          "@type": "ListItem", "position": 2, "name": "Leistungen \"A\" </script>",
          "item": "https://oven.example/leistungen/",
        ],
        ["@type": "ListItem", "position": 3, "name": "Brot", "item": "https://oven.example/leistungen/brot/"],
      ])
    #expect(try things("leistungen/index.html", in: site).isEmpty)
    #expect(try things("404.html", in: site).isEmpty)
  }

  @Test func `entries with a date are articles, or posts where the collection has a feed`() throws {
    var site = Site()
    site.settings.collections = [
      "n": CollectionSettings(title: "Neues", path: "neues", feed: true),
      "w": CollectionSettings(title: "Werke", path: "werke"),
    ]
    site.assets = ["assets/a.jpg": file("c", width: 800, height: 600)]
    site.add("e", title: "Ernte", collection: "n") {
      $0.meta.date = CalendarDate("2026-05-03")
      $0.meta.updated = CalendarDate("2026-05-09")
      $0.meta.authors = ["Ruth", "Jo"]
      $0.meta.image = "assets/a.jpg"
      $0.meta.description = "Neue Ernte"
    }
    site.add("w", title: "Werk", collection: "w") { $0.meta.date = CalendarDate("2026-05-03") }
    site.add("x", title: "Ohne Tag", collection: "w")
    let post = try things("neues/e/index.html", in: site)["BlogPosting"]
    #expect(
      post == [
        "@type": "BlogPosting", "headline": "Ernte", "mainEntityOfPage": "https://oven.example/neues/e/",
        "inLanguage": "de", "description": "Neue Ernte", "datePublished": "2026-05-03", "dateModified": "2026-05-09",
        "image": "https://oven.example/a/a.cccccccccc.jpg",
        "author": [["@type": "Person", "name": "Ruth"], ["@type": "Person", "name": "Jo"]],
        "publisher": ["@type": "Organization", "name": "Oven"],
      ])
    let article = try things("werke/w/index.html", in: site)["Article"]
    #expect(article?["author"] == [["@type": "Organization", "name": "Oven"]])
    #expect(try things("werke/x/index.html", in: site).isEmpty)
    let head = try site.text("neues/e/index.html")
    for property in [
      "og:type\" content=\"article", "article:published_time\" content=\"2026-05-03",
      "article:modified_time\" content=\"2026-05-09", "og:image:alt\" content=\"Ernte",
      "twitter:card\" content=\"summary_large_image",
    ] { #expect(head.contains(property)) }
  }

  @Test func `a site whose address is not known says nothing that needs one`() throws {
    var site = Site()
    site.settings.url = ""
    let parent = site.add("a", title: "A")
    site.add("b", title: "B") { $0.parent = parent }
    #expect(try things("a/b/index.html", in: site).isEmpty)
  }
}
