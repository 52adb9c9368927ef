/// Which element of a translated page says what which element of its source says, found by where both stand.
package enum TranslationPairs {
  /// Element of the translation → element of the source. Trees that differ are matched as far as their elements are of the same kind and
  /// in the same order.
  package static func pairs(
    source: [String: [ElementNode]], translation: [String: [ElementNode]]
  ) -> [ElementID: ElementID] {
    var pairs: [ElementID: ElementID] = [:]
    for (slot, nodes) in translation { match(source[slot] ?? [], nodes, &pairs) }
    return pairs
  }

  private static func match(
    _ source: [ElementNode], _ translation: [ElementNode], _ pairs: inout [ElementID: ElementID]
  ) {
    for (left, right) in aligned(source, translation) {
      pairs[right.id] = left.id
      match(left.children, right.children, &pairs)
    }
  }

  /// The longest run of elements that are alike, in the order of both.
  private static func aligned(_ left: [ElementNode], _ right: [ElementNode]) -> [(ElementNode, ElementNode)] {
    func areAlike(_ one: ElementNode, _ other: ElementNode) -> Bool {
      one.body.kind == other.body.kind && one.body.tag == other.body.tag && one.body.classes == other.body.classes
    }
    if left.count == right.count, zip(left, right).allSatisfy(areAlike) { return Array(zip(left, right)) }
    // Quadratic, and pages have thousands of siblings only where something is wrong with them.
    guard left.count <= 500, right.count <= 500 else { return [] }
    var lengths = [[Int]](repeating: [Int](repeating: 0, count: right.count + 1), count: left.count + 1)
    for i in left.indices.reversed() {
      for j in right.indices.reversed() {
        lengths[i][j] =
          areAlike(left[i], right[j]) ? lengths[i + 1][j + 1] + 1 : max(lengths[i + 1][j], lengths[i][j + 1])
      }
    }
    var found: [(ElementNode, ElementNode)] = []
    var (i, j) = (0, 0)
    while i < left.count, j < right.count {
      if areAlike(left[i], right[j]), lengths[i][j] == lengths[i + 1][j + 1] + 1 {
        found.append((left[i], right[j]))
        i += 1
        j += 1
      } else if lengths[i + 1][j] >= lengths[i][j + 1] {
        i += 1
      } else {
        j += 1
      }
    }
    return found
  }
}
