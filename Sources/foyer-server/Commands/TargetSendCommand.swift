import App
import ArgumentParser
import Glibc
import Model
import Publishing

struct TargetSendCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "send", abstract: "Send a release to a target: only what differs.")

  @OptionGroup var data: DataOptions
  @OptionGroup var chosen: SiteArgument
  @Argument(help: "The target; may be left out when there is one.") var name: String?
  @Option(help: "The release; otherwise the live one.") var release: Int?
  @Flag(help: "Only tell what would be written and removed.") var dryRun = false
  @Flag(inversion: .prefixedNo, help: "Look at every file there, or trust the list of what was sent.") var verify = true
  @Flag(help: "Replace files that were sent and that somebody has changed there.") var replaceChanged = false
  @Flag(help: "Print the report as JSON.") var json = false

  func run() async throws {
    try await withTargets(data, chosen, usage: "foyer target send SITE [NAME]") { commands, site in
      var request = SiteTargets.Request()
      request.isDryRun = dryRun
      request.isVerifying = verify || replaceChanged
      request.replacesChanged = replaceChanged
      let isTerminal = isatty(STDERR_FILENO) == 1 && !json
      let (target, report) = try await commands.send(site, to: name, release: release, request) { progress in
        guard isTerminal else { return }
        let line = "\r\(progress.done) of \(Counted.of(progress.of, "file")), \(Counted.of(progress.bytes, "byte"))"
        write(STDERR_FILENO, line, line.utf8.count)
      }
      if isTerminal { say("", to: STDERR_FILENO) }
      if json { return say(Self.json(report, target).canonical) }
      if dryRun {
        for path in report.written { say("write \(VisibleText.of(path))") }
        for path in report.removed { say("remove \(VisibleText.of(path))") }
      }
      let verb = dryRun ? "would be " : ""
      say(
        "\(target.name): \(report.written.count) \(verb)written, \(report.unchanged) unchanged, "
          + "\(report.removed.count) \(verb)removed, \(Counted.of(report.bytes, "byte"))")
      if !report.changed.isEmpty { say(VisibleText.of(Self.changed(report.changed))) }
    }
  }

  private static func changed(_ paths: [String]) -> String {
    let more = paths.count > 10 ? " and \(paths.count - 10) more" : ""
    let list = paths.prefix(10).joined(separator: ", ") + more
    return
      "\(Counted.of(paths.count, "file")) \(paths.count == 1 ? "was" : "were") changed there by somebody and left so: \(list); "
      + "--replace-changed brings the release's back"
  }

  private static func json(_ report: TargetReport, _ target: Target) -> JSONValue {
    [
      "target": .string(target.name), "dryRun": .bool(report.isDryRun), "written": .strings(report.written),
      "removed": .strings(report.removed), "unchanged": .integer(report.unchanged), "bytes": .integer(report.bytes),
      "changed": .strings(report.changed),
    ]
  }
}
