/// Trees as nested nodes and as rows, one made from the other.
extension ElementNode {
  /// The rows of this tree, parents before their children.
  package func rows(owner: Owner, slot: String, parent: ElementID?, position: Position, since: Revision) -> [Element] {
    var rows: [Element] = []
    func visit(_ node: ElementNode, slot: String, parent: ElementID?, position: Position) {
      rows.append(
        Element(
          id: node.id, owner: owner, slot: slot, parent: parent, position: position, body: node.body, since: since,
          copiedFrom: node.copiedFrom))
      for (child, position) in zip(node.children, Position.spread(node.children.count)) {
        visit(child, slot: "", parent: node.id, position: position)
      }
    }
    visit(self, slot: slot, parent: parent, position: position)
    return rows
  }

  /// The trees that the rows of one owner make, by slot. Rows whose parent is not among them are left out: `TreeInvariants` finds them.
  package static func trees(of rows: [Element]) -> [String: [ElementNode]] {
    var children: [ElementID: [Element]] = [:]
    var roots: [String: [Element]] = [:]
    for row in rows {
      if let parent = row.parent {
        children[parent, default: []].append(row)
      } else {
        roots[row.slot, default: []].append(row)
      }
    }
    func node(_ row: Element, depth: Int) -> ElementNode {
      let below = depth < TreeLimits.depth * 2 ? children[row.id, default: []].sorted(by: Element.inOrder) : []
      return ElementNode(
        id: row.id, body: row.body, children: below.map { node($0, depth: depth + 1) }, since: row.since,
        copiedFrom: row.copiedFrom)
    }
    return roots.mapValues { $0.sorted(by: Element.inOrder).map { node($0, depth: 1) } }
  }

  /// Visits this node and everything below it in document order.
  package func forEach(_ body: (ElementNode) throws -> Void) rethrows {
    try body(self)
    for child in children { try child.forEach(body) }
  }

  package var count: Int { children.reduce(1) { $0 + $1.count } }
}

extension Element {
  /// Order among siblings. Two rows on the same position can only come from two people inserting at the same place; the ID decides.
  package static func inOrder(_ left: Element, _ right: Element) -> Bool {
    left.position == right.position ? left.id < right.id : left.position < right.position
  }
}
