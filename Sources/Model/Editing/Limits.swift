/// Inline marks that text may carry.
package enum Mark: String, Sendable, CaseIterable {
  case strong, em, code, strike, sub, sup, link
}

/// Block types that rich text may hold.
package enum BlockType: String, Sendable, CaseIterable {
  case paragraph, heading, list, quote, rule, code
}

/// Where a link may lead, as people tell targets apart.
package enum LinkKind: String, Sendable, CaseIterable {
  /// A page of this site, by its ID or its path.
  case page
  case file, web, mail, phone
}

/// What the designer allows within a capability. Nil means the kind's own default.
package struct Limits: Hashable, Sendable {
  /// Length of the words in grapheme clusters: what people count as characters.
  package var maximumLength: Int?
  package var marks: Set<Mark>?
  package var blocks: Set<BlockType>?
  /// How many items a list may have.
  package var minimumItems: Int?
  package var maximumItems: Int?
  /// Named style variants; the chosen one is among the element's classes.
  package var variants: [String] = []
  /// Width to height that a replaced picture must have.
  package var ratio: Ratio?
  /// Least width of a replaced picture in pixels, once it is cropped to the ratio.
  package var minimumWidth: Int?
  /// Where links may lead; nil means anywhere.
  package var linkKinds: Set<LinkKind>?
  /// Whether a picture must be described in words, so that “decorative” is no answer.
  package var isAlternativeRequired = false

  package struct Ratio: Hashable, Sendable {
    package let width: Int
    package let height: Int
    package init(width: Int, height: Int) {
      self.width = width
      self.height = height
    }
  }

  package static let none = Limits()
  package init() {}

  /// The marks that text with these limits may carry on the given tag: none in headings unless the designer says so.
  package func marks(onTag tag: String) -> Set<Mark> {
    if let marks { return marks }
    return switch tag {
    case "h1", "h2", "h3", "h4", "h5", "h6", "label", "button", "summary", "legend", "title": []
    default: [.strong, .em, .link]
    }
  }
}

extension Limits {
  package var json: JSONValue {
    .record([
      "maximumLength": maximumLength.map { .integer($0) },
      "marks": marks.map { .strings($0.map(\.rawValue).sorted()) },
      "blocks": blocks.map { .strings($0.map(\.rawValue).sorted()) },
      "minimumItems": minimumItems.map { .integer($0) },
      "maximumItems": maximumItems.map { .integer($0) },
      "variants": variants.isEmpty ? nil : .strings(variants),
      "ratio": ratio.map { .array([.integer($0.width), .integer($0.height)]) },
      "minimumWidth": minimumWidth.map { .integer($0) },
      "linkKinds": linkKinds.map { .strings($0.map(\.rawValue).sorted()) },
      "alternativeRequired": isAlternativeRequired ? true : nil,
    ])
  }

  package init(json: JSONValue, at pointer: String = "") throws(FieldError) {
    let reader = try JSONReader(
      json, at: pointer,
      known: [
        "maximumLength", "marks", "blocks", "minimumItems", "maximumItems", "variants", "ratio", "minimumWidth",
        "linkKinds", "alternativeRequired",
      ])
    func positive(_ key: String) throws(FieldError) -> Int? {
      guard let number = try reader.optionalInteger(key) else { return nil }
      guard (0...1_000_000).contains(number) else { throw reader.error(key, "must be between 0 and 1000000") }
      return number
    }
    maximumLength = try positive("maximumLength")
    minimumItems = try positive("minimumItems")
    maximumItems = try positive("maximumItems")
    minimumWidth = try positive("minimumWidth")
    if let minimumItems, let maximumItems, minimumItems > maximumItems {
      throw reader.error("minimumItems", "must not be greater than maximumItems")
    }
    marks = try Self.names(reader, "marks", Mark.init(rawValue:))
    blocks = try Self.names(reader, "blocks", BlockType.init(rawValue:))
    linkKinds = try Self.names(reader, "linkKinds", LinkKind.init(rawValue:))
    isAlternativeRequired = try reader.optionalBool("alternativeRequired") ?? false
    variants = try reader.optionalStrings("variants") ?? []
    guard variants.allSatisfy(ElementRules.isClassName) else { throw reader.error("variants", "must be class names") }
    if let pair = try reader.optionalArray("ratio") {
      guard pair.count == 2, let width = pair[0].integer, let height = pair[1].integer, (1...10_000).contains(width),
        (1...10_000).contains(height)
      else { throw reader.error("ratio", "must be two whole numbers, width and height") }
      ratio = Ratio(width: width, height: height)
    }
  }

  private static func names<Name: Hashable>(
    _ reader: JSONReader, _ key: String, _ make: (String) -> Name?
  ) throws(FieldError) -> Set<Name>? {
    guard let texts = try reader.optionalStrings(key) else { return nil }
    var names: Set<Name> = []
    for text in texts {
      guard let name = make(text) else { throw reader.error(key, "does not know “\(text)”") }
      names.insert(name)
    }
    return names
  }
}
