/// What became different of an element between two states of it, in the order in which people care.
extension Change {
  /// - Parameter label: what to call it; by default its name or words, which only those may know who may change them
  package static func between(_ before: Element, _ after: Element, label: String? = nil) -> [Change] {
    ElementDifference(before: before, after: after, label: label ?? after.body.label).changes
  }

  /// An element that was not there, with the words that came with it.
  package static func added(_ element: Element, label: String? = nil, words: String? = nil) -> Change {
    Change(
      .element(element.id), page: element.owner.page, kind: element.body.kind.rawValue,
      label: label ?? element.body.label, .added, after: told(words))
  }

  /// An element that is gone, with the words that went with it.
  package static func removed(_ element: Element, label: String? = nil, words: String? = nil) -> Change {
    Change(
      .element(element.id), page: element.owner.page, kind: element.body.kind.rawValue,
      label: label ?? element.body.label, .removed, before: told(words))
  }

  private static func told(_ words: String?) -> JSONValue {
    guard let words, !words.isEmpty else { return .null }
    return .string(Excerpt.text(words, maximum: longest))
  }
}

private struct ElementDifference {
  private let before: Element
  private let after: Element
  private let label: String
  private(set) var changes: [Change] = []

  init(before: Element, after: Element, label: String) {
    self.before = before
    self.after = after
    self.label = label
    let (old, new) = (before.body, after.body)
    if old.content != new.content || old.kind != new.kind { compareContent(old, new) }
    if old.hidden != new.hidden { add(.hidden, .bool(old.hidden), .bool(new.hidden)) }
    compareLooks(old, new)
    if before.owner != after.owner || before.parent != after.parent || before.slot != after.slot
      || before.position != after.position
    {
      add(.position, .null, .null)
    }
    if old.name != new.name { add(.name, Self.words(old.name), Self.words(new.name)) }
    if old.tag != new.tag { add(.tag, Self.words(old.tag), Self.words(new.tag)) }
    if old.attributes != new.attributes { add(.attributes, old.attributesJSON, new.attributesJSON) }
    if old.capabilities != new.capabilities {
      add(.editability, .strings(old.capabilities.names), .strings(new.capabilities.names))
    }
    if old.limits != new.limits { add(.limits, old.limits.json, new.limits.json) }
  }

  private mutating func add(_ property: Change.Property, _ old: JSONValue, _ new: JSONValue) {
    changes.append(
      Change(
        .element(after.id), page: after.owner.page, kind: after.body.kind.rawValue, label: label, property,
        before: old, after: new))
  }

  private mutating func addWords(_ property: Change.Property, _ old: String, _ new: String) {
    let (old, new) = Excerpt.pair(old, new)
    add(property, Self.words(old), Self.words(new))
  }

  private mutating func compareContent(_ old: ElementBody, _ new: ElementBody) {
    if old.kind != new.kind { add(.kind, .string(old.kind.rawValue), .string(new.kind.rawValue)) }
    switch (old.content, new.content) {
    case (.inline(let one), .inline(let other)): compare([one], [other], one.plain, other.plain)
    case (.rich(let one), .rich(let other)): compare(one.inlines, other.inlines, one.plain, other.plain)
    case (.link(let target, let label), .link(let newTarget, let newLabel)):
      if label != newLabel { compare([label], [newLabel], label.plain, newLabel.plain) }
      if target != newTarget {
        add(.link, target.map { .string($0.text) } ?? .null, newTarget.map { .string($0.text) } ?? .null)
      }
    case (.markdown(let one), .markdown(let other)): addWords(.text, one, other)
    case (.image, .image): add(.image, old.content.json, new.content.json)
    case (.list, .list): add(.content, .null, .null)
    default: addWords(.content, old.content.summary, new.content.summary)
    }
  }

  /// Words first; where they are the same, links; where those are the same too, it is how the words look.
  private mutating func compare(_ old: [InlineText], _ new: [InlineText], _ oldWords: String, _ newWords: String) {
    let (oldLinks, newLinks) = (old.flatMap(\.links), new.flatMap(\.links))
    if oldWords != newWords { addWords(.text, oldWords, newWords) }
    if oldLinks != newLinks { add(.link, Self.targets(oldLinks), Self.targets(newLinks)) }
    if oldWords == newWords, oldLinks == newLinks { add(.formatting, .null, .null) }
  }

  /// The style that was chosen is told by itself; the other classes are the designer's.
  private mutating func compareLooks(_ old: ElementBody, _ new: ElementBody) {
    guard old.classes != new.classes else { return }
    let variants = Set(old.limits.variants + new.limits.variants)
    let (oldChoice, newChoice) = (
      old.classes.first(where: variants.contains), new.classes.first(where: variants.contains)
    )
    if oldChoice != newChoice {
      add(.variant, oldChoice.map { .string($0) } ?? .null, newChoice.map { .string($0) } ?? .null)
    }
    let (oldRest, newRest) = (
      old.classes.filter { !variants.contains($0) }, new.classes.filter { !variants.contains($0) }
    )
    if oldRest != newRest {
      add(.classes, Self.words(oldRest.joined(separator: " ")), Self.words(newRest.joined(separator: " ")))
    }
  }

  private static func words(_ text: String) -> JSONValue { text.isEmpty ? .null : .string(text) }

  private static func targets(_ links: [LinkTarget]) -> JSONValue {
    words(Excerpt.text(links.map(\.text).joined(separator: ", "), maximum: Change.longest))
  }
}

extension Content {
  /// What an element of the designer's kinds shows, in a line.
  fileprivate var summary: String {
    switch self {
    case .navigation(let name), .form(let name), .shop(let name), .slot(let name), .shared(let name): name
    case .generated(let part): part.rawValue
    case .collection(let query):
      ([query.collection, query.order.rawValue]
        + [query.limit.map(String.init), query.perPage.map { "\($0)/" }, query.tag].compactMap { $0 }
        + query.conditions.map { "\($0.field)=\($0.value)" }).joined(separator: ", ")
    case .field(let field): field.path
    case .embed(_, let source): source
    case .html(let source): source
    case .none, .inline, .rich, .markdown, .image, .link, .list: words ?? ""
    }
  }
}

extension Owner {
  package var page: PageID? { if case .page(let id) = self { id } else { nil } }
}
