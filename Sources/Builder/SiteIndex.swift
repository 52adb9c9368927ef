import Model

/// The site as those see it who make its pages. Every question goes through here and is taken down, so that a later change finds what was made
/// of its answer; what is the same for all pages (name, languages, address, tokens, collections, the theme) is asked freely, because a change
/// of it makes everything anew.
///
/// One value per worker, since the log is.
struct SiteIndex {
  private let data: SiteData
  private let log: ReadLog

  init(_ data: SiteData, log: ReadLog) {
    self.data = data
    self.log = log
  }

  // MARK: The same for all pages

  // What is large is lent, not copied: it is asked for on every page.
  var options: BuildOptions { _read { yield data.options } }
  var draft: DraftRendering? { data.draft }
  var isDraft: Bool { data.draft != nil }
  var address: SiteAddress { _read { yield data.address } }
  var theme: Theme { _read { yield data.theme } }
  var mainLocale: String { data.settings.locales.first ?? "en" }
  var settings: Settings { Settings(data: data, log: log) }
  var focalPoints: FocalPoints { data.focalPoints }

  /// The words of the theme in a locale, or in its language, or in the site's main one.
  func string(_ key: String, locale: String) -> String? {
    let strings = data.theme.strings
    return strings[locale]?[key] ?? strings[String(locale.prefix { $0 != "-" })]?[key] ?? strings[mainLocale]?[key]
  }

  // MARK: Pages, by their place

  var pages: Pages { Pages(data: data, log: log) }
  var urls: PageValues<String> { PageValues(values: data.layout.urls, numbers: data.layout.numbers, log: log) }
  var isBuilt: PageValues<Bool> { PageValues(values: data.layout.isBuilt, numbers: data.layout.numbers, log: log) }

  /// The page's place; nil when there is no such page.
  func index(of page: PageID) -> Int? {
    guard let place = data.layout.place(of: page) else {
      log.named(.missing(page))
      return nil
    }
    log.row(data.layout.numbers[place])
    return place
  }

  /// A page's name that stays the same when others come and go.
  func number(of page: Int) -> Int { data.layout.numbers[page] }
  func index(ofNumber number: Int) -> Int? { data.layout.place(ofNumber: number) }

  func locale(of page: Int) -> String {
    let locale = pages[page].row.page.locale
    return locale.isEmpty ? mainLocale : locale
  }

  func path(of page: Int) -> String {
    log.row(data.layout.numbers[page])
    return data.layout.path(of: page, in: data.pages)
  }

  /// The page and its translations that are shown; nil for a page without.
  func translations(of page: Int) -> [Int]? {
    log.row(data.layout.numbers[page])
    return data.layout.translations[page]
  }

  var locales: [String] { data.settings.locales }
  var hasSearch: Bool { data.settings.hasSearch }

  /// The page in another language, or that language's home page; nil where there is neither.
  func page(_ page: Int, in locale: String) -> Int? {
    translations(of: page)?.first { self.locale(of: $0) == locale } ?? home(of: locale)
  }

  func home(of locale: String) -> Int? {
    log.named(.home(locale))
    guard let place = data.layout.homes[locale] else { return nil }
    log.row(data.layout.numbers[place])
    return place
  }

  /// The pages above a page that are shown, the nearest first. Their own rows count as read only when they are asked for.
  func ancestors(of page: Int) -> [Int] {
    log.row(data.layout.numbers[page])
    return data.layout.ancestors(of: page)
  }

  /// The entries that a list shows, all its parts together, as places of pages.
  func entries(_ query: CollectionQuery) -> [Int] {
    log.named(.collection(query.collection))
    return data.entries(query)
  }

  /// The list of a page that is shown in parts; nil for a page without.
  func parts(of page: Int) -> ListParts? {
    guard let parts = data.parts(of: page) else { return nil }
    log.named(.collection(parts.query.collection))
    return parts
  }

