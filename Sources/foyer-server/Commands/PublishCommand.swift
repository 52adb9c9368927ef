import App
import ArgumentParser
import Model
import Publishing

struct PublishCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "publish", abstract: "Make a site's newest revision, or another one, live.")

  @OptionGroup var data: DataOptions
  @Argument(help: "The site.") var site: String

  @Option(help: "Another revision than the newest.") var revision: Int?
  @Flag(help: "Publish although a check says stop; this is recorded.") var override = false

  func run() async throws {
    try await reporting {
      try await Installation.with(try data.configuration(), sharing: true) { store in
        let release = try await SiteCommands(store: store, pictures: .beside()).publish(
          site, revision: revision, override: override)
        say("\(site): release \(release.number) of revision \(release.revision) is live")
      }
    }
  }
}
