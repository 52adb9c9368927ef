import CSQLite
import Database

/// What the database itself can do: one thread, one row, one commit, nothing of Foyer in between.
protocol BareCommits {
  func measure(seconds: Double) async throws -> Measurement
}

/// SQLite through its own interface, as durable as Foyer's: WAL and `synchronous=FULL`.
final class BareSQLite: BareCommits {
  private var connection: OpaquePointer?
  private var update: OpaquePointer?
  /// Beyond the texts that the rows begin with: SQLite writes nothing when a row keeps its value.
  private var next = BareSQLite.rows
  private static let rows = 600

  init(path: String) throws {
    guard sqlite3_open(path, &connection) == SQLITE_OK else { throw Failure("cannot open \(path)") }
    try execute("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;")
    try execute("CREATE TABLE note (id INTEGER PRIMARY KEY, text TEXT NOT NULL) STRICT; BEGIN;")
    for id in 0..<Self.rows { try execute("INSERT INTO note VALUES (\(id), '\(Words.sentence(id))')") }
    try execute("COMMIT")
    let code = sqlite3_prepare_v2(connection, "UPDATE note SET text = ?2 WHERE id = ?1", -1, &update, nil)
    guard code == SQLITE_OK else { throw failure }
  }

  deinit {
    sqlite3_finalize(update)
    sqlite3_close(connection)
  }

  func measure(seconds: Double) throws -> Measurement {
    let (start, processor) = (Clock.now, Clock.processor)
    var latencies: [Double] = []
    var last = start
    while last - start < seconds {
      try commit()
      let now = Clock.now
      latencies.append(now - last)
      last = now
    }
    return Measurement(
      name: "bare", seconds: last - start, processorSeconds: Clock.processor - processor, latencies: latencies)
  }

  /// One row in a transaction of its own.
  func commit() throws {
    next += 1
    let text = Words.sentence(next)
    sqlite3_bind_int64(update, 1, Int64(next % Self.rows))
    _ = foyer_sqlite_bind_text(update, 2, text, Int32(text.utf8.count))
    guard sqlite3_step(update) == SQLITE_DONE, sqlite3_changes(connection) == 1 else { throw failure }
    sqlite3_reset(update)
  }

  private func execute(_ sql: String) throws {
    guard sqlite3_exec(connection, sql, nil, nil, nil) == SQLITE_OK else { throw failure }
  }

  private var failure: Failure { Failure("SQLite: \(String(cString: sqlite3_errmsg(connection)))") }
}

/// PostgreSQL through `Database`, one client: there is no second way to it in this program.
struct BarePostgreSQL: BareCommits {
  private let database: Database
  private static let create = Migration(
    number: 1, name: "note", sqlite: "", postgreSQL: "CREATE TABLE note (id BIGINT PRIMARY KEY, text TEXT NOT NULL)")
  private static let insert = Statement("note.insert", "INSERT INTO note (id, text) VALUES (?, ?)")
  private static let update = Statement("note.update", "UPDATE note SET text = ?2 WHERE id = ?1")

  init(url: String) throws {
    database = try .open(.postgreSQL(url: url))
    try database.migrate([Self.create])
    try database.writeNow { transaction in
      for id in 0..<600 { try transaction.execute(Self.insert, .init(id), .init(Words.sentence(id))) }
    }
  }

  func measure(seconds: Double) async throws -> Measurement {
    let (start, processor) = (Clock.now, Clock.processor)
    var latencies: [Double] = []
    var last = start
    while last - start < seconds {
      let (id, text) = (latencies.count % 600, Words.sentence(latencies.count + 600))
      try await database.write { try $0.execute(Self.update, .init(id), .init(text)) }
      let now = Clock.now
      latencies.append(now - last)
      last = now
    }
    return Measurement(
      name: "bare", seconds: last - start, processorSeconds: Clock.processor - processor, latencies: latencies)
  }
}

/// Text of the length of a sentence, another one for each number.
enum Words {
  static func sentence(_ number: Int) -> String {
    "Sentence number \(number): bread, rolls and cake from our own oven, every day but Monday from six to one o’clock."
  }
}
