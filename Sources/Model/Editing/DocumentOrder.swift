extension Element {
  /// The rows of one owner as they stand on the page: parents before what is in them, siblings in order.
  ///
  /// Rows whose parent is not among them are left out: `TreeInvariants` finds them.
  /// - Parameter slots: the order of the slots; those that are not named come last, by name
  package static func inDocumentOrder(_ rows: [Element], slots: [String] = []) -> [Element] {
    var children: [ElementID: [Element]] = [:]
    var roots: [String: [Element]] = [:]
    for row in rows {
      if let parent = row.parent {
        children[parent, default: []].append(row)
      } else {
        roots[row.slot, default: []].append(row)
      }
    }
    let named = slots.filter { roots[$0] != nil }
    let order = named + roots.keys.filter { !named.contains($0) }.sorted()
    var result: [Element] = []
    result.reserveCapacity(rows.count)
    // The next one is the last: a deep tree needs no deep call.
    var pending = order.reversed().flatMap { Array(roots[$0]!.sorted(by: inOrder).reversed()) }
    while let row = pending.popLast() {
      result.append(row)
      if let below = children.removeValue(forKey: row.id) { pending += below.sorted(by: inOrder).reversed() }
    }
    return result
  }
}
