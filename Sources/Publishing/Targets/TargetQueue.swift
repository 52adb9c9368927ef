import Glibc
import Model
import Store
import Synchronization

/// Sends what is live to the automatic targets of all sites, and to any target when somebody asks.
///
/// One run per target at a time, several targets beside each other. A release that comes during a run is sent after it, and only the newest:
/// what should be there is asked when a run begins. What waits stands in the database (a target without a finished run of the live release), so
/// nothing is forgotten when the service stops, and what another process has published is found with the next look. A send that fails leaves
/// the publish alone.
package final class TargetQueue: Sendable {
  private struct Job {
    var isRunning = false
    /// Somebody has asked for a run, although none is due.
    var isAsked = false
    /// Of the release that has failed last.
    var failures = 0
    var failedRelease: Int?
    /// Milliseconds since 1970; nil when only another release, or somebody's wish, makes another attempt.
    var nextAttempt: Int?
  }

  package let targets: SiteTargets
  private let jobs = Mutex<[TargetID: Job]>([:])
  private let wakes: AsyncStream<Void>
  private let wake: AsyncStream<Void>.Continuation

  /// Seconds between two looks for what other processes have published.
  private static let interval = 20
  /// Seconds until another attempt after the first failure, the second, and so on; then as after the last.
  private static let pauses = [5, 30, 120, 600, 3600]

  package init(_ targets: SiteTargets, live: LiveReleases) {
    self.targets = targets
    (wakes, wake) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
    live.onChange { [wake] _ in wake.yield() }
  }

  /// Sends until the task is cancelled. A run that is under way then is cut off with the process, and the next one completes it.
  package func run() async {
    let timer = Task { [wake] in
      while !Task.isCancelled {
        wake.yield()
        try? await Task.sleep(for: .seconds(Self.interval))
      }
    }
    defer { timer.cancel() }
    for await _ in wakes {
      if Task.isCancelled { return }
      await look()
    }
  }

  /// Sends the live release to a target of the site soon, whatever was sent before.
  /// - Throws: `notFound` when the site has no such target, or nothing is live.
  package func ask(for target: TargetID, of key: SiteKey) async throws {
    guard let found = try await targets.store.targets(of: key).first(where: { $0.id == target }) else {
      throw StoreError.notFound("target \(target)")
    }
    guard let release = try await targets.store.liveNumber(of: key) else {
      throw StoreError.notFound("a live release: publish the site first")
    }
    jobs.withLock { jobs in
      jobs[target, default: Job()].isAsked = true
      jobs[target]?.failures = 0
    }
    start(WaitingTarget(site: key, target: found.id, release: release))
  }

  /// Starts what is due.
  private func look() async {
    // A database that cannot be asked now is asked again with the next look.
    guard let waiting = try? await targets.store.waitingTargets() else { return }
    let moment = targets.store.now()
    for target in waiting {
      let isDue = jobs.withLock { jobs in
        let job = jobs[target.target] ?? Job()
        guard !job.isRunning else { return false }
        guard job.failedRelease == target.release else { return true }
        return job.nextAttempt.map { $0 <= moment } ?? false
      }
      if isDue { start(target) }
    }
  }

  private func start(_ waiting: WaitingTarget) {
    let isFree = jobs.withLock { jobs in
      guard jobs[waiting.target]?.isRunning != true else { return false }
      jobs[waiting.target, default: Job()].isRunning = true
      jobs[waiting.target]?.isAsked = false
      return true
    }
    guard isFree else { return }
    Task {
      let failure = await send(waiting)
      let isAsked = jobs.withLock { jobs in
        var job = jobs[waiting.target] ?? Job()
        defer { jobs[waiting.target] = job }
        job.isRunning = false
        if let failure {
          job.failures = job.failedRelease == waiting.release ? job.failures + 1 : 1
          job.failedRelease = waiting.release
          let pause = Self.pauses[min(job.failures, Self.pauses.count) - 1]
          // What a person has to put right is not tried again and again.
          job.nextAttempt = failure.isWorthAnotherAttempt ? targets.store.now() + pause * 1000 : nil
        } else {
          (job.failures, job.failedRelease, job.nextAttempt) = (0, nil, nil)
        }
        return job.isAsked
      }
      if isAsked { start(waiting) } else { wake.yield() }
    }
  }

  /// nil when all went well.
  private func send(_ waiting: WaitingTarget) async -> (any Error)? {
    do {
      // Removed meanwhile: nothing to do.
      let all = try await targets.store.targets(of: waiting.site)
      guard let target = all.first(where: { $0.id == waiting.target }) else { return nil }
      _ = try await targets.send(target, of: waiting.site)
      return nil
    } catch {
      return error
    }
  }
}

extension Error {
  fileprivate var isWorthAnotherAttempt: Bool {
    guard let error = self as? TargetError else { return true }
    switch error {
    case .connection, .busy, .running, .full: return true
    default: return false
    }
  }
}
