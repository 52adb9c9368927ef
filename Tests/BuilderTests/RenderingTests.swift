import Builder
import Model
import Testing

/// What each kind of element becomes.
@Suite struct RenderingTests {
  struct Row: CustomTestStringConvertible, Sendable {
    let name: String
    let nodes: [ElementNode]
    let html: String
    var testDescription: String { name }
  }

  static let marked = InlineText(nodes: [
    .text("a ", marks: []), .text("b", marks: [.strong]), .text("c", marks: [.strong, .em]), .lineBreak,
    .text("d", marks: [.link(.url("https://x.example/?a=1&b=2")), .code]),
  ])

  static let rows = [
    Row(name: "text", nodes: [text("p", "1 < 2 & \"3\"")], html: "<p>1 &lt; 2 &amp; \"3\"</p>"),
    Row(name: "bare text", nodes: [box("p", [text("", "a "), text("b", "c")])], html: "<p>a <b>c</b></p>"),
    Row(
      name: "marks share tags", nodes: [element(.text, "p", .inline(marked))],
      html:
        "<p>a <strong>b<em>c</em></strong><br><a href=\"https://x.example/?a=1&amp;b=2\"><code>d</code></a></p>"),
    Row(
      name: "rich text",
      nodes: [
        element(
          .richText, "div",
          .rich(
            RichText(blocks: [
              .heading(level: 1, InlineText("h")), .paragraph(InlineText("p")),
              .bulletList([[.paragraph(InlineText("i"))]]),
              .orderedList(start: 3, [[.paragraph(InlineText("i")), .rule]]), .quote([.paragraph(InlineText("q"))]),
              .code("a<b"),
            ])))
      ],
      html: "<div><h2>h</h2><p>p</p><ul><li>i</li></ul><ol start=\"3\"><li><p>i</p><hr></li></ol>"
        + "<blockquote><p>q</p></blockquote><pre><code>a&lt;b</code></pre></div>"),
    Row(
      name: "classes and attributes",
      nodes: [
        element(
          .box, "section", classes: ["wide", "dark"],
          attributes: [("aria-label", "a\"b"), ("id", "x"), ("onclick", "y"), ("style", "z")])
      ], html: "<section class=\"wide dark\" aria-label=\"a&quot;b\" id=\"x\"></section>"),
    Row(
      name: "label from a value",
      nodes: [element(.box, "nav", attributes: [("data-label", "site.name")])],
      html: "<nav aria-label=\"Oven\"></nav>"),
    Row(name: "void element", nodes: [element(.box, "hr")], html: "<hr>"),
    Row(
      name: "form without effect",
      nodes: [
        element(
          .form, "form", .form("contact"),
          [element(.formField, "input", attributes: [("name", "n"), ("required", "")])])
      ], html: "<form method=\"post\"><input name=\"n\" required></form>"),
    Row(
      name: "button", nodes: [element(.link, "button", .link(target: nil, label: InlineText("Go")))],
      html: "<button type=\"button\">Go</button>"),
    Row(
      name: "button that leads somewhere",
      nodes: [element(.link, "button", .link(target: .url("tel:+49"), label: InlineText("Call")))],
      html: "<a href=\"tel:+49\">Call</a>"),
    Row(
      name: "embed waits for consent",
      nodes: [element(.embed, "div", .embed(provider: "map", source: "https://map.example/?q=\"1\""))],
      html: "<div><a href=\"https://map.example/?q=&quot;1&quot;\" rel=\"noopener noreferrer\">"
        + "https://map.example/?q=\"1\"</a></div>"),
    Row(
      name: "code as it is", nodes: [element(.code, "", .html("<b class='x'>&</b>"))], html: "<b class='x'>&</b>"),
    Row(name: "shop", nodes: [element(.shop, "div", .shop("s")), text("p", "a")], html: "<p>a</p>"),
    Row(name: "hidden", nodes: [element(.box, "div", hidden: true, [text("p", "secret")])], html: ""),
    Row(name: "link to nowhere", nodes: [link(.page(PageID(stored: "gone"), fragment: nil))], html: "<a>x</a>"),
    Row(
      name: "mark that links to nowhere",
      nodes: [
        element(
          .text, "p",
          .inline(InlineText(nodes: [.text("x", marks: [.link(.page(PageID(stored: "gone"), fragment: nil))])])))
      ], html: "<p>x</p>"),
    Row(name: "dangerous address", nodes: [link(.url("javascript:alert(1)"))], html: "<a>x</a>"),
    Row(name: "unknown shared tree", nodes: [shared("none"), text("p", "a")], html: "<p>a</p>"),
    Row(name: "missing picture", nodes: [picture("assets/none.jpg")], html: ""),
    Row(
      name: "Markdown", nodes: [markdown("Hello **you** & <b>me</b>")],
      html: "<div><p>Hello <strong>you</strong> &amp; <b>me</b></p>\n</div>"),
    Row(
      name: "Markdown without scripts", nodes: [markdown("a\n\n<script>x()</script>\n\n[b](javascript:x)")],
      html: "<div><p>a</p>\n\n<p><a>b</a></p>\n</div>"),
    Row(
      name: "Markdown table",
      nodes: [markdown("| a |\n|:-:|\n| b |\n\n- [x] done")],
      html: "<div><table>\n<thead>\n<tr>\n<th class=\"align-center\">a</th>\n</tr>\n</thead>\n<tbody>\n<tr>\n"
        + "<td class=\"align-center\">b</td>\n</tr>\n</tbody>\n</table>\n<ul>\n"
        + "<li><input aria-label=\"Erledigt\" type=\"checkbox\" checked=\"\" disabled=\"\" /> done</li>\n</ul>\n</div>"),
  ]

