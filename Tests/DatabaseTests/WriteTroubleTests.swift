import Database
import DatabaseTesting
import Glibc
import Synchronization
import Testing

@Suite("What keeps writes from getting through is noticed")
struct WriteTroubleTests {
  private func trouble(
    _ database: Database, longestWait: Duration = .seconds(600), memory: Duration = .seconds(600)
  ) -> WriteTrouble? {
    database.writeTrouble(longestWait: longestWait, memory: memory)
  }

  @Test("One that waits too long, on either engine, until it ends", arguments: TestDatabases.engines)
  func stuck(_ engine: Database.Engine) async throws {
    try await TestDatabases.with(engine, migrations: [Notes.migration]) { test in
      let database = test.database
      #expect(trouble(database, longestWait: .zero) == nil)
      let isOver = Atomic(false)
      async let waiting: Void = database.write { _ in while !isOver.load(ordering: .relaxed) { usleep(1000) } }
      for _ in 0..<12_000 where trouble(database, longestWait: .milliseconds(20)) == nil {
        try await Task.sleep(for: .milliseconds(5))
      }
      #expect(trouble(database, longestWait: .milliseconds(20)) == .stuck)
      #expect(trouble(database) == nil, "it has not waited for so long")
      isOver.store(true, ordering: .relaxed)
      try await waiting
      _ = try? await database.write { try $0.execute(Statement("wrong", "INSERT INTO nothing VALUES (1)")) }
      #expect(trouble(database, longestWait: .zero) == nil)
    }
  }

  @Test("One that found no space, until another one is stored or it is long ago") func full() async throws {
    try await TestDatabases.with(.sqlite, migrations: [Notes.migration]) { test in
      let database = test.database
      try await database.write { try $0.query(Statement("limit", "PRAGMA max_page_count=20")) { _ in } }
      func note(_ name: String, _ size: Int) async throws {
        let body = String(repeating: "x", count: size)
        _ = try await database.write { try $0.execute(Notes.insert, .text(name), .text(body)) }
      }
      try await note("small", 1)
      #expect(trouble(database) == nil)
      await #expect(throws: DatabaseError.self) { try await note("large", 900_000) }
      #expect(trouble(database) == .full)
      await #expect(throws: DatabaseError.self) { try await note("small", 1) }
      #expect(trouble(database) == .full, "a name that is there says nothing about the disk")
      #expect(trouble(database, memory: .zero) == nil)
      try await note("other", 1)
      #expect(trouble(database) == nil)
    }
  }
}
