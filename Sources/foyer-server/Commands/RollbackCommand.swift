import App
import ArgumentParser

struct RollbackCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rollback", abstract: "Make another release the live one: an older one, or a newer one after that.",
    discussion: "foyer releases SITE lists them. Nothing is built; the draft stays as it is.")

  @OptionGroup var data: DataOptions
  @OptionGroup var chosen: SiteArgument
  @Argument(help: "The release; otherwise the one before the live one.") var release: Int?

  func run() async throws {
    try await withSite(data, chosen, usage: "foyer rollback SITE [RELEASE]") { commands, site in
      let (live, same) = try await commands.rollBack(site, to: release)
      let passed =
        same.isEmpty
        ? ""
        : "; \(same.map { "release \($0)" }.joined(separator: " and ")) was the one that was live, before it was built anew"
      say("\(site): release \(live) is live\(passed)")
    }
  }
}
