import Model
import Synchronization

/// What every page needs to know of all the others, worked out once per build and read by all workers.
final class SiteIndex: Sendable {
  let snapshot: SiteSnapshot
  let options: BuildOptions
  let draft: DraftRendering?
  let address: SiteAddress
  let paths: SitePaths
  let assets: AssetIndex
  /// Pages and entries as in the snapshot; behind them the built-in “not found” page where the site has none.
  let pages: [PageContent]
  /// As links name them, by page.
  let urls: [String]
  /// Whether the page is part of this rendering, by page.
  let isBuilt: [Bool]
  /// Translations of one page, by page; empty for sites in one language.
  let translations: [Int: [Int]]
  private let indexes: [PageID: Int]
  /// Path as links in Markdown mostly have it → page.
  private let indexesByPath: [String: Int]
  private let entries: [String: [Int]]
  private let sorted = Mutex<[SortKey: [Int]]>([:])

  private struct SortKey: Hashable {
    let collection: String
    let order: CollectionQuery.Order
  }

  init(_ snapshot: SiteSnapshot, options: BuildOptions) {
    self.snapshot = snapshot
    self.options = options
    if case .draft(let draft) = options.rendering { self.draft = draft } else { draft = nil }
    let showsDrafts = draft != nil
    let address = SiteAddress(settings: snapshot.settings, options: options)
    self.address = address
    assets = AssetIndex(site: snapshot.assets, theme: snapshot.theme.assets, prefix: address.assetPrefix)
    var pages = snapshot.pages
    if !pages.contains(where: { $0.page.isNotFound && (showsDrafts || !$0.page.meta.draft) }) {
      pages.append(NotFoundPage.content(for: snapshot))
    }
    self.pages = pages
    let paths = SitePaths(pages: pages.lazy.map(\.page), collections: snapshot.settings.collections)
    self.paths = paths
    urls = pages.map { address.prefix + SiteAddress.encoded(paths.path(of: $0.page.id) ?? "/") }
    let isBuilt = pages.map { showsDrafts || !$0.page.meta.draft }
    self.isBuilt = isBuilt
    var indexes: [PageID: Int] = Dictionary(minimumCapacity: pages.count)
    var byPath: [String: Int] = Dictionary(minimumCapacity: pages.count)
    var entries: [String: [Int]] = [:]
    var groups: [PageID: [Int]] = [:]
    for (index, content) in pages.enumerated() {
      indexes[content.page.id] = index
      if isBuilt[index], let path = paths.path(of: content.page.id), byPath[path] == nil { byPath[path] = index }
      if let collection = content.page.collection, isBuilt[index] { entries[collection, default: []].append(index) }
      if let original = content.page.translationOf { groups[original, default: []].append(index) }
    }
    self.indexes = indexes
    indexesByPath = byPath
    self.entries = entries
    var translations: [Int: [Int]] = [:]
    for (original, others) in groups {
      let group = ((indexes[original].map { [$0] } ?? []) + others).filter { isBuilt[$0] }
      for member in group { translations[member] = group }
    }
    self.translations = translations
  }

  var isDraft: Bool { draft != nil }
  var settings: SiteSettings { snapshot.settings }
  var mainLocale: String { snapshot.settings.locales.first ?? "en" }

  /// The page's place in `pages`.
  func index(of page: PageID) -> Int? { indexes[page] }

  /// The page at a path as the site itself writes it, which is quicker than to ask for any way of writing it.
  func index(atExactPath path: String) -> Int? { indexesByPath[path] }

  func locale(of page: Int) -> String {
    let locale = pages[page].page.locale
    return locale.isEmpty ? mainLocale : locale
  }

  func path(of page: Int) -> String { paths.path(of: pages[page].page.id) ?? "/" }

  /// The words of the theme in a locale, or in its language, or in the site's main one.
  func string(_ key: String, locale: String) -> String? {
    let strings = snapshot.theme.strings
    return strings[locale]?[key] ?? strings[String(locale.prefix { $0 != "-" })]?[key] ?? strings[mainLocale]?[key]
  }

  /// The entries that a list shows, as places in `pages`.
  func entries(_ query: CollectionQuery) -> [Int] {
    let all = sortedEntries(of: query.collection, by: query.order)
    let tagged = query.tag.map { tag in all.filter { pages[$0].page.meta.tags.contains(tag) } } ?? all
    return query.limit.map { Array(tagged.prefix(max(0, $0))) } ?? tagged
  }

  private func sortedEntries(of collection: String, by order: CollectionQuery.Order) -> [Int] {
    let key = SortKey(collection: collection, order: order)
    return sorted.withLock { known in
      if let found = known[key] { return found }
      let found = sort(entries[collection] ?? [], by: order)
      known[key] = found
      return found
    }
  }

  /// Ties keep the snapshot's order, which is the one that people gave by hand. Entries without a date come last.
  private func sort(_ entries: [Int], by order: CollectionQuery.Order) -> [Int] {
    switch order {
    case .manual: return entries
    case .title:
      let keys = entries.map { (TitleOrder.key(pages[$0].page.title), $0) }
      return keys.sorted { $0.0 == $1.0 ? $0.1 < $1.1 : $0.0 < $1.0 }.map(\.1)
    case .newestFirst, .oldestFirst:
      let last = order == .newestFirst ? 0 : Int.max
      let keys = entries.map { (pages[$0].page.meta.date?.number ?? last, $0) }
      return keys.sorted {
        if $0.0 == $1.0 { return $0.1 < $1.1 }
        return order == .newestFirst ? $0.0 > $1.0 : $0.0 < $1.0
      }.map(\.1)
    }
  }
}

extension Page {
  var isNotFound: Bool { parent == nil && slug == "404" && collection == nil }
}

extension CalendarDate {
  fileprivate var number: Int { (year * 100 + month) * 100 + day }
}

/// How titles are sorted: without regard to case and to the marks on Latin letters, as lists for people are.
enum TitleOrder {
  static func key(_ title: String) -> String {
    var key = ""
    for scalar in title.lowercased().unicodeScalars {
      switch scalar {
      case "ä", "à", "á", "â", "ã", "å": key += "a"
      case "ö", "ò", "ó", "ô", "õ", "ø": key += "o"
      case "ü", "ù", "ú", "û": key += "u"
      case "è", "é", "ê", "ë": key += "e"
      case "ì", "í", "î", "ï": key += "i"
      case "ß": key += "ss"
      case "ç": key += "c"
      case "ñ": key += "n"
      default: key.unicodeScalars.append(scalar)
      }
    }
    return key
  }
}
