import CPostgreSQL
import CSQLite

/// One row of a result, readable only inside the closure that it is handed to (it cannot be copied out; a function that
/// takes one says `borrowing Row`). Columns are counted from 0. Nothing is fetched before it is asked for.
///
/// A NULL or a wrong type where the caller said there is none does not trap: the accessor answers with an empty value,
/// and the query throws `misuse` as soon as the closure returns.
package struct Row: ~Copyable {
  enum Source {
    case sqlite(OpaquePointer)
    case postgreSQL(OpaquePointer, row: Int32)
  }

  let source: Source
  /// Alive as long as the closure runs: the transaction itself called it.
  unowned(unsafe) let transaction: Transaction

  package func isNull(_ column: Int) -> Bool {
    switch source {
    case .sqlite(let statement): sqlite3_column_type(statement, Int32(column)) == SQLITE_NULL
    case .postgreSQL(let result, let row): PQgetisnull(result, row, Int32(column)) != 0
    }
  }

  package func text(_ column: Int) -> String { present(optionalText(column), column, or: "") }

  package func optionalText(_ column: Int) -> String? {
    withBytes(column) { String(decoding: $0, as: UTF8.self) }
  }

  package func integer(_ column: Int) -> Int { present(optionalInteger(column), column, or: 0) }

  package func optionalInteger(_ column: Int) -> Int? {
    switch source {
    case .sqlite(let statement):
      switch sqlite3_column_type(statement, Int32(column)) {
      case SQLITE_INTEGER: return Int(sqlite3_column_int64(statement, Int32(column)))
      case SQLITE_NULL: return nil
      default: return mistyped(column, "an integer")
      }
    case .postgreSQL:
      guard let parsed = withBytes(column, { decimalInteger($0) }) else { return nil }
      return parsed ?? mistyped(column, "an integer")
    }
  }

  package func real(_ column: Int) -> Double { present(optionalReal(column), column, or: 0) }

  package func optionalReal(_ column: Int) -> Double? {
    switch source {
    case .sqlite(let statement):
      switch sqlite3_column_type(statement, Int32(column)) {
      case SQLITE_INTEGER, SQLITE_FLOAT: return sqlite3_column_double(statement, Int32(column))
      case SQLITE_NULL: return nil
      default: return mistyped(column, "a number")
      }
    case .postgreSQL:
      guard let text = optionalText(column) else { return nil }
      return Double(text) ?? mistyped(column, "a number")
    }
  }

  /// An integer 0 or 1, or what a comparison yields (PostgreSQL has a type for it).
  package func bool(_ column: Int) -> Bool { integer(column) != 0 }
  package func optionalBool(_ column: Int) -> Bool? { optionalInteger(column).map { $0 != 0 } }

  package func blob(_ column: Int) -> [UInt8] { present(optionalBlob(column), column, or: []) }

  package func optionalBlob(_ column: Int) -> [UInt8]? {
    switch source {
    case .sqlite: return withBytes(column) { Array($0) }
    case .postgreSQL:
      guard let decoded = withBytes(column, { hexadecimalBytes($0) }) else { return nil }
      return decoded ?? mistyped(column, "binary")
    }
  }

  /// The UTF-8 of a text column, for those who go on in bytes and need no String.
  package func bytes(_ column: Int) -> [UInt8] { present(withBytes(column) { Array($0) }, column, or: []) }

  /// The UTF-8 of a text column in the engine's own memory; nil for NULL.
  package func withBytes<T>(_ column: Int, _ body: (UnsafeBufferPointer<UInt8>) throws -> T) rethrows -> T? {
    switch source {
    case .sqlite(let statement):
      if sqlite3_column_type(statement, Int32(column)) == SQLITE_NULL { return nil }
      // Text first, then its length: the order in which SQLite converts nothing twice.
      let start =
        sqlite3_column_type(statement, Int32(column)) == SQLITE_BLOB
        ? sqlite3_column_blob(statement, Int32(column))?.assumingMemoryBound(to: UInt8.self)
        : sqlite3_column_text(statement, Int32(column))
      let count = Int(sqlite3_column_bytes(statement, Int32(column)))
      return try body(UnsafeBufferPointer(start: start, count: start == nil ? 0 : count))
    case .postgreSQL(let result, let row):
      if PQgetisnull(result, row, Int32(column)) != 0 { return nil }
      let count = Int(PQgetlength(result, row, Int32(column)))
      guard let start = PQgetvalue(result, row, Int32(column)) else { return nil }
      return try start.withMemoryRebound(to: UInt8.self, capacity: count) {
        try body(UnsafeBufferPointer(start: $0, count: count))
      }
    }
  }

  private func present<T>(_ value: T?, _ column: Int, or placeholder: T) -> T {
    if let value { return value }
    transaction.note(mistake: "column \(column) is NULL or absent; ask for the optional or mend the statement")
    return placeholder
  }

  private func mistyped<T>(_ column: Int, _ expected: String) -> T? {
    transaction.note(mistake: "column \(column) is not \(expected)")
    return nil
  }
}

/// PostgreSQL sends numbers as decimal text and truth values as `t` and `f`.
private func decimalInteger(_ bytes: UnsafeBufferPointer<UInt8>) -> Int? {
  if bytes.count == 1 {
    if bytes[0] == UInt8(ascii: "t") { return 1 }
    if bytes[0] == UInt8(ascii: "f") { return 0 }
  }
  let isNegative = bytes.first == UInt8(ascii: "-")
  if bytes.count == (isNegative ? 1 : 0) { return nil }
  var value = 0
  for byte in bytes.dropFirst(isNegative ? 1 : 0) {
    let digit = Int(byte) - 48
    guard (0...9).contains(digit) else { return nil }
    // Counting down reaches Int.min, which counting up would not.
    let (tenfold, overflow) = value.multipliedReportingOverflow(by: 10)
    let (sum, overflowToo) = tenfold.subtractingReportingOverflow(digit)
    if overflow || overflowToo { return nil }
    value = sum
  }
  if isNegative { return value }
  return value == Int.min ? nil : -value
}

/// PostgreSQL sends `bytea` as `\x` and two digits a byte.
private func hexadecimalBytes(_ bytes: UnsafeBufferPointer<UInt8>) -> [UInt8]? {
  guard bytes.count >= 2, bytes.count % 2 == 0, bytes[0] == UInt8(ascii: "\\"), bytes[1] == UInt8(ascii: "x") else {
    return nil
  }
  func digit(_ byte: UInt8) -> UInt8? {
    switch byte {
    case 48...57: byte - 48
    case 97...102: byte - 87
    default: nil
    }
  }
  var result: [UInt8] = []
  result.reserveCapacity(bytes.count / 2 - 1)
  for index in stride(from: 2, to: bytes.count, by: 2) {
    guard let high = digit(bytes[index]), let low = digit(bytes[index + 1]) else { return nil }
    result.append(high << 4 | low)
  }
  return result
}
