import Dispatch
import Media
import Model
import Publishing
import Store
import Synchronization

/// Takes the screenshots that threads ask for, one at a time, while the service runs.
///
/// What waits stands in the database, so nothing is forgotten when the service stops, however it does: what somebody has begun is theirs for
/// some seconds and then anybody's. Where there is no browser, what waits is skipped and made up for later.
package final class ScreenshotQueue: Sendable {
  /// What is worth a line in the log.
  package enum Event: Hashable, Sendable {
    case noBrowser(String)
    /// - again: whether it will be tried again
    case failed(thread: ThreadID, words: String, attempt: Int, again: Bool)
    /// The database, or the blob folder.
    case trouble(String)
  }

  private let store: Store
  private let drafts: DraftRenderer
  private let program: BrowserProgram
  private let seconds: Int
  private let report: @Sendable (Event) -> Void
  /// One that waits for a browser, and for nothing else.
  private let thread = DispatchQueue(label: "foyer.screenshots", qos: .background)
  private let isStopped = Atomic(false)
  /// Between two looks, in milliseconds.
  private static let interval = 2_000

  /// - Parameter report: is told once that there is no browser, and of each failure
  package init(
    store: Store, drafts: DraftRenderer, program: BrowserProgram, seconds: Int = 20,
    report: @escaping @Sendable (Event) -> Void = { _ in }
  ) {
    self.store = store
    self.drafts = drafts
    self.program = program
    self.seconds = seconds
    self.report = report
  }

  /// Goes on until its task is cancelled; a browser that is at work then is ended.
  package func run() async {
    if case .missing(let words) = program { report(.noBrowser(words)) }
    await withTaskCancellationHandler {
      await attempt { if case .found = self.program { try await self.store.makeUpForScreenshots() } }
      while !Task.isCancelled {
        await attempt { while try await self.turn() {} }
        try? await Task.sleep(for: .milliseconds(Self.interval))
      }
    } onCancel: {
      isStopped.store(true, ordering: .relaxed)
    }
  }

  private func attempt(_ step: () async throws -> Void) async {
    do {
      try await step()
    } catch {
      if !Task.isCancelled { report(.trouble("\(error)")) }
    }
  }

  /// Does what is due next.
  /// - Returns: false when nothing is
  package func turn() async throws -> Bool {
    guard !Task.isCancelled else { return false }
    guard case .found(let path) = program else {
      _ = try await store.skipScreenshots()
      return false
    }
    guard let job = try await store.beginScreenshot() else { return false }
    let result: ScreenshotResult
    do {
      result = try await take(job, with: DraftCamera(path: path, seconds: seconds))
    } catch BrowserFailure.stopped {
      return false
    } catch {
      result = .failed("\(error)")
    }
    let next = try await store.end(job, with: result)
    if case .failed(let words) = result {
      report(.failed(thread: job.thread, words: words, attempt: job.attempt, again: next != nil))
    }
    return true
  }

  private func take(_ job: ScreenshotJob, with camera: DraftCamera) async throws -> ScreenshotResult {
    let still = try await drafts.still(of: job.site, at: job.anchor.revision)
    return try await withCheckedThrowingContinuation { continuation in
      thread.async { [self] in
        continuation.resume(
          with: Result {
            let isStopped: @Sendable () -> Bool = { self.isStopped.load(ordering: .relaxed) }
            guard let pictures = try camera.take(DraftShot(job), of: still, isStopped: isStopped) else {
              return .nothing
            }
            for file in [pictures.small, pictures.large] { try store.blobs.put(file.bytes, hash: file.asset.hash) }
            return .taken(Screenshot(small: pictures.small.asset, large: pictures.large.asset))
          })
      }
    }
  }
}
