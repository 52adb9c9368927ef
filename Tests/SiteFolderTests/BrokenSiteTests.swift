import Model
import SiteFolder
import Testing

/// What is wrong is said with file and line, and nothing of such a site is imported.
@Suite struct BrokenSiteTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let name: String
    let files: [String: String]
    /// The beginning of the expected error.
    let expected: String
    var testDescription: String { name }
  }

  static func page(_ name: String, _ body: String, _ expected: String) -> Case {
    Case(name: name, files: ["pages/a.html": "---\ntitle: A\n---\n\(body)"], expected: "pages/a.html:\(expected)")
  }

  private static let collection = "title: News\npath: news\ntemplate: entry\n"

  static let cases: [Case] = [
    Case(
      name: "bad YAML in site.yaml", files: ["site.yaml": "name: Test\nlocales: [en\ntheme: plain\n"],
      expected: "site.yaml:3: error: the YAML cannot be read"),
    Case(
      name: "duplicate key", files: ["site.yaml": "name: A\nlocales: [en]\nname: B\ntheme: plain\n"],
      expected: "site.yaml:1: error: the key “name” stands twice"),
    Case(
      name: "no name", files: ["site.yaml": "locales: [en]\ntheme: plain\n"],
      expected: "site.yaml:1: error: “name” is missing"),
    Case(
      name: "unknown theme", files: ["site.yaml": "name: A\nlocales: [en]\ntheme: nowhere\n"],
      expected: "site.yaml:3: error: there is no theme “nowhere” — there are: plain"),
    Case(
      name: "menu without page",
      files: ["site.yaml": "name: A\nlocales: [en]\ntheme: plain\nnavigation:\n  main:\n    - { page: gone }\n"],
      expected: "site.yaml:6: error: the menu names a page “gone” that is not there"),
    Case(
      name: "unsafe token",
      files: ["site.yaml": "name: A\nlocales: [en]\ntheme: plain\ntokens:\n  ink: \"red; } body {\"\n"],
      expected: "site.yaml:5: error: “ink” is not a token"),
    Case(
      name: "token that is left open",
      files: ["site.yaml": "name: A\nlocales: [en]\ntheme: plain\ntokens:\n  ink: \"var(--x\"\n"],
      expected: "site.yaml:5: error: “ink” is not a token"),
    Case(
      name: "address that ends a text",
      files: ["site.yaml": "name: A\nlocales: [en]\nurl: 'https://x.example/\")}*{color:red'\ntheme: plain\n"],
      expected: "site.yaml:3: error: “https://x.example/\")}*{color:red” is not the address of a site"),
    Case(
      name: "nested YAML", files: ["site.yaml": "name: \(String(repeating: "[", count: 5_000))\n"],
      expected: "site.yaml:1: error: the YAML is nested too deeply"),
    Case(
      name: "endless aliases",
      files: [
        "site.yaml": "a: &a [x,x,x,x,x,x,x,x,x]\n"
          + (1...8).map {
            "b\($0): &b\($0) [" + Array(repeating: $0 == 1 ? "*a" : "*b\($0 - 1)", count: 9).joined(separator: ",")
              + "]\n"
          }.joined()
      ],
      expected: "site.yaml:1: error: the YAML is nested too deeply or too large"),
    Case(
      name: "unclosed front matter", files: ["pages/a.html": "---\ntitle: A\n<p>Hello</p>\n"],
      expected: "pages/a.html:1: error: the front matter is opened with --- but never closed"),
    Case(
      name: "bad front matter", files: ["pages/a.md": "---\ntitle: A\ntags: [a, b\n---\nHello\n"],
      expected: "pages/a.md:4: error: the YAML cannot be read"),
    Case(
      name: "no title", files: ["pages/a.html": "---\ndescription: A\n---\n<p>Hello</p>\n"],
      expected: "pages/a.html:1: error: “title” is missing"),
    Case(
      name: "bad date", files: ["pages/a.md": "---\ntitle: A\ndate: 2026-02-30\n---\n"],
      expected: "pages/a.md:3: error: “2026-02-30” is not a date"),
    Case(
      name: "unknown template", files: ["pages/a.md": "---\ntitle: A\ntemplate: poster\n---\n"],
      expected: "pages/a.md:3: error: the theme has no template “poster” — it has: entry, page"),
    Case(
      name: "two pages at one address",
      files: ["pages/a.md": "---\ntitle: A\n---\n", "pages/a/index.md": "---\ntitle: B\n---\n"],
      expected: "pages/a/index.md: error: its address /a/ is already that of pages/a.md"),
    Case(
      name: "entries without a collection", files: ["collections/news/a.md": "---\ntitle: A\n---\n"],
      expected: "collections/news: error: there is no collections/news.yaml"),
    page("script", "<p>Hi</p>\n<script>alert(1)</script>", "5: error: <script> is not allowed here"),
    page(
      "on attribute", "\n<p onclick=\"x()\">Hi</p>", "5: error: the attribute onclick is not allowed on <p> — scripts"),
    page(
      "style attribute", "<p style=\"color: red\">Hi</p>",
      "4: error: the attribute style is not allowed on <p> — give the element a class"),
    page("iframe", "<iframe src=\"https://example.com\"></iframe>", "4: error: <iframe> is not allowed here"),
    page(
      "javascript address", "<p>\n<a href=\"java\tscript:alert(1)\">x</a></p>",
      "5: error: the address “java script:alert(1)” is not allowed"),
    page(
      "address without scheme", "<a class=\"x\" href=\"//evil.example\">x</a>",
      "4: error: the address “//evil.example” is not allowed in a link"),
    page(
      "picture from elsewhere", "<img src=\"https://example.com/a.jpg\" alt=\"\">",
      "4: error: the picture “https://example.com/a.jpg” is neither"),
    page(
      "duplicate ID", "<p data-id=\"one\">A</p>\n<p data-id=\"one\">B</p>",
      "5: error: the ID “one” is already that of an element in pages/a.html:4"),
    page("unknown capability", "<h2 data-edit=\"words\">A</h2>", "4: error: data-edit does not know “words”"),
    page(
      "meaningless capability", "<div data-edit=\"text\"><div>A</div></div>",
      "4: error: data-edit: text means nothing on an element of kind box"),
    page("range", "<ul data-list data-items=\"3..1\"><li>A</li></ul>", "4: error: data-items=\"3..1\" is not a range"),
    page("too few items", "<ul data-list data-items=\"2..4\"><li>A</li></ul>", "4: error: the list has 1 items"),
    page(
      "unknown collection", "<ul data-collection=\"posts\"><li>A</li></ul>", "4: error: there is no collection “posts”"),
    page("unknown shared tree", "<div data-shared=\"gone\"></div>", "4: error: there is no shared tree “gone”"),
    page(
      "unknown slot", "<div data-slot=\"top\">A</div>",
      "4: error: the template “page” has no slot “top” — it has: main, side"),
    page("inner slot", "<div><p data-slot=\"side\">A</p></div>", "4: error: data-slot stands inside another element"),
    page("whole document", "<!DOCTYPE html>\n<html><body>A</body></html>", "4: error: this is a whole HTML document"),
    page("unknown data attribute", "<p data-foo=\"1\">A</p>", "4: error: the attribute data-foo is not allowed on <p>"),
    page("value", "<p data-field=\"weather.today\">A</p>", "4: error: data-field=\"weather.today\" is no value"),
    page(
      "deep HTML", String(repeating: "<div>", count: 300) + String(repeating: "</div>", count: 300),
      "4: error: elements are nested deeper than"),
    page(
      "deep tree", (1...45).map { _ in "<div>\n" }.joined() + (1...45).map { _ in "</div>" }.joined(),
      "44: error: elements are nested deeper than 40"),
    Case(
      name: "shared trees in a circle",
      files: [
        "shared/one.html": "<div>\n<div data-shared=\"two\"></div></div>",
        "shared/two.html": "<div data-shared=\"one\"></div>",
      ],
      expected: "shared/one.html:2: error: the shared tree “one” holds itself"),
    Case(
      name: "list in a card",
      files: [
        "collections/news.yaml": collection,
        "pages/a.html":
          "---\ntitle: A\n---\n<ul data-collection=\"news\"><li>\n<ul data-collection=\"news\"><li>A</li></ul></li></ul>",
      ], expected: "pages/a.html:5: error: a collection's list stands in the card of another one"),
    Case(
      name: "list in a card through shared trees",
      files: [
        "collections/news.yaml": collection, "shared/one.html": "<div data-shared=\"two\"></div>",
        "shared/two.html": "<ul data-collection=\"news\"><li>A</li></ul>",
        "pages/a.html":
          "---\ntitle: A\n---\n<ul data-collection=\"news\"><li>\n<div data-shared=\"one\"></div></li></ul>",
      ], expected: "pages/a.html:5: error: the shared tree “one” brings a collection's list into the card"),
    Case(
      name: "slot in a card",
      files: [
        "collections/news.yaml": collection,
        "themes/plain/templates/list.html":
          "<main data-slot=\"main\"></main>\n<ul data-collection=\"news\"><li data-slot=\"side\"></li></ul>",
      ], expected: "themes/plain/templates/list.html:2: error: the slot “side” stands in a collection's card"),
    Case(
      name: "field of an unknown type",
      files: ["collections/news.yaml": collection + "fields:\n  - { name: pay, type: money }\n"],
      expected: "collections/news.yaml:5: error: there is no type “money”"),
    Case(
      name: "field with a name that entries have",
      files: ["collections/news.yaml": collection + "fields:\n  - { name: title }\n"],
      expected: "collections/news.yaml:5: error: “title” is a name that every entry has already"),
    Case(
      name: "field twice", files: ["collections/news.yaml": collection + "fields:\n  - { name: a }\n  - { name: a }\n"],
      expected: "collections/news.yaml:6: error: the field “a” stands twice"),
    Case(
      name: "choice of nothing",
      files: ["collections/news.yaml": collection + "fields:\n  - { name: a, type: choice }\n"],
      expected: "collections/news.yaml:5: error: the choice “a” has nothing to choose from"),
    Case(
      name: "order by an unknown field", files: ["collections/news.yaml": collection + "order: -pay\n"],
      expected: "collections/news.yaml:4: error: “order” names “pay”, which is no field"),
    Case(
      name: "required field",
      files: [
        "collections/news.yaml": collection + "fields:\n  - { name: pay, type: number, required: true }\n",
        "collections/news/a.md": "---\ntitle: A\n---\n",
      ], expected: "collections/news/a.md:1: error: “pay” is missing"),
    Case(
      name: "value of the wrong type",
      files: [
        "collections/news.yaml": collection + "fields:\n  - { name: pay, type: number }\n",
        "collections/news/a.md": "---\ntitle: A\npay: much\n---\n",
      ], expected: "collections/news/a.md:3: error: pay: “much” is not a number"),
    Case(
      name: "filter by an unknown field",
      files: [
        "collections/news.yaml": collection,
        "pages/a.html": "---\ntitle: A\n---\n<ul data-collection=\"news\" data-filter=\"pay=1\"><li>A</li></ul>",
      ], expected: "pages/a.html:4: error: data-filter names “pay”, which is no field"),
    Case(
      name: "two lists in parts",
      files: [
        "collections/news.yaml": collection,
        "pages/a.html":
          "---\ntitle: A\n---\n<ul data-collection=\"news\" data-per-page=\"2\"><li>A</li></ul>\n<ul data-collection=\"news\" data-per-page=\"2\"><li>A</li></ul>",
      ], expected: "pages/a.html:5: error: there is a list with data-per-page already, in line 4"),
    page("parts of nothing", "<ul data-collection=\"news\" data-per-page=\"0\"><li>A</li></ul>", "4: error: "),
    Case(
      name: "redirects in a circle",
      files: ["site.yaml": "name: A\nlocales: [en]\ntheme: plain\nredirects:\n  /a/: /b/\n  /b: /a/\n"],
      expected: "site.yaml:5: error: the redirect leads back to itself"),
    Case(
      name: "what becomes of removed pages",
      files: ["site.yaml": "name: A\nlocales: [en]\ntheme: plain\nremoved-pages: home\n"],
      expected: "site.yaml:4: error: “removed-pages” does not know “home”"),
    Case(
      name: "menu of an unknown language",
      files: ["site.yaml": "name: A\nlocales: [en]\ntheme: plain\nnavigation:\n  main.fr:\n    - { page: index }\n"],
      expected: "site.yaml:5: error: “main.fr” is not a menu's name"),
    Case(
      name: "collection in an unknown language", files: ["collections/news.yaml": collection + "locale: fr\n"],
      expected: "collections/news.yaml: error: the site has no language “fr”"),
    Case(
      name: "former address elsewhere",
      files: ["pages/a.md": "---\ntitle: A\nformerly: [\"https://x.example/\"]\n---\n"],
      expected: "pages/a.md:3: error: “https://x.example/” is not a path of this site"),
    Case(
      name: "former address of two pages",
      files: [
        "pages/a.md": "---\ntitle: A\nformerly: /old/\n---\n", "pages/b.md": "---\ntitle: B\nformerly: [/old]\n---\n",
      ], expected: "pages/b.md:3: error: two pages say that they stood at “/old/”"),
    Case(
      name: "section of two elements", files: ["themes/plain/sections/two.html": "<p>A</p><p>B</p>"],
      expected: "themes/plain/sections/two.html:1: error: a section is one element; here are 2"),
    Case(
      name: "style end in styles", files: ["themes/plain/styles/a.css": "p{}\n</STYLE>"],
      expected: "themes/plain/styles/a.css:2: error: “</style” must not stand in a style sheet"),
    Case(
      name: "SVG with entities",
      files: ["assets/a.svg": "<!DOCTYPE svg [<!ENTITY a \"b\">]>\n<svg xmlns=\"http://www.w3.org/2000/svg\"/>"],
      expected: "assets/a.svg:1: error: the file cannot be used: an SVG must not have a document type"),
  ]

  @Test(arguments: cases) func says(_ example: Case) {
    let folder = TemporaryFolder.site(example.files)
    let error = #expect(throws: SiteFolderError.self) { try folder.read() }
    let lines = error?.diagnostics.map(\.description) ?? []
    #expect(lines.contains { $0.hasPrefix(example.expected) }, "found:\n\(lines.joined(separator: "\n"))")
    #expect(error?.diagnostics.allSatisfy { !$0.message.isEmpty && !$0.advice.isEmpty } == true)
  }

  @Test func everythingIsSaidAtOnce() {
    let folder = TemporaryFolder.site([
      "pages/a.html": "---\ntitle: A\n---\n<script></script>\n<p style=\"x\">A</p>", "pages/b.html": "<p>No title</p>",
    ])
    let errors = folder.diagnostics().filter { $0.severity == .error }
    #expect(errors.map { "\($0.file):\($0.line ?? 0)" } == ["pages/a.html:4", "pages/a.html:5", "pages/b.html:1"])
  }

  @Test(
    arguments: [
      ("pages/a.md", [0x61, 0x0A, 0xFF, 0x0A], "pages/a.md:2: error: the text is not UTF-8"),
      ("pages/a.html", [0x61, 0x0A, 0x62, 0x0A, 0xC3, 0x28], "pages/a.html:3: error: the text is not UTF-8"),
      ("pages/b.md", [0x61, 0x0A, 0x00, 0x0A], "pages/b.md:2: error: the text holds a NUL byte"),
      (
        "pages/c.md", [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0],
        "pages/c.md:1: error: the text is not UTF-8"
      ),
    ] as [(String, [UInt8], String)])
  func refusesWhatIsNoText(file: String, bytes: [UInt8], expected: String) {
    let folder = TemporaryFolder.site()
    folder.write(file, bytes)
    let lines = folder.diagnostics().map(\.description)
    #expect(lines.contains { $0.hasPrefix(expected) }, "found:\n\(lines.joined(separator: "\n"))")
  }

  @Test func linksOutOfTheFolderAreLeftOut() throws {
    let folder = TemporaryFolder.site()
    folder.link("pages/secret.md", to: "/etc/hostname")
    folder.link("pages/above", to: "..")
    folder.link("pages/same.html", to: "index.html")
    let site = try folder.read()
    let paths = Set(site.snapshot.pages.map(\.page.slug))
    #expect(paths == ["", "same"])
    #expect(
      site.warnings.map(\.description).contains {
        $0.hasPrefix("pages/secret.md: warning: this is left out: it is a link that leads out")
      })
    #expect(site.warnings.map(\.description).contains { $0.hasPrefix("pages/above: warning: this is left out") })
  }

  @Test(arguments: [
    ("<p>See <a href=\"/gone/\">this</a></p>", "5: warning: the link to “/gone/” leads nowhere"),
    ("<img src=\"assets/gone.jpg\" alt=\"\">", "5: warning: the picture “assets/gone.jpg” is not there"),
    ("<a class=\"x\" href=\"assets/gone.pdf\">A</a>", "5: warning: the link to “assets/gone.pdf” leads nowhere"),
    ("<nav data-navigation=\"foot\"></nav>", "5: warning: the site has no menu “foot”"),
    ("<p data-field=\"theme.gone\">A</p>", "5: warning: the theme has no string “gone”"),
    ("<h2 data-edit=\"text\" data-max-length=\"3\">Four</h2>", "5: warning: the text has 4 characters"),
    ("<h2 data-edit=\"text\">A <em>b</em></h2>", "5: warning: the text uses “em”"),
    ("<img src=\"assets/gone.jpg\">", "5: warning: the picture has no alternative text"),
    ("<p data-limit=\"3\">A</p>", "5: warning: data-limit has no effect on this element"),
  ])
  func warns(body: String, expected: String) throws {
    let site = try TemporaryFolder.site(["pages/a.html": "---\ntitle: A\n---\n<p>One</p>\n\(body)"]).read()
    let lines = site.warnings.map(\.description)
    #expect(lines.contains { $0.hasPrefix("pages/a.html:\(expected)") }, "found:\n\(lines.joined(separator: "\n"))")
  }

  @Test func veryManyWarningsEndSomewhere() throws {
    let text = "---\ntitle: A\n---\n" + String(repeating: "[a](gone)\n", count: 1_000)
    let warnings = try TemporaryFolder.site(["pages/a.md": text]).read().warnings
    #expect(warnings.count == 201)
    #expect(warnings.last?.description.hasPrefix("pages/a.md:204: warning: … and 800 more warnings") == true)
    // Addresses in addresses are not read again and again.
    let nested = String(repeating: "[a](", count: 20_000)
    #expect(try TemporaryFolder.site(["pages/a.md": "---\ntitle: A\n---\n\(nested)"]).read().warnings.count < 202)
  }

  @Test func controlCharactersInNamesDoNotReachTheTerminal() throws {
    let lines = try TemporaryFolder.site(["pages/\u{1B}[2J\n\u{9B}.txt": "x"]).read().warnings.map(\.description)
    #expect(lines.count == 1 && lines[0].hasPrefix("pages/\\u{1B}[2J\\u{A}\\u{9B}.txt: warning: this file is not used"))
  }

  @Test func warnsInMarkdown() throws {
    let text =
      "---\ntitle: A\n---\nOne [two](gone) and `[code](gone2)`\n\n```\n[code](gone3)\n```\n![x](assets/no.png)\n\n[ref]: /gone4/\n"
    let lines = try TemporaryFolder.site(["pages/a.md": text]).read().warnings.map(\.description)
    #expect(lines.count == 3)
    #expect(lines[0].hasPrefix("pages/a.md:4: warning: the link to “gone” leads nowhere"))
    #expect(lines[1].hasPrefix("pages/a.md:9: warning: the picture “assets/no.png” is not there"))
    #expect(lines[2].hasPrefix("pages/a.md:11: warning: the link to “/gone4/” leads nowhere"))
  }
}
