import Model

/// Looks at a site before it is published: what leads nowhere, what is missing, what was forgotten. Reads the trees; renders nothing.
package struct SiteChecks: Sendable {
  private let site: CheckedSite
  private let options: BuildOptions
  private let rule: PublishRule
  private let stale: [ElementID: String]

  /// More than this many findings of one kind tell nobody anything.
  package static let most = 200
  /// A picture of more bytes is too heavy for a page.
  static let imageBytes = 4 << 20
  /// A picture wider than this is more than any screen shows.
  static let imageWidth = 6_000

  /// - Parameter stale: translated texts whose source has changed since, with what the source says now; only the site's history knows them
  package init(
    _ snapshot: SiteSnapshot, options: BuildOptions, rule: PublishRule = .standard, stale: [ElementID: String] = [:]
  ) {
    site = CheckedSite(snapshot, day: options.day)
    self.options = options
    self.rule = rule
    self.stale = stale
  }

  /// What the kinds that are not off have found, the ones that stop first, then by kind and page.
  package func findings() -> [CheckFinding] {
    var found = Collector(rule: rule)
    var walk = TreeWalk(site: site, stale: stale)
    for index in site.pages.indices where site.isBuilt[index] {
      walk.look(at: index, &found)
    }
    walk.lookAtFrames(&found)
    checkPages(&found)
    if found.wants(.unreachablePage) { checkReach(walk, &found) }
    if found.wants(.brokenRedirect) { checkRedirects(&found) }
    checkMenus(&found)
    return found.sorted
  }

  private func checkPages(_ found: inout Collector) {
    var titles: [String: [Int]] = [:]
    for index in site.pages.indices where site.isBuilt[index] {
      let page = site.pages[index].page
      func finding(_ kind: CheckKind, _ detail: String = "") -> CheckFinding {
        CheckFinding(kind, page: page.id, path: site.path(of: index), label: page.title, detail: detail)
      }
      if !ElementRules.isVisible(page.title) { found.add(finding(.missingTitle)) }
      if page.isNotFound || page.meta.noindex { continue }
      if !ElementRules.isVisible(page.meta.description) { found.add(finding(.missingDescription)) }
      if ElementRules.isVisible(page.title) {
        titles["\(site.locale(of: index)) \(page.title.lowercased())", default: []].append(index)
      }
      for text in [page.title, page.meta.description] where Placeholder.isLeft(in: text) {
        found.add(finding(.placeholder, text))
      }
    }
    for group in titles.values where group.count > 1 {
      for index in group {
        let other = group.first { $0 != index }.map { site.path(of: $0) } ?? ""
        let page = site.pages[index].page
        found.add(
          CheckFinding(
            .duplicateTitle, page: page.id, path: site.path(of: index), label: page.title, detail: other))
      }
    }
    if found.wants(.duplicatePath) { checkPaths(&found) }
  }

  /// What wants the same address: each of the two is named with the other one.
  private func checkPaths(_ found: inout Collector) {
    let pages = Dictionary(site.pages.map { ($0.page.id, $0.page) }, uniquingKeysWith: { first, _ in first })
    func add(_ id: PageID, _ path: String, besides other: String) {
      found.add(
        CheckFinding(.duplicatePath, page: id, path: path, label: pages[id]?.title ?? "", detail: "\(other) (\(path))"))
    }
    for collision in site.paths.collisions {
      guard let first = site.paths.page(at: collision.path) else { continue }
      add(collision.page, collision.path, besides: pages[first]?.title ?? "")
      add(first, collision.path, besides: pages[collision.page]?.title ?? "")
    }
    var clashes = AddressClashes(
      site.settings,
      SiteTrees(theme: site.snapshot.theme, templates: site.snapshot.templates, sharedTrees: site.snapshot.shared),
      page: { path in site.linkedPage(path).map { site.pages[$0] } }, tags: site.tags)
    var builder: SiteBuilder?
    clashes.addFiles(besides: site.pages.indices.filter { site.isBuilt[$0] }.map(site.path)) { id in
      // Only a page that stands where a part of a list would has to know.
      let known = builder ?? SiteBuilder(site.snapshot, options: options)
      builder = known
      return known.site.layout.place(of: id).flatMap { known.site.parts(of: $0)?.count } ?? 1
    }
    for clash in clashes.found {
      add(clash.page, clash.path, besides: clash.lost)
      if let other = clash.other { add(other, clash.path, besides: pages[clash.page]?.title ?? "") }
    }
  }

  /// From the start page every other page must be found through links, menus and lists.
  private func checkReach(_ walk: TreeWalk, _ found: inout Collector) {
    var reached: Set<Int> = []
    // Menus and templates are on every page; translations lead to each other.
    var pending = Array(walk.linkedFromFrames.union(menuTargets))
    pending += site.pages.indices.filter { site.path(of: $0) == "/" || site.pages[$0].page.isNotFound }
    while let next = pending.popLast() {
      guard reached.insert(next).inserted else { continue }
      pending += walk.links[next] ?? []
      pending += site.translations[next] ?? []
    }
    for index in site.pages.indices
    where site.isBuilt[index] && !reached.contains(index) && !site.pages[index].page.meta.noindex {
      let page = site.pages[index].page
      found.add(CheckFinding(.unreachablePage, page: page.id, path: site.path(of: index), label: page.title))
    }
  }

  private var menuTargets: Set<Int> {
    var targets: Set<Int> = []
    func add(_ items: [NavigationItem]) {
      for item in items {
        if let page = site.page(at: item.target) { targets.insert(page) }
        add(item.children)
      }
    }
    site.settings.navigation.values.forEach(add)
    return targets
  }

  private func checkMenus(_ found: inout Collector) {
    func check(_ items: [NavigationItem], _ menu: String) {
      for item in items {
        if let detail = site.fault(of: item.target) {
          found.add(CheckFinding(.brokenLink, path: "navigation.\(menu)", label: item.label ?? menu, detail: detail))
        }
        check(item.children, menu)
      }
    }
    for (name, items) in site.settings.navigation.sorted(by: { $0.key < $1.key }) { check(items, name) }
  }

  private func checkRedirects(_ found: inout Collector) {
    for (old, new) in site.settings.redirects.sorted(by: { $0.key < $1.key }) {
      let path = new.prefix { $0 != "?" && $0 != "#" }
      guard new.hasPrefix("/"), !new.hasPrefix("//"), !site.hasTarget(path) || new == old else { continue }
      found.add(CheckFinding(.brokenRedirect, path: old, label: old, detail: new))
    }
  }
}

