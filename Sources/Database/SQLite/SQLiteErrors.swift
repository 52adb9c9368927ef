import CSQLite

extension DatabaseError {
  /// What the last failed call on `handle` means.
  /// - Parameter code: SQLite's extended result code.
  static func sqlite(_ code: Int32, _ handle: OpaquePointer?, _ what: String) -> DatabaseError {
    let reason = String(cString: handle.flatMap { sqlite3_errmsg($0) } ?? sqlite3_errstr(code))
    let message = "\(what): \(reason)"
    switch code {
    case SQLITE_CONSTRAINT_UNIQUE, SQLITE_CONSTRAINT_PRIMARYKEY, SQLITE_CONSTRAINT_ROWID:
      return .constraint(.unique, message: message)
    case SQLITE_CONSTRAINT_FOREIGNKEY: return .constraint(.foreignKey, message: message)
    case SQLITE_CONSTRAINT_NOTNULL: return .constraint(.notNull, message: message)
    case SQLITE_CONSTRAINT_CHECK, SQLITE_CONSTRAINT_TRIGGER: return .constraint(.check, message: message)
    default: break
    }
    switch code & 0xff {
    case SQLITE_BUSY, SQLITE_LOCKED: return .busy(message)
    case SQLITE_FULL: return .full(message)
    case SQLITE_IOERR: return .io("\(message) (SQLite code \(code))")
    case SQLITE_CORRUPT, SQLITE_NOTADB: return .corrupted(message)
    case SQLITE_CANTOPEN, SQLITE_PERM, SQLITE_AUTH: return .cannotOpen(location: what, reason: reason)
    default: return .misuse(message)
    }
  }
}

// The extended codes are expressions in sqlite3.h, which Swift does not import.
private let SQLITE_CONSTRAINT_CHECK = SQLITE_CONSTRAINT | 1 << 8
private let SQLITE_CONSTRAINT_FOREIGNKEY = SQLITE_CONSTRAINT | 3 << 8
private let SQLITE_CONSTRAINT_NOTNULL = SQLITE_CONSTRAINT | 5 << 8
private let SQLITE_CONSTRAINT_PRIMARYKEY = SQLITE_CONSTRAINT | 6 << 8
private let SQLITE_CONSTRAINT_TRIGGER = SQLITE_CONSTRAINT | 7 << 8
private let SQLITE_CONSTRAINT_UNIQUE = SQLITE_CONSTRAINT | 8 << 8
private let SQLITE_CONSTRAINT_ROWID = SQLITE_CONSTRAINT | 10 << 8
