import Database
import Model

/// What edits have touched, read from the log and the rows that they wrote: a stream that begins again learns the same as one that was there.
enum EditEventRows {
  private static let edits = Statement(
    "edit.after",
    """
    SELECT e.revision, e.author, a.name FROM edit e LEFT JOIN account a ON a.agency = e.agency AND a.id = e.author
    WHERE e.agency = ? AND e.site = ? AND e.revision > ? ORDER BY e.revision LIMIT ?
    """)
  private static let elements = Statement(
    "element.ofEdits",
    """
    SELECT e.since, e.id, e.parent, EXISTS (
      SELECT 1 FROM element b WHERE b.agency = e.agency AND b.site = e.site AND b.id = e.id AND b.until = e.since
    ) FROM element e WHERE e.agency = ? AND e.site = ? AND e.since > ? AND e.since <= ? ORDER BY e.since, e.id
    """)
  // An element that went into another owner's tree has a last row there, and a new one.
  private static let removed = Statement(
    "element.removedByEdits",
    """
    SELECT e.until, e.id FROM element e
    WHERE e.agency = ? AND e.site = ? AND e.removed = 1 AND e.until > ? AND e.until <= ? AND NOT EXISTS (
      SELECT 1 FROM element n WHERE n.agency = e.agency AND n.site = e.site AND n.id = e.id AND n.since = e.until
    ) ORDER BY e.until, e.id
    """)
  private static let pages = Statement(
    "page.ofEdits",
    "SELECT since, id FROM page WHERE agency = ? AND site = ? AND since > ? AND since <= ? ORDER BY since, id")
  private static let removedPages = Statement(
    "page.removedByEdits",
    """
    SELECT until, id FROM page WHERE agency = ? AND site = ? AND removed = 1 AND until > ? AND until <= ?
    ORDER BY until, id
    """)

  private static let themes = Statement(
    "setting.themeOfEdits",
    """
    SELECT since FROM setting WHERE agency = ? AND site = ? AND name = 'theme' AND since > ? AND since <= ?
    ORDER BY since
    """)

  /// The edits after a revision, the oldest first.
  static func events(
    after revision: Revision, of key: SiteKey, limit: Int, in transaction: Transaction
  ) throws -> [EditEvent] {
    let site: [SQLValue] = [.init(key.agency.rawValue), .init(key.site.rawValue)]
    var events = try transaction.all(edits, site + [.init(revision), .init(limit)]) { row in
      EditEvent(
        revision: row.integer(0),
        author: row.optionalText(1).map { .init(id: AccountID(stored: $0), name: row.optionalText(2) ?? "") })
    }
    guard let first = events.first, let last = events.last else { return [] }
    let range = site + [.init(first.revision - 1), .init(last.revision)]
    let index = Dictionary(
      events.enumerated().map { ($0.element.revision, $0.offset) }, uniquingKeysWith: { first, _ in first })
    var parents: [Int: [ElementID: ElementID?]] = [:]
    try transaction.query(elements, range) { row in
      guard let event = index[row.integer(0)] else { return }
      let id = ElementID(stored: row.text(1))
      events[event].elements.append(id)
      if !row.bool(3) {
        // Not by a subscript, which would take nil for a removal.
        parents[event, default: [:]].updateValue(row.optionalText(2).map(ElementID.init(stored:)), forKey: id)
      }
    }
    for (event, added) in parents { events[event].added = parentsFirst(added) }
    try transaction.query(removed, range) { row in
      if let event = index[row.integer(0)] { events[event].removed.append(ElementID(stored: row.text(1))) }
    }
    for statement in [pages, removedPages] {
      try transaction.query(statement, range) { row in
        guard let event = index[row.integer(0)] else { return }
        let id = PageID(stored: row.text(1))
        if !events[event].pages.contains(id) { events[event].pages.append(id) }
      }
    }
    try transaction.query(themes, range) { row in
      if let event = index[row.integer(0)] { events[event].theme = true }
    }
    return events
  }

  private static func parentsFirst(_ added: [ElementID: ElementID?]) -> [ElementID] {
    var depths: [ElementID: Int] = [:]
    func depth(_ id: ElementID, _ steps: Int) -> Int {
      if let known = depths[id] { return known }
      guard steps <= TreeLimits.depth, let parent = added[id] ?? nil, added[parent] != nil else { return 0 }
      let depth = depth(parent, steps + 1) + 1
      depths[id] = depth
      return depth
    }
    return added.keys.map { (depth($0, 0), $0) }.sorted { $0 < $1 }.map(\.1)
  }
}
