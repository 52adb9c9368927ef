/// A tree that must not be: which element and which rule.
package struct InvariantViolation: Error, Hashable, Sendable {
  package enum Rule: String, Sendable {
    case parentExists, acyclic, depth, count, childrenAllowed, itemsWithinLimits, slotKnown, nestedCollection,
      templateUntouched
  }

  package let element: ElementID
  package let rule: Rule
  package let explanation: String
}

/// What holds for the whole tree of one owner after every edit, checked again on the rows as they would be stored.
package enum TreeInvariants {
  /// - Parameter slots: the slots that the page's template offers; nil where the owner fills none.
  package static func check(_ rows: [Element], slots: Set<String>?) throws(InvariantViolation) {
    guard rows.count <= TreeLimits.elementsPerPage else {
      throw InvariantViolation(
        element: rows[0].id, rule: .count, explanation: "a page holds at most \(TreeLimits.elementsPerPage) elements")
    }
    let byID = Dictionary(rows.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    var items: [ElementID: Int] = [:]
    for row in rows {
      guard let parentID = row.parent else {
        if let slots, !slots.contains(row.slot) {
          throw InvariantViolation(
            element: row.id, rule: .slotKnown, explanation: "the page's template has no slot “\(row.slot)”")
        }
        continue
      }
      guard let parent = byID[parentID] else {
        throw InvariantViolation(element: row.id, rule: .parentExists, explanation: "its parent is not in this tree")
      }
      guard parent.body.kind.mayHaveChildren else {
        throw InvariantViolation(
          element: row.id, rule: .childrenAllowed,
          explanation: "an element of kind \(parent.body.kind.rawValue) holds no others")
      }
      items[parentID, default: 0] += 1
      try checkPath(of: row, in: byID)
    }
    for row in rows where row.body.kind == .list {
      let count = items[row.id, default: 0]
      let (minimum, maximum) = (row.body.limits.minimumItems ?? 0, row.body.limits.maximumItems ?? Int.max)
      guard (minimum...max(minimum, maximum)).contains(count) else {
        throw InvariantViolation(
          element: row.id, rule: .itemsWithinLimits,
          explanation:
            "the list holds \(count) items and must hold between \(minimum) and \(maximum == Int.max ? "any number" : String(maximum))"
        )
      }
    }
  }

  private static func checkPath(of row: Element, in byID: [ElementID: Element]) throws(InvariantViolation) {
    var steps = 1
    var next = row.parent
    while let id = next {
      steps += 1
      guard id != row.id, steps <= byID.count + 1 else {
        throw InvariantViolation(element: row.id, rule: .acyclic, explanation: "it would stand below itself")
      }
      guard steps <= TreeLimits.depth else {
        throw InvariantViolation(
          element: row.id, rule: .depth, explanation: "it would be nested deeper than \(TreeLimits.depth) elements")
      }
      let above = byID[id]
      // Entries times entries at every level: a small tree would become an endless page.
      guard row.body.kind != .collectionList || above?.body.kind != .collectionList else {
        throw InvariantViolation(
          element: row.id, rule: .nestedCollection,
          explanation: "a collection's list cannot stand inside the card of another one")
      }
      next = above?.parent
    }
  }
}
