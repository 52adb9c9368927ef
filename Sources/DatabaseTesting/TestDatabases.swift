package import Database
import Glibc

/// A fresh database for one test.
package struct TestDatabase: Sendable {
  package let database: Database
  /// To open the same data a second time, as another process would.
  package let location: DatabaseLocation
  /// A folder of the test's own, deleted afterwards; the SQLite file lies in it.
  package let folder: String
}

package enum TestDatabases {
  /// What a parameterised test runs on: always SQLite, and PostgreSQL where the environment names a server
  /// (`FOYER_TEST_POSTGRES=postgres://user@host:port/database`).
  package static var engines: [Database.Engine] { postgreSQLURL == nil ? [.sqlite] : [.sqlite, .postgreSQL] }

  package static var postgreSQLURL: String? {
    getenv("FOYER_TEST_POSTGRES").map { String(cString: $0) }.flatMap { $0.isEmpty ? nil : $0 }
  }

  /// Runs `body` with an empty, migrated database, and removes it afterwards. On PostgreSQL it is a schema of its own, which is
  /// quicker to make than a database and keeps tests apart just as well.
  package static func with<T>(
    _ engine: Database.Engine, migrations: [Migration] = [], options: DatabaseOptions = DatabaseOptions(),
    isolation: isolated (any Actor)? = #isolation,
    _ body: (TestDatabase) async throws -> T
  ) async throws -> T {
    var template = Array("\(temporaryFolder)/foyer-test-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else {
      throw DatabaseError.cannotOpen(location: temporaryFolder, reason: String(cString: strerror(errno)))
    }
    let folder = template.withUnsafeBufferPointer { String(cString: $0.baseAddress!) }
    defer { remove(folder: folder) }
    switch engine {
    case .sqlite:
      return try await run(.sqliteFile(path: "\(folder)/data.sqlite"), folder, migrations, options, body)
    case .postgreSQL:
      guard let url = postgreSQLURL else { throw DatabaseError.misuse("FOYER_TEST_POSTGRES is not set") }
      let schema = "test_\(getpid())_\(UInt32.random(in: 0...UInt32.max))"
      var few = options
      few.connections = 1
      let server = try Database.open(.postgreSQL(url: url), options: few)
      defer { server.close() }
      _ = try await server.write { try $0.execute(Statement("create schema", "CREATE SCHEMA \(schema)")) }
      let separator = url.contains("?") ? "&" : "?"
      let own = DatabaseLocation.postgreSQL(url: "\(url)\(separator)options=-csearch_path%3D\(schema)")
      let outcome: Result<T, any Error>
      do {
        outcome = .success(try await run(own, folder, migrations, options, body))
      } catch {
        outcome = .failure(error)
      }
      _ = try await server.write { try $0.execute(Statement("drop schema", "DROP SCHEMA \(schema) CASCADE")) }
      return try outcome.get()
    }
  }

  private static func run<T>(
    _ location: DatabaseLocation, _ folder: String, _ migrations: [Migration], _ options: DatabaseOptions,
    isolation: isolated (any Actor)? = #isolation,
    _ body: (TestDatabase) async throws -> T
  ) async throws -> T {
    let database = try Database.open(location, options: options)
    defer { database.close() }
    try database.migrate(migrations)
    return try await body(TestDatabase(database: database, location: location, folder: folder))
  }

  private static var temporaryFolder: String { getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp" }

  /// A test leaves only plain files in its folder.
  private static func remove(folder: String) {
    guard let stream = opendir(folder) else { return }
    while let entry = readdir(stream) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name != "." && name != ".." { unlink("\(folder)/\(name)") }
    }
    closedir(stream)
    rmdir(folder)
  }
}
