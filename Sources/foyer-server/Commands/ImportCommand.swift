import App
import ArgumentParser
import Glibc
import Model

struct ImportCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import", abstract: "Make a site of a folder or a ZIP file.",
    discussion: """
      Read are: a site folder or what foyer export has written (docs/site-folder.md), folders of Markdown as Hugo, Jekyll and Eleventy \
      have them, and finished sites of plain HTML. What could not be taken over is told with file and line; nothing is stored after an error.
      """)

  @OptionGroup var data: DataOptions
  @Argument(help: "A folder, or a file whose name ends in .zip.") var folder: String
  @Option(help: "The site's name in addresses; otherwise the folder's name.") var site: String?

  func run() async throws {
    try await reporting {
      let configuration = try data.configuration()
      try await Installation.with(configuration, sharing: true) { store in
        let made = try await SiteCommands.importSite(
          folder, slug: site, themes: configuration.themes, into: store)
        for warning in made.warnings { say(warning, to: STDERR_FILENO) }
        say("\(made.slug): \(Counted.of(made.pages, "page")) from \(Counted.of(made.files, "file"))")
        say("next: foyer publish \(made.slug), then foyer phase \(made.slug) done, so that its customer may edit")
      }
    }
  }
}
