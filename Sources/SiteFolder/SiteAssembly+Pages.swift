import Markup
import Media
import Model

extension SiteAssembly {
  /// Reads the files of all pages and entries on all threads.
  mutating func readSources(_ files: [(file: String, collection: String?)], dialect: PageSource.Dialect = .own) {
    let input = input
    sources = inParallel(files.count, workers: input.workers) { index in
      PageSource.read(files[index].file, collection: files[index].collection, input: input, dialect: dialect)
    }
  }

  /// Gives every page its place and checks what only the whole site can tell.
  mutating func place() {
    var placeReports: [Int: Report] = [:]
    let tree = PageTree(sources, collections: settings.collections, locales: settings.locales) { index in
      if let report = placeReports[index] { return report }
      let report = Report(file: input.shown(sources[index].file))
      placeReports[index] = report
      return report
    }
    for index in placeReports.keys.sorted() { add(placeReports[index]!.diagnostics) }
    self.tree = tree
    names.paths = SitePaths(places: tree.pages.indices.map { tree.pages[$0].place }, collections: settings.collections)
    names.collections = settings.collections
    names.redirects = Set(settings.redirects.keys)
    reportCollisions(tree)
    checkTemplates(tree)
    checkTranslations(tree)
    if !isExport { checkFields(tree) }
    noteFormerAddresses(tree)
    noteBuiltPages(tree)
  }

  private mutating func reportCollisions(_ tree: PageTree) {
    guard !names.paths.collisions.isEmpty else { return }
    let files = Dictionary(zip(tree.pages.map(\.id), tree.sources), uniquingKeysWith: { first, _ in first })
    for collision in names.paths.collisions {
      guard let own = files[collision.page], let other = names.paths.page(at: collision.path).flatMap({ files[$0] })
      else { continue }
      report(sources[own].file).error(
        nil, "its address \(collision.path) is already that of \(sources[other].file)", "rename one of them or set slug"
      )
    }
  }

  /// Holds what entries say against the fields that their collection declares.
  private mutating func checkFields(_ tree: PageTree) {
    for index in tree.pages.indices {
      guard let name = tree.pages[index].collection, let fields = settings.collections[name]?.fields, !fields.isEmpty
      else { continue }
      let source = sources[tree.sources[index]]
      for field in fields {
        guard let value = source.head.meta.extra[field.name], !value.isEmpty else {
          if field.isRequired {
            report(source.file).error(1, "“\(field.name)” is missing", "add “\(field.name): …” to the front matter")
          }
          continue
        }
        if let fault = field.fault(of: value) {
          report(source.file).error(
            source.head.lines[field.name], "\(field.name): “\(VisibleText.of(String(value.prefix(80))))” \(fault)",
            "correct the value, or the field's type in collections/\(name).yaml")
        }
      }
    }
  }

  private mutating func noteFormerAddresses(_ tree: PageTree) {
    // Sources and pages are large; they are looked at where they stand, here and below.
    for (place, index) in tree.sources.enumerated() where !sources[index].head.formerly.isEmpty {
      let id = tree.pages[place].id
      for path in sources[index].head.formerly {
        if let other = formerAddresses[path] {
          if other.page != id {
            report(sources[index].file).error(
              sources[index].head.lines["formerly"], "two pages say that they stood at “\(path)”",
              "take it out of one of them")
          }
        } else {
          formerAddresses[path] = FormerAddress(page: id)
        }
      }
    }
    names.redirects.formUnion(formerAddresses.keys)
  }

  /// Pages that only the builder makes may be linked to as well.
  private mutating func noteBuiltPages(_ tree: PageTree) {
    for (index, locale) in settings.locales.enumerated() {
      names.built.insert(BuilderAddresses.search(locale: locale, isMain: index == 0))
    }
    let tagged = settings.collections.filter(\.value.hasTagPages)
    guard !tagged.isEmpty else { return }
    for index in tree.pages.indices {
      guard let name = tree.pages[index].collection, let collection = tagged[name] else { continue }
      for tag in tree.pages[index].meta.tags {
        names.built.insert(BuilderAddresses.tag(Slug.made(from: tag), in: collection.path))
      }
    }
  }

  private mutating func checkTemplates(_ tree: PageTree) {
    guard let themeFolder, !isExport else { return }
    let known = Set(themeFolder.files(in: "templates", FileName.isHTML).map(\.name))
    for (place, index) in tree.sources.enumerated() where !known.contains(tree.pages[place].template) {
      // A collection's template was reported with the collection.
      if tree.pages[place].collection != nil, sources[index].head.template == nil { continue }
      report(sources[index].file).error(
        sources[index].head.lines["template"] ?? 1, "the theme has no template “\(tree.pages[place].template)”",
        Self.advice(templatesOf: themeFolder))
    }
  }

  private mutating func checkTranslations(_ tree: PageTree) {
    for index in sources.indices {
      if let locale = sources[index].head.locale, !settings.locales.contains(locale), !isExport {
        report(sources[index].file).error(
          sources[index].head.lines["locale"], "the site has no language “\(locale)”", "add it to locales in site.yaml")
      }
      if let path = sources[index].head.translationOf, Self.translated(path, names) == nil {
        report(sources[index].file).error(
          sources[index].head.lines["translationOf"], "there is no page “\(path)” to be a translation of",
          "write the other page's path")
      }
    }
  }

  /// The page that `translationOf` names, by its path or as `page:ID`.
  static func translated(_ text: String, _ names: SiteNames) -> PageID? {
    text.hasPrefix("page:") ? PageID(text.dropFirst(5)) : names.paths.page(at: text)
  }

  /// Properties of all assets, and where their content is.
  mutating func readAssets() {
    var files: [(path: String, file: String, root: String, shown: String)] = []
    for file in input.listing.files where file.hasPrefix("assets/") {
      files.append((file, "\(input.root)/\(file)", input.root, input.shown(file)))
    }
    if let themeFolder {
      for file in themeFolder.listing.files where file.hasPrefix("assets/") {
        let path = "theme/" + file.dropFirst("assets/".count)
        files.append((path, "\(themeFolder.root)/\(file)", themeFolder.root, themeFolder.shown(file)))
      }
    }
    readAssets(files)
  }

  mutating func readAssets(_ files: [(path: String, file: String, root: String, shown: String)]) {
    let read = inParallel(files.count, workers: input.workers) { index -> (MediaFile?, [Diagnostic]) in
      let (path, file, root, shown) = files[index]
      let report = Report(file: shown)
      guard ElementRules.isAssetPath(path) else {
        report.error(
          nil, "the file's name cannot stand in an address", "rename it; no control characters and no backslash")
        return (nil, report.diagnostics)
      }
      do throws(MediaError) {
        let media = try MediaFile.read(file, within: root)
        for warning in media.warnings { report.warning(warning.line, warning.message, "check the file") }
        return (media, report.diagnostics)
      } catch {
        report.error(error.line, "the file cannot be used: \(error.message)", "replace it or take it out of the folder")
        return (nil, report.diagnostics)
      }
    }
    for (file, (media, diagnostics)) in zip(files, read) {
      add(diagnostics)
      // A file with an error still exists for the links that lead to it.
      names.assets.insert(file.path)
      guard let media else { continue }
      if file.path.hasPrefix("theme/") {
        theme?.assets[file.path] = media.asset
      } else {
        assets[file.path] = media.asset
      }
      switch media.content {
      case .file(let path): assetSources[media.asset.hash] = .file(path)
      case .bytes(let bytes): assetSources[media.asset.hash] = .bytes(bytes)
      }
    }
  }
}
