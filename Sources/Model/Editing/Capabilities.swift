/// The things a customer may do to one element, one bit each; the set is the element's editability. Empty means locked.
package struct Capabilities: OptionSet, Hashable, Sendable {
  package let rawValue: Int
  package init(rawValue: Int) { self.rawValue = rawValue }

  package static let text = Self(rawValue: 1 << 0)
  package static let media = Self(rawValue: 1 << 1)
  package static let link = Self(rawValue: 1 << 2)
  package static let items = Self(rawValue: 1 << 3)
  package static let visible = Self(rawValue: 1 << 4)
  package static let order = Self(rawValue: 1 << 5)
  package static let variant = Self(rawValue: 1 << 6)
  package static let meta = Self(rawValue: 1 << 7)
  /// Anything below the element: the designer's full access.
  package static let structure = Self(rawValue: 1 << 8)
  /// A hard deny on the element and everything below it, for all but designers.
  package static let seal = Self(rawValue: 1 << 9)

  /// All of them with the names used in files and requests, in the order in which people read them.
  package static let named: [(name: String, value: Capabilities)] = [
    ("text", .text), ("media", .media), ("link", .link), ("items", .items), ("visible", .visible), ("order", .order),
    ("variant", .variant), ("meta", .meta), ("structure", .structure), ("seal", .seal),
  ]

  package init?(name: some StringProtocol) {
    guard let found = Self.named.first(where: { $0.name == name }) else { return nil }
    self = found.value
  }

  package var names: [String] { Self.named.filter { contains($0.value) }.map(\.name) }
}
