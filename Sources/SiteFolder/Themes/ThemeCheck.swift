import Markup
import Media
import Model

/// `foyer theme check`: what is wrong with a theme's folder, and what a good theme would have. See docs/themes.md.
package struct ThemeCheck {
  private let folder: ThemeFolder
  private let assembly: SiteAssembly
  private var reports: [String: Report] = [:]

  /// Everything that was found, errors and warnings, by file and line.
  package static func run(_ path: String) -> [Diagnostic] {
    do throws(SiteFolderError) {
      var check = ThemeCheck(try SiteFolder.themeFolder(path))
      return check.diagnostics()
    } catch {
      return error.diagnostics
    }
  }

  /// The collections that a tree's markup lists.
  package static func collections(in html: [UInt8]) -> Set<String> { CollectionUses.names(in: html) }

  private init(_ folder: ThemeFolder) {
    self.folder = folder
    var collections: [String: CollectionSettings] = [:]
    for file in folder.files(in: "templates", FileName.isHTML) + folder.files(in: "shared", FileName.isHTML)
      + folder.files(in: "sections", FileName.isHTML)
    {
      for name in CollectionUses.names(in: Self.bytes(of: file.path, in: folder) ?? []) {
        collections[name] = CollectionSettings(title: name, path: name, template: "entry")
      }
    }
    // A theme cannot know which pages, collections and menus a site has; every site has a home page.
    let home = Page(id: .random(), parent: nil, template: "page", slug: "", title: "Home", position: .first)
    var names = SiteNames(paths: SitePaths(pages: [home], collections: [:]))
    names.collections = collections
    names.menus = ["main", "legal"]
    assembly = SiteAssembly(of: folder, names: names, templates: [])
  }

  private static func bytes(of path: String, in folder: ThemeFolder) -> [UInt8]? {
    try? OpenFile("\(folder.root)/\(path)", limit: SourceText.sizeLimit).bytes()
  }

  private mutating func diagnostics() -> [Diagnostic] {
    let settings = ThemeSettingsCheck(folder, report("theme.yaml"))
    settings.checkContrast(assembly.theme?.tokens ?? [:])
    checkTemplates()
    checkSections()
    checkAssets()
    checkStyles(settings)
    let found = assembly.diagnostics + reports.values.flatMap(\.diagnostics)
    return found.sorted { left, right in
      (left.file, left.line ?? 0, left.column ?? 0, left.message)
        < (right.file, right.line ?? 0, right.column ?? 0, right.message)
    }
  }

  private mutating func report(_ path: String) -> Report {
    if let report = reports[path] { return report }
    let report = Report(file: folder.shown(path))
    reports[path] = report
    return report
  }

  // MARK: Trees

  private mutating func checkTemplates() {
    let templates = folder.files(in: "templates", FileName.isHTML)
    if !templates.contains(where: { $0.name == "page" }) {
      report("theme.yaml").error(
        nil, "there is no template “page”, which pages have unless they say otherwise", "add templates/page.html")
    }
    let isHeadingInSection = (assembly.theme?.sections ?? [:]).values.contains { $0.count(ofTag: "h1") > 0 }
    for (name, path) in templates {
      guard let nodes = assembly.theme?.templates[name] else { continue }
      let report = report(path)
      let lines = TagLines(Self.bytes(of: path, in: folder) ?? [])
      if assembly.templateSlots[name]?.contains("main") != true {
        report.error(
          nil, "the template has no slot “main”: what pages say would stand nowhere",
          "add <main data-slot=\"main\"></main> where it belongs")
      }
      let headings = nodes.reduce(0) { $0 + ElementSeed(copying: $1).count(ofTag: "h1") }
      if headings > 1 {
        report.error(
          lines.line(of: "h1", number: 2), "the template has \(headings) <h1>, and a page has one",
          "make the others <h2>")
      }
      if headings == 0, !isHeadingInSection {
        report.warning(
          nil, "neither the template nor any section has an <h1>",
          "add <h1 data-field=\"page.title\"></h1>, or a section that begins a page with one")
      }
      if lines.line(of: "main") == nil {
        report.warning(
          nil, "the template has no <main>: people who listen to pages cannot jump to what they are about",
          "put the slot “main” into <main id=\"content\">")
      }
      checkPictures(nodes.map(ElementSeed.init(copying:)), lines, report)
    }
  }

  private mutating func checkSections() {
    let sections = folder.files(in: "sections", FileName.isHTML)
    if sections.isEmpty {
      report("theme.yaml").warning(
        nil, "the theme has no sections: designers would build every page from single elements",
        "add sections/hero.html, for example")
    }
    for (name, path) in sections {
      guard let seed = assembly.theme?.sections[name] else { continue }
      let report = report(path)
      let lines = TagLines(Self.bytes(of: path, in: folder) ?? [])
      if seed.body.name.isEmpty {
        report.warning(1, "the section has no name that people could choose it by", "add data-name=\"Opening hours\"")
      }
      if !seed.isEditable {
        report.warning(
          1, "nothing in the section may be changed by those who run the site",
          "add data-edit where words and pictures are theirs")
      }
      checkPictures([seed], lines, report)
    }
  }

  /// Pictures need a size before they are loaded, or the page jumps.
  private func checkPictures(_ seeds: [ElementSeed], _ lines: TagLines, _ report: Report) {
    var number = 0
    for seed in seeds {
      seed.visit { body in
        guard case .image(let image) = body.content else { return }
        number += 1
        if case .asset(let path) = image.source, path.hasPrefix("theme/"), let file = assembly.theme?.assets[path],
          file.width == nil || file.height == nil
        {
          report.warning(
            lines.line(of: "img", number: number),
            "the picture “\(path)” has no size of its own: the page jumps when it comes",
            "give the SVG a viewBox, or width and height")
        }
        if body.capabilities.contains(.media), body.limits.ratio == nil {
          report.warning(
            lines.line(of: "img", number: number), "any shape of picture may be put here",
            "add data-ratio=\"4:3\", so that what people upload is cropped to fit")
        }
      }
    }
  }

  private mutating func checkAssets() {
    for (path, file) in (assembly.theme?.assets ?? [:]).sorted(by: { $0.key < $1.key }) where file.size > 300_000 {
      report("assets/\(path.dropFirst("theme/".count))").warning(
        nil, "the file has \(file.size / 1000) KB", "make it smaller: every page that shows it waits for it")
    }
  }

  // MARK: Styles

  private mutating func checkStyles(_ settings: ThemeSettingsCheck) {
    let files = folder.files(in: "styles") { $0.hasSuffix(".css") }
    guard !files.isEmpty else {
      return report("theme.yaml").warning(nil, "the theme has no styles", "add styles/theme.css")
    }
    var sheets: [(report: Report, scan: StyleScan)] = []
    for (_, path) in files {
      guard let bytes = Self.bytes(of: path, in: folder), let text = String(validating: bytes, as: UTF8.self) else {
        continue
      }
      sheets.append((report(path), StyleScan(text)))
    }
    StyleCheck(
      sheets: sheets, theme: assembly.theme, settings: settings, settingsReport: report("theme.yaml"),
      size: assembly.theme?.css.utf8.count ?? 0, firstSheet: report(files[0].path)
    ).run()
  }
}

