import Model

/// What every page needs to know of all the others, worked out once and read by all workers, each through a `SiteIndex`.
///
/// It never changes: an edit makes another one that shares all that is the same.
final class SiteData: Sendable {
  let settings: SiteSettings
  let theme: Theme
  let templates: [String: [ElementNode]]
  let shared: [String: [ElementNode]]
  let siteAssets: [String: AssetFile]
  let renditions: [String: [PictureShape: RenditionSet]]
  let wanted: WantedPictures
  let revision: Revision
  let options: BuildOptions
  let draft: DraftRendering?
  let address: SiteAddress
  let assets: AssetIndex
  /// Pages and entries as in the snapshot; behind them the built-in “not found” page where the site has none.
  let pages: ChunkedArray<PageContent>
  let layout: SiteLayout
  let sorted: SortedEntries
  let focalPoints: FocalPoints
  let pagedLists: PagedLists
  /// Addresses where something was live once.
  let former: [String: FormerAddress]
  let addressVersion: Int
  let names: ReadNames

  init(_ snapshot: SiteSnapshot, options: BuildOptions) {
    settings = snapshot.settings
    theme = snapshot.theme
    templates = snapshot.templates
    shared = snapshot.shared
    siteAssets = snapshot.assets
    renditions = snapshot.renditions
    wanted = WantedPictures()
    revision = snapshot.revision
    self.options = options
    if case .draft(let draft) = options.rendering { self.draft = draft } else { draft = nil }
    address = SiteAddress(settings: snapshot.settings, options: options)
    assets = AssetIndex(
      site: snapshot.assets, theme: snapshot.theme.assets, renditions: snapshot.renditions, prefix: address.assetPrefix)
    let pages = BuiltPages.completed(
      snapshot.pages, settings: snapshot.settings, showsDrafts: draft != nil, day: options.day)
    self.pages = ChunkedArray(pages)
    let (address, showsDrafts) = (address, draft != nil)
    (layout, (focalPoints, pagedLists)) = Parallel.both {
      SiteLayout(
        pages: pages, settings: snapshot.settings, address: address, showsDrafts: showsDrafts, day: options.day,
        after: nil)
    } _: {
      (
        FocalPoints(of: pages, in: snapshot),
        PagedLists(
          SiteTrees(theme: snapshot.theme, templates: snapshot.templates, sharedTrees: snapshot.shared), pages: pages)
      )
    }
    sorted = SortedEntries()
    former = snapshot.formerAddresses
    addressVersion = snapshot.addressVersion
    names = ReadNames()
  }

  private init(
    _ other: SiteData, draftOf change: Change, names: ReadNames
  ) {
    settings = change.settings
    theme = other.theme
    templates = change.templates
    shared = change.shared
    siteAssets = change.siteAssets
    renditions = change.renditions
    wanted = other.wanted
    revision = change.revision
    options = other.options
    draft = other.draft
    address = other.address
    assets = change.assets
    pages = change.pages
    layout = change.layout
    sorted = change.sorted
    focalPoints = change.focalPoints
    pagedLists = change.pagedLists
    former = change.former
    addressVersion = change.addressVersion
    self.names = names
  }

  /// What another value is made from; starts as this one.
  private struct Change {
    var settings: SiteSettings
    var templates: [String: [ElementNode]]
    var shared: [String: [ElementNode]]
    var siteAssets: [String: AssetFile]
    var renditions: [String: [PictureShape: RenditionSet]]
    var revision: Revision
    var assets: AssetIndex
    var pages: ChunkedArray<PageContent>
    var layout: SiteLayout
    var sorted: SortedEntries
    var focalPoints: FocalPoints
    var pagedLists: PagedLists
    var former: [String: FormerAddress]
    var addressVersion: Int
  }

  /// How many elements the pages and trees have.
  var elementCount: Int {
    func count(_ nodes: [ElementNode]) -> Int { nodes.reduce(0) { $0 + 1 + count($1.children) } }
    return pages.elements.reduce(0) { $0 + $1.slots.values.reduce(0) { $0 + count($1) } }
      + templates.values.reduce(0) { $0 + count($1) } + shared.values.reduce(0) { $0 + count($1) }
  }

  /// The list of a page that is shown in parts, and in how many; nil for a page without.
  func parts(of page: Int) -> ListParts? {
    guard !pagedLists.isEmpty, let query = pagedList(of: page), let perPage = query.perPage else { return nil }
    let count = (entries(query).count + perPage - 1) / perPage
    return ListParts(query: query, count: min(max(1, count), 100_000))
  }

