/// What is to become different of a site's theme; nil leaves a part as it is.
///
/// Requests may name words, tokens, styles and sections. Files and whole trees come from a theme's folder alone: their contents have to
/// be stored first, and what a template loses is weighed against what pages put into it.
package struct ThemeChange: Hashable, Sendable {
  package var name: String?
  package var title: String?
  package var tokens: [String: Token]?
  package var strings: [String: [String: String]]?
  package var css: String?
  package var sections: [String: ElementSeed]?
  package var templateTitles: [String: [String: String]]?
  package var assets: [String: AssetFile]?
  /// The trees of templates and shared trees as the theme has them now, by their names; those that are missing are the theme's no more.
  package var trees: ThemeTrees?

  package init() {}

  /// What makes `theme` of `before`, with all the trees that it brings.
  package init(from before: Theme, to theme: Theme) {
    if before.name != theme.name { name = theme.name }
    if before.title != theme.title { title = theme.title }
    if before.tokens != theme.tokens { tokens = theme.tokens }
    if before.strings != theme.strings { strings = theme.strings }
    if before.css != theme.css { css = theme.css }
    if before.sections != theme.sections { sections = theme.sections }
    if before.templateTitles != theme.templateTitles { templateTitles = theme.templateTitles }
    if before.assets != theme.assets { assets = theme.assets }
    trees = ThemeTrees(templates: theme.templates, shared: theme.shared)
  }

  /// Whether nothing but the trees is named, which may be as they were.
  package var isOnlyTrees: Bool {
    var rest = self
    rest.trees = nil
    return rest == ThemeChange()
  }

  package func applied(to theme: Theme) -> Theme {
    var theme = theme
    if let name { theme.name = name }
    if let title { theme.title = title }
    if let tokens { theme.tokens = tokens }
    if let strings { theme.strings = strings }
    if let css { theme.css = css }
    if let sections { theme.sections = sections }
    if let templateTitles { theme.templateTitles = templateTitles }
    if let assets { theme.assets = assets }
    return theme
  }
}

package struct ThemeTrees: Hashable, Sendable {
  package var templates: [String: [ElementNode]]
  package var shared: [String: [ElementNode]]

  package init(templates: [String: [ElementNode]], shared: [String: [ElementNode]]) {
    self.templates = templates
    self.shared = shared
  }
}

extension ThemeChange {
  package static let longestStyles = 500_000

  /// Reads `{title?, tokens?, strings?, css?, sections?}`. Unknown keys are errors.
  package init(json: JSONValue, at pointer: String) throws(FieldError) {
    let reader = try JSONReader(json, at: pointer, known: ["title", "tokens", "strings", "css", "sections"])
    title = try reader.optionalString("title")
    if reader.value("css") != nil { css = try reader.string("css", maximum: Self.longestStyles) }
    if let css, !css.unicodeScalars.allSatisfy({ $0 == "\n" || $0 == "\t" || ElementRules.isTextCharacter($0) }) {
      throw reader.error("css", "contains a control character")
    }
    tokens = try Self.map(reader, "tokens") { (key, value, at) throws(FieldError) in
      let token = try Token(json: value, at: at)
      guard token.isSafe else {
        throw FieldError(pointer: at, problem: "is no value that may stand in a style sheet")
      }
      return token
    }
    strings = try Self.map(reader, "strings") { (_, value, at) throws(FieldError) in
      var words: [String: String] = [:]
      guard let members = value.object else { throw FieldError(pointer: at, problem: "must be an object of words") }
      for (key, value) in members {
        guard ElementRules.isName(key), let text = value.string, text.utf8.count <= 4_000,
          text.unicodeScalars.allSatisfy({ ElementRules.isTextCharacter($0) && $0 != "\n" })
        else { throw FieldError(pointer: "\(at)/\(key)", problem: "must be a text on one line") }
        words[key] = text
      }
      return words
    }
    sections = try Self.map(reader, "sections") { (_, value, at) throws(FieldError) in
      try ElementSeed(json: value, at: at)
    }
    guard self != ThemeChange() else {
      throw FieldError(pointer: pointer, problem: "give title, tokens, strings, css or sections")
    }
  }

  private static func map<Value>(
    _ reader: JSONReader, _ key: String, _ read: (String, JSONValue, String) throws(FieldError) -> Value
  ) throws(FieldError) -> [String: Value]? {
    guard let value = reader.value(key) else { return nil }
    guard let members = value.object else { throw reader.error(key, "must be an object") }
    guard members.count <= 500 else { throw reader.error(key, "must have at most 500 members") }
    var result: [String: Value] = [:]
    for (name, value) in members {
      guard ElementRules.isName(name) else { throw reader.error(key, "“\(name)” is no name") }
      result[name] = try read(name, value, "\(reader.pointer)/\(key)/\(name)")
    }
    return result
  }

  /// The form in which the log keeps it: files by path and hash, trees by name.
  package var json: JSONValue {
    .record([
      "name": name.map { .string($0) }, "title": title.map { .string($0) },
      "tokens": tokens.map { .object($0.mapValues(\.json)) },
      "strings": strings.map { .object($0.mapValues { .object($0.mapValues { .string($0) }) }) },
      "css": css.map { .string($0) }, "sections": sections.map { .object($0.mapValues(\.json)) },
      "templateTitles": templateTitles.map { .object($0.mapValues { .object($0.mapValues { .string($0) }) }) },
      "assets": assets.map { .object($0.mapValues { .string($0.hash) }) },
      "templates": trees.map { .strings($0.templates.keys.sorted()) },
      "shared": trees.flatMap { $0.shared.isEmpty ? nil : .strings($0.shared.keys.sorted()) },
    ])
  }
}

extension Change {
  /// What became different of a theme, told by its parts: what stands in them is no text for people.
  package static func between(_ before: Theme, _ after: Theme) -> [Change] {
    var changes: [Change] = []
    func add(_ part: String, _ isSame: Bool, _ old: JSONValue = .null, _ new: JSONValue = .null) {
      guard !isSame else { return }
      changes.append(
        Change(.field("theme.\(part)"), kind: "site", label: part, .settings, before: old, after: new))
    }
    add("theme", before.name == after.name, .string(before.name), .string(after.name))
    add("title", before.title == after.title, .string(before.title), .string(after.title))
    add("tokens", before.tokens == after.tokens)
    add("strings", before.strings == after.strings)
    add("css", before.css == after.css)
    add("sections", before.sections == after.sections)
    add("templateTitles", before.templateTitles == after.templateTitles)
    add("assets", before.assets == after.assets)
    return changes
  }
}
