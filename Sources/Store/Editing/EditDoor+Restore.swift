import Model

/// Going back to how something stood, as an edit like any other.
///
/// Designers get back all of it, place and rights included. Everybody else gets back what they may change now: words, pictures, targets,
/// visibility, variants and the items of lists, each checked by the rules that hold now; the rest stays as it is.
extension EditDoor {
  func restore(_ id: ElementID, version: Revision?, to past: Revision, below: Bool, _ index: Int) throws {
    try checkPast(past, index)
    guard let before = try ElementRows.row(id, of: key, at: past, in: transaction) else {
      throw refusal(.notFound, id, index, "the element did not stand there at revision \(past)")
    }
    guard let element = try current(id) else { return try bringBack(before, at: past, index) }
    // Who takes the element for a removed one has not seen what stands there now.
    try rules.authorize(
      element, ancestors: try ancestors(of: element), version: hasChanged(id) ? nil : version ?? -1, needed: [],
      operation: index)
    if below {
      let then = OwnerTree(try ElementRows.rows(of: before.owner, of: key, at: past, in: transaction)).subtree(of: id)
      try goBack(then.map { placed($0, like: element) }, from: try tree(of: element.owner).subtree(of: id), index)
      try refuseNothing(index)
    } else if author.authority.role.mayDesign {
      var restored = element
      restored.body = before.body
      try write(restored)
      noteRights(element, restored)
    } else {
      var restored = element
      restored.body = try permitted(before.body, in: element, index)
      guard restored.body != element.body else {
        throw refusal(.capability, id, index, "nothing that you may change was different then")
      }
      try write(restored)
    }
  }

  func restorePage(_ id: PageID, to past: Revision, _ index: Int) throws {
    try checkPast(past, index)
    guard let before = try PageRows.page(id, of: key, at: past, in: transaction) else {
      throw refusal(.notFound, nil, index, "the page did not exist at revision \(past)")
    }
    let now = try PageRows.current(id, of: key, in: transaction)
    guard now != nil || author.authority.role.mayDesign else {
      throw refusal(.notFound, nil, index, "there is no such page on this site")
    }
    try goBack(before, from: now, index)
    let rows = now == nil ? [] : try tree(of: .page(id)).rows
    try goBack(try ElementRows.rows(of: .page(id), of: key, at: past, in: transaction), from: rows, index)
    try refuseNothing(index)
  }

