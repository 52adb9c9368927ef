import Synchronization

/// The connections that read, each with a thread to be blocked; writing goes on beside them (WAL).
final class SQLiteReaders: Sendable {
  private let threads: WorkerThreads
  /// As many as there are threads, so a thread always finds one.
  private let idle: Mutex<[SQLiteConnection]>

  init(path: String, options: DatabaseOptions) throws(DatabaseError) {
    let count = max(1, options.readers)
    var connections: [SQLiteConnection] = []
    for _ in 0..<count { connections.append(try SQLiteConnection(path: path, role: .reader, options: options)) }
    idle = Mutex(connections)
    threads = WorkerThreads(count: count)
  }

  func submit<T: Sendable>(
    _ body: @escaping @Sendable (Transaction) throws -> T, answer: @escaping @Sendable (Result<T, any Error>) -> Void
  ) {
    threads.submit { isActive in
      guard isActive, let connection = self.idle.withLock({ $0.popLast() }) else {
        return answer(.failure(DatabaseError.misuse("the database is closed")))
      }
      let result = Result { try Self.read(connection, body) }
      self.idle.withLock { $0.append(connection) }
      answer(result)
    }
  }

  /// Lets running reads finish, closes the connections, then calls back.
  func close(_ done: @escaping @Sendable () -> Void) {
    threads.close {
      self.idle.withLock { $0.removeAll() }
      done()
    }
  }

  /// One transaction around all queries of the closure: they see the data as of its first one, whatever is written meanwhile.
  private static func read<T>(_ connection: SQLiteConnection, _ body: (Transaction) throws -> T) throws -> T {
    try connection.run(begin, [])
    let transaction = Transaction(.sqlite(connection), isWriting: false)
    defer {
      transaction.close()
      _ = try? connection.run(end, [])
    }
    let value = try body(transaction)
    if let failure = transaction.failure { throw failure }
    return value
  }

  private static let begin = Statement("begin read", "BEGIN").text
  private static let end = Statement("end read", "ROLLBACK").text
}
