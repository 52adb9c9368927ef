import App
import ArgumentParser
import Model

struct ReleasesCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(commandName: "releases", abstract: "List a site's releases.")

  @OptionGroup var data: DataOptions
  @Argument(help: "The site.") var site: String

  func run() async throws {
    try await reporting {
      try await Installation.with(try data.configuration(), sharing: true) { store in
        let (releases, live) = try await SiteCommands(store: store).releases(site)
        for release in releases {
          let mark = release.number == live ? "  live" : ""
          let picks = release.composition.picks.count
          let parts = picks == 0 ? "" : " with \(picks) picked"
          say(
            "\(release.number)  revision \(release.revision)\(parts)  \(Foyer.timestamp(release.at))  "
              + "\(release.reason.rawValue)\(mark)")
        }
      }
    }
  }
}
