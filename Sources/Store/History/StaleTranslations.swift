import Database
import Model

/// A text of a translated page whose source says something else than when it was translated.
package struct StaleTranslation: Hashable, Sendable {
  package let element: Element
  /// The element that it translates.
  package let source: ElementID
  /// The source's words when the translation was last changed or found right.
  package let before: String
  /// The source's words as they are.
  package let now: String
  /// The translation as it is.
  package let translation: String
}

/// A translated page with what is stale on it.
package struct TranslatedPage: Hashable, Sendable {
  package let page: Page
  package let source: Page
  package let stale: [StaleTranslation]
}

extension Store {
  /// The site's translated pages, in the site's order, each with the texts whose source has changed since.
  package func translatedPages(of key: SiteKey) async throws -> [TranslatedPage] {
    try await database.read { transaction in
      let pages = try PageRows.current(of: key, in: transaction)
      let byID = Dictionary(pages.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
      return try pages.compactMap { page in
        guard let source = page.translationOf.flatMap({ byID[$0] }) else { return nil }
        return TranslatedPage(
          page: page, source: source,
          stale: try StaleTranslationReader(key: key, transaction: transaction).read(page, of: source))
      }
    }
  }

  /// The texts of translated pages whose source has changed since, as both stand in a snapshot of the site.
  /// - Returns: the translated elements with the words of their source
  package func staleTranslations(of key: SiteKey, in snapshot: SiteSnapshot) async throws -> [ElementID: String] {
    let translated = snapshot.pages.filter { $0.page.translationOf != nil }
    guard !translated.isEmpty else { return [:] }
    let pages = Dictionary(snapshot.pages.map { ($0.page.id, $0) }, uniquingKeysWith: { first, _ in first })
    return try await database.read { transaction in
      let reader = StaleTranslationReader(key: key, transaction: transaction)
      var found: [ElementID: String] = [:]
      for content in translated {
        guard let source = content.page.translationOf.flatMap({ pages[$0] }) else { continue }
        try reader.read(content, of: source) { found[$0] = $1 }
      }
      return found
    }
  }

  /// Finds a translation right as it is: the same text is written again, which makes it younger than its source.
  /// - Throws: `EditRefusal`, for somebody who may not change the text too; `notFound`.
  package func confirmTranslation(_ id: ElementID, of key: SiteKey, by account: AccountID) async throws {
    let element = try await database.read { transaction in try ElementRows.current(id, of: key, in: transaction) }
    guard let element else { throw StoreError.notFound("element \(id)") }
    let operation: Operation
    switch element.body.content {
    case .inline(let text): operation = .setText(id, version: element.since, text)
    case .link(_, let label): operation = .setText(id, version: element.since, label)
    case .rich(let text): operation = .setRichText(id, version: element.since, text)
    case .markdown(let source): operation = .setMarkdown(id, version: element.since, source)
    default: throw StoreError.notFound("a text in element \(id)")
    }
    _ = try await edit(EditRequest(operations: [operation]), of: key, by: account)
  }
}

private struct StaleTranslationReader {
  let key: SiteKey
  let transaction: Transaction

  private static let states = Statement(
    "element.states",
    "SELECT \(ElementRows.columns) FROM element WHERE agency = ? AND site = ? AND id = ? ORDER BY since")
  /// Which of a page's elements are copies, and since when they are there.
  private static let made = Statement(
    "element.copiesMade",
    """
    SELECT id, (
      SELECT MIN(earlier.since) FROM element earlier
      WHERE earlier.agency = e.agency AND earlier.site = e.site AND earlier.id = e.id
    ) FROM element e
    WHERE agency = ? AND site = ? AND ownerKind = ? AND owner = ? AND until IS NULL AND copiedFrom IS NOT NULL
    """)

  func read(_ page: Page, of source: Page) throws -> [StaleTranslation] {
    let sources = Dictionary(
      try ElementRows.rows(of: .page(source.id), of: key, in: transaction).map { ($0.id, $0) },
      uniquingKeysWith: { first, _ in first })
    let rows = try ElementRows.rows(of: .page(page.id), of: key, in: transaction)
    let byID = Dictionary(rows.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    var found: [StaleTranslation] = []
    for element in Element.inDocumentOrder(rows) where byID[element.id] != nil {
      guard let original = element.copiedFrom.flatMap({ sources[$0] }), let now = original.body.content.translatable,
        let translation = element.body.content.translatable
      else { continue }
      guard let before = try words(of: original.id, original.since, translatedBy: element.id, element.since),
        before != now
      else { continue }
      found.append(
        StaleTranslation(element: element, source: original.id, before: before, now: now, translation: translation))
    }
    return found
  }

  /// The same for trees that are in memory already, which may be those of any composition.
  /// - Parameter tell: gets the translation's element and the source's words
  func read(_ page: PageContent, of source: PageContent, tell: (ElementID, String) -> Void) throws {
    var sources: [ElementID: ElementNode] = [:]
    for node in source.slots.values.joined() { node.forEach { sources[$0.id] = $0 } }
    var made: [ElementID: Revision]?
    for node in page.slots.values.joined() {
      try node.forEach { element in
        guard let original = element.copiedFrom.flatMap({ sources[$0] }), let now = original.body.content.translatable,
          element.body.content.translatable != nil
        else { return }
        // Most sources have not changed since there is a translation; no history has to be read for them.
        let known = try made ?? self.made(page.page.id)
        made = known
        if let first = known[element.id], original.since <= first { return }
        guard let before = try words(of: original.id, original.since, translatedBy: element.id, element.since),
          before != now
        else { return }
        tell(element.id, now)
      }
    }
  }

  private func made(_ page: PageID) throws -> [ElementID: Revision] {
    let (kind, owner) = Owner.page(page).columns
    let rows = try transaction.all(
      Self.made, [.init(key.agency.rawValue), .init(key.site.rawValue), .init(kind), .init(owner)]
    ) { (ElementID(stored: $0.text(0)), $0.integer(1)) }
    return Dictionary(rows, uniquingKeysWith: { first, _ in first })
  }

  /// What the source said when its translation was last right.
  /// - Parameters:
  ///   - changed: the revision of the source's state that counts
  ///   - state: the revision of the translation's state that counts
  /// - Returns: nil where the source has not changed since
  private func words(
    of source: ElementID, _ changed: Revision, translatedBy translation: ElementID, _ state: Revision
  ) throws -> String? {
    let base = try settled(translation, state)
    guard changed > base else { return nil }
    return try ElementRows.row(source, of: key, at: base, in: transaction)?.body.content.translatable
  }

  /// The revision in which the translation was last right: it was made, its words were changed, or the same words were written again.
  private func settled(_ element: ElementID, _ state: Revision) throws -> Revision {
    let states = try transaction.all(
      Self.states, [.init(key.agency.rawValue), .init(key.site.rawValue), .init(element.rawValue)],
      map: ElementRows.element
    ).filter { $0.since <= state }
    var revision = states.first?.since ?? state
    for (before, now) in zip(states, states.dropFirst()) {
      var same = before
      same.since = now.since
      if before.body.content != now.body.content || same == now { revision = now.since }
    }
    return revision
  }
}

extension Content {
  /// The words that a translation has to follow; nil for what has none.
  fileprivate var translatable: String? {
    switch self {
    case .inline(let text): text.plain
    case .link(_, let label): label.nodes.isEmpty ? nil : label.plain
    case .rich(let text): text.plain
    case .markdown(let source): source
    default: nil
    }
  }
}
