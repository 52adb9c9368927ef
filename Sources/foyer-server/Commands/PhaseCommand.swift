import App
import ArgumentParser
import Model

struct PhaseCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "phase", abstract: "Tell or change where a site's project stands.",
    discussion: "Customers may edit in the phases “feedback” and “done”; in the others the agency works on the site.")

  @OptionGroup var data: DataOptions
  @OptionGroup var chosen: SiteArgument
  @Argument(help: "One of: \(Self.names). Without it the phase is only told.") var phase: Phase?

  private static let names = Phase.allCases.map(\.rawValue).joined(separator: ", ")

  func run() async throws {
    try await withSite(data, chosen, usage: "foyer phase SITE [PHASE]") { commands, site in
      say("\(site): \(try await commands.phase(site, changingTo: phase).rawValue)")
    }
  }
}

extension Phase: ExpressibleByArgument {}