/// Gathers findings and leaves out what the site's rule turns off.
struct Collector {
  private let rule: PublishRule
  private var found: [CheckKind: [CheckFinding]] = [:]

  init(rule: PublishRule) { self.rule = rule }

  func wants(_ kind: CheckKind) -> Bool {
    rule.level(of: kind) != .off && found[kind]?.count ?? 0 < SiteChecks.most
  }

  mutating func add(_ finding: CheckFinding) {
    if wants(finding.kind) { found[finding.kind, default: []].append(finding) }
  }

  var sorted: [CheckFinding] {
    func rank(_ kind: CheckKind) -> Int { rule.level(of: kind) == .stop ? 0 : 1 }
    let kinds = CheckKind.allCases.enumerated().sorted {
      (rank($0.element), $0.offset) < (rank($1.element), $1.offset)
    }
    return kinds.flatMap { kind in (found[kind.element] ?? []).sorted { ($0.path, $0.label) < ($1.path, $1.label) } }
  }
}

/// Words that somebody has put there to be replaced.
enum Placeholder {
  private static let marks = [
    "lorem ipsum", "todo", "tbd", "xxx", "platzhalter", "placeholder", "mustertext", "hier steht",
  ]

  static func isLeft(in text: String) -> Bool {
    guard text.utf8.count >= 3 else { return false }
    let words = text.prefix(2_000).lowercased()
    return marks.contains { mark in
      guard let range = words.firstRange(of: mark) else { return false }
      let before = range.lowerBound == words.startIndex ? nil : words[words.index(before: range.lowerBound)]
      let after = range.upperBound == words.endIndex ? nil : words[range.upperBound]
      return before?.isLetter != true && after?.isLetter != true
    }
  }
}
