import Markup
import Model

/// Walks element trees and writes their HTML: straight for a page, or as segments when a template is prepared.
///
/// One value per worker. What differs from page to page is deferred while a template is prepared (`recording`), so both
/// ways share every rule of output.
struct Renderer {
  let site: SiteIndex
  private let menus: [MenuKey: Menu]
  var writer = HTMLWriter(capacity: 64 << 10)
  /// Where the page's head is written when its body is there.
  var head = HTMLWriter(capacity: 64 << 10)
  var locale = ""
  /// The page being written; nil while a template is prepared.
  var page: Int?
  /// Which part of the page's list of entries is shown; 1 is the page itself.
  var part = 1
  /// The collection entry whose card is being written.
  var entry: Int?
  var recording: [Segment]?
  /// What may be different, of the body and of the head; nil unless the build's options have a scope.
  var marks: ScopeMarks?
  var headMarks: ScopeMarks?
  /// Bytes of the page before its body.
  var headLength = 0
  var warnings: [BuildWarning] = []
  var hasMainHeading = false
  var hasLargeImage = false
  /// Why the page cannot be finished; nothing more is written then.
  private(set) var excess: PageExcess?
  private var openShared: [String] = []
  /// Whether what is written belongs to many pages: a template, or a tree that they share.
  var isCommon: Bool { recording != nil || !openShared.isEmpty }
  private var sharedCount = 0
  private var nodeCount = 0
  private var recordedBytes = 0
  private var warningCount = 0

  /// Shared trees may stand in each other, and doubling at every level would grow without end.
  private static let sharedLimit = 1_000
  /// A page that says the same thing again and again needs no more than this many warnings.
  private static let warningLimit = 200

  init(site: SiteIndex, menus: [MenuKey: Menu]) {
    self.site = site
    self.menus = menus
    marks = site.options.scope.map { ScopeMarks($0) }
    headMarks = marks
  }

  /// Forgets what belongs to the last page.
  mutating func start(page: Int?, part: Int = 1, locale: String) {
    writer.removeAll()
    marks?.removeAll()
    headMarks?.removeAll()
    self.page = page
    self.part = part
    self.locale = locale
    entry = nil
    hasMainHeading = false
    hasLargeImage = false
    openShared.removeAll(keepingCapacity: true)
    sharedCount = 0
    excess = nil
    nodeCount = 0
    recordedBytes = 0
    warningCount = 0
  }

  mutating func warn(_ message: String) {
    warningCount += 1
    guard warningCount <= Self.warningLimit + 1 else { return }
    let isLast = warningCount > Self.warningLimit
    warnings.append(
      BuildWarning(
        page: page.map { site.path(of: $0) },
        message: isLast ? "there is more to say than these \(Self.warningLimit) warnings" : message))
  }

  /// Counts one more element; false when the page has used up what a page may have.
  private mutating func takeBudget(_ element: ElementID?) -> Bool {
    if excess != nil { return false }
    nodeCount += 1
    if nodeCount > PageExcess.elementLimit {
      excess = PageExcess(element: element, kind: .elements)
    } else if recordedBytes + writer.bytes.count > PageExcess.byteLimit {
      excess = PageExcess(element: element, kind: .bytes)
    }
    return excess == nil
  }

  // MARK: Templates

  /// The template's tree as segments.
  mutating func prepare(_ nodes: [ElementNode], locale: String) -> Template {
    start(page: nil, locale: locale)
    let before = warnings.count
    let segments = record { $0.render(nodes) }
    defer { warnings.removeLast(warnings.count - before) }
    return Template(
      segments: segments, hasMainHeading: hasMainHeading, warnings: Array(warnings[before...]), excess: excess)
  }

  private mutating func record(_ body: (inout Renderer) -> Void) -> [Segment] {
    flush()
    let outer = recording
    recording = []
    body(&self)
    flush()
    defer { recording = outer }
    return recording ?? []
  }

  /// Moves what was written into a segment of its own.
  private mutating func flush() {
    guard recording != nil, !writer.bytes.isEmpty else { return }
    // A copy of the right size; the writer's own memory is large.
    recording?.append(.bytes(Array(writer.bytes[...])))
    recordedBytes += writer.bytes.count
    writer.removeAll()
  }

