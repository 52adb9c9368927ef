import Database
import Model

/// Which trees stand on several pages, and on how many: through the pages' templates, through elements of the pages, and through each
/// other. Read from indexes alone, so that a large site answers as fast as a small one.
struct SharedTrees {
  /// Shared trees by the shared trees in which they stand.
  private var inShared: [String: Set<String>] = [:]
  private var inTemplates: [String: Set<String>] = [:]
  private var inPages: [String: Set<PageID>] = [:]
  /// How many pages have the template.
  private let pages: [String: Int]
  private let key: SiteKey

  private static let references = Statement(
    "element.sharedReferences",
    current: """
      SELECT content, ownerKind, owner FROM element INDEXED BY elementShared
      WHERE agency = ? AND site = ? AND kind = 'shared' AND until IS NULL
      """)
  private static let templates = Statement(
    "page.countByTemplate",
    current: """
      SELECT template, COUNT(*) FROM page INDEXED BY pageTemplate
      WHERE agency = ? AND site = ? AND until IS NULL GROUP BY template
      """)
  private static let templateOfPages = Statement(
    "page.templates",
    current: "SELECT id, template FROM page INDEXED BY pageTemplate WHERE agency = ? AND site = ? AND until IS NULL")

  init(of key: SiteKey, in transaction: Transaction) throws {
    self.key = key
    let keys: [SQLValue] = [.init(key.agency.rawValue), .init(key.site.rawValue)]
    var pages: [String: Int] = [:]
    try transaction.query(Self.templates, keys) { pages[$0.text(0)] = $0.integer(1) }
    self.pages = pages
    var names: [String: String] = [:]
    try transaction.query(Self.references, keys) { row in
      let content = row.text(0)
      if names[content] == nil, case .shared(let name)? = try? Content(json: .parse(content), kind: .shared) {
        names[content] = name
      }
      guard let name = names[content] else { return }
      switch Owner(kind: row.text(1), name: row.text(2)) {
      case .page(let page): inPages[name, default: []].insert(page)
      case .template(let template): inTemplates[name, default: []].insert(template)
      case .shared(let other): inShared[name, default: []].insert(other)
      case nil: break
      }
    }
  }

  /// How many pages have the template.
  func pages(withTemplate template: String) -> Int { pages[template] ?? 0 }

  /// Whether the shared tree stands anywhere.
  func isUsed(_ name: String) -> Bool { inShared[name] != nil || inTemplates[name] != nil || inPages[name] != nil }

  /// The shared trees that a page shows, in the order of their names.
  func names(on page: PageID, template: String) -> [String] {
    var found: Set<String> = []
    for (name, owners) in inPages where owners.contains(page) { found.insert(name) }
    for (name, owners) in inTemplates where owners.contains(template) { found.insert(name) }
    while true {
      let further = inShared.filter { !found.contains($0.key) && !$0.value.isDisjoint(with: found) }.keys
      if further.isEmpty { return found.sorted() }
      found.formUnion(further)
    }
  }

  /// How many pages show the shared tree.
  func pages(showing name: String, in transaction: Transaction) throws -> Int {
    var names: Set<String> = [name]
    var pending = [name]
    while let next = pending.popLast() {
      for other in inShared[next] ?? [] where names.insert(other).inserted { pending.append(other) }
    }
    let templates = names.reduce(into: Set<String>()) { $0.formUnion(inTemplates[$1] ?? []) }
    let own = names.reduce(into: Set<PageID>()) { $0.formUnion(inPages[$1] ?? []) }
    let byTemplate = templates.reduce(0) { $0 + (pages[$1] ?? 0) }
    if own.isEmpty || templates.isEmpty { return byTemplate + own.count }
    // A page that shows it both ways is one page.
    var count = byTemplate
    try transaction.query(
      Self.templateOfPages, .init(key.agency.rawValue), .init(key.site.rawValue)
    ) { row in
      if own.contains(PageID(stored: row.text(0))), !templates.contains(row.text(1)) { count += 1 }
    }
    return count
  }
}
