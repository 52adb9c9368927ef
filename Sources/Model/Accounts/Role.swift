/// What somebody is to a project. One account may hold different roles in different projects.
package enum Role: String, Sendable, CaseIterable {
  // The agency's people.
  case admin, designer, support
  // The customer's people.
  case owner, editor, reviewer
  /// Somebody with a review link and no account.
  case guest

  package var isAgency: Bool { self == .admin || self == .designer || self == .support }

  /// May change the structure and the locks of every element.
  package var mayDesign: Bool { self == .admin || self == .designer }

  /// May change what is unlocked, as far as the phase allows it.
  package var mayEditUnlocked: Bool { self == .support || self == .owner || self == .editor }

  /// May turn the newest revision into the live site.
  package var mayPublish: Bool { self == .admin || self == .designer || self == .support || self == .owner }

  /// May make review links, which let people in who have no account.
  package var mayInviteGuests: Bool { isAgency || self == .owner }
}

/// The team that runs the service; the unit of isolation.
package struct Agency: Hashable, Sendable {
  package let id: AgencyID
  package let name: String

  package init(id: AgencyID, name: String) {
    self.id = id
    self.name = name
  }
}

package struct Account: Hashable, Sendable {
  package let id: AccountID
  package let agency: AgencyID
  package let email: String
  package let name: String
  /// The language of portal and mail: `de` or `en`.
  package let locale: String
  /// The role that holds in every project of the agency; nil for a customer's people.
  package let agencyRole: Role?

  package init(id: AccountID, agency: AgencyID, email: String, name: String, locale: String, agencyRole: Role?) {
    self.id = id
    self.agency = agency
    self.email = email
    self.name = name
    self.locale = locale
    self.agencyRole = agencyRole
  }
}

/// Where a project stands; decides what the portal shows and whether a customer may edit.
package enum Phase: String, Sendable, CaseIterable {
  case preparation, creation, feedback, revision, done, redesign

  /// While designers work on the tree, customers' edits rest, so that neither gets in the other's way.
  package var customersMayEdit: Bool { self == .feedback || self == .done }
}

/// The engagement with one customer: people, phase and one site.
package struct Project: Hashable, Sendable {
  package let id: ProjectID
  package let agency: AgencyID
  package let name: String
  package let phase: Phase

  package init(id: ProjectID, agency: AgencyID, name: String, phase: Phase) {
    self.id = id
    self.agency = agency
    self.name = name
    self.phase = phase
  }
}
