import App
import ArgumentParser
import Publishing

/// Where the data is: the same for every command that uses it.
struct DataOptions: ParsableArguments {
  @Option(help: "The folder with database and files.")
  var data = "data"

  @Option(help: "postgres://… for a PostgreSQL server instead of the SQLite file in the data folder.")
  var database: String?

  func configuration() throws -> Configuration {
    var configuration = Configuration(home: try Configuration.findHome())
    configuration.data = data
    if let database { configuration.setDatabase(database) }
    return configuration
  }
}

/// The site that a command is about. Without it the command says which sites there are.
struct SiteArgument: ParsableArguments {
  @Argument(help: "The site.") var site: String?
}

/// Runs a command's work on the sites of a data folder that is there already.
/// - Parameters:
///   - chosen: the site that was named; without it the command ends and says which ones there are
///   - usage: how the command is written
///   - work: gets the commands and the site's name
func withSite(
  _ data: DataOptions, _ chosen: SiteArgument, usage: String, pictures: HelperProgram? = nil,
  _ work: (SiteCommands, String) async throws -> Void
) async throws {
  try await reporting {
    try await Installation.with(try data.configuration(), sharing: true, making: false) { store in
      let commands = SiteCommands(store: store, pictures: pictures)
      try await work(commands, try await commands.named(chosen.site, usage: usage))
    }
  }
}

/// Where the portal is, for links that a command prints.
struct AddressOptions: ParsableArguments {
  @Option(help: "The port.")
  var port = 8080

  @Option(help: "The portal's address as browsers see it, such as https://portal.example.de.")
  var url: String?

  func apply(to configuration: inout Configuration) {
    configuration.port = port
    configuration.url = url
  }
}
