import Glibc
import Synchronization

/// A SQLite file with its writer and its readers.
final class SQLiteEngine: Sendable {
  let writer: SQLiteWriter
  let readers: SQLiteReaders
  /// Deleted on close; nil for a file that stays.
  private let temporaryFolder: String?

  convenience init(path: String, options: DatabaseOptions) throws(DatabaseError) {
    try self.init(path: path, temporaryFolder: nil, options: options)
  }

  convenience init(temporaryWith options: DatabaseOptions) throws(DatabaseError) {
    let parent = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
    var template = Array("\(parent)/foyer-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else {
      throw .cannotOpen(location: parent, reason: String(cString: strerror(errno)))
    }
    let folder = template.withUnsafeBufferPointer { String(cString: $0.baseAddress!) }
    try self.init(path: "\(folder)/data.sqlite", temporaryFolder: folder, options: options)
  }

  private init(path: String, temporaryFolder: String?, options: DatabaseOptions) throws(DatabaseError) {
    // Made here, since SQLite would let others on the machine read it. Only if it is new: closing a descriptor of a file
    // that is open as a database elsewhere in this process would drop that one's locks.
    let descriptor = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    if descriptor >= 0 { Glibc.close(descriptor) }
    writer = try SQLiteWriter(path: path, options: options)
    readers = try SQLiteReaders(path: path, options: options)
    self.temporaryFolder = temporaryFolder
  }

  /// Finishes what was accepted, closes all connections, then calls back on another thread.
  func close(_ done: @escaping @Sendable () -> Void) {
    // The writer last: when it closes, SQLite folds the log into the file.
    readers.close {
      self.writer.close {
        self.removeTemporaryFolder()
        done()
      }
    }
  }

  private func removeTemporaryFolder() {
    guard let temporaryFolder else { return }
    for name in ["data.sqlite", "data.sqlite-wal", "data.sqlite-shm"] { unlink("\(temporaryFolder)/\(name)") }
    rmdir(temporaryFolder)
  }
}
