import Media
import Model

/// What `theme.yaml` says beside what the theme's reader takes from it: where things stand in it, and which tokens are text on which.
struct ThemeSettingsCheck {
  /// Where each token stands.
  private(set) var tokenLines: [String: Int] = [:]
  private let report: Report
  private let pairs: [(text: String, on: String, line: Int)]
  private let hasPairs: Bool

  /// What text must have against its background. Source: WCAG 2.2, 1.4.3.
  static let leastContrast = 4.5

  init(_ folder: ThemeFolder, _ report: Report) {
    self.report = report
    // The reader of the theme reports what cannot be read.
    let silent = Report(file: "")
    let bytes = SourceText.bytes("\(folder.root)/theme.yaml", report: silent) ?? []
    var entries: [YAMLEntry] = []
    do throws(YAMLProblem) { entries = try YAMLReader.map(bytes[...], firstLine: 1) } catch {
      (pairs, hasPairs) = ([], true)
      return
    }
    var fields = YAMLFields(entries, line: 1, report: silent)
    if fields.text("title") == nil { report.warning(1, "the theme has no title", "add “title: …”") }
    for token in fields.map("tokens") { tokenLines[token.key] = token.keyLine }
    let titled = Set(fields.map("templates").map(\.key))
    for (name, path) in folder.files(in: "templates", FileName.isHTML) where !titled.contains(name) {
      report.warning(
        fields.line(of: "templates"), "the template “\(name)” (\(path)) has no title for people",
        "add “\(name): { en: … }” below templates:")
    }
    hasPairs = fields.node("contrast") != nil
    var pairs: [(String, String, Int)] = []
    for entry in fields.map("contrast") {
      let grounds = entry.node.text.map { [$0] } ?? entry.node.list?.compactMap(\.text) ?? []
      if grounds.isEmpty {
        report.error(
          entry.keyLine, "“\(entry.key)” names no background", "write “\(entry.key): [color-page, color-card]”")
      }
      pairs += grounds.map { (entry.key, $0, entry.keyLine) }
    }
    if let node = fields.node("contrast"), node.map == nil {
      report.error(node.line, "“contrast” must be a map", "write “color-ink: [color-page]” lines below it")
    }
    self.pairs = pairs
  }

  /// Measures every pair in both schemes.
  func checkContrast(_ tokens: [String: Token]) {
    if !hasPairs {
      report.warning(
        nil, "the theme does not say which tokens are text on which",
        "add “contrast:” with “color-ink: [color-page]” lines")
    }
    if !tokens.isEmpty, !tokens.values.contains(where: { $0.dark != nil }) {
      report.warning(
        tokenLines.values.min(), "the theme has no dark scheme",
        "give colours a second value: { light: \"#222\", dark: \"#eee\" }")
    }
    for (text, ground, line) in pairs {
      guard let front = tokens[text], let back = tokens[ground] else {
        let missing = tokens[text] == nil ? text : ground
        let hint = NearestName.of(missing, in: tokens.keys.sorted()).map { "did you mean “\($0)”?" }
        report.error(line, "there is no token “\(missing)”", hint ?? "correct the name, or add it below tokens:")
        continue
      }
      let isDark = front.dark != nil || back.dark != nil
      measure(front.light, on: back.light, "\(text) on \(ground)\(isDark ? " in the light scheme" : "")", line)
      if isDark {
        measure(front.dark ?? front.light, on: back.dark ?? back.light, "\(text) on \(ground) in the dark scheme", line)
      }
    }
  }

  private func measure(_ text: String, on ground: String, _ what: String, _ line: Int) {
    guard let front = Colour(text), let back = Colour(ground), front.alpha == 1, back.alpha == 1 else {
      return report.warning(
        line, "\(what) cannot be measured (\(text) on \(ground))", "write both as #rrggbb, rgb(), hsl() or oklch()")
    }
    let contrast = front.contrast(with: back)
    guard contrast < Self.leastContrast else { return }
    // Rounded down: 4.499 is not enough and must not read as 4.5.
    let tenths = Int(contrast * 10)
    report.error(
      line, "\(what) has a contrast of \(tenths / 10).\(tenths % 10) to 1 (\(text) on \(ground))",
      "at least 4.5 to 1 can be read by people who see less well: make one darker or lighter")
  }
}
