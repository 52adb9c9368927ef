import Model

/// Addresses at which a page that somebody has written stands in the way of something that the builder makes by itself.
///
/// Nothing is wrong where the page holds what would have stood there: its own field to search with, its own list of a tag.
struct AddressClashes {
  struct Clash: Hashable {
    let page: PageID
    /// `/suche/`
    let path: String
    /// What is not made, as people call it.
    let lost: String
    /// The page of which it is a part.
    let other: PageID?
  }

  private let settings: SiteSettings
  private let trees: SiteTrees
  /// What somebody has written that visitors get at an address.
  private let page: (_ path: String) -> PageContent?
  private(set) var found: [Clash] = []

  /// - Parameters:
  ///   - page: what visitors get at a path, unless the builder itself has made it
  ///   - tags: those of the entries of a collection by its name
  init(
    _ settings: SiteSettings, _ trees: SiteTrees, page: @escaping (_ path: String) -> PageContent?,
    tags: (_ collection: String) -> Set<String>
  ) {
    self.settings = settings
    self.trees = trees
    self.page = page
    addSearch()
    addTags(tags)
  }

  private mutating func addSearch() {
    guard settings.hasSearch else { return }
    for (index, locale) in settings.locales.enumerated() {
      let path = BuilderAddresses.search(locale: locale, isMain: index == 0)
      add(at: path, Words.in(locale).search) { $0 == .generated(.search) }
    }
  }

  private mutating func addTags(_ tags: (String) -> Set<String>) {
    for (name, collection) in settings.collections.sorted(by: { $0.key < $1.key }) where collection.hasTagPages {
      for (tag, slug) in BuiltPages.slugs(of: tags(name).sorted()) {
        let path = BuilderAddresses.tag(slug, in: collection.path)
        add(at: path, [collection.title, tag].filter { !$0.isEmpty }.joined(separator: " · ")) { content in
          guard case .collection(let query) = content else { return false }
          return query.collection == name && query.tag == tag
        }
      }
    }
  }

  /// Adds the parts of lists and the files that pages stand in the way of.
  /// - Parameters:
  ///   - paths: those of all pages that somebody has written
  ///   - parts: of how many parts a page's list consists
  mutating func addFiles(besides paths: [String], parts: (PageID) -> Int) {
    var files: Set<String> = ["/robots.txt/", "/sitemap.xml/"]
    for collection in settings.collections.values where collection.feed {
      files.insert("/\(Feed.outputPath(of: collection))/")
    }
    for path in paths {
      guard let own = page(path)?.page else { continue }
      if files.contains(path) {
        found.append(Clash(page: own.id, path: path, lost: String(path.dropFirst().dropLast()), other: nil))
      } else if let (base, part) = PartPath.split(path), let list = page(base)?.page, list.id != own.id {
        let locale = list.locale.isEmpty ? settings.locales.first ?? "en" : list.locale
        guard PartPath.of(base, part: part, locale: locale) == path, part <= parts(list.id) else { continue }
        found.append(Clash(page: own.id, path: path, lost: "\(list.title) \(part)", other: list.id))
      }
    }
  }

  private mutating func add(at path: String, _ lost: String, unless isThere: (Content) -> Bool) {
    guard let content = page(path) else { return }
    let own = content.slots.values.flatMap { $0 } + (trees.allTemplates[content.page.template] ?? [])
    guard !own.contains(where: { holds($0, isThere) }) else { return }
    found.append(Clash(page: content.page.id, path: path, lost: lost, other: nil))
  }

  private func holds(_ node: ElementNode, inside open: [String] = [], _ isMeant: (Content) -> Bool) -> Bool {
    if node.body.hidden { return false }
    if isMeant(node.body.content) { return true }
    if case .shared(let name) = node.body.content, !open.contains(name), open.count < 8,
      trees.shared(name).contains(where: { holds($0, inside: open + [name], isMeant) })
    {
      return true
    }
    return node.children.contains { holds($0, inside: open, isMeant) }
  }
}
