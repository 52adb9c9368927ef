import Builder
import Model
import Testing

/// Values shown by fields.
@Suite struct ValueTests {
  static func site(locale: String) -> Site {
    var site = Site()
    site.settings.locales = [locale]
    site.settings.company = ["phone": "+49 7071 / 555-0", "email": "a@b.example", "web": "https://b.example"]
    site.theme.strings = ["de": ["more": "Weiter <"], "en": ["more": "More"]]
    return site
  }

  @Test(arguments: [
    ("de", "page.date", FieldContent.Format.long, "time", "<time datetime=\"2026-05-03\">3. Mai 2026</time>"),
    ("de", "page.date", .short, "time", "<time datetime=\"2026-05-03\">03.05.2026</time>"),
    ("de-AT", "page.date", .long, "p", "<p>3. Mai 2026</p>"),
    ("en", "page.date", .long, "p", "<p>3 May 2026</p>"),
    ("en", "page.date", .short, "p", "<p>03/05/2026</p>"),
    ("en-US", "page.date", .long, "p", "<p>May 3, 2026</p>"),
    ("cs", "page.date", .long, "p", "<p>2026-05-03</p>"),
    ("de", "company.phone", .long, "a", "<a href=\"tel:+4970715550\">+49 7071 / 555-0</a>"),
    ("de", "company.phone", .long, "p", "<p>+49 7071 / 555-0</p>"),
    ("de", "company.email", .long, "a", "<a href=\"mailto:a@b.example\">a@b.example</a>"),
    ("de", "company.web", .long, "a", "<a href=\"https://b.example\">https://b.example</a>"),
    ("de", "company.none", .long, "p", ""),
    ("de", "theme.more", .long, "span", "<span>Weiter &lt;</span>"),
    ("en-GB", "theme.more", .long, "span", "<span>More</span>"),
    ("de", "site.name", .long, "b", "<b>Oven</b>"),
    ("de", "build.year", .long, "b", "<b>2026</b>"),
    ("de", "page.title", .long, "h1", "<h1>A &amp; B</h1>"),
    ("de", "page.tags", .long, "p", "<p>x, y</p>"),
    ("de", "page.tags", .long, "ul", "<ul><li>x</li><li>y</li></ul>"),
    ("de", "page.price", .long, "p", "<p>5 €</p>"),
    ("de", "nothing", .long, "p", ""),
  ])
  func shows(_ locale: String, _ path: String, _ format: FieldContent.Format, _ tag: String, _ html: String) throws {
    // The same in a page's own content and in a template, where values of the page are filled in later.
    for isInTemplate in [false, true] {
      var site = Self.site(locale: locale)
      let node = field(tag, path, format)
      site.templates["page"] = [box("main", isInTemplate ? [node] : [slot("main")])]
      site.add("", title: "A & B", isInTemplate ? [] : [node]) { page in
        page.meta.date = CalendarDate(year: 2026, month: 5, day: 3)
        page.meta.tags = ["x", "y"]
        page.meta.extra = ["price": "5 €"]
      }
      #expect(try site.text("index.html").between("<main>", "</main>") == html)
    }
  }

  @Test func `what stands inside is shown when there is no value`() throws {
    #expect(
      try Site.rendered([field("p", "company.phone", .long, [text("", "no telephone")])]) == "<p>no telephone</p>")
  }

  @Test func `a picture without a value is left out`() throws {
    var site = Site()
    site.assets = ["assets/a.png": file("c", type: "image/png")]
    site.templates["page"] = [
      box(
        "main", [element(.image, "img", .image(ImageContent(source: .value("page.image"), alternative: .decorative)))])
    ]
    site.add("", [])
    site.add("b", []) { $0.meta.image = "assets/a.png" }
    #expect(try site.text("index.html").between("<main>", "</main>").isEmpty)
    #expect(try site.text("b/index.html").contains("<img src=\"/a/a.cccccccccc.png\""))
  }

  @Test func `labels and links may depend on the page`() throws {
    var site = Site()
    site.templates["page"] = [
      box(
        "main",
        [
          element(.box, "nav", attributes: [("data-label", "page.title")]),
          element(.link, "a", .link(target: .value("page.url"), label: InlineText("")), [text("b", "here")]),
        ])
    ]
    site.add("x", title: "A \"B\"")
    #expect(
      try site.text("x/index.html").between("<main>", "</main>")
        == "<nav aria-label=\"A &quot;B&quot;\"></nav><a href=\"/x/\"><b>here</b></a>")
  }
}
