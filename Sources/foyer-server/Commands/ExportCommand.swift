import App
import ArgumentParser
import Model

struct ExportCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export", abstract: "Write a site as a folder or a ZIP file, with everything in it.",
    discussion: """
      What comes out is a site folder (docs/site-folder.md) with the theme and all files; foyer import makes the same site of it again, \
      IDs included. With --history it also holds every revision, release and file that the site has had.
      """)

  @OptionGroup var data: DataOptions
  @OptionGroup var chosen: SiteArgument
  @Option(help: "A folder that does not exist yet or is empty, or a file whose name ends in .zip.") var output: String?
  @Option(help: "The revision; otherwise the newest one.") var revision: Int?
  @Flag(help: "Everything that the site was: revisions, releases, all files. Needs a .zip file.") var history = false

  func validate() throws {
    if history, revision != nil { throw ValidationError("--history holds every revision; leave --revision out") }
    if history, let output, !output.lowercased().hasSuffix(".zip") {
      throw ValidationError("--history needs a .zip file: --output \(output).zip")
    }
  }

  func run() async throws {
    let usage = "foyer export SITE --output DIR|FILE.zip"
    try await withSite(data, chosen, usage: usage) { commands, site in
      guard let output else { throw CommandFailure.missing("where to? name a folder or a .zip file", usage: usage) }
      let made = try await commands.export(site, to: output, revision: revision, withHistory: history)
      say("\(site): revision \(made.revision) in \(output), \(Counted.of(made.files, "file"))")
    }
  }
}
