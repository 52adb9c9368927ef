import Builder
import Model
import Testing

/// The style sheet of a page: of the theme's rules those that the page uses, in their order.
@Suite struct StyleTests {
  /// What is left of a theme's styles on a page with these elements.
  private func styles(_ css: String, _ nodes: [ElementNode], tokens: [String: Token] = [:]) throws -> String {
    var site = Site()
    site.theme.css = css
    site.theme.tokens = tokens
    site.add("", title: "Oven", nodes)
    return String(try site.text("index.html").between("color-scheme:light", "</style>").drop { "}".contains($0) })
  }

  @Test(arguments: [
    // A rule stays when all names of one of its selectors are on the page.
    ("p{a:b}", "p{a:b}"), ("em{a:b}", ""), ("em,p{a:b}", "em,p{a:b}"), (".x{a:b}.y{a:b}", ".x{a:b}"),
    ("main > .x p{a:b}main .z p{a:b}", "main > .x p{a:b}"), ("#top{a:b}#end{a:b}", "#top{a:b}"),
    ("P.x{a:b}p.X{a:b}", "P.x{a:b}"), ("*{a:b}html{a:b}body{a:b}:root{a:b}", "*{a:b}html{a:b}body{a:b}:root{a:b}"),
    ("thead{a:b}table tbody{a:b}", ""),
    // States, attributes and what selectors do not need remove nothing.
    ("p:hover::before{a:b}p[open]{a:b}::selection{a:b}", "p:hover::before{a:b}p[open]{a:b}::selection{a:b}"),
    ("p:not(.z){a:b}p:not(:not(.z)){a:b}", "p:not(.z){a:b}p:not(:not(.z)){a:b}"),
    ("p:is(.z,.x){a:b}p:where(.z){a:b}div:has(> .x){a:b}", "p:is(.z,.x){a:b}div:has(> .x){a:b}"),
    ("p:nth-child(2n + 1 of .z){a:b}", "p:nth-child(2n + 1 of .z){a:b}"),
    ("p[title=\".z,{}\"]{a:b}[class~=z] p{a:b}", "p[title=\".z,{}\"]{a:b}[class~=z] p{a:b}"),
    (".\\z{a:b}svg|em{a:b}", ".\\z{a:b}svg|em{a:b}"),
    // Rules in rules.
    ("@media (width > 1px){em{a:b}p{a:b}}@media print{em{a:b}}", "@media (width > 1px){p{a:b}}"),
    ("@supports (a:b){@media print{.z{a:b}}}@container c (width > 1px){p{a:b}}", "@container c (width > 1px){p{a:b}}"),
    ("@layer a,b;@layer a{em{a:b}}@layer{em{a:b}}", "@layer a,b;@layer a;"),
    (".x{& p{a:b}em{a:b}}.z{& p{a:b}}", ".x{& p{a:b}em{a:b}}"),
    ("@view-transition{navigation:auto}@page{margin:0}", "@view-transition{navigation:auto}@page{margin:0}"),
    // What only rules that stay can name.
    (
      "@keyframes k{to{a:b}}@keyframes l{to{a:b}}p{animation:k 1s}em{animation:l 1s}",
      "@keyframes k{to{a:b}}p{animation:k 1s}"
    ),
    (
      "@font-face{font-family:\"F G\";src:url(/f.woff2)}@font-face{font-family:H;src:url(/h.woff2)}p{font:1em \"F G\"}",
      "@font-face{font-family:\"F G\";src:url(/f.woff2)}p{font:1em \"F G\"}"
    ),
    ("@property --u{syntax:\"*\"}@property --v{syntax:\"*\"}p{a:var(--u)}", "@property --u{syntax:\"*\"}p{a:var(--u)}"),
    // Data, strings and addresses are no rules.
    ("p{background:url(data:image/svg+xml;utf8,{em})}em{a:b}", "p{background:url(data:image/svg+xml;utf8,{em})}"),
    ("p{content:\"}em{\\\"\"}em{a:b}", "p{content:\"}em{\\\"\"}"),
  ])
  func `a rule stays when one of its selectors could match`(_ css: String, _ left: String) throws {
    let nodes = [
      element(.box, "div", classes: ["w", "x"], attributes: [("id", "top")], [text("p", "x")]),
      element(.box, "p", classes: ["x"]),
    ]
    #expect(try styles(css, nodes) == left)
  }

