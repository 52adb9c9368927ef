import App
import ArgumentParser

struct ServeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "serve", abstract: "Serve portal, drafts and published sites.")

  @OptionGroup var data: DataOptions
  @OptionGroup var address: AddressOptions

  @Option(help: "The address to listen on.")
  var host = "127.0.0.1"

  @Flag(help: "Fill an empty data folder with demo sites, and print links that sign in.")
  var demo = false

  func validate() throws {
    guard (1...65_535).contains(address.port) else { throw ValidationError("--port is 1 to 65535") }
  }

  func run() async throws {
    try await reporting {
      var configuration = try data.configuration()
      address.apply(to: &configuration)
      configuration.host = host
      configuration.isDemo = demo
      try await Serving.run(configuration) { say($0) }
    }
  }
}
