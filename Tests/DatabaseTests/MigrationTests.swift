import Database
import DatabaseTesting
import Testing

@Suite struct MigrationTests {
  private func step(_ number: Int, _ sql: String) -> Migration {
    Migration(number: number, name: "step \(number)", sqlite: sql, postgreSQL: sql)
  }

  private func isUnsupported(_ body: () throws -> Void) -> Bool {
    do {
      try body()
      return false
    } catch DatabaseError.unsupported {
      return true
    } catch {
      return false
    }
  }

  @Test("Each migration is applied once, in order", arguments: TestDatabases.engines)
  func once(engine: Database.Engine) async throws {
    let first = step(1, "CREATE TABLE one (id TEXT); INSERT INTO one VALUES ('a');")
    let second = step(2, "INSERT INTO one VALUES ('b');")
    let count = Statement("one.count", "SELECT count(*) FROM one")
    try await TestDatabases.with(engine, migrations: [first]) { test in
      try test.database.migrate([first, second])
      try test.database.migrate([first, second])
      let answer = try await test.database.read { try $0.first(count) { $0.integer(0) } }
      #expect(answer == 2)
    }
  }

  @Test("A changed, unknown or late migration is refused", arguments: TestDatabases.engines)
  func refusals(engine: Database.Engine) async throws {
    let first = step(1, "CREATE TABLE one (id TEXT)")
    let third = step(3, "CREATE TABLE three (id TEXT)")
    try await TestDatabases.with(engine, migrations: [first, third]) { test in
      let database = test.database
      #expect(isUnsupported { try database.migrate([first, step(3, "CREATE TABLE three (id TEXT, more TEXT)")]) })
      #expect(isUnsupported { try database.migrate([first]) })
      #expect(isUnsupported { try database.migrate([first, step(2, "CREATE TABLE two (id TEXT)"), third]) })
      #expect(throws: DatabaseError.self) { try database.migrate([third, first]) }
      try database.migrate([first, third])
    }
  }

  @Test("A migration that fails half-way leaves nothing", arguments: TestDatabases.engines)
  func allOrNothing(engine: Database.Engine) async throws {
    let first = step(1, "CREATE TABLE one (id TEXT)")
    let broken = step(2, "CREATE TABLE two (id TEXT); INSERT INTO nowhere VALUES (1);")
    try await TestDatabases.with(engine, migrations: [first]) { test in
      #expect(throws: DatabaseError.self) { try test.database.migrate([first, broken]) }
      try test.database.migrate([first, step(2, "CREATE TABLE two (id TEXT)")])
    }
  }

  @Test("Two that start at once do not collide", arguments: TestDatabases.engines)
  func together(engine: Database.Engine) async throws {
    let steps = (1...5).map { step($0, "CREATE TABLE t\($0) (id TEXT)") }
    try await TestDatabases.with(engine) { test in
      let other = try Database.open(test.location)
      defer { other.close() }
      async let one: Void = Task.detached { try test.database.migrate(steps) }.value
      async let two: Void = Task.detached { try other.migrate(steps) }.value
      _ = try await (one, two)
    }
  }
}
