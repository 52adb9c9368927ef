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
  /// Elements that were not there before, parents before what is below them.
  package let added: [ElementID]
  /// The company's data, when the edit changed them.
  package let company: [String: String]?
  /// Templates and shared trees that a new state of the theme has left as the site has them.
  package var keptTrees: [Owner] = []
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
    let result = try await database.write { transaction in
      try EditDoor.apply(request, of: key, by: account, reason: reason, at: moment, in: transaction)
    }
    announce(result, of: key)
    return result
  }

  /// The same for a request that may be repeated: what it has made and how it was answered are stored together.
  /// - Parameter screen: the tab that asks, by the name that it has given itself
  /// - Throws: `RequestKeyTaken` also.
  package func edit(
    _ request: EditRequest, of key: SiteKey, by account: AccountID, from screen: String? = nil,
    once repeatable: RequestKey?, answer: @escaping @Sendable (EditResult) -> RecordedAnswer
  ) async throws -> RecordedAnswer {
    let moment = now()
    let made = CommittedEdit()
    let answer = try await answeringOnce(repeatable) { [events] transaction in
      let result = try EditDoor.apply(request, of: key, by: account, reason: "", at: moment, in: transaction)
      events.note(screen, of: result.revision, in: key)
      return answer(made.keep(result))
    }
    // A repeated request has made nothing.
    if let result = made.result { announce(result, of: key) }
    return answer
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
  private var added: [ElementID] = []
  private var settings: SiteSettings?
  private var theme: Theme?
  /// Trees of a theme that the site keeps as it has them, because somebody has changed them here or pages need them.
  var keptTrees: [Owner] = []
  /// Those that came, went or became different.
  var replacedTrees: [Owner] = []
  /// Pages whose address may be another one now, each with the operation that made it so.
  private var movedPages: [PageID: Int] = [:]
  var changesRights = false
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
    // Who changes nothing here is told no more than that.
    guard author.authority.role.mayDesign || author.authority.role.mayEditUnlocked else { throw refusal(.role, nil, 0) }
    revision = try SiteRows.nextRevision(of: key, in: transaction)
    if let expected = request.expected, expected != revision - 1 {
      throw EditRefusal(
        operation: 0, element: nil, rule: .stale,
        explanation: "the site is at revision \(revision - 1), not at \(expected); read it again")
    }
    for (index, operation) in request.operations.enumerated() { try apply(operation, index) }
    for (owner, operation) in reshaped { try checkTree(of: owner, operation: operation) }
    try checkPaths()
    try EditLog.record(
      EditLog.Entry(
        revision: revision, author: author.account, at: moment, reason: reason,
        operations: request.operations.map(\.json), restores: request.taking, changesRights: changesRights),
      of: key, in: transaction)
    return EditResult(
      revision: revision, elements: order.compactMap { changed[$0] }, pages: pages, removed: removed, added: added,
      company: settings?.company, keptTrees: keptTrees)
  }

  private func apply(_ operation: Operation, _ index: Int) throws {
    switch operation {
    case .setText(let id, let version, let text):
      try change(id, version, needed: .text, index) { try rules.settingText(text, of: $0, operation: index) }
    case .setRichText(let id, let version, let document):
      try change(id, version, needed: .text, index) { try rules.settingRichText(document, of: $0, operation: index) }
    case .setMarkdown(let id, let version, let source):
      try change(id, version, needed: .text, index) { try rules.settingMarkdown(source, of: $0, operation: index) }
    case .setImage(let id, let version, let image):
      let file = try image.source.flatMap { try AssetRows.file($0, of: key, in: transaction) }
      try change(id, version, needed: .media, index) {
        try rules.settingImage(image, file: file, of: $0, operation: index)
      }
    case .setLink(let id, let version, let target):
      try change(id, version, needed: .link, index) { try rules.settingLink(target, of: $0, operation: index) }
    case .setHidden(let id, let version, let hidden):
      try change(id, version, needed: .visible, index) { element in
        var body = element.body
        body.hidden = hidden
        return body
      }
    case .setVariant(let id, let version, let variant):
      try change(id, version, needed: .variant, index) { try rules.settingVariant(variant, of: $0, operation: index) }
    case .setField(let path, let seen, let value): try setField(path, seen: seen, value: value, index)
    case .setMeta(let page, let version, let change): try setMeta(page, version: version, change, index)
    case .addItem(let list, let after): try addItem(to: list, after: after, index)
    case .duplicateItem(let id, let version): try duplicateItem(id, version: version, index)
    case .removeItem(let id, let version): try removeItem(id, version: version, index)
    case .moveItem(let id, let version, let after): try moveItem(id, version: version, after: after, index)
    case .restore(let id, let version, let revision, let below):
      try restore(id, version: version, to: revision, below: below, index)
    case .restorePage(let page, let revision): try restorePage(page, to: revision, index)
    case .restoreSite(let revision): try restoreSite(to: revision, index)
    case .revert(let revision): try revert(revision, index)
    case .insert(let seed, let place): try insert(seed, at: place, index)
    case .update(let id, let version, let set): try update(id, version: version, set, index)
    case .remove(let id, let version): try remove(id, version: version, index)
    case .move(let id, let version, let place): try move(id, version: version, to: place, index)
    case .setEditability(let id, let version, let capabilities):
      try setEditability(id, version: version, capabilities, index)
    case .grantEditability(let id, let scope, let granting, let revoking):
      try grantEditability(id, scope: scope, granting: granting, revoking: revoking, index)
    case .createPage(let page): try createPage(page, index)
    case .updatePage(let page, let version, let change): try updatePage(page, version: version, change, index)
    case .removePage(let page, let version): try removePage(page, version: version, index)
    case .movePage(let page, let version, let parent, let after):
      try movePage(page, version: version, below: parent, after: after, index)
    case .updateTheme(let change): try updateTheme(change, index)
    }
  }

  /// One element's new body, made by `rule` once right and version have been checked.
  private func change(
    _ id: ElementID, _ version: Revision, needed: Capabilities, _ index: Int, rule: (Element) throws -> ElementBody
  ) throws {
    var element = try element(id, version: version, needed: needed, index)
    let before = element.body.content
    element.body = try rule(element)
    try checkLinks(element.body.content, before: before, element: id, index)
    try write(element)
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

  static let noSuchPage = "a link leads to a page that this site does not have"

  /// Why a link leads nowhere; nil for one that leads somewhere, or out of the site.
  static func fault(of link: LinkTarget, in key: SiteKey, _ transaction: Transaction) throws -> String? {
    switch link {
    case .page(let page, _):
      try PageRows.current(page, of: key, in: transaction) == nil
        ? noSuchPage : nil
    case .asset(let path):
      try AssetRows.file(path, of: key, in: transaction) == nil ? "this site has no file “\(path)”" : nil
    case .url, .value: nil
    }
  }

  /// A link may lead only to a page and a file that the site has.
  func checkLinks(_ links: [LinkTarget], element: ElementID?, _ index: Int) throws {
    for link in links {
      switch link {
      case .page(let page, _):
        // Asked once for each: a thousand links to one page are one question.
        guard !checked.contains(.page(page, fragment: nil)) else { continue }
        if let fault = try Self.fault(of: link, in: key, transaction) { throw refusal(.invalid, element, index, fault) }
        checked.insert(.page(page, fragment: nil))
      case .asset:
        guard !checked.contains(link) else { continue }
        if let fault = try Self.fault(of: link, in: key, transaction) { throw refusal(.invalid, element, index, fault) }
        checked.insert(link)
      case .url, .value: continue
      }
    }
  }

  /// What led nowhere before is not held against somebody who changes the words beside it.
  func checkLinks(_ content: Content, before: Content, element: ElementID, _ index: Int) throws {
    let known = Set(before.targets)
    try checkLinks(content.targets.filter { !known.contains($0) }, element: element, index)
  }

  private func checkTree(of owner: Owner, operation: Int) throws {
    let rows = try tree(of: owner).rows
    var slots: Set<String>?
    if case .page(let id) = owner {
      guard let page = try PageRows.current(id, of: key, in: transaction) else {
        guard rows.isEmpty else {
          throw refusal(.stale, rows[0].id, operation, "the page on which it stood is gone; bring that back first")
        }
        return
      }
      slots = Set(
        try tree(of: .template(page.template)).rows.compactMap {
          if case .slot(let name) = $0.body.content { name } else { nil }
        })
    }
    do {
      try TreeInvariants.check(rows, slots: slots)
    } catch {
      throw EditRefusal(
        operation: operation, element: error.element, rule: error.rule == .itemsWithinLimits ? .limit : .invariant,
        explanation: error.explanation)
    }
  }

  /// No page that this edit has moved, renamed or brought back may stand where another one stands. What collided before is no news.
  private func checkPaths() throws {
    guard let operation = movedPages.values.min() else { return }
    let collections = try currentSettings().collections
    let before = SitePaths(
      pages: try PageRows.pages(of: key, at: revision - 1, in: transaction), collections: collections)
    let now = SitePaths(pages: try PageRows.current(of: key, in: transaction), collections: collections)
    let known = Set(before.collisions.map(\.path))
    if let new = now.collisions.first(where: { !known.contains($0.path) }) {
      throw refusal(
        .invalid, nil, movedPages[new.page] ?? operation, "another page already has the address \(new.path)")
    }
  }

  func currentSettings() throws -> SiteSettings { try settings ?? SiteRows.settings(of: key, in: transaction) }

  // MARK: Writing

  /// - Parameter isMoving: whether the row before belongs to another owner
  func write(_ element: Element, isMoving: Bool = false) throws {
    var element = element
    element.since = revision
    try ElementRows.replace(element, of: key, at: revision, isMoving: isMoving, in: transaction)
    if changed.updateValue(element, forKey: element.id) == nil { order.append(element.id) }
    trees[element.owner]?.write(element)
  }

  /// Writes an element that is not there now.
  func add(_ element: Element) throws {
    try write(element)
    added.append(element.id)
  }

  func forget(_ element: Element) throws {
    try ElementRows.end(element.id, of: key, at: revision, isRemoval: true, in: transaction)
    changed[element.id] = nil
    removed.append(element.id)
    trees[element.owner]?.remove(element.id)
  }

  /// Takes an element out of the tree that it leaves for another one.
  func leave(_ owner: Owner, _ id: ElementID) { trees[owner]?.remove(id) }

  /// Whether no operation has changed anything so far.
  var hasChangedNothing: Bool { changed.isEmpty && pages.isEmpty && removed.isEmpty && settings == nil && theme == nil }

  func hasChanged(_ id: ElementID) -> Bool { changed[id] != nil }

  func write(_ page: Page) throws {
    var page = page
    page.since = revision
    try PageRows.replace(page, of: key, at: revision, in: transaction)
    pages.removeAll { $0.id == page.id }
    pages.append(page)
  }

  func forget(_ page: Page) throws {
    try PageRows.end(page.id, of: key, at: revision, isRemoval: true, in: transaction)
    pages.removeAll { $0.id == page.id }
    knownPages = nil
  }

  func write(_ settings: SiteSettings) throws {
    try SettingRows.replace(settings, of: key, at: revision, in: transaction)
    self.settings = settings
    knownPages = nil
  }

  func currentTheme() throws -> Theme {
    if let theme { return theme }
    return try SettingRows.theme(of: key, in: transaction).theme
  }

  func write(_ theme: Theme) throws {
    try SettingRows.replace(theme, of: key, at: revision, in: transaction)
    self.theme = theme
  }

  /// The page as it stands in this edit.
  func page(_ id: PageID, _ index: Int) throws -> Page {
    guard let page = try PageRows.current(id, of: key, in: transaction) else {
      throw refusal(.notFound, nil, index, "there is no such page on this site")
    }
    return page
  }

  /// The same, after its version has been checked.
  func page(_ id: PageID, version: Revision, _ index: Int) throws -> Page {
    let page = try page(id, index)
    guard page.since == version || page.since == revision else {
      throw refusal(.stale, nil, index, "somebody has changed this page since; read it again")
    }
    return page
  }

  func reshape(_ owner: Owner, by operation: Int) { reshaped[owner] = operation }

  /// The page may have another address now.
  func movesPage(_ page: PageID, by operation: Int) {
    movedPages[page] = operation
    knownPages = nil
  }
}

extension EditRequest {
  /// The revision that the whole request takes back.
  fileprivate var taking: Revision? {
    if operations.count == 1, case .revert(let revision) = operations[0] { revision } else { nil }
  }
}
