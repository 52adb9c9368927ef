/// Where every page of a site stands: page ID → URL path and back.
///
/// A path is absolute and ends in a slash (`/leistungen/bad/`); the site's own page is `/`, its “not found” page is `/404.html`. A page's path
/// is its parent's with its own slug behind it; a collection's entry stands under the collection's path.
package struct SitePaths: Sendable {
  private var paths: [PageID: String]
  private var pages: [String: PageID]
  /// Pages that want a path that another page already has, with that path: the first one keeps it.
  package private(set) var collisions: [(page: PageID, path: String)]

  /// - Parameter pages: in any order; a page whose parent is missing or is its own ancestor stands at the top.
  package init(pages: some Sequence<Page>, collections: [String: CollectionSettings]) {
    self.init(places: pages.map(\.place), collections: collections)
  }

  package init(places all: [PagePlace], collections: [String: CollectionSettings]) {
    // Where parents come first, as in every snapshot, their paths are known and nobody has to be looked up.
    var byID: [PageID: PagePlace]?
    func find(_ id: PageID) -> PagePlace? {
      if let byID { return byID[id] }
      let made = Dictionary(all.lazy.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
      byID = made
      return made[id]
    }
    paths = Dictionary(minimumCapacity: all.count)
    pages = Dictionary(minimumCapacity: all.count)
    collisions = []
    for page in all {
      let path = Self.path(of: page, known: paths, find: find, collections: collections)
      paths[page.id] = path
      if let first = pages[path], first != page.id {
        collisions.append((page.id, path))
      } else {
        pages[path] = page.id
      }
    }
  }

  package func path(of page: PageID) -> String? { paths[page] }

  /// The page at a path as people write it: with or without slashes at its ends, `index` and `index.html` for a folder's own page.
  package func page(at path: some StringProtocol) -> PageID? {
    if let exact = pages[String(path)] { return exact }
    return pages[Self.normalized(path)]
  }

  /// `leistungen/bad`, `/leistungen/bad/index.html` and `/leistungen/bad.html` are `/leistungen/bad/`.
  package static func normalized(_ path: some StringProtocol) -> String {
    var parts = path.split(separator: "/" as Character).map { String($0) }
    if let last = parts.last {
      if parts.count == 1, last == "404" || last == "404.html" { return "/404.html" }
      if last == "404.html" { return "/" + parts.joined(separator: "/") }
      for ending in [".html", ".htm", ".md"] where last.hasSuffix(ending) {
        parts[parts.count - 1] = String(last.dropLast(ending.count))
        break
      }
      if parts.last == "index" || parts.last == "" { parts.removeLast() }
    }
    return parts.isEmpty ? "/" : "/" + parts.joined(separator: "/") + "/"
  }

  private static func path(
    of page: PagePlace, known: [PageID: String], find: (PageID) -> PagePlace?, collections: [String: CollectionSettings]
  ) -> String {
    if page.parent == nil, page.slug == "404" { return "/404.html" }
    if let name = page.collection {
      let base = collections[name]?.path ?? name
      return base.isEmpty ? "/\(page.slug)/" : "/\(base)/\(page.slug)/"
    }
    var slugs = page.slug.isEmpty ? [] : [page.slug]
    var visited: Set<PageID> = [page.id]
    var parent = page.parent
    var base = "/"
    while let id = parent, visited.insert(id).inserted {
      if let path = known[id] {
        base = path
        break
      }
      guard let above = find(id) else { break }
      if !above.slug.isEmpty { slugs.append(above.slug) }
      parent = above.parent
    }
    if page.isNotFound, base != "/" || slugs.count > 1 {
      return base + slugs.dropFirst().reversed().map { $0 + "/" }.joined() + "404.html"
    }
    let own = slugs.reversed().joined(separator: "/")
    return own.isEmpty ? base : base + own + "/"
  }
}

/// What of a page decides where it stands.
package struct PagePlace: Sendable {
  package let id: PageID
  package let parent: PageID?
  package let collection: String?
  package let slug: String
  package let isTranslation: Bool

  /// Whether the page is what visitors see where there is none: the site's at its top, another language's below that language's home page.
  package var isNotFound: Bool { slug == "404" && collection == nil && (parent == nil || isTranslation) }
}

extension Page {
  package var place: PagePlace {
    PagePlace(id: id, parent: parent, collection: collection, slug: slug, isTranslation: translationOf != nil)
  }
}
