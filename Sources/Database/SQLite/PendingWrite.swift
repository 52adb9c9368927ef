/// A write that waits for its turn: the closure, and whom to answer. This base class hides the result's type, so that
/// writes of all kinds stand in one queue.
///
/// Unchecked: the queue's lock hands it from the caller to the writer's thread, and only one of them knows it at a time.
class PendingWrite: @unchecked Sendable {
  /// The queue is a linked list: joining and leaving move nothing.
  var next: PendingWrite?

  /// Runs the closure; may be called again if the group had to be rolled back.
  func run(_ transaction: Transaction) throws {}

  /// Answers the caller: nil after the commit, otherwise why there was none.
  func finish(_ error: (any Error)?) {}
}

final class TypedWrite<T: Sendable>: PendingWrite, @unchecked Sendable {
  private let body: @Sendable (Transaction) throws -> T
  private let answer: @Sendable (Result<T, any Error>) -> Void
  private var value: T?

  init(
    _ body: @escaping @Sendable (Transaction) throws -> T,
    answer: @escaping @Sendable (Result<T, any Error>) -> Void
  ) {
    self.body = body
    self.answer = answer
  }

  override func run(_ transaction: Transaction) throws { value = try body(transaction) }

  override func finish(_ error: (any Error)?) {
    if let error {
      answer(.failure(error))
    } else if let value {
      answer(.success(value))
    } else {
      answer(.failure(DatabaseError.misuse("a write was committed that never ran")))
    }
  }
}
