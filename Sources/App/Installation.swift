import Database
import Glibc
import Store

/// A data folder in use: the lock that keeps others away, the database, the blobs. The lock is free again when this object is gone.
package final class Installation: Sendable {
  package let store: Store
  package let database: Database
  private let lock: DataFolderLock?

  /// Opens the data folder, and makes it where it is missing. Blocks.
  /// - Parameters:
  ///   - sharing: goes on beside a running server, for commands that only touch the database.
  ///   - making: makes folder and database where they are missing; otherwise that is an error
  /// - Throws: `DatabaseError`, `StoreError`, `ConfigurationError`
  package init(_ configuration: Configuration, sharing: Bool = false, making: Bool = true) throws {
    if !making { try Self.checkThereIsData(configuration) }
    try Self.makeFolder(configuration.data)
    lock = try Self.lock(configuration.data, sharing: sharing)
    database = try Database.open(configuration.databaseLocation)
    do {
      // Only who holds the lock may sweep what others left in the blob folder.
      let blobs = try BlobFolder(path: "\(configuration.data)/blobs", sweeping: lock != nil)
      store = try Store(database: database, blobs: blobs)
    } catch {
      database.close()
      throw error
    }
  }

  /// Opens the data folder for one piece of work.
  package static func with(
    _ configuration: Configuration, sharing: Bool = false, making: Bool = true,
    _ work: (Store) async throws -> Void
  ) async throws {
    let installation = try Installation(configuration, sharing: sharing, making: making)
    defer { installation.close() }
    try await work(installation.store)
  }

  /// Whether somebody else, a running service as a rule, has the folder too.
  package var isShared: Bool { lock == nil }

  package func close() { database.close() }

  /// nil when somebody else has the lock and that is no hindrance.
  private static func lock(_ folder: String, sharing: Bool) throws -> DataFolderLock? {
    do {
      return try DataFolderLock(folder: folder)
    } catch DatabaseError.locked where sharing {
      return nil
    }
  }

  private static func checkThereIsData(_ configuration: Configuration) throws(ConfigurationError) {
    guard access(configuration.data, F_OK) == 0 else { throw .noData(path: configuration.data) }
    if case .sqliteFile(let path) = configuration.databaseLocation, access(path, F_OK) != 0 {
      throw .noDatabase(path: path)
    }
  }

  private static func makeFolder(_ path: String) throws(ConfigurationError) {
    if mkdir(path, 0o750) != 0, errno != EEXIST { throw .folder(path: path, reason: String(cString: strerror(errno))) }
    guard access(path, W_OK | X_OK) == 0 else { throw .folder(path: path, reason: String(cString: strerror(errno))) }
  }
}
