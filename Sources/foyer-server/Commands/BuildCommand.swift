import App
import ArgumentParser
import Builder
import Glibc
import Model
import Publishing
import SiteFolder

struct BuildCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "build", abstract: "Make a static site of a folder, without a server.",
    discussion: "While you work: foyer build SITE --output DIR --watch --serve, then open the address that it prints.")

  @Argument(help: "A site folder, or a folder of Markdown with front matter.") var folder: String
  @Option(help: "Where the site goes. Only files of an earlier build are removed there.") var output: String
  @Option(help: "The address at which the site will be; otherwise the one in site.yaml.") var baseURL: String?
  @Option(help: "A folder with themes, besides those of the site and those that come with Foyer.") var themes: String?
  @Option(help: "How many threads work on it.") var workers = 2
  @Flag(help: "Write .br and .gz beside each text file, for servers that send them as they are.") var compress = false
  @Flag(help: "Print the report as JSON.") var json = false
  @Flag(help: "Build again whenever a file of the site or its theme changes, until Ctrl-C.") var watch = false
  @Flag(help: "With --watch: show the site on this machine, and open pages again when they have changed.") var serve =
    false
  @Argument(help: "With --serve: the port; 8090 by default, or another one when that is in use.") var port: Int?
  @Flag(help: "Leave pictures as they are, in one size and format.") var noPictures = false
  @Option(help: "Where pictures in other sizes and formats are kept for the next build; otherwise ~/.cache/foyer.")
  var cache: String?

  func validate() throws {
    guard (1...64).contains(workers) else { throw ValidationError("--workers is 1 to 64") }
    guard watch || !serve else { throw ValidationError("--serve needs --watch") }
    guard port == nil || serve else { throw ValidationError("a port needs --watch --serve") }
    guard (0...65_535).contains(port ?? 0) else { throw ValidationError("the port is 0 to 65535") }
    guard !json || !watch else { throw ValidationError("--json is for a single build") }
    if let baseURL, !SiteSettings.isAddress(baseURL) {
      throw ValidationError("--base-url “\(baseURL)” is no address; write, for example, https://www.example.de")
    }
  }

  func run() async throws {
    try await reporting {
      if let themes, access(themes, R_OK | X_OK) != 0 {
        throw CommandFailure(.badInput, "--themes: there is no folder “\(themes)”")
      }
      let own = (try? Configuration.findHome()).map { "\($0)/themes" }
      var build = FolderBuild(
        folder: folder, output: output, themes: [themes, own].compactMap { $0 }, baseURL: baseURL,
        year: Foyer.currentYear)
      build.workers = workers
      build.isCompressed = compress
      if !noPictures { build.pictures = pictures() }
      if watch {
        return try await FolderPreview(build: build, isServed: serve, port: port) { line, isError in
          say(line, to: isError ? STDERR_FILENO : STDOUT_FILENO)
        }.run()
      }
      let result = try build.run()
      let messages = missingHelper(build) + result.messages
      for message in messages { say(message, to: STDERR_FILENO) }
      say(json ? Self.json(result, messages).canonical : Self.text(result, output))
    }
  }

  private func pictures() -> FolderBuild.Pictures? {
    guard let program = HelperProgram.beside() else { return nil }
    let progress = PictureProgress()
    return FolderBuild.Pictures(program, cache: cache, progress: progress.tell)
  }

  private func missingHelper(_ build: FolderBuild) -> [String] {
    guard build.pictures == nil, !noPictures else { return [] }
    return [
      "warning: pictures stay as they are: foyer-helper is not beside this program (--no-pictures says it is meant)"
    ]
  }

  private static func text(_ result: FolderBuild.Result, _ output: String) -> String {
    "\(Counted.of(result.report.pages, "page")), \(Counted.of(result.report.files, "file")) in \(output): \(result.counts.written) written, "
      + "\(result.counts.unchanged) unchanged, \(result.counts.removed) removed"
  }

  private static func json(_ result: FolderBuild.Result, _ warnings: [String]) -> JSONValue {
    [
      "pages": .integer(result.report.pages), "files": .integer(result.report.files),
      "filesRead": .integer(result.filesRead), "written": .integer(result.counts.written),
      "unchanged": .integer(result.counts.unchanged), "removed": .integer(result.counts.removed),
      "bytes": .integer(result.counts.bytes), "pictures": .integer(result.picturesMade), "warnings": .strings(warnings),
    ]
  }
}
