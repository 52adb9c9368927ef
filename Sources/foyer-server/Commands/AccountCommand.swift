import App
import ArgumentParser
import Glibc
import Model

struct AccountCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "account", abstract: "People: add, invite, let choose another password.",
    subcommands: [Add.self, Invite.self, Reset.self])

  struct Add: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Add one of the agency's people.")

    @OptionGroup var data: DataOptions
    @OptionGroup var address: AddressOptions
    @Argument(help: "The e-mail address.") var email: String
    @Option(help: "The name that others see.") var name: String
    @Option(help: "admin, designer or support.") var role = "designer"
    @Option(help: "de or en; without it, what the browser says at the first sign-in.") var language: String?

    func run() async throws {
      try await withAccounts(data, address) {
        tell(try await $0.add(email: email, name: name, role: role, locale: language ?? ""), to: email)
      }
    }
  }

  struct Invite: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Give somebody a role in a site's project.")

    @OptionGroup var data: DataOptions
    @OptionGroup var address: AddressOptions
    @Argument(help: "The e-mail address.") var email: String
    @Option(help: "The name that others see.") var name: String
    @Option(help: "The site.") var site: String?
    @Option(help: "owner, editor or reviewer.") var role = "editor"
    @Option(help: "de or en; without it, what the browser says at the first sign-in.") var language: String?

    func run() async throws {
      try await withAccounts(data, address) {
        tell(try await $0.invite(email: email, name: name, site: site, role: role, locale: language ?? ""), to: email)
      }
    }
  }

  struct Reset: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Print a link to choose another password.")

    @OptionGroup var data: DataOptions
    @OptionGroup var address: AddressOptions
    @Argument(help: "The e-mail address.") var email: String

    func run() async throws {
      try await withAccounts(data, address) { tell(try await $0.reset(email: email), to: email) }
    }
  }
}

/// The address alone goes to the standard output, so that it can be handed on.
private func tell(_ link: String, to email: String) {
  say("send this address to \(VisibleText.of(email)); it can be used once:", to: STDERR_FILENO)
  say(link)
}

private func withAccounts(
  _ data: DataOptions, _ address: AddressOptions, _ work: (AccountCommands) async throws -> Void
) async throws {
  try await reporting {
    var configuration = try data.configuration()
    address.apply(to: &configuration)
    let origins = try configuration.origins()
    // People are rows only, so a running server need not be stopped for them.
    try await Installation.with(configuration, sharing: true) { store in
      try await work(AccountCommands(store: store, origins: origins))
    }
  }
}
