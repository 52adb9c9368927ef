import App
import ArgumentParser

struct ServeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "serve", abstract: "Serve portal, drafts and published sites.")

  @OptionGroup var data: DataOptions
  @OptionGroup var address: AddressOptions

  @Option(help: "The address to listen on.")
  var host = "127.0.0.1"

  @Option(
    name: .customLong("trusted-proxy"),
    help: ArgumentHelp(
      "A proxy in front, whose X-Forwarded-For names the client, such as 127.0.0.1 or 10.0.0.0/8; may be repeated.",
      valueName: "address[/bits]"))
  var trustedProxies: [String] = []

  @Flag(help: "Fill an empty data folder with demo sites, and print links that sign in.")
  var demo = false

  @Flag(help: "Leave pictures as they are, in one size and format.")
  var noPictures = false

  func validate() throws {
    guard (1...65_535).contains(address.port) else { throw ValidationError("--port is 1 to 65535") }
    for text in trustedProxies where Configuration.proxy(text) == nil {
      throw ValidationError("--trusted-proxy is an IP address or a range like 10.0.0.0/8, not “\(text)”")
    }
  }

  func run() async throws {
    try await reporting {
      var configuration = try data.configuration()
      address.apply(to: &configuration)
      configuration.host = host
      configuration.isDemo = demo
      configuration.makesPictures = !noPictures
      configuration.trustedProxies = trustedProxies.compactMap(Configuration.proxy)
      try await Serving.run(configuration) { say($0) }
    }
  }
}
