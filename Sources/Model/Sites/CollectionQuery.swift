/// Which entries of a collection a list shows.
package struct CollectionQuery: Hashable, Sendable {
  package enum Order: Hashable, Sendable {
    case newestFirst
    case oldestFirst
    case title
    case manual
    /// By the value of a declared field; entries without one come last.
    case field(String, isDescending: Bool)
  }

  /// Only entries whose field has this value, as the entry's front matter writes it.
  package struct Condition: Hashable, Sendable {
    package let field: String
    package let value: String

    package init(field: String, value: String) {
      self.field = field
      self.value = value
    }
  }

  package var collection: String
  package var order: Order
  package var limit: Int?
  /// Entries on one page of the list; nil shows all of them at once.
  package var perPage: Int?
  /// Only entries that carry this tag.
  package var tag: String?
  /// All of them must hold.
  package var conditions: [Condition]

  package init(
    collection: String, order: Order = .newestFirst, limit: Int? = nil, perPage: Int? = nil, tag: String? = nil,
    conditions: [Condition] = []
  ) {
    self.collection = collection
    self.order = order
    self.limit = limit
    self.perPage = perPage
    self.tag = tag
    self.conditions = conditions
  }
}

extension CollectionQuery.Order: RawRepresentable {
  /// As people write it: `-date`, `date`, `title`, `order`, or the name of a field with or without a minus.
  package init?(rawValue: String) {
    switch rawValue {
    case "-date": self = .newestFirst
    case "date": self = .oldestFirst
    case "title": self = .title
    case "order": self = .manual
    default:
      let isDescending = rawValue.hasPrefix("-")
      let name = isDescending ? String(rawValue.dropFirst()) : rawValue
      guard CollectionField.isName(name) else { return nil }
      self = .field(name, isDescending: isDescending)
    }
  }

  package var rawValue: String {
    switch self {
    case .newestFirst: "-date"
    case .oldestFirst: "date"
    case .title: "title"
    case .manual: "order"
    case .field(let name, let isDescending): isDescending ? "-" + name : name
    }
  }
}