  @Test(arguments: ["em{a:b}p{a:b", "em{a:b}}p{a:b}", "em{a:\"b}p{a:b}", "em{a:(b}p{a:b}", "@media x{em{a:b}"])
  func `what is not balanced is left as it is`(_ css: String) throws {
    #expect(try styles(css, [text("p", "x")]).hasPrefix(css))
    var site = Site()
    site.theme.css = css
    #expect(try site.build().report.warnings.contains { $0.message.contains("not closed") })
  }

  @Test func `tokens stay when something that stays names them`() throws {
    let tokens = [
      "a": Token(light: "1px"), "b": Token(light: "var(--a)"), "c": Token(light: "var(--b)", dark: "red"),
      "d": Token(light: "2px"), "e": Token(light: "var(--d)"),
    ]
    var site = Site()
    site.theme.tokens = tokens
    site.theme.css = "p{margin:var(--c)}em{margin:var(--e)}@media (x){:root{--b:3px;--e:4px}}"
    site.add("", title: "Oven", [text("p", "x")])
    #expect(
      try site.text("index.html").contains(
        "<style>:root{color-scheme:light dark;--a:1px;--b:var(--a);--c:light-dark(var(--b),red)}"
          + "p{margin:var(--c)}@media (x){:root{--b:3px}}</style>"))
  }

  @Test func `templates, Markdown and menus count like the page's own elements`() throws {
    var site = Site()
    site.theme.css = "header{a:b}nav ul{a:b}h2{a:b}code{a:b}table{a:b}tbody{a:b}aside{a:b}"
    site.settings.navigation["m"] = [NavigationItem(target: .url("/x/"), label: "X")]
    site.templates["page"] = [
      box("header", [element(.navigation, "nav", .navigation("m"))]), box("main", [slot("main")]),
    ]
    site.add("", title: "Oven", [markdown("## H\n\n`c`")])
    site.add("t", title: "Table", [markdown("|a|\n|-|\n|b|")])
    #expect(try site.text("index.html").contains("header{a:b}nav ul{a:b}h2{a:b}code{a:b}tbody{a:b}</style>"))
    #expect(try site.text("t/index.html").contains("header{a:b}nav ul{a:b}table{a:b}tbody{a:b}</style>"))
  }

  @Test func `a draft has all styles, because elements come and go in it`() throws {
    var site = Site()
    site.theme.css = "em{a:b}"
    site.options.rendering = .draft(DraftRendering())
    let id = site.add("", title: "Oven")
    let html = String(decoding: try SiteBuilder(site.snapshot, options: site.options).page(id), as: UTF8.self)
    #expect(html.contains("em{a:b}"))
  }

  @Test func `fonts of the site that a page uses are fetched early, two at the most`() throws {
    var site = Site()
    site.theme.assets = [
      "theme/f.woff2": file("d", type: "font/woff2"), "theme/g.woff2": file("e", type: "font/woff2"),
    ]
    site.theme.css =
      "@font-face{font-family:F;src:url(\"theme/f.woff2\") format(\"woff2\")}"
      + "@font-face{font-family:G;src:local(\"G\"),url(\"theme/g.woff2\")}p{font-family:F}em{font-family:\"G\"}"
    site.add("", title: "Oven", [text("p", "x")])
    site.add("e", title: "Oven", [text("em", "x")])
    site.add("none", title: "Oven", [text("h2", "x")])
    let preload = "<link rel=\"preload\" as=\"font\" type=\"font/woff2\" crossorigin href="
    #expect(try site.text("index.html").between(preload, ">") == "\"/a/f.dddddddddd.woff2\"")
    #expect(try site.text("e/index.html").between(preload, ">") == "\"/a/g.eeeeeeeeee.woff2\"")
    #expect(try !site.text("none/index.html").contains("rel=\"preload\""))
  }
}
