import Model

/// A new tree in the place of an old one, with the IDs of the old one wherever an element is still the same one: notes and rights
/// that people have put on it stay where they are.
///
/// Among the children of one element, the one with the same ID comes first; then those are paired, in their order, that have kind, tag,
/// classes and name in common, then those with the same slot or kind and tag. What is left is new.
struct TreeMatch {
  private let old: OwnerTree
  private let owner: Owner
  private let revision: Revision
  private(set) var rows: [Element] = []
  private var taken: Set<ElementID> = []

  /// - Parameter isFree: whether an ID that the new tree brings is used nowhere else on the site
  init(
    _ nodes: [ElementNode], over old: OwnerTree, owner: Owner, revision: Revision, isFree: (ElementID) throws -> Bool
  ) rethrows {
    self.old = old
    self.owner = owner
    self.revision = revision
    try place(nodes, parent: nil, like: nil, isFree)
  }

  private mutating func place(
    _ nodes: [ElementNode], parent: ElementID?, like before: ElementID?, _ isFree: (ElementID) throws -> Bool
  ) rethrows {
    let standing = parent == nil ? old.line(parent: nil, slot: "") : before.map { old.line(parent: $0, slot: "") } ?? []
    let matches = pair(nodes, with: standing)
    let ids = try nodes.indices.map { index -> ElementID in
      if let match = matches[index] { return match.id }
      let own = nodes[index].id
      return try !taken.contains(own) && isFree(own) ? own : .random()
    }
    // As long as the same elements stand in the same order, each keeps its place.
    let isSameLine = standing.map(\.id) == ids
    let positions = isSameLine ? standing.map(\.position) : Position.spread(nodes.count)
    taken.formUnion(ids)
    for (index, node) in nodes.enumerated() {
      rows.append(
        Element(
          id: ids[index], owner: owner, slot: "", parent: parent, position: positions[index], body: node.body,
          since: matches[index]?.since ?? revision, copiedFrom: matches[index]?.copiedFrom))
      try place(node.children, parent: ids[index], like: matches[index]?.id, isFree)
    }
  }

  /// The old element that each of the new ones is; nil for those that were not there.
  private func pair(_ nodes: [ElementNode], with standing: [Element]) -> [Element?] {
    var result = [Element?](repeating: nil, count: nodes.count)
    var free = standing.filter { !taken.contains($0.id) }
    func take(_ isSame: (ElementBody, ElementBody) -> Bool) {
      for index in nodes.indices where result[index] == nil {
        guard let found = free.firstIndex(where: { isSame($0.body, nodes[index].body) }) else { continue }
        result[index] = free.remove(at: found)
      }
    }
    for index in nodes.indices {
      guard let found = free.firstIndex(where: { $0.id == nodes[index].id }) else { continue }
      result[index] = free.remove(at: found)
    }
    take { $0 == $1 }
    take { $0.kind == $1.kind && $0.tag == $1.tag && $0.classes == $1.classes && $0.name == $1.name }
    take { old, new in
      if case .slot(let slot) = old.content { return new.content == .slot(slot) }
      return old.kind == new.kind && new.kind != .slot && old.tag == new.tag
    }
    return result
  }
}
