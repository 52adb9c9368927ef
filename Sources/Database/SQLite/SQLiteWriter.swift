import Synchronization

/// The one connection that writes, and the queue in front of it.
///
/// Group commit: syncing the disk is what a commit costs, so all writes that wait when the writer gets to them share one
/// transaction and one COMMIT, each in a savepoint of its own. Nobody is answered before that COMMIT succeeded.
final class SQLiteWriter: Sendable {
  private struct Queue {
    var first: PendingWrite?
    var last: PendingWrite?
    var count = 0
    /// Whether a turn of the thread is under way or asked for.
    var isServed = false
    var isClosed = false
    /// Why the database takes no more work.
    var failure: DatabaseError?
  }

  private let connection: SQLiteConnection
  private let threads = WorkerThreads(count: 1)
  private let queue = Mutex(Queue())
  private let groupLimit: Int
  private let queueLimit: Int
  let commits = Atomic<Int>(0)
  let writes = Atomic<Int>(0)

  init(path: String, options: DatabaseOptions) throws(DatabaseError) {
    connection = try SQLiteConnection(path: path, role: .writer, options: options)
    groupLimit = max(1, options.groupLimit)
    queueLimit = options.queueLimit
  }

  var waiting: Int { queue.withLock { $0.count } }
  var failure: DatabaseError? { queue.withLock { $0.failure } }

  func submit(_ write: PendingWrite) {
    var refusal: DatabaseError?
    let needsTurn = queue.withLock { queue in
      if let failure = queue.failure {
        refusal = failure
      } else if queue.isClosed {
        refusal = .misuse("the database is closed")
      } else if queue.count >= queueLimit {
        refusal = .busy("\(queue.count) writes are waiting already")
      } else {
        if let last = queue.last { last.next = write } else { queue.first = write }
        queue.last = write
        queue.count += 1
        if !queue.isServed {
          queue.isServed = true
          return true
        }
      }
      return false
    }
    if let refusal { return write.finish(refusal) }
    // Also if the threads are stopping: what was accepted is served.
    if needsTurn { threads.submit { _ in self.serve() } }
  }

  /// Refuses further writes, finishes those that wait, then calls back.
  func close(_ done: @escaping @Sendable () -> Void) {
    queue.withLock { $0.isClosed = true }
    threads.close(done)
  }

  private func serve() {
    while let first = next(orEndTurn: true) {
      guard begin(with: first) else { continue }
      var group = [first]
      var loss: DatabaseError?
      // Those who arrive while the group runs join it: with N callers this makes one group of N, not two of N/2 in turns.
      while loss == nil, group.count < groupLimit, let write = next(orEndTurn: false) {
        switch join(write) {
        case .joined: group.append(write)
        case .refused: break
        case .allLost(let error):
          group.append(write)
          loss = error
        }
      }
      if let loss {
        rollBack()
        for write in group { write.finish(loss) }
      } else {
        commit(group)
      }
    }
  }

  private func next(orEndTurn endsTurn: Bool) -> PendingWrite? {
    queue.withLock { queue in
      guard let write = queue.first else {
        if endsTurn { queue.isServed = false }
        return nil
      }
      queue.first = write.next
      if queue.first == nil { queue.last = nil }
      queue.count -= 1
      write.next = nil
      return write
    }
  }

  /// Opens a transaction with its first write, which needs no savepoint: if it fails there is nothing else to keep.
  /// - Returns: whether the transaction is open; if not, the write has its answer.
  private func begin(with write: PendingWrite) -> Bool {
    do {
      if let failure { throw failure }
      try connection.run(Self.begin, [])
    } catch {
      write.finish(error)
      return false
    }
    guard let error = attempt(write) else { return true }
    rollBack()
    write.finish(error)
    return false
  }

  private enum Outcome {
    case joined
    /// It failed, left nothing behind and has its answer.
    case refused
    /// Disk full and the like end the whole transaction, with everybody in it.
    case allLost(DatabaseError)
  }

  private func join(_ write: PendingWrite) -> Outcome {
    do {
      try connection.run(Self.savepoint, [])
      let error = attempt(write)
      guard connection.isInTransaction else {
        return .allLost((error as? DatabaseError) ?? .io("SQLite rolled the transaction back"))
      }
      if error != nil { try connection.run(Self.rollBackToSavepoint, []) }
      try connection.run(Self.release, [])
      guard let error else { return .joined }
      write.finish(error)
      return .refused
    } catch {
      return .allLost(error)
    }
  }

  private func commit(_ group: [PendingWrite]) {
    do {
      try connection.run(Self.commit, [])
    } catch {
      rollBack()
      // A foreign key that is checked at COMMIT broke in one of them; alone, only that one fails.
      if case .constraint = error, group.count > 1 {
        for write in group where begin(with: write) { commit([write]) }
        return
      }
      condemn(after: error)
      for write in group { write.finish(error) }
      return
    }
    commits.add(1, ordering: .relaxed)
    writes.add(group.count, ordering: .relaxed)
    for write in group { write.finish(nil) }
    do {
      try connection.checkpointIfDue()
    } catch {
      condemn(after: error)
    }
  }

  /// - Returns: why nothing of it may stay.
  private func attempt(_ write: PendingWrite) -> (any Error)? {
    let transaction = Transaction(.sqlite(connection), isWriting: true)
    defer { transaction.close() }
    do {
      try write.run(transaction)
      return transaction.failure
    } catch {
      return transaction.failure ?? error
    }
  }

  private func rollBack() {
    if connection.isInTransaction { _ = try? connection.run(Self.rollBack, []) }
  }

  /// After a failed sync nobody knows what the disk holds, and a second sync would report success for pages that the kernel
  /// has already dropped; so no further work is taken.
  private func condemn(after error: DatabaseError) {
    if case .io = error { queue.withLock { $0.failure = error } }
  }

  private static let begin = Statement("begin", "BEGIN IMMEDIATE").text
  private static let commit = Statement("commit", "COMMIT").text
  private static let rollBack = Statement("rollback", "ROLLBACK").text
  private static let savepoint = Statement("savepoint", "SAVEPOINT member").text
  private static let release = Statement("release", "RELEASE member").text
  private static let rollBackToSavepoint = Statement("rollback to", "ROLLBACK TO member").text
}
