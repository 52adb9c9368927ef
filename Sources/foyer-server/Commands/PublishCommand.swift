import App
import ArgumentParser
import Glibc
import Model
import Publishing

struct PublishCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "publish", abstract: "Make a site's newest revision, or another one, live.",
    discussion: "Where the live release is the same already, nothing is made.")

  @OptionGroup var data: DataOptions
  @OptionGroup var chosen: SiteArgument

  @Option(help: "Another revision than the newest.") var revision: Int?
  @Flag(help: "Publish although a check says stop; this is recorded.") var override = false
  @Flag(help: "Make a release although it is the same as the live one.") var force = false

  @Flag(
    help:
      "Do not wait for pictures that are still to be made; a service on the same data makes them and brings them live.")
  var noWait = false

  func run() async throws {
    try await reporting { try await publish() }
  }

  private func publish() async throws {
    let installation = try Installation(try data.configuration(), sharing: true, making: false)
    defer { installation.close() }
    // A service that runs makes pictures itself, and publishes once more when they are there.
    let isWaiting = !noWait && !installation.isShared
    let commands = SiteCommands(store: installation.store, pictures: isWaiting ? HelperProgram.beside() : nil)
    let site = try await commands.named(chosen.site, usage: "foyer publish SITE")
    let progress = PictureProgress()
    let tell: @Sendable (Int, Int) -> Void = { progress.tell($0, $1) }
    let made = try await commands.publish(
      site, revision: revision, override: override, always: force, waiting: isWaiting ? tell : nil)
    guard let made else {
      return say("\(site): nothing to publish; release \(try await commands.live(site)?.number ?? 0) has all of it")
    }
    if isWaiting {
      for problem in try await commands.pictureProblems(site) {
        say("warning: the picture “\(problem.path)” could not be made: \(problem.words)", to: STDERR_FILENO)
      }
    }
    say("\(site): release \(made.number) of revision \(made.revision) is live")
    let awaited = try await commands.awaitedPictures(site, release: made.number)
    if awaited > 0 { say(Self.words(awaited, isShared: installation.isShared)) }
  }

  private static func words(_ awaited: Int, isShared: Bool) -> String {
    "\(awaited == 1 ? "1 picture is" : "\(awaited) pictures are") shown as "
      + "\(awaited == 1 ? "it is" : "they are") until the service "
      + (isShared ? "has made the other sizes" : "is started, which then makes the other sizes")
  }
}
