import App
import ArgumentParser

struct RollbackCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rollback", abstract: "Make an older release the live one again.")

  @OptionGroup var data: DataOptions
  @Argument(help: "The site.") var site: String
  @Argument(help: "The release; otherwise the one before the live one.") var release: Int?

  func run() async throws {
    try await reporting {
      try await Installation.with(try data.configuration(), sharing: true) { store in
        say("\(site): release \(try await SiteCommands(store: store).rollBack(site, to: release)) is live")
      }
    }
  }
}
