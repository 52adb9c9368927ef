import Model

/// Folders of Markdown as Hugo, Jekyll and Eleventy have them.
extension SiteAssembly {
  mutating func readForeign() {
    let config = ForeignConfig.read(input, report: { Report(file: input.shown($0)) })
    add(config.diagnostics)
    let folder = input.root.split(separator: "/").last.map(String.init) ?? "Site"
    settings = SiteSettings(
      name: config.title ?? folder, locales: [config.locale ?? "en"], url: config.url ?? "", theme: "journal")
    // Entries stand where their own place says, so the collection has no path of its own.
    settings.collections["posts"] = CollectionSettings(title: settings.name, path: "", order: .newestFirst, feed: true)
    readTheme(line: nil, report: report("."))
    readSources(foreignFiles(), dialect: .foreign)
    for index in sources.indices { ForeignText.finish(&sources[index]) }
    nameTagsAlike()
    let tags = tagAddresses()
    giveAddresses(tags)
    addGeneratedPages(tags, description: config.description)
    place()
    addRedirects()
    readAssets(foreignAssets())
    settings.navigation["main"] = menu()
    names.menus = ["main"]
    readTrees()
  }

  // MARK: Files

  /// Every Markdown file, with the collection of those that are posts.
  private mutating func foreignFiles() -> [(file: String, collection: String?)] {
    var files: [(String, String?)] = []
    for file in input.listing.files {
      let place = ForeignPlace(file)
      if FileName.isMarkdown(file) {
        if place.isTemplate {
          report(file).warning(nil, "this is left out: it is a template for new pages", "")
        } else {
          files.append((file, place.isPost ? "posts" : nil))
        }
      } else if !place.isTemplate, Self.isContentOfOtherKind(file) {
        report(file).warning(
          nil, "this is left out: only Markdown is read", "turn it into Markdown, or add a site.yaml and pages")
      }
    }
    return files
  }

  private static func isContentOfOtherKind(_ file: String) -> Bool {
    [".html", ".htm", ".njk", ".liquid", ".adoc", ".org", ".rst", ".mdx", ".11tydata.js"].contains {
      file.hasSuffix($0)
    }
  }

  /// Pictures and downloads. They keep their paths below `assets/`, without the folder from which the other generator copied them.
  private func foreignAssets() -> [(path: String, file: String, root: String, shown: String)] {
    var files = input.listing.files.filter(ForeignPlace.isAsset).map { file in
      (
        path: ForeignPlace.assetPath(of: file), file: "\(input.root)/\(file)", root: input.root,
        shown: input.shown(file)
      )
    }
    if let themeFolder {
      for file in themeFolder.listing.files where file.hasPrefix("assets/") {
        let path = "theme/" + file.dropFirst("assets/".count)
        files.append((path, "\(themeFolder.root)/\(file)", themeFolder.root, themeFolder.shown(file)))
      }
    }
    return files
  }

  // MARK: Addresses

  /// Gives every file an address of its own: the one that its permalink names, or the one that its folders and name make.
  private mutating func giveAddresses(_ tags: [String: [String]]) {
    var taken: [String: Int] = ["feed.xml": -1, "sitemap.xml": -1, "robots.txt": -1, "assets": -1]
    // Permalinks are promises, so they come first; pages that only point elsewhere come last.
    func rank(_ head: PageHead) -> Int { head.meta.extra["redirect_to"] != nil ? 2 : head.permalink == nil ? 1 : 0 }
    let order = sources.indices.sorted { left, right in
      let (first, second) = (rank(sources[left].head), rank(sources[right].head))
      return first == second ? left < right : first < second
    }
    for (place, index) in order.enumerated() {
      if rank(sources[index].head) == 2, place == 0 || rank(sources[order[place - 1]].head) < 2 {
        for tag in tags.values where taken[tag.joined(separator: "/")] == nil { taken[tag.joined(separator: "/")] = -1 }
      }
      let wanted = ForeignPlace(sources[index].file).address(of: sources[index])
      var address = wanted
      var number = 2
      while taken[address.joined(separator: "/")] != nil {
        address = wanted
        address[max(0, address.count - 1)...] = [Self.renamed(wanted.last ?? "home", number)]
        number += 1
      }
      if address != wanted {
        report(sources[index].file).warning(
          sources[index].head.lines["permalink"],
          "the address /\(wanted.joined(separator: "/")) is taken; the page gets /\(address.joined(separator: "/"))/",
          "rename the file or change its permalink")
      }
      taken[address.joined(separator: "/")] = index
      sources[index].place = address
      sources[index].head.slug = nil
      if address.isEmpty { sources[index].head.template = "index" }
    }
  }

