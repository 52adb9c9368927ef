import Model
import Synchronization

/// A site that is built again and again: it remembers what every file was made from, so that after a change only those are made that
/// may be different. What comes out is what a build from nothing would make of the same revision.
///
/// One change at a time: a second caller waits. After an error the value is of no more use.
package final class IncrementalBuild: Sendable {
  private let state: Mutex<State>
  /// How many elements the site had at first, as a measure of the memory that this takes.
  package let elementCount: Int

  /// Makes nothing yet; `build` does.
  package init(_ snapshot: SiteSnapshot, options: BuildOptions) {
    let builder = SiteBuilder(snapshot, options: options)
    elementCount = builder.site.elementCount
    state = Mutex(State(builder: builder))
  }

  /// The revision that the files are of.
  package var revision: Revision { state.withLock { $0.builder.revision } }

  /// The state of former addresses that they are of; see `SiteSnapshot`.
  package var addressVersion: Int { state.withLock { $0.builder.site.addressVersion } }

  /// The whole site that the files were made from.
  package var snapshot: SiteSnapshot { state.withLock { $0.builder.site.snapshot } }

  /// The renditions that were asked for since the last call and are not made yet; the originals stand there instead.
  package func takeMissingPictures() -> Set<PictureNeed> { state.withLock { $0.builder.takeMissingPictures() } }

  /// What was built, and what could not be made as the site asks.
  package var report: BuildReport { state.withLock { $0.report } }

  /// Makes every file; see `SiteBuilder.build`.
  package func build(workers: Int = 2, emit: @Sendable (BuiltFile) throws -> Void) throws {
    try state.withLock { try $0.build(workers: workers, emit: emit) }
  }

  /// Brings the files up to a later revision: hands those to `emit` that may have changed, and returns the paths of those that are no more.
  package func update(
    by delta: SiteDelta, workers: Int = 2, emit: @Sendable (BuiltFile) throws -> Void
  ) throws -> [String] {
    try state.withLock { try $0.update(by: delta, workers: workers, emit: emit) }
  }
}

private struct State: Sendable {
  struct TemplateRecord {
    var prepared: SiteBuilder.Prepared<Template>
    /// Numbers of the pages that have it.
    var pages: Set<Int> = []
  }

  var builder: SiteBuilder
  /// By the page's number; nil for one without a file.
  private var pages: [Made.Page?] = []
  private var templates: [SiteBuilder.TemplateKey: TemplateRecord] = [:]
  private var files: [String: Made.File] = [:]
  private var readers = Readers()
  private var planWarnings: [BuildWarning] = []
  private var assets: [PlannedFile] = []

  init(builder: SiteBuilder) { self.builder = builder }

  // MARK: From nothing

  mutating func build(workers: Int, emit: @Sendable (BuiltFile) throws -> Void) throws {
    pages = []
    templates = [:]
    files = [:]
    readers = Readers()
    let plan = FilePlan(builder.site)
    (planWarnings, assets) = (plan.warnings, plan.assets)
    let made = try builder.make(
      pages: builder.pagesWithFile, files: plan.others, isFull: true, workers: workers, emit: emit)
    pages = [Made.Page?](repeating: nil, count: builder.site.layout.places.count)
    for page in made.pages { record(page) }
    for file in made.files { record(file) }
    _ = try publishAssets(workers: workers, emit: emit)
  }

  // MARK: After a change

  mutating func update(
    by delta: SiteDelta, workers: Int, emit: @Sendable (BuiltFile) throws -> Void
  ) throws -> [String] {
    guard let (next, change) = builder.following(delta) else { return try rebuild(delta, workers: workers, emit: emit) }
    builder = next
    var gone: Set<String> = []
    var stale = readers.of(change.codes)
    for (_, template) in templates where template.prepared.isTouched(by: change.codes) {
      stale.pages.formUnion(template.pages)
    }
    if change.hasOtherLayout { compareLayout(&stale.pages, &gone) }
    let planned = changedFiles(change, stale.files, &gone)

    let layout = builder.site.layout
    let places = stale.pages.compactMap { layout.place(ofNumber: $0) }.filter { layout.hasPlace[$0] }.sorted()
    let made = try builder.make(pages: places, files: planned, isFull: true, workers: workers, emit: emit)
    for page in made.pages { record(page) }
    for file in made.files { record(file) }
    gone.formUnion(try publishAssets(workers: workers, emit: emit))
    // A page may come to where another one or a redirect was.
    for page in made.pages { gone.remove(page.path) }
    for file in made.files { gone.remove(file.file.path) }
    if change.hasOtherLayout {
      for path in gone where layout.outputPaths.contains(path) || files[path] != nil { gone.remove(path) }
    }
    return gone.sorted()
  }

