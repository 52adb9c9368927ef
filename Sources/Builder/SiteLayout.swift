import Model

/// Where every page stands and how pages belong together: what only rows say, not elements. Worked out once for all pages, and kept as long
/// as no page comes, goes or moves.
///
/// A page is named by its place in the snapshot's order, which shifts when pages come and go; its number stays the same.
final class SiteLayout: Sendable {
  let paths: SitePaths
  /// As links name them, by page.
  let urls: [String]
  /// Whether the page is part of this rendering, by page.
  let isBuilt: [Bool]
  /// Whether it has a file of its own, by page: it is shown, and its path is safe and nobody else's.
  let hasPlace: [Bool]
  /// Pages that are shown but whose path cannot be a file's.
  let unsafe: [Int]
  /// Translations of one page, by page; empty for sites in one language.
  let translations: [Int: [Int]]
  /// The page above, by page: its parent, or the page of its collection; −1 for none.
  let above: [Int]
  /// Language → its home page.
  let homes: [String: Int]
  /// Collection → entries that are shown, in the order that people gave by hand.
  let entries: [String: [Int]]
  /// The pages' files.
  let outputPaths: Set<String>
  let numbers: [Int]
  /// Number → place; −1 for a page that is gone.
  let places: [Int]
  private let numbersByID: [PageID: Int]
  /// Path as links in Markdown mostly have it → page.
  private let byPath: [String: Int]

  init(
    pages: [PageContent], settings: SiteSettings, address: SiteAddress, showsDrafts: Bool, day: CalendarDate?,
    after previous: SiteLayout?
  ) {
    let paths = SitePaths(places: pages.map { $0.row.place }, collections: settings.collections)
    self.paths = paths
    urls = pages.map { address.prefix + SiteAddress.encoded(paths.path(of: $0.row.page.id) ?? "/") }
    let isBuilt = pages.map { showsDrafts || $0.row.isLive(on: day) }
    self.isBuilt = isBuilt

    var numbersByID = previous?.numbersByID ?? Dictionary(minimumCapacity: pages.count)
    var numberCount = previous?.places.count ?? 0
    var numbers: [Int] = []
    numbers.reserveCapacity(pages.count)
    for content in pages {
      if let known = numbersByID[content.row.page.id] {
        numbers.append(known)
      } else {
        numbersByID[content.row.page.id] = numberCount
        numbers.append(numberCount)
        numberCount += 1
      }
    }
    var places = [Int](repeating: -1, count: numberCount)
    for (place, number) in numbers.enumerated() { places[number] = place }
    self.numbers = numbers
    self.places = places
    self.numbersByID = numbersByID

    var byPath: [String: Int] = Dictionary(minimumCapacity: pages.count)
    var entries: [String: [Int]] = [:]
    var groups: [PageID: [Int]] = [:]
    var hasPlace = isBuilt
    var unsafe: [Int] = []
    var taken: Set<String> = []
    var outputPaths = Set<String>(minimumCapacity: pages.count)
    for (index, content) in pages.enumerated() {
      let path = paths.path(of: content.row.page.id) ?? "/"
      if isBuilt[index] {
        if byPath[path] == nil { byPath[path] = index }
        if let collection = content.row.page.collection { entries[collection, default: []].append(index) }
        let file = OutputPath.of(path)
        if !OutputPath.isSafe(file) {
          unsafe.append(index)
          hasPlace[index] = false
        } else if !paths.collisions.isEmpty, !taken.insert(path).inserted {
          hasPlace[index] = false
        } else {
          outputPaths.insert(file)
        }
      }
      if content.row.page.translationOf != nil {
        let original = Self.original(of: content.page) { id in
          numbersByID[id].flatMap { places[$0] < 0 ? nil : pages[places[$0]].page }
        }
        if original != content.row.page.id { groups[original, default: []].append(index) }
      }
    }
    self.byPath = byPath
    self.entries = entries
    self.hasPlace = hasPlace
    self.unsafe = unsafe
    self.outputPaths = outputPaths
    var translations: [Int: [Int]] = [:]
    for (original, others) in groups {
      let first = numbersByID[original].flatMap { places[$0] < 0 ? nil : places[$0] }
      let group = ((first.map { [$0] } ?? []) + others).filter { isBuilt[$0] }
      for member in group { translations[member] = group }
    }
    self.translations = translations
    above = pages.indices.map { index in
      let content = pages[index]
      var above = content.row.page.parent.flatMap { numbersByID[$0] }.map { places[$0] } ?? -1
      if above < 0, let collection = content.row.page.collection, let base = settings.collections[collection]?.path,
        !base.isEmpty
      {
        above = byPath["/\(base)/"] ?? -1
      } else if above < 0, BuiltPages.contains(content.row.page.id), content.row.page.slug.contains("/") {
        // The list of a tag stands two steps below its collection's page.
        above = byPath["/\(content.row.page.slug.split(separator: "/").dropLast(2).joined(separator: "/"))/"] ?? -1
      }
      return above == index ? -1 : above
    }
    var homes: [String: Int] = [:]
    let main = settings.locales.first ?? "en"
    homes[main] = byPath["/"]
    for locale in settings.locales.dropFirst() {
      func speaks(_ place: Int) -> Bool { pages[place].row.page.locale == locale }
      homes[locale] =
        byPath["/"].flatMap { translations[$0]?.first(where: speaks) }
        ?? byPath["/\(locale.lowercased())/"].flatMap { speaks($0) ? $0 : nil }
    }
    self.homes = homes
  }

