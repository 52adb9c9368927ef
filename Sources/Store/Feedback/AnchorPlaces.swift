import Database
import Glibc
import Model

/// Where the subjects of threads stand, for one reader: a handful of statements, however many threads there are.
struct AnchorPlaces {
  let reader: FeedbackReader
  let moment: Int
  let transaction: Transaction
  private let shown: DraftSight

  init(reader: FeedbackReader, moment: Int, transaction: Transaction) {
    self.reader = reader
    self.moment = moment
    self.transaction = transaction
    shown = reader.shown(transaction)
  }

  private var key: SiteKey { reader.key }
  /// What is newer than a pinned link's revision is none of its guests' business.
  private var revision: Revision { reader.pinned ?? .max }

  /// What hides a subject from visitors.
  private enum Hider {
    case element(ElementID)
    case page(PageID)
    /// No page shows it.
    case nothing
  }

  private struct Found {
    var last: [ElementID: AnchorRows.Last] = [:]
    var then: [ThreadID: Element] = [:]
    var above: [ElementID: AnchorRows.Above] = [:]
    var pages: [PageID: Page] = [:]
    var lastPages: [PageID: (page: Page, gone: Revision?)] = [:]
    var pagesThen: [ThreadID: Page] = [:]
    var paths = SitePaths(places: [], collections: [:])
    /// Where the elements of trees that stand on several pages are shown, by owner and the page on which the thread was written.
    var shownOn: [Owner: [PageID?: PageID]] = [:]
    var spread: [Owner: AnchorPlace.Spread] = [:]
    var hiddenSlots: [String: [String: ElementID]] = [:]
  }

  func places(of threads: [CommentThread]) throws -> [ThreadID: AnchorPlace] {
    guard !threads.isEmpty else { return [:] }
    let found = try find(threads)
    var result: [ThreadID: AnchorPlace] = [:]
    var hiders: [ThreadID: Hider] = [:]
    for thread in threads { hiders[thread.id] = try hider(of: thread, found) }
    let hiddenThen = try hiddenThen(threads, hiders, found)
    let shownLast =
      reader.rules.seesInternal
      ? [] : try shown.shownLast(of: found.last.values.filter { $0.gone != nil }, at: revision)
    for thread in threads {
      result[thread.id] = place(
        of: thread, found, hider: hiders[thread.id], wasHidden: hiddenThen.contains(thread.id),
        isSecret: isSecret(thread, hiders[thread.id], found, shownLast: shownLast))
    }
    try tellSince(threads, &result, hiders, found)
    return result
  }

  // MARK: Reading

  private func find(_ threads: [CommentThread]) throws -> Found {
    var found = Found()
    let elements = threads.compactMap(\.element)
    if !elements.isEmpty {
      found.last = try AnchorRows.last(elements, in: key, at: revision, transaction)
      let changed = threads.filter { thread in
        guard let last = thread.element.flatMap({ found.last[$0] }) else { return false }
        return last.row.since > thread.anchor.revision
      }
      if !changed.isEmpty { found.then = try AnchorRows.then(changed.map(\.id), in: key, transaction) }
      let parents = found.last.values.filter { $0.gone == nil }.compactMap(\.row.parent)
      if !parents.isEmpty { found.above = try AnchorRows.above(parents, in: key, at: revision, transaction) }
      for last in found.last.values {
        found.above[last.row.id] = AnchorRows.Above(
          parent: last.row.parent, isHidden: last.row.body.hidden, slot: last.row.slot)
      }
    }
    try findPages(threads, &found)
    return found
  }

