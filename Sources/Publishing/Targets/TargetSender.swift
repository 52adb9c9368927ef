import Glibc
import Model
import Store
import Synchronization

/// How far a run is.
package struct TargetProgress: Hashable, Sendable {
  /// Files written and removed.
  package var done = 0
  package var of = 0
  /// Sent so far; compressed forms count with the size that they turn out to have.
  package var bytes = 0
}

/// What a run has done, or would do.
package struct TargetReport: Hashable, Sendable {
  package let written: [String]
  package let removed: [String]
  package let unchanged: Int
  /// Files of the release that somebody has changed there, and that stay so.
  package let changed: [String]
  /// Sent, without the list of files.
  package let bytes: Int
  package let isDryRun: Bool

  /// Counts for the run's row.
  package var json: JSONValue {
    [
      "written": .integer(written.count), "removed": .integer(removed.count), "unchanged": .integer(unchanged),
      "bytes": .integer(bytes),
    ]
  }
}

/// Brings a place to the state of a release, by difference.
///
/// The order is what keeps visitors and the next run safe: look first and refuse before anything is sent; then the list of what is to come; then
/// the parts of pages, pages, lists of pages; then what is gone is removed; then the list of what is there. Cut off anywhere, the next run goes on.
struct TargetSender: Sendable {
  struct Options: Sendable {
    var isDryRun = false
    /// Looks at every file instead of trusting the list, and sends what is missing or of another size again.
    var isVerifying = false
    /// Replaces files of ours that somebody has changed at the target; otherwise they stand in the way.
    var replacesChanged = false
    /// Seconds before another attempt; their number is that of the further attempts.
    var pauses: [Double] = [0.5, 1, 2, 4, 8]
  }

  let site: String
  let release: Int
  let files: [OutgoingFile]
  let blobs: BlobFolder
  let parallel: Int
  let connect: @Sendable () throws -> any TargetPlace

  /// Blocks.
  /// - Throws: `TargetError`, `StoreError` when a content is damaged
  func run(_ options: Options, progress: @escaping @Sendable (TargetProgress) -> Void) throws -> TargetReport {
    let main = Line(connect, options)
    defer { main.close() }
    let known =
      try main.use { try $0.read(OwnFiles.name, limit: OwnFiles.limit) }.map { bytes in
        try OwnFiles(bytes)
      } ?? OwnFiles(site: site)
    if let other = known.site, other != site { throw TargetError.otherSite }
    let questions = SendPlan.questions(files, known, verifying: options.isVerifying)
    let found = questions.isEmpty ? [:] : try main.use { try $0.standing(at: questions) }
    let plan = try SendPlan(files, known: known, found: found, replacesChanged: options.replacesChanged)
    func report(_ written: Written) -> TargetReport {
      TargetReport(
        written: plan.written.map(\.path).filter { !written.without.contains($0) }, removed: plan.removed,
        unchanged: plan.unchanged, changed: plan.changed, bytes: written.bytes, isDryRun: options.isDryRun)
    }
    if options.isDryRun { return report(try weigh(plan, over: main, options)) }
    let finished = OwnFiles(
      site: site, release: release,
      entries: Dictionary(files.map { ($0.path, OwnFiles.Entry($0.content)) }, uniquingKeysWith: { $1 }))
    if plan.isEmpty {
      if finished != known { try main.write(list: finished) }
      return report(Written())
    }
    let announcement = plan.announcement(of: files, known: known, site: site)
    if announcement != known { try main.write(list: announcement) }
    let meter = Meter(TargetProgress(of: plan.written.count + plan.removed.count), progress)
    try execute(plan, over: main, options, meter)
    try main.use { try $0.settle() }
    try main.write(list: finished)
    return report(meter.written)
  }

  /// What the plan would send, to the byte: compressed forms are made for it, by as many threads as would send them.
  private func weigh(_ plan: SendPlan, over main: Line, _ options: Options) throws -> Written {
    let meter = Meter(TargetProgress()) { _ in }
    let lines = Lines(main, count: parallel) { Line(connect, options) }
    defer { lines.close() }
    try lines.forEach(plan.written) { file, _ in
      if let size = try file.size(in: blobs) {
        meter.add(files: 1, bytes: size)
      } else {
        meter.leave(file.path)
      }
    }
    return meter.written
  }

  /// Removes all that is ours, the list last.
  func clear() throws {
    let options = Options()
    let main = Line(connect, options)
    defer { main.close() }
    guard let bytes = try main.use({ try $0.read(OwnFiles.name, limit: OwnFiles.limit) }) else { return }
    let known = try OwnFiles(bytes)
    if let other = known.site, other != site { throw TargetError.otherSite }
    let questions = SendPlan.questions([], known)
    let found = questions.isEmpty ? [:] : try main.use { try $0.standing(at: questions) }
    let plan = try SendPlan([], known: known, found: found)
    if !plan.isEmpty {
      try main.write(list: plan.announcement(of: [], known: known, site: site))
      try execute(plan, over: main, options, Meter(TargetProgress()) { _ in })
    }
    try main.use { try $0.remove(OwnFiles.name) }
  }