  mutating func `defer`(_ segment: Segment) {
    flush()
    recording?.append(segment)
  }

  mutating func run(_ segments: [Segment]) {
    for segment in segments {
      if case .mark(let mark) = segment {
        self.mark(mark)
        continue
      }
      guard takeBudget(nil) else { return }
      switch segment {
      case .mark: break
      case .bytes(let bytes): writer.raw(bytes)
      case .image(let lazy, let eager):
        writeMarked(hasLargeImage ? lazy : eager, besides: hasLargeImage ? eager : lazy)
        hasLargeImage = true
      case .node(let node, let entry):
        self.entry = entry.flatMap(site.index(ofNumber:))
        render(node)
        self.entry = nil
      case .label(let path): label(path)
      case .target(let path): target(path)
      case .link(let node): render(node)
      case .menu(let menu): write(menu)
      case .slot(let name, let fallback):
        if let page, let nodes = site.pages[page].slots[name], !nodes.isEmpty { render(nodes) } else { run(fallback) }
      }
    }
  }

  // MARK: Elements

  mutating func render(_ nodes: [ElementNode]) {
    for node in nodes { render(node) }
  }

  mutating func render(_ node: ElementNode) {
    if marks == nil { renderElement(node) } else { renderMarked(node) }
  }

  mutating func renderElement(_ node: ElementNode) {
    // Only who edits sees what is hidden; whoever looks at a draft sees what visitors would.
    if node.body.hidden && site.draft?.showsHidden != true { return }
    guard takeBudget(node.id) else { return }
    switch (node.body.kind, node.body.content) {
    case (.text, .inline(let text)):
      let isOpen = open(node)
      marked(contentMark(node)) { $0.inline(text, inLink: node.body.tag == "a") }
      if isOpen { close(node) }
    case (.richText, .rich(let text)):
      let isOpen = open(node)
      marked(contentMark(node)) { $0.blocks(text.blocks) }
      if isOpen { close(node) }
    case (.markdown, .markdown(let source)):
      let isOpen = open(node)
      let isDesigners = !node.body.capabilities.contains(.text)
      marked(contentMark(node) ?? derivedMark(source, isDesigners)) { $0.markdown(source, isDesigners: isDesigners) }
      if isOpen { close(node) }
    case (.image, .image(let image)): self.image(node, image)
    case (.link, .link(let target, let label)): link(node, target: target, label: label)
    case (.navigation, .navigation(let name)): navigation(node, name)
    case (.collectionList, .collection(let query)): collection(node, query)
    case (.field, .field(let field)): self.field(node, field)
    case (.form, _): form(node)
    case (.embed, .embed(_, let source)): embed(node, source)
    case (.code, .html(let html)): code(node, html)
    case (.slot, .slot(let name)): slot(node, name)
    case (.shared, .shared(let name)): shared(node, name)
    case (.generated, .generated(let part)): generated(node, part)
    case (.shop, _): warn("a shop cannot be shown yet and is left out")
    default: container(node)
    }
  }

  mutating func container(_ node: ElementNode) {
    let isOpen = open(node)
    render(node.children)
    if isOpen { close(node) }
  }

  private mutating func slot(_ node: ElementNode, _ name: String) {
    // A slot in a card would show the page's own elements once per entry.
    guard entry == nil else { return warn("the slot “\(name)” stands in a collection's card and is left out") }
    let isOpen = open(node)
    if recording != nil {
      let fallback = record { $0.render(node.children) }
      self.defer(.slot(name, fallback: fallback))
    } else {
      render(node.children)
    }
    if isOpen { close(node) }
  }

  private mutating func shared(_ node: ElementNode, _ name: String) {
    guard let nodes = site.shared(name) else {
      return warn("there is no shared tree “\(name)”")
    }
    guard !openShared.contains(name) else { return warn("the shared tree “\(name)” contains itself") }
    sharedCount += 1
    guard sharedCount <= Self.sharedLimit else {
      if sharedCount == Self.sharedLimit + 1 { warn("more than \(Self.sharedLimit) shared trees are left out") }
      return
    }
    openShared.append(name)
    let isOpen = open(node)
    render(nodes)
    if isOpen { close(node) }
    openShared.removeLast()
  }

