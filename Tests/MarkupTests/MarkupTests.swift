import Testing

@testable import Markup

func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }

@Suite struct HTMLWriterTests {
  static let texts: [(String, String, String)] = [
    // text, between tags, in an attribute
    ("", "", ""),
    ("plain", "plain", "plain"),
    ("<b>&\"'", "&lt;b&gt;&amp;\"'", "&lt;b&gt;&amp;&quot;'"),
    ("0123456789abcde<", "0123456789abcde&lt;", "0123456789abcde&lt;"),
    ("0123456789abcdef\"x<&>", "0123456789abcdef\"x&lt;&amp;&gt;", "0123456789abcdef&quot;x&lt;&amp;&gt;"),
    (
      "Käse & Brötchen für 3 €, für 4 € <b>", "Käse &amp; Brötchen für 3 €, für 4 € &lt;b&gt;",
      "Käse &amp; Brötchen für 3 €, für 4 € &lt;b&gt;"
    ),
    ("&amp;", "&amp;amp;", "&amp;amp;"),
  ]

  @Test(arguments: texts)
  func escapes(text: String, between: String, attribute: String) {
    var writer = HTMLWriter()
    writer.text(text)
    #expect(writer.string == between)
    writer.removeAll()
    writer.text(bytes(text)[...])
    #expect(writer.string == between)
    writer.removeAll()
    writer.attribute("a", text)
    #expect(writer.string == " a=\"\(attribute)\"")
  }

  @Test func elements() {
    var writer = HTMLWriter()
    writer.element("a", ["href": "/?a=1&b=2", "title": nil, "hidden": ""]) { $0.text("1 < 2") }
    writer.element("a", ["href": " java\tscript:alert(1)"], text: "x")
    #expect(writer.string == "<a href=\"/?a=1&amp;b=2\" hidden>1 &lt; 2</a><a>x</a>")
  }

  @Test func otherContexts() {
    var writer = HTMLWriter()
    writer.scriptJSON("{\"a\":\"</script>&\u{2028}é\"}")
    #expect(writer.string == "{\"a\":\"\\u003c/script\\u003e\\u0026\\u2028é\"}")
    writer.removeAll()
    writer.cssString("a\"</style>\\\n1")
    #expect(writer.string == "\"a\\22 \\3c /style\\3e \\5c \\a 1\"")
  }

  @Test(arguments: ["a b", "", "x=", "o\"n", "a>b", "a/b"])
  func refusesAttributeNames(name: String) {
    var writer = HTMLWriter()
    let isWritten = writer.attribute(name: name, value: "")
    #expect(!isWritten && writer.bytes.isEmpty)
  }

  static let urls: [(String, link: Bool, image: Bool)] = [
    ("https://example.org", true, true), ("HTTP://example.org", true, true), ("/a:b", true, true), ("#a:b", true, true),
    ("?x=a:b", true, true), ("", true, true), ("assets/a.jpg", true, true), ("mailto:a@b.example", true, false),
    ("tel:+49", true, false), ("javascript:x", false, false), ("\u{1}\n JaVa\nscript\t:x", false, false),
    ("vbscript:x", false, false), ("data:text/html,x", false, false), ("data:image/png;base64,AA", false, true),
    ("data:image/svg+xml,<svg/>", false, false), ("blob:x", false, false), ("file:///etc", false, false),
    ("averylongscheme:x", false, false), (":x", false, false),
  ]

  @Test(arguments: urls)
  func schemes(url: String, link: Bool, image: Bool) {
    #expect(URLUse.link.allows(url) == link)
    #expect(URLUse.image.allows(url) == image)
  }
}

@Suite struct FrontMatterTests {
  static let files: [(String, yaml: String?, body: String, bodyLine: Int)] = [
    ("---\na: 1\n---\nbody\n", "a: 1\n", "body\n", 4),
    ("\u{FEFF}---  \r\na: 1\r\n---\r\nbody", "a: 1\r\n", "body", 4),
    ("---\n...\n", "", "", 3),
    ("---\na: |\n  ---\n---", "a: |\n  ---\n", "", 5),
    ("---\na: 1\n----\n...\nx", "a: 1\n----\n", "x", 5),
    ("no\n---\n", nil, "no\n---\n", 1),
    ("", nil, "", 1),
    ("----\nx", nil, "----\nx", 1),
    ("\u{FEFF}x", nil, "x", 1),
  ]

  @Test(arguments: files)
  func splits(file: String, yaml: String?, body: String, bodyLine: Int) throws {
    let parts = try FrontMatter.split(bytes(file))
    #expect(parts.yaml.map { String(decoding: $0, as: UTF8.self) } == yaml)
    #expect(String(decoding: parts.body, as: UTF8.self) == body)
    #expect(parts.bodyFirstLine == bodyLine)
  }

  @Test func refuses() {
    #expect(throws: MarkupError(.unclosedFrontMatter, line: 1)) { try FrontMatter.split(bytes("---\na: 1\n")) }
    #expect(throws: MarkupError(.tomlFrontMatter, line: 1)) { try FrontMatter.split(bytes("+++\na = 1\n+++\n")) }
  }
}
