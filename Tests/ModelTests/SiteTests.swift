import Model
import Testing

@Suite struct SiteTests {
  @Test(arguments: [
    ("leistungen/bad", "/leistungen/bad/"), ("/leistungen/bad/", "/leistungen/bad/"),
    ("/leistungen/bad.html", "/leistungen/bad/"),
    ("index", "/"), ("/", "/"), ("", "/"), ("/index.html", "/"), ("leistungen/index.md", "/leistungen/"),
    ("/404.html", "/404.html"),
    ("404", "/404.html"), ("a//b", "/a/b/"),
  ])
  func normalizedPath(_ path: String, _ expected: String) { #expect(SitePaths.normalized(path) == expected) }

  @Test func pathsFollowParentsAndCollections() {
    func page(_ id: String, _ slug: String, parent: String? = nil, collection: String? = nil) -> Page {
      Page(id: PageID(id)!, parent: parent.map { PageID($0)! }, collection: collection, slug: slug, title: id)
    }
    let pages = [
      page("home", ""), page("services", "services"), page("bath", "bath", parent: "services"),
      page("post", "oven", collection: "news"),
      page("missing", "404"), page("twin", "services"), page("loopA", "a", parent: "loopB"),
      page("loopB", "b", parent: "loopA"),
    ]
    let paths = SitePaths(pages: pages, collections: ["news": CollectionSettings(title: "News", path: "neuigkeiten")])
    #expect(paths.path(of: PageID("home")!) == "/")
    #expect(paths.path(of: PageID("bath")!) == "/services/bath/")
    #expect(paths.path(of: PageID("post")!) == "/neuigkeiten/oven/")
    #expect(paths.path(of: PageID("missing")!) == "/404.html")
    #expect(paths.page(at: "/services/bath/index.html") == PageID("bath")!)
    #expect(paths.collisions.map(\.page) == [PageID("twin")!])
    #expect(paths.path(of: PageID("loopA")!) != nil)
  }

  @Test(
    arguments: [
      ("2026-05-03", "2026-05-03"), ("2024-02-29", "2024-02-29"), ("2014-03-12T10:11:00-04:00", "2014-03-12"),
      ("2014-03-12 10:11", "2014-03-12"), ("2023-02-29", nil), ("2026-13-01", nil), ("2026-5-3", nil),
      ("2026-05-03x", nil), ("", nil),
      ("0000-01-01", nil),
    ] as [(String, String?)])
  func calendarDate(_ text: String, _ expected: String?) { #expect(CalendarDate(text)?.iso == expected) }

  @Test(arguments: [
    ("oklch(50% 0.1 20)", true), ("\"Inter\", sans-serif", true), ("1rem", true), ("red;}body{display:none", false),
    ("url(//evil.example)", false), ("</style><script>", false), ("a/*b", false), ("", false), ("@import x", false),
    ("clamp(1rem, calc(1rem + 2vw), 3rem)", true), ("\"It's (open\", serif", true), ("'a\"', serif", true),
    ("[full-start] 1fr [full-end]", true), ("linear-gradient(90deg, red, var(--ink, (blue)))", true),
    ("\"unterminated", false), ("'unterminated", false), ("var(--x", false), ("var(--x))", false), (")(", false),
    ("[a(]b)", false), ("\"a\" \"b", false), ("image-set(\"https://evil.example/x\" 1x)", false),
    ("-webkit-image-set('x' 1x)", false), ("IMAGE-SET(\"x\")", false), ("src(\"//evil.example\")", false),
    ("image(\"x\")", false), ("cross-fade(\"x\", red)", false), ("URL(x)", false), (" url (x)", true), ("   ", false),
  ])
  func token(_ value: String, _ isSafe: Bool) { #expect(Token.isSafe(value) == isSafe) }

  @Test(
    arguments: [
      ("https://www.example.org", true), ("http://localhost:8080", true), ("https://example.org/sub/folder", true),
      ("HTTPS://Example.org", true), ("https://bäckerei.example", true), ("https://[::1]:8080", true),
      ("https://example.org/a%20b~c", true), ("https://x.example/\")}*{x:y", false), ("https://x.example/'", false),
      ("https://x.example/a b", false), ("https://x.example/\u{A0}", false), ("https://x.example/\n", false),
      ("https://x.example/(", false), ("https://x.example/\\", false), ("https://x.example?a", false),
      ("https://x.example#a", false), ("https://user@x.example", false), ("https://", false), ("https:x", false),
      ("//x.example", false), ("javascript:alert(1)", false), ("ftp://x.example", false), ("x.example", false),
      ("https://x.example/</style>", false), ("", false),
    ])
  func address(_ text: String, _ isAddress: Bool) { #expect(SiteSettings.isAddress(text) == isAddress) }

  @Test func settingsAndMetaSurviveStorage() throws {
    var settings = SiteSettings(name: "Bäckerei", locales: ["de", "en"], url: "https://x.example", theme: "hearth")
    settings.tokens = ["color-accent": Token(light: "#fff", dark: "#000"), "space": Token(light: "1rem")]
    settings.company = ["phone": "+49 7071"]
    settings.navigation = [
      "main": [
        NavigationItem(
          target: .page(PageID("a")!, fragment: nil),
          children: [NavigationItem(target: .url("https://s.example"), label: "Shop")])
      ]
    ]
    settings.redirects = ["/alt": "/neu/"]
    settings.collections = ["news": CollectionSettings(title: "N", path: "n", order: .title, feed: true)]
    #expect(try SiteSettings(json: try JSONValue.parse(settings.json.canonical)) == settings)

    var meta = PageMeta()
    meta.date = CalendarDate("2026-05-03")
    meta.tags = ["a"]
    meta.extra = ["k": "v"]
    meta.draft = true
    #expect(try PageMeta(json: try JSONValue.parse(meta.json.canonical)) == meta)
  }

  @Test(
    arguments: [
      "/", "/a/", "/a/b", "/a?x=//y#z", "/%C3%BCber-uns/", "/über/", "https://x.example", "http://x.example:8080/a",
      "https://münchen.example/", "https://[2001:db8::1]:443/", "/a/?back=http://x.example", "https://x.example/?#",
    ].map { ($0, true) }
      + [
        "", "a/", "#a", "?a", "//host", "/\\host", "/%2fhost", "/%2Fhost/", "/%5Chost", "/a/%2e%2e/%2e%2e/b", "/a/../b",
        "/./a", "/a//b", "/%0d%0aLocation:x", "/%00", "/%zz", "/%f", "/a\nb", "/a b", "/a\u{7F}", "javascript:alert(1)",
        "JaVaScript:x", "data:text/html,x", "mailto:a@b.example", "tel:1", "ftp://x.example", "http://[", "http://[::1",
        "http://[x]/", "http://", "https:///x", "https://user@x.example/", "https://x.example:0/",
        "https://x.example:99999",
        "https://x.example:80a", "https://x.ex%61mple", "https:x.example", "https://x\u{0}.example", "gone",
        "/" + String(repeating: "a", count: 2_000),
      ].map { ($0, false) })
  func targetsOfRedirects(text: String, isRight: Bool) { #expect(Redirects.isTarget(text) == isRight, "\(text)") }

  @Test func differenceOfManifests() {
    func artifact(_ path: String, _ hash: String) -> Artifact {
      Artifact(path: path, hash: hash, size: 1, type: "text/html")
    }
    let old = Manifest([artifact("b", "1"), artifact("a", "1"), artifact("c", "1")])
    let new = Manifest([artifact("a", "1"), artifact("b", "2"), artifact("d", "1")])
    let difference = new.change(from: old)
    #expect(difference.written.map(\.path) == ["b", "d"])
    #expect(difference.removed == ["c"])
  }

  @Test(arguments: [
    (#"{"operations":[]}"#, "at least one"),
    (#"{"operations":[{"op":"setText","element":"e","version":1,"text":"x","html":"y"}]}"#, "/operations/0/html"),
    (#"{"operations":[{"op":"setText","element":"e","version":"1","text":"x"}]}"#, "whole number"),
    (#"{"operations":[{"op":"setText","element":["e"],"version":1,"text":"x"}]}"#, "must be a string"),
    (#"{"operations":[{"op":"setText","element":"e","version":1,"text":"x","content":[]}]}"#, "either text or content"),
    (#"{"operations":[{"op":"setText","element":"e/../f","version":1,"text":"x"}]}"#, "not an ID"),
    (#"{"operations":[{"op":"setText","element":"e","version":1,"text":"x\ny"}]}"#, "line break"),
    (#"{"operations":[{"op":"explode"}]}"#, "does not know"),
    (#"{"operations":[{"op":"remove","element":"e"}]}"#, "version: is missing"),
    (#"{"operations":[{"op":"move","element":"e","version":1,"parent":"a","page":"b"}]}"#, "exactly one"),
    (#"{"operations":[{"op":"createPage","slug":"../x","title":"T"}]}"#, "slug"),
    (#"{"operations":[{"op":"createPage","slug":"x","title":"T\u001b[2J"}]}"#, "title"),
    (#"{"operations":[{"op":"createPage","slug":"x","title":"T\u0085"}]}"#, "title"),
    (#"{"operations":[{"op":"createPage","slug":"x","title":"T\n"}]}"#, "title"),
    (
      #"{"operations":[{"op":"setEditability","element":"e","version":1,"capabilities":["fly"]}]}"#,
      "does not know “fly”"
    ),
    (#"{"operations":[{"op":"setHidden","element":"e","version":1,"hidden":"yes"}]}"#, "true or false"),
    (#"{"operations":[{"op":"setHidden","element":"e","version":1}]}"#, "hidden: is missing"),
    (#"{"operations":[{"op":"setLink","element":"e","version":1}]}"#, "target: is missing"),
    (#"{"operations":[{"op":"setLink","element":"e","version":1,"target":"javascript:alert(1)"}]}"#, "must be a page"),
    (#"{"operations":[{"op":"setImage","element":"e","version":1}]}"#, "give source"),
    (#"{"operations":[{"op":"setImage","element":"e","version":1,"source":"https://x.org/a.png"}]}"#, "must be a file"),
    (#"{"operations":[{"op":"setImage","element":"e","version":1,"alternative":"\u200b"}]}"#, "must be words"),
    (#"{"operations":[{"op":"setImage","element":"e","version":1,"focalPoint":[1,2,3]}]}"#, "two numbers"),
    (#"{"operations":[{"op":"setRichText","element":"e","version":1,"document":"<p>x</p>"}]}"#, "must be an object"),
    (
      #"{"operations":[{"op":"setRichText","element":"e","version":1,"document":{"type":"doc","content":[{"type":"iframe"}]}}]}"#,
      "does not know “iframe”"
    ),
    (
      #"{"operations":[{"op":"setText","element":"e","version":1,"content":[{"type":"hard_break","text":"x"}]}]}"#,
      "neither words nor marks"
    ),
    (
      #"{"operations":[{"op":"setRichText","element":"e","version":1,"document":{"type":"doc","content":[{"type":"paragraph","attrs":{"class":"x"}}]}}]}"#,
      "do not belong"
    ),
    (#"{"operations":[{"op":"setField","field":"site.name","seen":"","value":"x"}]}"#, "company.phone"),
    (#"{"operations":[{"op":"setMeta","page":"p","version":1}]}"#, "give title"),
    (#"{"operations":[{"op":"setMeta","page":"p","version":1,"title":"\u200b"}]}"#, "must not be empty"),
    (#"{"operations":[{"op":"addItem","element":"l","seed":{"kind":"code"}}]}"#, "/operations/0/seed"),
    (#"{"operations":[{"op":"restore","element":"e","revision":0}]}"#, "1 or more"),
    (#"{"operations":[{"op":"grantEditability","element":"e","scope":"site","grant":["text"]}]}"#, "kindOnSite"),
    (
      #"{"operations":[{"op":"grantEditability","element":"e","scope":"below","grant":["text"],"revoke":["text"]}]}"#,
      "none in both"
    ),
    (#"{"operations":[{"op":"updatePage","page":"p","version":1,"set":{"capabilities":["seal"]}}]}"#, "but meta"),
    (#"{"operations":[{"op":"updatePage","page":"p","version":1,"set":{}}]}"#, "at least one property"),
    (#"{"operations":[{"op":"setText","element":"e","version":1,"text":"x"}],"role":"admin"}"#, "/role"),
  ])
  func malformedEditsAreRefused(text: String, problem: String) throws {
    let json = try JSONValue.parse(text.replacing("\n", with: "\\n"))
    do {
      _ = try EditRequest(json: json)
      Issue.record("accepted \(text)")
    } catch {
      #expect(
        "\(error)".replacing("problem: \"", with: "").replacing("\", ", with: ": ").contains(problem)
          || describes(error, problem), "\(error)")
    }
  }

  private func describes(_ error: any Error, _ problem: String) -> Bool {
    guard let error = error as? FieldError else { return false }
    return "\(error.pointer.split(separator: "/").last ?? ""): \(error.problem)".contains(problem)
      || error.pointer.contains(problem)
  }
}

@Suite("Names of files that never change")
struct HashedNameTests {
  @Test(
    "What carries its hash in its name is told from pages that stand below the same folder",
    arguments: [
      ("a/hero.0123456789.jpg", true), ("a/hero.\(String(repeating: "a", count: 64)).jpg", true),
      ("a/file.0123456789", true), ("a/s.0123456789.css.br", true), ("a/s.0123456789.css.gz", true),
      ("a/foo-tar.0123456789.gz", true), ("a/hero.jpg", false), ("a/hero.012345678.jpg", false),
      ("a/hero.012345678G.jpg", false), ("a/p.0123456789/index.html", false), ("b/hero.0123456789.jpg", false),
      ("a/.0123456789.jpg", false), ("a/x.y.0123456789.jpg", false), ("a/", false), ("", false),
    ])
  func isHashed(path: String, expected: Bool) { #expect(HashedName.isHashed(path) == expected) }
}
