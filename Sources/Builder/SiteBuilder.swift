import Markup
import Model
import Synchronization

/// The builder: a site at one revision in, files out. It reads nothing but the snapshot and the options, so the same input
/// gives the same bytes.
package final class SiteBuilder: Sendable {
  let site: SiteData
  let head: Prepared<Head>
  let menus: [MenuKey: Prepared<Menu>]
  private let templates: Mutex<[TemplateKey: Prepared<Template>]>

  struct TemplateKey: Hashable {
    let name: String
    let locale: String
  }

  /// Something that many pages show, with what it was made from.
  struct Prepared<Value: Sendable>: Sendable {
    let value: Value
    let reads: [ReadCode]
    let warnings: [BuildWarning]

    func isTouched(by codes: Set<ReadCode>) -> Bool { !codes.isEmpty && reads.contains(where: codes.contains) }
  }

  package convenience init(_ snapshot: SiteSnapshot, options: BuildOptions) {
    let site = SiteData(snapshot, options: options)
    var menus: [MenuKey: Prepared<Menu>] = [:]
    for key in MenuKey.all(in: site.settings) { menus[key] = Self.menu(key, in: site) }
    self.init(site, head: Self.head(of: site), menus: menus, templates: [:])
  }

  private init(
    _ site: SiteData, head: Prepared<Head>, menus: [MenuKey: Prepared<Menu>],
    templates: [TemplateKey: Prepared<Template>]
  ) {
    self.site = site
    self.head = head
    self.menus = menus
    self.templates = Mutex(templates)
  }

  package var revision: Revision { site.revision }
  package var options: BuildOptions { site.options }

  /// Where every page stands.
  package var paths: SitePaths { site.layout.paths }

  /// The file behind `/a/name.hash.ext`, for hosts that show drafts.
  package func file(atPath path: String) -> AssetFile? { site.assets.file(atPath: path) }

  /// Where a draft shows the file that content names `assets/…` or `theme/…`: `/a/name.hash.ext`.
  package func path(ofAsset path: String) -> String? { site.assets[path].map { "/\($0.outputPath)" } }

  /// What stands at a path as people write it: a page, or a part of its list of entries.
  package func place(at path: String) -> (page: PageID, part: Int)? {
    if let page = paths.page(at: path) { return (page, 1) }
    guard let (base, part) = PartPath.split(path), let id = paths.page(at: base), let place = site.layout.place(of: id),
      let parts = site.parts(of: place), part <= parts.count
    else { return nil }
    return (id, part)
  }

  /// One page as HTML.
  /// - Parameter part: which part of its list of entries; 1 is the page itself
  package func page(_ id: PageID, part: Int = 1) throws(BuildError) -> [UInt8] {
    guard let place = site.layout.place(of: id), site.layout.isBuilt[place] else { throw .noSuchPage(id) }
    var renderer = renderer(isFull: false)
    try write(place, part: part, with: template(for: place).value, renderer: &renderer)
    return renderer.writer.bytes
  }

  /// A view of the site with a log of its own, for one worker.
  func view(isFull: Bool) -> SiteIndex { SiteIndex(site, log: ReadLog(site.names, isFull: isFull)) }

  func renderer(isFull: Bool) -> Renderer {
    Renderer(site: view(isFull: isFull), menus: menus.mapValues(\.value))
  }

  /// What is wrong with the site as a whole.
  var siteWarnings: [BuildWarning] {
    let collisions = site.layout.paths.collisions.map {
      BuildWarning(message: "two pages want the path \($0.path); the second one, \($0.page), is left out")
    }
    let unsafe = site.layout.unsafe.map {
      BuildWarning(message: "“\(site.layout.path(of: $0, in: site.pages))” cannot be the path of a page")
    }
    return head.warnings + menus.values.flatMap(\.warnings) + collisions + unsafe + clashes
  }

  /// Pages that stand where the builder would make one of its own, without what that would have held.
  private var clashes: [BuildWarning] {
    let found = AddressClashes(
      site.settings, SiteTrees(theme: site.theme, templates: site.templates, sharedTrees: site.shared),
      page: { [site] path in
        guard let place = site.layout.place(atExactPath: path), site.layout.isBuilt[place] else { return nil }
        let content = site.pages[place]
        return BuiltPages.contains(content.page.id) ? nil : content
      },
      tags: { [site] name in Set((site.layout.entries[name] ?? []).flatMap { site.pages[$0].page.meta.tags }) })
    return found.found.map { clash in
      BuildWarning(
        message: "the page \(clash.page) stands at \(clash.path), so the page “\(clash.lost)” is not made; "
          + "give it another address, or put into it what that page would show")
    }
  }

  // MARK: Changes

  /// The builder of the site after a change; what is the same is not made again.
  package func updated(by delta: SiteDelta) -> SiteBuilder {
    following(delta)?.builder ?? SiteBuilder(site.snapshot(after: delta), options: site.options)
  }

  /// The builder of the site after a change, and what may read differently there. nil when each page has to be made anew.
  func following(_ delta: SiteDelta) -> (builder: SiteBuilder, change: SiteChange)? {
    guard let (site, touched) = self.site.updated(by: delta) else { return nil }
    var change = touched
    var head = self.head
    let mayHaveOtherHead =
      change.hasOtherSettings || change.hasOtherAssets || change.hasOtherFocalPoints || head.isTouched(by: change.codes)
    if mayHaveOtherHead {
      let other = Self.head(of: site)
      // It stands on every page.
      guard other.value.isSame(as: head.value) else { return nil }
      if !other.value.isSameAtHome(as: head.value), let home = site.layout.place(atExactPath: "/") {
        change.codes.insert(.row(site.layout.numbers[home]))
      }
      head = other
    }
    var menus = self.menus
    for key in Set(menus.keys).union(MenuKey.all(in: site.settings)) {
      let before = menus[key]
      let isOther = change.menus.contains(key.name) || change.menus.contains("\(key.name).\(key.locale)")
      guard isOther || before?.isTouched(by: change.codes) ?? true else { continue }
      menus[key] = Self.menu(key, in: site)
      if menus[key]?.value != before?.value, let code = site.names.known(.menu(key.name)) { change.codes.insert(code) }
    }
    let templates = templates.withLock { $0.filter { !$0.value.isTouched(by: change.codes) } }
    return (SiteBuilder(site, head: head, menus: menus, templates: templates), change)
  }

  private static func head(of site: SiteData) -> Prepared<Head> {
    prepared(in: site) { view, warn in Head(view, warn: warn) }
  }

  private static func menu(_ key: MenuKey, in site: SiteData) -> Prepared<Menu>? {
    let isMain = key.locale == site.settings.locales.first ?? "en"
    if let own = key.items(in: site.settings) {
      return prepared(in: site) { view, warn in Menu(own, in: view, warn: warn) }
    }
    guard let items = site.settings.navigation[key.name] else { return nil }
    return prepared(in: site) { view, warn in
      if isMain { return Menu(items, in: view, warn: warn) }
      // The main language says what is wrong with it.
      let own = Menu(items, locale: key.locale, in: view, warn: { _ in })
      var shown = own.bytes.isEmpty ? Menu(items, in: view, warn: { _ in }) : own
      shown.isOptional = shown.isOptional || own.isOptional
      return shown
    }
  }

  private static func prepared<Value>(
    in site: SiteData, _ make: (SiteIndex, (String) -> Void) -> Value
  ) -> Prepared<Value> {
    let view = SiteIndex(site, log: ReadLog(site.names, isFull: true))
    var warnings: [BuildWarning] = []
    let value = make(view) { warnings.append(BuildWarning(message: $0)) }
    return Prepared(value: value, reads: view.takeReads(), warnings: warnings)
  }

  // MARK: Templates

  func templateKey(for page: Int) -> TemplateKey {
    let row = site.pages[page].row
    return TemplateKey(
      name: row.page.template,
      locale: row.page.locale.isEmpty ? site.settings.locales.first ?? "en" : row.page.locale)
  }

  func template(for page: Int) -> Prepared<Template> { template(templateKey(for: page)) }

  func template(_ key: TemplateKey) -> Prepared<Template> {
    if let known = templates.withLock({ $0[key] }) { return known }
    let made = prepare(key)
    templates.withLock { $0[key] = made }
    return made
  }

  private func prepare(_ key: TemplateKey) -> Prepared<Template> {
    var renderer = renderer(isFull: true)
    var template: Template
    if let nodes = renderer.site.template(key.name) {
      template = renderer.prepare(nodes, locale: key.locale)
    } else {
      renderer.warn("there is no template “\(key.name)”")
      let missing = renderer.warnings
      template = renderer.prepare(renderer.site.template("page") ?? Self.bareTemplate, locale: key.locale)
      template.warnings += missing
    }
    return Prepared(value: template, reads: renderer.site.takeReads(), warnings: template.warnings)
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

  func write(
    _ page: Int, part: Int = 1, with template: Template, renderer: inout Renderer
  ) throws(BuildError) {
    let site = renderer.site
    if let excess = template.excess { throw .pageTooLarge(site.path(of: page), excess) }
    let locale = site.locale(of: page)
    renderer.start(page: page, part: part, locale: locale)
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
    head.value.write(
      page: page, part: part, locale: locale, body: body, in: site, into: &renderer.head, told: &renderer.headMarks)
    renderer.headLength = renderer.head.bytes.count
    renderer.head.raw(body)
    swap(&renderer.writer, &renderer.head)
  }
}
