import Markup
import Model

/// Pages and entries: where their files stand, and what their front matter says.
extension SiteFolderWriter {
  mutating func addPages() throws(SiteWritingError) {
    let places = PagePlaces(snapshot.pages.map(\.page), paths: names.paths)
    var counts: [String: Int] = [:]
    for content in snapshot.pages {
      let page = content.page
      let siblings = page.collection.map { "collection \($0)" } ?? "page \(page.parent?.rawValue ?? "")"
      counts[siblings, default: 0] += 1
      try add(content, place: places.place(of: page), order: counts[siblings]!)
    }
  }

  private mutating func add(
    _ content: PageContent, place: PagePlaces.Place, order: Int
  ) throws(SiteWritingError) {
    let page = content.page
    var head = head(of: page, place: place, order: order)
    if let (text, element) = markdown(content, head: head) {
      let capabilities = page.capabilities.union(element.body.capabilities)
      if !capabilities.isEmpty { head.strings("edit", capabilities.names) }
      head.string("element", element.id.rawValue)
      add("\(place.stem).md", "---\n\(head.text)---\n\(text)")
      return
    }
    if page.capabilities == .meta {
      head.string("edit", "meta")
    } else if !page.capabilities.isEmpty {
      head.strings("capabilities", page.capabilities.names)
    }
    let file = "\(place.stem).html"
    let tree = CheckedTree(names: names, page: names.paths.path(of: page.id) ?? "/", purpose: .page, file: file)
    let html = try tree.html(content.slots)
    add(file, "---\n\(head.text)---\n" + String(decoding: html, as: UTF8.self))
  }

  /// The text of a page that is nothing but Markdown, as a Markdown file says it.
  private func markdown(_ content: PageContent, head: YAMLWriter) -> (text: String, element: ElementNode)? {
    let filled = content.slots.filter { !$0.value.isEmpty }
    guard filled.count == 1, let nodes = filled["main"], nodes.count == 1,
      case .markdown(let text) = nodes[0].body.content,
      nodes[0].copiedFrom == nil, content.page.capabilities.subtracting(.meta).isEmpty
    else { return nil }
    let name = snapshot.settings.locales.first?.hasPrefix("de") == true ? "Inhalt" : "Text"
    let plain = ElementBody(
      kind: .markdown, tag: "div", name: name, content: .markdown(text), capabilities: nodes[0].body.capabilities)
    // The front matter ends at the first line that could be its end, and a zero byte is no text.
    guard plain == nodes[0].body, !text.utf8.contains(0), text.utf8.first != 0xEF else { return nil }
    return (text, nodes[0])
  }

  private func head(of page: Page, place: PagePlaces.Place, order: Int) -> YAMLWriter {
    var yaml = YAMLWriter()
    let meta = page.meta
    yaml.string("title", page.title)
    if !meta.description.isEmpty { yaml.string("description", meta.description) }
    let usual = page.collection.map { snapshot.settings.collections[$0]?.template ?? "entry" } ?? "page"
    if page.template != usual { yaml.string("template", page.template) }
    if let slug = place.slug, !slug.isEmpty { yaml.string("slug", slug) }
    if place.namesParent { yaml.string("parent", page.parent?.rawValue ?? "none") }
    yaml.line("order", String(order))
    if let date = meta.date { yaml.line("date", date.iso) }
    if let date = meta.updated { yaml.line("updated", date.iso) }
    if meta.draft { yaml.line("draft", "true") }
    if meta.noindex { yaml.line("noindex", "true") }
    if let day = meta.publish { yaml.line("publish", day.iso) }
    if let day = meta.expires { yaml.line("expires", day.iso) }
    if !meta.tags.isEmpty { yaml.strings("tags", meta.tags) }
    if !meta.authors.isEmpty { yaml.strings("authors", meta.authors) }
    if let image = meta.image { yaml.string("image", image) }
    if !meta.socialTitle.isEmpty { yaml.string("socialTitle", meta.socialTitle) }
    if !meta.socialDescription.isEmpty { yaml.string("socialDescription", meta.socialDescription) }
    let former = snapshot.formerAddresses.filter { $0.value.page == page.id && $0.value.leadsTo == nil }.keys.sorted()
    if !former.isEmpty { yaml.strings("formerly", former) }
    // A folder's or a collection's name may say another language.
    if page.locale != snapshot.settings.locales.first || snapshot.settings.locales.count > 1 {
      yaml.string("locale", page.locale)
    }
    if let other = page.translationOf {
      let path = names.paths.path(of: other)
      yaml.string("translationOf", path.flatMap { names.paths.page(at: $0) == other ? $0 : nil } ?? "page:\(other)")
    }
    yaml.string("id", page.id.rawValue)
    if let origin = page.copiedFrom { yaml.string("copiedFrom", origin.rawValue) }
    yaml.map("extra", meta.extra)
    return yaml
  }
}

