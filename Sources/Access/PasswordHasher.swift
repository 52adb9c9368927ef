import CSodium
import Dispatch
import Synchronization

/// Argon2id, with the cost that OWASP asks for at least (19 MiB, two passes) and that Dovecot verifies within its memory limit.
///
/// A hash takes tens of milliseconds of one core and 19 MiB. So that a flood of sign-ins takes neither the server's threads nor its
/// memory, two are worked on at a time, a few more wait, and the rest is told to try later.
package final class PasswordHasher: Sendable {
  private struct State {
    var running = 0
    var waiting: [@Sendable () -> Void] = []
  }

  private enum Turn { case now, later, never }

  private let state = Mutex(State())
  private let threads = DispatchQueue(label: "foyer.password", attributes: .concurrent)
  private let parallel: Int
  private let waitingLimit: Int
  private static let operations: UInt64 = 2
  private static let memory = 19 * 1024 * 1024
  /// What an unknown account's password is compared with, so that it takes as long as a known one's.
  private let nobody: String

  package init(parallel: Int = 2, waitingLimit: Int = 32) {
    self.parallel = parallel
    self.waitingLimit = waitingLimit
    guard sodium_init() >= 0, let hash = Self.hashNow("nobody has this password") else {
      fatalError("libsodium cannot be used: sodium_init failed or 19 MiB of memory are not to be had")
    }
    nobody = hash
  }

  /// - Throws: `AccessError.password` for one that the rules refuse, `busy`.
  package func hash(_ password: String) async throws -> String {
    try PasswordRules.check(password)
    guard let hash = try await onThread({ Self.hashNow(password) }) else { throw AccessError.busy }
    return hash
  }

  /// - Parameter hash: nil for an account that does not exist or has no password; the answer is no, after the same time.
  package func verify(_ password: String, against hash: String?) async throws -> Bool {
    let stored = hash ?? nobody
    // A password that is too long to be anybody's is not worth its cost, and tells nothing about an account.
    guard password.utf8.count <= PasswordRules.maximumBytes else { return false }
    let isRight = try await onThread {
      crypto_pwhash_str_verify(stored, password, UInt64(password.utf8.count)) == 0
    }
    return isRight && hash != nil
  }

  private static func hashNow(_ password: String) -> String? {
    var result = [CChar](repeating: 0, count: Int(crypto_pwhash_strbytes()))
    guard crypto_pwhash_str(&result, password, UInt64(password.utf8.count), operations, memory) == 0 else { return nil }
    return result.withUnsafeBufferPointer { String(cString: $0.baseAddress!) }
  }

  private func onThread<T: Sendable>(_ work: @escaping @Sendable () -> T) async throws -> T {
    try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<T, any Error>) in
      let job: @Sendable () -> Void = { continuation.resume(returning: work()) }
      let turn = state.withLock { state -> Turn in
        if state.running < parallel {
          state.running += 1
          return .now
        }
        guard state.waiting.count < waitingLimit else { return .never }
        state.waiting.append(job)
        return .later
      }
      switch turn {
      case .now: threads.async { self.work(startingWith: job) }
      case .later: break
      case .never: continuation.resume(throwing: AccessError.busy)
      }
    }
  }

  private func work(startingWith first: @Sendable () -> Void) {
    first()
    while let next = state.withLock({ state -> (@Sendable () -> Void)? in
      if state.waiting.isEmpty {
        state.running -= 1
        return nil
      }
      return state.waiting.removeFirst()
    }) {
      next()
    }
  }
}

/// Length is what makes a password hard to guess; rules about its characters make people write it down.
package enum PasswordRules {
  package static let minimumCharacters = 12
  package static let maximumBytes = 1000

  package static func check(_ password: String) throws(AccessError) {
    guard password.count >= minimumCharacters else { throw .password(.tooShort) }
    guard password.utf8.count <= maximumBytes else { throw .password(.tooLong) }
  }
}