  /// The pages above a page that are shown, the nearest first.
  func ancestors(of page: Int) -> [Int] {
    var found: [Int] = []
    var next = above[page]
    while next >= 0, next != page, found.count < 64, !found.contains(next) {
      if hasPlace[next] { found.append(next) }
      next = above[next]
    }
    return found
  }

  /// The page at the end of a row of translations of translations; of those in a circle, the one with the first ID.
  private static func original(of page: Page, find: (PageID) -> Page?) -> PageID {
    var row = [page.id]
    var next = page.translationOf
    while let id = next {
      if let start = row.firstIndex(of: id) { return row[start...].min() ?? id }
      row.append(id)
      next = find(id)?.translationOf
    }
    return row[row.count - 1]
  }

  func number(of page: PageID) -> Int? { numbersByID[page] }

  /// The page's place; nil when the site has no such page.
  func place(of page: PageID) -> Int? {
    guard let number = numbersByID[page] else { return nil }
    return places[number] < 0 ? nil : places[number]
  }

  func place(ofNumber number: Int) -> Int? {
    guard places.indices.contains(number), places[number] >= 0 else { return nil }
    return places[number]
  }

  func path(of page: Int, in pages: ChunkedArray<PageContent>) -> String {
    paths.path(of: pages[page].row.page.id) ?? "/"
  }

  func place(atExactPath path: String) -> Int? { byPath[path] }

  /// Which pages a look-up by this path can meet, as numbers: a change of any of them may change the answer.
  func holders(of path: String) -> [Int?] {
    [byPath[path].map { numbers[$0] }, paths.page(at: path).flatMap { numbersByID[$0] }]
  }
}

/// What changed between two layouts of a site.
struct LayoutChange {
  var codes: Set<ReadCode> = []

  init(
    from old: SiteLayout, _ oldPages: ChunkedArray<PageContent>, to new: SiteLayout,
    _ newPages: ChunkedArray<PageContent>,
    names: ReadNames
  ) {
    var paths: Set<String> = []
    func note(_ key: ReadKey) { if let code = names.known(key) { codes.insert(code) } }
    for number in new.places.indices {
      switch (old.place(ofNumber: number), new.place(ofNumber: number)) {
      case (nil, nil): continue
      case (let before?, nil):
        codes.formUnion([.row(number), .body(number)])
        paths.insert(old.path(of: before, in: oldPages))
      case (nil, let now?):
        codes.formUnion([.row(number), .body(number)])
        note(.missing(newPages[now].page.id))
        paths.insert(new.path(of: now, in: newPages))
      case (let before?, let now?):
        let isSame =
          old.urls[before] == new.urls[now] && old.isBuilt[before] == new.isBuilt[now]
          && old.hasPlace[before] == new.hasPlace[now]
        if !isSame { paths.formUnion([old.path(of: before, in: oldPages), new.path(of: now, in: newPages)]) }
        if !isSame || !oldPages[before].page.looksLike(newPages[now].page)
          || old.group(of: before) != new.group(of: now)
          || old.ancestors(of: before).map({ old.numbers[$0] }) != new.ancestors(of: now).map({ new.numbers[$0] })
        {
          codes.insert(.row(number))
        }
      }
    }
    // Where two pages want one path, their order decides.
    paths.formUnion(old.paths.collisions.map(\.path))
    paths.formUnion(new.paths.collisions.map(\.path))
    for path in paths {
      note(.path(path))
      let (before, now) = (old.holders(of: path), new.holders(of: path))
      if before != now { for number in (before + now).compactMap({ $0 }) { codes.insert(.row(number)) } }
    }
    for locale in Set(old.homes.keys).union(new.homes.keys)
    where old.homes[locale].map({ old.numbers[$0] }) != new.homes[locale].map({ new.numbers[$0] }) {
      note(.home(locale))
    }
    for name in Set(old.entries.keys).union(new.entries.keys) {
      let before = (old.entries[name] ?? []).map { oldPages[$0].page.listed(as: old.numbers[$0]) }
      let now = (new.entries[name] ?? []).map { newPages[$0].page.listed(as: new.numbers[$0]) }
      if before != now { note(.collection(name)) }
    }
  }
}

extension SiteLayout {
  fileprivate func group(of page: Int) -> [Int] { (translations[page] ?? []).map { numbers[$0] } }
}

/// What decides where an entry stands in a list.
private struct ListedEntry: Equatable {
  let number: Int
  let title: String
  let date: CalendarDate?
  let tags: [String]
  /// Lists may be ordered and filtered by any of the entry's own values.
  let fields: [String: String]
}

extension Page {
  fileprivate func listed(as number: Int) -> ListedEntry {
    ListedEntry(number: number, title: title, date: meta.date, tags: meta.tags, fields: meta.extra)
  }

  /// The same but for what no rendering shows.
  func looksLike(_ other: Page) -> Bool {
    var other = other
    other.since = since
    other.position = position
    other.copiedFrom = copiedFrom
    other.capabilities = capabilities
    return self == other
  }

  /// Whether pages stand where they stood when this row takes the place of the other.
  func hasPlace(of other: Page) -> Bool {
    parent == other.parent && collection == other.collection && slug == other.slug && position == other.position
      && locale == other.locale && translationOf == other.translationOf && meta.draft == other.meta.draft
  }

  /// Whether lists show both rows at the same place.
  func isListed(like other: Page) -> Bool { listed(as: 0) == other.listed(as: 0) }

  /// Whether search engines are told the same of both rows.
  func isFound(like other: Page) -> Bool {
    meta.noindex == other.meta.noindex && meta.updated == other.meta.updated && meta.date == other.meta.date
  }
}
