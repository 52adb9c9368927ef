import CPostgreSQL
import Glibc

/// One libpq connection with its prepared statements. Values and results travel as text, except binary values, which go as
/// they are: text needs no type on either side, so the server infers what each placeholder is.
///
/// Unchecked: the pool hands a connection to one thread at a time.
final class PostgreSQLConnection: @unchecked Sendable {
  private let handle: OpaquePointer
  /// By statement number: whether the server knows it under this connection.
  private var prepared: [Bool] = []
  /// Values of the current statement, each ended by a NUL; kept to spare allocations.
  private var bytes: [UInt8] = []
  private var offsets: [Int] = []
  private var lengths: [Int32] = []
  private var formats: [Int32] = []
  /// SQLSTATE of the latest failure.
  private(set) var lastState = ""
  private var isCondemned = false

  /// - Parameter location: the URL as it may be shown.
  init(url: String, location: String, options: DatabaseOptions) throws(DatabaseError) {
    if let trouble = foyer_postgresql_load() {
      throw .cannotOpen(location: location, reason: String(cString: trouble))
    }
    // Before `dbname` stand defaults that the URL may override, after it what must hold.
    let parameters = [
      ("application_name", "foyer"), ("connect_timeout", "5"), ("keepalives_idle", "30"),
      ("tcp_user_timeout", "20000"), ("dbname", url), ("client_encoding", "UTF8"),
    ]
    let keywords = parameters.map { strdup($0.0) }
    let values = parameters.map { strdup($0.1) }
    defer { for pointer in keywords + values { free(pointer) } }
    let opened = PQconnectdbParams(
      keywords.map { UnsafePointer($0) } + [nil], values.map { UnsafePointer($0) } + [nil], 1)
    guard let opened else { throw .cannotOpen(location: location, reason: "out of memory") }
    handle = opened
    guard PQstatus(handle) == CONNECTION_OK else {
      throw .cannotOpen(location: location, reason: firstLine(PQerrorMessage(handle)))
    }
    // Notices would go to standard error.
    PQsetNoticeProcessor(handle, { _, _ in }, nil)
    try check(location: location)
    try script("open", "SET lock_timeout = \(options.busyTimeout)")
    try assertDurability(location: location)
  }

  deinit { PQfinish(handle) }

  /// Whether it is worth giving back to the pool.
  var isConnected: Bool { !isCondemned && PQstatus(handle) == CONNECTION_OK }
  var isInTransaction: Bool { PQtransactionStatus(handle) != PQTRANS_IDLE }

  private func check(location: String) throws(DatabaseError) {
    let version = PQserverVersion(handle)
    guard version >= 150_000 else {
      throw .unsupported("\(location) runs PostgreSQL \(version / 10_000), foyer needs 15 or newer; upgrade the server")
    }
    let encoding = PQparameterStatus(handle, "server_encoding").map { String(cString: $0) } ?? "unknown"
    guard encoding == "UTF8" else {
      throw .unsupported(
        "the database \(location) is encoded as \(encoding); "
          + "create one with ENCODING 'UTF8' LOCALE 'C' TEMPLATE template0")
    }
  }

  /// An answer to a customer must mean that the server's disk has it. `remote_apply` promises even more and stays.
  private func assertDurability(location: String) throws(DatabaseError) {
    if try setting("synchronous_commit") == "remote_apply" { return }
    try script("open", "SET synchronous_commit = on")
    let level = try setting("synchronous_commit")
    guard level == "on" else {
      throw .cannotOpen(location: location, reason: "synchronous_commit is \(level) instead of on")
    }
  }

  func setting(_ name: String) throws(DatabaseError) -> String {
    let result = PQexec(handle, "SHOW \(name)")
    defer { PQclear(result) }
    guard PQresultStatus(result) == PGRES_TUPLES_OK else { throw failure(result, name) }
    return String(cString: PQgetvalue(result, 0, 0))
  }

  /// Starts a transaction. A server that refuses even that (it became a standby, it is shutting down) is as good as gone.
  func begin(isWriting: Bool) throws(DatabaseError) {
    let mode = isWriting ? "READ COMMITTED READ WRITE" : "REPEATABLE READ READ ONLY"
    do {
      try script("begin", "BEGIN ISOLATION LEVEL \(mode)")
    } catch {
      isCondemned = true
      throw .connectionLost(error.description)
    }
  }

