import Model
import Store

/// What an account may do with a site's working draft, and if it may only look, why.
enum DraftAccess: Hashable, Sendable {
  enum Reason: Hashable, Sendable {
    /// The role never changes anything.
    case role
    /// The agency is at work on the site.
    case phase(Phase)
    /// Nothing is unlocked.
    case locked
  }

  case edit
  case look(Reason)

  init(_ authority: EditAuthority, unlocked: Int) {
    switch authority.rights(own: .text, ancestors: []) {
    case .granted where authority.role.mayDesign || unlocked > 0: self = .edit
    case .granted: self = .look(.locked)
    case .denied(.phase): self = .look(.phase(authority.phase))
    case .denied: self = .look(.role)
    }
  }

  var mode: DraftMode { self == .edit ? .edit : .view }
}
