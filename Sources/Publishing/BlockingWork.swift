import Dispatch

/// Runs work that blocks or computes for long on a thread that nothing else waits for, so that it never holds up the server's own.
package func onWorkerThread<T: Sendable>(_ work: @escaping @Sendable () throws -> T) async throws -> T {
  try await withCheckedThrowingContinuation { continuation in
    DispatchQueue.global(qos: .utility).async { continuation.resume(with: Result(catching: work)) }
  }
}
