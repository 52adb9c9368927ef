import Builder
import Model
import Testing

/// `<head>`, the style sheet, and the files for machines.
@Suite struct HeadTests {
  static let hostile = "</title></style></script><script>alert(1)</script>\"'&<!--"

  @Test func `the preview for other programs keeps in sight what the page says is important`() throws {
    var site = Site()
    site.assets = [
      "assets/a.jpg": AssetFile(
        hash: String(repeating: "a", count: 64), size: 500_000, type: "image/jpeg", width: 1600, height: 1200)
    ]
    func image(_ point: ImageContent.FocalPoint?) -> ElementNode {
      var node = picture("assets/a.jpg", .text("A"))
      node.body.content = .image(
        ImageContent(source: .asset("assets/a.jpg"), alternative: .text("A"), focalPoint: point))
      return node
    }
    func wanted(_ nodes: [ElementNode]) throws -> Set<String> {
      var site = site
      site.add("", title: "Oven", nodes) { $0.meta.image = "assets/a.jpg" }
      return Set(try site.build().report.missingPictures.map(\.shape.name).filter { $0.hasPrefix("social") })
    }
    #expect(try wanted([]) == ["social@500,500"])
    #expect(try wanted([image(nil)]) == ["social@500,500"])
    let point = ImageContent.FocalPoint(x: 100, y: 900)
    #expect(
      try wanted([image(nil), box("div", [image(point)]), image(ImageContent.FocalPoint(x: 0, y: 0))]) == [
        "social@100,900"
      ])
  }

  @Test func `hostile words stay words wherever they stand`() throws {
    var site = Site()
    site.settings.name = Self.hostile
    site.settings.company = ["name": Self.hostile, "type": Self.hostile]
    site.settings.collections["n"] = CollectionSettings(title: Self.hostile, path: "n", feed: true)
    site.settings.redirects = ["/alt/": "/\"><script>x"]
    site.settings.tokens = [
      "a": Token(light: "red}</style>"), "b</style>": Token(light: "1"), "c": Token(light: "#fff"),
    ]
    site.theme.css = "p::after{content:\"</style>\";color:var(--a,var(--c))}"
    site.assets = ["assets/a.png": file("c", type: "image/png")]
    site.settings.navigation["m"] = [NavigationItem(target: .url("/x\"><script>"), label: Self.hostile)]
    site.templates["page"] = [
      element(.navigation, "nav", .navigation("m")), field("p", "page.extra"), slot("main"),
      element(.box, "p", classes: ["\"><script>"], attributes: [("title", Self.hostile), ("x><script>", "")]),
    ]
    site.add("", title: Self.hostile, [text("p", Self.hostile), picture("assets/a.png", .text(Self.hostile))]) {
      $0.meta.description = Self.hostile
      $0.meta.extra = ["extra": Self.hostile]
    }
    site.add("e", title: Self.hostile + "\u{8}", collection: "n", [text("p", Self.hostile)]) {
      $0.meta.date = CalendarDate("2026-05-03")
      $0.meta.tags = [Self.hostile]
      $0.meta.authors = [Self.hostile]
    }
    for file in try site.build().files.values {
      #expect(!file.text.contains("<script>"), "\(file.path)")
      #expect(file.text.split(separator: "</style>", omittingEmptySubsequences: false).count <= 2)
      if file.path.hasSuffix(".xml") { #expect(!file.text.unicodeScalars.contains("\u{8}")) }
    }
    let html = try site.text("index.html")
    #expect(html.contains("\\u003c/script\\u003e"))
    #expect(html.contains("--c:#fff"))
    #expect(!html.contains("--a:"))
    #expect(html.contains("<\\/style>"))
  }

  @Test func `the head says what the page is`() throws {
    var site = Site()
    site.settings.company = ["name": "Oven GmbH", "type": "Bakery", "street": "Markt 1", "country": "DE"]
    site.settings.collections["n"] = CollectionSettings(title: "Neues", path: "neues", feed: true)
    site.theme.tokens = ["x": Token(light: "#fff", dark: "#000"), "y": Token(light: "1rem")]
    site.settings.tokens = ["y": Token(light: "2rem")]
    site.theme.css =
      " a , main > b,main { color : red ; } /* x */\n@media (width > 1px){body{margin:0 auto}}main{background:url(\"theme/p.svg\")}"
    site.theme.assets = [
      "theme/p.svg": file("d", type: "image/svg+xml"), "theme/favicon.svg": file("e", type: "image/svg+xml"),
    ]
    site.assets = ["assets/og.jpg": file("f", width: 1200, height: 630)]
    site.add("", title: "Start") {
      $0.meta.description = "Brot"
      $0.meta.image = "assets/og.jpg"
    }
    site.add("b", title: "Brot von Oven")
    #expect(
      try site.text("index.html").between("", "<body>")
        == "<!doctype html>\n<html lang=\"de\"><head><meta charset=\"utf-8\">"
        + "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><title>Oven – Start</title>\n"
        + "<meta name=\"description\" content=\"Brot\"><link rel=\"canonical\" href=\"https://oven.example/\">"
        + "<meta property=\"og:title\" content=\"Start\"><meta property=\"og:description\" content=\"Brot\">"
        + "<meta property=\"og:type\" content=\"website\"><meta property=\"og:url\" content=\"https://oven.example/\">"
        + "<meta property=\"og:site_name\" content=\"Oven\"><meta property=\"og:locale\" content=\"de_DE\">"
        + "<meta property=\"og:image\" content=\"https://oven.example/a/og.ffffffffff.jpg\">"
        + "<meta property=\"og:image:type\" content=\"image/jpeg\">"
        + "<meta property=\"og:image:width\" content=\"1200\"><meta property=\"og:image:height\" content=\"630\">"
        + "<meta property=\"og:image:alt\" content=\"Start\"><meta name=\"twitter:card\" content=\"summary_large_image\">"
        + "<script type=\"application/ld+json\">{\"@context\":\"https://schema.org\",\"@graph\":["
        + "{\"@id\":\"https://oven.example/#company\",\"@type\":\"Bakery\","
        + "\"address\":{\"@type\":\"PostalAddress\",\"addressCountry\":\"DE\",\"streetAddress\":\"Markt 1\"},"
        + "\"name\":\"Oven GmbH\",\"url\":\"https://oven.example/\"},"
        + "{\"@id\":\"https://oven.example/#website\",\"@type\":\"WebSite\",\"inLanguage\":[\"de\"],\"name\":\"Oven\","
        + "\"publisher\":{\"@id\":\"https://oven.example/#company\"},\"url\":\"https://oven.example/\"}]}</script>\n"
        + "<meta name=\"color-scheme\" content=\"light dark\">"
        + "<link rel=\"icon\" type=\"image/svg+xml\" href=\"/a/favicon.eeeeeeeeee.svg\">"
        + "<link rel=\"alternate\" type=\"application/atom+xml\" title=\"Neues\" href=\"/neues/feed.xml\">\n"
        + "<style>:root{color-scheme:light dark}a,main > b,main{color :red}"
        + "@media (width > 1px){body{margin:0 auto}}main{background:url(\"/a/p.dddddddddd.svg\")}</style>\n</head>")
    #expect(try site.text("b/index.html").contains("<title>Brot von Oven</title>"))
    #expect(try site.text("404.html").contains("<title>Seite nicht gefunden – Oven</title>\n<meta name=\"robots\""))
  }

  @Test func `a base address with a path stands in front of every link`() throws {
    var site = Site()
    site.options.baseURL = "https://user.example/sub/"
    site.assets = ["assets/a.png": file("c", type: "image/png")]
    site.add("", [link(.url("/b/")), picture("assets/a.png"), markdown("[b](/b/)")])
    site.add("b")
    let html = try site.text("index.html")
    #expect(html.contains("<a href=\"/sub/b/\">x</a><img src=\"/sub/a/a.cccccccccc.png\""))
    #expect(html.contains("<p><a href=\"/sub/b/\">b</a></p>"))
    #expect(html.contains("<link rel=\"canonical\" href=\"https://user.example/sub/\">"))
    #expect(try site.text("sitemap.xml").contains("<loc>https://user.example/sub/b/</loc>"))
  }

  @Test func `translations name each other`() throws {
    var site = Site()
    site.settings.locales = ["de", "en"]
    let german = site.add("brot")
    site.add("bread", locale: "en") { $0.translationOf = german }
    let links =
      "<link rel=\"alternate\" hreflang=\"de\" href=\"https://oven.example/brot/\">"
      + "<link rel=\"alternate\" hreflang=\"x-default\" href=\"https://oven.example/brot/\">"
      + "<link rel=\"alternate\" hreflang=\"en\" href=\"https://oven.example/bread/\">"
    #expect(try site.text("brot/index.html").contains(links))
    #expect(try site.text("bread/index.html").contains(links))
    #expect(try site.text("bread/index.html").contains("<html lang=\"en\">"))
  }

  @Test func `sitemap, robots and redirects`() throws {
    var site = Site()
    site.settings.redirects = ["/alt.html": "/brot/", "/neu": "https://x.example/", "/brot/": "/", "/../x": "/"]
    site.add("brot & ähre") { $0.meta.updated = CalendarDate("2026-05-03") }
    site.add("geheim") { $0.meta.noindex = true }
    site.add("brot")
    let (files, report) = try site.build()
    #expect(
      files["sitemap.xml"]?.text == "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n"
        + "<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n"
        + "<url><loc>https://oven.example/brot%20%26%20%C3%A4hre/</loc><lastmod>2026-05-03</lastmod></url>\n"
        + "<url><loc>https://oven.example/brot/</loc></url>\n</urlset>\n")
    #expect(
      files["robots.txt"]?.text == "User-agent: *\nDisallow:\n\nSitemap: https://oven.example/sitemap.xml\n")
    #expect(files["alt.html"]?.text.contains("<meta http-equiv=\"refresh\" content=\"0; url=/brot/\">") == true)
    #expect(files["alt.html"]?.text.contains("<link rel=\"canonical\" href=\"https://oven.example/brot/\">") == true)
    #expect(files["neu/index.html"]?.text.contains("url=https://x.example/\"") == true)
    #expect(files["alt.html"]?.redirect == .moved("/brot/"))
    #expect(files["neu/index.html"]?.redirect == .moved("https://x.example/"))
    #expect(files["brot/index.html"].map { $0.redirect == nil } == true, "a page wins over a redirect")
    #expect(files.keys.allSatisfy { !$0.contains("..") })
    #expect(report.warnings.map(\.message).filter { $0.contains("brot/index.html") || $0.contains("../x") }.count == 2)
  }

  @Test func `a feed holds the latest entries`() throws {
    var site = Site()
    site.settings.collections["n"] = CollectionSettings(title: "Neues", path: "neues", feed: true)
    for day in 1...25 {
      site.add(
        "t\(day)", title: "T & \(day)", collection: "n", [markdown("Ein **langes** Wort &amp; mehr.\n\n## Ende")]
      ) {
        $0.meta.date = CalendarDate(year: 2026, month: 5, day: day)
        if day == 24 { $0.meta.description = "Kurz" }
      }
    }
    let feed = try site.text("neues/feed.xml")
    #expect(feed.split(separator: "<entry>").count == 21)
    #expect(
      feed.between("</author>\n", "<entry>\n<id>https://oven.example/neues/t24/")
        == "<entry>\n<id>https://oven.example/neues/t25/</id>\n<title>T &amp; 25</title>\n"
        + "<link rel=\"alternate\" href=\"https://oven.example/neues/t25/\"/>\n"
        + "<published>2026-05-25T00:00:00Z</published>\n<updated>2026-05-25T00:00:00Z</updated>\n"
        + "<summary>Ein langes Wort &amp; mehr. Ende</summary>\n</entry>\n")
    #expect(feed.contains("<summary>Kurz</summary>"))
    site.settings.url = ""
    #expect(try site.text("neues/feed.xml").contains("<id>urn:foyer:neues/t25/</id>"))
    #expect(try site.build().files["sitemap.xml"] == nil)
  }
}
