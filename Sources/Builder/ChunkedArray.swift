/// An array in pieces: a copy with one element changed shares all the other pieces, so it costs the same in a large array as in a small one.
struct ChunkedArray<Element: Sendable>: Sendable {
  private static var width: Int { 64 }

  private var chunks: [[Element]]
  let count: Int

  init(_ elements: [Element]) {
    count = elements.count
    chunks = stride(from: 0, to: elements.count, by: Self.width).map { start in
      Array(elements[start..<min(start + Self.width, elements.count)])
    }
  }

  var indices: Range<Int> { 0..<count }

  var elements: [Element] { chunks.flatMap { $0 } }

  subscript(index: Int) -> Element {
    get { chunks[index / Self.width][index % Self.width] }
    set { chunks[index / Self.width][index % Self.width] = newValue }
  }
}
