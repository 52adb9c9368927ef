import Database
import DatabaseTesting
import Glibc
import Model
import Store
import Synchronization
import Testing

/// Random sequences of edits, moves, removals, hiding, restores and comments. A simple model, made of snapshots alone, says of every thread
/// where it stands: what the store says must be the same, and no thread and no word may be lost.
///
///     FOYER_FEEDBACK_SEQUENCES=100000    how many sequences (5,000 by default)
///     FOYER_FEEDBACK_SEED=7              where they begin (1 by default)
@Suite("Random sequences of edits and feedback")
struct FeedbackSequenceTests {
  /// Sequences that go on on the same site, each on what the one before has left.
  private static let perSite = 50

  @Test("Every thread is there, and says truthfully where it stands") func sequences() async throws {
    func number(_ name: String, or standard: Int) -> Int {
      getenv(name).flatMap { Int(String(cString: $0)) } ?? standard
    }
    let count = number("FOYER_FEEDBACK_SEQUENCES", or: 5_000)
    let first = number("FOYER_FEEDBACK_SEED", or: 1)
    let batches = stride(from: first, to: first + count, by: Self.perSite).map { $0 }
    let told = Told()
    try await withThrowingTaskGroup(of: Void.self) { group in
      var waiting = batches.enumerated().makeIterator()
      func start() {
        guard let (place, batch) = waiting.next() else { return }
        let engines = TestDatabases.engines
        // A tenth of them on the slower engine.
        let engine = place % 10 == 9 ? engines.last! : .sqlite
        let last = min(batch + Self.perSite, first + count)
        group.addTask { try await Self.run(batch..<last, on: engine, told) }
      }
      for _ in 0..<4 { start() }
      while try await group.next() != nil { start() }
    }
    // A play in which nothing ever happens would prove nothing.
    if count >= 1_000 { #expect(told.all == Set(AnchorState.allCases)) }
  }

  private static func run(
    _ seeds: Range<Int>, on engine: Database.Engine, _ told: Told
  ) async throws {
    try await EditingSite.with(engine) { site in
      var play = Play(site)
      for seed in seeds {
        let problem = try await play.sequence(seed: UInt64(seed))
        told.add(play.told)
        if let problem {
          Issue.record("sequence \(seed) of those from \(seeds.lowerBound), on \(engine): \(problem)")
          return
        }
      }
    }
  }
}

/// The states that threads of all plays were in.
private final class Told: Sendable {
  private let states = Mutex<Set<AnchorState>>([])

  var all: Set<AnchorState> { states.withLock { $0 } }

  func add(_ further: Set<AnchorState>) { states.withLock { $0.formUnion(further) } }
}

/// One site as it goes through sequence after sequence, and what is known of its threads.
private struct Play {
  private struct Known {
    let page: PageID?
    let element: ElementID?
    let facts: SiteFacts
    var comments = 1
  }

  private let site: EditingSite
  private let designer: Participant
  private let owner: Participant
  private var threads: [ThreadID: Known] = [:]
  private var revision = 1
  /// The states that threads were in.
  private(set) var told: Set<AnchorState> = []

  init(_ site: EditingSite) {
    self.site = site
    designer = .account(site.test.designer)
    owner = .account(site.test.owner)
  }

  private var store: Store { site.test.store }

  /// nil when everything holds.
  mutating func sequence(seed: UInt64) async throws -> String? {
    var numbers = Numbers(state: seed &* 0x9E37_79B9_7F4A_7C15 | 1)
    for _ in 0..<Int.random(in: 2...6, using: &numbers) {
      if Int.random(in: 0..<4, using: &numbers) == 0 {
        try await speak(&numbers)
      } else {
        try await edit(&numbers)
      }
    }
    return try await check()
  }

  // MARK: What happens

  private mutating func edit(_ numbers: inout Numbers) async throws {
    let text = try await SiteText(site)
    let snapshot = try await store.snapshot(of: site.key)
    let operation = Self.operation(text, snapshot, revision: revision, &numbers)
    let account = Int.random(in: 0..<3, using: &numbers) == 0 ? site.test.owner : site.test.designer
    do {
      revision = try await site.edit(account, [operation]).revision
    } catch is EditRefusal {
    } catch is FieldError {}
  }