  /// Everything anew, from what is in memory.
  private mutating func rebuild(
    _ delta: SiteDelta, workers: Int, emit: @Sendable (BuiltFile) throws -> Void
  ) throws -> [String] {
    let before = Set(files.keys).union(pages.compactMap { $0?.path })
    builder = SiteBuilder(builder.site.snapshot(after: delta), options: builder.site.options)
    try build(workers: workers, emit: emit)
    return before.subtracting(files.keys).subtracting(pages.compactMap { $0?.path }).sorted()
  }

  /// Finds pages that are new or stand elsewhere, and forgets those that are gone.
  private mutating func compareLayout(_ stale: inout Set<Int>, _ gone: inout Set<String>) {
    let site = builder.site
    if pages.count < site.layout.places.count {
      pages += [Made.Page?](repeating: nil, count: site.layout.places.count - pages.count)
    }
    for number in pages.indices {
      let place = site.layout.place(ofNumber: number).flatMap { site.layout.hasPlace[$0] ? $0 : nil }
      switch (pages[number], place) {
      case (nil, nil): continue
      case (nil, .some): stale.insert(number)
      case (let before?, nil):
        gone.insert(before.path)
        forget(before)
      case (let before?, let place?):
        let path = OutputPath.of(site.layout.path(of: place, in: site.pages))
        if before.path != path {
          gone.insert(before.path)
          stale.insert(number)
        }
      }
    }
  }

  /// The files beside pages and assets that have to be made.
  private mutating func changedFiles(
    _ change: SiteChange, _ stale: Set<String>, _ gone: inout Set<String>
  ) -> [PlannedFile] {
    var changed = Set(stale.compactMap { files[$0]?.file })
    if change.hasOtherLayout || change.hasOtherListing || change.hasOtherAssets || change.hasOtherSettings {
      let plan = FilePlan(builder.site)
      (planWarnings, assets) = (plan.warnings, plan.assets)
      let paths = Set(plan.others.map(\.path))
      for (path, file) in files where !paths.contains(path) && !file.file.isAsset {
        gone.insert(path)
        changed.remove(file.file)
        forget(file)
      }
      for file in plan.others where files[file.path]?.file != file {
        if let other = files[file.path] { changed.remove(other.file) }
        changed.insert(file)
      }
      if change.hasOtherListing { changed.formUnion(plan.others.filter(\.isListing)) }
    }
    return changed.filter { !$0.isAsset }.sorted { $0.path < $1.path }
  }

  /// Publishes what something uses now, and returns the paths of what nothing uses any more.
  private mutating func publishAssets(
    workers: Int, emit: @Sendable (BuiltFile) throws -> Void
  ) throws -> Set<String> {
    guard readers.hasOtherAssets || assets != publishedPlan else { return [] }
    var used = Set(builder.head.reads)
    for menu in builder.menus.values { used.formUnion(menu.reads) }
    for template in templates.values { used.formUnion(template.prepared.reads) }
    let wanted = assets.filter { asset in
      builder.isUsed(asset, in: used) || readers.readsAny(of: builder.codes(of: asset))
    }
    let paths = Set(wanted.map(\.path))
    var gone: Set<String> = []
    for (path, file) in files where file.file.isAsset && !paths.contains(path) {
      gone.insert(path)
      files[path] = nil
    }
    let new = wanted.filter { files[$0.path]?.file != $0 }
    let made = try builder.make(pages: [], files: new, isFull: true, workers: workers, emit: emit)
    for file in made.files { files[file.file.path] = file }
    readers.hasOtherAssets = false
    publishedPlan = assets
    return gone
  }

