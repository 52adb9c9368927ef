import Markup
import Model

/// Finished sites of plain HTML: what website builders and other generators put out.
extension SiteAssembly {
  mutating func readStatic() {
    tellsEqualWarningsOnce = true
    let files = StaticFiles(root: input.root, listing: input.listing)
    let documents = readDocuments(files)
    let base = Self.base(of: documents)
    let paths = giveStaticPlaces(documents.map(\.file))
    var styles = StaticStyles(files: files, base: base)
    var pages: [StaticPage] = []
    for (file, document) in documents {
      let report = report(file)
      var others: [String: Report] = [:]
      var reader = StaticPageReader(
        file: file, files: files, base: base,
        paths: paths.mapValues { "/" + $0.joined(separator: "/") + ($0.isEmpty ? "" : "/") },
        styles: styles, report: report
      ) { [input] path in
        if let known = others[path] { return known }
        let made = Report(file: input.shown(path))
        others[path] = made
        return made
      }
      pages.append(reader.page(document))
      styles = reader.styles
      for report in others.values { addOnce(report.diagnostics) }
    }
    let moved = pages.filter { $0.movedTo != nil && $0.file != "index.html" }
    pages.removeAll { page in moved.contains { $0.file == page.file } }
    setUp(pages, base: base)
    settings.hasSearch = pages.contains(where: \.hasSearch)
    tellOfParts(pages.map(\.file), paths)
    nameSite(&pages)
    readAssets(staticAssets(files))
    placeStatic(pages, paths)
    readStaticTrees(pages, styles: &styles)
    theme?.css = styles.css
    addStaticRedirects(pages.map(\.file), paths)
    for page in moved {
      guard let place = paths[page.file], let target = page.movedTo else { continue }
      let old =
        page.file.hasSuffix("index.html")
        ? "/" + place.joined(separator: "/") + "/" : "/" + TreeWriter.encoded(page.file)
      if ElementRules.isSafeURL(old), old != target { settings.redirects[old] = target }
    }
    if let first = documents.first {
      report(first.file).warning(
        nil, "everything is locked after the import: customers may change nothing yet",
        "unlock elements in the editor, where you want customers to write")
    }
  }

  /// Pages that another generator has made of its lists: they are taken as they are, and nobody makes them anew.
  private mutating func tellOfParts(_ files: [String], _ paths: [String: [String]]) {
    func isMade(_ place: [String]) -> Bool {
      guard place.count >= 2, let last = place.last else { return false }
      let above = place[place.count - 2]
      if ["tag", "tags", "schlagwort", "category", "kategorie"].contains(above) { return true }
      return ["seite", "page"].contains(above) && Int(last).map { $0 > 1 } ?? false
    }
    let made = files.filter { paths[$0].map(isMade) ?? false }
    guard let first = made.first, let place = paths[first] else { return }
    let address = "/\(place.joined(separator: "/"))/"
    report(first).warning(
      nil,
      "\(made.count) page\(made.count == 1 ? "" : "s") of the folder, such as \(address), look like further parts of a list or lists of a "
        + "tag; they become pages as they are now, which no new entry changes",
      "put a list of entries in their place, or take them away")
  }

  private mutating func readDocuments(_ files: StaticFiles) -> [(file: String, document: HTMLParser.Document)] {
    var documents: [(String, HTMLParser.Document)] = []
    for file in files.pages {
      let report = report(file)
      guard let bytes = SourceText.bytes("\(input.root)/\(file)", report: report) else { continue }
      do throws(MarkupError) {
        documents.append((file, try HTMLParser().parseDocument(Charset.utf8(bytes, report: report))))
      } catch {
        report.error(error.line, error.message, "simplify the page, or take it out of the folder")
      }
    }
    return documents
  }

