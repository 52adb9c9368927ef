import Database
import Model

enum ApprovalRows {
  private static let columns = "id, page, element, revision, fingerprint, account, at, words, withdrawnAt"
  private static let insert = Statement(
    "approval.insert",
    """
    INSERT INTO approval (agency, site, id, page, element, revision, fingerprint, account, at, words)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
    """)
  private static let byID = Statement(
    "approval.byID", "SELECT \(columns) FROM approval WHERE agency = ? AND site = ? AND id = ?")
  private static let ofSite = Statement(
    "approval.ofSite",
    "SELECT \(columns) FROM approval WHERE agency = ?1 AND site = ?2 ORDER BY at DESC, id LIMIT ?3")
  private static let ofPage = Statement(
    "approval.ofPage",
    "SELECT \(columns) FROM approval WHERE agency = ?1 AND site = ?2 AND page = ?4 ORDER BY at DESC, id LIMIT ?3")
  private static let withdraw = Statement(
    "approval.withdraw",
    """
    UPDATE approval SET withdrawnAt = ?4, withdrawnBy = ?5
    WHERE agency = ?1 AND site = ?2 AND id = ?3 AND withdrawnAt IS NULL
    """)
  private static let name = Statement("account.name", "SELECT name FROM account WHERE agency = ? AND id = ?")

  static func insert(_ approval: Approval, of key: SiteKey, _ transaction: Transaction) throws {
    try transaction.execute(
      insert,
      keys(key) + [
        .init(approval.id.rawValue), .init(approval.page.rawValue), .init(approval.element?.rawValue),
        .init(approval.revision), .init(approval.fingerprint), .init(approval.account.rawValue), .init(approval.at),
        .init(approval.words),
      ])
  }

  static func approval(_ id: ApprovalID, of key: SiteKey, _ transaction: Transaction) throws -> Approval? {
    try transaction.first(byID, keys(key) + [.init(id.rawValue)], map: approval)
  }

  static func approvals(
    of key: SiteKey, page: PageID?, limit: Int, _ transaction: Transaction
  ) throws -> [Approval] {
    let values = keys(key) + [.init(limit)] + (page.map { [.init($0.rawValue)] } ?? [])
    return try transaction.all(page == nil ? ofSite : ofPage, values, map: approval)
  }

  static func withdraw(
    _ id: ApprovalID, of key: SiteKey, by account: AccountID, at moment: Int, _ transaction: Transaction
  ) throws {
    try transaction.execute(withdraw, keys(key) + [.init(id.rawValue), .init(moment), .init(account.rawValue)])
  }

  // MARK: What was approved, and what stands there

  /// A page with its sections at a revision; nil when it was not there.
  static func page(
    _ id: PageID, of key: SiteKey, at revision: Revision, _ transaction: Transaction
  ) throws -> (page: Page, state: ApprovedPage)? {
    guard let page = try PageRows.page(id, of: key, at: revision, in: transaction) else { return nil }
    let rows = try ElementRows.rows(of: .page(id), of: key, at: revision, in: transaction)
    let hidden = try AnchorRows.hiddenSlots(of: page.template, in: key, at: revision, transaction)
    return (page, ApprovedPage(page, slots: ElementNode.trees(of: rows).filter { hidden[$0.key] == nil }))
  }

  /// The pages that a list of approvals is about, each state read once.
  struct Pages {
    let key: SiteKey
    let transaction: Transaction
    private var known: [Place: (page: Page, state: ApprovedPage)?] = [:]
    private var paths: [PageID: String] = [:]
    private let newest: Revision

    private struct Place: Hashable {
      let page: PageID
      let revision: Revision
    }

    init(key: SiteKey, transaction: Transaction) throws {
      self.key = key
      self.transaction = transaction
      newest = try SnapshotReader.currentRevision(of: key, in: transaction) ?? 0
    }

    mutating func now(_ id: PageID) throws -> (page: Page, state: ApprovedPage)? { try page(id, at: newest) }

    mutating func page(_ id: PageID, at revision: Revision) throws -> (page: Page, state: ApprovedPage)? {
      let place = Place(page: id, revision: revision)
      if let known = known[place] { return known }
      let found = try ApprovalRows.page(id, of: key, at: revision, transaction)
      known[place] = .some(found)
      return found
    }

    mutating func path(of page: Page) throws -> String {
      if let path = paths[page.id] { return path }
      let path = try PageTreeRows.path(of: page, in: key, transaction)
      paths[page.id] = path
      return path
    }
  }

  static func told(_ approval: Approval, of key: SiteKey, _ transaction: Transaction) throws -> ToldApproval {
    var pages = try Pages(key: key, transaction: transaction)
    return try told(approval, of: key, &pages)
  }

  static func told(_ approval: Approval, of key: SiteKey, _ pages: inout Pages) throws -> ToldApproval {
    guard let then = try pages.page(approval.page, at: approval.revision) else {
      throw StoreError.damaged("approval \(approval.id) is of a page that was not there")
    }
    let now = try pages.now(approval.page)
    let section = approval.element.flatMap { id in
      now?.state.sections.first { $0.id == id } ?? then.state.sections.first { $0.id == id }
    }
    return ToldApproval(
      approval: approval,
      accountName: try pages.transaction.first(
        name, .init(key.agency.rawValue), .init(approval.account.rawValue), map: { $0.text(0) }) ?? "",
      title: now?.page.title ?? then.page.title, label: section?.label ?? "",
      path: try now.map { try pages.path(of: $0.page) },
      standing: ApprovalStanding(of: approval, approved: then.state, now: now?.state))
  }

  /// A section and everything that stands or stood below it.
  static func below(
    _ section: ElementID, of owner: Owner, _ key: SiteKey, since revision: Revision, _ transaction: Transaction
  ) throws -> Set<ElementID> {
    var result: Set<ElementID> = [section]
    for rows in [
      try ElementRows.rows(of: owner, of: key, at: revision, in: transaction),
      try ElementRows.rows(of: owner, of: key, in: transaction),
    ] {
      var children: [ElementID: [ElementID]] = [:]
      for row in rows { if let parent = row.parent { children[parent, default: []].append(row.id) } }
      var pending = [section]
      while let next = pending.popLast() {
        let below = children[next] ?? []
        result.formUnion(below)
        pending += below
      }
    }
    return result
  }

  private static func keys(_ key: SiteKey) -> [SQLValue] { [.init(key.agency.rawValue), .init(key.site.rawValue)] }

  private static func approval(_ row: borrowing Row) -> Approval {
    Approval(
      id: ApprovalID(stored: row.text(0)), page: PageID(stored: row.text(1)),
      element: row.optionalText(2).map(ElementID.init(stored:)), revision: row.integer(3), fingerprint: row.text(4),
      account: AccountID(stored: row.text(5)), at: row.integer(6), words: row.text(7),
      withdrawnAt: row.optionalInteger(8))
  }
}
