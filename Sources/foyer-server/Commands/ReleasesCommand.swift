import App
import ArgumentParser
import Model

struct ReleasesCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "releases", abstract: "List a site's releases: when, why, by whom, and which one is live.")

  @OptionGroup var data: DataOptions
  @OptionGroup var chosen: SiteArgument

  func run() async throws {
    try await withSite(data, chosen, usage: "foyer releases SITE") { commands, site in
      let releases = try await commands.releases(site)
      for listed in releases { say(Self.line(listed)) }
      if releases.isEmpty { say("\(site): nothing is published yet; foyer publish \(site) does so") }
    }
  }

  private static func line(_ listed: SiteCommands.ListedRelease) -> String {
    let release = listed.release
    let picks = release.composition.picks.count
    let parts = picks == 0 ? "" : " with \(picks) picked"
    return VisibleText.of(
      "\(release.number)  revision \(release.revision)\(parts)  \(Foyer.timestamp(release.at))  \(release.reason.rawValue)  "
        + "\(listed.maker)\(listed.isLive ? "  live" : "")")
  }
}
