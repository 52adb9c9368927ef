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
      try await withTargets(data, chosen, usage: "foyer target list SITE") { commands, site in
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
    @OptionGroup var chosen: SiteArgument
    @Argument(help: "The target.") var name: String?
    @Flag(help: "Remove the files that were sent there, too.") var andFiles = false

    func run() async throws {
      let usage = "foyer target remove SITE NAME [--and-files]"
      try await withTargets(data, chosen, usage: usage) { commands, site in
        let removed = try await commands.remove(name, of: site, andFiles: andFiles, usage: usage)
        say(
          "\(site): \(removed) is no target any more; \(andFiles ? "the files sent there are removed" : "what was sent there stays")"
        )
      }
    }
  }

  struct Check: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Connect to a target and tell what is there.")

    @OptionGroup var data: DataOptions
    @OptionGroup var chosen: SiteArgument
    @Argument(help: "The target; may be left out when there is one.") var name: String?

    func run() async throws {
      try await withTargets(data, chosen, usage: "foyer target check SITE [NAME]") { commands, site in
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

/// - Parameters:
///   - usage: how the command is written
///   - work: gets the commands and the site's name; what it throws becomes a message and an exit code
func withTargets(
  _ data: DataOptions, _ chosen: SiteArgument, usage: String, _ work: (TargetCommands, String) async throws -> Void
) async throws {
  try await reporting {
    try await Installation.with(try data.configuration(), sharing: true, making: false) { store in
      let commands = TargetCommands(store: store)
      try await work(commands, try await commands.sites.named(chosen.site, usage: usage))
    }
  }
}
