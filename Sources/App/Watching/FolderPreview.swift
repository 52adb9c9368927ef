import Glibc
import Model
import Publishing
import SiteFolder

/// `foyer build --watch`: builds, waits for changes, builds again; with `--serve` shows what came out of it.
package struct FolderPreview: Sendable {
  let build: FolderBuild
  let isServed: Bool
  let port: Int?
  let print: @Sendable (_ line: String, _ isError: Bool) -> Void

  package init(
    build: FolderBuild, isServed: Bool, port: Int?,
    print: @escaping @Sendable (_ line: String, _ isError: Bool) -> Void
  ) {
    self.build = build
    self.isServed = isServed
    self.port = port
    self.print = print
  }

  /// Runs until Ctrl-C. What is wrong with the folder is printed and does not end it.
  package func run() async throws {
    let reload = LiveReload()
    let server = isServed ? PreviewServer(folder: build.output, reload: reload) : nil
    try await withThrowingTaskGroup(of: Void.self) { group in
      if let server {
        group.addTask { [print] in
          try await server.run(port: port) { print("http://127.0.0.1:\($0)/", false) }
        }
      }
      group.addTask { try await watch(reload) }
      // The first to end is Ctrl-C, or a port that cannot be had.
      try await group.next()
      print("stopped", false)
      // Nothing is written any more; pages that are open would keep the server waiting for their streams.
      if isServed { exit(0) }
      group.cancelAll()
    }
  }

  private func watch(_ reload: LiveReload) async throws {
    let folders = [build.folder] + build.themes
    try await FolderChanges.follow(folders, ignoring: [build.output]) { changed in
      try once(changed, within: folders, reload)
    }
  }

  private func once(_ changed: [String], within folders: [String], _ reload: LiveReload) throws {
    let clock = ContinuousClock()
    let start = clock.now
    let what = changed.isEmpty ? build.folder : FolderChanges.told(changed, within: folders)
    do {
      let result = try build.run()
      let time = (clock.now - start).components
      let milliseconds = time.seconds * 1000 + time.attoseconds / 1_000_000_000_000_000
      for message in result.messages { print(message, true) }
      print(
        "\(FolderChanges.timeOfDay) \(what): \(result.counts.written) written, \(result.counts.removed) removed, "
          + "\(result.counts.unchanged) unchanged in \(milliseconds) ms", false)
      reload.built(onlyStyles: !changed.isEmpty && changed.allSatisfy { $0.hasSuffix(".css") })
    } catch let error as SiteFolderError {
      for diagnostic in error.diagnostics { print(diagnostic.description, true) }
      print("\(FolderChanges.timeOfDay) \(what): not built, \(Counted.of(error.errors.count, "error"))", false)
      reload.broke(error.diagnostics)
    } catch let error as FolderOutputError {
      // A file that is in the way can be taken out of it; without a place to write to there is nothing to wait for.
      if changed.isEmpty { throw error }
      print("error: \(error)", true)
      reload.broke([Diagnostic(.error, file: build.output, line: nil, message: error.description, advice: "")])
    }
  }
}