  /// The lists of tags have as many entries on a page as the list of their collection.
  private func pagedList(of place: Int) -> CollectionQuery? {
    let page = pages[place].page
    guard let list = tagList(of: place) else { return pagedLists[page] }
    guard let base = settings.collections[list.collection]?.path,
      let above = layout.place(atExactPath: base.isEmpty ? "/" : "/\(base)/"),
      let perPage = pagedLists[pages[above].page]?.perPage
    else { return nil }
    var query = list
    query.perPage = perPage
    return query
  }

  /// Pages of a language that are no entries and may be found, in the site's order.
  func contents(_ locale: String) -> [Int] {
    pages.indices.filter { place in
      let page = pages[place].page
      return layout.hasPlace[place] && page.collection == nil && !page.isNotFound && !page.meta.noindex
        && !BuiltPages.contains(page.id)
        && (page.locale.isEmpty ? settings.locales.first ?? "en" : page.locale) == locale
    }
  }

  /// The list on the page of a tag; nil for other pages.
  func tagList(of place: Int) -> CollectionQuery? {
    let content = pages[place]
    guard BuiltPages.contains(content.row.page.id), let list = content.slots["main"]?.first?.children.dropFirst().first,
      case .collection(let query) = list.body.content
    else { return nil }
    return query
  }

  /// The entries that a list shows, all its parts together, as places of pages.
  func entries(_ query: CollectionQuery) -> [Int] {
    var found = sorted.entries(of: query.collection, by: query.order, in: self)
    if let tag = query.tag { found.removeAll { !pages[$0].row.page.meta.tags.contains(tag) } }
    for condition in query.conditions {
      found.removeAll { pages[$0].row.page.meta.extra[condition.field] != condition.value }
    }
    return query.limit.map { Array(found.prefix(max(0, $0))) } ?? found
  }

  // MARK: Changes

  /// The site after the change, and what may read differently in it. nil when so much of it changed that everything has to be made anew
  /// from `snapshot(after:)`.
  func updated(by delta: SiteDelta) -> (site: SiteData, change: SiteChange)? {
    if let theme = delta.theme, theme != self.theme { return nil }
    if let settings = delta.settings, !settings.hasSameConstants(as: self.settings) { return nil }
    var new = Change(
      settings: delta.settings ?? settings, templates: templates, shared: shared, siteAssets: siteAssets,
      renditions: renditions, revision: delta.to, assets: assets, pages: pages, layout: layout, sorted: sorted,
      focalPoints: focalPoints, pagedLists: pagedLists, former: former,
      addressVersion: max(addressVersion, delta.addressVersion))
    var change = SiteChange()
    for (path, address) in delta.formerAddresses {
      new.former[path] = address
      // Most are those of pages that came with the last release and stand there still.
      if layout.place(atExactPath: path) == nil { change.hasOtherListing = true }
    }
    updateTrees(delta, &new, &change)
    updatePages(delta, &new, &change)
    updateAssets(delta, &new, &change)
    updateSettings(&new, &change)
    change.hasOtherFocalPoints = !new.focalPoints.areSame(as: focalPoints)
    updatePagedLists(delta, &new, &change)
    let site = SiteData(self, draftOf: new, names: names)
    noteNeighbours(in: site, &change)
    return (site, change)
  }

  private func updatePagedLists(_ delta: SiteDelta, _ new: inout Change, _ change: inout SiteChange) {
    let trees = SiteTrees(theme: theme, templates: new.templates, sharedTrees: new.shared)
    let hasOtherCommonTree = delta.trees.keys.contains { $0.page == nil }
    if hasOtherCommonTree || change.hasOtherLayout {
      new.pagedLists = PagedLists(trees, pages: new.pages.elements)
    } else {
      for case .page(let id) in delta.trees.keys {
        if let place = new.layout.place(of: id) { new.pagedLists.update(new.pages[place], trees) }
      }
    }
    // How many parts there are depends on the entries too.
    if new.pagedLists != pagedLists || change.hasOtherEntries && !new.pagedLists.isEmpty {
      change.hasOtherListing = true
    }
  }

  /// Finds the entries beside which others stand now.
  private func noteNeighbours(in new: SiteData, _ change: inout SiteChange) {
    guard names.hasNeighbours, change.hasOtherEntries else { return }
    for name in change.touched {
      if let collection = settings.collections[name] { noteNeighbours(name, collection, in: new, &change) }
    }
  }

