import App
import ArgumentParser
import Model

struct CheckCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check", abstract: "Look for what is wrong or missing in a site's newest revision.")

  @OptionGroup var data: DataOptions
  @Argument(help: "The site.") var site: String

  func run() async throws {
    try await reporting {
      try await Installation.with(try data.configuration(), sharing: true) { store in
        let found = try await SiteCommands(store: store).check(site)
        for (finding, level) in found {
          let facts = [finding.label, finding.detail].filter { !$0.isEmpty }.joined(separator: ": ")
          say(VisibleText.of("\(level.rawValue)  \(finding.path)  \(finding.kind.rawValue)  \(facts)"))
        }
        say("\(site): \(found.count) findings")
        if found.contains(where: { $0.level == .stop }) { throw ExitCode(CommandFailure.Code.badInput.rawValue) }
      }
    }
  }
}
