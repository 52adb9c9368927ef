import CSQLite
import Glibc

/// One SQLite connection with its prepared statements.
///
/// Unchecked, since SQLite is opened without its own mutex: whoever owns the connection (the writer's thread, or the read that
/// took it from the pool) is alone with it.
final class SQLiteConnection: @unchecked Sendable {
  enum Role { case writer, reader }

  let handle: OpaquePointer
  /// How many pages the write-ahead log held after the latest commit; the writer decides by it when to checkpoint.
  private let logPages = UnsafeMutablePointer<Int32>.allocate(capacity: 1)
  /// By statement number.
  private var prepared: [OpaquePointer?] = []

  init(path: String, role: Role, options: DatabaseOptions) throws(DatabaseError) {
    _ = Self.isConfigured
    var opened: OpaquePointer?
    let access = role == .writer ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE : SQLITE_OPEN_READONLY
    let code = sqlite3_open_v2(path, &opened, access | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, nil)
    guard code == SQLITE_OK, let opened else {
      let reason = String(cString: opened.flatMap { sqlite3_errmsg($0) } ?? sqlite3_errstr(code))
      sqlite3_close_v2(opened)
      throw .cannotOpen(
        location: path, reason: "\(reason); check that the folder exists and that this account may write in it")
    }
    handle = opened
    logPages.initialize(to: 0)
    sqlite3_busy_timeout(handle, Int32(clamping: options.busyTimeout))
    _ = foyer_sqlite_defensive(handle)
    // Schema text from a tampered file must not call functions with side effects.
    try script("open", "PRAGMA trusted_schema=OFF; PRAGMA foreign_keys=ON; PRAGMA temp_store=MEMORY;")
    switch role {
    case .writer: try prepareForWriting(path: path, options: options)
    case .reader: try script("open", "PRAGMA query_only=ON;")
    }
  }

  /// Once for the process, before its first connection; refused without harm when somebody else was first.
  private static let isConfigured: Void = { _ = foyer_sqlite_without_memory_statistics() }()

  deinit {
    for statement in prepared { sqlite3_finalize(statement) }
    sqlite3_close_v2(handle)
    logPages.deallocate()
  }

  /// Sets journal and durability, then reads both back: a library that quietly runs with less loses acknowledged changes
  /// at the next power cut, and nobody would see it before.
  private func prepareForWriting(path: String, options: DatabaseOptions) throws(DatabaseError) {
    let level = options.durability == .everyCommit ? 2 : 1
    // The log is cut back to this size (bytes) after it was checkpointed.
    try script("open", "PRAGMA journal_mode=WAL; PRAGMA synchronous=\(level); PRAGMA journal_size_limit=67108864;")
    let journal = try pragma("journal_mode")
    guard journal == "wal" else {
      throw .cannotOpen(
        location: path, reason: "journal_mode is \(journal) instead of wal; use a local disk, not a network share")
    }
    let synchronous = try pragma("synchronous")
    guard synchronous == String(level) else {
      throw .cannotOpen(location: path, reason: "synchronous is \(synchronous) instead of \(level)")
    }
    // A hook of our own takes the place of the automatic checkpoint, which would run before callers get their answer
    // and hides its errors.
    sqlite3_wal_hook(
      handle,
      { context, _, _, pages in
        context!.assumingMemoryBound(to: Int32.self).pointee = pages
        return SQLITE_OK
      }, logPages)
  }

  func pragma(_ name: String) throws(DatabaseError) -> String {
    var statement: OpaquePointer?
    defer { sqlite3_finalize(statement) }
    guard sqlite3_prepare_v2(handle, "PRAGMA \(name)", -1, &statement, nil) == SQLITE_OK,
      sqlite3_step(statement) == SQLITE_ROW, let text = sqlite3_column_text(statement, 0)
    else { throw .sqlite(sqlite3_extended_errcode(handle), handle, name) }
    return String(cString: text)
  }

  var isInTransaction: Bool { sqlite3_get_autocommit(handle) == 0 }

  /// Moves the write-ahead log into the database once it has grown to 1000 pages, the usual measure; call it outside a
  /// transaction. Readers in the way are not waited for, the next call goes on from there.
  func checkpointIfDue() throws(DatabaseError) {
    guard logPages.pointee >= 1000 else { return }
    logPages.pointee = 0
    let code = sqlite3_wal_checkpoint_v2(handle, nil, SQLITE_CHECKPOINT_PASSIVE, nil, nil)
    guard code == SQLITE_OK || code & 0xff == SQLITE_BUSY else { throw .sqlite(code, handle, "checkpoint") }
  }

