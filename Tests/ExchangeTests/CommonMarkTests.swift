import Builder
import Glibc
import Markup
import Model
import Publishing
import SiteFolder
import Store
import Testing

/// The examples of the CommonMark and the GFM specification on their way from a folder through the store to a built page.
///
/// `scripts/fetch-commonmark` gets both texts, and `FOYER_COMMONMARK` names another folder with them. Without them the examples are left out.
@Suite("The examples of CommonMark and GFM")
struct CommonMarkTests {
  static let folder =
    getenv("FOYER_COMMONMARK").map { String(cString: $0) } ?? "\(Files.package)/.cache/commonmark"
  static let isThere = ["spec.txt", "gfm.txt"].allSatisfy { access("\(folder)/\($0)", F_OK) == 0 }

  /// An example: what is written, and what is to come of it.
  struct Example {
    let markdown: String
    let html: String
    /// The extension of GFM that it is about; empty for plain CommonMark.
    let topic: String
  }

  @Test(
    "Folder, store and builder change nothing in what cmark-gfm makes of them",
    .enabled(if: isThere, "scripts/fetch-commonmark gets the specifications"), arguments: ["spec.txt", "gfm.txt"])
  func examples(file: String) async throws {
    let examples = Self.examples(String(decoding: Files.bytes("\(Self.folder)/\(file)"), as: UTF8.self)).map(\.markdown)
    #expect(examples.count > 600)
    try await Exchange.with { exchange in
      let folder = exchange.newPath("spec")
      Files.write("name: Spec\nlocales: [en]\ntheme: plain\n", to: "\(folder)/site.yaml")
      Files.write("title: Plain\n", to: "\(folder)/themes/plain/theme.yaml")
      Files.write("<div id=\"start\" data-slot=\"main\"></div>\n", to: "\(folder)/themes/plain/templates/page.html")
      Files.write("---\ntitle: Home\n---\n", to: "\(folder)/pages/index.html")
      for (number, text) in examples.enumerated() {
        Files.write("---\ntitle: Example\n---\n" + text, to: "\(folder)/pages/e\(number).md")
      }
      let key = try await exchange.importFolder(folder, "spec")
      let out = exchange.newPath("out")
      _ = try await exchange.store.export(key, at: nil, to: out)
      let copy = try await exchange.importFolder(out, "again")
      let snapshot = try await exchange.store.snapshot(of: copy)
      let built = exchange.newPath("built")
      let again = exchange.newPath("out-again")
      _ = try await exchange.store.export(copy, at: nil, to: again)
      _ = try FolderBuild(folder: again, output: built, themes: [], baseURL: nil, year: 2026).run()
      for content in snapshot.pages {
        guard content.page.slug.hasPrefix("e"), let number = Int(content.page.slug.dropFirst()) else { continue }
        guard case .markdown(let text)? = content.slots["main"]?.first?.body.content else {
          Issue.record("example \(number + 1) is no Markdown any more")
          continue
        }
        #expect(text == examples[number], "example \(number + 1)")
        var writer = HTMLWriter()
        _ = try MarkdownRenderer(options: .init(rawHTML: .allowListed)).render(examples[number], into: &writer)
        let wanted = Self.shape(writer.bytes, within: false)
        let found = Self.shape(Files.bytes("\(built)/e\(number)/index.html"), within: true)
        #expect(found == wanted, "example \(number + 1): \(examples[number])")
      }
    }
  }

  /// What the specification says about the extensions is what pages show: tables, strikethrough, autolinks, task lists.
  @Test(
    "Each example of an extension of GFM becomes what the specification says",
    .enabled(if: isThere, "scripts/fetch-commonmark gets them"))
  func extensions() throws {
    let examples = Self.examples(String(decoding: Files.bytes("\(Self.folder)/gfm.txt"), as: UTF8.self))
      // Which HTML may stand in Markdown is the allow-list's matter, and stricter than GFM's filter.
      .filter { !["", "tagfilter"].contains($0.topic) }
    #expect(
      Dictionary(grouping: examples, by: \.topic).mapValues(\.count) == [
        "table": 8, "strikethrough": 2, "autolink": 11, "disabled": 2,
      ])
    for example in examples {
      var writer = HTMLWriter()
      _ = try MarkdownRenderer(options: .init(rawHTML: .allowListed)).render(example.markdown, into: &writer)
      #expect(
        Self.shape(writer.bytes, within: false) == Self.shape(Array(example.html.utf8), within: false),
        "\(example.topic): \(example.markdown)")
    }
  }

  /// Between two lines of backticks, the first with `example` and perhaps the extension; a line with a point parts what is written from what comes of
  /// it. `→` stands for a tab.
  static func examples(_ specification: String) -> [Example] {
    var examples: [Example] = []
    var topic = ""
    var parts: [[Substring]]?
    func text(_ lines: [Substring]) -> String {
      (lines.joined(separator: "\n") + "\n").replacing("→", with: "\t")
    }
    for line in specification.split(separator: "\n", omittingEmptySubsequences: false) {
      let isFence = line.hasPrefix("````````````````````````````````")
      if isFence, let done = parts {
        examples.append(Example(markdown: text(done[0]), html: text(done.count > 1 ? done[1] : []), topic: topic))
        parts = nil
      } else if isFence, line.contains("example") {
        topic = line.split(separator: " ").dropFirst(2).joined(separator: " ")
        parts = [[]]
      } else if line == ".", parts?.count == 1 {
        parts?.append([])
      } else if let last = parts?.indices.last {
        parts?[last].append(line)
      }
    }
    return examples
  }

  /// Tags and words, without what the builder adds to them: sizes and loading of pictures, names of boxes, the prefix of addresses.
  private static func shape(_ html: [UInt8], within: Bool) -> String {
    guard let document = try? HTMLParser().parseDocument(html), let body = document.body else { return "" }
    var start = body
    if within { start = find("start", in: body)?.childElements.first ?? body }
    var lines: [String] = []
    func visit(_ element: HTMLElement) {
      for child in element.children {
        switch child {
        case .comment: continue
        case .text(let text):
          let words =
            element.tag == "pre" || element.tag == "code"
            ? text : text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
          if !words.isEmpty { lines.append(words) }
        case .element(let inner):
          var kept = ["href", "src", "alt", "title", "start", "class", "align"].compactMap { name in
            inner[name].map { "\(name)=\($0)" }
          }
          // Where cells are aligned says a class on pages, which the theme's styles know.
          kept = kept.map { $0.hasPrefix("class=align-") ? $0.replacing("class=align-", with: "align=") : $0 }
          lines.append("<\(inner.tag) \(kept.joined(separator: " "))>")
          visit(inner)
          lines.append("</\(inner.tag)>")
        }
      }
    }
    visit(start)
    return lines.joined(separator: "\n")
  }

  private static func find(_ id: String, in element: HTMLElement) -> HTMLElement? {
    if element["id"] == id { return element }
    for child in element.childElements { if let found = find(id, in: child) { return found } }
    return nil
  }
}
