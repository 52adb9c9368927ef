import Database
import DatabaseTesting
import Glibc
import Synchronization
import Testing

/// SQLite only: PostgreSQL groups commits itself.
@Suite struct GroupCommitTests {
  private final class Gate: Sendable {
    let isBlocked = Atomic<Bool>(false)
    let answered = Atomic<Int>(0)
  }

  /// Keeps the writer busy until all others stand in line (or were refused), then lets them through as one group.
  private func together(
    _ database: Database, _ writes: [@Sendable (Transaction) throws -> Void]
  ) async -> [Result<Void, any Error>] {
    let gate = Gate()
    async let blocker: Void? = try? database.write { _ in
      // Its group may have to be repeated; it has nothing to wait for then.
      if gate.isBlocked.exchange(true, ordering: .relaxed) { return }
      while database.waitingWrites + gate.answered.load(ordering: .relaxed) < writes.count { usleep(1000) }
    }
    while !gate.isBlocked.load(ordering: .relaxed) { await Task.yield() }
    let results = await withTaskGroup(of: (Int, Result<Void, any Error>).self) { group in
      for (index, write) in writes.enumerated() {
        group.addTask {
          defer { gate.answered.add(1, ordering: .relaxed) }
          do { return (index, .success(try await database.write(write))) } catch { return (index, .failure(error)) }
        }
      }
      var results = [Result<Void, any Error>](repeating: .success(()), count: writes.count)
      for await (index, result) in group { results[index] = result }
      return results
    }
    _ = await blocker
    return results
  }

  private func succeeded(_ result: Result<Void, any Error>) -> Bool { (try? result.get()) != nil }

  @Test func writesThatWaitShareOneCommit() async throws {
    try await TestDatabases.with(.sqlite, migrations: [Notes.migration]) { test in
      let before = test.database.commitCounts
      let results = await together(
        test.database, (0..<40).map { number in { try $0.execute(Notes.insert, "n\(number)", "") } })
      let after = test.database.commitCounts
      #expect(results.allSatisfy(succeeded))
      #expect(after.writes - before.writes == 41)
      #expect(after.commits - before.commits <= 3)
      let stored = try await test.database.noteCount()
      #expect(stored == 40)
    }
  }

  @Test func aGroupHasItsLimit() async throws {
    var options = DatabaseOptions()
    options.groupLimit = 4
    try await TestDatabases.with(.sqlite, migrations: [Notes.migration], options: options) { test in
      let before = test.database.commitCounts.commits
      let results = await together(
        test.database, (0..<19).map { number in { try $0.execute(Notes.insert, "n\(number)", "") } })
      #expect(results.allSatisfy(succeeded))
      #expect(test.database.commitCounts.commits - before >= 5)
    }
  }

  @Test func oneThatFailsHarmsNoOther() async throws {
    try await TestDatabases.with(.sqlite, migrations: [Notes.migration]) { test in
      // Every third refuses after half its work, every third breaks a rule.
      let results = await together(
        test.database,
        (0..<30).map { number in
          { transaction in
            try transaction.execute(Notes.insert, "n\(number)", "")
            if number % 3 == 1 { throw Refusal() }
            if number % 3 == 2 { try transaction.execute(Notes.setSize, -1, "n\(number)") }
          }
        })
      for (number, result) in results.enumerated() {
        switch number % 3 {
        case 0: #expect(succeeded(result))
        case 1: #expect(throws: Refusal.self) { try result.get() }
        default: #expect(throws: DatabaseError.self) { try result.get() }
        }
      }
      let stored = try await test.database.noteIDs()
      #expect(Set(stored) == Set((0..<30).filter { $0 % 3 == 0 }.map { "n\($0)" }))
    }
  }

  @Test func aRuleCheckedAtCommitFailsOnlyItsOwn() async throws {
    try await TestDatabases.with(.sqlite, migrations: [Notes.migration]) { test in
      let results = await together(
        test.database,
        (0..<10).map { number in
          { transaction in
            try transaction.execute(Notes.insert, "n\(number)", "")
            try transaction.execute(Notes.pledge, .text(number == 5 ? "nowhere" : "n\(number)"))
          }
        })
      #expect(results.map(succeeded) == (0..<10).map { $0 != 5 })
      let stored = try await test.database.noteCount()
      #expect(stored == 9)
    }
  }

  @Test func aFullDiskFailsTheGroupAndStoresNothing() async throws {
    try await TestDatabases.with(.sqlite, migrations: [Notes.migration]) { test in
      // A limit on pages behaves like a full disk: SQLite ends the whole transaction.
      try await test.database.write { try $0.query(Statement("limit", "PRAGMA max_page_count=20")) { _ in } }
      let results = await together(
        test.database,
        (0..<3).map { number in
          let body = String(repeating: "x", count: number == 2 ? 900_000 : 1)
          return { try $0.execute(Notes.insert, "n\(number)", .text(body)) }
        })
      #expect(results.contains { !succeeded($0) })
      for case .failure(let error) in results {
        guard case DatabaseError.full = error else {
          Issue.record("expected full, got \(error)")
          continue
        }
      }
      let stored = try await test.database.noteCount()
      #expect(stored == results.filter(succeeded).count)
      #expect(test.database.failure == nil)
      _ = try await test.database.write { try $0.execute(Notes.insert, "later", "") }
    }
  }

  @Test func aFullQueueRefusesAsBusy() async throws {
    var options = DatabaseOptions()
    options.queueLimit = 5
    try await TestDatabases.with(.sqlite, migrations: [Notes.migration], options: options) { test in
      let results = await together(
        test.database, (0..<12).map { number in { try $0.execute(Notes.insert, "n\(number)", "") } })
      #expect(results.filter(succeeded).count == 5)
    }
  }
}
