import Model

extension PendingChanges {
  /// What the changes that the reader may bring live may make different, by the rows that changed: whatever else became different is found
  /// where it stands. What visitors never see of a row makes nothing different.
  package var scope: EditScope {
    var scope = EditScope()
    for unit in units where unit.isWithinRights {
      for step in unit.elements {
        guard let id = (step.after ?? step.before)?.id else { continue }
        let parts = Self.parts(of: step)
        if !parts.isEmpty { scope.elements[id, default: []].formUnion(parts) }
      }
      for step in unit.pages {
        guard let before = step.before, let after = step.after else { continue }
        scope.pages.insert(after.id)
        if before.title != after.title {
          scope.collections.formUnion([before.collection, after.collection].compactMap { $0 })
        }
      }
      for path in unit.settings where path.hasPrefix("company.") {
        scope.company.insert(String(path.dropFirst("company.".count)))
      }
    }
    return scope
  }

  private static func parts(of step: Step<Element>) -> Set<EditScope.Part> {
    guard let before = step.before, let after = step.after else { return [.presence] }
    var parts: Set<EditScope.Part> = []
    for change in Change.between(before, after) {
      switch change.property {
      case .text, .formatting, .link, .image: parts.insert(.content)
      case .hidden: parts.insert(.presence)
      case .variant: parts.insert(.tag)
      case .position:
        let isBeside = before.owner == after.owner && before.parent == after.parent && before.slot == after.slot
        parts.insert(isBeside ? .place : .presence)
      case .editability, .limits, .name: break
      default: parts.insert(.whole)
      }
    }
    return parts
  }
}
