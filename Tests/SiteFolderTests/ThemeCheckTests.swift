import Glibc
import Model
import SiteFolder
import Testing

/// `foyer theme check`: each rule with a theme that breaks it. The theme to begin with is that of `foyer theme new`.
@Suite struct ThemeCheckTests {
  enum Change: Sendable {
    /// Puts another text in the place of one that stands there.
    case replace(String, String, with: String)
    case append(String, String)
    case write(String, String)
    case remove(String)
  }

  struct Case: Sendable, CustomTestStringConvertible {
    let name: String
    let changes: [Change]
    /// How the line begins that must be found; nil for none at all.
    let expected: String?
    var testDescription: String { name }

    init(_ name: String, _ changes: Change..., expect: String?) {
      self.name = name
      self.changes = changes
      expected = expect
    }
  }

  private static let yaml = "theme.yaml"
  private static let css = "styles/theme.css"

  static let cases: [Case] = [
    Case("the theme to begin with", expect: nil),
    // theme.yaml
    Case("no theme.yaml", .remove(yaml), expect: "error: this is no theme"),
    Case(
      "broken YAML", .replace(yaml, "title: Starter", with: "title: [Starter"),
      expect: "theme.yaml:2: error: the YAML cannot be read"),
    Case(
      "no title", .replace(yaml, "title: Starter\n", with: ""), expect: "theme.yaml:1: warning: the theme has no title"),
    Case(
      "a key with a typo", .replace(yaml, "strings:", with: "string:"),
      expect: "theme.yaml:18: warning: the key “string” is not known and has no effect — did you mean “strings”?"),
    Case(
      "tokens that are a list", .replace(yaml, "strings:\n", with: "strings: [a]\nmore:\n"),
      expect: "theme.yaml:18: error: “strings” must be a map"),
    Case(
      "an unsafe token", .replace(yaml, "width: 64rem", with: "width: \"64rem; } body {\""),
      expect: "theme.yaml:11: error: “width” is not a token"),
    Case(
      "a token that nothing uses", .replace(yaml, "  width: 64rem", with: "  width: 64rem\n  gap: 1rem"),
      expect: "theme.yaml:12: warning: nothing uses the token “gap”"),
    Case(
      "words missing in a language", .replace(yaml, ", legal: Rechtliches", with: ""),
      expect: "theme.yaml:18: warning: the strings of “de” lack legal"),
    Case(
      "a title without template", .replace(yaml, "  entry: {", with: "  extra: { en: Extra }\n  entry: {"),
      expect: "theme.yaml:24: error: the template “extra” is not there"),
    Case(
      "a template without title", .replace(yaml, "  text: { de: Textseite, en: Text page }\n", with: ""),
      expect: "theme.yaml:21: warning: the template “text” (templates/text.html) has no title"),
    Case(
      "no template for pages", .remove("templates/page.html"), expect: "theme.yaml: error: there is no template “page”"),
    // Colours
    Case(
      "too little contrast", .replace(yaml, "light: \"#525b66\"", with: "light: \"#8a929b\""),
      expect: "theme.yaml:15: error: color-soft on color-page in the light scheme has a contrast of 3.1 to 1"),
    Case(
      "too little contrast in the dark", .replace(yaml, "dark: \"#b3bbc5\"", with: "dark: \"#5a626c\""),
      expect: "theme.yaml:15: error: color-soft on color-card in the dark scheme has a contrast of 2.4 to 1"),
    Case(
      "a pair of tokens that are not there", .replace(yaml, "color-soft: [color-page", with: "color-sotf: [color-page"),
      expect: "theme.yaml:15: error: there is no token “color-sotf” — did you mean “color-soft”?"),
    Case(
      "a colour that cannot be measured",
      .replace(yaml, "{ light: \"#525b66\", dark: \"#b3bbc5\" }", with: "color-mix(in srgb, red, blue)"),
      expect: "theme.yaml:15: warning: color-soft on color-page in the light scheme cannot be measured"),
    Case(
      "pairs of the wrong kind", .replace(yaml, "  color-ink: [color-page, color-card]", with: "  color-ink: []"),
      expect: "theme.yaml:14: error: “color-ink” names no background"),
    Case(
      "no pairs", .replace(yaml, "contrast:", with: "contrasts:"),
      expect: "theme.yaml: warning: the theme does not say which tokens are text"),
    Case(
      "no dark scheme", .write(yaml, "title: Light\ntokens:\n  color-page: \"#fff\"\n"),
      expect: "theme.yaml:3: warning: the theme has no dark scheme"),
    // Templates
    Case(
      "no slot main", .replace("templates/text.html", " data-slot=\"main\"", with: " data-slot=\"text\""),
      expect: "templates/text.html: error: the template has no slot “main”"),
    Case(
      "two first headings", .replace("templates/text.html", "<h1 ", with: "<h1>Two</h1><h1 "),
      expect: "templates/text.html:11: error: the template has 2 <h1>"),
    Case(
      "no first heading anywhere", .replace("sections/hero.html", "h1", with: "h2"),
      expect: "templates/page.html: warning: neither the template nor any section has an <h1>"),
    Case(
      "no main", .replace("templates/text.html", "main id", with: "div id"),
      expect: "templates/text.html: warning: the template has no <main>"),
    Case(
      "an attribute with a typo", .replace("templates/text.html", "data-slot", with: "data-slots"),
      expect:
        "templates/text.html:12: error: the attribute data-slots is not allowed on <div> — did you mean data-slot?"),
    Case(
      "an unknown attribute",
      .replace("templates/text.html", "data-slot=\"main\"", with: "data-slot=\"main\" data-wobble"),
      expect: "templates/text.html:12: error: the attribute data-wobble is not allowed on <div> — remove it"),
    Case(
      "an unknown capability", .replace("sections/cards.html", "data-edit=\"items\"", with: "data-edit=\"item\""),
      expect: "sections/cards.html:3: error: data-edit does not know “item” — did you mean “items”?"),
    Case(
      "a capability that the kind cannot have",
      .replace("sections/hero.html", "\"text link visible\"", with: "\"text items\""),
      expect: "sections/hero.html:4: error: data-edit:"),
    Case(
      "a script", .append("templates/text.html", "<script>1</script>"),
      expect: "templates/text.html:18: error: <script> is not allowed here"),
    Case(
      "words that the theme does not have", .replace("templates/text.html", "theme.skip", with: "theme.skop"),
      expect: "templates/text.html:1: warning"),
    Case(
      "a picture that is not there",
      .replace("sections/text-picture.html", "theme/placeholder.svg", with: "theme/gone.svg"),
      expect: "sections/text-picture.html:8: warning: the picture “theme/gone.svg” is not there"),
    // Sections
    Case(
      "a section of two elements", .append("sections/hero.html", "<p>More</p>"),
      expect: "sections/hero.html:1: error: a section is one element; here are 2"),
    Case(
      "a section without name", .replace("sections/hero.html", " data-name=\"Opening\"", with: ""),
      expect: "sections/hero.html:1: warning: the section has no name"),
    Case(
      "a section that nobody may change",
      .write("sections/fixed.html", "<section data-name=\"Fixed\"><p>Words</p></section>\n"),
      expect: "sections/fixed.html:1: warning: nothing in the section may be changed"),
    Case(
      "no sections", .remove("sections/hero.html"), .remove("sections/cards.html"),
      .remove("sections/text-picture.html"),
      expect: "theme.yaml: warning: the theme has no sections"),
    Case(
      "a picture of any shape", .replace("sections/text-picture.html", " data-ratio=\"4:3\"", with: ""),
      expect: "sections/text-picture.html:8: warning: any shape of picture may be put here"),
    Case(
      "a picture without size",
      .write("assets/placeholder.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"><path d=\"M0 0h1v1z\"/></svg>"),
      expect: "sections/text-picture.html:8: warning: the picture “theme/placeholder.svg” has no size of its own"),
    Case(
      "a file that is too large", .write("assets/notes.txt", String(repeating: "0123456789", count: 30_001)),
      expect: "assets/notes.txt: warning: the file has 300 KB"),
    // Styles
    Case("no styles", .remove(css), expect: "theme.yaml: warning: the theme has no styles"),
    Case(
      "a rule that is not closed", .write("styles/a.css", "p {\n  color: red;\n"),
      expect: "styles/a.css:1:3: error: this { is never closed"),
    Case(
      "a bracket too many", .write("styles/a.css", "p { color: red }\n}\n"),
      expect: "styles/a.css:2:1: error: this } closes nothing"),
    Case(
      "a parenthesis that is not closed", .write("styles/a.css", "p { width: calc(1px + 2px; }\n"),
      expect: "styles/a.css:1:16: error: this ( is never closed"),
    Case(
      "a quote that is not closed", .write("styles/a.css", "p::before { content: \"a }\n"),
      expect: "styles/a.css:1:22: error: this quote is never closed"),
    Case(
      "a comment that is not closed", .write("styles/a.css", "p { color: red }\n/* end"),
      expect: "styles/a.css:2:1: error: this comment is never closed"),
    Case(
      "a missing colon", .write("styles/a.css", "p { margin 0; color: red }\n"),
      expect: "styles/a.css:1:5: error: “margin 0” is neither a rule nor a declaration"),
    Case(
      "a missing value", .write("styles/a.css", "p { color:; }\n"),
      expect: "styles/a.css:1:5: error: “color” has no value"),
    Case(
      "a declaration in no rule", .write("styles/a.css", "color: red;\n"),
      expect: "styles/a.css:1:1: error: “color: red” stands in no rule"),
    Case(
      "columns count characters", .write("styles/a.css", "/* ÄÖÜ */ } p{}"),
      expect: "styles/a.css:1:11: error: this } closes nothing"),
    Case(
      "@import", .write("styles/a.css", "@import \"b.css\";\n"),
      expect: "styles/a.css:1:1: error: @import makes every page wait"),
    Case("@charset", .write("styles/a.css", "@charset \"utf-8\";\n"), expect: "styles/a.css:1:1: error: @charset"),
    Case(
      "an unknown at-rule", .write("styles/a.css", "@meida print { p { color: red } }\n"),
      expect: "styles/a.css:1:1: error: @meida is no rule that browsers know — did you mean @media?"),
    Case(
      "a file of another server", .write("styles/a.css", "p { background: url(https://cdn.example/a.png) }\n"),
      expect: "styles/a.css:1:5: error: “https://cdn.example/a.png” is on another server"),
    Case(
      "a file of another server without scheme",
      .write("styles/a.css", "p { background: url('//cdn.example/a.png') }\n"),
      expect: "styles/a.css:1:5: error: “//cdn.example/a.png” is on another server"),
    Case(
      "a file that is not there", .write("styles/a.css", "p { background: url(theme/placeholdr.svg) }\n"),
      expect:
        "styles/a.css:1:5: error: the file “theme/placeholdr.svg” is not there — did you mean “theme/placeholder.svg”?"),
    Case(
      "a relative address", .write("styles/a.css", "p { background: url(../assets/a.png) }\n"),
      expect: "styles/a.css:1:5: error: “../assets/a.png” leads nowhere"),
    Case(
      "data in the sheet is fine",
      .write("styles/a.css", "p { background: url(data:image/gif;base64,R0lGODlhAQABAAAAACw=) }\n"), expect: nil),
    Case(
      "a property that nothing defines", .write("styles/a.css", "p {\n  color: var(--color-inc) }\n"),
      expect: "styles/a.css:2:3: error: var(--color-inc) is defined nowhere — did you mean var(--color-ink)?"),
    Case("a property with a fallback", .write("styles/a.css", "p { color: var(--brand, red) }\n"), expect: nil),
    Case(
      "a property of the sheet's own", .write("styles/a.css", "p { --brand: red; color: var(--brand) }\n"), expect: nil),
    Case(
      "no outline", .write("styles/a.css", "a:focus { outline: none }\n"),
      expect: "styles/a.css:1:11: error: whoever uses a keyboard"),
    Case(
      "!important everywhere", .write("styles/a.css", (1...6).map { "p.a\($0) { color: red !important }\n" }.joined()),
      expect: "styles/a.css:6:8: warning: !important stands in 6 places"),
    Case(
      "!important on paper",
      .write(
        "styles/a.css", "@media print { " + (1...9).map { "p.a\($0) { color: #000 !important } " }.joined() + "}\n"),
      expect: nil),
    Case(
      "a font that hides words",
      .write("styles/a.css", "@font-face { font-family: A; src: url(theme/placeholder.svg) }\n"),
      expect: "styles/a.css:1:1: warning: the font has no font-display"),
    Case(
      "nothing for paper", .replace(css, "@media print", with: "@media (min-width: 1px)"),
      expect: "styles/theme.css: warning: there are no styles for paper"),
    Case(
      "motion for everybody", .replace(css, "prefers-reduced-motion: no-preference", with: "min-width: 1px"),
      expect: "styles/theme.css: warning: things move for people who have asked for no motion"),
    Case(
      "no focus", .replace(css, ":focus-visible", with: ".focus"),
      expect: "styles/theme.css: warning: there is no style for :focus-visible"),
    Case(
      "too many styles", .write("styles/zz.css", (0..<4000).map { ".c\($0) { color: red }\n" }.joined()),
      expect: "styles/theme.css: warning: the styles have"),
    Case(
      "the end of the style element", .write("styles/a.css", "p::after { content: \"</style>\" }\n"),
      expect: "styles/a.css:1: error: “</style”"),
    Case(
      "nesting without end", .write("styles/a.css", String(repeating: "a{", count: 5_000)),
      expect: "styles/a.css:1:102: error: blocks are nested deeper"),
  ]

