import Model

/// `site.yaml`. Menus are resolved later, when it is known where every page stands.
struct SiteYAML {
  var settings: SiteSettings
  private(set) var navigation: YAMLNode?
  private(set) var themeLine = 1
  private(set) var redirectLines: [String: Int] = [:]
  private(set) var tokenLines: [String: Int] = [:]
  /// Whether export wrote the folder, so that it holds a site as it was, its faults included.
  private(set) var isExport = false

  init?(_ bytes: [UInt8], report: Report) {
    let entries: [YAMLEntry]
    do throws(YAMLProblem) { entries = try YAMLReader.map(bytes[...], firstLine: 1) } catch {
      report.error(error.line, error.message, error.advice)
      return nil
    }
    var fields = YAMLFields(entries, line: 1, report: report)
    let name = fields.requiredText("name", "add “name: …”, the site's name")
    let locales = fields.texts("locales") ?? []
    if locales.isEmpty {
      report.error(1, "“locales” is missing", "add “locales: [en]”; the first is the main language")
    }
    for locale in locales where !ElementRules.isName(locale) {
      report.error(fields.line(of: "locales"), "“\(locale)” is not a language", "write, for example, de or en-GB")
    }
    let theme = fields.requiredText("theme", "add “theme: …”, the name of a folder in themes/")
    themeLine = fields.line(of: "theme")
    var url = fields.text("url") ?? ""
    while url.hasSuffix("/") { url.removeLast() }
    if !url.isEmpty, !SiteSettings.isAddress(url) {
      report.error(fields.line(of: "url"), "“\(url)” is not the address of a site", "write https://www.….example")
    }
    guard let name, let theme else { return nil }
    settings = SiteSettings(name: name, locales: locales, url: url, theme: theme)
    for entry in fields.map("tokens") {
      settings.tokens[entry.key] = TokenYAML.token(entry, report: report)
      tokenLines[entry.key] = entry.keyLine
    }
    for entry in fields.map("company") {
      if let text = entry.node.meant {
        settings.company[entry.key] = text
      } else if !entry.node.isNull {
        report.error(entry.keyLine, "company.\(entry.key) must be a text", "write it on one line")
      }
      if !ElementRules.isName(entry.key) {
        report.error(entry.keyLine, "“\(entry.key)” is not a name for a value", "use letters, digits, - and _")
      }
    }
    navigation = fields.node("navigation")
    isExport = fields.integer("export") != nil
    readRedirects(&fields, report: report)
    settings.keepsRedirects = fields.bool("keep-redirects") ?? true
    if let text = fields.text("removed-pages") {
      if let known = RemovedPages(rawValue: text) {
        settings.removedPages = known
      } else {
        report.error(
          fields.line(of: "removed-pages"), "“removed-pages” does not know “\(text)”", "it knows gone and parent")
      }
    }
    settings.hasSearch = fields.bool("search") ?? false
    fields.warnAboutRest(
      known:
        "name, locales, url, theme, tokens, company, navigation, redirects, keep-redirects, removed-pages, search, export"
    )
  }

  private mutating func readRedirects(_ fields: inout YAMLFields, report: Report) {
    for entry in fields.map("redirects") {
      guard let to = entry.node.text.map(CleanText.oneLine), Redirects.isWritten(from: entry.key, to: to) else {
        report.error(entry.keyLine, "this is not a redirect", "write “/old/path/: /new/path/”, or “/old/path/: gone”")
        continue
      }
      settings.redirects[entry.key] = to
      redirectLines[entry.key] = entry.keyLine
    }
    let loops = Redirects.loops(in: settings.redirects)
    for (from, line) in redirectLines.sorted(by: { $0.value < $1.value }) where !isExport && loops.contains(from) {
      report.error(line, "the redirect leads back to itself", "correct one of the addresses on its way")
    }
  }