  private func findPages(_ threads: [CommentThread], _ found: inout Found) throws {
    var wanted = Set(threads.compactMap(\.page))
    for last in found.last.values { if case .page(let page) = last.row.owner { wanted.insert(page) } }
    if wanted.isEmpty { return }
    try read(wanted, &found)
    try findShown(threads, &found)
    let gone = wanted.filter { found.pages[$0] == nil }
    if !gone.isEmpty { found.lastPages = try AnchorRows.lastPages(Array(gone), in: key, at: revision, transaction) }
    let whole = threads.filter { $0.element == nil && $0.page != nil && isFormer($0) }
    if !whole.isEmpty { found.pagesThen = try AnchorRows.pagesThen(whole.map(\.id), in: key, transaction) }
    let hasEntries = found.pages.values.contains { $0.collection != nil }
    let collections = hasEntries ? try SiteRows.settings(of: key, in: transaction).collections : [:]
    found.paths = SitePaths(places: found.pages.values.map(\.place).sorted { $0.id < $1.id }, collections: collections)
    let filled = Set(
      found.last.values.compactMap { last -> String? in
        guard last.gone == nil, case .page(let page) = last.row.owner else { return nil }
        return found.pages[page]?.template
      })
    for template in filled {
      found.hiddenSlots[template] = try AnchorRows.hiddenSlots(of: template, in: key, at: reader.pinned, transaction)
    }
  }

  private func read(_ wanted: Set<PageID>, _ found: inout Found) throws {
    for page in try AnchorRows.pages(Array(wanted), in: key, at: revision, transaction) { found.pages[page.id] = page }
  }

  /// An element of a template or a shared tree is shown on the page where the thread was written, or else on any that has it.
  private func findShown(_ threads: [CommentThread], _ found: inout Found) throws {
    let isAgency = reader.rules.seesInternal
    var homes: [Owner: [PageID]] = [:]
    for thread in threads {
      guard let owner = thread.element.flatMap({ found.last[$0] })?.row.owner else { continue }
      if case .page = owner { continue }
      let pages = try homes[owner] ?? shown.pages(with: owner, at: revision, countingHidden: isAgency)
      homes[owner] = pages
      let own = thread.page.flatMap { found.pages[$0] }?.id
      var page = own.flatMap { pages.contains($0) ? $0 : nil } ?? pages.first
      // That a tree stands somewhere unseen is not told: for others a thread stays where it was written.
      if case .shared = owner, page == nil, !isAgency { page = own }
      found.shownOn[owner, default: [:]][thread.page] = page
    }
    for (owner, pages) in homes {
      let all = try shown.pageCount(at: revision)
      found.spread[owner] = pages.count < 2 ? .page : pages.count < all ? .several : .every
    }
    let further = Set(found.shownOn.values.flatMap(\.values)).filter { found.pages[$0] == nil }
    if !further.isEmpty { try read(further, &found) }
  }

  /// Those of the threads whose subject was hidden already when they were written.
  private func hiddenThen(
    _ threads: [CommentThread], _ hiders: [ThreadID: Hider], _ found: Found
  ) throws -> Set<ThreadID> {
    let hidden = threads.filter { hiders[$0.id] != nil && isFormer($0) }
    guard !hidden.isEmpty else { return [] }
    var result = try AnchorRows.hiddenThen(hidden.compactMap { $0.element == nil ? nil : $0.id }, in: key, transaction)
    let pages = try AnchorRows.pagesThen(hidden.filter { $0.page != nil }.map(\.id), in: key, transaction)
    let hasHiddenTemplates = try AnchorRows.hasEverHiddenTemplates(in: key, transaction)
    var slots: [TemplateState: [String: ElementID]] = [:]
    for thread in hidden where !result.contains(thread.id) {
      guard let page = pages[thread.id] else { continue }
      // Trees that stand on several pages are not hidden with one of them.
      let before = before(thread, found)
      if case .shared(let name)? = before?.owner {
        let revision = thread.anchor.revision
        if try shown.isPlaced(name, at: revision), try !shown.shows(tree: name, at: revision) {
          result.insert(thread.id)
        }
      }
      if let before, before.owner != .page(page.id) { continue }
      if !Self.isShown(page, at: thread.at) { result.insert(thread.id) }
      guard hasHiddenTemplates, let before else { continue }
      let slot = before.slot.isEmpty ? AnchorRows.slot(of: before.id, among: found.above) ?? "" : before.slot
      let state = TemplateState(name: page.template, revision: thread.anchor.revision)
      let known =
        try slots[state] ?? AnchorRows.hiddenSlots(of: state.name, in: key, at: state.revision, transaction)
      slots[state] = known
      if known[slot] != nil { result.insert(thread.id) }
    }
    return result
  }

