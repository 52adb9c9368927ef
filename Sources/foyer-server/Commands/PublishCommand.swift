import App
import ArgumentParser
import Model

struct PublishCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "publish", abstract: "Make a site's newest revision the live one.")

  @OptionGroup var data: DataOptions
  @Argument(help: "The site.") var site: String

  func run() async throws {
    try await reporting {
      try await Installation.with(try data.configuration(), sharing: true) { store in
        let release = try await SiteCommands(store: store).publish(site)
        say("\(site): release \(release.number) of revision \(release.revision) is live")
      }
    }
  }
}
