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
    /// A page at an old address; where it leads to.
    case redirect(String)
  }

  let path: String
  let kind: Kind

  func made(by builder: SiteBuilder, renderer: inout Renderer) -> BuiltFile {
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
    case .redirect(let target):
      return BuiltFile(
        path: path, type: MediaType.html, content: .bytes(SearchFiles.redirect(to: target, in: site)),
        redirect: .moved(site.siteURL(target)))
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
    for (old, new) in site.settings.redirects.sorted(by: { $0.key < $1.key }) {
      let isFile = old.split(separator: "/").last?.contains(".") ?? false
      add(OutputPath.of(isFile || old.hasSuffix("/") ? old : old + "/"), .redirect(new), pages)
    }
  }

  private mutating func add(_ path: String, _ kind: PlannedFile.Kind, _ pages: Set<String>) {
    if let planned = plan(path, kind, pages) { others.append(planned) }
  }

  private mutating func plan(_ path: String, _ kind: PlannedFile.Kind, _ pages: Set<String>) -> PlannedFile? {
    guard OutputPath.isSafe(path) else {
      warnings.append(BuildWarning(message: "“\(path)” cannot be the path of a file"))
      return nil
    }
    guard !pages.contains(path), taken.insert(path).inserted else {
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
