import Database
import Model

/// What of the words and pictures of threads a reader may see; the rules' questions, answered for a whole list at once.
extension ThreadTeller {
  // What was shown when the thread was written and is hidden now; it may stand on any page unless it is a page's own.
  private static let hiddenSince = Statement(
    "screenshot.hiddenSince",
    listing: """
      SELECT DISTINCT t.id FROM LISTED(?3)
      JOIN commentThread t ON t.agency = ?1 AND t.site = ?2 AND t.id = j.value
      JOIN element h ON h.agency = ?1 AND h.site = ?2 AND h.hidden = 1 AND h.until IS NULL AND h.since > t.revision
      JOIN element b ON b.agency = ?1 AND b.site = ?2 AND b.id = h.id AND b.hidden = 0
        AND b.since <= t.revision AND (b.until IS NULL OR b.until > t.revision)
        AND (b.ownerKind <> 'page' OR b.owner = t.page)
      """)

  /// Those of the threads whose quotes the reader may read.
  func quoted(_ threads: [CommentThread]) throws -> Set<ThreadID> {
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
    let hidden = Set(
      try transaction.all(Self.hiddenSince, key.values + [.list(taken.keys)]) { ThreadID(stored: $0.text(0)) })
    let seen = threads.filter {
      reader.rules.seesPicture(of: $0, in: reader.states, showsHidden: hidden.contains($0.id))
    }
    return taken.filter { id, _ in seen.contains { $0.id == id } }
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
