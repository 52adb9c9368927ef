import Markup
import Model

/// Marks what may be different, where a scope says so.
extension Renderer {
  mutating func mark(_ mark: ScopeMark) {
    guard marks != nil else { return }
    if recording != nil { self.defer(.mark(mark)) } else { marks?.add(mark, at: writer.bytes.count) }
  }

  /// Marks what `body` writes; without a scope it only writes.
  mutating func marked(_ mark: ScopeMark?, _ body: (inout Renderer) -> Void) {
    guard marks != nil, let mark else { return body(&self) }
    self.mark(mark)
    body(&self)
    self.mark(.end)
  }

  mutating func renderMarked(_ node: ElementNode) {
    let parts = marks?.scope.elements[node.id] ?? []
    let name = node.id.rawValue
    var outer: ScopeMark?
    if parts.contains(.presence) {
      outer = .optional(name)
    } else if parts.contains(.whole) || !node.body.kind.isMarkedInside && !parts.isDisjoint(with: [.content, .tag]) {
      outer = .masked(name)
    }
    marked(.element(node.id)) {
      $0.marked(parts.contains(.place) ? .moved(name) : nil) { $0.marked(outer) { $0.renderElement(node) } }
    }
  }

  /// For the words of an element.
  func contentMark(_ node: ElementNode) -> ScopeMark? {
    guard let scope = marks?.scope else { return nil }
    if scope.elements[node.id]?.contains(.content) == true { return .masked(node.id.rawValue) }
    for case .value(let path) in node.body.content.targets {
      if let mark = valueMark(path) { return mark }
    }
    return nil
  }

  /// For an element's start tag.
  func tagMark(_ node: ElementNode) -> ScopeMark? {
    marks?.scope.elements[node.id]?.contains(.tag) == true ? .masked(node.id.rawValue) : nil
  }

  /// For a link's start tag, words and end tag.
  func linkMark(_ node: ElementNode, _ target: LinkTarget?) -> ScopeMark? {
    if marks == nil { return nil }
    if let mark = contentMark(node) ?? tagMark(node) { return mark }
    // What is decided for each page is marked there.
    guard case .value(let path)? = target, recording == nil || !isPageValue(path) else { return nil }
    return valueMark(path)
  }

  /// For Markdown whose headings or pictures depend on what else is on the page.
  mutating func derivedMark(_ source: String, _ isDesigners: Bool) -> ScopeMark? {
    if marks == nil { return nil }
    return .derived(canonical { $0.markdown(source, isDesigners: isDesigners) })
  }

  /// A picture in one of its two forms: where they differ, it follows from the rest of the page.
  mutating func writeMarked(_ bytes: [UInt8], besides other: [UInt8]) {
    guard marks != nil else { return writer.raw(bytes) }
    let start = zip(bytes, other).prefix { $0 == $1 }.count
    let rest = min(bytes.count, other.count) - start
    let end = zip(bytes.reversed(), other.reversed()).prefix(rest).prefix { $0 == $1 }.count
    writer.raw(bytes[..<start])
    marked(.derived([])) { $0.writer.raw(bytes[start..<(bytes.count - end)]) }
    writer.raw(bytes[(bytes.count - end)...])
  }

  /// For a value that is shown, or followed.
  func valueMark(_ path: String) -> ScopeMark? {
    guard let scope = marks?.scope else { return nil }
    if let key = path.dropPrefix("company.") { return scope.company.contains(String(key)) ? .masked(path) : nil }
    if path == "build.year" { return scope.hasOtherYear ? .masked(path) : nil }
    if Self.isNeighbour(path) {
      guard let place = entry ?? page else { return nil }
      if let name = site.pages[place].page.collection, scope.collections.contains(name),
        site.settings.collections[name]?.order == .title
      {
        return .optional("collection-\(name)")
      }
      return neighbour(path).flatMap { titleMark($0) }
    }
    let place: Int? =
      if path.hasPrefix("page.") { page } else if path.hasPrefix("entry.") { entry ?? page } else { nil }
    guard let place, [".title", ".description", ".image"].contains(where: path.hasSuffix) else { return nil }
    return titleMark(place)
  }

  /// For what a page says of itself.
  func titleMark(_ place: Int) -> ScopeMark? {
    guard let scope = marks?.scope, !scope.pages.isEmpty else { return nil }
    let id = site.pages[place].page.id
    return scope.pages.contains(id) ? .masked(id.rawValue) : nil
  }

  /// Whether the entries of a list may stand in another order.
  func isReordered(_ query: CollectionQuery) -> Bool {
    query.order == .title && marks?.scope.collections.contains(query.collection) == true
  }

  /// The other way to write what depends on what stands before it on the page: the same whatever that is.
  mutating func canonical(_ body: (inout Renderer) -> Void) -> [UInt8] {
    let (outer, state, marks) = (writer, (hasMainHeading, hasLargeImage), marks)
    (hasMainHeading, hasLargeImage, self.marks) = (true, true, nil)
    writer = HTMLWriter(capacity: 512)
    body(&self)
    let bytes = writer.bytes
    writer = outer
    (hasMainHeading, hasLargeImage) = state
    self.marks = marks
    return bytes
  }
}

extension ElementKind {
  /// Whether start tag and content are marked by themselves; the others are marked whole.
  fileprivate var isMarkedInside: Bool {
    switch self {
    case .text, .richText, .markdown, .link, .box, .list, .collectionList, .slot, .shared, .shop: true
    case .image, .navigation, .field, .form, .formField, .embed, .code, .generated: false
    }
  }
}
