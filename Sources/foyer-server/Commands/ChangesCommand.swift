import App
import ArgumentParser
import Model

struct ChangesCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "changes", abstract: "List what a publish would change for visitors.")

  @OptionGroup var data: DataOptions
  @Argument(help: "The site.") var site: String

  func run() async throws {
    try await reporting {
      try await Installation.with(try data.configuration(), sharing: true) { store in
        guard let pending = try await SiteCommands(store: store).changes(site) else {
          return say("\(site): nothing is published yet")
        }
        for change in pending { say(Self.line(change)) }
        say("\(site): \(pending.count) changes since what is live")
      }
    }
  }

  private static func line(_ change: PendingChange) -> String {
    let time = change.at.map { Foyer.timestamp($0) } ?? ""
    let what = change.changes.map { "\($0.property.rawValue) of \($0.kind) “\(Excerpt.line($0.label, maximum: 60))”" }
    return VisibleText.of("\(time)  \(change.author ?? "-")  \(what.joined(separator: ", "))")
  }
}
