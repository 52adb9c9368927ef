import Model

/// The rules for style sheets, over all files of the theme together.
struct StyleCheck {
  let sheets: [(report: Report, scan: StyleScan)]
  let theme: Theme?
  let settings: ThemeSettingsCheck
  let settingsReport: Report
  /// Bytes of all sheets.
  let size: Int
  /// Where things are said that no single place is to blame for.
  let firstSheet: Report

  static let largestSize = 50_000
  static let mostImportant = 5

  private static let atRules: Set<String> = [
    "media", "supports", "container", "layer", "scope", "font-face", "keyframes", "-webkit-keyframes", "page",
    "property",
    "counter-style", "view-transition", "starting-style", "font-feature-values", "font-palette-values",
    "position-try", "namespace",
  ]

  func run() {
    for (report, scan) in sheets {
      for problem in scan.problems {
        report.error(problem.place.line, column: problem.place.column, problem.message, problem.advice)
      }
      for rule in scan.atRules { check(rule, report) }
      for declaration in scan.declarations { check(declaration, report) }
    }
    checkProperties()
    checkImportance()
    checkMissing()
    if size > Self.largestSize {
      firstSheet.warning(
        nil, "the styles have \(size / 1000) KB together",
        "up to \(Self.largestSize / 1000) KB is plenty; look for rules that no template, section or page needs")
    }
  }

  private func check(_ rule: StyleScan.AtRule, _ report: Report) {
    let (line, column) = (rule.place.line, rule.place.column)
    switch rule.name {
    case "import":
      report.error(
        line, column: column, "@import makes every page wait for one more file",
        "put the rules into a file in styles/; all files there are joined")
    case "charset":
      report.error(line, column: column, "@charset means nothing within a page", "remove it; all files are UTF-8")
    case "font-face" where !rule.properties.contains("font-display"):
      report.warning(
        line, column: column, "the font has no font-display: words stay unseen until it is there",
        "add font-display: swap")
    case _ where !Self.atRules.contains(rule.name):
      let hint = NearestName.of(rule.name, in: Self.atRules.sorted()).map { "did you mean @\($0)?" }
      report.error(
        line, column: column, "@\(rule.name) is no rule that browsers know",
        hint ?? "correct the name, or remove the rule")
    default: break
    }
  }

  private func check(_ declaration: StyleScan.Declaration, _ report: Report) {
    let (line, column) = (declaration.place.line, declaration.place.column)
    for address in declaration.addresses {
      let lower = address.lowercased()
      if lower.hasPrefix("data:") || lower.hasPrefix("#") { continue }
      if lower.hasPrefix("//") || SiteNames.hasScheme(lower) {
        report.error(
          line, column: column, "“\(address)” is on another server: visitors would be sent there without being asked",
          "put the file into assets/ and write url(\"theme/…\")")
      } else if address.hasPrefix("theme/") {
        if theme?.assets[address] == nil {
          let hint = NearestName.of(address, in: (theme?.assets.keys.sorted() ?? [])).map { "did you mean “\($0)”?" }
          report.error(
            line, column: column, "the file “\(address)” is not there",
            hint ?? "add assets/\(address.dropFirst("theme/".count)), or correct the name; case matters")
        }
      } else if !address.hasPrefix("assets/") {
        report.error(
          line, column: column, "“\(address)” leads nowhere", "files of the theme are called url(\"theme/…\")")
      }
    }
    if declaration.property.hasPrefix("outline"), ["none", "0"].contains(declaration.value),
      declaration.around.contains(where: { $0.contains(":focus") && !$0.contains(":not(") })
    {
      report.error(
        line, column: column, "whoever uses a keyboard does not see where they are",
        "leave the outline, or make another one for :focus-visible")
    }
  }

  /// Custom properties that are asked for and not there, and tokens that nothing asks for.
  private func checkProperties() {
    var defined = Set(theme?.tokens.keys.sorted() ?? [])
    var used: Set<String> = []
    for (_, scan) in sheets {
      for declaration in scan.declarations {
        if declaration.property.hasPrefix("--") { defined.insert(String(declaration.property.dropFirst(2))) }
        used.formUnion(declaration.usedProperties)
      }
      for rule in scan.atRules where rule.name == "property" && rule.prelude.hasPrefix("--") {
        defined.insert(String(rule.prelude.dropFirst(2)))
      }
    }
    for (report, scan) in sheets {
      for declaration in scan.declarations {
        for name in declaration.neededProperties where !defined.contains(name) {
          let hint = NearestName.of(name, in: defined.sorted()).map { "did you mean var(--\($0))?" }
          report.error(
            declaration.place.line, column: declaration.place.column, "var(--\(name)) is defined nowhere",
            hint ?? "add “\(name)” to the tokens in theme.yaml, or a fallback: var(--\(name), …)")
        }
      }
    }
    // Tokens may be made of others.
    for token in (theme?.tokens ?? [:]).values {
      for value in [token.light, token.dark].compactMap({ $0 }) {
        used.formUnion(
          StyleScan.Declaration(property: "", value: value, place: .init(line: 1, column: 1), around: []).usedProperties
        )
      }
    }
    for name in (theme?.tokens.keys.sorted() ?? []) where !used.contains(name) {
      settingsReport.warning(
        settings.tokenLines[name], "nothing uses the token “\(name)”",
        "write var(--\(name)) in the styles, or remove it")
    }
  }

  private func checkImportance() {
    // On paper and for people who want no motion, !important is how one says never.
    let uses = sheets.flatMap { report, scan in
      scan.declarations.filter {
        $0.value.lowercased().hasSuffix("!important") && !$0.stands(in: "print") && !$0.stands(in: "prefers-")
      }.map { (report: report, place: $0.place) }
    }
    guard uses.count > Self.mostImportant else { return }
    let first = uses[Self.mostImportant]
    first.report.warning(
      first.place.line, column: first.place.column, "!important stands in \(uses.count) places",
      "more exact selectors, or the order of the rules, leave others room")
  }

  private func checkMissing() {
    let rules = sheets.flatMap(\.scan.atRules)
    let selectors = sheets.flatMap { $0.scan.selectors.map(\.text) }
    func isThere(_ text: String) -> Bool { rules.contains { $0.name == "media" && $0.prelude.contains(text) } }
    if !isThere("print") {
      firstSheet.warning(
        nil, "there are no styles for paper", "add @media print { … }: no menus, black on white, no cut pictures")
    }
    let moves = sheets.flatMap(\.scan.declarations).contains {
      ($0.property.hasPrefix("transition") || $0.property.hasPrefix("animation")) && $0.value != "none"
    }
    if moves, !isThere("prefers-reduced-motion") {
      firstSheet.warning(
        nil, "things move for people who have asked for no motion too",
        "put transitions and animations into @media (prefers-reduced-motion: no-preference) { … }")
    }
    if !selectors.contains(where: { $0.contains(":focus-visible") }) {
      firstSheet.warning(
        nil, "there is no style for :focus-visible", "add :focus-visible { outline: 3px solid …; outline-offset: 3px }")
    }
  }
}
