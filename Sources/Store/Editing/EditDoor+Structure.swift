import Database
import Model

/// Operations that change the shape of a tree.
extension EditDoor {
  func insert(_ seed: ElementSeed, at place: Operation.Place, _ index: Int) throws {
    let (owner, parent) = try authorizedPlace(place, element: nil, index)
    if !author.authority.role.mayDesign, seed.holds(where: \.isForDesigners) {
      throw refusal(.role, nil, index, "only designers insert elements that are unlocked or hold their own HTML")
    }
    try checkLinks(seed.targets, element: nil, index)
    let position = try position(in: owner, slot: place.slot, parent: parent, after: place.after, moving: nil, index)
    try plant(seed, owner: owner, slot: parent == nil ? place.slot : "", parent: parent, position: position)
    reshape(owner, by: index)
  }

  /// Makes elements with new IDs of a seed.
  func plant(_ seed: ElementSeed, owner: Owner, slot: String, parent: ElementID?, position: Position) throws {
    let rows = seed.planted().rows(owner: owner, slot: slot, parent: parent, position: position, since: revision)
    for row in rows { try add(row) }
  }

  func remove(_ id: ElementID, version: Revision, _ index: Int) throws {
    guard let element = try current(id) else { throw refusal(.notFound, id, index) }
    try authorizeStructure(of: element, version: version, index)
    for row in try tree(of: element.owner).subtree(of: id) {
      try refuseSealed(row, index)
      try forget(row)
    }
    reshape(element.owner, by: index)
  }

  func move(_ id: ElementID, version: Revision, to place: Operation.Place, _ index: Int) throws {
    guard var element = try current(id) else { throw refusal(.notFound, id, index) }
    try authorizeStructure(of: element, version: version, index)
    let (owner, parent) = try authorizedPlace(place, element: id, index)
    let old = element.owner
    let below = try tree(of: old).subtree(of: id)
    if let parent, below.contains(where: { $0.id == parent }) {
      throw refusal(.invariant, id, index, "an element cannot move below itself")
    }
    for row in below { try refuseSealed(row, index) }
    element.position = try position(in: owner, slot: place.slot, parent: parent, after: place.after, moving: id, index)
    element.owner = owner
    element.parent = parent
    element.slot = parent == nil ? place.slot : ""
    if owner != old {
      for row in below { leave(old, row.id) }
    }
    try write(element, isMoving: owner != old)
    if owner != old {
      for var row in below where row.id != id {
        row.owner = owner
        try write(row, isMoving: true)
      }
      reshape(old, by: index)
    }
    reshape(owner, by: index)
  }

  func update(_ id: ElementID, version: Revision, _ set: JSONValue, _ index: Int) throws {
    var element = try element(id, version: version, needed: .structure, index)
    guard author.authority.role.mayDesign else { throw refusal(.role, id, index) }
    let before = element.body
    element.body = try rules.updating(set, of: element, operation: index)
    try checkLinks(element.body.content, before: before.content, element: id, index)
    try write(element)
    // What new items of a list will be allowed stands in its content.
    if element.body.kind == .list, element.body.content != before.content { changesRights = true }
    guard element.body.limits != before.limits else { return }
    changesRights = true
    // Of all properties only how many items a list may hold has to do with the rest of the tree.
    if element.body.kind == .list { reshape(element.owner, by: index) }
  }

  // MARK: Rights

  private func authorizeStructure(of element: Element, version: Revision, _ index: Int) throws {
    let ancestors = try ancestors(of: element)
    try rules.authorizeStructure(below: nil, ancestors: ancestors, element: element.id, operation: index)
    try refuseSealed(element, index)
    guard version == element.since || element.since == revision else {
      throw EditRefusal(
        operation: index, element: element.id, rule: .stale, explanation: EditRules.explanation(of: .stale),
        current: element)
    }
  }

  /// A seal on the element itself or on anything that would move or go with it.
  func refuseSealed(_ element: Element, _ index: Int) throws {
    if element.body.capabilities.contains(.seal), !author.authority.role.mayDesign {
      throw refusal(.sealed, element.id, index)
    }
  }

  /// Where the element goes, after the right to change that place has been checked.
  private func authorizedPlace(
    _ place: Operation.Place, element: ElementID?, _ index: Int
  ) throws -> (owner: Owner, parent: ElementID?) {
    if let parentID = place.parent {
      guard let parent = try current(parentID) else { throw refusal(.notFound, parentID, index) }
      guard parent.body.kind.mayHaveChildren else {
        throw refusal(.kind, parentID, index, "an element of kind \(parent.body.kind.rawValue) holds no others")
      }
      let ancestors = try ancestors(of: parent)
      try rules.authorizeStructure(
        below: parent.body.capabilities, ancestors: ancestors, element: parentID, operation: index)
      return (parent.owner, parentID)
    }
    try rules.authorizeStructure(below: nil, ancestors: [], element: element, operation: index)
    switch place.owner {
    case .page(let page)?:
      guard try PageRows.current(page, of: key, in: transaction) != nil else {
        throw refusal(.notFound, nil, index, "there is no such page on this site")
      }
      return (.page(page), nil)
    case let owner?:
      guard try !tree(of: owner).isEmpty else {
        throw refusal(.notFound, nil, index, "there is no such template or shared tree on this site")
      }
      return (owner, nil)
    case nil: throw refusal(.invalid, element, index, "the place names neither a parent nor an owner")
    }
  }

  // MARK: Places

  func position(
    in owner: Owner, slot: String, parent: ElementID?, after: ElementID?, moving: ElementID?, _ index: Int
  ) throws -> Position {
    guard
      let position = try tree(of: owner).position(slot: slot, parent: parent, after: after, moving: moving)
    else { throw refusal(.notFound, after, index, "the element to stand behind is not at that place") }
    return position
  }
}

extension ElementSeed {
  /// Whether the condition holds for any element of the tree, those included that its lists would be filled with.
  fileprivate func holds(where condition: (ElementBody) -> Bool) -> Bool {
    if condition(body) { return true }
    if case .list(let template?) = body.content, template.holds(where: condition) { return true }
    return children.contains { $0.holds(where: condition) }
  }
}

extension ElementBody {
  /// HTML of its own, which markdown may hold too, or a right that others would have.
  fileprivate var isForDesigners: Bool { kind == .code || kind == .markdown || !capabilities.isEmpty }
}