  private func execute(_ plan: SendPlan, over main: Line, _ options: Options, _ meter: Meter) throws {
    let first = plan.removed.filter(plan.removedFirst.contains)
    for path in first { try main.use { try $0.remove(path) } }
    if !first.isEmpty { try main.use { try $0.removeEmptyFolders(above: first) } }
    meter.add(files: first.count)
    let lines = Lines(main, count: parallel) { Line(connect, options) }
    defer { lines.close() }
    for order in OutgoingFile.Order.allCases {
      try lines.forEach(plan.written.filter { $0.order == order }) { file, line in
        if let bytes = try file.bytes(from: blobs) {
          try line.use { try $0.write(file, bytes: bytes) }
          meter.add(files: 1, bytes: bytes.count)
        } else {
          // One of an older content would be served instead of the new one.
          try line.use { try $0.remove(file.path) }
          meter.leave(file.path)
        }
      }
    }
    try lines.forEach(plan.removed.filter { !plan.removedFirst.contains($0) }) { path, line in
      try line.use { try $0.remove(path) }
      try line.use { try $0.sweep(path) }
      meter.add(files: 1)
    }
    try lines.forEach(plan.swept) { path, line in try line.use { try $0.sweep(path) } }
    let emptied = plan.removed + plan.swept
    if !emptied.isEmpty { try main.use { try $0.removeEmptyFolders(above: emptied) } }
  }
}

/// One connection, made when it is needed and made anew when it broke.
private final class Line: @unchecked Sendable {
  // One thread at a time uses it; see `Lines`.
  private var place: (any TargetPlace)?
  private let connect: @Sendable () throws -> any TargetPlace
  private let options: TargetSender.Options

  init(_ connect: @escaping @Sendable () throws -> any TargetPlace, _ options: TargetSender.Options) {
    self.connect = connect
    self.options = options
  }

  func use<T>(_ work: (any TargetPlace) throws -> T) throws -> T {
    var pauses = options.pauses[...]
    while true {
      do {
        if place == nil { place = try connect() }
        return try work(place!)
      } catch let error as TargetError where error.isTransient {
        close()
        guard let pause = pauses.popFirst() else { throw error }
        // Not all at once when several lines broke together.
        usleep(UInt32(pause * Double.random(in: 0.75...1.25) * 1_000_000))
      }
    }
  }

  func write(list: OwnFiles) throws {
    let file = OutgoingFile(path: OwnFiles.name, bytes: list.encoded(), type: "text/plain; charset=utf-8")
    guard case .bytes(let bytes) = file.source else { return }
    try use { try $0.write(file, bytes: bytes) }
  }

  func close() {
    place?.close()
    place = nil
  }
}

/// A few connections that share a list of jobs.
private final class Lines {
  private let main: Line
  private let others: [Line]

  init(_ main: Line, count: Int, make: () -> Line) {
    self.main = main
    others = (1..<max(1, count)).map { _ in make() }
  }

  func forEach<Job: Sendable>(_ jobs: [Job], _ work: @escaping @Sendable (Job, Line) throws -> Void) throws {
    guard !jobs.isEmpty else { return }
    let state = Mutex<(next: Int, failure: (any Error)?)>((0, nil))
    let lines = [main] + others.prefix(jobs.count / 4)
    WaitingThreads.run(lines.count) { index in
      while true {
        let job: Job? = state.withLock { state in
          guard state.failure == nil, state.next < jobs.count else { return nil }
          defer { state.next += 1 }
          return jobs[state.next]
        }
        guard let job else { return }
        do {
          try work(job, lines[index])
        } catch {
          state.withLock { if $0.failure == nil { $0.failure = error } }
          return
        }
      }
    }
    if let failure = state.withLock({ $0.failure }) { throw failure }
  }

  func close() { others.forEach { $0.close() } }
}

/// What has been sent.
private struct Written {
  var bytes = 0
  /// Compressed forms that would not be smaller, and are left out.
  var without: Set<String> = []
}

private final class Meter: Sendable {
  private let state: Mutex<(progress: TargetProgress, without: Set<String>)>
  private let tell: @Sendable (TargetProgress) -> Void

  init(_ start: TargetProgress, _ tell: @escaping @Sendable (TargetProgress) -> Void) {
    state = Mutex((start, []))
    self.tell = tell
    tell(start)
  }

  var written: Written { state.withLock { Written(bytes: $0.progress.bytes, without: $0.without) } }

  func add(files: Int, bytes: Int = 0) {
    guard files > 0 else { return }
    tell(
      state.withLock { state in
        state.progress.done += files
        state.progress.bytes += bytes
        return state.progress
      })
  }

  /// Notes a file that is not to be there after all.
  func leave(_ path: String) {
    _ = state.withLock { $0.without.insert(path) }
    add(files: 1)
  }
}
