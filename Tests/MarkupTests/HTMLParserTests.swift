import Testing

@testable import Markup

@Suite struct HTMLParserTests {
  static func serialized(_ nodes: [HTMLNode]) -> String {
    var writer = HTMLWriter()
    writer.nodes(nodes)
    return writer.string
  }

  static let fragments: [(String, String)] = [
    ("<p>a<p>b", "<p>a</p><p>b</p>"),
    ("<my-El A=1>x</my-El>", "<my-el a=\"1\">x</my-el>"),
    (
      "<svg viewBox='0 0 1 1'><linearGradient/></svg>",
      "<svg viewBox=\"0 0 1 1\"><linearGradient></linearGradient></svg>"
    ),
    ("<template><td>x</td></template>", "<template><td>x</td></template>"),
    ("<pre>\n\nx</pre>", "<pre>\n\nx</pre>"),
    ("<script>a && '<b>'</script>", "<script>a && '<b>'</script>"),
    ("<p title=\"&lt;&amp;&quot;\">&lt;&nbsp;</p>", "<p title=\"&lt;&amp;&quot;\">&lt;\u{A0}</p>"),
    (
      "<picture><source srcset=a><img src=b></picture>",
      "<picture><source srcset=\"a\"><img src=\"b\"></picture>"
    ),
    ("<!-- c -->x", "<!-- c -->x"),
    ("", ""),
  ]

  @Test(arguments: fragments)
  func parsesAndWrites(html: String, expected: String) throws {
    #expect(Self.serialized(try HTMLParser().parseFragment(bytes(html)).nodes) == expected)
  }

  @Test func linesAndSources() throws {
    let html = "<div>\n<p>a</p>\n\n<ul data-code>\n<li>x\n</ul></div>"
    let nodes = try HTMLParser().parseFragment(bytes(html), firstLine: 10).nodes
    let div = try #require(nodes.first?.element)
    let list = try #require(div.first("ul"))
    #expect([div.line, div.first("p")?.line, list.line, div.first("li")?.line] == [10, 11, 13, 14])
    let inner = try #require(list.innerSource)
    #expect(String(decoding: bytes(html)[inner], as: UTF8.self) == "\n<li>x\n")
    #expect(list["data-code"] == "" && list["x"] == nil)
  }

  @Test func documents() throws {
    let page = try HTMLParser().parseDocument(bytes("\u{FEFF}<!DOCTYPE html><title>T</title><p class=' a  b '>x"))
    #expect(page.hasDoctype)
    #expect(page.head?.first("title")?.textContent == "T")
    #expect(page.body?.first("p")?.classes == ["a", "b"])
  }

  static let mistakes: [(String, [Int])] = [
    ("<div>\n<span>a</div>\n<p>x\n<svg><path/></svg>", [2]),
    ("<ul><li>a<li>b</ul><br><img src=x>", []),
    ("a\n<section>\nb", [2]),
    ("a\n</section>\nb", [2]),
  ]

  @Test(arguments: mistakes)
  func warns(html: String, lines: [Int]) throws {
    #expect(try HTMLParser().parseFragment(bytes(html)).warnings.map(\.line) == lines)
  }

  static let refused: [(String, MarkupError)] = [
    (String(repeating: "<div>", count: 100_000), MarkupError(.tooDeep(limit: 512), line: 1)),
    (String(repeating: "<li><dd>\n", count: 1_000), MarkupError(.tooDeep(limit: 512), line: 257)),
    ("<svg>" + String(repeating: "<td>", count: 1_000), MarkupError(.tooDeep(limit: 512), line: 1)),
    ("\n<a " + String(repeating: "x=1 ", count: 257) + ">", MarkupError(.tooManyAttributes(limit: 256), line: 2)),
    (
      "<p>" + (0..<400).map { "<b id=\($0)>" }.joined() + "</p>" + String(repeating: "<p>x", count: 1_000),
      MarkupError(.tooManyUnclosedTags(limit: 200_000), line: 1)
    ),
    (String(repeating: "<html a=1>\n", count: 300), MarkupError(.tooManyAttributes(limit: 256), line: 257)),
    ("a\nb\u{0}", MarkupError(.nulByte(offset: 3), line: 2)),
  ]

  @Test(arguments: refused)
  func refuses(html: String, error: MarkupError) {
    #expect(throws: error) { try HTMLParser().parseFragment(bytes(html)) }
  }

  @Test(arguments: [
    [0x61, 0x0A, 0xC0, 0x80], [0x61, 0x0A, 0xED, 0xA0, 0x80], [0x61, 0x0A, 0xF5], [0x61, 0x0A, 0xE2, 0x82],
  ])
  func refusesOtherEncodings(html: [UInt8]) {
    #expect(throws: MarkupError(.invalidUTF8(offset: 2), line: 2)) { try HTMLParser().parseFragment(html) }
  }

  @Test func acceptsLongFlatPages() throws {
    let rows = String(repeating: "<tr><td>a<td><p>b<p><b>c</b>\n", count: 5_000)
    let items = String(repeating: "<li><a href=x>y</a>\n<br>", count: 5_000)
    let html = "<table>\(rows)</table><ul>\(items)</ul>" + String(repeating: "<option>x", count: 300)
    #expect(try HTMLParser().parseFragment(bytes(html)).nodes.count > 2)
  }

  @Test func otherLimitsAndContexts() throws {
    var parser = HTMLParser()
    parser.limits.size = 3
    #expect(throws: MarkupError(.tooLarge(limit: 3))) { try parser.parseFragment(bytes("abcd")) }
    #expect(throws: MarkupError(.unknownContext("nope"))) { try HTMLParser().parseFragment([], context: "nope") }
    let cells = try HTMLParser().parseFragment(bytes("<td>a<td>b"), context: "tr").nodes
    #expect(Self.serialized(cells) == "<td>a</td><td>b</td>")
  }
}
