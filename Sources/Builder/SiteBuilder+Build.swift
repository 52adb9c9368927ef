import Markup
import Model
import Synchronization

extension SiteBuilder {
  /// Makes every file of the site and hands it to `emit`, which is called from several threads at a time.
  ///
  /// The files and their bytes are the same for any number of workers; their order is not.
  /// - Throws: the first error that `emit` threw, or the `BuildError` of a page; the other workers then stop.
  package func build(
    workers: Int = 2, emit: @Sendable (BuiltFile) throws -> Void
  ) throws -> BuildReport {
    let (pages, unsafe) = outputPages()
    let taken = Set(pages.map { OutputPath.of(site.path(of: $0)) })
    let (others, warnings) = otherFiles(besides: taken)
    let prepared = prepareTemplates(for: pages)
    let notes = Mutex<[BuildWarning]>(siteWarnings + unsafe + warnings + prepared.templates.flatMap(\.warnings))
    try Parallel.chunks(count: pages.count + others.count, size: 16, workers: workers) { next in
      var renderer = Renderer(site: site, menus: menus)
      while let range = next() {
        for index in range {
          guard index < pages.count else {
            try emit(others[index - pages.count].make())
            continue
          }
          let page = pages[index]
          try write(page, with: prepared.templates[prepared.indexes[index]], renderer: &renderer)
          let path = OutputPath.of(site.path(of: page))
          try emit(BuiltFile(path: path, type: MediaType.html, content: .bytes(renderer.writer.bytes)))
        }
      }
      let found = renderer.warnings
      if !found.isEmpty { notes.withLock { $0 += found } }
    }
    return BuildReport(
      pages: pages.count, files: pages.count + others.count, warnings: Self.sorted(notes.withLock { $0 }))
  }

  /// The paths of all files that `build` makes. Makes none of them.
  package var outputPaths: [String] {
    let pages = outputPages().pages.map { OutputPath.of(site.path(of: $0)) }
    return pages + otherFiles(besides: Set(pages)).files.map(\.path)
  }

  /// Pages that have a place of their own, in the snapshot's order.
  private func outputPages() -> (pages: [Int], warnings: [BuildWarning]) {
    var pages = site.pages.indices.filter { site.isBuilt[$0] }
    let unsafe = pages.filter { !OutputPath.isSafe(OutputPath.of(site.path(of: $0))) }
    if !unsafe.isEmpty { pages.removeAll(where: Set(unsafe).contains) }
    if !site.paths.collisions.isEmpty {
      var taken: Set<String> = []
      pages = pages.filter { taken.insert(site.path(of: $0)).inserted }
    }
    return (
      pages, unsafe.map { BuildWarning(message: "“\(site.path(of: $0))” cannot be the path of a page") }
    )
  }

  private func prepareTemplates(for pages: [Int]) -> (templates: [Template], indexes: [Int]) {
    var places: [TemplateKey: Int] = [:]
    var templates: [Template] = []
    let indexes = pages.map { page in
      let key = templateKey(for: page)
      if let place = places[key] { return place }
      templates.append(template(for: page))
      places[key] = templates.count - 1
      return templates.count - 1
    }
    return (templates, indexes)
  }

  /// Everything that is not a page, each made when a worker comes to it.
  private func otherFiles(
    besides pages: Set<String>
  ) -> (files: [(path: String, make: @Sendable () -> BuiltFile)], warnings: [BuildWarning]) {
    var taken = pages
    var files: [(path: String, make: @Sendable () -> BuiltFile)] = []
    var warnings: [BuildWarning] = []
    func add(
      _ path: String, _ type: String, redirect: Redirect? = nil, _ make: @escaping @Sendable () -> BuiltContent
    ) {
      guard OutputPath.isSafe(path) else {
        return warnings.append(BuildWarning(message: "“\(path)” cannot be the path of a file"))
      }
      guard taken.insert(path).inserted else {
        return warnings.append(BuildWarning(message: "“\(path)” is left out: another file has that path"))
      }
      files.append((path, { BuiltFile(path: path, type: type, content: make(), redirect: redirect) }))
    }
    let site = self.site
    for (path, file) in site.assets.output { add(path, MediaType.withCharset(file.type)) { .asset(file) } }
    guard !site.isDraft else { return (files, warnings) }
    for (name, collection) in site.feeds {
      add(Feed.outputPath(of: collection), MediaType.atom) { [self] in
        .bytes(Feed.bytes(name, collection, in: site, html: bodyHTML))
      }
    }
    let sitemaps = SearchFiles.sitemaps(for: site)
    if sitemaps.isEmpty {
      warnings.append(BuildWarning(message: "there is no sitemap, because the site's address (url) is not known"))
    }
    for sitemap in sitemaps { add(sitemap.path, MediaType.xml) { .bytes(sitemap.bytes) } }
    add(SpeculationRules.path, SpeculationRules.type) { .bytes(SpeculationRules.json(prefix: site.address.prefix)) }
    add("robots.txt", MediaType.plain) { .bytes(SearchFiles.robots(for: site)) }
    for (old, new) in site.settings.redirects.sorted(by: { $0.key < $1.key }) {
      let isFile = old.split(separator: "/").last?.contains(".") ?? false
      let path = OutputPath.of(isFile || old.hasSuffix("/") ? old : old + "/")
      add(path, MediaType.html, redirect: .moved(site.siteURL(new))) { .bytes(SearchFiles.redirect(to: new, in: site)) }
    }
    return (files, warnings)
  }

  /// What fills an entry's main slot, for feeds.
  private func bodyHTML(of page: Int) -> [UInt8] {
    var renderer = Renderer(site: site, menus: menus)
    renderer.start(page: page, locale: site.locale(of: page))
    renderer.render(site.pages[page].slots["main"] ?? [])
    return renderer.excess == nil ? renderer.writer.bytes : []
  }

  private static func sorted(_ warnings: [BuildWarning]) -> [BuildWarning] {
    Set(warnings).sorted { ($0.page ?? "", $0.message) < ($1.page ?? "", $1.message) }
  }
}

/// Media types with their charset, as they go over the wire.
enum MediaType {
  static let html = "text/html; charset=utf-8"
  static let plain = "text/plain; charset=utf-8"
  static let xml = "application/xml; charset=utf-8"
  static let atom = "application/atom+xml; charset=utf-8"

  static func withCharset(_ type: String) -> String {
    type.hasPrefix("text/") && !type.contains("charset") ? "\(type); charset=utf-8" : type
  }
}
