import Dispatch
import NIOPosix
import Synchronization

/// Threads for calls that block: a disk sync or a network round trip on the cooperative pool would stall every other task.
final class WorkerThreads: Sendable {
  private let pool: NIOThreadPool
  /// One after the other, so that work which never got a thread is refused before `close` calls back.
  private let closing = DispatchQueue(label: "foyer.database.closing")

  init(count: Int) {
    pool = NIOThreadPool(numberOfThreads: count)
    pool.start()
  }

  /// - Parameter work: gets whether it runs on a thread of its own; false once the threads are stopping.
  func submit(_ work: @escaping @Sendable (Bool) -> Void) {
    pool.submit { work($0 == .active) }
  }

  /// Lets running work finish, then calls back on another thread.
  func close(_ done: @escaping @Sendable () -> Void) {
    pool.shutdownGracefully(queue: closing) { _ in done() }
  }
}

/// Waits for an answer that comes from another thread; for the blocking variants, never on the cooperative pool.
func awaitedNow<T: Sendable>(
  _ start: (@escaping @Sendable (Result<T, any Error>) -> Void) -> Void
) throws -> T {
  let answered = DispatchSemaphore(value: 0)
  let answer = Answer<T>()
  start { result in
    answer.value.withLock { $0 = result }
    answered.signal()
  }
  answered.wait()
  return try answer.value.withLock { $0 ?? .failure(DatabaseError.misuse("no answer")) }.get()
}

private final class Answer<T: Sendable>: Sendable {
  let value = Mutex<Result<T, any Error>?>(nil)
}
