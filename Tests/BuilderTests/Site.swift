import Builder
import Model
import Synchronization

/// A small site made in code, and its files after a build.
struct Site {
  var settings = SiteSettings(name: "Oven", locales: ["de"], url: "https://oven.example", theme: "plain")
  var theme = Theme(name: "plain", title: "Plain")
  var pages: [PageContent] = []
  var templates: [String: [ElementNode]] = ["page": [box("main", [slot("main")])]]
  var shared: [String: [ElementNode]] = [:]
  var assets: [String: AssetFile] = [:]
  var former: [String: FormerAddress] = [:]
  var options = BuildOptions(year: 2026)

  var snapshot: SiteSnapshot {
    SiteSnapshot(
      settings: settings, theme: theme, pages: pages, templates: templates, shared: shared, assets: assets,
      formerAddresses: former)
  }

  /// Adds a page; returns what links to it say.
  @discardableResult
  mutating func add(
    _ slug: String, title: String = "", collection: String? = nil, template: String = "page", locale: String = "",
    _ nodes: [ElementNode] = [], edit: (inout Page) -> Void = { _ in }
  ) -> PageID {
    let id = PageID(stored: "page-\(pages.count)")
    var page = Page(
      id: id, collection: collection, template: template, slug: slug, title: title.isEmpty ? slug : title,
      locale: locale)
    edit(&page)
    pages.append(PageContent(page: page, slots: ["main": nodes]))
    return id
  }

  func build(workers: Int = 1) throws -> (files: [String: BuiltFile], report: BuildReport) {
    let files = Mutex<[String: BuiltFile]>([:])
    let report = try SiteBuilder(snapshot, options: options).build(workers: workers) { file in
      files.withLock { $0[file.path] = file }
    }
    return (files.withLock { $0 }, report)
  }

  /// A file's text; empty when the build did not make it.
  func text(_ path: String) throws -> String { try build().files[path]?.text ?? "" }

  /// What stands in `<main>` of the page at the root that holds these elements.
  static func rendered(_ nodes: [ElementNode], in site: Site = Site()) throws -> String {
    var site = site
    site.add("", title: "Oven", nodes)
    return try site.text("index.html").between("<main>", "</main>")
  }
}

extension BuiltFile {
  var text: String {
    if case .bytes(let bytes) = content { String(decoding: bytes, as: UTF8.self) } else { "" }
  }
}

extension String {
  func between(_ start: String, _ end: String) -> String {
    guard let from = firstRange(of: start)?.upperBound, let to = self[from...].firstRange(of: end)?.lowerBound
    else { return "" }
    return String(self[from..<to])
  }
}

func element(
  _ kind: ElementKind, _ tag: String, _ content: Content = .none, classes: [String] = [],
  attributes: [(String, String)] = [], hidden: Bool = false, _ children: [ElementNode] = []
) -> ElementNode {
  ElementNode(
    id: ElementID(stored: "e-\(kind)-\(tag)"),
    body: ElementBody(
      kind: kind, tag: tag, classes: classes, content: content,
      attributes: attributes.map { ElementBody.Attribute($0.0, $0.1) }, hidden: hidden),
    children: children)
}

func box(_ tag: String, _ children: [ElementNode]) -> ElementNode { element(.box, tag, children) }
func element(_ kind: ElementKind, _ tag: String, _ children: [ElementNode]) -> ElementNode {
  element(kind, tag, .none, children)
}
func text(_ tag: String, _ words: String) -> ElementNode { element(.text, tag, .inline(InlineText(words))) }
func slot(_ name: String, _ children: [ElementNode] = []) -> ElementNode { element(.slot, "", .slot(name), children) }
func shared(_ name: String) -> ElementNode { element(.shared, "", .shared(name)) }
func field(_ tag: String, _ path: String, _ format: FieldContent.Format = .long, _ children: [ElementNode] = [])
  -> ElementNode
{ element(.field, tag, .field(FieldContent(path: path, format: format)), children) }
func link(_ target: LinkTarget?, _ label: String = "x") -> ElementNode {
  element(.link, "a", .link(target: target, label: InlineText(label)))
}
func picture(_ path: String, _ alternative: ImageContent.Alternative = .decorative) -> ElementNode {
  element(.image, "img", .image(ImageContent(source: .asset(path), alternative: alternative)))
}
func markdown(_ source: String) -> ElementNode { element(.markdown, "div", .markdown(source)) }
func file(_ digit: Character, type: String = "image/jpeg", width: Int? = nil, height: Int? = nil) -> AssetFile {
  AssetFile(hash: String(repeating: digit, count: 64), size: 10, type: type, width: width, height: height)
}