  @Test(arguments: cases) func rule(_ test: Case) throws {
    let folder = TemporaryFolder()
    for file in Self.files { folder.write("mine/\(file)", try read("\(packageFolder)/starters/theme/\(file)")) }
    for change in test.changes {
      switch change {
      case .replace(let file, let old, let new):
        let text = String(decoding: try read("\(folder.path)/mine/\(file)"), as: UTF8.self)
        try #require(text.contains(old), "\(file) has no “\(old)”")
        folder.write("mine/\(file)", text.replacing(old, with: new))
      case .append(let file, let more):
        folder.write("mine/\(file)", try read("\(folder.path)/mine/\(file)") + Array(more.utf8))
      case .write(let file, let text): folder.write("mine/\(file)", text)
      case .remove(let file): unlink("\(folder.path)/mine/\(file)")
      }
    }
    let root = "\(folder.path)/mine"
    let found = ThemeCheck.run(root).map {
      $0.description.replacing("\(root)/", with: "").replacing("\(root): ", with: "")
    }
    guard let expected = test.expected else {
      #expect(found.isEmpty, "\(found)")
      return
    }
    #expect(found.contains { $0.hasPrefix(expected) }, "\(found.joined(separator: "\n"))")
  }

  /// What comes with the product has nothing to mend.
  @Test(arguments: ["themes/hearth", "themes/tide", "themes/journal", "starters/theme"])
  func themesAreClean(_ theme: String) {
    let found = ThemeCheck.run("\(packageFolder)/\(theme)")
    #expect(found.isEmpty, "\(found.map(\.description).joined(separator: "\n"))")
  }

