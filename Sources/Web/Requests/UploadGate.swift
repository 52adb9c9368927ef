import HTTPTypes
import Model
import Synchronization

/// How many files are on their way at a time: each is held in memory until it is whole.
package final class UploadGate: Sendable {
  private static let together = 12
  private static let ofSender = 4
  private let running = Mutex<[Participant: Int]>([:])

  package init() {}

  /// - Throws: 429 when there are too many.
  package func passing<Result>(_ sender: Participant, _ work: () async throws -> Result) async throws -> Result {
    let isFree = running.withLock { running in
      guard running[sender, default: 0] < Self.ofSender, running.values.reduce(0, +) < Self.together else {
        return false
      }
      running[sender, default: 0] += 1
      return true
    }
    guard isFree else {
      throw Problem(
        .tooManyRequests, code: "busy", title: "Too many files at a time",
        detail: "send the next file when one of the others is there", headers: [.retryAfter: "3"])
    }
    defer {
      running.withLock { running in
        let left = (running[sender] ?? 1) - 1
        running[sender] = left == 0 ? nil : left
      }
    }
    return try await work()
  }
}
