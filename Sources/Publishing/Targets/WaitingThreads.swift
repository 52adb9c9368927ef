import Glibc

/// Threads for work that waits for the network: blocking there would take the few threads away on which everything else computes.
enum WaitingThreads {
  private final class Start {
    let work: @Sendable () -> Void
    init(_ work: @escaping @Sendable () -> Void) { self.work = work }
  }

  /// Runs `work` once with each number below `count`, the last of them on the calling thread, and returns when all are done.
  static func run(_ count: Int, _ work: @escaping @Sendable (Int) -> Void) {
    var threads: [pthread_t] = []
    for index in 0..<count - 1 {
      let start = Unmanaged.passRetained(Start { work(index) })
      var thread = pthread_t()
      let code = pthread_create(
        &thread, nil,
        { argument in
          let start = Unmanaged<Start>.fromOpaque(argument!).takeRetainedValue()
          start.work()
          return nil
        }, start.toOpaque())
      if code == 0 { threads.append(thread) } else { start.release() }
    }
    work(count - 1)
    for thread in threads { pthread_join(thread, nil) }
  }
}
