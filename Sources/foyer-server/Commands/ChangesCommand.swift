import App
import ArgumentParser
import Model

struct ChangesCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "changes", abstract: "List what a publish would change for visitors.")

  @OptionGroup var data: DataOptions
  @OptionGroup var chosen: SiteArgument

  func run() async throws {
    try await withSite(data, chosen, usage: "foyer changes SITE") { commands, site in
      guard let pending = try await commands.changes(site) else {
        return say("\(site): nothing is published yet, so all of it waits")
      }
      for (change, words) in pending { say(Self.line(change, words)) }
      say(
        pending.isEmpty
          ? "\(site): nothing waits; visitors see the newest revision"
          : "\(site): \(Counted.of(pending.count, "change")) since what is live")
    }
  }

  private static func line(_ change: PendingChange, _ words: String) -> String {
    let time = change.at.map { "\(Foyer.timestamp($0))  " } ?? ""
    return VisibleText.of("\(time)\(change.author ?? "command line")  \(words)")
  }
}
