import App
import ArgumentParser

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
