import Database
import Model

/// What of threads a reader may know; the rules' questions, answered for a whole list at once.
extension ThreadTeller {
  // What others could not read when it was done is not told afterwards.
  private static let resolvedOpenly = Statement(
    "comment.resolvedOpenly",
    listing: """
      SELECT DISTINCT t.id FROM LISTED(?3)
      JOIN commentThread t ON t.agency = ?1 AND t.site = ?2 AND t.id = j.value
      JOIN comment c ON c.agency = ?1 AND c.site = ?2 AND c.thread = t.id
      WHERE c.kind = 'resolution' AND c.visibility = 'customer' AND c.revision = t.resolution
      """)
  // What was shown when the thread was written and is hidden now; it may stand on any page unless it is a page's own.
  private static let hiddenSince = changedSince(
    "screenshot.hiddenSince", "h.hidden = 1 AND h.until IS NULL AND h.since > t.revision")
  private static let hiddenAtLast = changedSince(
    "screenshot.hiddenAtLast", "h.hidden = 1 AND h.removed = 1 AND h.until > t.revision AND h.since > t.revision")
  // What stands elsewhere by now, maybe in something hidden.
  private static let movedOnPage = changedSince(
    "screenshot.movedOnPage", "h.ownerKind = 'page' AND h.owner = t.page AND h.until IS NULL AND h.since > t.revision",
    isMoved: true)
  private static let movedInCommon = changedSince(
    "screenshot.movedInCommon",
    "h.ownerKind IN ('template', 'shared') AND h.until IS NULL AND h.since > t.revision", isMoved: true)

  /// The threads and what has changed since each was written.
  private static func changedSince(_ name: String, _ change: String, isMoved: Bool = false) -> Statement {
    Statement(
      name,
      listing: """
        SELECT DISTINCT t.id, h.id FROM LISTED(?3)
        JOIN commentThread t ON t.agency = ?1 AND t.site = ?2 AND t.id = j.value
        JOIN element h ON h.agency = ?1 AND h.site = ?2 AND \(change)
        JOIN element b ON b.agency = ?1 AND b.site = ?2 AND b.id = h.id AND b.hidden = 0
          AND b.since <= t.revision AND (b.until IS NULL OR b.until > t.revision)
          AND (b.ownerKind <> 'page' OR b.owner = t.page)
          \(isMoved ? "AND COALESCE(b.parent, '') <> COALESCE(h.parent, '')" : "")
        """)
  }

  /// The threads as the reader may know them. Who works on one, and how the agency sorts it, is its own matter.
  func told(_ rows: [ThreadRow]) throws -> [CommentThread] {
    let threads = rows.map(\.thread)
    guard !reader.rules.seesInternal else { return threads }
    let quoted = try quoted(threads)
    let resolved = threads.filter { $0.resolution != nil }.map(\.id)
    let openly =
      resolved.isEmpty
      ? []
      : Set(
        try transaction.all(Self.resolvedOpenly, key.values + [.list(resolved)]) { ThreadID(stored: $0.text(0)) })
    let places = try knownPlaces(of: threads)
    return rows.map { row in
      var thread = row.thread
      if let shownAt = row.shownAt { thread.at = shownAt }
      thread.assignee = nil
      thread.tags = []
      if !quoted.contains(thread.id) { thread.quote = "" }
      // What was done is told with before and after.
      if let edit = thread.resolution, !openly.contains(thread.id) || !reader.states.tellStep(to: edit) {
        thread.resolution = nil
      }
      guard let places else { return thread }
      // What a pinned link's revision does not know is not told: such a thread is about the page, or about the site.
      thread.anchor.revision = min(thread.anchor.revision, reader.states.last)
      if !(thread.page.map(places.pages.contains) ?? true) { (thread.page, thread.element) = (nil, nil) }
      if !(thread.element.map(places.elements.contains) ?? true) { thread.element = nil }
      return thread
    }
  }

  /// The places of threads that a pinned link's revision knows, also those that were gone by then; nil for other readers.
  private func knownPlaces(
    of threads: [CommentThread]
  ) throws -> (pages: Set<PageID>, elements: Set<ElementID>)? {
    guard let pinned = reader.pinned else { return nil }
    let (pages, elements) = (threads.compactMap(\.page), threads.compactMap(\.element))
    return (
      pages.isEmpty ? [] : Set(try AnchorRows.lastPages(pages, in: key, at: pinned, transaction).keys),
      elements.isEmpty ? [] : Set(try AnchorRows.last(elements, in: key, at: pinned, transaction).keys)
    )
  }

