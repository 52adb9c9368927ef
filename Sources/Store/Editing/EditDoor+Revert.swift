import Model

/// Taking one edit back, so far as nobody has changed the same since. Undo is this on one's own edit; redo is this on the undo.
extension EditDoor {
  func revert(_ past: Revision, _ index: Int) throws {
    try checkPast(past, index)
    guard past > 1 else { throw refusal(.invalid, nil, index, "a site's first revision cannot be taken back") }
    guard let maker = try EditLog.author(of: past, of: key, in: transaction) else {
      throw refusal(.notFound, nil, index, "there is no such edit")
    }
    guard author.authority.role.mayDesign || (maker != nil && maker == author.account) else {
      throw refusal(.role, nil, index, "only whoever made a change, or a designer, takes it back")
    }
    // Company data alone may be changed in every phase; of anything else nothing is told while the agency is at work.
    let settings = try revertedSettings(past, index)
    if settings == nil, case .denied(let rule) = author.authority.rights(own: .all.subtracting(.seal), ancestors: []) {
      throw refusal(rule, nil, index)
    }
    let elements = try revertedElements(past, index)
    let pages = try revertedPages(past, index)
    let theme = try revertedTheme(past, index)
    guard !elements.isEmpty || !pages.isEmpty || settings != nil || theme != nil else {
      throw refusal(.invalid, nil, index, "this edit has changed nothing that can be taken back")
    }
    if let settings { try takeBack(settings, index) }
    if let theme { try takeBack(theme, index) }
    // Pages that come back must be there before what stands on them, and those that go must be empty before.
    for page in pages where page.before != nil { try takeBack(page, index) }
    try takeBack(elements, of: past, index)
    for page in pages where page.before == nil { try takeBack(page, index) }
  }

  /// How something stood before an edit and how it stands after it; nil where it was not there.
  private struct Reverted<State> {
    let before: State?
    let now: State?
  }

  // MARK: What the edit did

  private func revertedElements(_ past: Revision, _ index: Int) throws -> [Reverted<Element>] {
    var result: [Reverted<Element>] = []
    let written = try ElementRows.rows(writtenBy: past, of: key, in: transaction)
    let ids = Set(written.map(\.id))
    for row in written {
      let now = try current(row.id)
      // Not the same row but the same state: who takes back two changes of one element meets the first one again.
      guard let now, now.stands(like: row) else { throw try conflict(row.id, now, index) }
      let before = try ElementRows.row(row.id, of: key, at: past - 1, in: transaction)
      result.append(Reverted(before: before, now: now))
    }
    for row in try ElementRows.rows(removedBy: past, of: key, in: transaction) where !ids.contains(row.id) {
      if let now = try current(row.id) { throw try conflict(row.id, now, index) }
      // Removed once more, perhaps by somebody else and from another state: that removal is the one to take back.
      guard try ElementRows.removal(of: row.id, of: key, in: transaction) == past else {
        throw try conflict(row.id, nil, index)
      }
      result.append(Reverted(before: row, now: nil))
    }
    // What somebody has put into a new element since would be lost with it.
    let made = Set(result.filter { $0.before == nil }.compactMap { $0.now?.id })
    for element in result where element.before == nil {
      guard let now = element.now else { continue }
      if let other = try tree(of: now.owner).subtree(of: now.id).first(where: { !made.contains($0.id) }) {
        // An element that the same edit has moved into the new one goes back by itself.
        if !ids.contains(other.id) { throw try conflict(other.id, other, index) }
      }
    }
    return result
  }