  /// The address of the live site, from the home page's canonical link.
  private static func base(of documents: [(file: String, document: HTMLParser.Document)]) -> String {
    let home = documents.first { $0.file == "index.html" || $0.file == "index.htm" } ?? documents.first
    let link = home?.document.head?.childElements.first { $0.tag == "link" && $0["rel"] == "canonical" }
    guard var url = link?["href"], url.hasPrefix("http"), ElementRules.isSafeURL(url) else { return "" }
    // Only the server: the home page may have a name.
    let scheme = url.hasPrefix("https://") ? 8 : 7
    url = String(url.prefix(scheme)) + url.dropFirst(scheme).prefix { $0 != "/" && $0 != "?" && $0 != "#" }
    return url
  }

  private mutating func setUp(_ pages: [StaticPage], base: String) {
    let home = pages.first { $0.file == "index.html" || $0.file == "index.htm" } ?? pages.first
    let folder =
      input.label.split(separator: "/").last.map(String.init) ?? input.root.split(separator: "/").last.map(String.init)
      ?? "site"
    let languages = pages.compactMap(\.language).filter(ElementRules.isName)
    let main = home?.language.flatMap { ElementRules.isName($0) ? $0 : nil } ?? languages.first ?? "en"
    let name = home?.head.title ?? folder
    settings = SiteSettings(
      name: name.isEmpty ? folder : name, locales: [main] + Set(languages).subtracting([main]).sorted(), url: base,
      theme: "imported")
    theme = Theme(name: "imported", title: settings.name)
  }

  /// Titles mostly end in the site's name, which the builder writes itself.
  private mutating func nameSite(_ pages: inout [StaticPage]) {
    var counts: [String: Int] = [:]
    func end(_ title: String) -> (name: String, rest: String)? {
      for separator in [" – ", " — ", " | ", " · ", " - ", " :: "] {
        let parts = title.components(separatedBy: separator)
        if parts.count > 1, let last = parts.last, !last.isEmpty {
          return (last, parts.dropLast().joined(separator: separator))
        }
      }
      return nil
    }
    for page in pages { if let name = end(page.head.title)?.name { counts[name, default: 0] += 1 } }
    guard let best = counts.max(by: { ($0.value, $1.key) < ($1.value, $0.key) }), best.value > 1,
      best.value * 2 > pages.count
    else { return }
    settings.name = best.key
    theme?.title = best.key
    for index in pages.indices {
      if let found = end(pages[index].head.title), found.name == best.key { pages[index].head.title = found.rest }
    }
  }

  /// Everything that is neither page nor style sheet nor script.
  private mutating func staticAssets(_ files: StaticFiles) -> [(
    path: String, file: String, root: String, shown: String
  )] {
    var taken: Set<String> = []
    var assets: [(path: String, file: String, root: String, shown: String)] = []
    for file in files.files.sorted() {
      guard let path = StaticFiles.assetPath(of: file) else {
        let name = file.lowercased()
        if name.hasSuffix(".php") || name.hasSuffix(".js") || name.hasSuffix(".mjs") {
          report(file).warning(nil, "this is left out: scripts are not taken over", "")
        }
        continue
      }
      guard taken.insert(path).inserted else {
        report(file).warning(nil, "this is left out: another file is \(path) already", "rename one of them")
        continue
      }
      assets.append((path, "\(input.root)/\(file)", input.root, input.shown(file)))
    }
    return assets
  }

  // MARK: Places

  /// The parts of each page's address.
  private mutating func giveStaticPlaces(_ files: [String]) -> [String: [String]] {
    var taken: Set<String> = []
    var places: [String: [String]] = [:]
    // `about/index.html` before `about.html`.
    for file in files.sorted(by: {
      (FileName.stem($0) == "index" ? 0 : 1, $0) < (FileName.stem($1) == "index" ? 0 : 1, $1)
    }) {
      let wanted = PageTree.parts(file, below: "").map { part in
        if Page.isSlug(part), !part.contains(".") { return part }
        let made = Slug.made(from: part).replacing(".", with: "-")
        return made.isEmpty ? "page" : made
      }
      var place = wanted
      var number = 2
      while !taken.insert(place.joined(separator: "/")).inserted {
        place = wanted.isEmpty ? ["home-\(number)"] : wanted.dropLast() + ["\(wanted.last!)-\(number)"]
        number += 1
      }
      if place != wanted {
        report(file).warning(
          nil, "its address is taken; the page gets /\(place.joined(separator: "/"))/", "rename the file")
      }
      places[file] = place
    }
    return places
  }