  /// Several statements without values, such as a migration.
  func script(_ name: String, _ sql: String) throws(DatabaseError) {
    let code = sqlite3_exec(handle, sql, nil, nil, nil)
    if code != SQLITE_OK { throw .sqlite(code, handle, name) }
  }

  /// Runs one statement to its end.
  /// - Parameter each: gets the statement standing on each row; false means that it has seen enough.
  /// - Returns: how many rows were changed.
  @discardableResult
  func run(
    _ text: StatementText, _ values: [SQLValue], each: (OpaquePointer) -> Bool = { _ in true }
  ) throws(DatabaseError) -> Int {
    let statement: OpaquePointer
    var isBorrowed = true
    if text.number < prepared.count, let known = prepared[text.number], sqlite3_stmt_busy(known) == 0 {
      statement = known
    } else {
      (statement, isBorrowed) = try prepare(text)
    }
    defer {
      sqlite3_reset(statement)
      if !isBorrowed { sqlite3_finalize(statement) }
    }
    try bind(values, to: statement, text)
    let before = sqlite3_total_changes64(handle)
    var wantsMore = true
    while true {
      let code = sqlite3_step(statement)
      if code == SQLITE_DONE { break }
      guard code == SQLITE_ROW else { throw .sqlite(code, handle, text.name) }
      if wantsMore { wantsMore = each(statement) }
      // A write with RETURNING has to reach its end, where foreign keys are checked.
      if !wantsMore && sqlite3_stmt_readonly(statement) != 0 { break }
    }
    // SQLite keeps the count of the previous change for statements that change nothing.
    return sqlite3_total_changes64(handle) == before ? 0 : Int(sqlite3_changes64(handle))
  }

  /// - Returns: the statement, and whether it belongs to the cache. It does not when the cached one is in use further up
  ///   the stack, by a query that runs the same statement for its rows.
  private func prepare(_ text: StatementText) throws(DatabaseError) -> (OpaquePointer, isCached: Bool) {
    var statement: OpaquePointer?
    let code = sqlite3_prepare_v3(
      handle, text.sqlite, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &statement, nil)
    guard code == SQLITE_OK, let statement else {
      throw code == SQLITE_OK ? .misuse("\(text.name): the statement is empty") : .sqlite(code, handle, text.name)
    }
    if text.number >= prepared.count {
      prepared += repeatElement(nil, count: text.number + 1 - prepared.count)
    }
    if prepared[text.number] != nil { return (statement, false) }
    prepared[text.number] = statement
    return (statement, true)
  }

  private func bind(
    _ values: [SQLValue], to statement: OpaquePointer, _ text: StatementText
  ) throws(DatabaseError) {
    let expected = sqlite3_bind_parameter_count(statement)
    guard values.count == Int(expected) else {
      throw .misuse("\(text.name): \(values.count) values given, \(expected) expected")
    }
    var index: Int32 = 0
    for value in values {
      index += 1
      let code: Int32
      switch value {
      case .null: code = sqlite3_bind_null(statement, index)
      case .integer(let number): code = sqlite3_bind_int64(statement, index, number)
      case .real(let number): code = sqlite3_bind_double(statement, index, number)
      case .text(var string):
        code = string.withUTF8 { bytes in
          guard let start = bytes.baseAddress else { return foyer_sqlite_bind_text(statement, index, "", 0) }
          if memchr(start, 0, bytes.count) != nil { return SQLITE_MISUSE }
          return foyer_sqlite_bind_text(statement, index, start, Int32(clamping: bytes.count))
        }
        if code == SQLITE_MISUSE { throw .nulInText(text.name, Int(index)) }
      case .blob(let bytes):
        // An empty array may have no address, which SQLite would store as NULL.
        code =
          bytes.isEmpty
          ? sqlite3_bind_zeroblob(statement, index, 0)
          : foyer_sqlite_bind_blob(statement, index, bytes, Int32(clamping: bytes.count))
      }
      if code != SQLITE_OK { throw .sqlite(code, handle, text.name) }
    }
  }
}

extension DatabaseError {
  static func nulInText(_ statement: String, _ index: Int) -> DatabaseError {
    .misuse("\(statement): value \(index) holds a NUL character, which text cannot; refuse it where it comes in")
  }
}
