import Database
import Model

/// The theme, changed by designers.
extension EditDoor {
  private static let filledSlots = Statement(
    "element.filledSlots",
    """
    SELECT DISTINCT p.template, e.slot FROM element e JOIN page p
    ON p.agency = e.agency AND p.site = e.site AND p.id = e.owner AND p.until IS NULL
    WHERE e.agency = ? AND e.site = ? AND e.ownerKind = 'page' AND e.parent IS NULL AND e.until IS NULL
    """)

  func updateTheme(_ change: ThemeChange, _ index: Int) throws {
    guard author.authority.role.mayDesign else { throw refusal(.role, nil, index) }
    var theme = change.applied(to: try currentTheme())
    // Its files come first: what links to them is checked against those of the theme.
    if try theme != currentTheme() { try write(theme) }
    for (_, seed) in (change.sections ?? [:]).sorted(by: { $0.key < $1.key }) {
      try checkLinks(seed.targets, element: nil, index)
    }
    if let trees = change.trees { try replace(trees, of: &theme, index) }
    if let name = change.name {
      var settings = try currentSettings()
      settings.theme = name
      try write(settings)
    }
    if try theme != currentTheme() { try write(theme) }
  }

  /// Brings the trees of a theme's present state. A tree that the site has changed itself stays as it is, and so does one that the theme has
  /// no more while pages need it.
  private func replace(_ trees: ThemeTrees, of theme: inout Theme, _ index: Int) throws {
    let before = theme.given
    let used = try usedTemplates()
    var given: [String: String] = [:]
    for (owner, nodes) in trees.byOwner {
      let fingerprint = TreeFingerprint.of(nodes)
      given[owner.fingerprintKey] = fingerprint
      let standing = try standingFingerprint(of: owner)
      if let standing, standing != fingerprint, standing != before[owner.fingerprintKey] {
        keptTrees.append(owner)
        // The next state is compared with what the site's own tree was made from.
        given[owner.fingerprintKey] = before[owner.fingerprintKey]
      } else if standing != fingerprint {
        try replace(owner, with: nodes, index)
        replacedTrees.append(owner)
      }
    }
    for key in before.keys.sorted() where given[key] == nil {
      guard let owner = Owner(fingerprintKey: key), let standing = try standingFingerprint(of: owner) else { continue }
      var isNeeded = standing != before[key]
      if case .template(let name) = owner { isNeeded = isNeeded || used.contains(name) }
      if case .shared(let name) = owner {
        isNeeded = try isNeeded || SharedTrees(of: self.key, in: transaction).isUsed(name)
      }
      if isNeeded {
        keptTrees.append(owner)
        given[key] = before[key]
      } else {
        for row in try tree(of: owner).rows { try forget(row) }
        replacedTrees.append(owner)
      }
    }
    theme.given = given
    try checkFilledSlots(index)
  }

  private func standingFingerprint(of owner: Owner) throws -> String? {
    let rows = try tree(of: owner).rows
    return rows.isEmpty ? nil : TreeFingerprint.of(ElementNode.trees(of: rows)[""] ?? [])
  }

  private func replace(_ owner: Owner, with nodes: [ElementNode], _ index: Int) throws {
    for node in nodes { try checkLinks(ElementSeed(copying: node).targets, element: nil, index) }
    let standing = try tree(of: owner).rows
    let new = try TreeMatch(nodes, over: OwnerTree(standing), owner: owner, revision: revision) {
      try current($0) == nil
    }
    .rows
    let kept = Set(new.map(\.id))
    for row in standing where !kept.contains(row.id) { try forget(row) }
    let before = Dictionary(standing.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    for row in new {
      guard let old = before[row.id] else {
        try add(row)
        continue
      }
      guard old != row else { continue }
      if old.body.capabilities != row.body.capabilities || old.body.limits != row.body.limits { changesRights = true }
      try write(row)
    }
    reshape(owner, by: index)
  }

  private func usedTemplates() throws -> Set<String> {
    var used = Set(try PageRows.current(of: key, in: transaction).map(\.template))
    used.formUnion(try currentSettings().collections.values.map(\.template))
    return used
  }

  /// What pages say must have a place in their templates still.
  private func checkFilledSlots(_ index: Int) throws {
    var filled: [String: Set<String>] = [:]
    try transaction.query(Self.filledSlots, [.init(key.agency.rawValue), .init(key.site.rawValue)]) { row in
      filled[row.text(0), default: []].insert(row.text(1))
    }
    for (template, slots) in filled.sorted(by: { $0.key < $1.key }) {
      let offered = Set(
        try tree(of: .template(template)).rows.compactMap { row -> String? in
          if case .slot(let name) = row.body.content { name } else { nil }
        })
      guard let lost = slots.subtracting(offered).min() else { continue }
      throw refusal(
        .invariant, nil, index,
        "pages fill the slot “\(lost)” of the template “\(template)”, which has none of that name any more: keep the slot, or empty it on the pages first"
      )
    }
  }
}
