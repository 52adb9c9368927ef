import Glibc
import Markup
import Media
import Model
import Testing

@testable import Publishing
@testable import SiteFolder

/// Texts that nobody would write, made of those in `Tests/Fuzz/<target>/seeds` and of the hand-made site: no reader may crash or hang on them, and what is read must
/// come back from the writer as it was.
///
///     scripts/fuzz [SECONDS] [TARGET]    how long for each (4 seconds by default), and which one
@Suite("Mutated input", .serialized)
struct FuzzTests {
  static let targets = ["html", "static", "markdown", "frontmatter", "richtext", "css", "unpack"]

  @Test("No input brings a reader down", arguments: targets)
  func mutated(target: String) async throws {
    let only = getenv("FOYER_FUZZ_TARGET").map { String(cString: $0) }
    guard only == nil || only == "" || only == target else { return }
    let seconds = getenv("FOYER_FUZZ_SECONDS").flatMap { Double(String(cString: $0)) } ?? 4
    let seeds = Self.seeds(of: target)
    try #require(!seeds.isEmpty, "there is nothing to make inputs of")
    let round = try FuzzRound(target)
    let start = getenv("FOYER_FUZZ_SEED").flatMap { UInt64(String(cString: $0)) } ?? 1
    var slowest = 0.0
    var count: UInt64 = 0
    let begin = Self.now
    while Self.now - begin < seconds {
      let seed = start + count
      var mutation = Mutation(seed: seed)
      let input = mutation.input(of: seeds)
      let before = Self.now
      if let problem = round.problem(with: input) {
        Issue.record(
          "\(target), FOYER_FUZZ_SEED=\(seed): \(problem)\n\(String(decoding: input.prefix(2_000), as: UTF8.self))")
        return
      }
      slowest = max(slowest, Self.now - before)
      count += 1
    }
    #expect(count > 10, "\(target): \(count) inputs in \(seconds) s")
    #expect(slowest < 5, "\(target): one input took \(slowest) s")
  }

  private static func seeds(of target: String) -> [[UInt8]] {
    let ending = ["static": ".html", "css": ".css"][target]
    let shared = Files.all(below: "\(Files.package)/Tests/Fixtures/static-club").filter { file in
      ending.map { file.key.hasSuffix($0) } ?? false
    }
    let own = Files.all(below: "\(Files.package)/Tests/Fuzz/\(target)/seeds")
    return (own.sorted { $0.key < $1.key } + shared.sorted { $0.key < $1.key }).map(\.value)
  }

  private static var now: Double {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }
}

/// Seeds cut, joined, repeated and damaged.
private struct Mutation {
  private var numbers: Numbers
  private static let words = [
    "<", ">", "</", "<!--", "-->", "&", "&#0;", "\"", "'", "---\n", "\n", "\r\n", "\t", "  ", ":", "- ", "[", "]", "{",
    "}", "#", "|",
    "*", "_", "~", "`", "\\", "<p>", "</p>", "<table>", "<b>", "<svg>", "<template>", "data-list", "data-id=\"x\"",
    " data-edit=\"text\"",
    "data-element=\"{}\"", "data-exact", "data-bare", "@import url(", "url(", ";", "/*", "*/", "\u{0}", "\u{FEFF}",
    "\u{2028}", "é", "e\u{301}",
    "😀", "\"type\":", "\"content\":[", "null", "9999999999999999999", "-1", "PK\u{1}\u{2}", "PK\u{5}\u{6}", "../", "/",
  ].map { Array($0.utf8) }

  init(seed: UInt64) { numbers = Numbers(state: seed &* 0x9E37_79B9_7F4A_7C15 | 1) }

  mutating func input(of seeds: [[UInt8]]) -> [UInt8] {
    var bytes = seeds.randomElement(using: &numbers)!
    for _ in 0..<Int.random(in: 1...8, using: &numbers) {
      let place = Int.random(in: 0...bytes.count, using: &numbers)
      let end = min(bytes.count, place + Int.random(in: 0...40, using: &numbers))
      switch Int.random(in: 0..<8, using: &numbers) {
      case 0: bytes.removeSubrange(place..<end)
      case 1, 2: bytes.insert(contentsOf: Self.words.randomElement(using: &numbers)!, at: place)
      case 3: if place < bytes.count { bytes[place] = UInt8.random(in: 0...255, using: &numbers) }
      case 4: bytes.insert(contentsOf: Array(bytes[place..<end]), at: place)
      case 5:
        let word = Self.words.randomElement(using: &numbers)!
        for _ in 0..<Int.random(in: 1...300, using: &numbers) {
          bytes.insert(contentsOf: word, at: min(place, bytes.count))
        }
      case 6:
        let other = seeds.randomElement(using: &numbers)!
        let from = Int.random(in: 0...other.count, using: &numbers)
        bytes.insert(contentsOf: other[from..<min(other.count, from + 200)], at: place)
      default: bytes = Array(bytes[..<place])
      }
    }
    return bytes
  }
}

