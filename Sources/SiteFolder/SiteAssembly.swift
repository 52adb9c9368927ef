import Model

/// Puts a site together in three steps: read all files, find out where everything stands, then read the trees with their links.
struct SiteAssembly {
  let input: SiteInput
  var settings = SiteSettings(name: "", locales: [], theme: "")
  var theme: Theme?
  var themeFolder: ThemeFolder?
  var sources: [PageSource] = []
  var tree: PageTree?
  var names: SiteNames
  var shared: [String: [ElementNode]] = [:]
  var assets: [String: AssetFile] = [:]
  var assetSources: [String: AssetSource] = [:]
  var contents: [PageContent] = []
  /// Templates that pages use which are not read here.
  var knownTemplates: Set<String> = []
  /// The slots that each template offers.
  var templateSlots: [String: Set<String>] = [:]
  /// Shared trees that hold a collection's list, themselves or through others.
  var listsInShared: Set<String> = []
  /// Whether export wrote the folder: it holds a site as it was, and what is not as it should be is no error.
  var isExport = false
  /// Paths where pages of the site were live before.
  var formerAddresses: [String: FormerAddress] = [:]
  /// Whether a warning that says the same of many places is told once: nobody has written them by hand.
  var tellsEqualWarningsOnce = false
  private var reports: [String: Report] = [:]
  private var found: [Diagnostic] = []
  /// Elements whose ID the author gave, with their places.
  var givenIDs: [ElementID: String] = [:]

  init(_ input: SiteInput) {
    self.input = input
    names = SiteNames(paths: SitePaths(pages: [Page](), collections: [:]))
    for skipped in input.listing.skipped {
      report(skipped.path.isEmpty ? "." : skipped.path).warning(
        nil, "this is left out: it \(skipped.reason)", "copy the file into the folder")
    }
  }

  // MARK: Reports

  /// The report of a file of the site.
  mutating func report(_ path: String) -> Report { report(shown: input.shown(path)) }

  /// The report of a file by its name in messages.
  mutating func report(shown name: String) -> Report {
    if let report = reports[name] { return report }
    let report = Report(file: name)
    reports[name] = report
    return report
  }

  mutating func add(_ diagnostics: [Diagnostic]) { found += diagnostics }

  var diagnosticsSoFar: [Diagnostic] { found }

  // MARK: The end

  /// Everything that was found, by file and line; what was found first in a line stays first.
  var diagnostics: [Diagnostic] {
    let all = found + reports.values.flatMap(\.diagnostics)
    let order = all.enumerated().sorted { left, right in
      if left.element.file != right.element.file {
        return left.element.file.precedesInBytes(right.element.file)
      }
      let (first, second) = (left.element.line ?? 0, right.element.line ?? 0)
      return first == second ? left.offset < right.offset : first < second
    }
    return tellsEqualWarningsOnce ? Self.toldOnce(order.map(\.element)) : order.map(\.element)
  }

  /// The first of the warnings that say the same, with the number of the others.
  private static func toldOnce(_ all: [Diagnostic]) -> [Diagnostic] {
    struct Words: Hashable {
      let message: String
      let advice: String
    }
    func words(_ diagnostic: Diagnostic) -> Words? {
      diagnostic.severity == .warning ? Words(message: diagnostic.message, advice: diagnostic.advice) : nil
    }
    var counts: [Words: Int] = [:]
    for case let words? in all.map(words) { counts[words, default: 0] += 1 }
    return all.compactMap { diagnostic in
      guard let words = words(diagnostic), let count = counts[words], count != 1 else { return diagnostic }
      // It has been told.
      guard count > 1 else { return nil }
      counts[words] = 0
      return Diagnostic(
        .warning, file: diagnostic.file, line: diagnostic.line, column: diagnostic.column,
        message: "\(words.message) (the same in \(count - 1) more place\(count == 2 ? "" : "s"))", advice: words.advice)
    }
  }

  mutating func finished() throws(SiteFolderError) -> ReadSite {
    let all = diagnostics
    guard !all.contains(where: { $0.severity == .error }), let theme else {
      throw SiteFolderError(diagnostics: all)
    }
    let snapshot = SiteSnapshot(
      settings: settings, theme: theme, pages: contents, templates: theme.templates, shared: shared, assets: assets,
      formerAddresses: formerAddresses)
    return ReadSite(
      snapshot: snapshot, assetSources: assetSources, warnings: all,
      fileCount: input.listing.files.count + (themeFolder?.listing.files.count ?? 0))
  }

  // MARK: Our own kind

