import App
import ArgumentParser
import Model

struct CheckCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check", abstract: "Look for what is wrong or missing in a site's newest revision.",
    discussion:
      "Ends with 65 when something stops a publish, with 0 otherwise. What stops one the agency chooses in the portal.")

  @OptionGroup var data: DataOptions
  @OptionGroup var chosen: SiteArgument
  @Flag(help: "Print what was found as JSON.") var json = false

  func run() async throws {
    try await withSite(data, chosen, usage: "foyer check SITE") { commands, site in
      let found = try await commands.check(site)
      let stopping = found.count { $0.level == .stop }
      if json {
        say(JSONValue.object(["found": .array(found.map { Self.json($0.finding, $0.level) })]).canonical)
      } else {
        for (finding, level) in found {
          say("\(level == .stop ? "stops" : "warning")  \(CheckWords.line(finding))")
        }
        let stops = stopping == 0 ? "" : ", \(stopping) of them \(stopping == 1 ? "stops" : "stop") a publish"
        say(found.isEmpty ? "\(site): nothing found" : "\(site): \(Counted.of(found.count, "finding"))\(stops)")
      }
      if stopping > 0 { throw ExitCode(CommandFailure.Code.badInput.rawValue) }
    }
  }

  private static func json(_ finding: CheckFinding, _ level: CheckLevel) -> JSONValue {
    .record([
      "kind": .string(finding.kind.rawValue), "level": .string(level.rawValue), "place": .string(finding.path),
      "page": finding.page.map { .string($0.rawValue) }, "element": finding.element.map { .string($0.rawValue) },
      "label": .string(finding.label), "detail": .string(finding.detail),
      "problem": .string(CheckWords.problem(finding)), "advice": .string(CheckWords.advice(finding.kind)),
    ])
  }
}
