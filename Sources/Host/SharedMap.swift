/// A dictionary in pieces: a copy with a few entries changed shares all other pieces, so it costs the same for a large site as for a small one.
struct SharedMap<Value: Sendable>: Sendable {
  private var pieces: [[String: Value]]

  init(_ entries: [(String, Value)]) {
    // Some sixteen entries in each.
    var count = 1
    while count * 16 < entries.count, count < 4096 { count *= 2 }
    pieces = Array(repeating: [:], count: count)
    for (key, value) in entries where self[key] == nil { self[key] = value }
  }

  subscript(key: String) -> Value? {
    get { pieces[Self.place(of: key, in: pieces.count)][key] }
    set { pieces[Self.place(of: key, in: pieces.count)][key] = newValue }
  }

  /// The number of pieces is a power of two.
  private static func place(of key: String, in count: Int) -> Int { key.hashValue & (count - 1) }
}