  /// Whether a thread is about another state than the one at which one looks: a pinned link's guest learns of no newer one.
  private func isFormer(_ thread: CommentThread) -> Bool { thread.anchor.revision < revision }

  /// The element as the thread's author saw it.
  private func before(_ thread: CommentThread, _ found: Found) -> Element? {
    guard let last = thread.element.flatMap({ found.last[$0] }) else { return nil }
    return last.row.since <= thread.anchor.revision ? last.row : found.then[thread.id]
  }

  private struct TemplateState: Hashable {
    let name: String
    let revision: Revision
  }

  // MARK: Telling

  /// Whether the words of a thread's subject, as they stand or last stood, are none of the reader's business: the draft does not show them.
  private func isSecret(
    _ thread: CommentThread, _ hider: Hider?, _ found: Found, shownLast: Set<ElementID>
  ) -> Bool {
    guard !reader.rules.seesInternal, let last = thread.element.flatMap({ found.last[$0] }) else { return false }
    // Nor are the last words of what was gone before the reader came.
    if let gone = last.gone { return reader.states.isFormer(gone - 1) || !shownLast.contains(last.row.id) }
    switch hider {
    case .element, .nothing: return true
    // Visitors do not see the page; who reviews the draft does.
    case .page, nil: return false
    }
  }

  private func hider(of thread: CommentThread, _ found: Found) throws -> Hider? {
    guard let element = thread.element else {
      return thread.page.flatMap { found.pages[$0] }.flatMap { Self.isShown($0, at: moment) ? nil : .page($0.id) }
    }
    guard let last = found.last[element], last.gone == nil else { return nil }
    if let hider = AnchorRows.hider(of: element, among: found.above) { return .element(hider) }
    if case .shared(let name) = last.row.owner, try !shown.shows(tree: name, at: revision) { return .nothing }
    guard case .page(let id) = last.row.owner else {
      return found.shownOn[last.row.owner]?[thread.page] == nil ? .nothing : nil
    }
    guard let page = found.pages[id] else { return .nothing }
    if !Self.isShown(page, at: moment) { return .page(id) }
    guard let hidden = found.hiddenSlots[page.template], !hidden.isEmpty else { return nil }
    return AnchorRows.slot(of: element, among: found.above).flatMap { hidden[$0] }.map(Hider.element)
  }

  private func place(
    of thread: CommentThread, _ found: Found, hider: Hider?, wasHidden: Bool, isSecret: Bool
  ) -> AnchorPlace {
    guard let id = thread.element else { return place(ofPage: thread, found, hider: hider, wasHidden: wasHidden) }
    // What was never there, in a site that came from elsewhere, is not there now either.
    guard let last = found.last[id] else { return AnchorPlace(state: .removed, quote: thread.quote) }
    let row = last.row
    let before = before(thread, found)
    func standing(_ row: Element, isHidden: Bool) -> AnchorState.Standing {
      AnchorState.Standing(
        place: .element(owner: row.owner, parent: row.parent), content: row.body.content, isHidden: isHidden)
    }
    var place = AnchorPlace(
      state: AnchorState(
        before: before.map { standing($0, isHidden: wasHidden) },
        now: last.gone == nil ? standing(row, isHidden: hider != nil) : nil))
    let page: PageID? = if case .page(let page) = row.owner { page } else { found.shownOn[row.owner]?[thread.page] }
    tell(page ?? (last.gone == nil ? nil : thread.page), found, &place)
    if !isSecret {
      place.quote = row.body.quote
      place.label = row.body.name.isEmpty ? Excerpt.line(row.body.quote, maximum: 60) : row.body.name
    }
    if let gone = last.gone { place.since = gone } else { place.spread = found.spread[row.owner] ?? .page }
    return place
  }

  private func place(
    ofPage thread: CommentThread, _ found: Found, hider: Hider?, wasHidden: Bool
  ) -> AnchorPlace {
    guard let id = thread.page else { return AnchorPlace(state: .attached, path: "/") }
    func standing(_ page: Page, isHidden: Bool) -> AnchorState.Standing {
      AnchorState.Standing(place: .page(parent: page.parent), content: nil, isHidden: isHidden)
    }
    var place = AnchorPlace(
      state: AnchorState(
        before: found.pagesThen[thread.id].map { standing($0, isHidden: wasHidden) },
        now: found.pages[id].map { standing($0, isHidden: hider != nil) }))
    tell(id, found, &place)
    if place.state == .removed { place.since = found.lastPages[id]?.gone }
    return place
  }

