import Testing

@testable import Markup

@Suite struct MarkdownTests {
  static func html(_ markdown: String, _ options: MarkdownRenderer.Options = .init()) throws -> String {
    var writer = HTMLWriter()
    try MarkdownRenderer(options: options).render(markdown, into: &writer)
    return writer.string
  }

  static let examples: [(String, String)] = [
    (
      "| a | b |\n|---|:-:|\n| 1 | 2 |",
      "<table>\n<thead>\n<tr>\n<th>a</th>\n<th align=\"center\">b</th>\n</tr>\n</thead>\n<tbody>\n<tr>\n<td>1</td>\n"
        + "<td align=\"center\">2</td>\n</tr>\n</tbody>\n</table>\n"
    ),
    ("~~no~~", "<p><del>no</del></p>\n"),
    ("www.example.org/a", "<p><a href=\"http://www.example.org/a\">www.example.org/a</a></p>\n"),
    ("a@example.org", "<p><a href=\"mailto:a@example.org\">a@example.org</a></p>\n"),
    (
      "- [x] a\n- [ ] b",
      "<ul>\n<li><input type=\"checkbox\" checked=\"\" disabled=\"\" /> a</li>\n"
        + "<li><input type=\"checkbox\" disabled=\"\" /> b</li>\n</ul>\n"
    ),
    ("a <b onclick=x>b</b>\n\n<script>x</script>\n\nc", "<p>a b</p>\n<p>c</p>\n"),
    (
      "[a](javascript:x) ![b](data:text/html,x) [c](java&#10;script:x)",
      "<p>a <img src=\"\" alt=\"b\" /> c</p>\n"
    ),
    (
      "[*a*](view-source:x) <irc:b> ftp://c.example xmpp:d@example.org [e](tel:1) [f](/g:h)",
      "<p><em>a</em> irc:b ftp://c.example xmpp:d@example.org <a href=\"tel:1\">e</a> <a href=\"/g:h\">f</a></p>\n"
    ),
  ]

  @Test(arguments: examples)
  func rendersSafely(markdown: String, expected: String) throws {
    #expect(try Self.html(markdown) == expected)
  }

  /// The library's own tables are shared by all threads.
  @Test func givesTheSameOnManyThreads() async throws {
    let markdown = "https://example.org/a\n\n~~no~~ www.example.org\n"
    let others = ["a: w ~ b", "w: https://example.org/b", "~~~\nx\n~~~"]
    let expected = try Self.html(markdown)
    #expect(expected.contains("<a href=\"https://example.org/a\">") && expected.contains("<del>no</del> <a href="))
    let wrong = try await withThrowingTaskGroup(of: Int.self) { group in
      for task in 0..<4 {
        group.addTask {
          var wrong = 0
          for round in 0..<2_000 {
            if try Self.html(markdown) != expected { wrong += 1 }
            _ = try Self.html(others[(task + round) % others.count])
          }
          return wrong
        }
      }
      return try await group.reduce(0, +)
    }
    #expect(wrong == 0)
  }

  /// A document that is made while another one is open, and one that does not fit into a thread's memory.
  @Test func memoryIsOfOneDocument() throws {
    let inner = try Self.html("*b* https://example.org/c")
    var writer = HTMLWriter()
    var found: [String] = []
    try MarkdownRenderer().render("[a](x) *c* [b](y)", into: &writer) { url, _ in
      found.append((try? Self.html("*b* https://example.org/c")) ?? "")
      return url + "/"
    }
    #expect(found == [inner, inner])
    #expect(writer.string == "<p><a href=\"x/\">a</a> <em>c</em> <a href=\"y/\">b</a></p>\n")
    let one = try Self.html("- *a* [b](c)\n")
    let many = try Self.html(Self.times("- *a* [b](c)\n", 50_000))
    let item = one.replacing("<ul>\n", with: "").replacing("</ul>\n", with: "")
    #expect(many == "<ul>\n" + Self.times(item, 50_000) + "</ul>\n")
    #expect(try Self.html("- *a* [b](c)\n") == one)
  }

  /// Strings are not looked through for what is not UTF-8, and read as their bytes are.
  @Test(arguments: ["a\u{0}b", "\u{0}", "# \u{0}\n\nä\u{0}\u{0}ö *\u{0}*\n", "\u{FEFF}a\u{FFFD}\n"])
  func stringsAndBytesAreTheSame(text: String) throws {
    var (one, other) = (HTMLWriter(), HTMLWriter())
    try MarkdownRenderer().render(text, into: &one)
    try MarkdownRenderer().render(Array(text.utf8), into: &other)
    #expect(one.string == other.string && !one.string.contains("\u{0}"), "\(one.string)")
  }

