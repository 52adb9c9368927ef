import Database
import Model

/// What of a page can be approved by itself: its sections as they stand.
package struct ApprovalSections: Hashable, Sendable {
  package struct Section: Hashable, Sendable {
    package let id: ElementID
    /// What people call it; may be empty.
    package let label: String
  }

  /// The state of the site in which they stand like this.
  package let revision: Revision
  package let sections: [Section]
  /// The one in which the element stands that was asked for.
  package let section: ElementID?
}

extension Store {
  /// The sections that the draft shows to an account, in the order of the page.
  /// - Parameter element: one of which to tell in which section it stands
  /// - Throws: `notFound` for a page that is not there, and without a role
  package func approvalSections(
    of page: PageID, containing element: ElementID? = nil, in key: SiteKey, for account: AccountID
  ) async throws -> ApprovalSections {
    try await database.read { transaction in
      guard try AuthorityRows.authority(of: account, in: key, transaction: transaction) != nil else {
        throw StoreError.notFound("site \(key.site)")
      }
      let newest = try SnapshotReader.currentRevision(of: key, in: transaction) ?? 0
      guard let found = try ApprovalRows.page(page, of: key, at: newest, transaction) else {
        throw StoreError.notFound("page \(page)")
      }
      let sections = found.state.sections
      var top = try element.flatMap { try ElementRows.current($0, of: key, in: transaction) }
      while let parent = try top?.parent.flatMap({ try ElementRows.current($0, of: key, in: transaction) }) {
        top = parent
      }
      return ApprovalSections(
        revision: newest, sections: sections.map { .init(id: $0.id, label: $0.label) },
        section: sections.first { $0.id == top?.id }?.id)
    }
  }

  /// An approval with everything that its record says.
  /// - Throws: `notFound` also without a role
  package func approvalRecord(
    _ id: ApprovalID, of key: SiteKey, for account: AccountID
  ) async throws -> (told: ToldApproval, changes: [Change], agency: String) {
    let (told, changes) = try await approval(id, of: key, for: account)
    let agency = try await database.read { transaction in
      try transaction.first(Self.agencyName, .init(key.agency.rawValue)) { $0.text(0) }
    }
    return (told, changes, agency ?? "")
  }

  private static let agencyName = Statement("agency.name", "SELECT name FROM agency WHERE id = ?")
}
