import HTTPTypes
import Model
import Synchronization
import Web

/// How many files are on their way at a time: each is held in memory until it is whole.
final class UploadGate: Sendable {
  private static let together = 12
  private static let ofAccount = 4
  private let running = Mutex<[AccountID: Int]>([:])

  /// - Throws: 429 when there are too many.
  func passing<Result>(_ account: AccountID, _ work: () async throws -> Result) async throws -> Result {
    let isFree = running.withLock { running in
      guard running[account, default: 0] < Self.ofAccount, running.values.reduce(0, +) < Self.together else {
        return false
      }
      running[account, default: 0] += 1
      return true
    }
    guard isFree else {
      throw Problem(
        .tooManyRequests, code: "busy", title: "Too many files at a time",
        detail: "send the next file when one of the others is there", headers: [.retryAfter: "3"])
    }
    defer {
      running.withLock { running in
        let left = (running[account] ?? 1) - 1
        running[account] = left == 0 ? nil : left
      }
    }
    return try await work()
  }
}