  private func noteNeighbours(
    _ name: String, _ collection: CollectionSettings, in new: SiteData, _ change: inout SiteChange
  ) {
    func neighbours(_ site: SiteData) -> [Int: (Int, Int)] {
      let numbers = site.sorted.entries(of: name, by: collection.order, in: site).map { site.layout.numbers[$0] }
      var found: [Int: (Int, Int)] = Dictionary(minimumCapacity: numbers.count)
      for index in numbers.indices {
        found[numbers[index]] = (
          index > 0 ? numbers[index - 1] : -1, index + 1 < numbers.count ? numbers[index + 1] : -1
        )
      }
      return found
    }
    let before = neighbours(self)
    for (number, now) in neighbours(new) where before[number].map({ $0 != now }) ?? true {
      change.codes.insert(.beside(number))
    }
  }

  private func note(_ key: ReadKey, in change: inout SiteChange) {
    if let code = names.known(key) { change.codes.insert(code) }
  }

  private func updateTrees(_ delta: SiteDelta, _ new: inout Change, _ change: inout SiteChange) {
    for (owner, slots) in delta.trees {
      switch owner {
      case .template(let name):
        new.focalPoints.replace(new.templates[name] ?? [], by: slots[""] ?? [])
        new.templates[name] = slots[""]
        note(.template(name), in: &change)
      case .shared(let name):
        new.focalPoints.replace(new.shared[name] ?? [], by: slots[""] ?? [])
        new.shared[name] = slots[""]
        note(.shared(name), in: &change)
      case .page(let id):
        // Pages that come and go take their trees with them.
        guard delta.pages[id] == nil, let place = layout.place(of: id) else { continue }
        replaceSlots(at: place, by: slots, &new, &change)
      }
    }
  }

  private func replaceSlots(
    at place: Int, by slots: [String: [ElementNode]], _ new: inout Change, _ change: inout SiteChange
  ) {
    new.pages[place].slots.values.forEach { new.focalPoints.remove($0) }
    slots.values.forEach { new.focalPoints.add($0) }
    new.pages[place].slots = slots
    change.codes.insert(.body(new.layout.numbers[place]))
  }

  private func updatePages(_ delta: SiteDelta, _ new: inout Change, _ change: inout SiteChange) {
    guard !delta.pages.isEmpty else { return }
    let staysInPlace = delta.pages.allSatisfy { id, row in
      guard let row, let place = layout.place(of: id) else { return false }
      let before = pages[place].page
      let hasTagPages = row.collection.flatMap { settings.collections[$0]?.hasTagPages } ?? false
      return row.hasPlace(of: before) && !(hasTagPages && row.meta.tags != before.meta.tags)
    }
    guard staysInPlace else { return rearrange(delta, &new, &change) }
    for (id, row) in delta.pages {
      guard let row, let place = layout.place(of: id) else { continue }
      let before = new.pages[place].page
      if let slots = delta.trees[.page(id)] { replaceSlots(at: place, by: slots, &new, &change) }
      new.pages[place].page = row
      guard !row.looksLike(before) else { continue }
      change.codes.insert(.row(layout.numbers[place]))
      if let collection = row.collection, !row.isListed(like: before) {
        note(.collection(collection), in: &change)
        change.touched.insert(collection)
        new.sorted = new.sorted.without(collection)
      }
      if !row.isFound(like: before) {
        change.hasOtherListing = true
        for locale in settings.locales { note(.contents(locale), in: &change) }
      }
    }
  }

  /// Pages come, go or move: their order and addresses are worked out anew.
  private func rearrange(_ delta: SiteDelta, _ new: inout Change, _ change: inout SiteChange) {
    var rows: [Page] = []
    var contents: [PageID: PageContent] = [:]
    for content in new.pages.elements where !BuiltPages.contains(content.page.id) {
      let id = content.page.id
      guard let changed = delta.pages[id] else {
        rows.append(content.page)
        contents[id] = content
        continue
      }
      guard let row = changed else {
        content.slots.values.forEach { new.focalPoints.remove($0) }
        continue
      }
      rows.append(row)
      contents[id] = PageContent(page: row, slots: content.slots)
    }
    for case (let id, let row?) in delta.pages {
      let before = contents[id]
      if before == nil { rows.append(row) }
      guard let slots = delta.trees[.page(id)] else {
        if before == nil { contents[id] = PageContent(page: row, slots: [:]) }
        continue
      }
      before?.slots.values.forEach { new.focalPoints.remove($0) }
      slots.values.forEach { new.focalPoints.add($0) }
      contents[id] = PageContent(page: row, slots: slots)
      if let number = layout.number(of: id) { change.codes.insert(.body(number)) }
    }
    let ordered = Page.inOrder(rows).compactMap { contents[$0.id] }
    let pages = BuiltPages.completed(
      ordered, settings: new.settings, showsDrafts: draft != nil, day: options.day)
    new.pages = ChunkedArray(pages)
    new.layout = SiteLayout(
      pages: pages, settings: new.settings, address: address, showsDrafts: draft != nil, day: options.day, after: layout
    )
    new.sorted = SortedEntries()
    change.codes.formUnion(LayoutChange(from: layout, self.pages, to: new.layout, new.pages, names: names).codes)
    change.hasOtherLayout = true
    change.hasOtherListing = true
    change.touched.formUnion(settings.collections.keys)
    for locale in settings.locales { note(.contents(locale), in: &change) }
  }