  @Test func keepsAllowedHTML() throws {
    let markdown = "a <b onclick=x class=y>b</b> <a href='vbscript:x'>c</a>\n\n<script>x</script>\n\n- [x] d"
    let html = try Self.html(markdown, .init(rawHTML: .allowListed))
    #expect(
      html
        == "<p>a <b class=\"y\">b</b> <a>c</a></p>\n\n<ul>\n<li><input type=\"checkbox\" checked=\"\" disabled=\"\"> d</li>\n"
        + "</ul>\n")
  }

  @Test(arguments: [MarkdownRenderer.RawHTML.omit, .allowListed])
  func headings(rawHTML: MarkdownRenderer.RawHTML) throws {
    var options = MarkdownRenderer.Options(rawHTML: rawHTML, firstHeadingLevel: 2, headingIDs: true)
    let markdown = "# A *b* & Ü\n\n## A b ü\n\n###### x\n\n# <i>\"</i>"
    let text = rawHTML == .omit ? "\"" : "<i>\"</i>"
    let quote = rawHTML == .omit ? "&quot;" : text
    #expect(
      try Self.html(markdown, options)
        == "<h2 id=\"a-b-ü\">A <em>b</em> &amp; Ü</h2>\n<h3 id=\"a-b-ü-1\">A b ü</h3>\n<h6 id=\"x\">x</h6>\n"
        + "<h2 id=\"section\">\(quote)</h2>\n")
    options.firstHeadingLevel = 1
    #expect(try Self.html("## a", options) == "<h2 id=\"a\">a</h2>\n")
  }

  @Test func rewritesURLs() throws {
    var writer = HTMLWriter()
    try MarkdownRenderer().render("[a](x.md) ![b](y.png \"t\") [c](z)", into: &writer) { url, isImage in
      isImage ? "/media/\(url)" : url == "z" ? nil : "javascript:no"
    }
    #expect(
      writer.string
        == "<p>a <img src=\"/media/y.png\" alt=\"b\" title=\"t\" /> <a href=\"z\">c</a></p>\n")
  }

  @Test func outlines() throws {
    var options = MarkdownRenderer.Options()
    options.firstLine = 10
    let outline = try MarkdownRenderer(options: options).outline(
      of: bytes("a\n[b *c*](d)\n\n## T `x`\n\n- ![e](f)\n\n<div>\n</div>\n"))
    #expect(outline.headings == [.init(level: 2, text: "T x", line: 13)])
    #expect(
      outline.links == [
        .init(url: "d", isImage: false, text: "b c", line: 11), .init(url: "f", isImage: true, text: "e", line: 15),
      ])
    #expect(outline.rawHTML == [.init(html: "<div>\n</div>\n", line: 17)])
  }

  static func times(_ text: String, _ count: Int) -> String { String(repeating: text, count: count) }

  static let bombs: [(String, Bool, Bool)] = [
    // text, tables allowed, autolinks allowed
    ("|" + times("a|", 70) + "\n|" + times("-|", 70) + "\n", false, true),
    ("|" + times("a|", 60) + "\n|" + times("-|", 60) + "\n" + times("a\n", 400), false, true),
    ("> |" + times("a|", 60) + "\n> |" + times("-|", 60) + "\n" + times("> a\n", 400), false, true),
    (times("a|a\n-|-|-\n", 10_000), false, true),
    (times("a@b.", 100_000), true, false),
    ("www.a.b" + times(")", 100_000), true, false),
    ("|a|b|\n|-|-|\n" + times("|c|d|\n", 20_000), true, true),
    (times("a@b.example\n\n", 10_000), true, true),
  ]

  @Test(arguments: bombs)
  func guardsAgainstBombs(markdown: String, tables: Bool, autolinks: Bool) throws {
    let guarded = bytes(markdown).withUnsafeBufferPointer { MarkdownGuard(scanning: $0, firstLine: 1) }
    #expect(guarded.allowsTables == tables && guarded.allowsAutolinks == autolinks)
    #expect(guarded.warnings.isEmpty == (tables && autolinks))
  }

  @Test(arguments: [
    String(repeating: ">", count: 100_000) + "\n" + String(repeating: "[", count: 50_000),
    "a\n" + String(repeating: "> ", count: 20_000) + "x\n" + String(repeating: "a**", count: 20_000),
    "a\n" + String(repeating: "- ", count: 20_000) + "x\n" + String(repeating: "[", count: 20_000),
    "a\n" + String(repeating: "1. ", count: 20_000) + "x\n" + String(repeating: "[", count: 20_000),
    "a\n" + String(repeating: "+ > 2) ", count: 10_000),
  ])
  func refusesDeepNesting(text: String) {
    let error = #expect(throws: MarkupError.self) { try Self.html(text) }
    #expect(error?.reason == .tooNested(limit: 100) && error?.line == (text.hasPrefix("a") ? 2 : 1))
  }

  @Test(arguments: ["- ", "* ", "*", "-", "=", "_ "]) func rulesMayBeLong(mark: String) throws {
    _ = try Self.html("a\n\n" + String(repeating: mark, count: 5_000) + "\n")
    #expect(try Self.html(String(repeating: "> ", count: 90) + "x").contains("x"))
  }

  @Test func refusesReferenceBombs() {
    #expect(throws: MarkupError(.tooManyReferences(limit: 32 << 20))) {
      try Self.html("[b]: " + Self.times("x", 100_000) + "\n\n" + Self.times("[b]", 100_000))
    }
    #expect(throws: MarkupError(.tooLarge(limit: 1 << 20))) { try Self.html(Self.times("x", 1 << 20 | 1)) }
  }
}
