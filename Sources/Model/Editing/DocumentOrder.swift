extension Element {
  /// The rows of one owner as they stand on the page: parents before what is in them, siblings in order.
  ///
  /// Rows whose parent is not among them are left out: `TreeInvariants` finds them.
  /// - Parameter slots: the order of the slots; those that are not named come last, by name
  package static func inDocumentOrder(_ rows: [Element], slots: [String] = []) -> [Element] {
    // Places in `rows` are sorted, not the rows: an element is much to move about.
    var children: [ElementID: [Int]] = [:]
    var roots: [String: [Int]] = [:]
    for (place, row) in rows.enumerated() {
      if let parent = row.parent {
        children[parent, default: []].append(place)
      } else {
        roots[row.slot, default: []].append(place)
      }
    }
    func sorted(_ places: [Int]) -> [Int] {
      places.count < 2
        ? places : places.sorted { stand(rows[$0].position, rows[$0].id, rows[$1].position, rows[$1].id) }
    }
    let named = slots.filter { roots[$0] != nil }
    let order = named + roots.keys.filter { !named.contains($0) }.sorted()
    var result: [Element] = []
    result.reserveCapacity(rows.count)
    // The next one is the last: a deep tree needs no deep call.
    var pending = order.reversed().flatMap { sorted(roots[$0]!).reversed() }
    while let place = pending.popLast() {
      result.append(rows[place])
      if let below = children.removeValue(forKey: rows[place].id) { pending += sorted(below).reversed() }
    }
    return result
  }

  /// The order of `inOrder`.
  private static func stand(_ left: Position, _ leftID: ElementID, _ right: Position, _ rightID: ElementID) -> Bool {
    left == right ? leftID < rightID : left < right
  }
}
