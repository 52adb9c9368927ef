/// A value that the entries of a collection have beside title, date and tags.
package struct CollectionField: Hashable, Sendable {
  package enum Kind: String, Sendable, CaseIterable { case text, date, number, boolean, image, link, choice }

  package var name: String
  package var kind: Kind
  package var isRequired: Bool
  /// What people call it, by language.
  package var titles: [String: String]
  /// The values that a choice may have.
  package var choices: [String]

  package init(
    name: String, kind: Kind = .text, isRequired: Bool = false, titles: [String: String] = [:], choices: [String] = []
  ) {
    self.name = name
    self.kind = kind
    self.isRequired = isRequired
    self.titles = titles
    self.choices = choices
  }

  /// Names that entries have of themselves.
  package static let reserved: Set<String> = [
    "title", "description", "template", "slug", "date", "updated", "draft", "tags", "authors", "image", "order", "id",
    "locale", "translationOf", "noindex", "edit", "url", "next", "previous", "formerly", "publish", "expires",
    "socialTitle", "socialDescription",
  ]

  package static func isName(_ text: String) -> Bool {
    guard let first = text.utf8.first, ElementRules.isName(text), !reserved.contains(text) else { return false }
    return (0x61...0x7A).contains(first | 0x20)
  }

  /// Why the text cannot be the field's value; nil when it can.
  package func fault(of value: String) -> String? {
    switch kind {
    case .text: nil
    case .date: CalendarDate(value) == nil ? "is not a date such as 2026-05-03" : nil
    case .number: Self.number(value) == nil ? "is not a number such as 12.5" : nil
    case .boolean: value == "true" || value == "false" ? nil : "is neither true nor false"
    case .image: ElementRules.isAssetPath(value) ? nil : "is not a file of the site (assets/…)"
    case .link: LinkTarget.url(value).isSafe ? nil : "is not an address"
    case .choice: choices.contains(value) ? nil : "is none of \(choices.joined(separator: ", "))"
    }
  }

  /// A number as YAML has it: figures with a point, a sign before them.
  package static func number(_ text: String) -> Double? {
    guard (1...30).contains(text.utf8.count),
      text.utf8.allSatisfy({ (0x30...0x39).contains($0) || [0x2B, 0x2D, 0x2E].contains($0) }),
      let value = Double(text), value.isFinite
    else { return nil }
    return value
  }
}

extension LinkTarget {
  fileprivate var isSafe: Bool { if case .url(let text) = self { ElementRules.isSafeURL(text) } else { true } }
}

extension CollectionField {
  package var json: JSONValue {
    .record([
      "name": .string(name), "type": .string(kind.rawValue), "required": isRequired ? true : nil,
      "title": titles.isEmpty ? nil : .object(titles.mapValues { .string($0) }),
      "choices": choices.isEmpty ? nil : .strings(choices),
    ])
  }

  package init(json: JSONValue, at pointer: String) throws(FieldError) {
    let reader = try JSONReader(json, at: pointer, known: ["name", "type", "required", "title", "choices"])
    guard let kind = Kind(rawValue: try reader.string("type")) else { throw reader.error("type", "is not known") }
    var titles: [String: String] = [:]
    for (key, value) in reader.value("title")?.object ?? [:] { titles[key] = value.string }
    self.init(
      name: try reader.string("name"), kind: kind, isRequired: try reader.optionalBool("required") ?? false,
      titles: titles, choices: try reader.optionalStrings("choices") ?? [])
  }
}
