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
    @Argument(help: "The site.") var site: String
    @Argument(help: "The domain, such as www.example.de.") var host: String

    func run() async throws {
      try await reporting {
        var configuration = try data.configuration()
        address.apply(to: &configuration)
        let origins = try configuration.origins()
        try await Installation.with(configuration, sharing: true) { store in
          let added = try await DomainCommands(store: store, origins: origins).add(host, to: site, isMain: isMain)
          say("\(site): \(added.line)")
          if let warning = added.warning { say("warning: \(warning)") }
        }
      }
    }
  }

  struct Remove: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "remove", abstract: "Take a domain from a site.")

    @OptionGroup var data: DataOptions
    @Argument(help: "The site.") var site: String
    @Argument(help: "The domain.") var host: String

    func run() async throws {
      try await reporting {
        let configuration = try data.configuration()
        let origins = try configuration.origins()
        try await Installation.with(configuration, sharing: true) { store in
          try await DomainCommands(store: store, origins: origins).remove(host, from: site)
          say("\(site): \(host) is removed")
        }
      }
    }
  }

  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "List a site's domains.")

    @OptionGroup var data: DataOptions
    @Argument(help: "The site.") var site: String

    func run() async throws {
      try await reporting {
        let configuration = try data.configuration()
        let origins = try configuration.origins()
        try await Installation.with(configuration, sharing: true) { store in
          for line in try await DomainCommands(store: store, origins: origins).list(site) { say(line) }
        }
      }
    }
  }
}