/// Files of pages: at the page's own address where the file's place says parent and slug as they are, otherwise by its ID.
struct PagePlaces {
  struct Place {
    /// The path without its extension.
    var stem: String
    /// To be said, because the file's name does not.
    var slug: String?
    var namesParent = false
  }

  private var places: [PageID: Place] = [:]

  init(_ pages: [Page], paths: SitePaths) {
    var byPath: [String: PageID] = [:]
    var parts: [PageID: [String]] = [:]
    for page in pages where page.collection == nil {
      let own = Self.parts(of: page, paths)
      guard let own, byPath[own.joined(separator: "/")] == nil else { continue }
      parts[page.id] = own
      byPath[own.joined(separator: "/")] = page.id
    }
    // A page that its file's place cannot say is none that others stand below; taking it out may concern others.
    let byID = Dictionary(pages.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    while true {
      let wrong = parts.filter { id, own in !Self.isSaid(own, byID[id]!, byPath) }
      if wrong.isEmpty { break }
      for (id, own) in wrong {
        parts[id] = nil
        byPath[own.joined(separator: "/")] = nil
      }
    }
    let folders = Set(parts.values.flatMap { own in (0..<own.count).map { own[..<$0].joined(separator: "/") } })
    for page in pages where page.collection == nil {
      guard let own = parts[page.id] else {
        places[page.id] = Place(stem: "pages/by-id/\(page.id)", slug: page.slug, namesParent: true)
        continue
      }
      let path = own.joined(separator: "/")
      let stem = own.isEmpty ? "pages/index" : folders.contains(path) ? "pages/\(path)/index" : "pages/\(path)"
      places[page.id] = Place(stem: stem)
    }
    addEntries(pages)
  }

  func place(of page: Page) -> Place { places[page.id]! }

  private mutating func addEntries(_ pages: [Page]) {
    var taken: Set<String> = []
    for page in pages {
      guard let collection = page.collection else { continue }
      let isPlain =
        Page.isSlug(page.slug) && EntryName.split(page.slug).date == nil && page.slug != "index"
        && FileName.stem(page.slug) == page.slug && taken.insert("\(collection)/\(page.slug)").inserted
      places[page.id] =
        isPlain
        ? Place(stem: "collections/\(collection)/\(page.slug)")
        : Place(stem: "collections/\(collection)/by-id/\(page.id)", slug: page.slug)
    }
  }

  /// The names of folders and file at the page's address; nil where one would be read as something else.
  private static func parts(of page: Page, _ paths: SitePaths) -> [String]? {
    guard let path = paths.path(of: page.id), paths.page(at: path) == page.id else { return nil }
    if path == "/404.html" { return ["404"] }
    let parts = path.split(separator: "/").map(String.init)
    let isPlain = parts.allSatisfy { part in
      Page.isSlug(part) && part != "index" && part != "_index" && FileName.stem(part) == part && part != "by-id"
        && part != "node_modules"
    }
    return isPlain && path.utf8.count < 800 ? parts : nil
  }

  /// Whether the place of its file says parent and slug of the page.
  private static func isSaid(_ parts: [String], _ page: Page, _ byPath: [String: PageID]) -> Bool {
    var depth = 0
    var parent: PageID?
    for length in (1..<max(1, parts.count)).reversed() {
      if let found = byPath[parts[..<length].joined(separator: "/")] {
        (depth, parent) = (length, found)
        break
      }
    }
    return parent == page.parent && parts[depth...].joined(separator: "/") == page.slug
  }
}
