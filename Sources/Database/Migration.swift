import Glibc

/// One step of the schema: a number, a name and frozen SQL for each engine. Once it was released its text never changes;
/// what needs mending gets a new number. On PostgreSQL text columns say `COLLATE "C"`, on SQLite tables say `STRICT`.
package struct Migration: Sendable {
  package let number: Int
  package let name: String
  package let sqlite: String
  package let postgreSQL: String

  package init(number: Int, name: String, sqlite: String, postgreSQL: String) {
    self.number = number
    self.name = name
    self.sqlite = sqlite
    self.postgreSQL = postgreSQL
  }

  func sql(for engine: Database.Engine) -> String {
    switch engine {
    case .sqlite: sqlite
    case .postgreSQL: postgreSQL
    }
  }

  /// FNV-1a, 64 bits, of the engine's text: it notices an edit, it need not resist an attack.
  func checksum(for engine: Database.Engine) -> String {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in sql(for: engine).utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
    return String(hash, radix: 16)
  }
}

extension Database {
  /// Brings the schema up to date, each migration in a transaction of its own: after an error the earlier ones stay, of
  /// the failed one nothing. Blocks. Several processes may call it at the same time on one PostgreSQL database.
  /// - Throws: `unsupported` if the database is newer than this program or a migration was changed after it was applied.
  package func migrate(_ migrations: [Migration]) throws {
    for (earlier, later) in zip(migrations, migrations.dropFirst()) where earlier.number >= later.number {
      throw DatabaseError.misuse("migration \(later.number) stands after \(earlier.number)")
    }
    let location = location
    try writeNow { transaction in
      try transaction.lockMigrations()
      try transaction.script(
        "schemaMigration",
        "CREATE TABLE IF NOT EXISTS schemaMigration "
          + "(number BIGINT PRIMARY KEY, name TEXT NOT NULL, checksum TEXT NOT NULL, appliedAt BIGINT NOT NULL)")
      try transaction.check(migrations, location: location)
    }
    for migration in migrations {
      try writeNow { transaction in
        try transaction.lockMigrations()
        let applied = try transaction.first(Self.applied, .init(migration.number)) { $0.integer(0) }
        if applied == nil { try transaction.apply(migration) }
      }
    }
  }

  private static let applied = Statement("schemaMigration.get", "SELECT number FROM schemaMigration WHERE number = ?")
}

extension Transaction {
  /// Two nodes that start at once must not both create a table; SQLite has one writer anyway.
  fileprivate func lockMigrations() throws {
    if engine == .postgreSQL { try query(Self.lock) { _ in } }
  }

  fileprivate func check(_ migrations: [Migration], location: String) throws {
    let applied = try all(Self.list) { (number: $0.integer(0), name: $0.text(1), checksum: $0.text(2)) }
    for record in applied {
      guard let migration = migrations.first(where: { $0.number == record.number }) else {
        throw DatabaseError.unsupported(
          "\(location) has migration \(record.number) (\(record.name)), which this program does not know; "
            + "start the newer program that made it, or restore the backup from before the upgrade")
      }
      guard migration.checksum(for: engine) == record.checksum else {
        throw DatabaseError.unsupported(
          "migration \(record.number) (\(record.name)) of \(location) was applied with another text than this program has; "
            + "put the released text back and make the change a new migration")
      }
    }
    let newest = applied.last?.number ?? Int.min
    let known = Set(applied.map(\.number))
    if let missing = migrations.first(where: { $0.number < newest && !known.contains($0.number) }) {
      throw DatabaseError.unsupported(
        "migration \(missing.number) (\(missing.name)) was never applied to \(location), although \(newest) was; "
          + "give it a number after \(newest)")
    }
  }

  fileprivate func apply(_ migration: Migration) throws {
    try script("migration \(migration.number) (\(migration.name))", migration.sql(for: engine))
    var now = timespec()
    clock_gettime(CLOCK_REALTIME, &now)
    try execute(
      Self.record, .init(migration.number), .init(migration.name), .init(migration.checksum(for: engine)),
      .init(now.tv_sec * 1000 + now.tv_nsec / 1_000_000))
  }

  // The key is a number that nothing else locks.
  private static let lock = Statement("schemaMigration.lock", "SELECT pg_advisory_xact_lock(7034182265)")
  private static let list = Statement(
    "schemaMigration.list", "SELECT number, name, checksum FROM schemaMigration ORDER BY number")
  private static let record = Statement(
    "schemaMigration.insert", "INSERT INTO schemaMigration (number, name, checksum, appliedAt) VALUES (?, ?, ?, ?)")
}
