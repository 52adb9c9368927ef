import Dispatch
import Synchronization

/// `body(0), body(1), …` on a few threads, with the results in order. Work is handed out in small pieces, because files differ in size.
func inParallel<Result>(_ count: Int, workers: Int, _ body: @Sendable (Int) -> Result) -> [Result] {
  let piece = 16
  guard workers > 1, count > piece else { return (0..<count).map(body) }
  let next = Counter()
  return [Result](unsafeUninitializedCapacity: count) { buffer, initialized in
    nonisolated(unsafe) let buffer = buffer
    DispatchQueue.concurrentPerform(iterations: workers) { _ in
      while true {
        let start = next.take(piece)
        guard start < count else { return }
        for index in start..<min(start + piece, count) { buffer.initializeElement(at: index, to: body(index)) }
      }
    }
    initialized = count
  }
}

private final class Counter: Sendable {
  private let value = Atomic<Int>(0)
  func take(_ amount: Int) -> Int { value.wrappingAdd(amount, ordering: .relaxed).oldValue }
}