  /// Menus by name: lists of `{ page: …, label: … }` and `{ url: …, label: … }` with `children`.
  mutating func resolveNavigation(_ names: SiteNames, report: Report) {
    guard let navigation else { return }
    guard let menus = navigation.map else {
      report.error(navigation.line, "“navigation” must be a map of menus", "write “main:” below it, then its items")
      return
    }
    for menu in menus {
      // `main.en` is the menu `main` in English.
      let parts = menu.key.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
      if !ElementRules.isName(parts[0]) || parts.count > 1 && !settings.locales.contains(String(parts[1])) {
        report.error(
          menu.keyLine, "“\(menu.key)” is not a menu's name",
          "use letters, digits, - and _; a point and a language of the site may follow")
      }
      settings.navigation[menu.key] = items(menu.node, names, depth: 1, report: report)
    }
    for (from, line) in redirectLines.sorted(by: { $0.key < $1.key }) {
      guard let to = settings.redirects[from], to.hasPrefix("/"), case .dead = names.resolve(to, from: nil) else {
        continue
      }
      report.warning(line, "the redirect to “\(to)” leads nowhere", "correct the path")
    }
  }

  private func items(_ node: YAMLNode, _ names: SiteNames, depth: Int, report: Report) -> [NavigationItem] {
    guard let list = node.list, depth <= 4 else {
      if !node.isNull {
        report.error(
          node.line, depth > 4 ? "menus are at most four levels deep" : "a menu must be a list",
          "write “- { page: …, label: … }” lines")
      }
      return []
    }
    return list.compactMap { item(node: $0, names, depth: depth, report: report) }
  }

  private func item(node: YAMLNode, _ names: SiteNames, depth: Int, report: Report) -> NavigationItem? {
    guard let entries = node.map else {
      report.error(node.line, "a menu item must say page or url", "write “- { page: index, label: Start }”")
      return nil
    }
    var fields = YAMLFields(entries, line: node.line, report: report)
    let label = fields.text("label")
    let children = fields.node("children").map { items($0, names, depth: depth + 1, report: report) } ?? []
    defer { fields.warnAboutRest(known: "page, url, target, label, children") }
    if let text = fields.text("target") {
      switch names.resolve(text, from: nil) {
      case .target(let target), .dead(let target):
        return NavigationItem(target: target, label: label, children: children)
      case .none, .refused:
        report.error(node.line, "the address “\(text)” is not allowed in a menu", "use page:ID or https:")
        return nil
      }
    }
    if let path = fields.text("page") {
      if case .target(let target) = names.resolve(path.hasPrefix("/") ? path : "/" + path, from: nil), target.isPage {
        return NavigationItem(target: target, label: label, children: children)
      }
      report.error(node.line, "the menu names a page “\(path)” that is not there", "correct the path or add the page")
      return nil
    }
    guard let url = fields.text("url"), let label else {
      report.error(
        node.line, "a menu item needs page, or url and label", "write “- { url: \"https://…\", label: Shop }”")
      return nil
    }
    switch names.resolve(url, from: nil) {
    case .target(let target): return NavigationItem(target: target, label: label, children: children)
    case .dead(let target):
      report.warning(node.line, "the menu's link to “\(url)” leads nowhere", "correct the address")
      return NavigationItem(target: target, label: label, children: children)
    case .none, .refused:
      report.error(node.line, "the address “\(url)” is not allowed in a menu", "use https: or a path of the site")
      return nil
    }
  }
}

extension LinkTarget {
  var isPage: Bool { if case .page = self { true } else { false } }
}

/// `color-accent: "#8a4b00"` or `color-accent: { light: "#8a4b00", dark: "#e0a458" }`.
enum TokenYAML {
  static func token(_ entry: YAMLEntry, report: Report) -> Token? {
    var token: Token?
    if let text = entry.node.text {
      token = Token(light: entry.node.meant ?? text)
    } else if let map = entry.node.map {
      var fields = YAMLFields(map, line: entry.keyLine, report: report)
      let dark = fields.text("dark")
      token = fields.text("light").map { Token(light: $0, dark: dark) }
      fields.warnAboutRest(known: "light, dark")
    }
    guard let token, ElementRules.isName(entry.key), token.isSafe else {
      report.error(
        entry.keyLine, "“\(entry.key)” is not a token",
        "write a CSS value, or { light: …, dark: … }; no url(), no ; { } < >, every quote and bracket closed")
      return nil
    }
    return token
  }
}
