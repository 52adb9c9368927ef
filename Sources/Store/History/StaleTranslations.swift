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
      let base = try settled(element)
      guard original.since > base,
        let before = try ElementRows.row(original.id, of: key, at: base, in: transaction)?.body.content.translatable,
        before != now
      else { continue }
      found.append(
        StaleTranslation(element: element, source: original.id, before: before, now: now, translation: translation))
    }
    return found
  }

  /// The revision in which the translation was last right: it was made, its words were changed, or the same words were written again.
  private func settled(_ element: Element) throws -> Revision {
    let states = try transaction.all(
      Self.states, [.init(key.agency.rawValue), .init(key.site.rawValue), .init(element.id.rawValue)],
      map: ElementRows.element)
    var revision = states.first?.since ?? element.since
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