  private static func operation(
    _ text: SiteText, _ snapshot: SiteSnapshot, revision: Revision, _ numbers: inout Numbers
  ) -> Operation {
    let pages = snapshot.pages.map(\.page)
    let page = pages.randomElement(using: &numbers)!
    let past = Int.random(in: 1...max(1, revision), using: &numbers)
    let node = text.nodes.randomElement(using: &numbers)!
    switch Int.random(in: 0..<24, using: &numbers) {
    case 0, 1: return .revert(past)
    case 2: return .restoreSite(to: past)
    case 3: return .restorePage(page.id, to: past)
    case 4, 5: return .restore(node.id, version: node.since, to: past, below: Bool.random(using: &numbers))
    case 6, 7: return .setHidden(node.id, version: node.since, Bool.random(using: &numbers))
    case 8:
      let frame = snapshot.templates.values.flatMap { $0 }.randomElement(using: &numbers)!
      var all: [ElementNode] = []
      frame.forEach { all.append($0) }
      let part = all.randomElement(using: &numbers)!
      return .setHidden(part.id, version: part.since, Bool.random(using: &numbers))
    case 9:
      var change = PageChange()
      change.isDraft = Bool.random(using: &numbers)
      return .updatePage(page.id, version: page.since, change)
    case 10:
      return .createPage(
        .init(
          parent: Bool.random(using: &numbers) ? nil : page.id, slug: "p\(Int.random(in: 0..<99, using: &numbers))",
          title: "Neu", template: "page", locale: "de"))
    case 11: return .removePage(page.id, version: page.since)
    case 12: return .movePage(page.id, version: page.since, below: pages.randomElement(using: &numbers)!.id, after: nil)
    case 13: return .remove(node.id, version: node.since)
    case 14:
      return .insert(
        ElementSeed(body: ElementBody(kind: .shared, tag: "", content: .shared("contact"))),
        at: .init(owner: .page(page.id), slot: "main"))
    case 15: return .move(node.id, version: node.since, to: .init(owner: .page(page.id), slot: "main"))
    default: return SequenceTests.operation(text, &numbers)
    }
  }

  private mutating func speak(_ numbers: inout Numbers) async throws {
    let person = Bool.random(using: &numbers) ? designer : owner
    let known = threads.keys.sorted()
    if let id = known.randomElement(using: &numbers), Bool.random(using: &numbers) {
      _ = try await store.addComment(NewComment("Und noch etwas"), to: id, of: site.key, by: person)
      threads[id]!.comments += 1
      return
    }
    let facts = SiteFacts(try await store.snapshot(of: site.key))
    let place = facts.places.randomElement(using: &numbers) ?? (nil, nil)
    let new = NewThread(
      page: place.page, element: place.element, anchor: Anchor(revision: revision), comment: NewComment("Hier"))
    if person == owner, let element = place.element, !facts.isInDraft(element, on: place.page) {
      let (store, key) = (store, site.key)
      let rule = await refusal { _ = try await store.addThread(new, of: key, by: person) }
      #expect(rule == "/element")
      return
    }
    let thread = try await store.addThread(new, of: site.key, by: person)
    threads[thread.thread.id] = Known(page: place.page, element: place.element, facts: facts)
  }

  // MARK: What must hold

  private static let homeless = Statement(
    "test.homeless",
    """
    SELECT e.id FROM element e WHERE e.ownerKind = 'page' AND e.until IS NULL AND NOT EXISTS (
      SELECT 1 FROM page p WHERE p.agency = e.agency AND p.site = e.site AND p.id = e.owner AND p.until IS NULL)
    """)

  private mutating func check() async throws -> String? {
    let now = SiteFacts(try await store.snapshot(of: site.key))
    let homeless = try await store.database.read { try $0.all(Self.homeless) { $0.text(0) } }
    guard homeless.isEmpty else { return "\(homeless) stand on pages that are gone" }
    let listed = try await store.threads(of: site.key, for: designer, limit: 1_000).threads
    guard Set(listed.map(\.thread.id)) == Set(threads.keys) else { return "threads are lost" }
    for view in listed {
      guard let known = threads[view.thread.id] else { return "nobody began \(view.thread.id)" }
      let expected = now.state(of: known.element, on: known.page, since: known.facts)
      told.insert(expected.state)
      let subject = "\(known.element?.rawValue ?? "-") on \(known.page?.rawValue ?? "-")"
      guard view.place.state == expected.state else {
        return "\(subject) is \(expected.state), not \(view.place.state)"
      }
      // Where something last stood only the store knows.
      guard view.place.page == expected.page || expected.state == .removed && known.element != nil else {
        return "\(subject) stands on \(String(describing: expected.page)), not \(String(describing: view.place.page))"
      }
      guard view.commentCount == known.comments else { return "\(subject) has \(view.commentCount) comments" }
      if [.textChanged, .moved, .removed].contains(expected.state),
        view.place.since.map({ $0 > view.thread.anchor.revision }) != true
      {
        return "\(subject) is \(expected.state) since \(String(describing: view.place.since))"
      }
    }
    // One by one it is the same as in a list, and so it is on the page where it stands.
    if let one = listed.first {
      let alone = try await store.thread(one.thread.id, of: site.key, for: designer)
      guard alone.place == one.place else {
        return "a thread alone stands at \(alone.place), in a list at \(one.place)"
      }
      if let page = one.place.page, one.place.state != .removed {
        let pins = try await store.threads(on: page, of: site.key, for: designer)
        guard pins.contains(where: { $0.thread.id == one.thread.id }) else { return "\(one.thread.id) is on no page" }
      }
    }
    return nil
  }
}

/// Where everything stands in one state of the site, as its snapshot has it.
private struct SiteFacts {
  private struct Fact {
    let owner: Owner
    let parent: ElementID?
    let content: Content
    /// Itself, or something above it in its own tree.
    let isHidden: Bool
    let slot: String
  }

