import Database
import Model

/// Which changes somebody may bring live: those that consist of nothing but what this person may change now.
struct PublishRights {
  private let authority: EditAuthority
  private let teller: ChangeTeller
  private let origins: ItemOrigins

  init(_ reader: PendingReader) {
    authority = reader.authority
    teller = reader.teller
    origins = ItemOrigins(key: reader.key, live: reader.from, transaction: reader.transaction)
  }

  func covers(_ unit: ChangeUnit) throws -> Bool {
    if authority.role.isAgency { return true }
    guard authority.role.mayEditUnlocked else { return false }
    return try unit.elements.allSatisfy { try covers($0, in: unit) } && unit.pages.allSatisfy { try covers($0) }
      && unit.settings.allSatisfy { path in
        path.hasPrefix("company.")
          && (try? EditRules(authority: authority).authorizeCompanyData(operation: 0)) != nil
      }
  }

  private func covers(_ step: Step<Page>) throws -> Bool {
    guard let before = step.before, let after = step.after, try teller.mayChangeMeta(of: after.id) else { return false }
    return Change.between(before, after).allSatisfy { change in
      switch change.property {
      case .title, .description, .image, .editability: true
      default: false
      }
    }
  }

  private func covers(_ step: Step<Element>, in unit: ChangeUnit) throws -> Bool {
    guard let before = step.before, let after = step.after else {
      // Only the outermost one is asked for: what is in an item of an open list comes and goes with it.
      guard let element = step.before ?? step.after else { return true }
      guard unit.id == "element-\(element.id)" else { return try !isSealed(element.id) && isInUnit(element, unit) }
      if try teller.right(on: element.id).capabilities.contains(.structure) { return true }
      guard try teller.isOpenItem(element) else { return false }
      return try step.after == nil || isAsMade(element, unit)
    }
    let isFree = try teller.right(on: after.id).capabilities.contains(.structure)
    guard isFree || before.owner == after.owner && before.parent == after.parent && before.slot == after.slot else {
      return false
    }
    return try mayDiffer(before, after)
  }

  private func mayDiffer(_ before: Element, _ after: Element) throws -> Bool {
    let rights = try teller.right(on: after.id).capabilities
    let isFree = rights.contains(.structure)
    return try Change.between(before, after).allSatisfy { change in
      switch change.property {
      // Nothing that visitors see.
      case .editability, .limits, .name: true
      case .text, .formatting: rights.contains(.text)
      case .link: rights.contains(after.body.kind == .link ? .link : .text)
      case .image: rights.contains(.media)
      case .hidden: rights.contains(.visible)
      case .variant: rights.contains(.variant)
      case .position: try isFree || rights.contains(.order) || teller.isOpenItem(after)
      default: isFree
      }
    }
  }

  // MARK: New items

  /// Whether a new item, with all that is in it, is what it was made of but for what may be changed.
  private func isAsMade(_ item: Element, _ unit: ChangeUnit) throws -> Bool {
    guard let origin = try origins.origin(of: item.id) else { return false }
    let children = Dictionary(grouping: unit.elements.compactMap(\.after), by: \.parent)
    return try isAsMade(item, of: origin.element, in: origin.tree, unit, children)
  }

  private func isAsMade(
    _ element: Element, of source: Element, in tree: OwnerTree, _ unit: ChangeUnit, _ children: [ElementID?: [Element]]
  ) throws -> Bool {
    var before = source
    (before.owner, before.parent, before.slot) = (element.owner, element.parent, element.slot)
    if element.id != source.id { before.body = before.body.withoutHTMLID }
    let right = try teller.right(on: element.id)
    guard try mayDiffer(before, element) else { return false }
    if right.capabilities.contains(.structure) { return true }
    let parts = children[element.id] ?? []
    if element.body.kind == .list, right.capabilities.contains(.items) {
      return try parts.allSatisfy { try teller.isOpenItem($0) && isAsMade($0, unit) }
    }
    var sources = tree.line(parent: source.id, slot: "")
    for part in parts {
      guard let place = try sources.firstIndex(where: { try origins.isMade(part, of: $0.id) }) else { return false }
      guard try isAsMade(part, of: sources.remove(at: place), in: tree, unit, children) else { return false }
    }
    return sources.isEmpty
  }

  private func isInUnit(_ element: Element, _ unit: ChangeUnit) -> Bool {
    guard let parent = element.parent else { return false }
    return unit.elements.contains { ($0.before ?? $0.after)?.id == parent }
  }

  private func isSealed(_ id: ElementID) throws -> Bool {
    if case .denied(.sealed) = try teller.right(on: id) { true } else { false }
  }
}