  private mutating func form(_ node: ElementNode) {
    guard begin(node) else { return render(node.children) }
    // Without a method a browser would put what people typed into the address.
    writer.attribute("method", "post")
    writer.endTag()
    render(node.children)
    close(node)
  }

  private mutating func navigation(_ node: ElementNode, _ name: String) {
    site.note(menu: name)
    // A theme may offer places for more menus than a site has.
    let found = menus[MenuKey(name: name, locale: locale)] ?? menus[MenuKey(name: name, locale: site.mainLocale)]
    // Where all of it may go with a value, it is proved as a whole.
    marked(found?.isOptional == true ? .masked("menu-\(name)") : nil) { $0.navigation(node, found) }
  }

  private mutating func navigation(_ node: ElementNode, _ menu: Menu?) {
    guard let menu, !menu.bytes.isEmpty else { return }
    let isList = node.body.tag == "ul" || node.body.tag == "ol"
    let isOpen = open(node)
    if !isList { writer.raw("<ul>") }
    if recording != nil, !menu.marks.isEmpty || marks != nil {
      self.defer(.menu(menu))
    } else {
      write(menu)
    }
    if !isList { writer.raw("</ul>") }
    if isOpen { close(node) }
  }

  private mutating func write(_ menu: Menu) {
    guard let page else { return menu.write(page: nil, above: [], into: &writer, told: &marks) }
    let above = menu.marks.isEmpty ? [] : site.ancestors(of: page).map(site.number(of:))
    menu.write(page: site.number(of: page), above: above, into: &writer, told: &marks)
  }

  private mutating func collection(_ node: ElementNode, _ query: CollectionQuery) {
    // Entries times entries at every level: a small tree would become an endless page.
    guard entry == nil else {
      return warn("the list of “\(query.collection)” stands in the card of another list and is left out")
    }
    if site.settings.collections[query.collection] == nil { warn("there is no collection “\(query.collection)”") }
    if recording != nil, query.perPage != nil { return self.defer(.node(node, entry: nil)) }
    // A list without a card of its own looks as the one on its collection's page does.
    let list = node.children.isEmpty ? site.list(of: query.collection) ?? Self.plainList : node
    let isDraftsOwn = site.isDraft && node.children.isEmpty
    let shown = isDraftsOwn ? ElementNode(id: node.id, body: list.body, children: list.children) : list
    let isOpen = open(shown)
    let isReordered = isReordered(query)
    let isCut = query.limit != nil || query.perPage != nil || page.map(site.isTagPage) == true
    marked(isReordered && isCut ? .masked("collection-\(query.collection)") : nil) { renderer in
      for place in renderer.entries(of: query) {
        guard renderer.excess == nil else { break }
        renderer.entry = place
        let card: ScopeMark? = isReordered ? .moved("card-\(renderer.site.pages[place].page.id)") : nil
        renderer.marked(card) { $0.render(shown.children) }
      }
    }
    entry = nil
    if isOpen { close(shown) }
  }

  /// The entries of a list, or of the part of it that is shown.
  private mutating func entries(of query: CollectionQuery) -> [Int] {
    guard query.perPage != nil || page.map(site.isTagPage) == true else { return site.entries(query) }
    // Only one list of a page has parts; while a template is prepared it is not known which page will show it.
    guard let page, let parts = site.parts(of: page), let perPage = parts.query.perPage,
      parts.query == query || site.isTagPage(page)
    else { return Array(site.entries(query).prefix(query.perPage ?? .max)) }
    return Array(site.entries(parts.query).dropFirst((part - 1) * perPage).prefix(perPage))
  }

  private static let plainList = ElementNode(
    id: ElementID(stored: "~list"), body: ElementBody(kind: .collectionList, tag: "ul"),
    children: [
      ElementNode(
        id: ElementID(stored: "~list-item"), body: ElementBody(kind: .box, tag: "li"),
        children: [
          ElementNode(
            id: ElementID(stored: "~list-link"),
            body: ElementBody(kind: .field, tag: "a", content: .field(FieldContent(path: "entry.title"))))
        ])
    ])
}
