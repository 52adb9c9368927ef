import Crypto
import Database
import Model

/// An approval with who gave it and how it stands now.
package struct ToldApproval: Sendable {
  package let approval: Approval
  package let accountName: String
  /// The title of the page as it is now, or as it was approved.
  package let title: String
  /// What people call the section; empty for a whole page.
  package let label: String
  /// Where the page is; nil when it is not there any more.
  package let path: String?
  package let standing: ApprovalStanding
}

/// What was to be approved is not what stands there any more.
package struct ApprovalOutdated: Error, Hashable, Sendable {
  package let newest: Revision
}

package enum ApprovalLimits {
  /// How many are told at once, the newest first.
  package static let listed = 200
}

extension Store {
  /// Approves a page or a section of it as the account saw it.
  /// - Parameter revision: the state that the account saw; what it saw must still stand there
  /// - Throws: `ApprovalOutdated`, `FieldError`, `notFound` also without a role, `EditRefusal` for a role that approves nothing.
  package func approve(
    _ page: PageID, section: ElementID? = nil, at revision: Revision, words: String = "", of key: SiteKey,
    by account: AccountID, once repeatable: RequestKey? = nil,
    answer: @escaping @Sendable (ToldApproval) -> RecordedAnswer
  ) async throws -> RecordedAnswer {
    let words =
      words.isEmpty
      ? ""
      : try CommentText.checked(
        words, pointer: "/words", maximum: Approval.longestWords)
    let (moment, id) = (now(), ApprovalID.random())
    defer { events.wake(key) }
    return try await answeringOnce(repeatable) { transaction in
      // No edit comes between what is compared and what is kept.
      guard try transaction.execute(ReleaseRows.lock, .init(key.agency.rawValue), .init(key.site.rawValue)) == 1,
        let authority = try AuthorityRows.authority(of: account, in: key, transaction: transaction)
      else { throw StoreError.notFound("site \(key.site)") }
      guard FeedbackRules(participant: .account(account), role: authority.role).mayApprove else {
        throw EditRefusal(
          operation: 0, element: section, rule: .role, explanation: "the customer's owner and editors approve")
      }
      let newest = try SnapshotReader.currentRevision(of: key, in: transaction) ?? 0
      guard (1...newest).contains(revision) else {
        throw FieldError(pointer: "/revision", problem: "is no revision of this site")
      }
      guard let now = try ApprovalRows.page(page, of: key, at: newest, transaction) else {
        throw FieldError(pointer: "/page", problem: "is no page of this site")
      }
      guard let text = now.state.canonical(section) else {
        throw FieldError(pointer: "/element", problem: "is no section of this page: only what stands at its top is")
      }
      guard try ApprovalRows.page(page, of: key, at: revision, transaction)?.state.canonical(section) == text else {
        throw ApprovalOutdated(newest: newest)
      }
      let approval = Approval(
        id: id, page: page, element: section, revision: newest,
        fingerprint: hexadecimal(SHA256.hash(data: Array(text.utf8))), account: account, at: moment, words: words)
      try ApprovalRows.insert(approval, of: key, transaction)
      return answer(try ApprovalRows.told(approval, of: key, transaction))
    }
  }

  /// The approvals of a site or of one page, the newest first.
  /// - Throws: `notFound` without a role.
  package func approvals(
    of key: SiteKey, page: PageID? = nil, for account: AccountID, limit: Int = ApprovalLimits.listed
  ) async throws -> [ToldApproval] {
    try await database.read { transaction in
      guard try AuthorityRows.authority(of: account, in: key, transaction: transaction) != nil else {
        throw StoreError.notFound("site \(key.site)")
      }
      let approvals = try ApprovalRows.approvals(of: key, page: page, limit: limit, transaction)
      var pages = try ApprovalRows.Pages(key: key, transaction: transaction)
      return try approvals.map { try ApprovalRows.told($0, of: key, &pages) }
    }
  }

  /// One approval with what has changed since, in words.
  /// - Throws: `notFound` also without a role.
  package func approval(
    _ id: ApprovalID, of key: SiteKey, for account: AccountID
  ) async throws -> (told: ToldApproval, changes: [Change]) {
    try await database.read { transaction in
      guard let authority = try AuthorityRows.authority(of: account, in: key, transaction: transaction),
        let approval = try ApprovalRows.approval(id, of: key, transaction)
      else { throw StoreError.notFound("approval \(id)") }
      let told = try ApprovalRows.told(approval, of: key, transaction)
      guard told.standing.state == .changed else { return (told, []) }
      // Who approves has seen the page, whoever may change it.
      var changes = try DifferenceReader(
        key: key, from: approval.revision,
        to: try SnapshotReader.currentRevision(of: key, in: transaction) ?? approval.revision,
        page: approval.page, transaction: transaction
      ).changes(
        for: FeedbackReader(
          key: key, rules: FeedbackRules(participant: .account(account), role: authority.role)))
      if let section = approval.element {
        let below = try ApprovalRows.below(
          section, of: .page(approval.page), key, since: approval.revision, transaction)
        changes = changes.filter { change in
          if case .element(let id) = change.subject { below.contains(id) } else { false }
        }
      }
      return (told, changes)
    }
  }

  /// Takes an approval back: by whoever gave it, or by the agency. It stays in the record.
  /// - Throws: `notFound` also without a role, `EditRefusal` for anybody else.
  package func withdrawApproval(_ id: ApprovalID, of key: SiteKey, by account: AccountID) async throws {
    let moment = now()
    try await database.write { transaction in
      guard let authority = try AuthorityRows.authority(of: account, in: key, transaction: transaction),
        let approval = try ApprovalRows.approval(id, of: key, transaction)
      else { throw StoreError.notFound("approval \(id)") }
      guard approval.account == account || authority.role.isAgency else {
        throw EditRefusal(
          operation: 0, element: approval.element, rule: .role,
          explanation: "who approved takes it back, or the agency")
      }
      try ApprovalRows.withdraw(id, of: key, by: account, at: moment, transaction)
    }
    events.wake(key)
  }
}
