import Dispatch
import Glibc
import Publishing

/// Runs work at once and again after every change of some folders, until the process is asked to end (Ctrl-C or SIGTERM).
package enum FolderChanges {
  /// - Parameters:
  ///   - ignoring: folders among them that the work itself writes
  ///   - work: gets the paths that have changed, none the first time
  package static func follow(
    _ folders: [String], ignoring: [String], _ work: ([String]) async throws -> Void
  ) async throws {
    let watch = try FolderWatch(
      folders.compactMap(resolved), ignoring: ignoring.compactMap { resolved($0) ?? resolvedParent($0) })
    let stop = watch.stopper
    // Without a handler of the system's own these signals end the process in the middle of a build.
    let sources = [SIGINT, SIGTERM].map { number in
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
      source.setEventHandler(handler: stop)
      source.activate()
      return source
    }
    defer { sources.forEach { $0.cancel() } }
    try await work([])
    while let changed = try await next(watch, stop) { try await work(changed) }
  }

  /// Waiting blocks, so it has a thread of its own.
  private static func next(_ watch: FolderWatch, _ stop: @escaping @Sendable () -> Void) async throws -> [String]? {
    nonisolated(unsafe) let watch = watch
    return try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { continuation in
        DispatchQueue(label: "foyer.watch").async { continuation.resume(with: Result { try watch.changes() }) }
      }
    } onCancel: {
      stop()
    }
  }

  private static func resolved(_ path: String) -> String? {
    guard let pointer = realpath(path, nil) else { return nil }
    defer { free(pointer) }
    return String(cString: pointer)
  }

  /// A folder that does not exist yet.
  private static func resolvedParent(_ path: String) -> String? {
    let trimmed = path.hasSuffix("/") ? String(path.dropLast()) : path
    guard let slash = trimmed.lastIndex(of: "/") else { return resolved(".").map { "\($0)/\(trimmed)" } }
    let parent = slash == trimmed.startIndex ? "/" : String(trimmed[..<slash])
    return resolved(parent).map { "\($0)/\(trimmed[trimmed.index(after: slash)...])" }
  }

  /// The time of day where this machine is, as people read it.
  package static var timeOfDay: String {
    var now = time(nil)
    var parts = tm()
    localtime_r(&now, &parts)
    func two(_ value: Int32) -> String { value < 10 ? "0\(value)" : "\(value)" }
    return "\(two(parts.tm_hour)):\(two(parts.tm_min)):\(two(parts.tm_sec))"
  }

  /// Some of the paths, short.
  package static func told(_ paths: [String], within folders: [String]) -> String {
    let roots = folders.compactMap(resolved)
    let short = paths.map { path in
      guard let root = roots.first(where: { path.hasPrefix($0 + "/") }) else { return path }
      return String(path.dropFirst(root.count + 1))
    }
    return short.count > 3
      ? short.prefix(3).joined(separator: ", ") + " and \(short.count - 3) more" : short.joined(separator: ", ")
  }
}
