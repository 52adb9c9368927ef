import Glibc
import Synchronization

/// A fixed number of connections, each with a thread to be blocked. A broken one is replaced when it is next needed.
final class PostgreSQLPool: Sendable {
  private let url: String
  private let location: String
  private let options: DatabaseOptions
  private let threads: WorkerThreads
  private let idle: Mutex<[PostgreSQLConnection]>
  private let isClosed = Atomic<Bool>(false)
  let commits = Atomic<Int>(0)

  /// Opens one connection at once, so that a wrong URL or server is reported at the start.
  init(url: String, options: DatabaseOptions) throws(DatabaseError) {
    self.url = url
    self.options = options
    location = DatabaseLocation.postgreSQL(url: url).description
    idle = Mutex([try PostgreSQLConnection(url: url, location: location, options: options)])
    threads = WorkerThreads(count: max(1, options.connections))
  }

  func submit<T: Sendable>(
    _ body: @escaping @Sendable (Transaction) throws -> T, isWriting: Bool,
    answer: @escaping @Sendable (Result<T, any Error>) -> Void
  ) {
    threads.submit { isActive in
      guard isActive else { return answer(.failure(DatabaseError.misuse("the database is closed"))) }
      answer(Result { try self.perform(body, isWriting: isWriting) })
    }
  }

  /// Lets running work finish, closes the connections, then calls back.
  func close(_ done: @escaping @Sendable () -> Void) {
    isClosed.store(true, ordering: .relaxed)
    threads.close {
      self.idle.withLock { $0.removeAll() }
      done()
    }
  }

  /// Runs the closure, again after a conflict with another transaction (a few times, waiting a little longer each time)
  /// or, once, after the connection turned out to be broken before COMMIT.
  private func perform<T>(_ body: (Transaction) throws -> T, isWriting: Bool) throws -> T {
    var conflicts = 0
    var hasReconnected = false
    while true {
      let connection = try hasReconnected ? reconnect() : take()
      do {
        let value = try attempt(body, on: connection, isWriting: isWriting)
        giveBack(connection)
        return value
      } catch let failure as PostgreSQLFailure {
        giveBack(connection)
        if failure.isLostConnection, !hasReconnected {
          hasReconnected = true
          // After a restart of the server its idle neighbours are broken too.
          idle.withLock { $0.removeAll() }
        } else if failure.isConflict, conflicts < 5 {
          conflicts += 1
          hasReconnected = false
          usleep(UInt32.random(in: 1000...(4000 << conflicts)))
        } else {
          throw failure.error
        }
      } catch {
        giveBack(connection)
        throw error
      }
    }
  }

  /// - Throws: `PostgreSQLFailure` for what the server refused before COMMIT, everything else as it is.
  private func attempt<T>(
    _ body: (Transaction) throws -> T, on connection: PostgreSQLConnection, isWriting: Bool
  ) throws -> T {
    do {
      try connection.begin(isWriting: isWriting)
    } catch {
      throw PostgreSQLFailure(error: error, state: connection.lastState)
    }
    let transaction = Transaction(.postgreSQL(connection), isWriting: isWriting)
    defer { transaction.close() }
    let value: T
    do {
      value = try body(transaction)
      if let failure = transaction.failure { throw failure }
    } catch {
      let state = connection.lastState
      if connection.isConnected { _ = try? connection.command("rollback", "ROLLBACK") }
      // What ended the transaction counts, even if the closure turned it into an error of its own.
      if let failure = transaction.failure { throw PostgreSQLFailure(error: failure, state: state) }
      throw error
    }
    try commit(connection, isWriting: isWriting)
    return value
  }

  private func commit(_ connection: PostgreSQLConnection, isWriting: Bool) throws {
    let tag: String
    do {
      tag = try connection.command("commit", "COMMIT")
    } catch {
      // A read has nothing that could be half stored.
      if case .connectionLost(let message) = error, isWriting { throw DatabaseError.outcomeUnknown(message) }
      let state = connection.lastState
      if connection.isInTransaction { _ = try? connection.command("rollback", "ROLLBACK") }
      throw PostgreSQLFailure(error: error, state: state)
    }
    guard tag == "COMMIT" else { throw DatabaseError.misuse("the server answered COMMIT with \(tag)") }
    if isWriting { commits.add(1, ordering: .relaxed) }
  }

  private func take() throws(DatabaseError) -> PostgreSQLConnection {
    if let connection = idle.withLock({ $0.popLast() }) { return connection }
    return try reconnect()
  }

  /// A new connection; while the server restarts or fails over this waits for it, about three seconds in all.
  private func reconnect() throws(DatabaseError) -> PostgreSQLConnection {
    var pause: UInt32 = 50_000  // microseconds
    while true {
      do {
        return try PostgreSQLConnection(url: url, location: location, options: options)
      } catch {
        guard pause <= 1_600_000, !isClosed.load(ordering: .relaxed), case .cannotOpen(_, let reason) = error else {
          throw error
        }
        if pause == 1_600_000 { throw .connectionLost("\(location): \(reason)") }
        usleep(pause)
        pause *= 2
      }
    }
  }

  /// A connection that is broken, or still inside a transaction that could not be ended, is dropped.
  private func giveBack(_ connection: PostgreSQLConnection) {
    guard connection.isConnected, !connection.isInTransaction else { return }
    idle.withLock { $0.append(connection) }
  }
}
