import Markup
import Model

/// A file that is no page, before it is made.
struct PlannedFile: Hashable, Sendable {
  enum Kind: Hashable, Sendable {
    case asset(AssetFile)
    /// The feed of a collection by its name.
    case feed(String)
    case sitemap(SearchFiles.Sitemap)
    case robots
    /// Which links browsers may follow ahead of people.
    case speculation
    /// A page at an old address; what became of it.
    case redirect(Redirect)
    /// A further part of a page's list, by the page's number.
    case part(page: Int, part: Int)
    /// What can be found on some of the pages of a language, by their numbers.
    case search(locale: String, pages: [Int], SearchIndex.Content)
    case searchScript
  }

  let path: String
  let kind: Kind

  /// - Throws: for a part of a page that becomes too large
  func made(by builder: SiteBuilder, renderer: inout Renderer) throws(BuildError) -> BuiltFile {
    let site = renderer.site
    switch kind {
    case .asset(let file):
      return BuiltFile(path: path, type: MediaType.withCharset(file.type), content: .asset(file))
    case .feed(let name):
      let collection = site.settings.collections[name] ?? CollectionSettings(title: name, path: name, feed: true)
      let bytes = Feed.bytes(name, collection, in: site) { renderer.bodyHTML(of: $0) }
      return BuiltFile(path: path, type: MediaType.atom, content: .bytes(bytes))
    case .sitemap(let sitemap):
      return BuiltFile(
        path: path, type: MediaType.xml, content: .bytes(SearchFiles.bytes(of: sitemap, for: builder.site)))
    case .robots:
      return BuiltFile(path: path, type: MediaType.plain, content: .bytes(SearchFiles.robots(for: builder.site)))
    case .speculation:
      return BuiltFile(
        path: path, type: SpeculationRules.type, content: .bytes(SpeculationRules.json(prefix: site.address.prefix)))
    case .redirect(let redirect):
      let bytes =
        switch redirect {
        case .moved(let url): SearchFiles.redirect(to: url, in: site)
        case .gone: SearchFiles.gone(in: site)
        }
      return BuiltFile(path: path, type: MediaType.html, content: .bytes(bytes), redirect: redirect)
    case .part(let number, let part):
      let place = builder.site.layout.place(ofNumber: number) ?? 0
      let template = builder.template(for: place)
      site.note(template.reads)
      let before = renderer.warnings.count
      try builder.write(place, part: part, with: template.value, renderer: &renderer)
      // The page itself says what is wrong with it.
      renderer.warnings.removeLast(renderer.warnings.count - before)
      return BuiltFile(path: path, type: MediaType.html, content: .bytes(renderer.writer.bytes))
    case .search(_, let numbers, let content):
      return BuiltFile(
        path: path, type: MediaType.json,
        content: .bytes(SearchIndex.bytes(of: numbers, content, renderer: &renderer)))
    case .searchScript:
      return BuiltFile(path: path, type: MediaType.script, content: .bytes(SearchScript.bytes))
    }
  }
}

/// All files beside the pages: where they go, and which have to be left out because something else stands there.
struct FilePlan {
  private(set) var assets: [PlannedFile] = []
  private(set) var others: [PlannedFile] = []
  private(set) var warnings: [BuildWarning] = []
  private var taken: Set<String> = []

  init(_ site: SiteData) {
    let pages = site.layout.outputPaths
    for (path, file) in site.assets.output {
      if let planned = plan(path, .asset(file), pages) { assets.append(planned) }
    }
    guard site.draft == nil else { return }
    for (name, collection) in site.settings.collections.sorted(by: { $0.key < $1.key }) where collection.feed {
      add(Feed.outputPath(of: collection), .feed(name), pages)
    }
    let sitemaps = SearchFiles.sitemaps(for: site)
    if sitemaps.isEmpty {
      warnings.append(BuildWarning(message: "there is no sitemap, because the site's address (url) is not known"))
    }
    for sitemap in sitemaps { add(sitemap.path, .sitemap(sitemap), pages) }
    add(SpeculationRules.path, .speculation, pages)
    add("robots.txt", .robots, pages)
    addParts(site, pages)
    addSearch(site, pages)
    let former = FormerAddresses(site)
    var notes: [String] = []
    for (old, redirect) in former.written({ notes.append($0) }) {
      let isFile = old.split(separator: "/").last?.contains(".") ?? false
      add(OutputPath.of(isFile || old.hasSuffix("/") ? old : old + "/"), .redirect(redirect), pages)
    }
    for (old, redirect) in former.kept() {
      let path = OutputPath.of(old)
      // What stands there now needs no word of it.
      if OutputPath.isSafe(path), !pages.contains(path), !taken.contains(path) { add(path, .redirect(redirect), pages) }
    }
    warnings += notes.map { BuildWarning(message: $0) }
  }

  private mutating func addParts(_ site: SiteData, _ pages: Set<String>) {
    guard !site.pagedLists.isEmpty else { return }
    for place in site.pages.indices where site.layout.hasPlace[place] {
      guard let parts = site.parts(of: place), parts.count > 1 else { continue }
      let page = site.pages[place].page
      let path = site.layout.path(of: place, in: site.pages)
      let locale = page.locale.isEmpty ? site.settings.locales.first ?? "en" : page.locale
      for part in 2...parts.count {
        let file = OutputPath.of(PartPath.of(path, part: part, locale: locale))
        add(file, .part(page: site.layout.numbers[place], part: part), pages)
      }
    }
  }

  private mutating func addSearch(_ site: SiteData, _ pages: Set<String>) {
    guard site.settings.hasSearch else { return }
    for locale in site.settings.locales {
      let parts = SearchIndex.parts(of: site, locale: locale)
      for (index, numbers) in parts.enumerated() {
        for file in SearchIndex.files(ofPart: index, of: parts.count, locale: locale) {
          add(file.path, .search(locale: locale, pages: numbers, file.content), pages)
        }
      }
    }
    add(SearchScript.path, .searchScript, pages)
  }

  private mutating func add(_ path: String, _ kind: PlannedFile.Kind, _ pages: Set<String>) {
    if let planned = plan(path, kind, pages) { others.append(planned) }
  }

  private mutating func plan(_ path: String, _ kind: PlannedFile.Kind, _ pages: Set<String>) -> PlannedFile? {
    guard OutputPath.isSafe(path) else {
      warnings.append(BuildWarning(message: "“\(path)” cannot be the path of a file"))
      return nil
    }
    // A page at `/feed.xml/` is a folder of that name.
    guard !pages.contains(path), !pages.contains("\(path)/index.html"), taken.insert(path).inserted else {
      warnings.append(BuildWarning(message: "“\(path)” is left out: another file has that path"))
      return nil
    }
    return PlannedFile(path: path, kind: kind)
  }
}

extension Renderer {
  /// What fills an entry's main slot, for feeds.
  mutating func bodyHTML(of page: Int) -> [UInt8] {
    let before = warnings.count
    start(page: page, locale: site.locale(of: page))
    render(site.pages[page].slots["main"] ?? [])
    // The page itself says what is wrong with it.
    warnings.removeLast(warnings.count - before)
    return excess == nil ? writer.bytes : []
  }
}
