import Access
import Hummingbird
import Model

/// Which part of a list is asked for: `?limit=50&after=…`.
package struct Cursor: Sendable, Hashable {
  package let limit: Int
  /// The key of the last item of the page before; nil for the first page.
  package let after: String?

  /// - Throws: 422 for a limit outside 1…200 or a cursor that this server did not hand out.
  package init(_ request: Request) throws(Problem) {
    var limit = 50
    if let text = request.uri.queryParameters["limit"] {
      guard let number = Int(text), (1...200).contains(number) else {
        throw .unprocessable("/limit", "must be 1 to 200")
      }
      limit = number
    }
    self.limit = limit
    guard let text = request.uri.queryParameters["after"] else {
      after = nil
      return
    }
    guard let identifier = Identifier<Cursor>(text) else { throw .unprocessable("/after", "is not a cursor") }
    after = identifier.rawValue
  }

  /// One page of a list.
  /// - Parameter items: one more than the limit when there is a next page
  package func page<Item>(
    _ items: [Item], key: (Item) -> String, json: (Item) -> JSONValue
  ) -> JSONValue {
    let shown = items.prefix(limit)
    return .record([
      "items": .array(shown.map(json)),
      "next": items.count > limit ? shown.last.map { .string(key($0)) } : nil,
    ])
  }
}
