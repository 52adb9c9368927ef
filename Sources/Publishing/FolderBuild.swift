import Builder
import Glibc
import Model
import SiteFolder
import Synchronization

/// `foyer build`: a site folder in, a static site out, no server and no database.
package struct FolderBuild: Sendable {
  package var folder: String
  package var output: String
  package var themes: [String]
  package var baseURL: String?
  package var year: Int
  package var workers = 2
  /// Whether `.br` and `.gz` stand beside each text file.
  package var isCompressed = false
  /// Makes renditions of pictures; nil leaves the originals as they are.
  package var pictures: Pictures?

  package struct Pictures: Sendable {
    package var program: HelperProgram
    /// Keeps what was made; nil takes the system's folder for such things.
    package var cache: String?
    /// Gets how many of how many pictures are done, from several threads.
    package var progress: @Sendable (Int, Int) -> Void

    package init(
      _ program: HelperProgram, cache: String? = nil, progress: @escaping @Sendable (Int, Int) -> Void = { _, _ in }
    ) {
      self.program = program
      self.cache = cache
      self.progress = progress
    }
  }

  package init(folder: String, output: String, themes: [String], baseURL: String?, year: Int) {
    self.folder = folder
    self.output = output
    self.themes = themes
    self.baseURL = baseURL
    self.year = year
  }

  package struct Result: Sendable {
    package let counts: FolderOutput.Counts
    package let report: BuildReport
    /// What the folder's reader had to say.
    package let warnings: [Diagnostic]
    package let filesRead: Int

    /// What reader and builder had to say, one line each.
    package var messages: [String] { warnings.map(\.description) + report.warnings.map { "warning: \($0)" } }
    package var pages: Int { report.pages }
    /// Pictures, in one part and all sizes each, that were worked on and not found in the cache.
    package let picturesMade: Int
  }

  /// Reads, builds and writes. Blocks. When nothing has changed since the last build into this output, nothing of it is done again.
  /// - Throws: `SiteFolderError` before anything is written; `FolderOutputError` when the output cannot be written, or
  ///   holds files that would be lost.
  package func run() throws -> Result {
    try checkFolders()
    let begun = BuildRecord.moment
    let built: (result: Result, isWhole: Bool)
    let inputs: String?
    if let record = BuildRecord.current(in: output) {
      inputs = self.inputs(begun: begun)
      if record.inputs == inputs { return record.result }
      BuildRecord.remove(from: output)
      built = try build()
    } else {
      BuildRecord.remove(from: output)
      let results = Parallel.both({ Swift.Result { try build() } }, { self.inputs(begun: begun) })
      (built, inputs) = (try results.0.get(), results.1)
    }
    if built.isWhole, let inputs { BuildRecord.write(built.result, inputs: inputs, output: output) }
    return built.result
  }

  private func inputs(begun: Int) -> String? {
    BuildRecord.inputs(
      of: [folder] + themes.filter { access($0, F_OK) == 0 },
      options: [
        output, baseURL ?? "-", String(year), isCompressed ? "compressed" : "plain",
        pictures == nil ? "-" : "pictures \(PictureRecipe.version)",
      ], begun: begun)
  }

  /// - Returns: also whether another build would make the same, and not more of the pictures
  private func build() throws -> (Result, isWhole: Bool) {
    let read = try SiteFolder.read(folder, themes: themes, options: SiteFolder.Options(workers: workers))
    var snapshot = read.snapshot
    let options = BuildOptions(baseURL: baseURL, year: year)
    let pictures = try complete(&snapshot, options, sources: read.assetSources)
    let sources = read.assetSources.merging(pictures.sources) { own, _ in own }
    let target = try FolderOutput(output) { asset in
      guard let source = sources[asset.hash] else { throw MissingAsset(hash: asset.hash) }
      return source
    }
    let builder = SiteBuilder(snapshot, options: options)
    do {
      let paths = builder.outputPaths
      let foreign = target.foreign(among: paths)
      // Built twice where it matters, so that nothing is written when one of the files must stay, and nothing claimed that is not made.
      let checked = Mutex<Set<String>>([])
      if !foreign.isEmpty {
        _ = try builder.build(workers: workers) { file in
          guard foreign.contains(file.path) else { return }
          try target.check(file)
          checked.withLock { _ = $0.insert(file.path) }
        }
      }
      let unused = foreign.subtracting(checked.withLock { $0 })
      let compressed = isCompressed ? try CompressedForms(of: paths, in: target) : nil
      try target.claim(paths.filter { !unused.contains($0) } + (compressed?.paths ?? []))
      var report = try builder.build(workers: workers) { file in
        try target.write(file)
        try compressed?.write(file, to: target) { sources[$0.hash] }
      }
      report.warnings += warnings(about: pictures, snapshot)
      let result = Result(
        counts: try target.finish(), report: report, warnings: read.warnings, filesRead: read.fileCount,
        picturesMade: pictures.made)
      return (result, pictures.trouble == nil)
    } catch let error as BuildError {
      throw SiteFolderError(diagnostics: [
        Diagnostic(.error, file: folder, line: nil, message: error.description, advice: "")
      ])
    }
  }

  /// Gives the snapshot the renditions that its pages want.
  private func complete(
    _ snapshot: inout SiteSnapshot, _ options: BuildOptions, sources: [String: AssetSource]
  ) throws -> FolderPictures.Result {
    guard let pictures, snapshot.allAssets.contains(where: PictureRecipe.takes) else { return FolderPictures.Result() }
    let needs: Set<PictureNeed>
    // What is wrong with a page the build itself says.
    do {
      needs = try SiteBuilder(snapshot, options: options).build(workers: workers) { _ in }.missingPictures
    } catch is BuildError {
      return FolderPictures.Result()
    }
    let work = FolderPictures(
      helper: PictureHelper(pictures.program),
      cache: (pictures.cache ?? PictureCache.standard).flatMap(PictureCache.init),
      progress: pictures.progress)
    let result = work.results(for: needs) { original in
      if case .file(let path)? = sources[original.hash] { path } else { nil }
    }
    snapshot.add(result.sets)
    return result
  }

  private func warnings(about pictures: FolderPictures.Result, _ snapshot: SiteSnapshot) -> [BuildWarning] {
    var warnings: [BuildWarning] = []
    if let trouble = pictures.trouble {
      warnings.append(BuildWarning(message: "pictures stay as they are: \(trouble)"))
    }
    let problems = Dictionary(
      pictures.sets.map { ($0.key.original.hash, $0.value.problem) }.filter { !$0.1.isEmpty },
      uniquingKeysWith: { first, _ in first })
    let files = snapshot.assets.merging(snapshot.theme.assets) { own, _ in own }
    for (path, file) in files.sorted(by: { $0.key < $1.key }) {
      if let problem = problems[file.hash] {
        warnings.append(BuildWarning(message: "the picture “\(path)” stays as it is: \(problem)"))
      }
    }
    return warnings
  }

  /// The folders that hold what a site is made of.
  private static let sourceFolders = ["pages", "collections", "shared", "assets", "themes"]

  private func checkFolders() throws(FolderOutputError) {
    func isSame(_ path: String, orBelow folder: String) -> Bool {
      path == folder || path.hasPrefix(folder == "/" ? "/" : folder + "/")
    }
    let target = FolderFiles.resolved(output)
    for source in [folder] + themes {
      guard !isSame(FolderFiles.resolved(source), orBelow: target) else {
        throw .mixedWithSource(output: output, source: source)
      }
    }
    for source in Self.sourceFolders.map({ "\(folder)/\($0)" }) + themes
    where isSame(target, orBelow: FolderFiles.resolved(source)) {
      throw .mixedWithSource(output: output, source: source)
    }
  }

  private struct MissingAsset: Error, CustomStringConvertible {
    let hash: String
    var description: String { "no file of the site or theme has the content \(hash)" }
  }
}
