import Model

/// The items of lists, and the order among siblings.
extension EditDoor {
  func addItem(to id: ElementID, after: ElementID?, _ index: Int) throws {
    guard let list = try current(id) else { throw refusal(.notFound, id, index) }
    try authorizeItems(of: list, index)
    guard case .list(let template) = list.body.content else {
      throw refusal(.kind, id, index, "an element of kind \(list.body.kind.rawValue) holds no items")
    }
    guard let template else { throw refusal(.invalid, id, index, "this list has no template for new items") }
    let last = try tree(of: list.owner).line(parent: id, slot: "").last?.id
    let position = try position(
      in: list.owner, slot: "", parent: id, after: after ?? last, moving: nil, index)
    try plant(template.withoutHTMLIDs, owner: list.owner, slot: "", parent: id, position: position)
    reshape(list.owner, by: index)
  }

  func duplicateItem(_ id: ElementID, version: Revision, _ index: Int) throws {
    let item = try item(id, version: version, index)
    let position = try position(
      in: item.owner, slot: item.slot, parent: item.parent, after: id, moving: nil, index)
    try copy(try tree(of: item.owner).subtree(of: id), to: item.owner) { root in root.position = position }
    reshape(item.owner, by: index)
  }

  func removeItem(_ id: ElementID, version: Revision, _ index: Int) throws {
    let item = try item(id, version: version, index)
    for row in try tree(of: item.owner).subtree(of: id) { try forget(row) }
    reshape(item.owner, by: index)
  }

  func moveItem(_ id: ElementID, version: Revision, after: ElementID?, _ index: Int) throws {
    guard let element = try current(id) else { throw refusal(.notFound, id, index) }
    // Without a list that lets its items be moved, the element's own right to be moved decides.
    if try mayChangeItems(of: element.parent) {
      _ = try item(id, version: version, index)
    } else {
      _ = try self.element(id, version: version, needed: .order, index)
      for row in try tree(of: element.owner).subtree(of: id) { try refuseSealed(row, index) }
    }
    var moved = element
    moved.position = try position(
      in: element.owner, slot: element.slot, parent: element.parent, after: after, moving: id, index)
    try write(moved)
  }

  /// Copies rows, parents first: new IDs, the first of them placed by `place`.
  @discardableResult
  func copy(_ rows: [Element], to owner: Owner, place: (inout Element) -> Void) throws -> ElementID? {
    var ids: [ElementID: ElementID] = [:]
    for row in rows { ids[row.id] = .random() }
    for (offset, row) in rows.enumerated() {
      var copy = Element(
        id: ids[row.id]!, owner: owner, slot: row.slot, parent: row.parent.map { ids[$0] ?? $0 },
        position: row.position, body: row.body.withoutHTMLID, since: revision, copiedFrom: row.id)
      if offset == 0 { place(&copy) }
      try add(copy)
    }
    return rows.first.flatMap { ids[$0.id] }
  }

  // MARK: Rights

  func authorizeItems(of list: Element, _ index: Int) throws {
    try rules.authorize(
      list, ancestors: try ancestors(of: list), version: nil, needed: .items, operation: index)
  }

  private func mayChangeItems(of parent: ElementID?) throws -> Bool {
    guard let list = try parent.flatMap({ try current($0) }), list.body.kind == .list else { return false }
    let right = author.authority.rights(own: list.body.capabilities, ancestors: try ancestors(of: list))
    return right.capabilities.contains(.items)
  }

  /// An item of a list, or for designers any element, after right and version have been checked.
  private func item(_ id: ElementID, version: Revision, _ index: Int) throws -> Element {
    guard let element = try current(id) else { throw refusal(.notFound, id, index) }
    if !author.authority.role.mayDesign {
      guard let list = try element.parent.flatMap({ try current($0) }), list.body.kind == .list else {
        throw refusal(.kind, id, index, "this element is no item of a list")
      }
      try authorizeItems(of: list, index)
      for row in try tree(of: element.owner).subtree(of: id) { try refuseSealed(row, index) }
    }
    guard version == element.since || hasChanged(id) else {
      throw EditRefusal(
        operation: index, element: id, rule: .stale, explanation: EditRules.explanation(of: .stale), current: element)
    }
    return element
  }
}

extension ElementBody {
  /// An HTML ID must not stand twice on a page.
  var withoutHTMLID: ElementBody {
    var copy = self
    copy.attributes.removeAll { $0.name == "id" }
    return copy
  }
}

extension ElementSeed {
  var withoutHTMLIDs: ElementSeed {
    ElementSeed(body: body.withoutHTMLID, children: children.map(\.withoutHTMLIDs))
  }
}
