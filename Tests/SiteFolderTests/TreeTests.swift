import Model
import Testing

@testable import SiteFolder

/// What markup becomes.
@Suite struct TreeTests {
  /// The tree as text: kind, tag and words, children in brackets.
  static func outline(_ nodes: [ElementNode]) -> String {
    nodes.map { node in
      var text = node.body.kind.rawValue + (node.body.tag.isEmpty ? "" : "<\(node.body.tag)>")
      switch node.body.content {
      case .inline(let inline): text += " " + words(inline)
      case .link(let target, let label):
        text += " \(target.map { $0.isPage ? "page" : $0.text } ?? "-")"
        if !label.nodes.isEmpty { text += " " + words(label) }
      case .rich(let rich):
        text += " " + rich.blocks.map { "\($0.type.rawValue)(\(RichText(blocks: [$0]).plain))" }.joined(separator: " ")
      case .markdown(let source), .html(let source): text += " ‹\(source)›"
      case .field(let field): text += " \(field.path)"
      case .slot(let name), .shared(let name), .navigation(let name), .form(let name): text += " \(name)"
      default: break
      }
      return node.children.isEmpty ? text : "\(text)[\(outline(node.children))]"
    }.joined(separator: ", ")
  }

  static func words(_ inline: InlineText) -> String {
    "“"
      + inline.nodes.map { node in
        switch node {
        case .lineBreak: "⏎"
        case .text(let text, let marks):
          marks.isEmpty ? text : "\(marks.map(\.mark.rawValue).joined(separator: "+")){\(text)}"
        }
      }.joined() + "”"
  }

  static let examples: [(String, String)] = [
    // Text and boxes
    ("<h1>  Hello\n  world </h1>", "text<h1> “Hello world”"),
    ("<p>One <strong>two <em>three</em></strong><br> four</p>", "text<p> “One strong{two }strong+em{three}⏎four”"),
    ("<p>See <a href=\"https://e.org\"><b>this</b></a>.</p>", "text<p> “See link+strong{this}.”"),
    ("<div>Words</div>", "box<div>[text “Words”]"),
    ("<div data-edit=\"text\">Words</div>", "text<div> “Words”"),
    ("<p>One <span class=\"x\">two</span>, three</p>", "box<p>[text “One ”, text<span> “two”, text “, three”]"),
    ("<p>One<span class=\"x\"> two </span>three</p>", "box<p>[text “One ”, text<span> “two”, text “ three”]"),
    (
      "<p><span class=\"a\">1</span> <span class=\"b\">2</span></p>", "box<p>[text<span> “1”, text “ ”, text<span> “2”]"
    ),
    ("<p><span class=\"a\">1</span><span class=\"b\">2</span></p>", "box<p>[text<span> “1”, text<span> “2”]"),
    ("<div>\n  <p>1</p>\n  <!-- c -->\n  <p>2</p>\n</div>", "box<div>[text<p> “1”, text<p> “2”]"),
    ("<div> 1 <p>2</p> 3 </div>", "box<div>[text “1”, text<p> “2”, text “3”]"),
    ("<pre>a\n  b</pre>", "text<pre> “a\n  b”"),
    ("<p>a\u{2028}b\u{A0}c</p>", "text<p> “a b\u{A0}c”"),
    ("<hr>", "box<hr>"), ("<p></p>", "text<p> “”"),
    // Links
    ("<a href=\"/a/\">A</a>", "link<a> page “A”"), ("<a href=\"a#x\">A</a>", "link<a> page “A”"),
    ("<a class=\"x\" href=\"/a.html\">A</a>", "link<a> page “A”"), ("<a href=\"#x\">A</a>", "link<a> #x “A”"),
    ("<a href=\"mailto:a@b.c\">A</a>", "link<a> mailto:a@b.c “A”"),
    ("<a href=\"assets/a.txt\">A</a>", "link<a> asset:assets/a.txt “A”"),
    ("<a href=\"/a/\"><img src=\"assets/a.png\" alt=\"x\"></a>", "link<a> page[image<img>]"),
    (
      "<div><a href=\"/a/\">1</a> <a href=\"/a/\">2</a></div>", "box<div>[link<a> page “1”, text “ ”, link<a> page “2”]"
    ),
    ("<div>See <a href=\"/a/\">1</a></div>", "box<div>[text “See link{1}”]"),
    ("<a data-href=\"entry.url\"><b class=\"x\">A</b></a>", "link<a> value:entry.url[text<b> “A”]"),
    ("<button type=\"submit\">Go</button>", "link<button> - “Go”"),
    // Rich text
    ("<div data-edit=\"text\"><p>A</p><ul><li>B</li><li>C</li></ul></div>", "richText<div> paragraph(A) list(B\nC)"),
    (
      "<div data-edit=\"text\"><h2>A</h2><blockquote>B</blockquote><hr></div>",
      "richText<div> heading(A) quote(B) rule()"
    ),
    // Kinds by attribute
    ("<div data-shared=\"box\"></div>", "shared box"), ("<aside data-shared=\"box\"></aside>", "shared<aside> box"),
    ("<nav data-navigation=\"main\"></nav>", "navigation<nav> main"),
    ("<p data-field=\"site.name\">Name</p>", "field<p> site.name[text “Name”]"),
    ("<ul data-list><li>A</li> <li>B</li></ul>", "list<ul>[text<li> “A”, text<li> “B”]"),
    ("<ul data-list><template><li>New</li></template></ul>", "list<ul>"),
    ("<div data-markdown>\n    # A\n      b & c\n  </div>", "markdown<div> ‹# A\n  b & c›"),
    ("<div data-code><script>a < b</script></div>", "code<div> ‹<script>a < b</script>›"),
    (
      "<form data-name=\"Über uns\"><label for=\"a\">A</label><input id=\"a\" name=\"a\"></form>",
      "form<form> ueber-uns[text<label> “A”, formField<input>]"
    ),
    (
      "<form id=\"f\"><select name=\"s\"><option>1</option><option value=\"2\">2</option></select></form>",
      "form<form> f[formField<select>[text<option> “1”, text<option> “2”]]"
    ),
    ("<form id=\"f\"><textarea name=\"t\">a\n b</textarea></form>", "form<form> f[formField<textarea>[text “a\n b”]]"),
    ("<table><tr><td>A</td></tr></table>", "box<table>[box<tbody>[box<tr>[text<td> “A”]]]"),
  ]

