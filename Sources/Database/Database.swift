import Synchronization

/// The data of one installation, in an SQLite file or on a PostgreSQL server. All access goes through closures that run
/// inside a transaction, on threads of their own.
///
/// A closure may run more than once (after a deadlock, a lost connection, or when its group had to be rolled back), so it must
/// have no effect outside the database; what is to follow a commit goes into an outbox table. Text sorts by code point on both
/// engines: SQLite does by default, on PostgreSQL the migrations declare text columns `COLLATE "C"`.
package final class Database: Sendable {
  package enum Engine: Sendable, Hashable, CaseIterable {
    case sqlite, postgreSQL
  }

  private enum Backend: Sendable {
    case sqlite(SQLiteEngine)
    case postgreSQL(PostgreSQLPool)
  }

  private let backend: Backend
  private let watch = WriteWatch()
  /// For messages; holds no password.
  package let location: String

  private init(_ backend: Backend, location: String) {
    self.backend = backend
    self.location = location
  }

  deinit { shutDown {} }

  /// Opens (and for SQLite creates) the database and checks that it can keep its promises: durable commits, a server that
  /// is recent enough, UTF-8. Blocks.
  /// - Throws: `cannotOpen` or `unsupported`, with what to do.
  package static func open(
    _ location: DatabaseLocation, options: DatabaseOptions = DatabaseOptions()
  ) throws(DatabaseError) -> Database {
    let backend: Backend =
      switch location {
      case .sqliteFile(let path): .sqlite(try SQLiteEngine(path: path, options: options))
      case .sqliteTemporary: .sqlite(try SQLiteEngine(temporaryWith: options))
      case .postgreSQL(let url): .postgreSQL(try PostgreSQLPool(url: url, options: options))
      }
    return Database(backend, location: location.description)
  }

  package var engine: Engine {
    switch backend {
    case .sqlite: .sqlite
    case .postgreSQL: .postgreSQL
    }
  }

  /// Why the database takes no more writes, if so (a sync failed); the service should then stop and say so.
  package var failure: DatabaseError? {
    switch backend {
    case .sqlite(let engine): engine.writer.failure
    case .postgreSQL: nil
    }
  }

  /// Why writes do not get through now, if so.
  /// - Parameters:
  ///   - longestWait: after which one without an answer counts as stuck
  ///   - memory: how long one that found no space counts when none has succeeded since
  package func writeTrouble(longestWait: Duration, memory: Duration) -> WriteTrouble? {
    failure.map(WriteTrouble.failed) ?? watch.trouble(longestWait: longestWait, memory: memory)
  }

  /// How many writes stand in line for the one SQLite writer; PostgreSQL's are not counted.
  package var waitingWrites: Int {
    switch backend {
    case .sqlite(let engine): engine.writer.waiting
    case .postgreSQL: 0
    }
  }

  /// How many transactions were committed, and how many writes they carried.
  package var commitCounts: (commits: Int, writes: Int) {
    switch backend {
    case .sqlite(let engine):
      (engine.writer.commits.load(ordering: .relaxed), engine.writer.writes.load(ordering: .relaxed))
    case .postgreSQL(let pool):
      (pool.commits.load(ordering: .relaxed), pool.commits.load(ordering: .relaxed))
    }
  }

  /// Runs `body` in a transaction and returns its result after the commit. If it throws, nothing is stored and the error
  /// comes out here. A write that was handed over is carried out even if the calling task is cancelled meanwhile.
  @discardableResult
  package func write<T: Sendable>(_ body: @escaping @Sendable (Transaction) throws -> T) async throws -> T {
    try await withCheckedThrowingContinuation { continuation in
      submitWrite(body) { continuation.resume(with: $0) }
    }
  }

  /// Runs `body` on a snapshot: all its queries see the same moment.
  package func read<T: Sendable>(_ body: @escaping @Sendable (Transaction) throws -> T) async throws -> T {
    try await withCheckedThrowingContinuation { continuation in
      submitRead(body) { continuation.resume(with: $0) }
    }
  }

  /// `write` for command-line tools: blocks the calling thread. Never call it inside a closure of this database.
  package func writeNow<T: Sendable>(_ body: @escaping @Sendable (Transaction) throws -> T) throws -> T {
    try awaitedNow { submitWrite(body, answer: $0) }
  }

  /// `read` for command-line tools: blocks the calling thread. Never call it inside a closure of this database.
  package func readNow<T: Sendable>(_ body: @escaping @Sendable (Transaction) throws -> T) throws -> T {
    try awaitedNow { submitRead(body, answer: $0) }
  }

  /// Finishes what was accepted and closes all connections; later calls throw `misuse`. Blocks. Calling it again is allowed.
  package func close() {
    _ = try? awaitedNow { answer in shutDown { answer(.success(())) } }
  }

  private func submitWrite<T: Sendable>(
    _ body: @escaping @Sendable (Transaction) throws -> T, answer: @escaping @Sendable (Result<T, any Error>) -> Void
  ) {
    let write = watch.begin()
    let watched: @Sendable (Result<T, any Error>) -> Void = { [watch] result in
      if case .failure(let error) = result { watch.end(write, error) } else { watch.end(write, nil) }
      answer(result)
    }
    switch backend {
    case .sqlite(let engine): engine.writer.submit(TypedWrite(body, answer: watched))
    case .postgreSQL(let pool): pool.submit(body, isWriting: true, answer: watched)
    }
  }

  private func submitRead<T: Sendable>(
    _ body: @escaping @Sendable (Transaction) throws -> T, answer: @escaping @Sendable (Result<T, any Error>) -> Void
  ) {
    switch backend {
    case .sqlite(let engine): engine.readers.submit(body, answer: answer)
    case .postgreSQL(let pool): pool.submit(body, isWriting: false, answer: answer)
    }
  }

  private func shutDown(_ done: @escaping @Sendable () -> Void) {
    switch backend {
    case .sqlite(let engine): engine.close(done)
    case .postgreSQL(let pool): pool.close(done)
    }
  }
}
