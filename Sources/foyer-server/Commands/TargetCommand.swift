import App
import ArgumentParser
import Glibc
import Model
import Publishing

struct TargetCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "target", abstract: "Places that a site is sent to: a folder, SFTP, S3.",
    subcommands: [TargetAddCommand.self, List.self, Remove.self, TargetSendCommand.self, Check.self])

  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "List a site's targets.")

    @OptionGroup var data: DataOptions
    @OptionGroup var chosen: SiteArgument

    func run() async throws {
      try await withTargets(data) { commands in
        let site = try await commands.sites.named(chosen.site, usage: "foyer target list SITE")
        for listed in try await commands.list(site) {
          let target = listed.target
          let run =
            listed.lastRun.map { "release \($0.release) \($0.state.rawValue) \(Foyer.timestamp($0.at))" }
            ?? "not sent yet"
          let mode = target.isAutomatic ? "automatic" : "manual"
          say("\(target.name)  \(target.settings.kind)  \(VisibleText.of(target.settings.place))  \(mode)  \(run)")
        }
      }
    }
  }

  struct Remove: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Forget a target. What is there stays.")

    @OptionGroup var data: DataOptions
    @Argument(help: "The site.") var site: String
    @Argument(help: "The target.") var name: String
    @Flag(help: "Remove the files that were sent there, too.") var andFiles = false

    func run() async throws {
      try await withTargets(data) { try await $0.remove(name, of: site, andFiles: andFiles) }
    }
  }

  struct Check: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Connect to a target and tell what is there.")

    @OptionGroup var data: DataOptions
    @Argument(help: "The site.") var site: String
    @Argument(help: "The target.") var name: String

    func run() async throws {
      try await withTargets(data) { commands in
        let state = try await commands.check(name, of: site)
        if let release = state.release {
          say("release \(release), \(Counted.of(state.files, "file"))")
        } else {
          say(state.files == 0 ? "nothing was sent yet" : "a run was cut off; the next one completes it")
        }
        for path in state.missing { say("missing: \(VisibleText.of(path))") }
        for path in state.changed { say("changed by somebody: \(VisibleText.of(path))") }
      }
    }
  }
}

/// - Parameter work: gets the commands; what it throws becomes a message and an exit code
func withTargets(_ data: DataOptions, _ work: (TargetCommands) async throws -> Void) async throws {
  try await reporting {
    try await Installation.with(try data.configuration(), sharing: true, making: false) { store in
      try await work(TargetCommands(store: store))
    }
  }
}
