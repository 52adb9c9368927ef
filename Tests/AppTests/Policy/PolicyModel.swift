import Model

/// What the promise of locks says, written a second time and as simply as possible: which differences between two states of a site somebody
/// may have made. It knows nothing of operations.
struct PolicyModel {
  let role: Role
  let phase: Phase

  /// nil when every difference is allowed; otherwise what is not.
  func violation(from old: PolicyState, to new: PolicyState) -> String? {
    if let broken = Self.brokenTree(new) { return broken }
    if role.mayDesign { return nil }
    guard role.mayEditUnlocked else { return "a \(role.rawValue) has changed something" }
    if old.otherSettings != new.otherSettings { return "settings beside the company's data" }
    if Set(old.company.object?.keys.map { $0 } ?? []) != Set(new.company.object?.keys.map { $0 } ?? []) {
      return "another value of the company"
    }
    return pageViolation(old, new) ?? elementViolation(old, new)
  }

  private func pageViolation(_ old: PolicyState, _ new: PolicyState) -> String? {
    if Set(old.pages.keys) != Set(new.pages.keys) { return "pages made or removed" }
    for (id, before) in old.pages {
      guard let after = new.pages[id] else { continue }
      if before.fixed != after.fixed || before.capabilities != after.capabilities { return "page \(id): its place" }
      if before.title == after.title && before.meta == after.meta { continue }
      guard mayEdit, before.capabilities.contains(.meta) else { return "page \(id): its description" }
      for key in ["date", "updated", "tags", "authors", "draft", "noindex", "extra"]
      where before.meta[key] != after.meta[key] {
        return "page \(id): \(key)"
      }
    }
    return nil
  }

  private func elementViolation(_ old: PolicyState, _ new: PolicyState) -> String? {
    for id in Set(old.rows.keys).union(new.rows.keys) {
      switch (old.rows[id], new.rows[id]) {
      case (let before?, nil):
        if isSealed(id, in: old) { return "\(id): sealed and gone" }
        let parentIsGone = before.parent.map { new.rows[$0] == nil } ?? false
        if !parentIsGone, !mayChangeItems(of: before.parent, in: old), !hasStructureAbove(id, in: old) {
          return "\(id): removed"
        }
      case (nil, let after?):
        if let problem = additionViolation(after, old, new) { return problem }
      case (let before?, let after?):
        if let problem = changeViolation(before, after, old) { return problem }
      case (nil, nil): continue
      }
    }
    return nil
  }

  private func additionViolation(_ after: PolicyState.Row, _ old: PolicyState, _ new: PolicyState) -> String? {
    // The list that the new element has come into, or whatever structure was given away above it.
    var root = after
    while let parent = root.parent, old.rows[parent] == nil, let above = new.rows[parent] { root = above }
    if let parent = root.parent,
      old.rows[parent]?.capabilities.contains(.structure) == true
        || hasStructureAbove(parent, in: old), !isSealed(parent, in: old), mayEdit
    {
      return after.capabilities.isEmpty || old.rows.values.contains { $0.capabilities == after.capabilities }
        ? nil : "\(after.id): a new element with rights"
    }
    guard mayChangeItems(of: root.parent, in: old), let list = root.parent.flatMap({ old.rows[$0] }) else {
      return "\(after.id): a new element"
    }
    // Nothing comes into a list that is not in its template or in one of its items, now or before.
    var known = Self.bodies(ofTemplate: list.content["itemTemplate"])
    for row in old.order where isBelow(list.id, row, in: old) { known.insert(Self.shape(old.rows[row]!)) }
    guard known.contains(where: { $0.kind == after.kind && $0.tag == after.tag }) else {
      return "\(after.id): a \(after.kind) that the list does not hold"
    }
    let most = known.filter { $0.kind == after.kind }.reduce(into: Capabilities()) { $0.formUnion($1.capabilities) }
    return most.isSuperset(of: after.capabilities) ? nil : "\(after.id): rights beyond those of the list's items"
  }

  private func changeViolation(_ before: PolicyState.Row, _ after: PolicyState.Row, _ old: PolicyState) -> String? {
    if before == after { return nil }
    let id = before.id
    let rights = rights(id, in: old)
    let ownsStructure = hasStructureAbove(id, in: old) && !isSealed(id, in: old) && mayEdit
    if before.capabilities != after.capabilities { return "\(id): its rights" }
    if before.limits != after.limits { return "\(id): its limits" }
    if before.name != after.name || before.tag != after.tag || before.kind != after.kind { return "\(id): what it is" }
    if before.attributes != after.attributes { return "\(id): its attributes" }
    if before.owner != after.owner || before.parent != after.parent || before.slot != after.slot, !ownsStructure {
      return "\(id): moved elsewhere"
    }
    if before.position != after.position, !rights.contains(.order), !mayChangeItems(of: before.parent, in: old),
      !ownsStructure
    {
      return "\(id): its place"
    }
    if before.hidden != after.hidden, !rights.contains(.visible) { return "\(id): its visibility" }
    if before.classes != after.classes {
      let variants = Set(before.limits["variants"]?.array?.compactMap(\.string) ?? [])
      guard rights.contains(.variant),
        before.classes.filter({ !variants.contains($0) })
          == after.classes.filter({ !variants.contains($0) })
      else { return "\(id): its classes" }
    }
    return before.content == after.content ? nil : contentViolation(before, after, rights)
  }

