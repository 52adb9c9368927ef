import Markup
import Model
import Synchronization

/// The builder: a site at one revision in, files out. It reads nothing but the snapshot and the options, so the same input
/// gives the same bytes.
package final class SiteBuilder: Sendable {
  let site: SiteIndex
  let head: Head
  let menus: [String: Menu]
  /// What is wrong with the site as a whole.
  let siteWarnings: [BuildWarning]
  private let templates = Mutex<[TemplateKey: Template]>([:])

  struct TemplateKey: Hashable {
    let name: String
    let locale: String
  }

  package init(_ snapshot: SiteSnapshot, options: BuildOptions) {
    let site = SiteIndex(snapshot, options: options)
    self.site = site
    var warnings: [BuildWarning] = []
    func warn(_ message: String) { warnings.append(BuildWarning(message: message)) }
    head = Head(site, warn: warn)
    var menus: [String: Menu] = [:]
    for (name, items) in snapshot.settings.navigation.sorted(by: { $0.key < $1.key }) {
      menus[name] = Menu(items, in: site, warn: warn)
    }
    self.menus = menus
    for collision in site.paths.collisions {
      warn("two pages want the path \(collision.path); the second one, \(collision.page), is left out")
    }
    siteWarnings = warnings
  }

  /// Where every page stands.
  package var paths: SitePaths { site.paths }

  /// The file behind `/a/name.hash.ext`, for hosts that show drafts.
  package func file(atPath path: String) -> AssetFile? { site.assets.file(atPath: path) }

  /// Where a draft shows the file that content names `assets/…` or `theme/…`: `/a/name.hash.ext`.
  package func path(ofAsset path: String) -> String? { site.assets[path].map { "/\($0.outputPath)" } }

  /// One page as HTML.
  package func page(_ id: PageID) throws(BuildError) -> [UInt8] {
    guard let index = site.index(of: id), site.isBuilt[index] else { throw .noSuchPage(id) }
    var renderer = Renderer(site: site, menus: menus)
    try write(index, with: template(for: index), renderer: &renderer)
    return renderer.writer.bytes
  }

  // MARK: Templates

  func templateKey(for page: Int) -> TemplateKey {
    TemplateKey(name: site.pages[page].page.template, locale: site.locale(of: page))
  }

  func template(for page: Int) -> Template {
    let key = templateKey(for: page)
    if let known = templates.withLock({ $0[key] }) { return known }
    let made = prepare(key)
    templates.withLock { $0[key] = made }
    return made
  }

  private func prepare(_ key: TemplateKey) -> Template {
    var renderer = Renderer(site: site, menus: menus)
    func tree(_ name: String) -> [ElementNode]? {
      site.snapshot.templates[name] ?? site.snapshot.theme.templates[name]
    }
    if let nodes = tree(key.name) { return renderer.prepare(nodes, locale: key.locale) }
    renderer.warn("there is no template “\(key.name)”")
    let missing = renderer.warnings
    var template = renderer.prepare(tree("page") ?? Self.bareTemplate, locale: key.locale)
    template.warnings += missing
    return template
  }

  /// For a theme without templates.
  private static let bareTemplate = [
    ElementNode(
      id: ElementID(stored: "main"), body: ElementBody(kind: .box, tag: "main"),
      children: [
        ElementNode(
          id: ElementID(stored: "main-slot"), body: ElementBody(kind: .slot, tag: "", content: .slot("main")))
      ])
  ]

  // MARK: Pages

  func write(_ page: Int, with template: Template, renderer: inout Renderer) throws(BuildError) {
    if let excess = template.excess { throw .pageTooLarge(site.path(of: page), excess) }
    let locale = site.locale(of: page)
    renderer.start(page: page, locale: locale)
    renderer.hasMainHeading = template.hasMainHeading
    renderer.writer.raw("<body")
    if site.isDraft { renderer.writer.attribute("data-page", site.pages[page].page.id.rawValue) }
    renderer.writer.raw(">\n")
    renderer.run(template.segments)
    if let excess = renderer.excess { throw .pageTooLarge(site.path(of: page), excess) }
    renderer.writer.raw("\n</body></html>\n")
    // The head comes second, because the body says which styles it needs.
    let body = renderer.writer.bytes
    renderer.head.removeAll()
    head.write(page: page, locale: locale, body: body, into: &renderer.head)
    renderer.head.raw(body)
    swap(&renderer.writer, &renderer.head)
  }
}
