import Database
import Model

/// Which changes somebody may bring live: those that consist of nothing but what this person may change now.
struct PublishRights {
  private let authority: EditAuthority
  private let teller: ChangeTeller

  init(_ reader: PendingReader) {
    authority = reader.authority
    teller = reader.teller
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
      // Only the outermost one is asked for: what is in an item of an open list came and goes with it.
      guard let element = step.before ?? step.after else { return true }
      guard unit.id == "element-\(element.id)" else { return try !isSealed(element.id) && isInUnit(element, unit) }
      return try teller.right(on: element.id).capabilities.contains(.structure) || teller.isOpenItem(element)
    }
    let rights = try teller.right(on: after.id).capabilities
    let isFree = rights.contains(.structure)
    guard isFree || before.owner == after.owner && before.parent == after.parent && before.slot == after.slot else {
      return false
    }
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

  private func isInUnit(_ element: Element, _ unit: ChangeUnit) -> Bool {
    guard let parent = element.parent else { return false }
    return unit.elements.contains { ($0.before ?? $0.after)?.id == parent }
  }

  private func isSealed(_ id: ElementID) throws -> Bool {
    if case .denied(.sealed) = try teller.right(on: id) { true } else { false }
  }
}