  private func revertedPages(_ past: Revision, _ index: Int) throws -> [Reverted<Page>] {
    var result: [Reverted<Page>] = []
    let written = try PageRows.pages(writtenBy: past, of: key, in: transaction)
    for row in written {
      guard let now = try PageRows.current(row.id, of: key, in: transaction), now.stands(like: row) else {
        throw try conflict(nil, nil, index)
      }
      let before = try PageRows.page(row.id, of: key, at: past - 1, in: transaction)
      if before == nil {
        let made = Set(try ElementRows.rows(writtenBy: past, of: key, in: transaction).map(\.id))
        let rows = try tree(of: .page(row.id)).rows
        if let other = rows.first(where: { !made.contains($0.id) }) { throw try conflict(other.id, other, index) }
      }
      result.append(Reverted(before: before, now: now))
    }
    for row in try PageRows.pages(removedBy: past, of: key, in: transaction)
    where !written.contains(where: { $0.id == row.id }) {
      guard try PageRows.current(row.id, of: key, in: transaction) == nil else { throw try conflict(nil, nil, index) }
      result.append(Reverted(before: row, now: nil))
    }
    return result
  }

  private func revertedSettings(_ past: Revision, _ index: Int) throws -> SiteSettings? {
    let then = try SettingRows.settings(of: key, at: past, in: transaction)
    guard then.since == past else { return nil }
    guard try currentSettings() == then.settings else { throw try conflict(nil, nil, index) }
    return try SettingRows.settings(of: key, at: past - 1, in: transaction).settings
  }

  private func revertedTheme(_ past: Revision, _ index: Int) throws -> Theme? {
    let then = try SettingRows.theme(of: key, at: past, in: transaction)
    guard then.since == past else { return nil }
    guard try currentTheme() == then.theme else { throw try conflict(nil, nil, index) }
    return try SettingRows.theme(of: key, at: past - 1, in: transaction).theme
  }

  /// What stands there now is told only to who may change it.
  private func conflict(_ id: ElementID?, _ now: Element?, _ index: Int) throws -> EditRefusal {
    if let now {
      let right = author.authority.rights(own: now.body.capabilities, ancestors: try ancestors(of: now))
      if case .denied(let rule) = right { return refusal(rule, id, index) }
    }
    return EditRefusal(
      operation: index, element: id, rule: .stale,
      explanation: "the same was changed again later; look at what stands there now", current: now)
  }

  // MARK: Taking it back

  private func takeBack(_ elements: [Reverted<Element>], of past: Revision, _ index: Int) throws {
    let isDesigner = author.authority.role.mayDesign
    let made = Set(elements.filter { $0.before == nil }.compactMap { $0.now?.id })
    let gone = Set(elements.filter { $0.now == nil }.compactMap { $0.before?.id })
    for element in elements {
      switch (element.before, element.now) {
      case (let before?, let now?): try takeBack(now, to: before, index)
      case (nil, let now?):
        if !isDesigner, !(now.parent.map(made.contains) ?? false) {
          try authorizeItem(below: now.parent, now.id, index)
        }
        if !isDesigner { try refuseSealed(now, index) }
      case (let before?, nil):
        if !isDesigner, !(before.parent.map(gone.contains) ?? false) {
          try authorizeItem(below: before.parent, before.id, index)
        }
        if !isDesigner { try refuseSealed(before, index) }
      case (nil, nil): break
      }
    }
    for element in elements where element.before == nil {
      guard let now = element.now else { continue }
      try forget(now)
      reshape(now.owner, by: index)
    }
    try addBack(elements.filter { $0.now == nil }.compactMap(\.before), gone: gone, removedBy: past, index)
  }

  private func takeBack(_ now: Element, to before: Element, _ index: Int) throws {
    var restored = before
    restored.since = now.since
    if !author.authority.role.mayDesign {
      let right = author.authority.rights(own: now.body.capabilities, ancestors: try ancestors(of: now))
      if case .denied(let rule) = right, before.body != now.body { throw refusal(rule, now.id, index) }
      let body = before.body == now.body ? now.body : try permitted(before.body, in: now, isOwn: try isOwn(now), index)
      guard body == before.body, before.owner == now.owner, before.parent == now.parent, before.slot == now.slot else {
        throw refusal(.capability, now.id, index)
      }
      if before.position != now.position, !right.capabilities.contains(.order) {
        try authorizeItem(below: now.parent, now.id, index)
        try refuseSealed(now, index)
      }
    }
    if restored.owner != now.owner { leave(now.owner, now.id) }
    try write(restored, isMoving: restored.owner != now.owner)
    noteRights(now, restored)
    let isInPlace = restored.owner == now.owner && restored.parent == now.parent && restored.slot == now.slot
    if !isInPlace { reshape(now.owner, by: index) }
    if !isInPlace || restored.body.limits != now.body.limits { reshape(restored.owner, by: index) }
  }

