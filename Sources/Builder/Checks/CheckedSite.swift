import Model

/// What the checks need to know of all pages together.
struct CheckedSite: Sendable {
  let snapshot: SiteSnapshot
  let paths: SitePaths
  let pages: [PageContent]
  /// Whether visitors get the page, by its place in `pages`.
  let isBuilt: [Bool]
  /// The other languages of a page, by its place.
  let translations: [Int: [Int]]
  private let indexes: [PageID: Int]
  private let entriesByCollection: [String: [Int]]
  private let redirects: Set<String>

  init(_ snapshot: SiteSnapshot, day: CalendarDate?) {
    self.snapshot = snapshot
    pages = snapshot.pages
    paths = SitePaths(places: snapshot.pages.map { $0.row.place }, collections: snapshot.settings.collections)
    let isBuilt = snapshot.pages.map { $0.row.isLive(on: day) }
    self.isBuilt = isBuilt
    var indexes: [PageID: Int] = [:]
    var entries: [String: [Int]] = [:]
    var groups: [PageID: [Int]] = [:]
    for (index, content) in snapshot.pages.enumerated() {
      indexes[content.row.page.id] = index
      if let collection = content.row.page.collection, isBuilt[index] { entries[collection, default: []].append(index) }
      if let original = content.row.page.translationOf { groups[original, default: []].append(index) }
    }
    self.indexes = indexes
    entriesByCollection = entries
    var translations: [Int: [Int]] = [:]
    for (original, others) in groups {
      let group = ((indexes[original].map { [$0] } ?? []) + others).filter { isBuilt[$0] }
      for member in group { translations[member] = group }
    }
    self.translations = translations
    redirects = Set(snapshot.settings.redirects.keys.map { SitePaths.normalized($0) })
  }

  var settings: SiteSettings { snapshot.settings }

  func path(of index: Int) -> String { paths.path(of: pages[index].row.page.id) ?? "/" }

  func locale(of index: Int) -> String {
    let locale = pages[index].row.page.locale
    return locale.isEmpty ? settings.locales.first ?? "" : locale
  }

  func asset(_ path: String) -> AssetFile? { snapshot.assets[path] ?? snapshot.theme.assets[path] }

  /// The entries that a list leads to. How many of them it shows at a time is no matter: the others are reached through them.
  func entries(_ query: CollectionQuery) -> [Int] {
    let all = entriesByCollection[query.collection] ?? []
    return query.tag.map { tag in all.filter { pages[$0].page.meta.tags.contains(tag) } } ?? all
  }

  /// Those of a collection's entries.
  func tags(_ collection: String) -> Set<String> {
    Set((entriesByCollection[collection] ?? []).flatMap { pages[$0].page.meta.tags })
  }

  func linkedPage(_ path: some StringProtocol) -> Int? {
    guard !path.isEmpty, !path.utf8.contains(UInt8(ascii: ":")) else { return nil }
    guard let id = paths.page(at: path), let index = indexes[id] else { return nil }
    return isBuilt[index] ? index : nil
  }

  /// Whether something stands at a path that begins with `/`.
  func hasTarget(_ path: some StringProtocol) -> Bool {
    linkedPage(path) != nil || redirects.contains(SitePaths.normalized(path)) || path.hasSuffix("/feed.xml")
      || path == "/sitemap.xml" || path == "/robots.txt" || path.hasPrefix("/a/")
      || asset(String(path.drop { $0 == "/" })) != nil
  }

  /// The page that a target leads to.
  func page(at target: LinkTarget) -> Int? {
    switch target {
    case .page(let id, _): indexes[id].flatMap { isBuilt[$0] ? $0 : nil }
    case .url(let text) where text.hasPrefix("/") && !text.hasPrefix("//"):
      linkedPage(text.prefix { $0 != "?" && $0 != "#" })
    default: nil
    }
  }

  /// What is wrong with a target; nil when it leads somewhere, or to where nobody here can know.
  func fault(of target: LinkTarget) -> String? {
    switch target {
    case .page(let id, _):
      guard let index = indexes[id] else { return target.text }
      return isBuilt[index] ? nil : path(of: index)
    case .asset(let path): return asset(path) == nil ? path : nil
    case .url(let text):
      guard text.hasPrefix("/"), !text.hasPrefix("//") else { return nil }
      return hasTarget(text.prefix { $0 != "?" && $0 != "#" }) ? nil : text
    case .value: return nil
    }
  }
}