  func restoreSite(to past: Revision, _ index: Int) throws {
    try checkPast(past, index)
    let (settings, since) = try SettingRows.settings(of: key, at: past, in: transaction)
    if author.authority.role.mayDesign, try currentSettings() != settings, since <= past { try write(settings) }
    if author.authority.role.mayDesign {
      let theme = try SettingRows.theme(of: key, at: past, in: transaction).theme
      if try currentTheme() != theme { try write(theme) }
    }
    let pages = try PageRows.current(of: key, in: transaction)
    let then = try PageRows.pages(of: key, at: past, in: transaction)
    let standing = Dictionary(pages.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    for page in then { try goBack(page, from: standing[page.id], index) }
    let kept = Set(then.map(\.id))
    let rows = try ElementRows.rows(of: key, in: transaction)
    try goBack(try ElementRows.rows(of: key, at: past, in: transaction), from: rows, index)
    if author.authority.role.mayDesign {
      for page in pages where !kept.contains(page.id) { try forget(page) }
    }
    try refuseNothing(index)
  }

  // MARK: Pages

  private func goBack(_ before: Page, from now: Page?, _ index: Int) throws {
    if author.authority.role.mayDesign {
      var before = before
      before.since = now?.since ?? before.since
      guard before != now else { return }
      if now?.capabilities != before.capabilities { changesRights = true }
      try write(before)
      return movesPage(before.id, by: index)
    }
    guard var page = now, author.authority.rights(own: page.capabilities, ancestors: []).capabilities.contains(.meta)
    else { return }
    page.title = before.title
    page.meta.description = before.meta.description
    page.meta.image = before.meta.image
    if page != now { try write(page) }
  }

  // MARK: Trees

  /// - Parameters:
  ///   - then: the rows to go back to
  ///   - now: the rows that stand in their place
  private func goBack(_ then: [Element], from now: [Element], _ index: Int) throws {
    if author.authority.role.mayDesign {
      try goBackAsDesigner(then, from: now, index)
    } else {
      try goBackAsPermitted(then, from: now, index)
    }
  }

  private func goBackAsDesigner(_ then: [Element], from now: [Element], _ index: Int) throws {
    let kept = Set(then.map(\.id))
    for row in now where !kept.contains(row.id) {
      try forget(row)
      reshape(row.owner, by: index)
    }
    let standing = Dictionary(now.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    for row in then {
      guard let element = standing[row.id] else {
        guard try current(row.id) == nil else {
          throw refusal(.invalid, row.id, index, "the element stands on another page now; move it back first")
        }
        try add(row)
        reshape(row.owner, by: index)
        continue
      }
      var row = row
      row.since = element.since
      guard row != element else { continue }
      if row.owner != element.owner { leave(element.owner, element.id) }
      try write(row, isMoving: row.owner != element.owner)
      noteRights(element, row)
      reshape(row.owner, by: index)
    }
  }

  private func goBackAsPermitted(_ then: [Element], from now: [Element], _ index: Int) throws {
    let before = Dictionary(then.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    let items = Dictionary(grouping: then, by: \.parent)
    for row in now {
      guard let past = before[row.id], let element = try current(row.id) else { continue }
      let right = author.authority.rights(own: element.body.capabilities, ancestors: try ancestors(of: element))
      guard !right.capabilities.isEmpty else { continue }
      // One text that does not fit its limits any more is no reason to leave the others as they are.
      var restored = element
      do {
        restored.body = try permitted(past.body, in: element, index)
      } catch is EditRefusal {
        restored = element
      }
      if restored.body != element.body { try write(restored) }
      if element.body.kind == .list, past.body.kind == .list, right.capabilities.contains(.items) {
        try goBackWithItems(of: element, then: items[element.id] ?? [], index)
      }
    }
  }

  /// The items of a list as they were: which ones, and in which order.
  private func goBackWithItems(of list: Element, then: [Element], _ index: Int) throws {
    let tree = try tree(of: list.owner)
    let now = tree.line(parent: list.id, slot: "")
    let kept = Set(then.map(\.id))
    for item in now where !kept.contains(item.id) {
      let rows = tree.subtree(of: item.id)
      if rows.contains(where: { $0.body.capabilities.contains(.seal) }) { continue }
      for row in rows { try forget(row) }
    }
    let present = Dictionary(now.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    for item in then {
      if var standing = present[item.id] {
        guard standing.position != item.position,
          !tree.subtree(of: item.id).contains(where: { $0.body.capabilities.contains(.seal) })
        else { continue }
        standing.position = item.position
        try write(standing)
      } else if try mayBringBack(item.id) {
        try bringBack(item, at: revision - 1, index)
      }
    }
    reshape(list.owner, by: index)
  }

  // MARK: Removed elements

  /// Puts an element that was removed back with everything that stood below it; the IDs stay.
  func bringBack(_ root: Element, at past: Revision, _ index: Int) throws {
    let isDesigner = author.authority.role.mayDesign
    var at = past
    if !isDesigner {
      guard let removal = try ElementRows.removal(of: root.id, of: key, in: transaction), try mayBringBack(root.id)
      else { throw refusal(.role, root.id, index, "only whoever removed an item, or a designer, brings it back") }
      // As it was removed, not as it once was: what somebody has locked or taken out meanwhile stays so.
      at = removal - 1
    }
    guard let last = try ElementRows.row(root.id, of: key, at: at, in: transaction) else {
      throw refusal(.notFound, root.id, index)
    }
    var rows = OwnerTree(try ElementRows.rows(of: last.owner, of: key, at: at, in: transaction)).subtree(of: root.id)
    if let parentID = last.parent {
      guard let parent = try current(parentID), parent.owner == last.owner else {
        throw refusal(.invalid, root.id, index, "what the element stood in is gone; bring that back first")
      }
      if !isDesigner {
        guard parent.body.kind == .list else { throw refusal(.kind, root.id, index) }
        try authorizeItems(of: parent, index)
        for row in rows { try refuseSealed(row, index) }
        if try EditLog.hasChangedRights(since: at + 1, of: key, in: transaction) {
          rows = Self.withRights(of: parent, rows)
        }
      }
    } else if !isDesigner {
      throw refusal(.locked, root.id, index)
    }
    for row in rows {
      guard try current(row.id) == nil else {
        throw refusal(.invalid, row.id, index, "a part of the element stands elsewhere now; move it back first")
      }
    }
    for row in rows { try add(row) }
    if isDesigner { changesRights = true }
    reshape(last.owner, by: index)
  }

  /// Whether the author is the one who removed the element.
  private func mayBringBack(_ id: ElementID) throws -> Bool {
    if author.authority.role.mayDesign { return true }
    guard try current(id) == nil, let removal = try ElementRows.removal(of: id, of: key, in: transaction),
      let account = author.account
    else { return false }
    return try EditLog.author(of: removal, of: key, in: transaction) == .some(account)
  }

  /// Rows of an item with no more rights than a new item of the list would have at the same place.
  static func withRights(of list: Element, _ rows: [Element]) -> [Element] {
    guard case .list(let template) = list.body.content else { return rows }
    var seeds: [ElementID: ElementSeed] = [:]
    var children: [ElementID: Int] = [:]
    return rows.enumerated().map { offset, row in
      let seed: ElementSeed?
      if offset == 0 {
        seed = template
      } else {
        let parent = row.parent!
        let place = children[parent, default: 0]
        children[parent] = place + 1
        let below = seeds[parent]?.children ?? []
        seed = place < below.count && below[place].body.kind == row.body.kind ? below[place] : nil
      }
      if let seed { seeds[row.id] = seed }
      var row = row
      row.body.capabilities.formIntersection(seed?.body.capabilities ?? [])
      return row
    }
  }

  // MARK: What an author may take over

  /// The element with everything of an earlier state that the author may change now.
  /// - Parameter isOwn: whether the author has replaced that state himself and nobody has changed anything since: then it comes back as it
  ///   was, as long as the element's limits are the same. Otherwise it is checked like new words.
  /// - Throws: `EditRefusal` when a part of it does not fit the limits that hold now.
  func permitted(_ past: ElementBody, in element: Element, isOwn: Bool = false, _ index: Int) throws -> ElementBody {
    let right = author.authority.rights(own: element.body.capabilities, ancestors: try ancestors(of: element))
    let may = right.capabilities
    var standing = element
    if past.content != element.body.content {
      let hasSameLimits = past.limits == element.body.limits
      if isOwn && hasSameLimits {
        standing.body.content = Self.content(of: past, in: element.body, may)
      } else {
        standing.body = try checked(past, in: element, may, from: hasSameLimits ? past : nil, index)
      }
      try checkLinks(standing.body.content, before: element.body.content, element: element.id, index)
    }
    if may.contains(.visible) { standing.body.hidden = past.hidden }
    if may.contains(.variant) {
      let variant = past.classes.first(where: standing.body.limits.variants.contains)
      standing.body = try rules.settingVariant(variant, of: standing, operation: index)
    }
    return standing.body
  }

  private static func content(of past: ElementBody, in body: ElementBody, _ may: Capabilities) -> Content {
    switch (past.content, body.content) {
    case (.inline, .inline), (.rich, .rich), (.markdown, .markdown): may.contains(.text) ? past.content : body.content
    case (.image, .image): may.contains(.media) ? past.content : body.content
    case (.link(let target, let label), .link(let targetNow, let labelNow)):
      .link(target: may.contains(.link) ? target : targetNow, label: may.contains(.text) ? label : labelNow)
    default: body.content
    }
  }

  private func checked(
    _ past: ElementBody, in element: Element, _ may: Capabilities, from known: ElementBody?, _ index: Int
  ) throws -> ElementBody {
    var standing = element
    switch (past.content, element.body.content) {
    case (.inline(let words), .inline) where may.contains(.text):
      standing.body = try rules.settingText(words, of: standing, from: known, operation: index)
    case (.rich(let document), .rich) where may.contains(.text):
      standing.body = try rules.settingRichText(document, of: standing, from: known, operation: index)
    case (.markdown(let source), .markdown) where may.contains(.text):
      standing.body = try rules.settingMarkdown(source, of: standing, operation: index)
    case (.image(let image), .image) where may.contains(.media):
      standing.body = try picture(image, in: standing, index)
    case (.link(let target, let label), .link(let targetNow, let labelNow)):
      if may.contains(.text), label != labelNow {
        standing.body = try rules.settingText(label, of: standing, from: known, operation: index)
      }
      if may.contains(.link), target != targetNow {
        standing.body = try rules.settingLink(target, of: standing, operation: index)
      }
    default: break
    }
    return standing.body
  }

  private func picture(_ image: ImageContent, in element: Element, _ index: Int) throws -> ElementBody {
    guard case .asset(let path) = image.source else { return element.body }
    let change = ImageChange(
      source: path, alternative: image.alternative == .missing ? nil : image.alternative, focalPoint: image.focalPoint)
    return try rules.settingImage(
      change, file: try AssetRows.file(path, of: key, in: transaction), of: element, operation: index)
  }

  // MARK: Small things

  func checkPast(_ past: Revision, _ index: Int) throws {
    guard (1..<revision).contains(past) else {
      throw refusal(.notFound, nil, index, "the site has no revision \(past) to go back to")
    }
  }

  /// The row in the place where the element stands now.
  private func placed(_ row: Element, like element: Element) -> Element {
    var row = row
    row.owner = element.owner
    if row.id == element.id {
      row.parent = element.parent
      row.slot = element.slot
      row.position = element.position
    }
    return row
  }

  func noteRights(_ before: Element, _ after: Element) {
    if before.body.capabilities != after.body.capabilities || before.body.limits != after.body.limits {
      changesRights = true
    }
  }

  private func refuseNothing(_ index: Int) throws {
    guard hasChangedNothing else { return }
    throw refusal(.invalid, nil, index, "nothing that you may change was different then")
  }
}