  private mutating func placeStatic(_ pages: [StaticPage], _ paths: [String: [String]]) {
    sources = pages.map { page in
      var source = PageSource(file: page.file, head: page.head, body: .markdown(""), bodyLine: 1)
      source.place = paths[page.file]
      if let language = page.language, settings.locales.contains(language) { source.head.locale = language }
      return source
    }
    place()
  }

  /// Addresses that visitors and search engines know, where they are others now.
  private mutating func addStaticRedirects(_ files: [String], _ paths: [String: [String]]) {
    for file in files {
      guard let place = paths[file], FileName.stem(file) != "index", place.last != "404" else { continue }
      let old = "/" + TreeWriter.encoded(file)
      if ElementRules.isSafeURL(old) { settings.redirects[old] = "/" + place.joined(separator: "/") + "/" }
    }
  }

  // MARK: Trees

  private mutating func readStaticTrees(_ pages: [StaticPage], styles: inout StaticStyles) {
    guard let tree else { return }
    var bodies = pages.map { Self.wrapped($0) }
    for page in pages { styles.bodyClasses.formUnion(page.bodyClasses) }
    var menus = StaticMenus { [names] address in
      if case .target(.page(let id, nil)) = names.resolve(address, from: nil) { id } else { nil }
    }
    let frame = StaticFrame(bodies)
    var templates: [String: [HTMLNode]] = ["blank": [.element(StaticFrame.slot())]]
    if var shared = frame?.template {
      shared = shared.map(StaticFrame.plain)
      menus.mark(&shared)
      templates["page"] = shared
    } else {
      templates["page"] = templates["blank"]
    }
    for index in bodies.indices {
      if let own = frame?.contents[index] { bodies[index] = own }
    }
    for menu in menus.menus { settings.navigation[menu.name] = menu.items }
    names.menus = Set(settings.navigation.keys)
    for (name, nodes) in templates {
      let made = trees(nodes, purpose: .template, page: nil, file: pages.first?.file ?? ".")
      theme?.templates[name] = made
    }
    for (index, page) in zip(tree.sources, tree.pages) {
      var own = page
      if frame != nil, frame?.contents[index] == nil { own.template = "blank" }
      let nodes = trees(bodies[index], purpose: .page, page: names.paths.path(of: page.id), file: pages[index].file)
      contents.append(PageContent(page: own, slots: nodes.isEmpty ? [:] : ["main": nodes]))
    }
  }

  /// The body's children, in a `div` with the body's own classes where it has any.
  private static func wrapped(_ page: StaticPage) -> [HTMLNode] {
    guard !page.bodyClasses.isEmpty else { return page.body }
    var around = HTMLElement(tag: "div", children: page.body)
    around["class"] = page.bodyClasses.joined(separator: " ")
    return [.element(around)]
  }

  private mutating func trees(
    _ nodes: [HTMLNode], purpose: TreeReader.Purpose, page: String?, file: String
  ) -> [ElementNode] {
    // What could be wrong was told with the page's own lines; what is left concerns parts that the reader cannot hold.
    let own = Report(file: input.shown(file))
    let reader = TreeReader([][...], purpose: purpose, page: page, names: names, report: own)
    let trees = reader.trees(of: nodes)
    add(own.diagnostics.filter { $0.severity == .error })
    return trees
  }

  private mutating func addOnce(_ diagnostics: [Diagnostic]) {
    let known = Set(self.diagnosticsSoFar)
    add(diagnostics.filter { !known.contains($0) })
  }
}

extension String {
  fileprivate func components(separatedBy separator: String) -> [String] {
    var parts: [String] = []
    var rest = self[...]
    while let found = rest.firstRange(of: separator) {
      parts.append(String(rest[..<found.lowerBound]))
      rest = rest[found.upperBound...]
    }
    return parts + [String(rest)]
  }
}
