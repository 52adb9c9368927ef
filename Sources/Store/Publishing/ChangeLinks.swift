import Database
import Model

/// Finds what changes cannot do without each other: what stands in something new, leads to a new page, or has left something that is gone.
struct ChangeLinks {
  private let reader: PendingReader
  private var needs: [Set<Int>]

  private static let childCount = Statement(
    "element.countOfParent",
    """
    SELECT COUNT(*) FROM element
    WHERE agency = ? AND site = ? AND ownerKind = ? AND owner = ? AND parent = ? AND until IS NULL
    """)

  init(_ reader: PendingReader) {
    self.reader = reader
    needs = Array(repeating: [], count: reader.units.count)
  }

  func graph() throws -> ChangeGraph {
    var links = self
    for place in reader.units.indices { links.add(place) }
    links.addLinksToGonePages()
    return ChangeGraph(needs: links.needs, lists: try lists())
  }

  private mutating func need(_ place: Int, _ pick: Composition.Pick) {
    if let other = reader.places[pick], other != place { needs[place].insert(other) }
  }

  private func isNew(_ page: PageID) -> Bool { reader.pages[page].map { $0.before == nil } ?? false }

  private mutating func add(_ place: Int) {
    let unit = reader.units[place]
    for step in unit.elements {
      if let element = step.after { add(element, place) }
      if let gone = step.before, step.after == nil {
        // What stood in it must have left before it can go.
        for (id, other) in reader.elements where other.before?.parent == gone.id && other.after != nil {
          need(place, .element(id))
        }
      }
    }
    for step in unit.pages {
      if let page = step.after {
        for id in [page.parent, page.translationOf].compactMap({ $0 }) where isNew(id) { need(place, .page(id)) }
        if let collection = page.collection { need(place, .setting("collections.\(collection)")) }
        addRoots(of: .template(page.template), place)
      } else if let gone = step.before {
        for (id, other) in reader.pages where other.before?.parent == gone.id && other.after != nil {
          need(place, .page(id))
        }
        for (id, other) in reader.elements where other.before?.owner == .page(gone.id) && other.after != nil {
          need(place, .element(id))
        }
      }
    }
    for path in unit.settings where path.hasPrefix("navigation.") {
      for id in Self.pages(in: reader.settings.after, path) where isNew(id) { need(place, .page(id)) }
    }
  }

  private mutating func add(_ element: Element, _ place: Int) {
    if let parent = element.parent, let above = reader.elements[parent], above.before == nil {
      need(place, .element(parent))
    }
    if let page = element.owner.page, isNew(page) { need(place, .page(page)) }
    for case .page(let id, _) in element.body.content.targets where isNew(id) { need(place, .page(id)) }
    switch element.body.content {
    case .shared(let name): addRoots(of: .shared(name), place)
    case .navigation(let name):
      if reader.settings.before.navigation[name] == nil { need(place, .setting("navigation.\(name)")) }
    case .collection(let query):
      if reader.settings.before.collections[query.collection] == nil {
        need(place, .setting("collections.\(query.collection)"))
      }
    default: break
    }
  }

  /// A tree that is new altogether is needed by what shows it.
  private mutating func addRoots(of owner: Owner, _ place: Int) {
    for (id, step) in reader.elements where step.before == nil {
      if let element = step.after, element.owner == owner, element.parent == nil { need(place, .element(id)) }
    }
  }

  /// A page goes only with the changes that take away what led to it.
  private mutating func addLinksToGonePages() {
    let gone = Set(reader.pages.filter { $0.value.after == nil }.keys)
    guard !gone.isEmpty else { return }
    func pages(_ element: Element?) -> Set<PageID> {
      Set((element?.body.content.targets ?? []).compactMap { if case .page(let id, _) = $0 { id } else { nil } })
    }
    for (id, step) in reader.elements {
      for page in pages(step.before).subtracting(pages(step.after)).intersection(gone) {
        if let place = reader.places[.page(page)] { need(place, .element(id)) }
      }
    }
    for case .setting(let path) in reader.places.keys where path.hasPrefix("navigation.") {
      let left = Self.pages(in: reader.settings.before, path).subtracting(Self.pages(in: reader.settings.after, path))
      for page in left.intersection(gone) {
        if let place = reader.places[.page(page)] { need(place, .setting(path)) }
      }
    }
  }

  private static func pages(in settings: SiteSettings, _ path: String) -> Set<PageID> {
    func all(_ items: [NavigationItem]) -> [PageID] {
      items.flatMap { item -> [PageID] in
        let own: [PageID] = if case .page(let id, _) = item.target { [id] } else { [] }
        return own + all(item.children)
      }
    }
    return Set(all(settings.navigation[String(path.dropFirst("navigation.".count))] ?? []))
  }

  // MARK: Lists

  private func lists() throws -> [ChangeGraph.ListRule] {
    var touched: Set<ElementID> = []
    for step in reader.elements.values where step.before?.parent != step.after?.parent {
      touched.formUnion([step.before?.parent, step.after?.parent].compactMap { $0 })
    }
    for (id, step) in reader.elements where step.before?.body.limits != step.after?.body.limits { touched.insert(id) }
    return try touched.sorted().compactMap { id in
      // A list that came or went comes and goes with its items.
      if let step = reader.elements[id], step.before == nil || step.after == nil { return nil }
      guard
        let now = try ElementRows.row(
          id, of: reader.key, at: reader.to.revision(of: .element(id)), in: reader.transaction),
        now.body.kind == .list
      else { return nil }
      let before = reader.elements[id]?.before ?? now
      var (adding, removing): ([Int], [Int]) = ([], [])
      var difference = 0
      for (child, step) in reader.elements {
        guard let place = reader.places[.element(child)] else { continue }
        let (was, isThere) = (step.before?.parent == id, step.after?.parent == id)
        if was == isThere { continue }
        difference += isThere ? 1 : -1
        if isThere { adding.append(place) } else { removing.append(place) }
      }
      let (kind, name) = now.owner.columns
      let count =
        try reader.transaction.first(
          Self.childCount, .init(reader.key.agency.rawValue), .init(reader.key.site.rawValue), .init(kind), .init(name),
          .init(id.rawValue), map: { $0.integer(0) }) ?? 0
      return ChangeGraph.ListRule(
        count: count - difference, limits: Self.range(before.body.limits), newLimits: Self.range(now.body.limits),
        owner: reader.places[.element(id)], adding: adding.sorted(), removing: removing.sorted())
    }
  }

  private static func range(_ limits: Limits) -> ClosedRange<Int> {
    let least = limits.minimumItems ?? 0
    return least...max(least, limits.maximumItems ?? .max)
  }
}
