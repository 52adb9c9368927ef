import Model

/// Front matter as Hugo, Jekyll and Eleventy write it. Nothing in it is an error: what is not understood is kept as text.
extension PageHead {
  mutating func readForeign(_ fields: inout YAMLFields, report: Report) {
    title = ForeignText.words(title)
    if meta.description.isEmpty {
      for key in ["excerpt", "summary", "lead", "subtitle"] {
        if let node = fields.node(key), let text = node.text { meta.description = CleanText.oneLine(text) }
        if !meta.description.isEmpty { break }
      }
    }
    meta.date = date("date", &fields, report)
    meta.updated = date("updated", &fields, report) ?? date("lastmod", &fields, report)
    if fields.node("published")?.bool == false { meta.draft = true }
    meta.tags = Self.unique(
      meta.tags.flatMap(Self.separated) + (fields.texts("categories") ?? []).flatMap(Self.separated))
    if meta.authors.isEmpty { meta.authors = fields.node("author").map(Self.names) ?? [] }
    order = fields.node("weight")?.text.flatMap { Int($0) } ?? fields.node("order")?.text.flatMap { Int($0) }
    readPermalink(&fields)
    redirectsFrom =
      (fields.node("redirect_from").map(Self.texts) ?? []) + (fields.node("aliases").map(Self.texts) ?? [])
    if let image = meta.image {
      meta.image = ElementRules.isAssetPath(image) || image.contains("://") ? image : ForeignPlace.assetPath(of: image)
      if meta.image.map({ !ElementRules.isAssetPath($0) }) == true {
        report.warning(
          fields.line(of: "image"), "the picture “\(image)” is not a file of the site", "copy it into the folder")
        meta.extra["image"] = image
        meta.image = nil
      }
    }
  }

  /// A path without placeholders; `false` keeps a page from being published.
  private mutating func readPermalink(_ fields: inout YAMLFields) {
    guard let node = fields.node("permalink") ?? fields.node("url") else { return }
    if node.bool == false {
      meta.draft = true
    } else if let text = node.text.map(CleanText.oneLine), !text.contains("{"), !text.contains(":") {
      permalink = text
    }
  }

  private func date(_ key: String, _ fields: inout YAMLFields, _ report: Report) -> CalendarDate? {
    guard let node = fields.node(key) else { return nil }
    let text = node.text.map(CleanText.oneLine) ?? ""
    if let date = CalendarDate(text) { return date }
    // 2014-3-1 and 2014/03/01.
    let numbers = text.prefix(10).split(whereSeparator: { $0 == "-" || $0 == "/" }).prefix(3).map {
      Int($0.prefix { $0.isNumber }) ?? 0
    }
    if numbers.count == 3, let date = CalendarDate(year: numbers[0], month: numbers[1], day: numbers[2]) { return date }
    report.warning(node.line, "“\(text)” is not understood as a date", "write “\(key): 2026-05-03”")
    return nil
  }

  /// `news, events` is two tags.
  private static func separated(_ text: String) -> [String] {
    text.split(separator: ",").map { CleanText.oneLine(String($0)) }.filter { !$0.isEmpty }
  }

  private static func texts(_ node: YAMLNode) -> [String] {
    if let text = node.text { return [text] }
    return node.list?.compactMap { $0.text.map(CleanText.oneLine) } ?? []
  }

  /// Authors as a name, a list of names, or maps with a name.
  private static func names(_ node: YAMLNode) -> [String] {
    if let text = node.text { return [CleanText.oneLine(text)] }
    if let map = node.map { return map.first { $0.key == "name" }?.node.text.map { [CleanText.oneLine($0)] } ?? [] }
    return node.list?.flatMap(names) ?? []
  }
}

/// What a generator's own settings say about the site.
struct ForeignConfig {
  var title: String?
  var url: String?
  var locale: String?
  var description: String?
  var diagnostics: [Diagnostic] = []

  private static let files = [
    "_config.yml", "_config.yaml", "hugo.yaml", "hugo.yml", "config.yaml", "config.yml", "hugo.toml", "config.toml",
    "config/_default/hugo.yaml", "config/_default/config.yaml", "config/_default/hugo.toml",
    "config/_default/config.toml",
  ]

  static func read(_ input: SiteInput, report makeReport: (String) -> Report) -> ForeignConfig {
    var config = ForeignConfig()
    guard let file = files.first(where: input.listing.files.contains) else { return config }
    let report = makeReport(file)
    guard let bytes = SourceText.bytes("\(input.root)/\(file)", report: report) else { return config }
    let values = file.hasSuffix(".toml") ? toml(bytes) : yaml(bytes, report: report)
    func value(_ keys: String...) -> String? { keys.lazy.compactMap { values[$0] }.first { !$0.isEmpty } }
    config.title = value("title", "name")
    config.description = value("description")
    if let tag = value("languageCode", "defaultContentLanguage", "lang", "locale"), ElementRules.isName(tag) {
      config.locale = tag
    }
    if var url = value("baseURL", "baseurl", "url"), SiteSettings.isAddress(url) {
      while url.hasSuffix("/") { url.removeLast() }
      config.url = url
    } else if var url = value("url"), SiteSettings.isAddress(url) {
      while url.hasSuffix("/") { url.removeLast() }
      config.url = url
    }
    config.diagnostics = report.diagnostics
    return config
  }

  private static func yaml(_ bytes: [UInt8], report: Report) -> [String: String] {
    do throws(YAMLProblem) {
      let entries = try YAMLReader.map(bytes[...], firstLine: 1)
      return Dictionary(
        entries.compactMap { entry in entry.node.text.map { (entry.key, CleanText.oneLine($0)) } },
        uniquingKeysWith: { $1 })
    } catch {
      report.warning(error.line, "the settings are not used: \(error.message)", error.advice)
      return [:]
    }
  }

  /// `key = "value"` lines before the first table: all that is wanted here.
  private static func toml(_ bytes: [UInt8]) -> [String: String] {
    var values: [String: String] = [:]
    for line in String(decoding: bytes, as: UTF8.self).split(separator: "\n") {
      if line.hasPrefix("[") { break }
      let parts = line.split(separator: "=", maxSplits: 1).map { CleanText.oneLine(String($0)) }
      guard parts.count == 2, let quote = parts[1].first, quote == "\"" || quote == "'" else { continue }
      values[parts[0]] = String(parts[1].dropFirst().prefix { $0 != quote })
    }
    return values
  }
}