  private static func renamed(_ name: String, _ number: Int) -> String {
    name.hasSuffix(".xml") || name.hasSuffix(".txt") ? "\(FileName.stem(name))-\(number)" : "\(name)-\(number)"
  }

  /// Old addresses that the front matter names.
  private mutating func addRedirects() {
    guard let tree else { return }
    for (page, index) in zip(tree.pages, tree.sources) {
      guard let path = names.paths.path(of: page.id), !page.meta.draft else { continue }
      for old in sources[index].head.redirectsFrom {
        let from = old.hasPrefix("/") ? old : "/" + old
        guard ElementRules.isSafeURL(from), names.paths.page(at: from) == nil, settings.redirects[from] == nil else {
          continue
        }
        settings.redirects[from] = path
      }
    }
    names.redirects = Set(settings.redirects.keys)
  }

  // MARK: Pages that no file holds

  /// One spelling for tags that differ in case or punctuation only: the most frequent one.
  private mutating func nameTagsAlike() {
    var counts: [String: [String: Int]] = [:]
    for source in sources where source.collection != nil {
      for tag in source.head.meta.tags { counts[Slug.made(from: tag), default: [:]][tag, default: 0] += 1 }
    }
    let spelling = counts.mapValues { $0.max { ($0.value, $1.key) < ($1.value, $0.key) }!.key }
    for index in sources.indices {
      sources[index].head.meta.tags = PageHead.unique(
        sources[index].head.meta.tags.map { spelling[Slug.made(from: $0)] ?? $0 })
    }
  }

  /// Where the page of each tag stands.
  private func tagAddresses() -> [String: [String]] {
    let posts = sources.filter { $0.collection != nil && !$0.head.meta.draft }
    var addresses: [String: [String]] = [:]
    for tag in posts.flatMap(\.head.meta.tags) {
      let slug = Slug.made(from: tag)
      if !slug.isEmpty { addresses[tag] = ["tags", slug] }
    }
    return addresses
  }

  private mutating func addGeneratedPages(_ tags: [String: [String]], description: String?) {
    let taken = Set(sources.compactMap(\.place))
    if !taken.contains([]) {
      var home = PageSource(file: "", head: PageHead(title: settings.name), body: .markdown(""), bodyLine: 1)
      home.place = []
      home.generated = .home
      home.head.template = "index"
      home.head.meta.description = description ?? ""
      sources.append(home)
    }
    for (tag, address) in tags.sorted(by: { $0.key < $1.key }) {
      var place = address
      while taken.contains(place) { place[1] += "-posts" }
      var page = PageSource(file: "", head: PageHead(title: tag), body: .markdown(""), bodyLine: 1)
      page.place = place
      page.generated = .tag(tag)
      page.head.template = "tag"
      sources.append(page)
    }
  }

  /// The theme's own list of posts, for the posts of one tag.
  func listOfPosts(tagged tag: String) -> [String: [ElementNode]] {
    var found: ElementNode?
    for node in theme?.templates["index"] ?? [] {
      node.forEach { if found == nil, case .collection = $0.body.content { found = $0 } }
    }
    guard var list = found.map({ ElementSeed(copying: $0).planted() }), case .collection(var query) = list.body.content
    else {
      return [:]
    }
    query.tag = tag
    query.limit = nil
    list.body.content = .collection(query)
    return ["main": [list]]
  }

  /// The home page and a few pages of the top level: more than a line of them is no menu.
  private func menu() -> [NavigationItem] {
    guard let tree else { return [] }
    let hidden: Set<String> = [
      "license", "licence", "readme", "contributing", "changelog", "code-of-conduct", "security",
    ]
    let top = zip(tree.pages, tree.sources).filter { page, index in
      page.parent == nil && page.collection == nil && !page.slug.contains("/") && !page.meta.draft && !page.meta.noindex
        && sources[index].generated.map { if case .home = $0 { true } else { false } } ?? true
        && Int(page.slug) == nil && !hidden.contains(page.slug) && sources[index].head.meta.extra["redirect_to"] == nil
        && !page.slug.hasPrefix("feed")
    }
    return top.prefix(7).map { NavigationItem(target: .page($0.0.id, fragment: nil)) }
  }
}