  @Test(arguments: rows) func becomes(_ row: Row) throws {
    let html = try Site.rendered(row.nodes)
    #expect(html == row.html)
  }

  @Test func `raw HTML goes where customers may change the text`() throws {
    var node = markdown("a <b>c</b>")
    node.body.capabilities = .text
    #expect(try Site.rendered([node]) == "<div><p>a c</p>\n</div>")
  }

  @Test func `headings in Markdown start below the page's own`() throws {
    #expect(try Site.rendered([text("h1", "A"), markdown("# B")]) == "<h1>A</h1><div><h2>B</h2>\n</div>")
    #expect(try Site.rendered([markdown("# B")]) == "<div><h1>B</h1>\n</div>")
  }

  @Test func `pictures say their size and only the first large one is loaded at once`() throws {
    var site = Site()
    site.assets = [
      "assets/Große Ähre.JPG": file("a", width: 1600, height: 900),
      "assets/icon.svg": file("b", type: "image/svg+xml"),
    ]
    let large = picture("assets/Große Ähre.JPG", .text("Ähre \"1\""))
    let html = try Site.rendered([picture("assets/icon.svg"), large, large], in: site)
    let url = "/a/gro-e-hre.aaaaaaaaaa.jpg"
    #expect(
      html == "<img src=\"/a/icon.bbbbbbbbbb.svg\" alt=\"\" loading=\"lazy\" decoding=\"async\">"
        + "<img src=\"\(url)\" alt=\"Ähre &quot;1&quot;\" width=\"1600\" height=\"900\" fetchpriority=\"high\">"
        + "<img src=\"\(url)\" alt=\"Ähre &quot;1&quot;\" width=\"1600\" height=\"900\" loading=\"lazy\" decoding=\"async\">"
    )
    site.add("", [large])
    #expect(try site.build().files["a/gro-e-hre.aaaaaaaaaa.jpg"]?.type == "image/jpeg")
  }

  @Test func `pictures in Markdown and in code are found`() throws {
    var site = Site()
    site.assets = ["assets/a.png": file("c", type: "image/png", width: 20, height: 10)]
    #expect(
      try Site.rendered([markdown("![Alt](assets/a.png)")], in: site)
        == "<div><p><img src=\"/a/a.cccccccccc.png\" width=\"20\" height=\"10\" loading=\"lazy\" decoding=\"async\""
        + " alt=\"Alt\" /></p>\n</div>")
    #expect(
      try Site.rendered([element(.code, "", .html("<img src=\"assets/a.png\" alt=\"\">"))], in: site)
        == "<img src=\"/a/a.cccccccccc.png\" alt=\"\">")
  }

  @Test func `the point that matters in a picture becomes a rule`() throws {
    var site = Site()
    site.assets = ["assets/a.png": file("c", type: "image/png")]
    var node = picture("assets/a.png")
    node.body.content = .image(
      ImageContent(
        source: .asset("assets/a.png"), alternative: .decorative,
        focalPoint: ImageContent.FocalPoint(x: 305, y: 1000)))
    site.add("", [node])
    let html = try site.text("index.html")
    #expect(html.contains("class=\"focus-305-1000\""))
    #expect(html.contains(".focus-305-1000{object-position:30.5% 100%}"))
    #expect(!html.contains("style=\""))
  }
}
