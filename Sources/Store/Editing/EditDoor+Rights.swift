import Model

/// What customers may do, changed by designers.
extension EditDoor {
  func setEditability(_ id: ElementID, version: Revision, _ capabilities: Capabilities, _ index: Int) throws {
    var element = try element(id, version: version, needed: .seal, index)
    guard author.authority.role.mayDesign else { throw refusal(.role, id, index) }
    element.body.capabilities = capabilities
    try ElementRules.check(element.body, at: "/operations/\(index)")
    changesRights = true
    try write(element)
  }

  /// Gives and takes rights for many elements at once. Only what means something on an element's kind is given to it, and what new items of
  /// lists will be made of changes along, so that a right that was taken does not come back with the next item.
  func grantEditability(
    _ id: ElementID, scope: Operation.GrantScope, granting: Capabilities, revoking: Capabilities, _ index: Int
  ) throws {
    guard author.authority.role.mayDesign else { throw refusal(.role, id, index) }
    guard let named = try current(id) else { throw refusal(.notFound, id, index) }
    let rows: [Element] =
      switch scope {
      case .below: try tree(of: named.owner).subtree(of: id)
      case .kindOnPage: try tree(of: named.owner).rows
      case .kindOnSite: try ElementRows.rowsOfPages(of: key, in: transaction)
      }
    let kind = scope == .below ? nil : named.body.kind
    changesRights = true
    // One order, whatever the rows came in: the answer and the log of equal requests are equal.
    for row in rows.sorted(by: { $0.id < $1.id }) {
      var changed = row
      changed.body = row.body.granting(granting, revoking: revoking, kind: kind)
      if changed.body != row.body { try write(changed) }
    }
  }
}

extension ElementBody {
  /// - Parameter kind: the one kind that is meant; nil for every kind.
  fileprivate func granting(_ granted: Capabilities, revoking revoked: Capabilities, kind: ElementKind?) -> ElementBody
  {
    var body = self
    if kind == nil || kind == self.kind {
      body.capabilities = capabilities.union(granted.intersection(self.kind.capabilities)).subtracting(revoked)
    }
    if case .list(let template?) = content {
      body.content = .list(itemTemplate: template.granting(granted, revoking: revoked, kind: kind))
    }
    return body
  }
}

extension ElementSeed {
  fileprivate func granting(_ granted: Capabilities, revoking revoked: Capabilities, kind: ElementKind?) -> ElementSeed
  {
    ElementSeed(
      body: body.granting(granted, revoking: revoked, kind: kind),
      children: children.map { $0.granting(granted, revoking: revoked, kind: kind) })
  }
}
