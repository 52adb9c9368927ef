import Database
import Model

/// One state of an element, or its end, and how it came to be.
package struct ElementVersion: Sendable {
  package let edit: LoggedEdit
  /// nil when the element was removed.
  package let element: Element?
  package let changes: [Change]
  /// Whether this is what stands there now.
  package let isCurrent: Bool
  /// Whether this is what visitors see.
  package let isLive: Bool
  /// The number of the first release that shows it.
  package let release: Int?
}

extension Store {
  /// The versions of an element before a revision, newest first: one more than `limit` when there are more.
  /// - Throws: `notFound` for an element that the site never had; `EditRefusal` when the author may do nothing to it.
  package func history(
    of element: ElementID, in key: SiteKey, for authority: EditAuthority, before revision: Revision? = nil, limit: Int
  ) async throws -> [ElementVersion] {
    try await database.read { transaction in
      try ElementHistory(id: element, key: key, authority: authority, transaction: transaction)
        .versions(before: revision ?? .max, limit: limit + 1)
    }
  }
}

private struct ElementHistory {
  let id: ElementID
  let key: SiteKey
  let authority: EditAuthority
  let transaction: Transaction

  private static let rows = Statement(
    "history.ofElement",
    """
    SELECT \(HistoryRows.elementColumns), e.until, e.removed FROM element e
    WHERE e.agency = ?1 AND e.site = ?2 AND e.id = ?3 AND e.since < ?4 ORDER BY e.since DESC LIMIT ?5
    """)
  private struct Row {
    let element: Element
    let until: Revision?
    let isRemoved: Bool
  }

  /// What held from one revision to another: a state, or that there was none.
  private struct Span {
    let revision: Revision
    let until: Revision?
    let element: Element?
    let before: Element?
  }

  func versions(before revision: Revision, limit: Int) throws -> [ElementVersion] {
    let teller = ChangeTeller(key: key, authority: authority, transaction: transaction)
    guard authority.role.mayDesign || authority.role.mayEditUnlocked else { throw refusal(.role) }
    switch try teller.right(on: id) {
    case .denied(.notFound): throw StoreError.notFound("element \(id)")
    case .denied(let rule): throw refusal(rule)
    case .granted: break
    }
    let rows = try rows(before: revision, limit: limit + 1)
    if rows.isEmpty, revision == .max { throw StoreError.notFound("element \(id)") }
    let spans = spans(of: rows, before: revision).prefix(limit)
    guard let newest = spans.first, let oldest = spans.last else { return [] }
    let edits = try EditRows.edits(
      of: id, in: key, oldest.revision...newest.revision, oldest: rows.last!.element.since, transaction)
    let marks = try ReleaseMarks(of: key, since: edits.values.map(\.at).min() ?? 0, in: transaction)
    let live = marks.live?.revision(of: .element(id))
    return try spans.map { span in
      guard let edit = edits[span.revision] else {
        throw StoreError.damaged("the log of site \(key.site) has no revision \(span.revision)")
      }
      func holds(at revision: Revision) -> Bool {
        revision >= span.revision && (span.until.map { revision < $0 } ?? true)
      }
      return ElementVersion(
        edit: edit, element: span.element,
        changes: try teller.tell(elements: [Step(before: span.before, after: span.element, revision: span.revision)])
          .changes,
        isCurrent: span.until == nil, isLive: live.map(holds) ?? false,
        release: marks.release(
          showing: .element(id), from: span.revision, until: span.until,
          whole: edit.release.flatMap { number in edit.releaseRevision.map { (number, $0) } }))
    }
  }

  private func rows(before revision: Revision, limit: Int) throws -> [Row] {
    let extra = HistoryRows.elementExtra
    return try transaction.all(
      Self.rows, .init(key.agency.rawValue), .init(key.site.rawValue), .init(id.rawValue), .init(revision),
      .init(limit)
    ) { row in
      Row(
        element: try ElementRows.element(row), until: row.optionalInteger(extra), isRemoved: row.bool(extra + 1))
    }
  }

  /// - Parameter rows: newest first; of the last one nothing is told, unless it is the first of all
  private func spans(of rows: [Row], before revision: Revision) -> [Span] {
    var spans: [Span] = []
    for (index, row) in rows.enumerated() {
      // What follows the newest row of this part of the list has been told before.
      let next = index > 0 ? rows[index - 1].element.since : revision == .max ? nil : revision
      if let until = row.until, until != next, until < revision {
        spans.append(Span(revision: until, until: next, element: nil, before: row.element))
      }
      let previous = index + 1 < rows.count ? rows[index + 1] : nil
      spans.append(
        Span(
          revision: row.element.since, until: row.until, element: row.element,
          before: previous?.until == row.element.since ? previous?.element : nil))
    }
    return spans
  }

  private func refusal(_ rule: EditRefusal.Rule) -> EditRefusal {
    EditRefusal(operation: 0, element: id, rule: rule, explanation: EditRules.explanation(of: rule))
  }
}
