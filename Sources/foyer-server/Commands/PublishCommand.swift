import App
import ArgumentParser
import Model
import Publishing

struct PublishCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "publish", abstract: "Make a site's newest revision, or another one, live.",
    discussion: "Where the live release is the same already, nothing is made.")

  @OptionGroup var data: DataOptions
  @OptionGroup var chosen: SiteArgument

  @Option(help: "Another revision than the newest.") var revision: Int?
  @Flag(help: "Publish although a check says stop; this is recorded.") var override = false
  @Flag(help: "Make a release although it is the same as the live one.") var force = false

  func run() async throws {
    try await withSite(data, chosen, usage: "foyer publish SITE", pictures: .beside()) { commands, site in
      let made = try await commands.publish(site, revision: revision, override: override, always: force)
      if let made { return say("\(site): release \(made.number) of revision \(made.revision) is live") }
      let live = try await commands.live(site)
      say("\(site): nothing to publish; release \(live?.number ?? 0) has all of it")
    }
  }
}
