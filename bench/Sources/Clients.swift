import Glibc
import Synchronization

/// Clients that work side by side, each in a thread of its own that may block: there are more of them than the cooperative pool has threads.
struct Clients {
  let count: Int
  let seconds: Double

  /// Prints what all of them together took.
  /// - Parameter work: what one client does until a moment; its latencies in seconds
  func run(_ name: String, work: @escaping @Sendable (_ client: Int, _ end: Double) throws -> [Double]) throws {
    let outcome = Outcome()
    let (start, processor) = (Clock.now, Clock.processor)
    let threads = (0..<count).map { client in
      Thread { [seconds] in
        do {
          outcome.add(try work(client, start + seconds))
        } catch {
          outcome.fail(error)
        }
      }
    }
    for thread in threads { thread.join() }
    if let error = outcome.error { throw error }
    let measured = Measurement(
      name: name, seconds: Clock.now - start, processorSeconds: Clock.processor - processor,
      latencies: outcome.latencies)
    printLine(measured.json)
  }
}

private final class Outcome: Sendable {
  private let collected = Mutex<(latencies: [Double], error: (any Error)?)>(([], nil))

  var latencies: [Double] { collected.withLock { $0.latencies } }
  var error: (any Error)? { collected.withLock { $0.error } }

  func add(_ latencies: [Double]) { collected.withLock { $0.latencies += latencies } }
  func fail(_ error: any Error) { collected.withLock { $0.error = error } }
}

private struct Thread {
  private final class Work {
    let run: @Sendable () -> Void
    init(_ run: @escaping @Sendable () -> Void) { self.run = run }
  }

  private let thread: pthread_t

  init(_ run: @escaping @Sendable () -> Void) {
    var thread = pthread_t()
    let code = pthread_create(
      &thread, nil,
      { argument in
        Unmanaged<Work>.fromOpaque(argument!).takeRetainedValue().run()
        return nil
      }, Unmanaged.passRetained(Work(run)).toOpaque())
    precondition(code == 0, "no more threads")
    self.thread = thread
  }

  func join() { pthread_join(thread, nil) }
}