  /// Several statements without values, such as a migration.
  func script(_ name: String, _ sql: String) throws(DatabaseError) {
    _ = try command(name, sql)
  }

  /// - Returns: the server's tag for what it did, such as `COMMIT`, or `ROLLBACK` when a COMMIT had nothing to keep.
  func command(_ name: String, _ sql: String) throws(DatabaseError) -> String {
    lastState = ""
    let result = PQexec(handle, sql)
    defer { PQclear(result) }
    switch PQresultStatus(result) {
    case PGRES_COMMAND_OK, PGRES_TUPLES_OK, PGRES_EMPTY_QUERY: return String(cString: PQcmdStatus(result))
    default: throw failure(result, name)
    }
  }

  /// Runs one statement to its end.
  /// - Parameter each: gets the result and a row number; false means that it has seen enough.
  /// - Returns: how many rows were changed.
  func run(
    _ text: StatementText, _ values: [SQLValue], each: (OpaquePointer, Int32) -> Bool
  ) throws(DatabaseError) -> Int {
    lastState = ""
    if text.number >= prepared.count || !prepared[text.number] { try prepare(text) }
    guard values.count == text.valueCount else {
      throw .misuse("\(text.name): \(values.count) values given, \(text.valueCount) expected")
    }
    try encode(values, text)
    let count = values.count
    let result = bytes.withUnsafeBytes { buffer in
      let start = buffer.bindMemory(to: CChar.self).baseAddress
      let pointers = offsets.map { $0 < 0 ? nil : start?.advanced(by: $0) }
      return PQexecPrepared(handle, "s\(text.number)", Int32(count), pointers, lengths, formats, 0)
    }
    defer { PQclear(result) }
    switch PQresultStatus(result) {
    case PGRES_COMMAND_OK:
      return Int(String(cString: PQcmdTuples(result))) ?? 0
    case PGRES_TUPLES_OK:
      guard let result else { return 0 }
      for row in 0..<PQntuples(result) where !each(result, row) { break }
      // For a SELECT this counts the rows read; SQLite's answer is 0.
      let isSelect = PQcmdStatus(result).pointee == CChar(bitPattern: UInt8(ascii: "S"))
      return isSelect ? 0 : Int(String(cString: PQcmdTuples(result))) ?? 0
    default:
      throw failure(result, text.name)
    }
  }

  private func prepare(_ text: StatementText) throws(DatabaseError) {
    let result = PQprepare(handle, "s\(text.number)", text.postgreSQL, 0, nil)
    defer { PQclear(result) }
    guard PQresultStatus(result) == PGRES_COMMAND_OK else { throw failure(result, text.name) }
    if text.number >= prepared.count {
      prepared += repeatElement(false, count: text.number + 1 - prepared.count)
    }
    prepared[text.number] = true
  }

  /// Lays the values out one behind the other. Pointers are made afterwards, since the bytes move while they grow.
  private func encode(_ values: [SQLValue], _ text: StatementText) throws(DatabaseError) {
    bytes.removeAll(keepingCapacity: true)
    offsets.removeAll(keepingCapacity: true)
    lengths.removeAll(keepingCapacity: true)
    formats.removeAll(keepingCapacity: true)
    for value in values {
      let start = bytes.count
      var format: Int32 = 0
      switch value {
      case .null: break
      case .integer(let number): bytes += String(number).utf8
      case .real(let number): bytes += String(number).utf8
      case .text(let string):
        bytes += string.utf8
        if bytes[start...].contains(0) { throw .nulInText(text.name, offsets.count + 1) }
      case .blob(let blob):
        bytes += blob
        format = 1
      }
      offsets.append(value == .null ? -1 : start)
      lengths.append(Int32(clamping: bytes.count - start))
      formats.append(format)
      bytes.append(0)
    }
  }

  private func failure(_ result: OpaquePointer?, _ what: String) -> DatabaseError {
    lastState = PQresultErrorField(result, Int32(UInt8(ascii: "C"))).map { String(cString: $0) } ?? ""
    let primary = PQresultErrorField(result, Int32(UInt8(ascii: "M")))
    let reason = primary.map { String(cString: $0) } ?? firstLine(PQerrorMessage(handle))
    return .postgreSQL(lastState, reason, what, isConnected: isConnected)
  }
}
