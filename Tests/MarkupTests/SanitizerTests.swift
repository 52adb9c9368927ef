import Foundation
import Testing

@testable import Markup

@Suite struct SanitizerTests {
  static func clean(_ html: String, _ policy: HTMLSanitizer.Policy = .standard) throws -> String {
    var writer = HTMLWriter()
    HTMLSanitizer(policy: policy).write(try HTMLParser().parseFragment(bytes(html)).nodes, into: &writer)
    return writer.string
  }

  static let examples: [(String, String)] = [
    ("<p onclick=x style=y class='a b\"' lang=de>t</p>", "<p class=\"a\" lang=\"de\">t</p>"),
    ("<custom-x>a<b>b</b></custom-x><!-- c -->", "a<b>b</b>"),
    ("a<script>b</script><style>c</style><svg><p>d</p></svg><title>e</title>", "a"),
    ("<a href=' JAVA&#9;script:x'>a</a><a href=/b?c&d>e</a>", "<a>a</a><a href=\"/b?c&amp;d\">e</a>"),
    ("<img src=x srcset='a 1x, javascript:b 2x' onerror=x alt=y>", "<img src=\"x\" alt=\"y\">"),
    ("<form action=x><input name=a><button>b</button></form>", "b"),
    ("<input type=checkbox disabled checked>", ""),
    ("<h2 id=x>a</h2>", "<h2>a</h2>"),
  ]

  @Test(arguments: examples)
  func letsThroughWhatIsListed(html: String, expected: String) throws {
    #expect(try Self.clean(html) == expected)
  }

  /// The folder with collected attacks, when this machine has one.
  static let corpus: String? = {
    let package = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
    let candidates = [ProcessInfo.processInfo.environment["FOYER_CORPUS"], "/\(package)/../shared/corpus"]
    return candidates.compactMap { $0 }.first { FileManager.default.fileExists(atPath: $0 + "/security") }
  }()

  struct Payload: Decodable {
    var id: String
    var payload: String
  }

  /// What must not be in a tree after cleaning.
  static func dangers(in nodes: [HTMLNode]) -> [String] {
    let elements: Set<String> = [
      "script", "iframe", "object", "embed", "base", "meta", "link", "form", "style", "svg", "math", "template",
      "frame",
      "frameset", "applet", "button", "textarea", "noscript", "xmp",
    ]
    var found: [String] = []
    var pending = nodes.compactMap(\.element)
    while let element = pending.popLast() {
      if elements.contains(element.tag) || element.namespace != .html { found.append("<\(element.tag)>") }
      for attribute in element.attributes {
        let value = attribute.value.lowercased().filter { $0 > " " }
        let isURL = ["href", "src", "srcset", "cite"].contains(attribute.name)
        if attribute.name.hasPrefix("on") || ["style", "action", "formaction", "srcdoc"].contains(attribute.name)
          || (isURL && ["javascript:", "vbscript:", "data:text", "data:image/svg"].contains { value.contains($0) })
        {
          // In a path or query the word is harmless; it is not at the start.
          if isURL && URLUse.link.allows(attribute.value) && !value.hasPrefix("javascript:") { continue }
          found.append("\(attribute.name)=\(attribute.value)")
        }
      }
      pending += element.childElements
    }
    return found
  }

  @Test(.enabled(if: corpus != nil), arguments: [HTMLSanitizer.Policy.standard, .markdown])
  func survivesCollectedAttacks(policy: HTMLSanitizer.Policy) throws {
    let file = try Data(contentsOf: URL(fileURLWithPath: Self.corpus! + "/security/html-payloads.jsonl"))
    var checked = 0
    for line in file.split(separator: 0x0A) {
      let payload = try JSONDecoder().decode(Payload.self, from: line)
      let html = bytes(payload.payload)
      guard let nodes = try? HTMLParser().parseFragment(html).nodes else { continue }
      var writer = HTMLWriter()
      HTMLSanitizer(policy: policy).write(nodes, into: &writer)
      // Twice: what changes its meaning when it is read again would show.
      let again = try HTMLParser().parseFragment(writer.bytes).nodes
      #expect(Self.dangers(in: again) == [], "\(payload.id)")
      writer.removeAll()
      try MarkdownRenderer(options: .init(rawHTML: .allowListed)).render(html, into: &writer)
      #expect(Self.dangers(in: try HTMLParser().parseFragment(writer.bytes).nodes) == [], "\(payload.id)")
      writer.removeAll()
      try MarkdownRenderer().render(html, into: &writer)
      #expect(Self.dangers(in: try HTMLParser().parseFragment(writer.bytes).nodes) == [], "\(payload.id)")
      checked += 1
    }
    #expect(checked > 6_000)
  }
}

/// Damaged input must end in a result or an error.
@Suite struct DamagedInput {
  static let samples = [
    "# a\n\n| b | c |\n|---|---|\n| d | <b>e</b> |\n\n- [x] f ~~g~~ www.h.example i@j.example\n\n```k\nl\n```\n![m](n \"o\")",
    "<!DOCTYPE html><table><tr><td><p>a<b>b<i>c</b>d</i><select><option>e</table><svg><title>f</title><p>g</svg>",
    "<?xml version=\"1.0\"?><svg xmlns=\"http://www.w3.org/2000/svg\"><g id='a'><path d='M0 0'/>b&amp;<![CDATA[c]]></g></svg>",
    "---\na: 1\n---\nb\r\n",
  ]

  @Test(arguments: samples)
  func neverCrashes(sample: String) {
    var random = SeededRandom(7)
    for _ in 0..<400 {
      var damaged = bytes(sample)
      for _ in 0..<Int.random(in: 1...8, using: &random) {
        let index = Int.random(in: 0..<damaged.count, using: &random)
        switch Int.random(in: 0..<3, using: &random) {
        case 0: damaged[index] = UInt8.random(in: 0...255, using: &random)
        case 1: damaged.insert(contentsOf: damaged[index..<min(index + 9, damaged.count)], at: index)
        default: if damaged.count > 1 { damaged.remove(at: index) }
        }
      }
      var writer = HTMLWriter()
      _ = try? MarkdownRenderer(options: .init(rawHTML: .allowListed, headingIDs: true)).render(damaged, into: &writer)
      _ = try? MarkdownRenderer().outline(of: damaged)
      if let page = try? HTMLParser().parseDocument(damaged) { writer.element(page.root) }
      _ = try? SVGCleaner.clean(damaged)
      _ = try? FrontMatter.split(damaged)
    }
  }
}