  private func contentViolation(_ before: PolicyState.Row, _ after: PolicyState.Row, _ rights: Capabilities) -> String?
  {
    let id = before.id
    switch before.kind {
    case "text", "richText", "markdown":
      guard rights.contains(.text) else { return "\(id): its words" }
      if let maximum = before.limits["maximumLength"]?.integer, Self.words(after.content).count > maximum {
        return "\(id): longer than \(maximum)"
      }
    case "link":
      if before.content["label"] != after.content["label"], !rights.contains(.text) { return "\(id): its label" }
      if before.content["target"] != after.content["target"] {
        guard rights.contains(.link), let target = after.content["target"]?.string else { return "\(id): its target" }
        if target.hasPrefix("value:") { return "\(id): a value as target" }
      }
    case "image":
      guard rights.contains(.media) else { return "\(id): its picture" }
      if after.content["alternative"] == nil { return "\(id): a picture without a description" }
    default: return "\(id): the content of a \(before.kind)"
    }
    let text = after.content.canonical.lowercased()
    for scheme in ["\"javascript:", "\"data:", "\"vbscript:"]
    where text.contains(scheme) && !before.content.canonical.lowercased().contains(scheme) {
      if text.contains("\"href\":\(scheme)") || text.contains("\"target\":\(scheme)") { return "\(id): \(scheme)" }
    }
    return nil
  }

  // MARK: Rights

  private var mayEdit: Bool {
    role.mayEditUnlocked && (role == .support || phase == .feedback || phase == .done)
  }

  private func rights(_ id: String, in state: PolicyState) -> Capabilities {
    guard mayEdit, !isSealed(id, in: state), let own = state.rows[id]?.capabilities else { return [] }
    return hasStructureAbove(id, in: state) ? Capabilities.all.subtracting(.seal) : own
  }

  private func isSealed(_ id: String, in state: PolicyState) -> Bool {
    ([state.rows[id]?.capabilities ?? []] + state.above(id)).contains { $0.contains(.seal) }
  }

  private func hasStructureAbove(_ id: String, in state: PolicyState) -> Bool {
    state.above(id).contains { $0.contains(.structure) }
  }

  private func mayChangeItems(of list: String?, in state: PolicyState) -> Bool {
    guard let list, state.rows[list]?.kind == "list" else { return false }
    return rights(list, in: state).contains(.items)
  }

  private func isBelow(_ list: String, _ id: String, in state: PolicyState) -> Bool {
    var next = state.rows[id]?.parent
    var steps = 0
    while let parent = next, steps < 100 {
      if parent == list { return true }
      next = state.rows[parent]?.parent
      steps += 1
    }
    return false
  }

  // MARK: Shapes

  private struct Shape: Hashable {
    let kind: String
    let tag: String
    let capabilities: Capabilities
  }

  private static func shape(_ row: PolicyState.Row) -> Shape {
    Shape(kind: row.kind, tag: row.tag, capabilities: row.capabilities)
  }

  private static func bodies(ofTemplate template: JSONValue?) -> Set<Shape> {
    guard let template, let kind = template["kind"]?.string, let tag = template["tag"]?.string else { return [] }
    let names = template["capabilities"]?.array?.compactMap(\.string) ?? []
    let own = Shape(
      kind: kind, tag: tag, capabilities: names.reduce(into: []) { $0.formUnion(Capabilities(name: $1) ?? []) })
    return (template["children"]?.array ?? []).reduce(into: [own]) { $0.formUnion(bodies(ofTemplate: $1)) }
  }

  private static func words(_ json: JSONValue) -> String {
    if let text = json["text"]?.string { return text }
    if json["type"]?.string == "hard_break" { return "\n" }
    if let markdown = json["markdown"]?.string { return markdown }
    return ["text", "document", "content"].compactMap { json[$0] }.map { member in
      member.array.map { $0.map(words).joined() } ?? words(member)
    }.joined()
  }

  /// What holds for every tree, whoever has changed it.
  private static func brokenTree(_ state: PolicyState) -> String? {
    for row in state.rows.values {
      if let parent = row.parent {
        guard let above = state.rows[parent] else { return "\(row.id): its parent is not there" }
        if above.owner != row.owner { return "\(row.id): stands in another tree than its parent" }
      } else if row.owner.hasPrefix("page "), state.pages[String(row.owner.dropFirst(5))] == nil {
        return "\(row.id): its page is not there"
      }
      if row.kind == "list" {
        let count = state.children(of: row.id).count
        if let least = row.limits["minimumItems"]?.integer, count < least { return "\(row.id): \(count) items" }
        if let most = row.limits["maximumItems"]?.integer, count > most { return "\(row.id): \(count) items" }
      }
    }
    return state.order.count == state.rows.count ? nil : "elements that nobody reaches"
  }
}
