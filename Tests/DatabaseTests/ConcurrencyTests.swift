import Database
import DatabaseTesting
import Glibc
import Testing

@Suite struct ConcurrencyTests {
  @Test("A read sees one moment, and does not hold up a write", arguments: TestDatabases.engines)
  func snapshot(engine: Database.Engine) async throws {
    try await TestDatabases.with(engine, migrations: [Notes.migration]) { test in
      let database = test.database
      let counts = try await database.read { transaction in
        let before = try transaction.first(Notes.count) { $0.integer(0) }
        _ = try database.writeNow { try $0.execute(Notes.insert, "a", "") }
        return [before, try transaction.first(Notes.count) { $0.integer(0) }]
      }
      #expect(counts == [0, 0])
      let stored = try await database.noteCount()
      #expect(stored == 1)
      #expect(try database.readNow { try $0.first(Notes.count) { $0.integer(0) } } == 1)
    }
  }

  @Test("A write waits for a foreign lock, up to its timeout", arguments: TestDatabases.engines)
  func busy(engine: Database.Engine) async throws {
    try await TestDatabases.with(engine, migrations: [Notes.migration]) { test in
      _ = try await test.database.write { try $0.execute(Notes.insert, "a", "") }
      let patient = try Database.open(test.location)
      var options = DatabaseOptions()
      options.busyTimeout = 100
      let hasty = try Database.open(test.location, options: options)
      defer {
        patient.close()
        hasty.close()
      }
      async let holder: Void = test.database.write { transaction in
        try transaction.execute(Notes.setSize, 1, "a")
        usleep(800_000)
      }
      try await Task.sleep(for: .milliseconds(100))
      async let waiting = patient.write { try $0.first(Notes.grow, "a") { $0.integer(0) } }
      do {
        _ = try await hasty.write { try $0.execute(Notes.setSize, 9, "a") }
        Issue.record("did not wait for the lock")
      } catch DatabaseError.busy {}
      let stored = try await hasty.noteCount()
      #expect(stored == 1)
      #expect(try await waiting == 2)
      try await holder
    }
  }

  @Test("Writes that deadlock are repeated, and both succeed", arguments: TestDatabases.engines)
  func deadlock(engine: Database.Engine) async throws {
    try await TestDatabases.with(engine, migrations: [Notes.migration]) { test in
      let database = test.database
      try await database.write { transaction in
        for id in ["a", "b"] { try transaction.execute(Notes.insert, .init(id), "") }
      }
      @Sendable func both(_ first: String, _ second: String) async throws {
        try await database.write { transaction in
          try transaction.execute(Notes.grow, .init(first))
          usleep(200_000)
          try transaction.execute(Notes.grow, .init(second))
        }
      }
      async let forth: Void = both("a", "b")
      async let back: Void = both("b", "a")
      _ = try await (forth, back)
      let sizes = try await database.read { try $0.all(Notes.all) { $0.integer(2) } }
      #expect(sizes == [2, 2])
    }
  }

  @Test("Many writers lose nothing", arguments: TestDatabases.engines)
  func counter(engine: Database.Engine) async throws {
    try await TestDatabases.with(engine, migrations: [Notes.migration]) { test in
      let database = test.database
      _ = try await database.write { try $0.execute(Notes.insert, "a", "") }
      let sizes = try await withThrowingTaskGroup(of: Int?.self) { group in
        for _ in 0..<200 {
          group.addTask { try await database.write { try $0.first(Notes.grow, "a") { $0.integer(0) } } }
        }
        var sizes: Set<Int> = []
        for try await size in group { sizes.insert(size ?? 0) }
        return sizes
      }
      #expect(sizes == Set(1...200))
      #expect(database.commitCounts.writes >= 201)
    }
  }
}
