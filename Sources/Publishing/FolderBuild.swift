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
  }

  /// Reads, builds and writes. Blocks. When nothing has changed since the last build into this output, nothing of it is done again.
  /// - Throws: `SiteFolderError` before anything is written; `FolderOutputError` when the output cannot be written, or
  ///   holds files that would be lost.
  package func run() throws -> Result {
    try checkFolders()
    let inputs = BuildRecord.inputs(
      of: [folder] + themes.filter { access($0, F_OK) == 0 },
      options: [output, baseURL ?? "-", String(year), isCompressed ? "compressed" : "plain"])
    if let inputs, let record = BuildRecord.current(in: output), record.inputs == inputs { return record.result }
    BuildRecord.remove(from: output)
    let result = try build()
    if let inputs { BuildRecord.write(result, inputs: inputs, output: output) }
    return result
  }

  private func build() throws -> Result {
    let read = try SiteFolder.read(folder, themes: themes, options: SiteFolder.Options(workers: workers))
    let sources = read.assetSources
    let target = try FolderOutput(output) { asset in
      guard let source = sources[asset.hash] else { throw MissingAsset(hash: asset.hash) }
      return source
    }
    let builder = SiteBuilder(read.snapshot, options: BuildOptions(baseURL: baseURL, year: year))
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
      let report = try builder.build(workers: workers) { file in
        try target.write(file)
        try compressed?.write(file, to: target) { sources[$0.hash] }
      }
      return Result(counts: try target.finish(), report: report, warnings: read.warnings, filesRead: read.fileCount)
    } catch let error as BuildError {
      throw SiteFolderError(diagnostics: [
        Diagnostic(.error, file: folder, line: nil, message: error.description, advice: "")
      ])
    }
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
