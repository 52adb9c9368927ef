import Glibc
import Markup
import Testing

@testable import SiteFolder

/// The quick reader of simple front matter reads exactly what Yams reads, or leaves it to Yams.
@Suite struct FrontMatterTests {
  /// What a value says, apart from lines: those of empty values differ.
  private indirect enum Plain: Hashable {
    case scalar(String, Bool)
    case list([Plain])
    case map([String: Plain])

    init(_ node: YAMLNode) {
      switch node.value {
      case .scalar(let text, let isPlain): self = .scalar(text, isPlain)
      case .list(let nodes): self = .list(nodes.map(Plain.init))
      case .map(let entries): self = .map(Dictionary(uniqueKeysWithValues: entries.map { ($0.key, Plain($0.node)) }))
      }
    }
  }

  private func agree(_ yaml: [UInt8], _ comment: Comment) -> Bool {
    guard let quick = SimpleFrontMatter.read(yaml[...], firstLine: 2) else { return false }
    do throws(YAMLProblem) {
      let slow = try YAMLReader.mapWithYams(yaml[...], firstLine: 2)
      #expect(quick.map(\.key) == slow.map(\.key), comment)
      #expect(quick.map(\.keyLine) == slow.map(\.keyLine), comment)
      #expect(quick.map { Plain($0.node) } == slow.map { Plain($0.node) }, comment)
    } catch {
      Issue.record("Yams refuses what the quick reader takes: \(error.message) in \(comment)")
    }
    return true
  }

  @Test(arguments: [
    "title: Hello", "title: Hello world  ", "title: \"Hello: world # no comment\"", "title: 'It is'", "title: ''",
    "title:", "title: ~", "title: null", "a: 1\nb: 2.5\nc: true\nd: 2026-05-03\ne: 0x1F", "a: b:c", "a: b#c",
    "tags: [a, b]", "tags: [\"a, b\", 'c']", "tags: []", "tags: [ ]", "tags:\n- a\n- b",
    "tags:\n  - a\n  - \"b: c\"\ntitle: x",
    "a:\n\nb: x", "# comment\na: x\n\n# more\nb: y\n", "a: x\n  # indented comment\nb: y", "a:\n# c\n- x\n\n- y",
    "url: https://example.com/a?b=c&d", "a: x y  z", "a: ümlaut €", "a: =", "a: .", "a: a, b", "a: x]", "a: (x)",
    "date: '2014-03-12T10:11:00-04:00'", "a-b_c: x", "",
  ])
  func readsQuickly(yaml: String) { #expect(agree(Array(yaml.utf8), "\(yaml)")) }

  @Test(arguments: [
    "a: b: c", "a: x # comment", "a: \"x\\n\"", "a: 'it''s'", "a: |\n  x", "a: x\n  y", "a:\n  b: c", "a: {b: c}",
    "a: [b: c]",
    "a: &x y", "a: *x", "a: !t x", "- a", "a: [x", "a: [x]y", "a: \"x\" y", "a:\n- b: c", "a:\n- x\n - y", "a: x\na: y",
    "a:\tx", "a: x\ty", "\ta: x", "a: \u{85}", "a: \u{2028}b", "? a", "a : x", "a: x\r\nb: y", "a: @x", "a: - x",
    "a:\n-\n- x",
    "a: [x,]", "a: [x, c\", 'd']", "a:\n  - - x", "a: %x", "a: [[x]]", "a: [?x]", "\u{FEFF}a: x", "a: \u{1}", "a: 😀",
  ])
  func leavesToYams(yaml: String) { #expect(SimpleFrontMatter.read(Array(yaml.utf8)[...], firstLine: 2) == nil) }

  /// Random lines from the pieces that matter to YAML.
  @Test func agreesOnRandomText() {
    let pieces = [
      "a", "key", ":", " ", "  ", "\n", "\n", "- ", "-", "[", "]", ",", "\"", "'", "#", " #", "x: ", "tags:\n", "ü",
      "1", "~", "b: ",
      "{", "}", "|", ">", "&", "*", "!", "?", "%", "@", "\\", "\t", ".", "...", "<<", "=",
    ]
    var generator = SystemRandomNumberGenerator()
    var read = 0
    for _ in 0..<20_000 {
      let text =
        "k: "
        + (0..<Int.random(in: 1...12, using: &generator)).map { _ in pieces.randomElement(using: &generator)! }.joined()
      if agree(Array(text.utf8), "\(text)") { read += 1 }
    }
    #expect(read > 500)
  }

  @Test(.enabled(if: Corpus.folder != nil)) func agreesOnTheCorpus() throws {
    var read = 0
    var all = 0
    for file in FolderListing(Corpus.folder!).files where file.hasSuffix(".md") {
      let report = Report(file: file)
      let bytes = try #require(SourceText.bytes("\(Corpus.folder!)/\(file)", report: report))
      guard let yaml = try FrontMatter.split(bytes).yaml else { continue }
      all += 1
      if agree(Array(yaml), "\(file)") { read += 1 }
    }
    #expect(all == 567)
    #expect(read > 200, "the quick reader took \(read) of \(all)")
  }
}

/// Real files of a real site, where they are present.
enum Corpus {
  static let folder: String? = {
    let given = getenv("FOYER_CORPUS").map { String(cString: $0) } ?? "\(packageFolder)/../shared/corpus"
    let path = "\(given)/18f-blog"
    return access(path, R_OK) == 0 ? path : nil
  }()
}
