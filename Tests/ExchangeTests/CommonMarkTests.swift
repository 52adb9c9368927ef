import Builder
import Glibc
import Markup
import Model
import Publishing
import SiteFolder
import Store
import Testing

/// The examples of the CommonMark specification on their way from a folder through the store to a built page.
///
/// `FOYER_COMMONMARK` names the specification's `spec.txt`; `scripts/fetch-commonmark` gets it. Without it the examples are left out.
@Suite("The CommonMark examples")
struct CommonMarkTests {
  static let file =
    getenv("FOYER_COMMONMARK").map { String(cString: $0) } ?? "\(Files.package)/.cache/commonmark/spec.txt"

  @Test(
    "Folder, store and builder change nothing in what cmark-gfm makes of them",
    .enabled(if: access(file, F_OK) == 0, "there is no spec.txt; scripts/fetch-commonmark gets it"))
  func examples() async throws {
    let examples = Self.examples(String(decoding: Files.bytes(Self.file), as: UTF8.self))
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

  /// The texts of the examples: between a line of backticks with `example` and a line with a point; `→` stands for a tab.
  static func examples(_ specification: String) -> [String] {
    var examples: [String] = []
    var current: [Substring]?
    for line in specification.split(separator: "\n", omittingEmptySubsequences: false) {
      if line.hasPrefix("````````"), line.contains("example") {
        current = []
      } else if line == ".", let lines = current {
        examples.append((lines.joined(separator: "\n") + "\n").replacing("→", with: "\t"))
        current = nil
      } else {
        current?.append(line)
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
          let kept = ["href", "src", "alt", "title", "start", "class"].compactMap { name in
            inner[name].map { "\(name)=\($0)" }
          }
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