/// What is done with an input.
private struct FuzzRound {
  private let target: String
  private let folder: FreshFolder
  private let names = SiteNames(paths: SitePaths(pages: [Page](), collections: [:]))

  init(_ target: String) throws {
    self.target = target
    folder = try FreshFolder(in: "/tmp", prefix: "foyer-fuzz")
  }

  /// nil when everything holds.
  func problem(with input: [UInt8]) -> String? {
    switch target {
    case "html": html(input)
    case "static": finished(input)
    case "markdown": markdown(input)
    case "frontmatter": frontMatter(input)
    case "richtext": richText(input)
    case "css": css(input)
    default: unpack(input)
    }
  }

  private func html(_ input: [UInt8]) -> String? {
    let report = Report(file: "page.html")
    let reader = TreeReader(input[...], purpose: .page, page: "/", names: names, report: report)
    let trees = reader.trees(firstLine: 1)
    guard !report.hasErrors, Set(reader.givenIDs.map(\.id)).count == reader.givenIDs.count else { return nil }
    // The parser refuses more than this, and written trees are longer than what they were read from.
    guard input.count < 100_000 else { return nil }
    do {
      _ = try CheckedTree(names: names, page: "/", purpose: .page, file: "page.html").html(trees)
      return nil
    } catch { return "\(error)" }
  }

  private func finished(_ input: [UInt8]) -> String? {
    let report = Report(file: "index.html")
    let bytes = Charset.utf8(input, report: report)
    guard let document = try? HTMLParser().parseDocument(bytes) else { return nil }
    let files = StaticFiles(root: folder.path, listing: FolderListing(folder.path))
    var reader = StaticPageReader(
      file: "index.html", files: files, base: "", paths: ["index.html": "/"],
      styles: StaticStyles(files: files, base: ""),
      report: report, makeReport: { Report(file: $0) })
    let page = reader.page(document)
    let own = Report(file: "index.html")
    let trees = TreeReader([][...], purpose: .page, page: "/", names: names, report: own).trees(of: page.body)
    for tree in trees {
      var problem: String?
      tree.forEach { node in
        do throws(FieldError) { try ElementRules.check(node.body) } catch {
          problem = "\(error.pointer) \(error.problem)"
        }
      }
      if own.hasErrors { return nil }
      if let problem { return problem }
    }
    _ = reader.styles.css
    return nil
  }

  private func markdown(_ input: [UInt8]) -> String? {
    var writer = HTMLWriter()
    for raw in [MarkdownRenderer.RawHTML.omit, .allowListed] {
      _ = try? MarkdownRenderer(options: .init(rawHTML: raw)).render(input, into: &writer)
    }
    _ = try? MarkdownRenderer().outline(of: input)
    let html = writer.string.lowercased()
    return html.contains("<script") || html.contains("href=\"javascript:") ? "something that runs came out" : nil
  }

  private func frontMatter(_ input: [UInt8]) -> String? {
    guard let parts = try? FrontMatter.split(input), let yaml = parts.yaml else { return nil }
    let full = Result { try YAMLReader.mapWithYams(yaml, firstLine: 2) }
    guard let simple = SimpleFrontMatter.read(yaml, firstLine: 2) else { return nil }
    let entries: [YAMLEntry]
    switch full {
    case .success(let found): entries = found
    // Brackets in plain words are counted beforehand as if they nested.
    case .failure(let error as YAMLProblem) where error.message.contains("nested too deeply"): return nil
    case .failure(let error): return "the quick reader takes what YAML does not: \(error)"
    }
    return entries == simple ? nil : "the quick reader reads something else"
  }

  private func richText(_ input: [UInt8]) -> String? {
    guard let json = try? JSONValue.parse(input), let text = try? RichText(json: json) else { return nil }
    guard let again = try? RichText(json: text.json), again == text else {
      return "its own JSON reads as something else"
    }
    let node = ElementNode(id: ElementID("x")!, body: ElementBody(kind: .richText, tag: "div", content: .rich(text)))
    do {
      _ = try CheckedTree(names: names, page: "/", purpose: .page, file: "page.html").html(["main": [node]])
      return nil
    } catch { return "\(error)" }
  }

  private func css(_ input: [UInt8]) -> String? {
    var scanner = CSSAddresses(input)
    var length = 0
    while let piece = scanner.next() { if case .text(let bytes) = piece { length += bytes.count } }
    return length <= input.count ? nil : "more came out than went in"
  }

  private func unpack(_ input: [UInt8]) -> String? {
    let archive = "\(folder.path)/a.zip"
    Files.write(input, to: archive)
    var limits = SiteArchive.Limits()
    limits.bytes = 1 << 20
    do {
      let unpacked = try SiteArchive.unpacked(archive, in: folder.path, limits: limits)
      let files = Files.all(below: unpacked.path)
      return files.values.reduce(0) { $0 + $1.count } <= 1 << 20 ? nil : "more came out than is allowed"
    } catch HelperFailure.refused { return nil } catch { return "\(error)" }
  }
}
