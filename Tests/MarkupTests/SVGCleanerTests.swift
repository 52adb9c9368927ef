import Testing

@testable import Markup

@Suite struct SVGCleanerTests {
  static func clean(_ svg: String) throws -> String {
    String(decoding: try SVGCleaner.clean(bytes(svg)).svg, as: UTF8.self)
  }

  static let start = "<svg xmlns=\"http://www.w3.org/2000/svg\">"
  static let xlink = "<svg xmlns=\"http://www.w3.org/2000/svg\" xmlns:xlink=\"http://www.w3.org/1999/xlink\">"

  static let attacks: [(String, String)] = [
    ("<script>alert(1)</script><path d=\"M0 0\"/>", "<path d=\"M0 0\"/>"),
    ("<path onclick=\"x\" d=\"M0\"/>", "<path d=\"M0\"/>"),
    ("<foreignObject><p xmlns=\"http://www.w3.org/1999/xhtml\">x</p></foreignObject>", ""),
    ("<a href=\"javascript:x\"><path/></a>", ""),
    ("<use href=\"#a\"/><use href=\"https://x.example/#a\"/>", "<use href=\"#a\"/><use/>"),
    (
      "<image href=\"data:image/svg+xml,x\"/><image href=\"data:image/png;base64,AA==\"/>",
      "<image/><image href=\"data:image/png;base64,AA==\"/>"
    ),
    ("<style>a{fill:url(https://x)}</style><style>.a &gt; b{fill:red}</style>", "<style>.a &gt; b{fill:red}</style>"),
    ("<style>@IMPORT 'x'</style><style>a{b:\\75rl(x)}</style>", ""),
    ("<path style=\"fill:red\" fill=\"url(#a)\" stroke=\"url(//x)\"/>", "<path fill=\"url(#a)\"/>"),
    (
      "<set attributeName=\"href\" to=\"x\"/><animate attributeName=\"x\" to=\"1\"/>",
      "<set to=\"x\"/><animate attributeName=\"x\" to=\"1\"/>"
    ),
    ("<title><style>&lt;/style&gt;<img/></style>t</title>", "<title>t</title>"),
    ("<text>a &lt;b&gt; &#38; <![CDATA[<i>]]><!-- c --></text>", "<text>a &lt;b&gt; &amp; &lt;i&gt;</text>"),
    ("<x:path xmlns:x=\"urn:x\"/><?php x ?>", ""),
    ("<path aria-label=\"a&amp;&quot;b\" id=\"i\"/>", "<path aria-label=\"a&amp;&quot;b\" id=\"i\"/>"),
  ]

  @Test(arguments: attacks)
  func keepsOnlyDrawing(inside: String, expected: String) throws {
    #expect(try Self.clean(Self.start + inside + "</svg>") == Self.start + expected + "</svg>")
  }

  @Test func readsOldReferencesAndSizes() throws {
    #expect(
      try Self.clean(Self.xlink + "<use xlink:href=\"#a\"/><use xlink:href=\"a.svg#b\"/></svg>")
        == Self.start + "<use href=\"#a\"/><use/></svg>")
    let result = try SVGCleaner.clean(
      bytes("\u{FEFF}<?xml version=\"1.0\"?><svg width=\"24\" height=\"100%\" viewBox=\"0 0, 24 12.5\"/>"))
    #expect(result.width == "24" && result.height == nil)
    #expect(result.viewBox == SVGCleaner.ViewBox(x: 0, y: 0, width: 24, height: 12.5))
  }

  static let refused: [(String, MarkupError)] = [
    ("<!DOCTYPE svg><svg/>", MarkupError(.documentType, line: 1)),
    ("\n<!DOCTYPE svg [<!ENTITY a \"b\">]><svg>&a;</svg>", MarkupError(.documentType, line: 2)),
    ("<html/>", MarkupError(.notSVG, line: 1)),
    (start + String(repeating: "<g>", count: 200), MarkupError(.tooDeep(limit: 128), line: 1)),
    ("<svg>\u{0}</svg>", MarkupError(.nulByte(offset: 5), line: 1)),
  ]

  @Test(arguments: refused)
  func refuses(svg: String, error: MarkupError) {
    #expect(throws: error) { try Self.clean(svg) }
  }

  @Test(arguments: [("<svg>\n<g></svg>", 2), ("<svg>\n\n&nbsp;</svg>", 3), ("", 1), ("<svg a='1' a='2'/>", 1)])
  func namesTheLineOfErrors(svg: String, line: Int) throws {
    let error = #expect(throws: MarkupError.self) { try Self.clean(svg) }
    #expect(error?.line == line)
  }
}
