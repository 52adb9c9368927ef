import Model

/// A file of a site folder as it is written.
package struct WrittenFile: Sendable {
  package enum Content: Sendable {
    case bytes([UInt8])
    /// The content of an asset, by its hash.
    case asset(String)
  }

  /// The path within the folder.
  package let path: String
  package let content: Content

  package init(path: String, content: Content) {
    self.path = path
    self.content = content
  }
}

/// Writes a snapshot as a site folder with its theme inside: what `SiteFolder.read` makes of it is the same snapshot, IDs included.
/// See docs/site-folder.md for the format.
package struct SiteFolderWriter {
  let snapshot: SiteSnapshot
  let names: SiteNames
  private(set) var files: [WrittenFile] = []

  /// All files of the folder, sorted by their paths' bytes.
  /// - Throws: where a tree cannot be written, which would be a defect of the writer
  package static func files(of snapshot: SiteSnapshot) throws(SiteWritingError) -> [WrittenFile] {
    var writer = SiteFolderWriter(snapshot)
    writer.add("site.yaml", writer.siteYAML())
    for (name, collection) in snapshot.settings.collections {
      writer.add("collections/\(name).yaml", Self.collectionYAML(collection))
    }
    try writer.addPages()
    for (name, nodes) in snapshot.shared {
      try writer.addTree("shared/\(name).html", nodes, purpose: .shared)
    }
    try writer.addTheme()
    for (path, file) in snapshot.assets { writer.files.append(WrittenFile(path: path, content: .asset(file.hash))) }
    return writer.files.sorted { $0.path.precedesInBytes($1.path) }
  }

  private init(_ snapshot: SiteSnapshot) {
    self.snapshot = snapshot
    var names = SiteNames(
      paths: SitePaths(pages: snapshot.pages.map(\.page), collections: snapshot.settings.collections))
    names.assets = Set(snapshot.assets.keys).union(snapshot.theme.assets.keys)
    names.collections = snapshot.settings.collections
    names.menus = Set(snapshot.settings.navigation.keys)
    names.shared = Set(snapshot.shared.keys)
    names.strings = snapshot.theme.strings.values.reduce(into: []) { $0.formUnion($1.keys) }
    names.redirects = Set(snapshot.settings.redirects.keys)
    self.names = names
  }

  mutating func add(_ path: String, _ text: String) {
    files.append(WrittenFile(path: path, content: .bytes(Array(text.utf8))))
  }

  mutating func addTree(_ path: String, _ nodes: [ElementNode], purpose: TreeReader.Purpose) throws(SiteWritingError) {
    let tree = CheckedTree(names: names, page: nil, purpose: purpose, file: path)
    let html = try tree.html(["main": nodes], hasIDs: purpose != .section)
    files.append(WrittenFile(path: path, content: .bytes(html)))
  }

  // MARK: Settings

  private func siteYAML() -> String {
    let settings = snapshot.settings
    var yaml = YAMLWriter()
    yaml.line("export", "1")
    yaml.string("name", settings.name)
    yaml.strings("locales", settings.locales)
    if !settings.url.isEmpty { yaml.string("url", settings.url) }
    yaml.string("theme", settings.theme)
    Self.add(settings.tokens, to: &yaml)
    yaml.map("company", settings.company)
    if !settings.navigation.isEmpty {
      yaml.open("navigation")
      for (name, items) in settings.navigation.sorted(by: { $0.key < $1.key }) {
        if items.isEmpty { yaml.line(name, "[]", depth: 1) } else { yaml.open(name, depth: 1) }
        add(items, depth: 2, to: &yaml)
      }
    }
    yaml.map("redirects", settings.redirects.merging(formerRedirects) { written, _ in written })
    if !settings.keepsRedirects { yaml.line("keep-redirects", "false") }
    if settings.removedPages != .gone { yaml.string("removed-pages", settings.removedPages.rawValue) }
    if settings.hasSearch { yaml.line("search", "true") }
    return yaml.text
  }

  /// Addresses that were live once and lead by somebody's word, or whose page is gone; those of pages stand with the pages.
  private var formerRedirects: [String: String] {
    let pages = Set(snapshot.pages.map(\.page.id))
    return snapshot.formerAddresses.compactMapValues { former in
      switch former.leadsTo {
      case .moved(let target)?: target
      case .gone?: SiteSettings.goneWord
      case nil: pages.contains(former.page) ? nil : SiteSettings.goneWord
      }
    }
  }

  static func add(_ tokens: [String: Token], to yaml: inout YAMLWriter) {
    guard !tokens.isEmpty else { return }
    yaml.open("tokens")
    for (name, token) in tokens.sorted(by: { $0.key < $1.key }) {
      if let dark = token.dark {
        yaml.line(name, "{ light: \(YAMLWriter.scalar(token.light)), dark: \(YAMLWriter.scalar(dark)) }", depth: 1)
      } else {
        yaml.string(name, token.light, depth: 1)
      }
    }
  }

  private func add(_ items: [NavigationItem], depth: Int, to yaml: inout YAMLWriter) {
    for item in items {
      let target = target(of: item)
      yaml.line("- \(target.key)", YAMLWriter.scalar(target.value), depth: depth, plainKey: true)
      if let label = item.label { yaml.string("label", label, depth: depth + 1) }
      guard !item.children.isEmpty else { continue }
      yaml.open("children", depth: depth + 1)
      add(item.children, depth: depth + 2, to: &yaml)
    }
  }

  private func target(of item: NavigationItem) -> (key: String, value: String) {
    if case .page(let id, nil) = item.target, let path = names.paths.path(of: id) {
      if case .target(item.target) = names.resolve(path, from: nil) { return ("page", path) }
    }
    if item.label != nil, case .url(let url) = item.target {
      switch names.resolve(url, from: nil) {
      case .target(item.target), .dead(item.target): return ("url", url)
      default: break
      }
    }
    if case .url(let url) = item.target { return ("target", "url:\(url)") }
    return ("target", item.target.text)
  }

  private static func collectionYAML(_ collection: CollectionSettings) -> String {
    var yaml = YAMLWriter()
    yaml.string("title", collection.title)
    yaml.string("path", collection.path.isEmpty ? "/" : collection.path)
    yaml.string("template", collection.template)
    yaml.string("order", collection.order.rawValue)
    yaml.line("feed", collection.feed ? collection.hasFullFeed ? "full" : "true" : "false")
    if collection.hasTagPages { yaml.line("tags", "true") }
    if !collection.locale.isEmpty { yaml.string("locale", collection.locale) }
    if !collection.fields.isEmpty { yaml.open("fields") }
    for field in collection.fields {
      yaml.line("- name", YAMLWriter.scalar(field.name), depth: 1, plainKey: true)
      yaml.string("type", field.kind.rawValue, depth: 2)
      if field.isRequired { yaml.line("required", "true", depth: 2) }
      if let title = field.titles[""] {
        yaml.string("title", title, depth: 2)
      } else {
        yaml.map("title", field.titles, depth: 2)
      }
      if !field.choices.isEmpty { yaml.strings("choices", field.choices, depth: 2) }
    }
    return yaml.text
  }

  // MARK: Theme

  private mutating func addTheme() throws(SiteWritingError) {
    let theme = snapshot.theme
    let folder = "themes/\(snapshot.settings.theme)"
    var yaml = YAMLWriter()
    yaml.string("title", theme.title)
    Self.add(theme.tokens, to: &yaml)
    if !theme.strings.isEmpty {
      yaml.open("strings")
      for (locale, words) in theme.strings.sorted(by: { $0.key < $1.key }) {
        if words.isEmpty { yaml.line(locale, "{}", depth: 1) } else { yaml.map(locale, words, depth: 1) }
      }
    }
    // The site may have removed a template since.
    let titled = theme.templateTitles.filter { snapshot.templates[$0.key] != nil && !$0.value.isEmpty }
    if !titled.isEmpty { yaml.open("templates") }
    for (name, titles) in titled.sorted(by: { $0.key < $1.key }) {
      if let title = titles[""] {
        yaml.string(name, title, depth: 1)
      } else {
        yaml.map(name, titles, depth: 1)
      }
    }
    add("\(folder)/theme.yaml", yaml.text)
    if !theme.css.isEmpty { add("\(folder)/styles/theme.css", theme.css) }
    for (name, nodes) in snapshot.templates {
      try addTree("\(folder)/templates/\(name).html", nodes, purpose: .template)
    }
    for (name, seed) in theme.sections {
      try addTree("\(folder)/sections/\(name).html", [seed.planted()], purpose: .section)
    }
    for (path, file) in theme.assets {
      let own = "assets/" + path.dropFirst("theme/".count)
      files.append(WrittenFile(path: "\(folder)/\(own)", content: .asset(file.hash)))
    }
  }
}
