import Markup
import Model

/// The attributes of one tag, sorted by what they are for.
struct TreeAttributes {
  private(set) var classes: [String] = []
  /// Attributes that go through to the page, by name.
  private(set) var html: [ElementBody.Attribute] = []
  private(set) var isHidden = false
  private(set) var id: String?
  private(set) var copiedFrom: String?
  private(set) var name = ""
  private(set) var capabilities: Capabilities = []
  private(set) var limits: Limits = .none
  let line: Int
  private let report: Report
  /// `data-` attributes that decide the kind, and those that hold addresses or words of the content, until somebody takes them.
  private var values: [String: String] = [:]

  private static let ofContent: Set<String> = [
    "data-list", "data-navigation", "data-collection", "data-limit", "data-per-page", "data-order", "data-filter",
    "data-field", "data-breadcrumbs", "data-pagination", "data-languages", "data-search",
    "data-format", "data-shared", "data-slot", "data-markdown", "data-embed", "data-src", "data-code", "data-shop",
    "data-href", "data-decorative", "data-form", "data-kind", "data-bare", "data-exact", "data-focus", "href", "src",
    "alt", "method",
  ]

  /// Every `data-` attribute that means something.
  private static let known =
    ofContent.filter { $0.hasPrefix("data-") }.sorted() + [
      "data-id", "data-name", "data-edit", "data-seal", "data-max-length", "data-min-width", "data-marks",
      "data-blocks", "data-targets", "data-alt", "data-items", "data-ratio", "data-variants", "data-label",
    ]

  init(_ element: HTMLElement, report: Report) {
    line = element.line
    self.report = report
    for attribute in element.attributes {
      let value = attribute.value
      switch attribute.name {
      case "class": readClasses(element)
      case "hidden": isHidden = true
      case "data-id": id = value
      case "data-copied-from": copiedFrom = value
      case "data-name": name = String(CleanText.oneLine(value).prefix(100))
      case "data-edit": readCapabilities(value)
      case "data-seal": capabilities.insert(.seal)
      case "data-max-length": limits.maximumLength = number(attribute, 1...100_000)
      case "data-min-width": limits.minimumWidth = number(attribute, 1...20_000)
      case "data-marks": limits.marks = names(attribute, Mark.init(rawValue:), Mark.allCases.map(\.rawValue))
      case "data-blocks":
        limits.blocks = names(attribute, BlockType.init(rawValue:), BlockType.allCases.map(\.rawValue))
      case "data-targets":
        limits.linkKinds = names(attribute, LinkKind.init(rawValue:), LinkKind.allCases.map(\.rawValue))
      case "data-alt": readAlternative(value)
      case "data-items": readItems(value)
      case "data-ratio": readRatio(value)
      case "data-variants": readVariants(value)
      case let key where Self.ofContent.contains(key): values[key] = value
      default: readHTML(attribute, on: element.tag)
      }
    }
    html.sort { $0.name < $1.name }
  }

  /// The value of an attribute that belongs to the content; afterwards it counts as used.
  mutating func take(_ name: String) -> String? { values.removeValue(forKey: name) }
  func has(_ name: String) -> Bool { values[name] != nil }

  /// Takes an attribute that must be a name.
  mutating func takeName(_ attribute: String, _ what: String) -> String? {
    guard let value = take(attribute).map(CleanText.oneLine) else { return nil }
    guard ElementRules.isName(value) else {
      report.error(line, "\(attribute)=\"\(value)\" does not name \(what)", "use letters, digits, - and _")
      return nil
    }
    return value
  }

  func warnAboutUnused() {
    for name in values.keys.sorted() where name != "method" {
      report.warning(
        line, "\(name) has no effect on this element", "remove it, or see docs/site-folder.md for where it belongs")
    }
  }

  private mutating func readClasses(_ element: HTMLElement) {
    for name in element.classes where !classes.contains(name) {
      if ElementRules.isClassName(name) {
        classes.append(name)
      } else {
        report.error(line, "“\(name)” is not a class name", "use letters, digits, - and _, beginning with a letter")
      }
    }
  }

