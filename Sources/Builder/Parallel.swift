import Glibc
import Synchronization

/// Work on several threads of its own, for callers that are no async functions.
///
/// Threads take chunks from one counter: a thread per page would cost more than the page.
package enum Parallel {
  /// Runs `body` on `workers` threads, the calling one among them; each asks for the next range until there is none.
  /// - Throws: the first error of any of them; after it nobody gets another range.
  static func chunks(
    count: Int, size: Int, workers: Int, body: @Sendable (_ next: () -> Range<Int>?) throws -> Void
  ) throws {
    let shared = Shared()
    let next: @Sendable () -> Range<Int>? = {
      guard !shared.hasFailed.load(ordering: .relaxed) else { return nil }
      let start = shared.position.wrappingAdd(size, ordering: .relaxed).oldValue
      return start < count ? start..<min(start + size, count) : nil
    }
    withoutActuallyEscaping(body) { body in
      let run: @Sendable () -> Void = {
        do { try body(next) } catch { shared.fail(error) }
      }
      let others = max(0, min(workers, (count + size - 1) / size) - 1)
      let threads = (0..<others).compactMap { _ in Self.thread(run) }
      run()
      for thread in threads { pthread_join(thread, nil) }
    }
    if let error = shared.error.withLock({ $0 }) { throw error }
  }

  /// Two pieces of work at the same time.
  package static func both<First, Second>(
    _ first: @Sendable () -> sending First, _ second: @Sendable () -> sending Second
  ) -> (First, Second) {
    var one: First?
    // Written by one thread and read when that has ended.
    nonisolated(unsafe) var two: Second?
    withoutActuallyEscaping(second) { second in
      let other = thread { two = second() }
      one = first()
      if let other { pthread_join(other, nil) } else { two = second() }
    }
    return (one!, two!)
  }

  private final class Shared: Sendable {
    let position = Atomic(0)
    let hasFailed = Atomic(false)
    let error = Mutex<(any Error)?>(nil)

    func fail(_ error: any Error) {
      self.error.withLock { if $0 == nil { $0 = error } }
      hasFailed.store(true, ordering: .relaxed)
    }
  }

  private final class Work {
    let run: @Sendable () -> Void
    init(_ run: @escaping @Sendable () -> Void) { self.run = run }
  }

  /// nil when the system gives no more threads; the others then do its work.
  private static func thread(_ run: @escaping @Sendable () -> Void) -> pthread_t? {
    var thread = pthread_t()
    let work = Unmanaged.passRetained(Work(run))
    let result = pthread_create(
      &thread, nil,
      { argument in
        Unmanaged<Work>.fromOpaque(argument!).takeRetainedValue().run()
        return nil
      }, work.toOpaque())
    if result == 0 { return thread }
    work.release()
    return nil
  }
}
