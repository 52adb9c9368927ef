import Database
import DatabaseTesting
import Synchronization
import Testing

@Suite struct OpeningTests {
  @Test func messagesHoldNoPassword() {
    let location = DatabaseLocation("postgres://me:s@cret@db.example:5432/foyer?sslpassword=hidden")
    #expect(location.description == "postgres://db.example:5432/foyer")
    #expect(DatabaseLocation("/srv/foyer/data.sqlite").description == "/srv/foyer/data.sqlite")
  }

  @Test func whatCannotBeOpenedSaysWhere() {
    for location in ["/nowhere/data.sqlite", "postgres://me:secret@127.0.0.1:1/x"] {
      do {
        _ = try Database.open(DatabaseLocation(location))
        Issue.record("opened \(location)")
      } catch {
        guard case .cannotOpen = error else {
          Issue.record("expected cannotOpen, got \(error)")
          continue
        }
        #expect(!error.description.contains("secret"))
      }
    }
  }

  @Test func aTemporaryDatabaseHasReadersToo() async throws {
    let database = try Database.open(.sqliteTemporary)
    try database.migrate([Notes.migration])
    _ = try await database.write { try $0.execute(Notes.insert, "a", "") }
    let stored = try await database.noteIDs()
    #expect(stored == ["a"])
    database.close()
    database.close()
  }
}

@Suite(.enabled(if: TestDatabases.engines.contains(.postgreSQL), "needs FOYER_TEST_POSTGRES"))
struct ReconnectionTests {
  private static let ownNumber = Statement("backend", "SELECT pg_backend_pid()")
  private static let terminate = Statement("terminate", "SELECT pg_terminate_backend(CAST(? AS INTEGER), 5000)")

  /// One connection, so that it is known which one is cut, and a second database to cut it from.
  private func withCutter(
    _ body: (Database, _ cut: @escaping @Sendable (Int) throws -> Void) async throws -> Void
  ) async throws {
    var options = DatabaseOptions()
    options.connections = 1
    try await TestDatabases.with(.postgreSQL, migrations: [Notes.migration], options: options) { test in
      let server = try Database.open(test.location, options: options)
      defer { server.close() }
      try await body(test.database) { number in
        _ = try server.readNow { try $0.first(Self.terminate, .init(number)) { $0.bool(0) } }
      }
    }
  }

  private static func number(_ transaction: Transaction) throws -> Int {
    try transaction.first(ownNumber) { $0.integer(0) } ?? 0
  }

  @Test func aConnectionCutWhileIdleIsReplaced() async throws {
    try await withCutter { database, cut in
      try cut(try await database.read(Self.number))
      _ = try await database.write { try $0.execute(Notes.insert, "a", "") }
      try cut(try await database.read(Self.number))
      let stored = try await database.noteIDs()
      #expect(stored == ["a"])
    }
  }

  @Test func aWriteCutBeforeCommitIsRepeatedOnce() async throws {
    try await withCutter { database, cut in
      let attempts = Mutex(0)
      try await database.write { transaction in
        let attempt = attempts.withLock {
          $0 += 1
          return $0
        }
        try transaction.execute(Notes.insert, "a", "\(attempt)")
        if attempt == 1 { try cut(try Self.number(transaction)) }
        try transaction.execute(Notes.insert, "b", "\(attempt)")
      }
      #expect(attempts.withLock { $0 } == 2)
      let answer = try await database.read { try $0.all(Notes.all) { $0.text(1) } }
      #expect(answer == ["2", "2"])
    }
  }

  @Test func aWriteCutTwiceReportsTheLoss() async throws {
    try await withCutter { database, cut in
      do {
        try await database.write { transaction in
          try cut(try Self.number(transaction))
          try transaction.execute(Notes.insert, "a", "")
        }
        Issue.record("a write on a cut connection succeeded")
      } catch DatabaseError.connectionLost {}
      let stored = try await database.noteIDs()
      #expect(stored == [])
    }
  }

  @Test func aWriteCutAtCommitHasAnUnknownOutcome() async throws {
    try await withCutter { database, cut in
      let attempts = Mutex(0)
      do {
        try await database.write { transaction in
          attempts.withLock { $0 += 1 }
          try transaction.execute(Notes.insert, "a", "")
          try cut(try Self.number(transaction))
        }
        Issue.record("a commit on a cut connection succeeded")
      } catch DatabaseError.outcomeUnknown {}
      #expect(attempts.withLock { $0 } == 1)
    }
  }
}