  /// Whether the builder added the page as the list of a tag.
  func isTagPage(_ page: Int) -> Bool { data.tagList(of: page) != nil }

  func url(of page: Int, part: Int) -> String {
    let url = urls[page]
    return part == 1 ? url : url + SiteAddress.encoded(PartPath.of("", part: part, locale: locale(of: page)))
  }

  /// The entry before and the entry after one, in the order of its collection; nil at the ends.
  func neighbours(of page: Int) -> (previous: Int?, next: Int?) {
    log.beside(data.layout.numbers[page])
    guard let name = data.pages[page].row.page.collection, let collection = data.settings.collections[name] else {
      return (nil, nil)
    }
    let entries = data.sorted.entries(of: name, by: collection.order, in: data)
    guard let place = data.sorted.place(of: page, in: name, by: collection.order, among: entries) else {
      return (nil, nil)
    }
    return (place > 0 ? entries[place - 1] : nil, place + 1 < entries.count ? entries[place + 1] : nil)
  }

  /// The list with which the page of a collection shows its entries.
  func list(of collection: String) -> ElementNode? {
    guard let base = data.settings.collections[collection]?.path,
      let place = index(atExactPath: base.isEmpty ? "/" : "/\(base)/")
    else { return nil }
    let slots = pages[place].slots
    for slot in slots.keys.sorted() {
      if let list = list(of: collection, in: slots[slot]!, inside: []) { return list }
    }
    return template(pages[place].row.page.template).flatMap { list(of: collection, in: $0, inside: []) }
  }

  private func list(of collection: String, in nodes: [ElementNode], inside open: [String]) -> ElementNode? {
    for node in nodes {
      switch node.body.content {
      case .collection(let query) where query.collection == collection && !node.children.isEmpty: return node
      case .shared(let name) where !open.contains(name) && open.count < 8:
        if let found = list(of: collection, in: shared(name) ?? [], inside: open + [name]) { return found }
      default: break
      }
      if let found = list(of: collection, in: node.children, inside: open) { return found }
    }
    return nil
  }

  /// The pages that the search page lists for those who cannot search.
  func contents(_ locale: String) -> [Int] {
    log.named(.contents(locale))
    return Array(data.contents(locale).prefix(200))
  }

  func searchFileCount(_ locale: String) -> Int {
    log.named(.contents(locale))
    return SearchIndex.parts(of: data, locale: locale).count
  }

  /// Counts what something else was made from as read.
  func note(_ reads: [ReadCode]) { log.add(reads) }

  // MARK: Look-ups by path

  /// The page at a path as the site itself writes it, which is quicker than to ask for any way of writing it.
  func index(atExactPath path: String) -> Int? {
    guard let place = data.layout.place(atExactPath: path) else {
      if path.hasPrefix("/") { log.named(.path(path)) }
      return nil
    }
    log.row(data.layout.numbers[place])
    return place
  }

  /// The page at a path within the site.
  func linkedPage(_ path: some StringProtocol) -> Int? {
    guard !path.isEmpty, !path.utf8.contains(UInt8(ascii: ":")) else { return nil }
    let path = String(path)
    if let page = index(atExactPath: path) { return page }
    let normalized = SitePaths.normalized(path)
    if normalized != path { log.named(.path(normalized)) }
    guard let id = data.layout.paths.page(at: path), let page = index(of: id) else { return nil }
    return isBuilt[page] ? page : nil
  }

  /// Whether something stands at a path that begins with `/`: a page, a redirect, a feed, a file.
  func hasTarget(_ path: Substring) -> Bool {
    linkedPage(path) != nil || settings.redirects[String(path)] != nil || path.hasSuffix("/feed.xml")
      || path == "/sitemap.xml" || path == "/robots.txt" || assets.file(atPath: String(path)) != nil
  }

  // MARK: Trees and files

  var assets: Assets { Assets(index: data.assets, log: log, wanted: data.wanted) }