  /// Whether the author himself has made the element what it is now.
  private func isOwn(_ now: Element) throws -> Bool {
    guard let account = author.account else { return false }
    return try EditLog.author(of: now.since, of: key, in: transaction) == .some(account)
  }

  /// What the edit removed: rows whose parent is gone for good stay gone too, and say so.
  private func addBack(_ rows: [Element], gone: Set<ElementID>, removedBy past: Revision, _ index: Int) throws {
    guard !rows.isEmpty else { return }
    var rows = rows
    // Rights that somebody has changed since must not come back with what was removed before.
    if !author.authority.role.mayDesign, try EditLog.hasChangedRights(since: past, of: key, in: transaction) {
      rows = try rowsWithPresentRights(rows, gone: gone)
    }
    for row in rows {
      if let parent = row.parent, !gone.contains(parent), try current(parent)?.owner != row.owner {
        throw refusal(.stale, row.id, index, "what the element stood in is gone; bring that back first")
      }
      try add(row)
      reshape(row.owner, by: index)
    }
  }

  private func rowsWithPresentRights(_ rows: [Element], gone: Set<ElementID>) throws -> [Element] {
    var result: [Element] = []
    for root in rows where !(root.parent.map(gone.contains) ?? false) {
      guard let list = try root.parent.flatMap({ try current($0) }) else { continue }
      result += Self.withRights(of: list, OwnerTree(rows).subtree(of: root.id))
    }
    return result
  }

  private func takeBack(_ page: Reverted<Page>, _ index: Int) throws {
    guard var before = page.before else {
      guard author.authority.role.mayDesign, let now = page.now else { throw refusal(.role, nil, index) }
      return try forget(now)
    }
    if !author.authority.role.mayDesign {
      guard let now = page.now else { throw refusal(.role, nil, index) }
      try rules.authorizeMeta(of: now, operation: index)
      var allowed = now
      allowed.title = before.title
      allowed.meta.description = before.meta.description
      allowed.meta.image = before.meta.image
      allowed.since = before.since
      guard allowed == before else { throw refusal(.capability, nil, index) }
    }
    before.since = revision
    if page.now?.capabilities != before.capabilities { changesRights = true }
    try write(before)
    movesPage(before.id, by: index)
  }

  private func takeBack(_ settings: SiteSettings, _ index: Int) throws {
    try rules.authorizeCompanyData(operation: index)
    if !author.authority.role.mayDesign {
      var allowed = try currentSettings()
      allowed.company = settings.company
      guard allowed == settings else { throw refusal(.capability, nil, index) }
    }
    try write(settings)
  }

  private func takeBack(_ theme: Theme, _ index: Int) throws {
    guard author.authority.role.mayDesign else { throw refusal(.role, nil, index) }
    try write(theme)
  }

  /// The right to change which items the list has that the element is in, or was.
  private func authorizeItem(below parent: ElementID?, _ id: ElementID, _ index: Int) throws {
    guard let list = try parent.flatMap({ try current($0) }), list.body.kind == .list else {
      throw refusal(.locked, id, index)
    }
    try authorizeItems(of: list, index)
  }
}

extension Element {
  /// Whether it says the same in the same place, since whenever.
  fileprivate func stands(like other: Element) -> Bool {
    body == other.body && owner == other.owner && slot == other.slot && parent == other.parent
      && position == other.position
  }
}

extension Page {
  fileprivate func stands(like other: Page) -> Bool {
    var twin = other
    twin.since = since
    return self == twin
  }
}
