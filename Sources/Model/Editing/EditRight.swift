/// Who asks, as far as the rules of editing care: the role in the site's project and where the project stands.
package struct EditAuthority: Hashable, Sendable {
  package let role: Role
  package let phase: Phase

  package init(role: Role, phase: Phase) {
    self.role = role
    self.phase = phase
  }

  /// Effective right = role ∩ phase ∩ own capabilities ∩ no sealed ancestor.
  /// - Parameters:
  ///   - own: the element's own capabilities
  ///   - ancestors: the capabilities of everything above it, nearest first
  /// - Returns: the capabilities that this author may use on the element, or the rule that leaves none.
  package func rights(own: Capabilities, ancestors: [Capabilities]) -> EditRight {
    if role.mayDesign { return .granted(.all) }
    guard role.mayEditUnlocked else { return .denied(.role) }
    guard phase.customersMayEdit || role.isAgency else { return .denied(.phase) }
    if own.contains(.seal) || ancestors.contains(where: { $0.contains(.seal) }) { return .denied(.sealed) }
    if ancestors.contains(where: { $0.contains(.structure) }) { return .granted(.all.subtracting(.seal)) }
    return own.isEmpty ? .denied(.locked) : .granted(own)
  }
}

package enum EditRight: Hashable, Sendable {
  case granted(Capabilities)
  case denied(EditRefusal.Rule)

  package var capabilities: Capabilities { if case .granted(let capabilities) = self { capabilities } else { [] } }
}

extension Capabilities {
  /// Everything, as designers have it.
  package static let all: Capabilities = [
    .text, .media, .link, .items, .visible, .order, .variant, .meta, .structure, .seal,
  ]
}