  mutating func readOwn() {
    let siteReport = report("site.yaml")
    guard let bytes = SourceText.bytes("\(input.root)/site.yaml", report: siteReport),
      var site = SiteYAML(bytes, report: siteReport)
    else {
      // Without it there is no telling what the rest means.
      return
    }
    settings = site.settings
    isExport = site.isExport
    readTheme(line: site.themeLine, report: siteReport)
    if let theme {
      for (token, line) in site.tokenLines.sorted(by: { $0.key < $1.key }) where theme.tokens[token] == nil {
        siteReport.warning(line, "the theme has no token “\(token)”", "correct the name, or add it to theme.yaml")
      }
    }
    readCollections()
    readSources(pageFiles())
    place()
    readAssets()
    site.resolveNavigation(names, report: siteReport)
    settings.navigation = site.settings.navigation
    names.menus = Set(settings.navigation.keys)
    readTrees()
    warnAboutStrayFiles()
  }

  mutating func readTheme(line: Int?, report siteReport: Report) {
    guard let folder = ThemeFolder(settings.theme, in: input.themes) else {
      let known = ThemeFolder.available(in: input.themes)
      siteReport.error(
        line, "there is no theme “\(settings.theme)”",
        known.isEmpty
          ? "add the folder themes/\(settings.theme) with a theme.yaml" : "there are: \(known.joined(separator: ", "))")
      return
    }
    take(folder)
  }

  /// Reads a theme's settings and styles; its trees are read when all names are known.
  mutating func take(_ folder: ThemeFolder) {
    themeFolder = folder
    theme = folder.readTheme(report(shown: folder.shown("theme.yaml")))
    var styleReports: [Report] = []
    theme?.css = folder.readStyles { path in
      let report = Report(file: folder.shown(path))
      styleReports.append(report)
      return report
    }
    for report in styleReports { add(report.diagnostics) }
    for skipped in folder.listing.skipped {
      report(shown: folder.shown(skipped.path)).warning(
        nil, "this is left out: it \(skipped.reason)", "copy the file into the folder")
    }
    names.strings = theme?.strings.values.reduce(into: []) { $0.formUnion($1.keys) } ?? []
  }

  private mutating func readCollections() {
    for file in input.listing.files where file.hasPrefix("collections/") && file.hasSuffix(".yaml") {
      let name = String(file.dropFirst("collections/".count).dropLast(".yaml".count))
      guard !name.contains("/") else { continue }
      let report = report(file)
      guard let bytes = SourceText.bytes("\(input.root)/\(file)", report: report) else { continue }
      var line = 1
      guard let collection = CollectionYAML.read(bytes, name: name, templateLine: &line, report: report) else {
        continue
      }
      settings.collections[name] = collection
      if !collection.locale.isEmpty, !settings.locales.contains(collection.locale) {
        report.error(nil, "the site has no language “\(collection.locale)”", "add it to locales in site.yaml")
      }
      if let themeFolder, !isExport, !themeFolder.listing.files.contains("templates/\(collection.template).html") {
        report.error(line, "the theme has no template “\(collection.template)”", Self.advice(templatesOf: themeFolder))
      }
    }
  }

  static func advice(templatesOf theme: ThemeFolder) -> String {
    "it has: " + theme.files(in: "templates", FileName.isHTML).map(\.name).joined(separator: ", ")
  }

  /// Files of pages and entries with the collection that they belong to.
  private mutating func pageFiles() -> [(file: String, collection: String?)] {
    var files: [(String, String?)] = []
    var unknown: Set<String> = []
    for file in input.listing.files where FileName.isMarkdown(file) || FileName.isHTML(file) {
      if file.hasPrefix("pages/") {
        files.append((file, nil))
      } else if file.hasPrefix("collections/") {
        let rest = file.utf8.dropFirst("collections/".utf8.count)
        guard let end = rest.firstIndex(of: UInt8(ascii: "/")) else { continue }
        let name = String(file[rest.startIndex..<end])
        if settings.collections[name] == nil, unknown.insert(name).inserted {
          report("collections/\(name)").error(
            nil, "there is no collections/\(name).yaml", "add it with title, path and template")
        }
        files.append((file, name))
      }
    }
    return files
  }

  private mutating func warnAboutStrayFiles() {
    for file in input.listing.files where !FileName.isMarkdown(file) || file.hasPrefix("shared/") {
      let isPageFile = FileName.isMarkdown(file) || FileName.isHTML(file)
      let folder = file.split(separator: "/").first ?? ""
      switch folder {
      case "pages" where !isPageFile, "collections" where !isPageFile && !file.hasSuffix(".yaml"):
        report(file).warning(
          nil, "this file is not used: pages are .html and .md files", "move pictures and downloads to assets/")
      case "shared" where !FileName.isHTML(file):
        report(file).warning(nil, "this file is not used", "shared trees are .html files")
      default: break
      }
    }
  }
}