  private func tell(_ id: PageID?, _ found: Found, _ place: inout AnchorPlace) {
    guard let id else { return }
    if let page = found.pages[id] {
      place.page = id
      place.path = found.paths.path(of: id)
      place.title = page.title
    } else if let last = found.lastPages[id], !reader.states.isFormer((last.gone ?? .max) - 1) {
      place.title = last.page.title
    }
  }

  private func tellSince(
    _ threads: [CommentThread], _ places: inout [ThreadID: AnchorPlace], _ hiders: [ThreadID: Hider], _ found: Found
  ) throws {
    func ids(_ state: AnchorState) -> [ThreadID] {
      threads.filter { $0.element != nil && places[$0.id]?.state == state }.map(\.id)
    }
    let (changed, moved) = (ids(.textChanged), ids(.moved))
    var since: [ThreadID: Revision] = [:]
    if !changed.isEmpty { since = try AnchorRows.changed(changed, in: key, at: revision, transaction) }
    if !moved.isEmpty {
      since.merge(try AnchorRows.moved(moved, in: key, at: revision, transaction)) { $1 }
    }
    let hidden = threads.filter { places[$0.id]?.state == .hidden }
    let elements = hidden.compactMap { if case .element(let id)? = hiders[$0.id] { id } else { nil } }
    let bySince =
      elements.isEmpty ? [:] : try AnchorRows.hiddenSince(elements, in: key, at: revision, transaction)
    var byPage: [PageID: Revision?] = [:]
    for thread in hidden {
      switch hiders[thread.id] {
      case .element(let id): since[thread.id] = bySince[id]
      case .page(let id):
        if byPage[id] == nil {
          byPage[id] = .some(try hiddenSince(id))
        }
        since[thread.id] = byPage[id] ?? nil
      case .nothing, nil: break
      }
    }
    for thread in threads where thread.element == nil && places[thread.id]?.state == .moved {
      guard let page = thread.page, let now = found.pages[page] else { continue }
      since[thread.id] = try AnchorRows.since(page, in: key, at: revision, transaction) { $0.parent == now.parent }
    }
    for (id, revision) in since { places[id]?.since = revision }
  }

  /// The edit since which visitors have not seen a page; nil where it was no edit but a day that came.
  private func hiddenSince(_ page: PageID) throws -> Revision? {
    var since: Revision?
    var end = moment
    for state in try AnchorRows.states(of: page, in: key, at: revision, transaction) {
      if Self.isShown(state, at: end) { return since }
      guard !state.meta.draft, state.meta.hasDays else {
        since = state.since
        end = try EditLog.moment(of: state.since, of: key, in: transaction) ?? end
        continue
      }
      let start = try EditLog.moment(of: state.since, of: key, in: transaction) ?? end
      if let first = Self.day(at: start), let last = Self.day(at: end), state.meta.isShownOnce(from: first, to: last) {
        return since
      }
      (since, end) = (state.since, start)
    }
    return since
  }

  // MARK: Small things

  private static func isShown(_ page: Page, at moment: Int) -> Bool {
    !page.meta.draft && page.meta.isShown(on: page.meta.hasDays ? day(at: moment) : nil)
  }

  /// In the server's time zone, by which pages come and go.
  private static func day(at moment: Int) -> CalendarDate? {
    var seconds = time_t(moment / 1000)
    var parts = tm()
    localtime_r(&seconds, &parts)
    return CalendarDate(year: Int(parts.tm_year) + 1900, month: Int(parts.tm_mon) + 1, day: Int(parts.tm_mday))
  }
}

extension ElementBody {
  /// The beginning of what the element says, as threads keep it. A designer's HTML says nothing that people would recognise.
  var quote: String {
    if case .html = content { return "" }
    return Excerpt.line(content.words ?? "", maximum: Anchor.quoteLength - 1)
  }
}
