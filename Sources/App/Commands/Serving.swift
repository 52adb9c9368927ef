import Database
import Dispatch
import Glibc
import Hummingbird
import Logging
import Publishing
import Screenshots
import Store
import Web

/// `foyer serve`: everything in one process.
package enum Serving {
  /// How long requests may take to finish after the signal to stop.
  private static let grace = 10

  /// Serves until SIGTERM or SIGINT. The order of the start is that of what it costs to find a mistake: files that are missing before
  /// anything is opened, the data folder before the database, the port last.
  /// - Parameter print: gets one line at a time
  package static func run(
    _ configuration: Configuration, print: @escaping @Sendable (String) -> Void
  ) async throws {
    var configuration = configuration
    configuration.connections = try OpenFiles.connections(configuration.connections, limit: OpenFiles.raise())
    configuration.fetch = { await OwnAddress.text(at: $0) }
    let origins = try configuration.origins()
    let assets = try StaticAssets(
      folders: resourceFolders(home: configuration.home), vendor: try VendorFiles(home: configuration.home))
    let installation = try Installation(configuration)
    defer { installation.close() }
    let helper = configuration.makesPictures ? usableHelper(print) : nil
    let parts = Parts(origins: origins, store: installation.store, assets: assets, pictures: helper)
    let demo = configuration.isDemo ? Demo(parts, configuration: configuration) : nil
    try await demo?.seed()
    let announcement = try await demo?.announcement() ?? []
    let application = try buildApplication(parts, configuration: configuration) {
      // What a stop or an import has left; what visitors wait for is found by the schedule.
      if demo == nil { try? await parts.pictures?.resume() }
      print("Foyer is ready: \(origins.portalURL())")
      announcement.forEach(print)
    }
    let sending = Task { await parts.targets.run() }
    defer { sending.cancel() }
    let screenshots = ScreenshotQueue(
      store: parts.store, drafts: parts.drafts, program: .standard, report: { FeedbackLog.tell($0) })
    let looking = Task { await screenshots.run() }
    let watch = StopWatch(database: installation.database, grace: grace)
    defer { watch.cancel() }
    let logger = configuration.logger
    let schedule = Task {
      await PublishSchedule(parts.desk).run { logger.error("the schedule has failed", metadata: ["error": "\($0)"]) }
    }
    defer { schedule.cancel() }
    let failed: (any Error)?
    do {
      try await application.runService()
      failed = nil
    } catch {
      failed = error
    }
    // A browser that is at work is ended, and what it kept goes with it.
    looking.cancel()
    await looking.value
    if let failed { throw failure(of: failed, configuration) }
  }

  /// What pictures are given to; nil, after a word about it, where it cannot be used. The service works without.
  private static func usableHelper(_ print: (String) -> Void) -> HelperProgram? {
    do throws(HelperFailure) {
      guard let program = HelperProgram.beside() else {
        throw .unavailable("it is not beside the program")
      }
      try program.check()
      return program
    } catch {
      print("warning: pictures stay as they are, in one size and format: \(error)")
      return nil
    }
  }

  private static func failure(of error: any Error, _ configuration: Configuration) -> CommandFailure {
    let text = "\(error)"
    guard text.contains("bind") || text.contains("Address already in use") else { return CommandFailure(error) }
    return CommandFailure(
      .configuration,
      "cannot listen on \(configuration.host):\(configuration.port): \(text); stop what uses it or choose another --port"
    )
  }
}

/// Ends the process when it should not go on: some time after a signal although a request still runs, and at once when the disk has failed.
private final class StopWatch {
  private let sources: [any DispatchSourceProtocol]

  init(database: Database, grace: Int) {
    let queue = DispatchQueue(label: "foyer.stop")
    var sources: [any DispatchSourceProtocol] = []
    for number in [SIGTERM, SIGINT] {
      let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
      source.setEventHandler { queue.asyncAfter(deadline: .now() + .seconds(grace)) { exit(0) } }
      sources.append(source)
    }
    let timer = DispatchSource.makeTimerSource(queue: queue)
    timer.schedule(deadline: .now() + 1, repeating: 1)
    timer.setEventHandler {
      guard let failure = database.failure else { return }
      let line = "error: \(failure)\n"
      write(STDERR_FILENO, line, line.utf8.count)
      exit(CommandFailure.Code.inputOutput.rawValue)
    }
    sources.append(timer)
    self.sources = sources
    sources.forEach { $0.activate() }
  }

  func cancel() { sources.forEach { $0.cancel() } }
}