  /// Whether a line says nothing of an edit that is newer than what the reader sees.
  func isKnown(_ line: Comment) -> Bool {
    if case .resolution(let revision) = line.kind { revision <= reader.states.last } else { true }
  }

  /// A suggestion as the reader may know it: who decided on it and when, where others could read that it was decided and the edit is not
  /// newer than what the reader sees.
  /// - Parameter lines: what the reader may read of the thread
  func told(_ suggestion: Suggestion, lines: [Comment]) -> Suggestion {
    let isDecidedOpenly = lines.contains { line in
      line.kind != .words && line.at == suggestion.decidedAt && line.author?.account == suggestion.decidedBy
    }
    let isKnown = isDecidedOpenly && suggestion.edit ?? 0 <= reader.states.last
    if reader.rules.seesInternal || isKnown { return suggestion }
    var suggestion = suggestion
    suggestion.decidedBy = nil
    suggestion.decidedAt = nil
    suggestion.edit = nil
    return suggestion
  }

  /// Those of the threads whose quotes the reader may read.
  private func quoted(_ threads: [CommentThread]) throws -> Set<ThreadID> {
    let states = reader.states
    let former = threads.filter { $0.element != nil && !$0.quote.isEmpty && states.isFormer($0.anchor.revision) }
    var known: Set<ThreadID> = []
    if !former.isEmpty {
      let stood = try AnchorRows.last(former.compactMap(\.element), in: key, at: states.first, transaction)
        .compactMapValues { $0.gone == nil ? $0.row : nil }
      let shown = try reader.shown(transaction).shown(of: Array(stood.values), at: states.first)
      for thread in former {
        guard let row = thread.element.flatMap({ stood[$0] }), shown.contains(row.id) else { continue }
        if row.body.quote == thread.quote { known.insert(thread.id) }
      }
    }
    return Set(
      threads.filter {
        reader.rules.seesQuote(of: $0, in: states, stoodWhenTheyCame: known.contains($0.id))
      }.map(\.id))
  }

  /// The pictures of these threads that the reader may see.
  func screenshots(of threads: [CommentThread]) throws -> [ThreadID: Screenshot] {
    let taken = try ScreenshotRows.screenshots(
      of: threads.filter { reader.rules.seesPicture(of: $0, in: reader.states, showsHidden: false) }, in: key,
      transaction)
    guard !reader.rules.seesInternal, reader.pinned == nil, !taken.isEmpty else { return taken }
    let hidden = try showingHidden(threads.filter { taken[$0.id] != nil })
    let seen = threads.filter {
      reader.rules.seesPicture(of: $0, in: reader.states, showsHidden: hidden.contains($0.id))
    }
    return taken.filter { id, _ in seen.contains { $0.id == id } }
  }

  /// Those of the threads whose pictures may show what the draft shows no more, or did not until it went.
  private func showingHidden(_ threads: [CommentThread]) throws -> Set<ThreadID> {
    func changed(_ statement: Statement) throws -> [(thread: ThreadID, element: ElementID)] {
      try transaction.all(statement, key.values + [.list(threads.map(\.id))]) {
        (ThreadID(stored: $0.text(0)), ElementID(stored: $0.text(1)))
      }
    }
    var hidden = Set(try (changed(Self.hiddenSince) + changed(Self.hiddenAtLast)).map(\.thread))
    let sight = reader.shown(transaction)
    let moved = try changed(Self.movedOnPage) + changed(Self.movedInCommon)
    if !moved.isEmpty {
      let rows = try AnchorRows.last(Array(Set(moved.map(\.element))), in: key, at: .max, transaction)
      let shown = try sight.shown(of: rows.values.map(\.row), at: .max)
      for (thread, element) in moved where !shown.contains(element) { hidden.insert(thread) }
    }
    for thread in threads where !hidden.contains(thread.id) {
      guard let page = thread.page else { continue }
      if try sight.hasLostSlots(page, since: thread.anchor.revision) { hidden.insert(thread.id) }
    }
    return hidden
  }

  /// Whether the draft shows the element to the reader: to customers it never shows what is hidden, and to whoever came later nothing that
  /// was another then.
  func sees(_ id: ElementID, at revision: Revision) throws -> Bool {
    if reader.rules.seesInternal { return true }
    let shown = reader.shown(transaction)
    guard try shown.shows(id, at: revision) else { return false }
    guard reader.states.isFormer(revision) else { return true }
    let first = reader.states.first
    let before = try ElementRows.row(id, of: key, at: revision, in: transaction)
    let since = try ElementRows.row(id, of: key, at: first, in: transaction)
    return try before?.body.content == since?.body.content && shown.shows(id, at: first)
  }
}
