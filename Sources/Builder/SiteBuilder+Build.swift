import Markup
import Model
import Synchronization

extension SiteBuilder {
  /// Makes every file of the site and hands it to `emit`, which is called from several threads at a time.
  ///
  /// The files and their bytes are the same for any number of workers; their order is not. Of the files of site and theme only those are made
  /// that something uses.
  /// - Throws: the first error that `emit` threw, or the `BuildError` of a page; the other workers then stop.
  package func build(
    workers: Int = 2, emit: @Sendable (BuiltFile) throws -> Void
  ) throws -> BuildReport {
    let pages = pagesWithFile
    let plan = FilePlan(site)
    let made = try make(pages: pages, files: plan.others, isFull: false, workers: workers, emit: emit)
    let assets = site.draft == nil ? plan.assets.filter { isUsed($0, in: made.reads) } : plan.assets
    _ = try make(pages: [], files: assets, isFull: false, workers: workers, emit: emit)
    let templates = Set(pages.map(templateKey(for:))).flatMap { template($0).warnings }
    return BuildReport(
      pages: pages.count, files: pages.count + plan.others.count + assets.count,
      warnings: Self.sorted(siteWarnings + plan.warnings + templates + made.warnings),
      missingPictures: takeMissingPictures())
  }

  /// The renditions that were asked for since the last call and are not made yet; the originals stand there instead.
  package func takeMissingPictures() -> Set<PictureNeed> { site.wanted.take() }

  /// The paths of all files that `build` may make. Makes none of them.
  package var outputPaths: [String] {
    let plan = FilePlan(site)
    return Array(site.layout.outputPaths) + (plan.assets + plan.others).map(\.path)
  }

  /// Pages that have a file of their own, in the snapshot's order.
  var pagesWithFile: [Int] { site.pages.indices.filter { site.layout.hasPlace[$0] } }

  static func sorted(_ warnings: [BuildWarning]) -> [BuildWarning] {
    Set(warnings).sorted { ($0.page ?? "", $0.message) < ($1.page ?? "", $1.message) }
  }

  /// Whether one of the files of site and theme that are published under this path was read by somebody.
  func isUsed(_ asset: PlannedFile, in reads: Set<ReadCode>) -> Bool {
    ([asset.path] + site.assets.names(of: asset.path)).contains { name in
      site.names.known(.asset(name)).map(reads.contains) ?? false
    }
  }
}

// MARK: Making files

/// What a run of the builder has made, beside the files.
struct Made: Sendable {
  struct Page: Sendable {
    let number: Int
    let path: String
    let template: SiteBuilder.TemplateKey
    let reads: [ReadCode]
    let warnings: [BuildWarning]
  }

  struct File: Sendable {
    let file: PlannedFile
    let reads: [ReadCode]
  }

  /// Empty unless everything is noted.
  var pages: [Page] = []
  var files: [File] = []
  /// Of all of them.
  var reads: Set<ReadCode> = []
  var warnings: [BuildWarning] = []
}

extension SiteBuilder {
  /// Makes the pages at these places and these files.
  /// - Parameter isFull: whether it is noted, page by page, what each was made from.
  func make(
    pages: [Int], files: [PlannedFile], isFull: Bool, workers: Int, emit: @Sendable (BuiltFile) throws -> Void
  ) throws -> Made {
    // Once per template, before the workers ask for it at the same time.
    var places: [TemplateKey: Int] = [:]
    var templates: [Prepared<Template>] = []
    var keys: [TemplateKey] = []
    let indexes = pages.map { page in
      let key = templateKey(for: page)
      if let place = places[key] { return place }
      templates.append(template(key))
      keys.append(key)
      places[key] = templates.count - 1
      return templates.count - 1
    }
    let prepared = templates
    let templateKeys = keys
    let all = Mutex(Made())
    try Parallel.chunks(count: pages.count + files.count, size: 16, workers: workers) { next in
      var renderer = renderer(isFull: isFull)
      var made = Made()
      while let range = next() {
        for index in range {
          // The list of all pages takes longest; whoever begins with it does not end after everybody else.
          guard index >= files.count else {
            let file = files[index]
            try emit(file.made(by: self, renderer: &renderer))
            if isFull { made.files.append(Made.File(file: file, reads: renderer.site.takeReads())) }
            continue
          }
          let place = index - files.count
          let page = pages[place]
          try write(page, with: prepared[indexes[place]].value, renderer: &renderer)
          let address = site.layout.path(of: page, in: site.pages)
          let path = OutputPath.of(address)
          let row = site.pages[page].row
          try emit(
            BuiltFile(
              path: path, type: MediaType.html, content: .bytes(renderer.writer.bytes),
              page: BuiltPages.contains(row.page.id) || row.isNotFound ? nil : (address, row.page.id)))
          guard isFull else { continue }
          made.pages.append(
            Made.Page(
              number: site.layout.numbers[page], path: path, template: templateKeys[indexes[place]],
              reads: renderer.site.takeReads(), warnings: renderer.takeWarnings()))
        }
      }
      made.reads = Set(renderer.site.takeReads())
      made.warnings = renderer.warnings
      let result = made
      all.withLock { all in
        all.pages += result.pages
        all.files += result.files
        all.reads.formUnion(result.reads)
        all.warnings += result.warnings
      }
    }
    var made = all.withLock { $0 }
    made.reads.formUnion(head.reads)
    for template in templates { made.reads.formUnion(template.reads) }
    for menu in menus.values { made.reads.formUnion(menu.reads) }
    return made
  }
}

extension Renderer {
  mutating func takeWarnings() -> [BuildWarning] {
    defer { warnings.removeAll() }
    return warnings
  }
}

/// Media types with their charset, as they go over the wire.
enum MediaType {
  static let html = "text/html; charset=utf-8"
  static let plain = "text/plain; charset=utf-8"
  static let xml = "application/xml; charset=utf-8"
  static let atom = "application/atom+xml; charset=utf-8"
  static let json = "application/json; charset=utf-8"
  static let script = "text/javascript; charset=utf-8"

  static func withCharset(_ type: String) -> String {
    type.hasPrefix("text/") && !type.contains("charset") ? "\(type); charset=utf-8" : type
  }
}