  private var elements: [ElementID: Fact] = [:]
  private var pages: [PageID: Page] = [:]
  private var order: [PageID] = []
  /// Slots of templates that stand in something hidden.
  private var hiddenSlots: Set<String> = []
  /// Pages in whose own trees a shared tree stands; no template has one here.
  private var shared: [String: Set<PageID>] = [:]
  private var placements: [String: [ElementID]] = [:]

  init(_ snapshot: SiteSnapshot) {
    for content in snapshot.pages {
      pages[content.page.id] = content.page
      order.append(content.page.id)
      for (slot, trees) in content.slots { for tree in trees { add(tree, .page(content.page.id), nil, false, slot) } }
    }
    for (name, trees) in snapshot.templates { for tree in trees { add(tree, .template(name), nil, false, "") } }
    for (name, trees) in snapshot.shared { for tree in trees { add(tree, .shared(name), nil, false, "") } }
  }

  private mutating func add(
    _ node: ElementNode, _ owner: Owner, _ parent: ElementID?, _ isBelowHidden: Bool, _ slot: String
  ) {
    let isHidden = isBelowHidden || node.body.hidden
    elements[node.id] = Fact(
      owner: owner, parent: parent, content: node.body.content, isHidden: isHidden, slot: slot)
    if case .slot(let name) = node.body.content, case .template(let template) = owner, isHidden {
      hiddenSlots.insert("\(template) \(name)")
    }
    if case .shared(let name) = node.body.content {
      placements[name, default: []].append(node.id)
      if case .page(let page) = owner { shared[name, default: []].insert(page) }
    }
    for child in node.children { add(child, owner, node.id, isHidden, slot) }
  }

  /// Everything that somebody can point at: the site, pages, elements with a page that shows them.
  var places: [(page: PageID?, element: ElementID?)] {
    var places: [(page: PageID?, element: ElementID?)] = [(nil, nil)] + order.sorted().map { ($0, nil) }
    for (id, fact) in elements.sorted(by: { $0.key < $1.key }) {
      switch fact.owner {
      case .page(let page): places.append((page, id))
      case .template(let name):
        if let page = order.sorted().first(where: { pages[$0]?.template == name }) { places.append((page, id)) }
      case .shared(let name): if let page = shared[name]?.min() { places.append((page, id)) }
      }
    }
    return places
  }

  /// Where a subject is and what became of it.
  func state(
    of element: ElementID?, on page: PageID?, since before: SiteFacts
  ) -> (state: AnchorState, page: PageID?) {
    guard let element else {
      guard let page else { return (.attached, nil) }
      guard let now = pages[page] else { return (.removed, nil) }
      let then = before.pages[page]!
      if now.meta.draft && !then.meta.draft { return (.hidden, page) }
      return (now.parent == then.parent ? .attached : .moved, page)
    }
    let then = before.elements[element]!
    guard let now = elements[element] else { return (.removed, nil) }
    let stands = shownOn(now, writtenOn: page)
    let isHidden = stands == nil || isHidden(now, on: stands)
    let wasHidden = before.isHidden(then, on: page)
    if isHidden && !wasHidden { return (.hidden, stands) }
    if now.owner != then.owner || now.parent != then.parent { return (.moved, stands) }
    return (now.content == then.content ? .attached : .textChanged, stands)
  }

  private func shownOn(_ fact: Fact, writtenOn page: PageID?) -> PageID? {
    switch fact.owner {
    case .page(let page): return page
    case .template(let name):
      if let page, pages[page]?.template == name { return page }
      return order.filter { pages[$0]?.template == name }.min {
        (pages[$0]!.position, $0) < (pages[$1]!.position, $1)
      }
    case .shared(let name):
      if let page, shared[name]?.contains(page) == true { return page }
      return shared[name]?.min()
    }
  }

  private func isHidden(_ fact: Fact, on page: PageID?) -> Bool {
    if fact.isHidden { return true }
    switch fact.owner {
    case .page(let page):
      guard let found = pages[page] else { return false }
      return found.meta.draft || hiddenSlots.contains("\(found.template) \(fact.slot)")
    case .shared(let name): return placements[name] != nil && !isInDraft(fact)
    case .template: return false
    }
  }

  /// Whether the draft shows the element to those who do not design it, on the page where they saw it.
  func isInDraft(_ id: ElementID, on page: PageID?) -> Bool {
    guard let fact = elements[id], isInDraft(fact) else { return false }
    guard case .shared(let name) = fact.owner else { return true }
    return (placements[name] ?? []).contains { elements[$0]?.owner == page.map(Owner.page) && isInDraft($0) }
  }

  private func isInDraft(_ id: ElementID) -> Bool { elements[id].map(isInDraft) ?? false }

  private func isInDraft(_ fact: Fact) -> Bool {
    if fact.isHidden { return false }
    switch fact.owner {
    case .page(let page): return pages[page].map { !hiddenSlots.contains("\($0.template) \(fact.slot)") } ?? false
    case .shared(let name): return (placements[name] ?? []).contains(where: isInDraft)
    case .template(let name): return pages.values.contains { $0.template == name }
    }
  }
}