  @Test(arguments: examples) func becomes(html: String, expected: String) throws {
    let folder = TemporaryFolder.site([
      "pages/a.html": "---\ntitle: A\n---\n\(html)\n", "shared/box.html": "<p>Box</p>", "assets/a.txt": "A",
      "assets/a.png": "A",
      "site.yaml": "name: Test\nlocales: [en]\ntheme: plain\nnavigation:\n  main:\n    - { page: a }\n",
    ])
    let page = try #require(try folder.read().snapshot.pages.first { $0.page.slug == "a" })
    #expect(Self.outline(page.slots["main"] ?? []) == expected)
  }

  @Test func inlineSVGIsCleanedCode() throws {
    let html =
      "<p class=\"icon\"><svg viewBox=\"0 0 8 8\" onload=\"x()\" data-name=\"Star\"><path d=\"M0 0h8\"/><script>x</script></svg></p>"
    let site = try TemporaryFolder.site(["pages/index.html": "---\ntitle: A\n---\n\(html)"]).read()
    let svg = try #require(site.snapshot.pages[0].slots["main"]?.first?.children.first)
    guard case .html(let text) = svg.body.content else { throw Problem() }
    #expect(svg.body.kind == .code && svg.body.tag == "" && svg.body.name == "Star")
    #expect(text.contains("<path") && !text.contains("script") && !text.contains("onload"))
  }

  private struct Problem: Error {}

  @Test func slotsOfPagesAndTemplates() throws {
    let site = try TemporaryFolder.site([
      "pages/index.html": "---\ntitle: A\n---\n<p>1</p>\n<p data-slot=\"side\">2</p>\n<p>3</p>"
    ]).read()
    let slots = site.snapshot.pages[0].slots
    #expect(Self.outline(slots["main"] ?? []) == "text<p> “1”, text<p> “3”")
    #expect(Self.outline(slots["side"] ?? []) == "text<p> “2”")
    #expect(
      Self.outline(site.snapshot.templates["page"] ?? [])
        == "box<main>[slot main], box<aside>[slot side[text<p> “Nothing”]]")
  }

  @Test func attributesForPeopleWhoEdit() throws {
    let html = """
      <ul class="a b" data-list data-edit="items visible" data-name="Team" data-items="1..6" data-id="team" hidden>
        <li data-seal class="plain" data-variants="plain loud"><img src="assets/a.png" alt="" data-decorative data-edit="media" data-ratio="4:3" data-min-width="800" data-alt="required"><a href="/" data-edit="link" data-targets="page mail">A</a></li>
      </ul>
      """
    let site = try TemporaryFolder.site([
      "pages/index.html": "---\ntitle: A\nedit: meta\n---\n\(html)", "assets/a.png": "A",
    ]).read()
    let list = try #require(site.snapshot.pages[0].slots["main"]?.first)
    #expect(
      list.id.rawValue == "team" && list.body.hidden && list.body.name == "Team" && list.body.classes == ["a", "b"])
    #expect(list.body.capabilities == [.items, .visible])
    #expect(list.body.limits.minimumItems == 1 && list.body.limits.maximumItems == 6)
    #expect(list.children[0].body.capabilities == .seal && list.children[0].body.limits.variants == ["plain", "loud"])
    let image = list.children[0].children[0].body
    #expect(image.limits.ratio == Limits.Ratio(width: 4, height: 3) && image.limits.minimumWidth == 800)
    #expect(image.limits.isAlternativeRequired)
    #expect(list.children[0].children[1].body.limits.linkKinds == [.page, .mail])
    #expect(image.content == .image(ImageContent(source: .asset("assets/a.png"), alternative: .decorative)))
    #expect(site.snapshot.pages[0].page.capabilities == .meta)
    guard case .list(let template?) = list.body.content else { throw Problem() }
    #expect(template.body == list.children[0].body)
  }

  @Test func everyTreeFitsTheModel() throws {
    let site = try SiteFolder.read("\(packageFolder)/content/sonnenkorn", themes: ["\(packageFolder)/themes"])
    for content in site.snapshot.pages {
      for (slot, nodes) in content.slots {
        var rows: [Element] = []
        for (node, position) in zip(nodes, Position.spread(nodes.count)) {
          rows += node.rows(owner: .page(content.page.id), slot: slot, parent: nil, position: position, since: 1)
        }
        #expect(throws: Never.self) { try TreeInvariants.check(rows, slots: ["main"]) }
        for row in rows {
          let copy = try Content(json: row.body.content.json, kind: row.body.kind)
          #expect(copy == row.body.content)
        }
      }
    }
  }
}
