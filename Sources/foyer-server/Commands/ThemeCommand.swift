import App
import ArgumentParser
import Glibc
import Model
import Publishing
import SiteFolder

struct ThemeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "theme", abstract: "For people who write themes: begin one, check it, look at it, bring it to a site.",
    subcommands: [
      ThemeNewCommand.self, ThemeCheckCommand.self, ThemePreviewCommand.self, ThemeApplyCommand.self,
    ])
}

struct ThemeNewCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "new", abstract: "Make a small theme to begin with.",
    discussion: "Without --in it goes to themes/NAME below the folder that you are in.")

  @Argument(help: "The theme's name: letters, digits, - and _.") var name: String
  @Option(name: .customLong("in"), help: "The folder that gets the theme's folder.") var parent = "themes"

  func run() async throws {
    try await reporting {
      let folder = try ThemeCommands.make(name, in: parent, home: try Configuration.findHome())
      say("the theme is in \(ThemeCommands.wholePath(folder))")
      say("next: foyer theme check \(folder), then foyer theme preview \(folder) --output DIR")
    }
  }
}

struct ThemeCheckCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check", abstract: "Say what is wrong with a theme, where, and what to do.",
    discussion: "Ends with 65 when there are errors, with 0 otherwise. docs/themes.md explains every rule.")

  @Argument(help: "The theme's folder.") var folder: String
  @Flag(help: "Print what was found as JSON.") var json = false

  func run() async throws {
    try await reporting {
      let found = ThemeCheck.run(folder)
      let errors = found.count { $0.severity == .error }
      if json {
        let report: JSONValue = [
          "errors": .integer(errors), "warnings": .integer(found.count - errors), "found": .array(found.map(\.json)),
        ]
        say(report.canonical)
      } else {
        for diagnostic in found { say(diagnostic.description) }
        say(
          found.isEmpty
            ? "\(folder): nothing to mend"
            : "\(folder): \(Counted.of(errors, "error")), \(Counted.of(found.count - errors, "warning"))"
        )
      }
      if errors > 0 { throw ExitCode(CommandFailure.Code.badInput.rawValue) }
    }
  }
}

struct ThemePreviewCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "preview", abstract: "Build a site that shows every section and template of a theme.")

  @Argument(help: "The theme's folder.") var folder: String
  @Option(help: "Where the pages go. Only files of an earlier build are removed there.") var output: String

  func run() async throws {
    try await reporting {
      let result = try ThemeCommands.preview(
        folder, output: output, home: try Configuration.findHome(), year: Foyer.currentYear)
      for message in result.messages { say(message, to: STDERR_FILENO) }
      say("\(Counted.of(result.pages, "page")) in \(ThemeCommands.wholePath(output))")
    }
  }
}

struct ThemeApplyCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "apply", abstract: "Bring a theme as it is now into the draft of a site.",
    discussion: """
      Templates that somebody has changed on the site stay as they are and are listed. All of it is one edit of the site's history, which can be \
      taken back. Drafts that are open show it at once.
      """)

  @OptionGroup var data: DataOptions
  @OptionGroup var chosen: SiteArgument
  @Argument(help: "The theme's folder.") var folder: String?
  @Flag(help: "Do it again whenever a file of the theme changes, until Ctrl-C.") var watch = false

  func run() async throws {
    let usage = "foyer theme apply SITE FOLDER [--watch]"
    try await withSite(data, chosen, usage: usage) { commands, site in
      guard let folder else {
        throw CommandFailure.missing("which folder is the theme in?", usage: usage)
      }
      guard watch else {
        for warning in try await apply(folder, to: site, commands) { say(warning, to: STDERR_FILENO) }
        return
      }
      try await FolderChanges.follow([folder], ignoring: []) { changed in
        do {
          for warning in try await apply(folder, to: site, commands) { say(warning, to: STDERR_FILENO) }
        } catch {
          // It is mended by the next change; without a site there is nothing to wait for.
          if changed.isEmpty, !(error is SiteFolderError) { throw error }
          say(CommandFailure(error).line, to: STDERR_FILENO)
        }
      }
      say("stopped")
    }
  }

  /// - Returns: warnings
  private func apply(_ folder: String, to site: String, _ commands: SiteCommands) async throws -> [String] {
    let (lines, warnings) = try await commands.applyTheme(folder, to: site)
    for line in lines { say(watch ? "\(FolderChanges.timeOfDay) \(line)" : line) }
    return warnings
  }
}
