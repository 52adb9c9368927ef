import App
import ArgumentParser

struct DomainCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "domain", abstract: "Names of its own under which a site is reached.",
    subcommands: [Add.self, Remove.self, List.self])

  struct Add: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "add", abstract: "Give a site a domain.",
      discussion: """
        Point the domain to this server. A running server answers for it within a second. Other names of the site lead to the main one \
        only when the first request for it has arrived here; until then the site stays where it was.
        """)

    @OptionGroup var data: DataOptions
    @OptionGroup var address: AddressOptions
    @Flag(name: .customLong("main"), help: "All other names of the site lead to this one.") var isMain = false
    @OptionGroup var chosen: SiteArgument
    @Argument(help: "The domain, such as www.example.de.") var host: String?

    func run() async throws {
      let usage = "foyer domain add SITE HOST [--main]"
      try await withDomains(data, chosen, at: address, usage: usage) { commands, site in
        guard let host else { throw CommandFailure.missing("which domain, such as www.example.de?", usage: usage) }
        let added = try await commands.add(host, to: site, isMain: isMain)
        say("\(site): \(added.line)")
        if let warning = added.warning { say("warning: \(warning)") }
      }
    }
  }

  struct Remove: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "remove", abstract: "Take a domain from a site.")

    @OptionGroup var data: DataOptions
    @OptionGroup var chosen: SiteArgument
    @Argument(help: "The domain.") var host: String?

    func run() async throws {
      let usage = "foyer domain remove SITE HOST"
      try await withDomains(data, chosen, usage: usage) { commands, site in
        let removed = try await commands.remove(host, from: site, usage: usage)
        say("\(site): \(removed) is removed")
      }
    }
  }

  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "List a site's domains.")

    @OptionGroup var data: DataOptions
    @OptionGroup var chosen: SiteArgument

    func run() async throws {
      try await withDomains(data, chosen, usage: "foyer domain list SITE") { commands, site in
        let lines = try await commands.list(site)
        for line in lines { say(line) }
        if lines.isEmpty { say("\(site): no domain of its own; foyer domain add \(site) HOST gives it one") }
      }
    }
  }
}

/// - Parameters:
///   - address: where the portal is, for names that are its own
///   - usage: how the command is written
///   - work: gets the commands and the site's name
private func withDomains(
  _ data: DataOptions, _ chosen: SiteArgument, at address: AddressOptions? = nil, usage: String,
  _ work: (DomainCommands, String) async throws -> Void
) async throws {
  try await reporting {
    var configuration = try data.configuration()
    address?.apply(to: &configuration)
    let origins = try configuration.origins()
    try await Installation.with(configuration, sharing: true, making: false) { store in
      let site = try await SiteCommands(store: store).named(chosen.site, usage: usage)
      try await work(DomainCommands(store: store, origins: origins), site)
    }
  }
}
