import Model

/// Walks every tree once and notes what is wrong in it and where it leads.
struct TreeWalk {
  let site: CheckedSite
  private let stale: [ElementID: String]
  /// Page → pages that its own elements lead to.
  private(set) var links: [Int: [Int]] = [:]
  /// Pages that templates and shared trees lead to.
  private(set) var linkedFromFrames: Set<Int> = []

  /// - Parameter stale: translated texts with what their source says now
  init(site: CheckedSite, stale: [ElementID: String]) {
    self.site = site
    self.stale = stale
  }

  private struct Place {
    /// nil for templates and shared trees.
    let page: Int?
    let path: String
  }

  mutating func look(at index: Int, _ found: inout Collector) {
    let place = Place(page: index, path: site.path(of: index))
    for slot in site.pages[index].slots.keys.sorted() {
      for node in site.pages[index].slots[slot] ?? [] { visit(node, in: place, isOpen: false, &found) }
    }
  }

  mutating func lookAtFrames(_ found: inout Collector) {
    for (name, nodes) in site.snapshot.templates.sorted(by: { $0.key < $1.key }) {
      for node in nodes { visit(node, in: Place(page: nil, path: "template \(name)"), isOpen: false, &found) }
    }
    for (name, nodes) in site.snapshot.shared.sorted(by: { $0.key < $1.key }) {
      for node in nodes { visit(node, in: Place(page: nil, path: "shared \(name)"), isOpen: false, &found) }
    }
  }

  /// - Parameter isOpen: whether something above gives everything below it away
  private mutating func visit(_ node: ElementNode, in place: Place, isOpen: Bool, _ found: inout Collector) {
    // Nobody sees what is hidden.
    if node.body.hidden { return }
    let body = node.body
    func add(_ kind: CheckKind, _ detail: String = "") {
      found.add(
        CheckFinding(
          kind, page: place.page.map { site.pages[$0].page.id }, path: place.path, element: node.id, label: body.label,
          detail: detail))
    }
    func check(_ target: LinkTarget) {
      if let fault = site.fault(of: target) { add(.brokenLink, fault) }
      guard let page = site.page(at: target) else { return }
      link(page, from: place)
    }
    if let now = stale[node.id] { add(.staleTranslation, Excerpt.line(now, maximum: 60)) }
    switch body.content {
    case .inline(let text):
      text.links.forEach(check)
      let words = text.plain
      if body.capabilities.contains(.text) || isOpen, !ElementRules.isVisible(words) { add(.emptyText) }
      if Placeholder.isLeft(in: words) { add(.placeholder, Excerpt.line(words, maximum: 60)) }
    case .rich(let text):
      for run in text.inlines { run.links.forEach(check) }
      let words = text.plain
      if body.capabilities.contains(.text) || isOpen, !ElementRules.isVisible(words) { add(.emptyText) }
      if Placeholder.isLeft(in: words) { add(.placeholder, Excerpt.line(words, maximum: 60)) }
    case .link(let target, let label):
      if let target { check(target) }
      label.links.forEach(check)
      if body.capabilities.contains(.text), node.children.isEmpty, !ElementRules.isVisible(label.plain) {
        add(.emptyText)
      }
    case .markdown(let source):
      let (faults, pages) = targets(inMarkdown: source, of: place)
      for fault in faults { add(.brokenLink, fault) }
      for page in pages { link(page, from: place) }
      if body.capabilities.contains(.text), !ElementRules.isVisible(source) { add(.emptyText) }
      if Placeholder.isLeft(in: source) { add(.placeholder, Excerpt.line(source, maximum: 60)) }
    case .image(let image): checkPicture(image, in: place, add)
    case .collection(let query):
      for entry in site.entries(query) { link(entry, from: place) }
    case .html(let source): follow(source, in: place)
    default: break
    }
    let isOpenBelow = isOpen || body.capabilities.contains(.structure)
    for child in node.children { visit(child, in: place, isOpen: isOpenBelow, &found) }
  }

  private func checkPicture(_ image: ImageContent, in place: Place, _ add: (CheckKind, String) -> Void) {
    guard case .asset(let path) = image.source else { return }
    let name = String(path.split(separator: "/").last ?? "")
    guard let file = site.asset(path) else { return add(.brokenLink, path) }
    if case .missing = image.alternative { add(.missingAlternative, name) }
    if case .text(let words) = image.alternative, !ElementRules.isVisible(words) { add(.missingAlternative, name) }
    if file.size > SiteChecks.imageBytes {
      add(.oversizedImage, "\(name): \((file.size + 1 << 19) >> 20) MiB")
    } else if let width = file.width, let height = file.height, max(width, height) > SiteChecks.imageWidth {
      add(.oversizedImage, "\(name): \(width) × \(height)")
    }
  }

  private mutating func link(_ page: Int, from place: Place) {
    if let from = place.page { links[from, default: []].append(page) } else { linkedFromFrames.insert(page) }
  }

  /// Targets in Markdown, found by their brackets; what stands in code is rare and does no harm here.
  private func targets(inMarkdown source: String, of place: Place) -> (faults: [String], pages: [Int]) {
    guard source.utf8.contains(UInt8(ascii: "(")) else { return ([], []) }
    var (faults, pages): ([String], [Int]) = ([], [])
    let bytes = Array(source.utf8)
    var index = 1
    while index < bytes.count {
      defer { index += 1 }
      guard bytes[index] == UInt8(ascii: "("), bytes[index - 1] == UInt8(ascii: "]"),
        let end = bytes[index...].prefix(600).firstIndex(where: { $0 == UInt8(ascii: ")") || $0 == 0x20 })
      else { continue }
      let url = String(decoding: bytes[(index + 1)..<end], as: UTF8.self)
      guard !url.isEmpty, !url.hasPrefix("#"), !url.hasPrefix("//"), !url.contains(":") else { continue }
      let path = url.prefix { $0 != "?" && $0 != "#" }
      if let page = site.linkedPage(path) ?? place.page.flatMap({ site.linkedPage(site.path(of: $0) + path) }) {
        pages.append(page)
      } else if !site.hasTarget(path) {
        faults.append(url)
      }
    }
    return (faults, pages)
  }

  /// Addresses in a designer's own HTML lead somewhere too.
  private mutating func follow(_ source: String, in place: Place) {
    guard source.contains("href=\"/") else { return }
    for part in source.split(separator: "href=\"").dropFirst() {
      guard part.hasPrefix("/"), let page = site.linkedPage(part.prefix { $0 != "\"" && $0 != "?" && $0 != "#" }) else {
        continue
      }
      link(page, from: place)
    }
  }
}
