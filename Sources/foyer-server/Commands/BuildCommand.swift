import App
import ArgumentParser
import Builder
import Glibc
import Model
import Publishing
import SiteFolder

struct BuildCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "build", abstract: "Make a static site of a folder, without a server.")

  @Argument(help: "A site folder, or a folder of Markdown with front matter.") var folder: String
  @Option(help: "Where the site goes. Only files of an earlier build are removed there.") var output: String
  @Option(help: "The address at which the site will be; otherwise the one in site.yaml.") var baseURL: String?
  @Option(help: "A folder with themes, besides those of the site and those that come with Foyer.") var themes: String?
  @Option(help: "How many threads work on it.") var workers = 2
  @Flag(help: "Write .br and .gz beside each text file, for servers that send them as they are.") var compress = false
  @Flag(help: "Print the report as JSON.") var json = false

  func validate() throws {
    guard (1...64).contains(workers) else { throw ValidationError("--workers is 1 to 64") }
  }

  func run() async throws {
    try await reporting {
      let own = (try? Configuration.findHome()).map { "\($0)/themes" }
      var build = FolderBuild(
        folder: folder, output: output, themes: [themes, own].compactMap { $0 }, baseURL: baseURL,
        year: Foyer.currentYear)
      build.workers = workers
      build.isCompressed = compress
      let result = try build.run()
      let warnings = result.warnings.map(\.description) + result.report.warnings.map { "warning: \($0)" }
      for warning in warnings { say(warning, to: STDERR_FILENO) }
      say(json ? Self.json(result, warnings).canonical : Self.text(result, output))
    }
  }

  private static func text(_ result: FolderBuild.Result, _ output: String) -> String {
    "\(result.report.pages) pages, \(result.report.files) files in \(output): \(result.counts.written) written, "
      + "\(result.counts.unchanged) unchanged, \(result.counts.removed) removed"
  }

  private static func json(_ result: FolderBuild.Result, _ warnings: [String]) -> JSONValue {
    [
      "pages": .integer(result.report.pages), "files": .integer(result.report.files),
      "filesRead": .integer(result.filesRead), "written": .integer(result.counts.written),
      "unchanged": .integer(result.counts.unchanged), "removed": .integer(result.counts.removed),
      "bytes": .integer(result.counts.bytes), "warnings": .strings(warnings),
    ]
  }
}
