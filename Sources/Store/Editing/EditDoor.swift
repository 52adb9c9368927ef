import Database
import Model

/// Who edits: the account that the log names and what the rules care about.
package struct EditAuthor: Hashable, Sendable {
  package let account: AccountID?
  package let authority: EditAuthority

  package init(account: AccountID?, authority: EditAuthority) {
    self.account = account
    self.authority = authority
  }
}

/// What an edit has made: the revision and the elements and pages as they stand now.
package struct EditResult: Hashable, Sendable {
  package let revision: Revision
  package let elements: [Element]
  package let pages: [Page]
  package let removed: [ElementID]
}

extension Store {
  /// The one door for edits: all operations of the request in one transaction, which checks role, phase, capability, seals, limits,
  /// versions and the tree's invariants and writes rows, log and revision together. All or nothing.
  ///
  /// The author's authority is read by `authority` inside the same transaction, so that an edit that commits after a lock or after the
  /// end of a membership is judged by what holds then.
  /// - Throws: `EditRefusal`, `FieldError` for values that are malformed, `StoreError.notFound`.
  package func edit(
    _ request: EditRequest, of key: SiteKey, by account: AccountID, reason: String = ""
  ) async throws -> EditResult {
    let moment = now()
    return try await database.write { transaction in
      try EditDoor.apply(request, of: key, by: account, reason: reason, at: moment, in: transaction)
    }
  }

  /// The same for a request that may be repeated: what it has made and how it was answered are stored together.
  /// - Throws: `RequestKeyTaken` also.
  package func edit(
    _ request: EditRequest, of key: SiteKey, by account: AccountID, once repeatable: RequestKey?,
    answer: @escaping @Sendable (EditResult) -> RecordedAnswer
  ) async throws -> RecordedAnswer {
    let moment = now()
    return try await answeringOnce(repeatable) { transaction in
      answer(try EditDoor.apply(request, of: key, by: account, reason: "", at: moment, in: transaction))
    }
  }
}

/// Applies one request within one transaction.
final class EditDoor {
  let key: SiteKey
  let author: EditAuthor
  let rules: EditRules
  let transaction: Transaction
  private let moment: Int
  private(set) var revision: Revision = 0
  private var changed: [ElementID: Element] = [:]
  private var order: [ElementID] = []
  private var pages: [Page] = []
  private var removed: [ElementID] = []
  /// The trees whose shape this edit asks for, as they stand now.
  private var trees: [Owner: OwnerTree] = [:]
  private var knownPages: PageIndex?
  /// Pages (without a fragment) and files that are known to be there.
  private var checked: Set<LinkTarget> = []
  /// Owners whose tree has another shape now, each with the operation that changed it last.
  private var reshaped: [Owner: Int] = [:]

  static func apply(
    _ request: EditRequest, of key: SiteKey, by account: AccountID, reason: String, at moment: Int,
    in transaction: Transaction
  ) throws -> EditResult {
    guard let authority = try AuthorityRows.authority(of: account, in: key, transaction: transaction) else {
      throw StoreError.notFound("site \(key.site)")
    }
    let author = EditAuthor(account: account, authority: authority)
    return try EditDoor(key: key, author: author, at: moment, transaction: transaction).apply(request, reason: reason)
  }

  init(key: SiteKey, author: EditAuthor, at moment: Int, transaction: Transaction) {
    self.key = key
    self.author = author
    self.moment = moment
    self.transaction = transaction
    rules = EditRules(authority: author.authority)
  }

  func apply(_ request: EditRequest, reason: String) throws -> EditResult {
    revision = try SiteRows.nextRevision(of: key, in: transaction)
    if let expected = request.expected, expected != revision - 1 {
      throw EditRefusal(
        operation: 0, element: nil, rule: .stale,
        explanation: "the site is at revision \(revision - 1), not at \(expected); read it again")
    }
    for (index, operation) in request.operations.enumerated() { try apply(operation, index) }
    for (owner, operation) in reshaped { try checkTree(of: owner, operation: operation) }
    try EditLog.record(
      EditLog.Entry(
        revision: revision, author: author.account, at: moment, reason: reason,
        operations: request.operations.map(\.json)),
      of: key, in: transaction)
    return EditResult(
      revision: revision, elements: order.compactMap { changed[$0] }, pages: pages, removed: removed)
  }

  private func apply(_ operation: Operation, _ index: Int) throws {
    switch operation {
    case .setText(let id, let version, let text):
      var element = try element(id, version: version, needed: .text, index)
      let before = element.body.content
      element.body = try rules.settingText(text, of: element, operation: index)
      try checkLinks(element.body.content, before: before, element: id, index)
      try write(element)
    case .update(let id, let version, let set):
      var element = try element(id, version: version, needed: .structure, index)
      guard author.authority.role.mayDesign else { throw refusal(.role, id, index) }
      let before = element.body
      element.body = try rules.updating(set, of: element, operation: index)
      try checkLinks(element.body.content, before: before.content, element: id, index)
      try write(element)
      // Of all properties only how many items a list may hold has to do with the rest of the tree.
      if element.body.kind == .list, element.body.limits != before.limits { reshape(element.owner, by: index) }
    case .setEditability(let id, let version, let capabilities):
      var element = try element(id, version: version, needed: .seal, index)
      guard author.authority.role.mayDesign else { throw refusal(.role, id, index) }
      element.body.capabilities = capabilities
      try ElementRules.check(element.body, at: "/operations/\(index)")
      try write(element)
    case .insert(let seed, let place): try insert(seed, at: place, index)
    case .remove(let id, let version): try remove(id, version: version, index)
    case .move(let id, let version, let place): try move(id, version: version, to: place, index)
    case .createPage(let page): try createPage(page, index)
    }
  }

