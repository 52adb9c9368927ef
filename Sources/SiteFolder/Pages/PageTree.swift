import Model

/// Where pages stand: folders and file names become parents, slugs and the order among siblings.
struct PageTree {
  /// Parents before children, siblings in order; entries of collections after the pages.
  private(set) var pages: [Page] = []
  /// The source of each page, by its place in `pages`.
  private(set) var sources: [Int] = []

  /// - Parameter report: gets the index of a source
  init(
    _ sources: [PageSource], collections: [String: CollectionSettings], locales: [String],
    report: (Int) -> Report
  ) {
    let locale = locales.first ?? ""
    let further = Set(locales.dropFirst())
    self.sources = []
    var nodes: [Int: Node] = [:]
    var byPath: [String: Int] = [:]
    // Sources are large; they are looked at where they stand.
    for index in sources.indices where sources[index].collection == nil {
      let parts = sources[index].place ?? Self.parts(sources[index].file, below: "pages")
      nodes[index] = Node(parts: parts)
      guard sources[index].head.parent == nil else { continue }
      let path = parts.joined(separator: "/")
      if byPath[path] == nil { byPath[path] = index }
    }
    var children: [Int?: [Int]] = [:]
    var byID: [PageID: Int] = [:]
    for index in sources.indices {
      guard let id = sources[index].head.id else { continue }
      if let first = byID[id] {
        report(index).error(
          nil, "the ID “\(id)” is already that of \(sources[first].file)", "leave the line id: out of the copy")
      } else {
        byID[id] = index
      }
    }
    for index in sources.indices {
      guard let node = nodes[index] else { continue }
      if let parent = sources[index].head.parent {
        let above = parent.id.flatMap { byID[$0] }
        if parent.id != nil, above == nil || above == index {
          report(index).error(
            sources[index].head.lines["parent"], "there is no other page of the ID that parent names",
            "leave the line out, or write the ID of a page of this folder")
        }
        nodes[index]!.parent = above == index ? nil : above
        nodes[index]!.slug = sources[index].head.slug ?? ""
        children[nodes[index]!.parent, default: []].append(index)
        continue
      }
      let parent = Self.parent(of: node.parts, in: byPath)
      nodes[index]!.parent = parent?.index
      nodes[index]!.slug = Self.slug(
        Array(node.parts[(parent?.depth ?? 0)...]), sources[index].head.slug, report: { report(index) })
      children[parent?.index, default: []].append(index)
    }
    let ids = sources.indices.map { sources[$0].head.id ?? .random() }
    let orders = sources.indices.map { sources[$0].head.order ?? .max }
    pages.reserveCapacity(sources.count)
    self.sources.reserveCapacity(sources.count)
    func add(_ siblings: [Int]) {
      let sorted = siblings.sorted { left, right in
        // The home page leads where it has no order of its own.
        func leads(_ index: Int) -> Bool { nodes[index]!.parts.isEmpty && orders[index] == .max }
        if leads(left) != leads(right) { return leads(left) }
        return orders[left] == orders[right] ? left < right : orders[left] < orders[right]
      }
      for (index, position) in zip(sorted, Position.spread(sorted.count)) {
        let node = nodes[index]!
        let page = Self.page(
          of: sources, index, id: ids[index], parent: node.parent.map { ids[$0] }, slug: node.slug,
          locale: node.parts.first.flatMap { further.contains($0) ? $0 : nil } ?? locale, position: position)
        pages.append(page)
        self.sources.append(index)
        if let below = children[index] { add(below) }
      }
    }
    add(children[nil] ?? [])
    addEntries(sources, ids: ids, orders: orders, collections: collections, locale: locale, report: report)
    for index in sources.indices where sources[index].collection != nil {
      if let below = children[index] { add(below) }
    }
    if pages.count < sources.count {
      let placed = Set(self.sources)
      for index in nodes.keys.sorted() where !placed.contains(index) {
        report(index).error(
          sources[index].head.lines["parent"], "the page stands below itself", "correct parent: here or above")
      }
    }
  }

  private struct Node {
    var parts: [String]
    var parent: Int?
    var slug = ""
  }

