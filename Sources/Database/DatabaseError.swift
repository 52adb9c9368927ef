/// What can go wrong between a closure and the disk. Messages say what failed, where, and what to do; they hold statement
/// names and the engine's own words, never values and never the password of a connection URL.
package enum DatabaseError: Error, Sendable, Hashable {
  /// Which rule of the schema a write broke; both engines report the same kind.
  package enum ConstraintKind: String, Sendable, Hashable {
    case unique, foreignKey, check, notNull
  }

  case cannotOpen(location: String, reason: String)
  /// Another process serves this data folder; `holder` is the process number it wrote down, for information only.
  case locked(folder: String, holder: Int?)
  /// Somebody else held a lock for longer than the busy timeout, or conflicting transactions kept colliding. Try later.
  case busy(String)
  case constraint(ConstraintKind, message: String)
  /// The disk (or quota) is full; nothing of the transaction was stored, reading goes on.
  case full(String)
  /// A read, write or sync failed. After a failed sync the database refuses all further work.
  case io(String)
  case corrupted(String)
  /// The connection broke before COMMIT was sent and could not be replaced; nothing was stored.
  case connectionLost(String)
  /// The connection broke while COMMIT was on its way: the transaction is stored completely or not at all, and only
  /// reading again (or repeating with the same idempotency key) tells which.
  case outcomeUnknown(String)
  /// The server, the file or the list of migrations is of a version this program cannot work with.
  case unsupported(String)
  /// A defect in the calling code or in SQL: wrong number of values, NUL in text, a write in a read.
  case misuse(String)
}

extension DatabaseError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .cannotOpen(let location, let reason):
      "cannot open the database \(location): \(reason)"
    case .locked(let folder, let holder):
      "the data folder \(folder) is in use by another foyer process\(holder.map { " (\($0))" } ?? ""); "
        + "stop that one first, or give this one another folder with --data"
    case .busy(let message):
      "the database is busy: \(message); try again"
    case .constraint(let kind, let message):
      "the database refused the change (\(kind.rawValue)): \(message)"
    case .full(let message):
      "the disk is full, nothing was stored: \(message); free space, then try again"
    case .io(let message):
      "the disk reported an error: \(message); check the disk and the system log, then start again"
    case .corrupted(let message):
      "the database file is damaged: \(message); stop the service and restore a backup"
    case .connectionLost(let message):
      "the connection to the database was lost, nothing was stored: \(message); try again"
    case .outcomeUnknown(let message):
      "the connection was lost during COMMIT, so the change may or may not be stored: \(message); read again to see"
    case .unsupported(let message):
      "unsupported: \(message)"
    case .misuse(let message):
      "defect in a database call: \(message)"
    }
  }
}