  private mutating func readCapabilities(_ value: String) {
    for word in value.split(whereSeparator: \.isWhitespace) {
      if let capability = Capabilities(name: word) {
        capabilities.insert(capability)
      } else {
        let hint = NearestName.of(String(word), in: Capabilities.named.map(\.name))
        report.error(
          line, "data-edit does not know “\(word)”",
          "\(hint.map { "did you mean “\($0)”? " } ?? "")it knows \(Capabilities.named.map(\.name).joined(separator: " "))"
        )
      }
    }
  }

  private func number(_ attribute: HTMLElement.Attribute, _ range: ClosedRange<Int>) -> Int? {
    if let value = Int(attribute.value), range.contains(value) { return value }
    report.error(
      line, "\(attribute.name)=\"\(attribute.value)\" is not a number from \(range.lowerBound) to \(range.upperBound)",
      "write a whole number")
    return nil
  }

  private func names<Name: Hashable>(
    _ attribute: HTMLElement.Attribute, _ make: (String) -> Name?, _ known: [String]
  ) -> Set<Name> {
    var names: Set<Name> = []
    for word in attribute.value.split(whereSeparator: \.isWhitespace) {
      if let name = make(String(word)) {
        names.insert(name)
      } else {
        report.error(line, "\(attribute.name) does not know “\(word)”", "it knows \(known.joined(separator: " "))")
      }
    }
    return names
  }

  private mutating func readItems(_ value: String) {
    let ends = value.split(separator: "..", omittingEmptySubsequences: false).map { Int($0) }
    // `..6` has no lower end.
    if value.hasPrefix(".."), ends.count == 2, let high = ends[1], (0...1_000_000).contains(high) {
      limits.maximumItems = high
      return
    }
    if ends.count == 2, let low = ends[0], low >= 0, low <= 1_000_000 {
      limits.minimumItems = low
      // `3..` has no upper end.
      if value.hasSuffix("..") { return }
      if let high = ends[1], high >= low, high <= 1_000_000 {
        limits.maximumItems = high
        return
      }
    }
    report.error(line, "data-items=\"\(value)\" is not a range", "write data-items=\"1..6\" or data-items=\"1..\"")
  }

  private mutating func readRatio(_ value: String) {
    let sides = value.split(separator: ":", omittingEmptySubsequences: false).compactMap { Int($0) }
    guard sides.count == 2, (1...10_000).contains(sides[0]), (1...10_000).contains(sides[1]) else {
      report.error(line, "data-ratio=\"\(value)\" is not a ratio", "write width and height: data-ratio=\"4:3\"")
      return
    }
    limits.ratio = Limits.Ratio(width: sides[0], height: sides[1])
  }

  private mutating func readAlternative(_ value: String) {
    limits.isAlternativeRequired = value == "required"
    guard value == "required" else {
      return report.error(line, "data-alt does not know “\(value)”", "write data-alt=\"required\", or leave it out")
    }
  }

  private mutating func readVariants(_ value: String) {
    limits.variants = value.split(whereSeparator: \.isWhitespace).map(String.init)
    for name in limits.variants where !ElementRules.isClassName(name) {
      report.error(line, "“\(name)” is not a class name", "variants are classes of the theme")
    }
  }

  private mutating func readHTML(_ attribute: HTMLElement.Attribute, on tag: String) {
    guard ElementRules.isAllowed(attribute: attribute.name, onTag: tag) else {
      report.error(
        line, "the attribute \(attribute.name) is not allowed on <\(tag)>", Self.advice(against: attribute.name))
      return
    }
    if attribute.name == "data-label", !ElementRules.isValuePath(attribute.value) {
      report.error(
        line, "data-label=\"\(attribute.value)\" is no value", "write, for example, data-label=\"theme.menu\"")
      return
    }
    html.append(ElementBody.Attribute(attribute.name, CleanText.oneLine(attribute.value)))
  }

  private static func advice(against name: String) -> String {
    switch name {
    case "style": "give the element a class and put the styles into the theme"
    case "action", "formaction": "leave it out; Foyer receives forms itself"
    case "srcset", "sizes": "leave it out; the builder makes the picture's sizes"
    case _ where name.hasPrefix("on"): "scripts stand inside an element with data-code only"
    case _ where name.hasPrefix("data-"):
      (NearestName.of(name, in: known).map { "did you mean \($0)? " } ?? "remove it; ")
        + "docs/site-folder.md lists the attributes"
    default: "remove it, or put the element inside one with data-code"
    }
  }
}