  private mutating func addEntries(
    _ sources: [PageSource], ids: [PageID], orders: [Int], collections: [String: CollectionSettings], locale: String,
    report: (Int) -> Report
  ) {
    var entries: [String: [Int]] = [:]
    for index in sources.indices {
      if let name = sources[index].collection { entries[name, default: []].append(index) }
    }
    for name in entries.keys.sorted() {
      let sorted = entries[name]!.sorted { left, right in
        orders[left] == orders[right] ? left < right : orders[left] < orders[right]
      }
      for (index, position) in zip(sorted, Position.spread(sorted.count)) {
        let (date, stem) = EntryName.split(Self.name(sources[index].file))
        let slug =
          sources[index].place?.joined(separator: "/")
          ?? Self.slug([stem], sources[index].head.slug, report: { report(index) })
        let own = collections[name]?.locale ?? ""
        var page = Self.page(
          of: sources, index, id: ids[index], parent: nil, slug: slug, locale: own.isEmpty ? locale : own,
          position: position)
        if page.meta.date == nil { page.meta.date = date }
        page.collection = name
        page.template = sources[index].head.template ?? collections[name]?.template ?? "entry"
        pages.append(page)
        self.sources.append(index)
      }
    }
  }

  private static func page(
    of sources: [PageSource], _ index: Int, id: PageID, parent: PageID?, slug: String, locale: String,
    position: Position
  ) -> Page {
    Page(
      id: id, parent: parent, template: sources[index].head.template ?? "page", slug: slug,
      title: sources[index].head.title, meta: sources[index].head.meta, position: position,
      locale: sources[index].head.locale ?? locale,
      capabilities: sources[index].head.own ?? sources[index].head.capabilities.intersection(.meta),
      copiedFrom: sources[index].head.copiedFrom)
  }

  /// What an entry's address is made of: the file's name, or the folder's where the file is its own page.
  private static func name(_ file: String) -> String {
    let stem = FileName.stem(file)
    return stem == "index" || stem == "_index" ? parts(file, below: "").last ?? "" : stem
  }

  /// `pages/leistungen/bad.html` → `leistungen`, `bad`; `pages/leistungen/index.html` → `leistungen`.
  static func parts(_ file: String, below folder: String) -> [String] {
    var parts = file.utf8.split(separator: UInt8(ascii: "/")).map { String(Substring($0)) }
    if !folder.isEmpty, parts.first == folder { parts.removeFirst() }
    guard let last = parts.popLast() else { return [] }
    let stem = FileName.stem(last)
    return stem == "index" || stem == "_index" ? parts : parts + [stem]
  }

  /// The nearest folder above that has a page of its own. The site's home page is nobody's parent: its address is no prefix.
  private static func parent(of parts: [String], in byPath: [String: Int]) -> (index: Int, depth: Int)? {
    guard parts.count > 1 else { return nil }
    for depth in (1..<parts.count).reversed() {
      if let index = byPath[parts[..<depth].joined(separator: "/")] { return (index, depth) }
    }
    return nil
  }

  /// The slug of a page below its parent: one part, or several where folders have no page of their own.
  private static func slug(_ parts: [String], _ given: String?, report: () -> Report) -> String {
    var slugs = parts.map { part in
      if Page.isSlug(part) { return part }
      let made = Slug.made(from: part)
      report().warning(
        nil, "the name “\(part)” becomes “\(made)” in addresses", "rename the file or folder, or set slug")
      return made.isEmpty ? "page" : made
    }
    if let given, !slugs.isEmpty { slugs[slugs.count - 1] = given }
    return slugs.joined(separator: "/")
  }
}

/// Names of dated files: `2026-05-03-new-oven`.
enum EntryName {
  static func split(_ stem: String) -> (date: CalendarDate?, name: String) {
    guard let date = CalendarDate(stem.prefix(10)), stem.utf8.count > 11,
      stem.utf8.dropFirst(10).first == UInt8(ascii: "-")
    else { return (nil, stem) }
    return (date, String(stem.dropFirst(11)))
  }
}