  /// Whatever stands in a style sheet, the check ends and says something or nothing.
  @Test func anythingAtAll() {
    var numbers = SystemRandomNumberGenerator()
    let pieces = [
      "{", "}", "(", ")", "[", "]", ";", ":", "@media", "@import", "url(", "\"", "'", "/*", "*/", "\\", "var(--x", ",",
      "a", "--b", " ", "\n",
      "ä", "\u{0}", "!important", "</style", "#", ".",
    ]
    let folder = TemporaryFolder()
    folder.write("mine/theme.yaml", "title: Mine\n")
    for _ in 0..<300 {
      let text = (0..<Int.random(in: 1...80, using: &numbers)).map { _ in pieces.randomElement(using: &numbers)! }
        .joined()
      folder.write("mine/styles/a.css", text)
      _ = ThemeCheck.run("\(folder.path)/mine")
    }
  }

  private static let files = [
    "theme.yaml", "styles/theme.css", "assets/placeholder.svg", "assets/favicon.svg", "templates/page.html",
    "templates/text.html",
    "templates/entry.html", "sections/hero.html", "sections/cards.html", "sections/text-picture.html",
  ]

  private func read(_ path: String) throws -> [UInt8] {
    let descriptor = open(path, O_RDONLY)
    try #require(descriptor >= 0, "\(path)")
    defer { close(descriptor) }
    var bytes = [UInt8](repeating: 0, count: 1 << 20)
    let count = Glibc.read(descriptor, &bytes, bytes.count)
    return Array(bytes.prefix(max(0, count)))
  }
}
