import Database
import Model

/// Operations that change the shape of a tree.
extension EditDoor {
  func insert(_ seed: ElementSeed, at place: Operation.Place, _ index: Int) throws {
    let (owner, parent) = try authorizedPlace(place, element: nil, index)
    if !author.authority.role.mayDesign, seed.holds(where: { !$0.capabilities.isEmpty || $0.kind == .code }) {
      throw refusal(.role, nil, index, "only designers insert elements that are unlocked or hold their own HTML")
    }
    let position = try position(in: owner, slot: place.slot, parent: parent, after: place.after, moving: nil, index)
    let rows = seed.planted().rows(
      owner: owner, slot: parent == nil ? place.slot : "", parent: parent, position: position, since: revision)
    for row in rows { try write(row) }
    reshape(owner, by: index)
  }

  func remove(_ id: ElementID, version: Revision, _ index: Int) throws {
    guard let element = try current(id) else { throw refusal(.notFound, id, index) }
    try authorizeStructure(of: element, version: version, index)
    let rows = try ElementRows.rows(of: element.owner, of: key, in: transaction)
    for row in subtree(of: id, in: rows) {
      try refuseSealed(row, index)
      try forget(row.id)
    }
    reshape(element.owner, by: index)
  }

  func move(_ id: ElementID, version: Revision, to place: Operation.Place, _ index: Int) throws {
    guard var element = try current(id) else { throw refusal(.notFound, id, index) }
    try authorizeStructure(of: element, version: version, index)
    let (owner, parent) = try authorizedPlace(place, element: id, index)
    let old = element.owner
    let below = subtree(of: id, in: try ElementRows.rows(of: old, of: key, in: transaction))
    if let parent, below.contains(where: { $0.id == parent }) {
      throw refusal(.invariant, id, index, "an element cannot move below itself")
    }
    for row in below { try refuseSealed(row, index) }
    element.position = try position(in: owner, slot: place.slot, parent: parent, after: place.after, moving: id, index)
    element.owner = owner
    element.parent = parent
    element.slot = parent == nil ? place.slot : ""
    try write(element)
    if owner != old {
      for var row in below where row.id != id {
        row.owner = owner
        try write(row)
      }
      reshape(old, by: index)
    }
    reshape(owner, by: index)
  }

  func createPage(_ new: Operation.NewPage, _ index: Int) throws {
    guard author.authority.role.mayDesign else { throw refusal(.role, nil, index) }
    let pages = try PageRows.current(of: key, in: transaction)
    let settings = try SiteRows.settings(of: key, in: transaction)
    if let parent = new.parent, !pages.contains(where: { $0.id == parent }) {
      throw refusal(.notFound, nil, index, "there is no such parent page on this site")
    }
    guard try !ElementRows.rows(of: .template(new.template), of: key, in: transaction).isEmpty else {
      throw refusal(.invalid, nil, index, "the site has no template “\(new.template)”")
    }
    let locale = new.locale.isEmpty ? settings.locales[0] : new.locale
    guard settings.locales.contains(locale) else {
      throw refusal(.invalid, nil, index, "the site has no pages in “\(locale)”")
    }
    let siblings = pages.filter { $0.parent == new.parent && $0.collection == nil }
    let page = Page(
      id: .random(), parent: new.parent, template: new.template, slug: new.slug, title: new.title,
      position: .between(siblings.map(\.position).max(), nil), locale: locale)
    let path = SitePaths(pages: pages + [page], collections: settings.collections)
    guard !path.collisions.contains(where: { $0.page == page.id }) else {
      throw refusal(.invalid, nil, index, "another page already has the address \(path.path(of: page.id) ?? new.slug)")
    }
    try write(page)
  }

  // MARK: Rights

  private func authorizeStructure(of element: Element, version: Revision, _ index: Int) throws {
    let ancestors = try ElementRows.capabilities(from: element.parent, of: key, in: transaction)
    try rules.authorizeStructure(below: nil, ancestors: ancestors, element: element.id, operation: index)
    try refuseSealed(element, index)
    guard version == element.since || element.since == revision else {
      throw EditRefusal(
        operation: index, element: element.id, rule: .stale, explanation: EditRules.explanation(of: .stale),
        current: element)
    }
  }

  /// A seal on the element itself or on anything that would move or go with it.
  private func refuseSealed(_ element: Element, _ index: Int) throws {
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
      let ancestors = try ElementRows.capabilities(from: parent.parent, of: key, in: transaction)
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
      guard try !ElementRows.rows(of: owner, of: key, in: transaction).isEmpty else {
        throw refusal(.notFound, nil, index, "there is no such template or shared tree on this site")
      }
      return (owner, nil)
    case nil: throw refusal(.invalid, element, index, "the place names neither a parent nor an owner")
    }
  }

  // MARK: Places

  private func position(
    in owner: Owner, slot: String, parent: ElementID?, after: ElementID?, moving: ElementID?, _ index: Int
  ) throws -> Position {
    let siblings = try ElementRows.rows(of: owner, of: key, in: transaction)
      .filter { $0.parent == parent && (parent != nil || $0.slot == slot) && $0.id != moving }
      .sorted(by: Element.inOrder)
    guard let after else { return .between(nil, siblings.first?.position) }
    guard let place = siblings.firstIndex(where: { $0.id == after }) else {
      throw refusal(.notFound, after, index, "the element to stand behind is not at that place")
    }
    // Two siblings on one position (two people inserting at once) leave no room between them; behind both there is some.
    let next = siblings[(place + 1)...].first { $0.position > siblings[place].position }
    return .between(siblings[place].position, next?.position)
  }

  private func subtree(of id: ElementID, in rows: [Element]) -> [Element] {
    let children = Dictionary(grouping: rows.filter { $0.parent != nil }, by: { $0.parent! })
    var result = rows.filter { $0.id == id }
    var index = 0
    while index < result.count {
      result += children[result[index].id] ?? []
      index += 1
    }
    return result
  }
}

extension ElementSeed {
  fileprivate func holds(where condition: (ElementBody) -> Bool) -> Bool {
    condition(body) || children.contains { $0.holds(where: condition) }
  }
}
