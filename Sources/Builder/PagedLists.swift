import Model

/// The lists of entries that are shown in parts: which page has one, in its own tree, in a shared one or in its template.
struct PagedLists: Sendable, Equatable {
  private var pages: [PageID: CollectionQuery] = [:]
  private var templates: [String: CollectionQuery] = [:]

  init() {}

  init(_ site: SiteTrees, pages: some Sequence<PageContent>) {
    for (name, nodes) in site.allTemplates { templates[name] = Self.first(in: nodes, site) }
    for content in pages { update(content, site) }
  }

  mutating func update(_ content: PageContent, _ site: SiteTrees) {
    var found: CollectionQuery?
    for slot in content.slots.keys.sorted() where found == nil { found = Self.first(in: content.slots[slot]!, site) }
    let id = content.row.page.id
    if found != pages[id] { pages[id] = found }
  }

  mutating func remove(_ page: PageID) { pages[page] = nil }

  /// The list of a page; a page's own comes before its template's.
  subscript(page: Page) -> CollectionQuery? { pages[page.id] ?? templates[page.template] }

  var isEmpty: Bool { pages.isEmpty && templates.isEmpty }
  var usesTemplates: Bool { !templates.isEmpty }
  var pageIDs: Dictionary<PageID, CollectionQuery>.Keys { pages.keys }

  private static func first(
    in nodes: [ElementNode], _ site: SiteTrees, inside open: [String] = []
  ) -> CollectionQuery? {
    for node in nodes {
      switch node.body.content {
      case .collection(let query) where query.perPage != nil: return query
      case .shared(let name) where !open.contains(name) && open.count < 8:
        if let found = first(in: site.shared(name), site, inside: open + [name]) { return found }
      default: break
      }
      if let found = first(in: node.children, site, inside: open) { return found }
    }
    return nil
  }
}

/// The trees that pages have in common.
struct SiteTrees: Sendable {
  let theme: Theme
  let templates: [String: [ElementNode]]
  let sharedTrees: [String: [ElementNode]]

  var allTemplates: [String: [ElementNode]] { theme.templates.merging(templates) { _, own in own } }
  func shared(_ name: String) -> [ElementNode] { sharedTrees[name] ?? theme.shared[name] ?? [] }
}

/// One list in parts as it is on a page.
struct ListParts: Equatable, Sendable {
  let query: CollectionQuery
  /// At least 1.
  let count: Int
}

/// Addresses of the parts of pages.
enum PartPath {
  static func of(_ path: String, part: Int, locale: String) -> String {
    part == 1 ? path : BuilderAddresses.part(part, of: path, locale: locale)
  }

  /// The page's path and the part that a path may mean; nil when it cannot be that of a part.
  static func split(_ path: some StringProtocol) -> (page: String, part: Int)? {
    var parts = path.split(separator: "/" as Character).map { String($0) }
    guard parts.count >= 2, let last = parts.popLast(), let number = Int(last), (2...100_000).contains(number),
      String(number) == last, let word = parts.popLast(), word == "seite" || word == "page"
    else { return nil }
    return (parts.isEmpty ? "/" : "/" + parts.joined(separator: "/") + "/", number)
  }
}
