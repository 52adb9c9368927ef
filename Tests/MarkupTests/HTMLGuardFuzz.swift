import Testing

@testable import Markup

/// The guard must not see less depth than the parser builds, whatever order tags come in.
@Suite struct HTMLGuardFuzz {
  static let names = [
    "div", "p", "li", "ul", "dd", "dt", "dl", "b", "i", "a", "nobr", "font", "span", "table", "tr", "td", "th", "tbody",
    "caption", "colgroup", "col", "select", "option", "optgroup", "template", "svg", "math", "mi", "desc", "title",
    "foreignObject", "path", "button", "object", "marquee", "applet", "form", "h1", "h2", "ruby", "rt", "rp", "style",
    "script", "textarea", "xmp", "iframe", "noscript", "input", "br", "img", "pre", "frameset", "annotation-xml", "x-y",
    "address", "body", "html", "head", "hr", "rb", "rtc", "keygen", "plaintext", "dialog", "main", "section",
  ]

  static func depth(_ nodes: [HTMLNode]) -> Int {
    var pending = nodes.map { ($0, 1) }
    var deepest = 0
    while let (node, depth) = pending.popLast() {
      guard case .element(let element) = node else { continue }
      deepest = max(deepest, depth)
      pending.append(contentsOf: element.children.map { ($0, depth + 1) })
    }
    return deepest
  }

  @Test(arguments: [1, 2, 3, 4])
  func seesAtLeastTheParsersDepth(seed: UInt64) throws {
    var random = SeededRandom(seed)
    var orderly = 0
    for round in 0..<250 {
      // A short sequence, repeated: what leaks once leaks every time.
      let alphabet = (0..<4).map { _ in Self.names.randomElement(using: &random) ?? "div" }
      var piece = ""
      for index in 0..<Int.random(in: 2...7, using: &random) {
        let name = alphabet.randomElement(using: &random) ?? "div"
        switch Int.random(in: 0..<10, using: &random) {
        case 0..<5: piece += "<\(name)>"
        case 5: piece += "<\(name) k=\(index)\(round)>"
        case 6: piece += "<\(name)/>"
        case 7: piece += "x"
        default: piece += "</\(name)>"
        }
      }
      let html = Array(String(repeating: piece, count: 60).utf8)
      var limits = HTMLParser.Limits()
      limits.depth = 1_000_000
      var deepest = 0
      var isOrderly = false
      try html.withUnsafeBufferPointer { buffer in
        var scan = HTMLTagScan(buffer, limits: limits, firstLine: 1)
        try scan.run()
        deepest = scan.deepest
        isOrderly = scan.isOrderly
      }
      // For the others there is `HTMLDepthProbe`.
      if !isOrderly { continue }
      orderly += 1
      let fragment = Self.depth(try HTMLParser(limits: limits).parseFragment(html).nodes)
      #expect(fragment <= deepest * 3 / 2 + 20, "\(piece)")
      let document = Self.depth([.element(try HTMLParser(limits: limits).parseDocument(html).root)])
      #expect(document <= deepest * 3 / 2 + 20, "\(piece)")
    }
    #expect(orderly > 20)
  }

  /// An order of tags that the estimate does not see through.
  @Test func probesDisorderlyText() {
    let html = String(repeating: "<a><dl k=122></main><main>", count: 4_000)
    #expect(throws: MarkupError(.tooDeep(limit: 512))) { try HTMLParser().parseFragment(bytes(html)) }
  }
}

/// A small generator with a seed, so that a failure can be repeated. Source: SplitMix64.
struct SeededRandom: RandomNumberGenerator {
  var state: UInt64
  init(_ seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var value = state
    value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
    value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
    return value ^ (value >> 31)
  }
}