  // MARK: Finding and checking

  /// The element as it stands in this edit, after right and version have been checked.
  func element(_ id: ElementID, version: Revision, needed: Capabilities, _ index: Int) throws -> Element {
    guard let element = try current(id) else { throw refusal(.notFound, id, index) }
    let ancestors = try ancestors(of: element)
    // An author names the version of before the edit, also for an element that an earlier operation of the same edit has changed.
    let isOwn = changed[id] != nil
    try rules.authorize(element, ancestors: ancestors, version: isOwn ? nil : version, needed: needed, operation: index)
    return element
  }

  func current(_ id: ElementID) throws -> Element? {
    if let element = changed[id] { return element }
    return try ElementRows.current(id, of: key, in: transaction)
  }

  /// Capabilities of everything above the element, nearest first. For designers nothing above makes a difference.
  func ancestors(of element: Element) throws -> [Capabilities] {
    if author.authority.role.mayDesign { return [] }
    if let tree = trees[element.owner] { return tree.capabilities(from: element.parent) }
    return try ElementRows.capabilities(from: element.parent, of: key, in: transaction)
  }

  func tree(of owner: Owner) throws -> OwnerTree {
    if let tree = trees[owner] { return tree }
    let tree = OwnerTree(try ElementRows.rows(of: owner, of: key, in: transaction))
    trees[owner] = tree
    return tree
  }

  func pageIndex() throws -> PageIndex {
    if let knownPages { return knownPages }
    let index = PageIndex(
      try PageRows.current(of: key, in: transaction), settings: try SiteRows.settings(of: key, in: transaction))
    knownPages = index
    return index
  }

  func refusal(_ rule: EditRefusal.Rule, _ element: ElementID?, _ index: Int, _ explanation: String? = nil)
    -> EditRefusal
  {
    EditRefusal(
      operation: index, element: element, rule: rule, explanation: explanation ?? EditRules.explanation(of: rule))
  }

  /// A link may lead only to a page and a file that the site has.
  func checkLinks(_ links: [LinkTarget], element: ElementID?, _ index: Int) throws {
    for link in links {
      switch link {
      case .page(let page, _):
        // Asked once for each: a thousand links to one page are one question.
        guard !checked.contains(.page(page, fragment: nil)) else { continue }
        guard try PageRows.current(page, of: key, in: transaction) != nil else {
          throw refusal(.invalid, element, index, "a link leads to a page that this site does not have")
        }
        checked.insert(.page(page, fragment: nil))
      case .asset(let path):
        guard !checked.contains(link) else { continue }
        guard try AssetRows.exists(path, of: key, in: transaction) else {
          throw refusal(.invalid, element, index, "this site has no file “\(path)”")
        }
        checked.insert(link)
      case .url, .value: continue
      }
    }
  }

  /// What led nowhere before is not held against somebody who changes the words beside it.
  private func checkLinks(_ content: Content, before: Content, element: ElementID, _ index: Int) throws {
    let known = Set(before.targets)
    try checkLinks(content.targets.filter { !known.contains($0) }, element: element, index)
  }

  private func checkTree(of owner: Owner, operation: Int) throws {
    var slots: Set<String>?
    if case .page(let id) = owner, let page = try PageRows.current(id, of: key, in: transaction) {
      slots = Set(
        try tree(of: .template(page.template)).rows.compactMap {
          if case .slot(let name) = $0.body.content { name } else { nil }
        })
    }
    let rows = try tree(of: owner).rows
    do {
      try TreeInvariants.check(rows, slots: slots)
    } catch {
      throw EditRefusal(operation: operation, element: error.element, rule: .invariant, explanation: error.explanation)
    }
  }

  // MARK: Writing

  func write(_ element: Element) throws {
    var element = element
    element.since = revision
    try ElementRows.replace(element, of: key, at: revision, in: transaction)
    if changed.updateValue(element, forKey: element.id) == nil { order.append(element.id) }
    trees[element.owner]?.write(element)
  }

  func forget(_ element: Element) throws {
    try ElementRows.end(element.id, of: key, at: revision, in: transaction)
    changed[element.id] = nil
    removed.append(element.id)
    trees[element.owner]?.remove(element.id)
  }

  func write(_ page: Page) throws {
    var page = page
    page.since = revision
    try PageRows.replace(page, of: key, at: revision, in: transaction)
    pages.append(page)
  }

  func reshape(_ owner: Owner, by operation: Int) { reshaped[owner] = operation }
}
