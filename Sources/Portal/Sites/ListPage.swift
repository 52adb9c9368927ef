/// One screenful of a long list.
struct ListPage: Hashable, Sendable {
  let number: Int
  let size: Int
  let total: Int

  /// - Parameter text: the number from the address; whatever is not in the list becomes the nearest page that is
  init(_ text: Substring?, size: Int, total: Int) {
    self.size = size
    self.total = total
    let last = max(1, (total + size - 1) / size)
    number = min(max(1, text.flatMap { Int($0) } ?? 1), last)
  }

  var range: Range<Int> { min((number - 1) * size, total)..<min(number * size, total) }
  var hasPrevious: Bool { number > 1 }
  var hasNext: Bool { range.upperBound < total }
}