  /// The site's shared tree of that name, or the theme's.
  func shared(_ name: String) -> [ElementNode]? {
    log.named(.shared(name))
    return data.shared[name] ?? data.theme.shared[name]
  }

  /// The site's template of that name, or the theme's.
  func template(_ name: String) -> [ElementNode]? {
    log.named(.template(name))
    return data.templates[name] ?? data.theme.templates[name]
  }

  func note(menu name: String) { log.named(.menu(name)) }

  /// Everything that was asked since the last call.
  func takeReads() -> [ReadCode] { log.take() }
}

extension SiteIndex {
  struct Pages {
    fileprivate let data: SiteData
    fileprivate let log: ReadLog

    subscript(place: Int) -> PageView {
      PageView(content: data.pages[place], number: data.layout.numbers[place], log: log)
    }
  }

  struct PageView {
    fileprivate let content: PageContent
    fileprivate let number: Int
    fileprivate let log: ReadLog

    var row: PageRow {
      log.row(number)
      return content.row
    }

    var page: Page { row.page }

    var slots: [String: [ElementNode]] {
      _read {
        log.body(number)
        yield content.slots
      }
    }
  }

  struct PageValues<Value> {
    fileprivate let values: [Value]
    fileprivate let numbers: [Int]
    fileprivate let log: ReadLog

    subscript(place: Int) -> Value {
      log.row(numbers[place])
      return values[place]
    }
  }

  /// The site's settings. What each page has of its own accord is plain; values that only some pages show are asked by key.
  struct Settings {
    fileprivate let data: SiteData
    fileprivate let log: ReadLog

    var name: String { data.settings.name }
    var locales: [String] { data.settings.locales }
    var tokens: [String: Token] { data.settings.tokens }
    var collections: [String: CollectionSettings] { data.settings.collections }
    var company: Values { Values(values: data.settings.company, key: ReadKey.company, log: log) }
    var redirects: Values { Values(values: data.settings.redirects, key: ReadKey.path, log: log) }
  }

  struct Values {
    fileprivate let values: [String: String]
    fileprivate let key: (String) -> ReadKey
    fileprivate let log: ReadLog

    subscript(name: String) -> String? {
      log.named(key(name))
      return values[name]
    }
  }

  /// The files of site and theme. One that is asked for is used, and only what is used is published.
  struct Assets {
    fileprivate let index: AssetIndex
    fileprivate let log: ReadLog
    fileprivate let wanted: WantedPictures

    /// The file's own address; from then on it is used, whatever was made of it.
    func address(of entry: AssetIndex.Entry) -> String {
      log.asset(entry.outputPath)
      return entry.url
    }

    func use(_ rendition: PictureSources.Candidate) { log.asset(rendition.outputPath) }
    func want(_ need: PictureNeed) { wanted.insert(need) }

    subscript(path: String) -> AssetIndex.Entry? {
      log.asset(path)
      return index[path]
    }

    /// The file behind an address as pages have it.
    func entry(url: String) -> AssetIndex.Entry? {
      guard let entry = index.entry(url: url) else {
        // Whatever is missing may come; without the site's prefix it is what the new file will be called.
        if let start = url.firstRange(of: "/a/") { log.asset(String(url[start.lowerBound...].dropFirst())) }
        return nil
      }
      // Whoever put the address there has asked for the file.
      if !entry.isReplaced { log.asset(entry.outputPath) }
      return entry
    }

    /// The file behind `/a/name.hash.ext`.
    func file(atPath path: String) -> AssetFile? {
      log.asset(path.hasPrefix("/") ? String(path.dropFirst()) : path)
      return index.file(atPath: path)
    }

    /// The source with the files' addresses instead of their names; see `AssetIndex`.
    func rewritten(_ source: [UInt8], missing: (String) -> Void = { _ in }) -> [UInt8] {
      index.rewritten(
        source,
        reading: { path in
          log.asset(path)
          if let entry = index[path], entry.isReplaced { log.asset(entry.outputPath) }
        }, missing: missing)
    }
  }
}
