/// The known name that somebody may have meant.
enum NearestName {
  /// - Returns: nil when none is near: at most one character in three may be another one.
  static func of(_ word: String, in known: some Sequence<String>) -> String? {
    let limit = max(1, word.count / 3)
    var best: (name: String, distance: Int)?
    for name in known {
      let distance = distance(Array(word), Array(name))
      if distance <= limit, distance < best?.distance ?? .max { best = (name, distance) }
    }
    return best?.name
  }

  /// How many characters must be added, left out, replaced or swapped with their neighbour.
  private static func distance(_ left: [Character], _ right: [Character]) -> Int {
    guard left.count <= 60, right.count <= 60 else { return .max }
    var before = [Int]()
    var row = Array(0...right.count)
    for i in 1..<(left.count + 1) {
      var next = [i]
      for j in 1..<(right.count + 1) {
        var value = min(row[j] + 1, next[j - 1] + 1, row[j - 1] + (left[i - 1] == right[j - 1] ? 0 : 1))
        if i > 1, j > 1, left[i - 1] == right[j - 2], left[i - 2] == right[j - 1] {
          value = min(value, before[j - 2] + 1)
        }
        next.append(value)
      }
      before = row
      row = next
    }
    return row[right.count]
  }
}