  private func updateAssets(_ delta: SiteDelta, _ new: inout Change, _ change: inout SiteChange) {
    guard !delta.assets.isEmpty || !delta.renditions.isEmpty else { return }
    for (path, file) in delta.assets { new.siteAssets[path] = file }
    for (hash, sets) in delta.renditions { new.renditions[hash, default: [:]].merge(sets) { $1 } }
    new.assets = AssetIndex(
      site: new.siteAssets, theme: theme.assets, renditions: new.renditions, prefix: address.assetPrefix)
    change.hasOtherAssets = true
    // A file may change another one's name on the web: two contents can share the beginning of their hash.
    for path in assets.paths.union(new.assets.paths) {
      let (before, now) = (assets[path], new.assets[path])
      guard before != now else { continue }
      note(.asset(path), in: &change)
      for entry in [before, now].compactMap({ $0 }) { note(.asset(entry.outputPath), in: &change) }
    }
  }

  private func updateSettings(_ new: inout Change, _ change: inout SiteChange) {
    guard new.settings != settings else { return }
    change.hasOtherSettings = true
    for (key, _) in differing(settings.company, new.settings.company) { note(.company(key), in: &change) }
    for (path, _) in differing(settings.redirects, new.settings.redirects) { note(.path(path), in: &change) }
    for (name, _) in differing(settings.navigation, new.settings.navigation) { change.menus.insert(name) }
  }

  private func differing<V: Equatable>(_ one: [String: V], _ other: [String: V]) -> [String: Void] {
    var names: [String: Void] = [:]
    for (key, value) in one where other[key] != value { names[key] = () }
    for (key, value) in other where one[key] != value { names[key] = () }
    return names
  }

  /// The whole site.
  var snapshot: SiteSnapshot { snapshot(after: SiteDelta(from: revision, to: revision)) }

  /// The whole site after a change.
  func snapshot(after delta: SiteDelta) -> SiteSnapshot {
    var result = SiteSnapshot(
      settings: delta.settings ?? settings, theme: delta.theme ?? theme, pages: [], templates: templates,
      shared: shared, assets: siteAssets, renditions: renditions, formerAddresses: former, revision: delta.to)
    for (path, address) in delta.formerAddresses { result.formerAddresses[path] = address }
    result.addressVersion = max(addressVersion, delta.addressVersion)
    for (path, file) in delta.assets { result.assets[path] = file }
    for (hash, sets) in delta.renditions { result.renditions[hash, default: [:]].merge(sets) { $1 } }
    var trees: [PageID: [String: [ElementNode]]] = [:]
    for (owner, slots) in delta.trees {
      switch owner {
      case .template(let name): result.templates[name] = slots[""]
      case .shared(let name): result.shared[name] = slots[""]
      case .page(let id): trees[id] = slots
      }
    }
    var rows: [Page] = []
    for content in pages.elements where !BuiltPages.contains(content.page.id) {
      let id = content.page.id
      if trees[id] == nil { trees[id] = content.slots }
      if let changed = delta.pages[id] {
        if let changed { rows.append(changed) }
      } else {
        rows.append(content.page)
      }
    }
    for case (let id, let row?) in delta.pages where layout.place(of: id) == nil { rows.append(row) }
    let needsOrder = !delta.pages.isEmpty
    result.pages = (needsOrder ? Page.inOrder(rows) : rows).map {
      PageContent(page: $0, slots: trees[$0.id] ?? [:])
    }
    return result
  }
}

/// What may read differently after a change.
struct SiteChange {
  /// Keys whose answer may be another one.
  var codes: Set<ReadCode> = []
  /// Pages came, went or moved.
  var hasOtherLayout = false
  /// What search engines are told.
  var hasOtherListing = false
  var hasOtherAssets = false
  var hasOtherSettings = false
  var hasOtherFocalPoints = false
  /// Collections whose entries may be others, or in another order.
  var touched: Set<String> = []
  var hasOtherEntries: Bool { !touched.isEmpty }
  /// Menus that were written anew.
  var menus: Set<String> = []
}

extension SiteSettings {
  /// Whether everything is the same that each page depends on.
  func hasSameConstants(as other: SiteSettings) -> Bool {
    var other = other
    other.company = company
    other.navigation = navigation
    other.redirects = redirects
    return self == other
  }
}
