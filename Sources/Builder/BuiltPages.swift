import Model

/// Pages that no one wrote and every reader of the site may need: “not found” in each language, the search, the lists of tags.
enum BuiltPages {
  /// Stands before the name of each; no other page's ID can begin with it.
  private static let mark = "~"

  static func contains(_ id: PageID) -> Bool { id == NotFoundPage.id || id.rawValue.hasPrefix(mark) }

  static func tagPage(_ tag: String, in collection: String) -> PageID {
    PageID(stored: "\(mark)tag:\(collection):\(tag)")
  }

  static func searchPage(_ locale: String) -> PageID { PageID(stored: "\(mark)search:\(locale)") }

  /// The pages with those behind them that they lack.
  static func completed(
    _ pages: [PageContent], settings: SiteSettings, showsDrafts: Bool, day: CalendarDate?
  ) -> [PageContent] {
    let shown = pages.lazy.filter { showsDrafts || $0.row.isLive(on: day) }
    var all = pages
    let ownNotFound = shown.first { $0.row.isNotFound && $0.row.page.parent == nil }?.row.page.id
    if ownNotFound == nil { all.append(NotFoundPage.content(for: settings)) }
    guard settings.hasSearch || settings.locales.count > 1 || settings.collections.values.contains(where: \.hasTagPages)
    else { return all }
    let paths = SitePaths(places: shown.map { $0.row.place }, collections: settings.collections)
    for (index, locale) in settings.locales.enumerated() {
      let isMain = index == 0
      if settings.hasSearch, paths.page(at: BuilderAddresses.search(locale: locale, isMain: isMain)) == nil {
        all.append(search(locale, isMain: isMain, main: settings.locales[0]))
      }
      guard !isMain, let home = paths.page(at: "/\(locale.lowercased())/"),
        paths.page(at: "/\(locale.lowercased())/404.html") == nil
      else { continue }
      all.append(NotFoundPage.content(locale: locale, below: home, translating: ownNotFound ?? NotFoundPage.id))
    }
    for (name, collection) in settings.collections.sorted(by: { $0.key < $1.key }) where collection.hasTagPages {
      let tags = Set(shown.filter { $0.row.page.collection == name }.flatMap { $0.row.page.meta.tags }).sorted()
      all += tagPages(tags, name, collection, locale: settings.locales.first ?? "en", besides: paths)
    }
    return all
  }

  private static func search(_ locale: String, isMain: Bool, main: String) -> PageContent {
    let words = Words.in(locale)
    var page = Page(
      id: searchPage(locale), slug: slug(BuilderAddresses.search(locale: locale, isMain: isMain)), title: words.search,
      locale: locale, translationOf: isMain ? nil : searchPage(main))
    page.meta.noindex = true
    let form = ElementNode(
      id: ElementID(stored: "\(mark)search-form"),
      body: ElementBody(kind: .generated, tag: "div", classes: ["search"], content: .generated(.search)))
    return PageContent(page: page, slots: ["main": section("search", title: words.search, [form])])
  }

  private static func tagPages(
    _ tags: [String], _ name: String, _ collection: CollectionSettings, locale: String, besides paths: SitePaths
  ) -> [PageContent] {
    slugs(of: tags).compactMap { tag, slug in
      let path = BuilderAddresses.tag(slug, in: collection.path)
      guard paths.page(at: path) == nil else { return nil }
      let page = Page(
        id: tagPage(tag, in: name), slug: Self.slug(path), title: tag,
        locale: collection.locale.isEmpty ? locale : collection.locale)
      let list = ElementNode(
        id: ElementID(stored: "\(mark)tag-list"),
        body: ElementBody(
          kind: .collectionList, tag: "div", classes: ["tag-list"],
          content: .collection(CollectionQuery(collection: name, order: collection.order, tag: tag))))
      let pagination = ElementNode(
        id: ElementID(stored: "\(mark)tag-pages"),
        body: ElementBody(
          kind: .generated, tag: "nav", classes: ["pagination"], content: .generated(.pagination)))
      return PageContent(page: page, slots: ["main": section("tag", title: tag, [list, pagination])])
    }
  }

  /// The last part of each tag's address.
  static func slugs(of tags: [String]) -> [(tag: String, slug: String)] {
    var taken: Set<String> = []
    return tags.map { tag in
      let made = Slug.made(from: tag)
      var slug = made.isEmpty ? "tag" : made
      var number = 2
      // Two spellings of one tag are two tags until somebody corrects them.
      while !taken.insert(slug).inserted {
        slug = "\(made)-\(number)"
        number += 1
      }
      return (tag, slug)
    }
  }

  private static func slug(_ path: String) -> String { String(path.dropFirst().dropLast()) }

  private static func section(_ name: String, title: String, _ nodes: [ElementNode]) -> [ElementNode] {
    let heading = ElementNode(
      id: ElementID(stored: "\(mark)\(name)-title"),
      body: ElementBody(kind: .text, tag: "h1", content: .inline(InlineText(title))))
    return [
      ElementNode(
        id: ElementID(stored: "\(mark)\(name)"),
        body: ElementBody(kind: .box, tag: "section", classes: ["wrap", "built-page"]), children: [heading] + nodes)
    ]
  }
}
