import Database
import DatabaseTesting
import Glibc
import Testing

@Suite struct DurabilityTests {
  @Test("Commits are synced", arguments: TestDatabases.engines)
  func level(engine: Database.Engine) async throws {
    let question = Statement("level", sqlite: "PRAGMA synchronous", postgreSQL: "SHOW synchronous_commit")
    try await TestDatabases.with(engine) { test in
      let level = try await test.database.write { try $0.first(question) { $0.text(0) } }
      #expect(level == (engine == .sqlite ? "2" : "on"))
    }
    guard engine == .sqlite else { return }
    var options = DatabaseOptions()
    options.durability = .lastSecondsMayBeLost
    try await TestDatabases.with(engine, options: options) { test in
      let answer = try await test.database.write { try $0.first(question) { $0.text(0) } }
      #expect(answer == "1")
    }
  }

  @Test func foreignersCannotReadTheFile() async throws {
    try await TestDatabases.with(.sqlite, migrations: [Notes.migration]) { test in
      for name in ["data.sqlite", "data.sqlite-wal"] {
        var facts = stat()
        #expect(stat("\(test.folder)/\(name)", &facts) == 0)
        #expect(facts.st_mode & 0o777 == 0o600)
      }
    }
  }

  @Test func aFolderHasOneHolder() async throws {
    try await TestDatabases.with(.sqlite) { test in
      do {
        let lock = try DataFolderLock(folder: test.folder)
        // The lock belongs to the open file, so a second try is refused even in the same process.
        #expect(throws: DatabaseError.locked(folder: test.folder, holder: Int(getpid()))) {
          try DataFolderLock(folder: test.folder)
        }
        _ = lock
      }
      _ = try DataFolderLock(folder: test.folder)
    }
  }

  /// The child writes and notes in a journal what was acknowledged, until it kills itself in the middle of it.
  @Test(arguments: 0..<5)
  func whatWasAcknowledgedSurvivesAKill(round: Int) async throws {
    try await TestDatabases.with(.sqlite, migrations: [Notes.migration]) { test in
      let folder = test.folder
      // Closed, so that afterwards the log is recovered as it is after a restart.
      test.database.close()
      await #expect(processExitsWith: .signal(SIGKILL)) { [folder = folder as String, round = round as Int] in
        let lock = try DataFolderLock(folder: folder)
        let database = try Database.open(.sqliteFile(path: "\(folder)/data.sqlite"))
        let journal = open("\(folder)/journal", O_WRONLY | O_CREAT | O_APPEND, 0o600)
        await withTaskGroup(of: Void.self) { group in
          for writer in 0..<8 {
            group.addTask {
              for number in 0..<100_000 {
                let id = "\(writer).\(number)"
                let stored = try? await database.write { try $0.execute(Notes.insert, .init(id), "x") }
                if stored == nil { return }
                let line = "\(id)\n"
                write(journal, line, line.utf8.count)
              }
            }
          }
          group.addTask {
            try? await Task.sleep(for: .milliseconds(60 + 37 * round))
            kill(getpid(), SIGKILL)
          }
        }
        _ = lock
      }
      _ = try DataFolderLock(folder: folder)
      let reopened = try Database.open(test.location)
      defer { reopened.close() }
      let stored = Set(try await reopened.noteIDs())
      let acknowledged = lines(of: "\(folder)/journal")
      #expect(acknowledged.count > 0)
      #expect(acknowledged.filter { !stored.contains($0) } == [])
      // Each writer was in at most one write that it had not noted yet.
      #expect(stored.count - acknowledged.count <= 8)
      let check = Statement("check", "PRAGMA integrity_check")
      let answer = try await reopened.read { try $0.all(check) { $0.text(0) } }
      #expect(answer == ["ok"])
    }
  }

  /// A limit on the size of files makes the write to the log fail, as a dying disk would.
  @Test func afterAFailedCommitNothingMoreIsAccepted() async throws {
    try await TestDatabases.with(.sqlite, migrations: [Notes.migration]) { test in
      let folder = test.folder
      await #expect(processExitsWith: .exitCode(42)) { [folder = folder as String] in
        let database = try Database.open(.sqliteFile(path: "\(folder)/data.sqlite"))
        _ = try await database.write { try $0.execute(Notes.insert, "a", "") }
        signal(SIGXFSZ, SIG_IGN)
        var limit = rlimit()
        getrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit)
        let unlimited = limit.rlim_cur
        limit.rlim_cur = 100_000
        setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit)
        do {
          let body = String(repeating: "x", count: 200_000)
          _ = try await database.write { try $0.execute(Notes.insert, "b", .text(body)) }
          exit(1)
        } catch DatabaseError.io {}
        limit.rlim_cur = unlimited
        setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit)
        do {
          _ = try await database.write { try $0.execute(Notes.insert, "c", "") }
          exit(2)
        } catch DatabaseError.io {}
        exit(database.failure == nil ? 3 : 42)
      }
      let stored = try await test.database.noteIDs()
      #expect(stored == ["a"])
    }
  }

  @Test func theLogIsCheckpointed() async throws {
    try await TestDatabases.with(.sqlite, migrations: [Notes.migration]) { test in
      let body = String(repeating: "x", count: 40_000)
      for number in 0..<400 {
        _ = try await test.database.write { try $0.execute(Notes.insert, "n\(number)", .text(body)) }
      }
      var facts = stat()
      #expect(stat("\(test.folder)/data.sqlite-wal", &facts) == 0)
      #expect(facts.st_size < 8_000_000)
    }
  }

  private func lines(of path: String) -> [String] {
    let file = open(path, O_RDONLY)
    defer { close(file) }
    var content: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65536)
    while case let count = read(file, &buffer, buffer.count), count > 0 { content += buffer[..<count] }
    return content.split(separator: UInt8(ascii: "\n")).map { String(decoding: $0, as: UTF8.self) }
  }
}
