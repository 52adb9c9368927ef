/// A transaction that is open while its closure runs, and the only way to the data. Keep no reference to it: after the
/// closure it answers every call with `misuse`.
///
/// The first statement that fails ends the transaction on both engines: later calls throw the same error again and nothing is
/// stored, even if the closure catches it and returns. (PostgreSQL has no other way, so SQLite must not have one either.)
package final class Transaction {
  enum Connection {
    case sqlite(SQLiteConnection)
    case postgreSQL(PostgreSQLConnection)
  }

  private let connection: Connection
  private let isWriting: Bool
  private var isOpen = true
  /// What ended the transaction; wins over whatever the closure returns or throws.
  private(set) var failure: DatabaseError?
  private var mistake: String?

  init(_ connection: Connection, isWriting: Bool) {
    self.connection = connection
    self.isWriting = isWriting
  }

  package var engine: Database.Engine {
    switch connection {
    case .sqlite: .sqlite
    case .postgreSQL: .postgreSQL
    }
  }

  /// Runs a statement for its effect.
  /// - Returns: how many rows it inserted, changed or deleted, not counting cascades.
  @discardableResult
  package func execute(_ statement: Statement, _ values: SQLValue...) throws(DatabaseError) -> Int {
    try execute(statement, values)
  }

  @discardableResult
  package func execute(_ statement: Statement, _ values: [SQLValue]) throws(DatabaseError) -> Int {
    guard isWriting else { throw fail(.misuse("\(statement.name): a read cannot change anything")) }
    return try run(statement, values) { _ in true }
  }

  /// Calls `body` with each row in turn. Inside, other statements may run, but not ones that change the table being read.
  package func query(
    _ statement: Statement, _ values: SQLValue..., body: (borrowing Row) throws -> Void
  ) throws {
    try query(statement, values, body: body)
  }

  package func query(_ statement: Statement, _ values: [SQLValue], body: (borrowing Row) throws -> Void) throws {
    try rows(statement, values) { row in
      try body(row)
      return true
    }
  }

  /// The first row, mapped; nil if there is none. The rest is not read.
  package func first<T>(
    _ statement: Statement, _ values: SQLValue..., map: (borrowing Row) throws -> T
  ) throws -> T? {
    try first(statement, values, map: map)
  }

  package func first<T>(_ statement: Statement, _ values: [SQLValue], map: (borrowing Row) throws -> T) throws -> T? {
    var result: T?
    try rows(statement, values) { row in
      result = try map(row)
      return false
    }
    return result
  }

  /// All rows, mapped.
  package func all<T>(
    _ statement: Statement, _ values: SQLValue..., map: (borrowing Row) throws -> T
  ) throws -> [T] {
    try all(statement, values, map: map)
  }

  package func all<T>(_ statement: Statement, _ values: [SQLValue], map: (borrowing Row) throws -> T) throws -> [T] {
    var result: [T] = []
    try rows(statement, values) { row in
      result.append(try map(row))
      return true
    }
    return result
  }

  /// Runs several statements separated by semicolons; for migrations.
  func script(_ name: String, _ sql: String) throws(DatabaseError) {
    try check(name)
    do {
      switch connection {
      case .sqlite(let connection): try connection.script(name, sql)
      case .postgreSQL(let connection): try connection.script(name, sql)
      }
    } catch {
      throw fail(error)
    }
  }

  /// Ends the use of this object; called when the closure has returned.
  func close() { isOpen = false }

  func note(mistake: String) {
    if self.mistake == nil { self.mistake = mistake }
  }

  /// Like `run`, for a closure that may throw; what it throws does not by itself end the transaction.
  private func rows(
    _ statement: Statement, _ values: [SQLValue], each: (borrowing Row) throws -> Bool
  ) throws {
    var thrown: (any Error)?
    try run(statement, values) { row in
      do {
        return try each(row)
      } catch {
        thrown = error
        return false
      }
    }
    if let thrown { throw thrown }
  }

  /// - Parameter each: answers whether it wants the next row.
  @discardableResult
  private func run(
    _ statement: Statement, _ values: [SQLValue], each: (borrowing Row) -> Bool
  ) throws(DatabaseError) -> Int {
    try check(statement.name)
    let changed: Int
    do {
      switch connection {
      case .sqlite(let connection):
        changed = try connection.run(statement.text, values) {
          each(Row(source: .sqlite($0), transaction: self))
        }
      case .postgreSQL(let connection):
        changed = try connection.run(statement.text, values) {
          each(Row(source: .postgreSQL($0, row: $1), transaction: self))
        }
      }
    } catch {
      throw fail(error)
    }
    if let mistake { throw fail(.misuse("\(statement.name): \(mistake)")) }
    return changed
  }

  private func check(_ name: String) throws(DatabaseError) {
    if let failure { throw failure }
    if !isOpen { throw .misuse("\(name): the transaction is over; keep no reference to it") }
  }

  private func fail(_ error: DatabaseError) -> DatabaseError {
    if failure == nil { failure = error }
    return error
  }
}
