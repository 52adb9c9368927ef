import Database
import Model

/// One edit of a site with what it changed.
package struct EditEntry: Sendable {
  package let edit: LoggedEdit
  package let changes: [Change]
  /// How many further changes are not told: because they are none of the reader's business, or too many.
  package let others: Int
  /// Whether the reader may take it back, if nothing stands in the way.
  package let mayRevert: Bool
}

/// A part of a history, newest first.
package struct EditPage: Sendable {
  package let entries: [EditEntry]
  package let hasMore: Bool
}

/// Who reads a history: what is told depends on what they may change now.
package struct HistoryReader: Sendable {
  package let account: AccountID
  package let authority: EditAuthority

  package init(account: AccountID, authority: EditAuthority) {
    self.account = account
    self.authority = authority
  }
}

extension Store {
  /// The edits of a site before a revision, newest first.
  /// - Parameter rowLimit: how many rows are read at most; a list with larger edits in it is shorter
  package func history(
    of key: SiteKey, for reader: HistoryReader, before revision: Revision? = nil, limit: Int, rowLimit: Int = 4_000
  ) async throws -> EditPage {
    try await database.read { transaction in
      let edits = try EditRows.edits(of: key, before: revision ?? .max, limit: limit + 1, in: transaction)
      return try EditHistory(key: key, reader: reader, owner: nil, rowLimit: rowLimit, transaction: transaction)
        .page(edits, limit: limit)
    }
  }

  /// The edits before a revision that changed a page or what fills its slots, newest first.
  /// - Throws: `notFound` for a page that the site never had.
  package func history(
    of page: PageID, in key: SiteKey, for reader: HistoryReader, before revision: Revision? = nil, limit: Int,
    rowLimit: Int = 4_000
  ) async throws -> EditPage {
    try await database.read { transaction in
      let edits = try EditRows.edits(of: page, in: key, before: revision ?? .max, limit: limit + 1, transaction)
      if edits.isEmpty, revision == nil { throw StoreError.notFound("page \(page)") }
      return try EditHistory(
        key: key, reader: reader, owner: .page(page), rowLimit: rowLimit, transaction: transaction
      )
      .page(edits, limit: limit)
    }
  }
}

private struct EditHistory {
  let key: SiteKey
  let reader: HistoryReader
  let owner: Owner?
  let rowLimit: Int
  let transaction: Transaction

  /// - Parameter edits: one more than the limit when there are more
  func page(_ edits: [LoggedEdit], limit: Int) throws -> EditPage {
    let shown = edits.prefix(limit)
    guard let newest = shown.first, let oldest = shown.last else { return EditPage(entries: [], hasMore: false) }
    // What an import wrote is the beginning, not a change.
    let low = max(2, oldest.revision)
    let range = HistoryRows.Range(
      key: key, low: low, high: max(low, newest.revision), limit: rowLimit, owner: owner)
    let written = try HistoryRows.written(range, in: transaction)
    let removed = try HistoryRows.removed(range, in: transaction)
    // Where the rows were too many, the last revisions are not told in full and come with the next part of the list.
    var first = low
    if written.count == rowLimit, let last = written.last { first = max(first, last.since + 1) }
    if removed.count == rowLimit, let last = removed.last { first = max(first, last.by + 1) }
    // A single edit may be larger than that; it is told as far as it was read.
    let isCut = first > newest.revision
    first = min(first, newest.revision)

    var before: [Revision: [ElementID: Element]] = [:]
    for (row, by) in try HistoryRows.replaced(range, in: transaction) { before[by, default: [:]][row.id] = row }
    var steps = Dictionary(
      grouping: written.map { row in
        Step(before: before[row.since]?[row.id], after: row, revision: row.since)
      }, by: \.revision)
    for (row, by, isMoved) in removed where !isMoved || owner != nil {
      steps[by, default: []].append(Step(before: row, after: nil, revision: by))
    }
    let pages = Dictionary(grouping: try HistoryRows.pages(range, in: transaction), by: \.revision)
    let settings = owner == nil ? try HistoryRows.settings(range, in: transaction) : []
    let themes = owner == nil ? try HistoryRows.themes(range, in: transaction) : []
    let byTheme = Dictionary(themes.map { ($0.revision, $0) }, uniquingKeysWith: { first, _ in first })
    let bySetting = Dictionary(settings.map { ($0.revision, $0) }, uniquingKeysWith: { first, _ in first })

    let teller = ChangeTeller(key: key, authority: reader.authority, transaction: transaction)
    if let owner { try teller.prepare(for: owner) }
    let order = try StepOrder(of: owner, in: key, transaction)
    let marks = try ReleaseMarks(of: key, since: oldest.at, in: transaction)
    let isWhole = first == low
    let entries = try shown.filter { isWhole || $0.revision >= first }.map { edit in
      var edit = edit
      let changed =
        (steps[edit.revision] ?? []).compactMap { $0.after?.id ?? $0.before?.id }.map(Composition.Pick.element)
        + (pages[edit.revision] ?? []).compactMap { $0.after?.id ?? $0.before?.id }.map(Composition.Pick.page)
      // Settings are picked by their path, and a list of one page does not know which were changed: only a whole revision has those.
      if bySetting[edit.revision] == nil, byTheme[edit.revision] == nil {
        edit.release = marks.release(having: changed, of: edit.revision, whole: edit.release)
      }
      let told = try teller.tell(
        elements: order.sorted(steps[edit.revision] ?? []), pages: pages[edit.revision] ?? [],
        settings: bySetting[edit.revision], theme: byTheme[edit.revision], isCut: isCut)
      return EditEntry(edit: edit, changes: told.changes, others: told.others, mayRevert: mayRevert(edit))
    }
    return EditPage(entries: entries, hasMore: edits.count > limit || entries.count < shown.count)
  }

  private func mayRevert(_ edit: LoggedEdit) -> Bool {
    guard edit.revision > 1 else { return false }
    return reader.authority.role.mayDesign
      || reader.authority.role.mayEditUnlocked && edit.author?.id == reader.account
  }
}