  /// The assets among which was chosen last.
  private var publishedPlan: [PlannedFile]?

  // MARK: Records

  private mutating func record(_ page: Made.Page) {
    let before = pages[page.number]
    pages[page.number] = page
    readers.replace(before?.reads ?? [], by: page.reads, reader: .page(page.number))
    let prepared = builder.template(page.template)
    if let before, before.template != page.template { remove(page.number, from: before.template) }
    if templates[page.template] == nil { readers.hasOtherAssets = true }
    if templates[page.template]?.prepared.reads != prepared.reads { readers.hasOtherAssets = true }
    templates[page.template, default: TemplateRecord(prepared: prepared)].prepared = prepared
    templates[page.template]?.pages.insert(page.number)
  }

  private mutating func record(_ file: Made.File) {
    let path = file.file.path
    readers.replace(files[path]?.reads ?? [], by: file.reads, reader: .file(path))
    files[path] = file
  }

  private mutating func forget(_ page: Made.Page) {
    readers.replace(page.reads, by: [], reader: .page(page.number))
    pages[page.number] = nil
    remove(page.number, from: page.template)
  }

  private mutating func forget(_ file: Made.File) {
    readers.replace(file.reads, by: [], reader: .file(file.file.path))
    files[file.file.path] = nil
  }

  private mutating func remove(_ page: Int, from template: SiteBuilder.TemplateKey) {
    templates[template]?.pages.remove(page)
    guard templates[template]?.pages.isEmpty == true else { return }
    templates[template] = nil
    readers.hasOtherAssets = true
  }

  var report: BuildReport {
    let made = pages.compactMap { $0 }
    let warnings =
      builder.siteWarnings + planWarnings + templates.values.flatMap(\.prepared.warnings) + made.flatMap(\.warnings)
    return BuildReport(
      pages: made.count, files: made.count + files.count, warnings: SiteBuilder.sorted(warnings))
  }
}

/// Who read what: the way back from a change to what has to be made again.
private struct Readers: Sendable {
  enum Reader: Hashable {
    case page(Int)
    case file(String)
  }

  private var pages: [ReadCode: [Int]] = [:]
  private var files: [ReadCode: Set<String>] = [:]
  /// Somebody began or ceased to read something since assets were chosen.
  var hasOtherAssets = true

  func of(_ codes: Set<ReadCode>) -> (pages: Set<Int>, files: Set<String>) {
    var found: (pages: Set<Int>, files: Set<String>) = ([], [])
    for code in codes {
      if let pages = pages[code] { found.pages.formUnion(pages) }
      if let files = files[code] { found.files.formUnion(files) }
    }
    return found
  }

  func readsAny(of codes: [ReadCode]) -> Bool {
    codes.contains { pages[$0]?.isEmpty == false || files[$0]?.isEmpty == false }
  }

  mutating func replace(_ before: [ReadCode], by now: [ReadCode], reader: Reader) {
    guard before != now else { return }
    hasOtherAssets = true
    let (old, new) = (Set(before), Set(now))
    for code in old.subtracting(new) {
      switch reader {
      case .page(let number): if let place = pages[code]?.firstIndex(of: number) { pages[code]?.remove(at: place) }
      case .file(let path): files[code]?.remove(path)
      }
    }
    for code in new.subtracting(old) {
      switch reader {
      case .page(let number): pages[code, default: []].append(number)
      case .file(let path): files[code, default: []].insert(path)
      }
    }
  }
}

extension PlannedFile {
  fileprivate var isAsset: Bool { if case .asset = kind { true } else { false } }

  /// Made of all pages' rows rather than of some that it asked for.
  fileprivate var isListing: Bool { if case .sitemap = kind { true } else { false } }
}

extension SiteBuilder {
  /// The codes under which a file of site or theme is asked for.
  fileprivate func codes(of asset: PlannedFile) -> [ReadCode] {
    ([asset.path] + site.assets.names(of: asset.path)).compactMap { site.names.known(.asset($0)) }
  }
}