/// Where start tags stand in a text.
struct TagLines {
  private var lines: [String: [Int]] = [:]

  init(_ html: [UInt8]) {
    var line = 1
    var index = 0
    while index < html.count {
      if html[index] == 0x0A { line += 1 }
      if html[index] == UInt8(ascii: "<") {
        let name = html[(index + 1)...].prefix { $0.isLetterOrDigit }
        if !name.isEmpty { lines[String(decoding: name, as: UTF8.self).lowercased(), default: []].append(line) }
      }
      index += 1
    }
  }

  /// - Parameter number: which one of its kind, from 1
  func line(of tag: String, number: Int = 1) -> Int? {
    guard let found = lines[tag], found.count >= number else { return nil }
    return found[number - 1]
  }
}

extension UInt8 {
  fileprivate var isLetterOrDigit: Bool {
    switch self {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"):
      true
    default: false
    }
  }
}

extension ElementSeed {
  /// This element and everything below it in document order, what a list makes items of left out.
  fileprivate func visit(_ body: (ElementBody) -> Void) {
    body(self.body)
    for child in children { child.visit(body) }
  }

  fileprivate func count(ofTag tag: String) -> Int {
    var count = 0
    visit { if $0.tag == tag { count += 1 } }
    return count
  }

  fileprivate var isEditable: Bool {
    var isEditable = false
    visit { if !$0.capabilities.subtracting(.seal).isEmpty { isEditable = true } }
    return isEditable
  }
}
