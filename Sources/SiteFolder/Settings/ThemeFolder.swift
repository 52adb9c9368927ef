import Glibc
import Markup
import Media
import Model

/// A theme's folder: where it is and what lies in it. Its trees are read together with the site's.
struct ThemeFolder: Sendable {
  let name: String
  let root: String
  /// The folder's name in messages.
  let label: String
  let listing: FolderListing

  /// The theme of a name in the first folder that has it.
  init?(_ name: String, in folders: [String]) {
    guard ElementRules.isName(name) else { return nil }
    for folder in folders {
      guard let root = OpenFile.resolved("\(folder)/\(name)"), access("\(root)/theme.yaml", R_OK) == 0 else { continue }
      self.name = name
      self.root = root
      label = "themes/\(name)"
      listing = FolderListing(root)
      return
    }
    return nil
  }

  /// The theme in a folder, called in messages as it was given.
  init?(at folder: String) {
    guard let root = OpenFile.resolved(folder), access("\(root)/theme.yaml", R_OK) == 0,
      let name = root.split(separator: "/").last.map(String.init), ElementRules.isName(name)
    else { return nil }
    self.name = name
    self.root = root
    label = folder
    listing = FolderListing(root)
  }

  static func available(in folders: [String]) -> [String] {
    var names: Set<String> = []
    for folder in folders where access(folder, R_OK) == 0 {
      for file in FolderListing(folder).files {
        let parts = file.split(separator: "/")
        if parts.count == 2, parts[1] == "theme.yaml" { names.insert(String(parts[0])) }
      }
    }
    return names.sorted()
  }

  func shown(_ path: String) -> String { "\(label)/\(path)" }

  /// Files directly in a folder of the theme, by their names without extension.
  func files(in folder: String, _ matches: (String) -> Bool) -> [(name: String, path: String)] {
    listing.files.filter { $0.hasPrefix(folder + "/") && matches($0) }.map {
      (FileName.stem($0), $0)
    }
  }

  /// `theme.yaml` and the styles.
  func readTheme(_ report: Report) -> Theme? {
    guard let bytes = SourceText.bytes("\(root)/theme.yaml", report: report) else { return nil }
    let entries: [YAMLEntry]
    do throws(YAMLProblem) { entries = try YAMLReader.map(bytes[...], firstLine: 1) } catch {
      report.error(error.line, error.message, error.advice)
      return nil
    }
    var fields = YAMLFields(entries, line: 1, report: report)
    var theme = Theme(name: name, title: fields.text("title") ?? name)
    for entry in fields.map("tokens") { theme.tokens[entry.key] = TokenYAML.token(entry, report: report) }
    for locale in fields.map("strings") {
      theme.strings[locale.key] = strings(locale, report: report)
    }
    let keys = theme.strings.values.reduce(into: Set<String>()) { $0.formUnion($1.keys) }
    for (locale, words) in theme.strings.sorted(by: { $0.key < $1.key }) {
      let missing = keys.subtracting(words.keys).sorted()
      if !missing.isEmpty {
        report.warning(
          fields.line(of: "strings"), "the strings of “\(locale)” lack \(missing.joined(separator: ", "))", "add them")
      }
    }
    for entry in fields.map("templates") {
      if !listing.files.contains("templates/\(entry.key).html") {
        report.error(entry.keyLine, "the template “\(entry.key)” is not there", "add templates/\(entry.key).html")
      }
      theme.templateTitles[entry.key] = titles(entry)
    }
    // Pairs of tokens that `foyer theme check` measures.
    _ = fields.node("contrast")
    fields.warnAboutRest(known: "title, tokens, strings, templates, contrast")
    return theme
  }

  /// One title for all languages, by the locale `""`, or one for each.
  private func titles(_ template: YAMLEntry) -> [String: String]? {
    if let title = template.node.meant { return ["": CleanText.oneLine(title)] }
    return template.node.map.map { entries in
      Dictionary(
        entries.compactMap { entry in entry.node.meant.map { (entry.key, CleanText.oneLine($0)) } },
        uniquingKeysWith: { first, _ in first })
    }
  }

  private func strings(_ locale: YAMLEntry, report: Report) -> [String: String] {
    guard let entries = locale.node.map else {
      report.error(locale.keyLine, "the strings of “\(locale.key)” must be a map", "write “key: words” lines below it")
      return [:]
    }
    var words: [String: String] = [:]
    for entry in entries {
      if let text = entry.node.meant {
        words[entry.key] = text
      } else {
        report.error(entry.keyLine, "“\(entry.key)” must be a text", "write it on one line")
      }
    }
    return words
  }

  /// All style sheets, joined in the order of their names.
  func readStyles(_ report: (String) -> Report) -> String {
    var css = ""
    for (_, path) in files(in: "styles", { $0.hasSuffix(".css") }) {
      let report = report(path)
      guard let bytes = SourceText.bytes("\(root)/\(path)", report: report),
        let text = SourceText.string(bytes[...], firstLine: 1, report: report)
      else { continue }
      // Styles stand inside the page, where this would end them.
      if let found = text.lowercased().firstRange(of: "</style") {
        let line = text.lowercased()[..<found.lowerBound].utf8.count { $0 == 0x0A } + 1
        report.error(line, "“</style” must not stand in a style sheet", "remove it")
        continue
      }
      css += text
      if !text.hasSuffix("\n") { css += "\n" }
    }
    return css
  }
}
