import Database
import DatabaseTesting
import Testing

@Suite struct TransactionTests {
  @Test("Values of every kind come back as they went in", arguments: TestDatabases.engines)
  func roundTrip(engine: Database.Engine) async throws {
    try await TestDatabases.with(engine, migrations: [Notes.migration]) { test in
      let text = "Grüße, 'quoted' \\ back \u{1F600}\n"
      let bytes = (0...255).map { UInt8($0) }
      try await test.database.write { transaction in
        try transaction.execute(
          Notes.insertAll, "a", .text(text), .init(Int.max), nil, 0.1, .blob(bytes))
        try transaction.execute(Notes.insertAll, "b", "", 0, "a", nil, .blob([]))
      }
      try await test.database.read { transaction in
        var seen = 0
        try transaction.query(Notes.all) { row in
          seen += 1
          let isFirst = seen == 1
          #expect(row.text(1) == (isFirst ? text : ""))
          #expect(row.bytes(1) == Array((isFirst ? text : "").utf8))
          #expect(row.integer(2) == (isFirst ? Int.max : 0))
          #expect(row.optionalText(3) == (isFirst ? nil : "a"))
          #expect(row.optionalReal(4) == (isFirst ? 0.1 : nil))
          #expect(row.blob(5) == (isFirst ? bytes : []))
          #expect(row.bool(6) == !isFirst)
          #expect(row.isNull(3) == isFirst)
        }
        #expect(seen == 2)
      }
    }
  }

  @Test("Counts, first rows and RETURNING mean the same", arguments: TestDatabases.engines)
  func counting(engine: Database.Engine) async throws {
    let setAll = Statement("note.setAll", "UPDATE note SET size = ?2 WHERE size <> ?2 AND id <> ?1")
    let marks = Statement("note.marks", "SELECT id FROM note WHERE body <> '?' -- really?\n AND id >= ? ORDER BY id")
    try await TestDatabases.with(engine, migrations: [Notes.migration]) { test in
      try await test.database.write { transaction in
        for id in ["Z", "a", "ä", "b"] { try transaction.execute(Notes.insert, .init(id), "x") }
        #expect(try transaction.execute(setAll, "none", 1) == 4)
        #expect(try transaction.execute(setAll, "none", 1) == 0)
        #expect(try transaction.execute(Notes.count) == 0)
        #expect(try transaction.first(Notes.grow, "a") { $0.integer(0) } == 2)
        #expect(try transaction.execute(Notes.grow, "a") == 1)
        #expect(try transaction.first(Notes.grow, "none") { $0.integer(0) } == nil)
        // The same statement inside its own rows, and code-point order.
        var pairs: [String] = []
        try transaction.query(marks, "a") { outer in
          let id = outer.text(0)
          try transaction.query(marks, .init(id)) { pairs.append(id + $0.text(0)) }
        }
        #expect(pairs == ["aa", "ab", "aä", "bb", "bä", "ää"])
      }
    }
  }

  @Test("Broken rules have the same kind on both engines", arguments: TestDatabases.engines)
  func constraints(engine: Database.Engine) async throws {
    let cases: [(DatabaseError.ConstraintKind, Statement, [SQLValue])] = [
      (.unique, Notes.insert, ["a", "again"]), (.notNull, Notes.insert, ["b", nil]),
      (.check, Notes.setSize, [-1, "a"]),
      (.foreignKey, Notes.insertAll, ["b", "", 0, "nowhere", nil, nil]), (.foreignKey, Notes.pledge, ["nowhere"]),
    ]
    try await TestDatabases.with(engine, migrations: [Notes.migration]) { test in
      _ = try await test.database.write { try $0.execute(Notes.insert, "a", "first") }
      for (kind, statement, values) in cases {
        do {
          _ = try await test.database.write { try $0.execute(statement, values) }
          Issue.record("\(statement.name) was accepted")
        } catch DatabaseError.constraint(let reported, _) {
          #expect(reported == kind)
        }
      }
      let stored = try await test.database.noteIDs()
      #expect(stored == ["a"])
    }
  }

  @Test("A closure that throws leaves nothing, nor does one that swallows an error", arguments: TestDatabases.engines)
  func nothingLeft(engine: Database.Engine) async throws {
    try await TestDatabases.with(engine, migrations: [Notes.migration]) { test in
      await #expect(throws: Refusal.self) {
        try await test.database.write { transaction in
          try transaction.execute(Notes.insert, "a", "")
          throw Refusal()
        }
      }
      await #expect(throws: DatabaseError.self) {
        try await test.database.write { transaction in
          try transaction.execute(Notes.insert, "b", "")
          _ = try? transaction.execute(Notes.insert, "b", "")
          _ = try? transaction.execute(Notes.insert, "c", "")
        }
      }
      let stored = try await test.database.noteIDs()
      #expect(stored == [])
    }
  }

  @Test("Defects in calls are reported, not trapped", arguments: TestDatabases.engines)
  func misuse(engine: Database.Engine) async throws {
    try await TestDatabases.with(engine, migrations: [Notes.migration]) { test in
      let database = test.database
      func isMisuse(_ body: @escaping @Sendable (Transaction) throws -> Void, inRead: Bool = false) async -> Bool {
        do {
          if inRead { try await database.read(body) } else { try await database.write(body) }
          return false
        } catch DatabaseError.misuse(let message) {
          return !message.isEmpty
        } catch {
          return false
        }
      }
      #expect(await isMisuse { try $0.execute(Notes.insert, "nul", "a\0b") })
      #expect(await isMisuse { try $0.execute(Notes.insert, "few") })
      #expect(await isMisuse { try $0.execute(Statement("broken", "SELEC 1")) })
      #expect(await isMisuse({ try $0.execute(Notes.insert, "read", "") }, inRead: true))
      #expect(await isMisuse({ try $0.query(Statement("sly", "DELETE FROM note")) { _ in } }, inRead: true))
      #expect(
        await isMisuse { transaction in
          try transaction.execute(Notes.insert, "null", "")
          _ = try transaction.all(Notes.all) { $0.text(3) }
        })
      #expect(
        await isMisuse { transaction in
          try transaction.execute(Notes.insert, "type", "")
          _ = try transaction.all(Notes.all) { $0.integer(1) }
        })
      let stored = try await database.noteCount()
      #expect(stored == 0)
      let kept = try await database.write { Kept(transaction: $0) }
      #expect(throws: DatabaseError.self) { try kept.transaction.execute(Notes.insert, "late", "") }
      database.close()
      await #expect(throws: DatabaseError.self) { try await database.noteCount() }
      await #expect(throws: DatabaseError.self) { try await database.write { _ in } }
    }
  }

  private struct Kept: @unchecked Sendable { let transaction: Transaction }

  @Test(.enabled(if: TestDatabases.engines.contains(.postgreSQL), "needs FOYER_TEST_POSTGRES"))
  func placeholdersAreRewrittenOutsideQuotes() async throws {
    let statement = Statement(
      "odd", "SELECT '?''?' || CAST(? AS TEXT) || \"b?\" || CAST(?1 AS TEXT) FROM (SELECT '!' AS \"b?\") AS t -- ?")
    try await TestDatabases.with(.postgreSQL) { test in
      let text = try await test.database.read { try $0.first(statement, "x") { $0.text(0) } }
      #expect(text == "?'?x!x")
    }
  }
}
