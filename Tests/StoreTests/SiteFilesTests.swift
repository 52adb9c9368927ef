import Database
import DatabaseTesting
import Model
import Store
import Testing

@Suite("Files of a site") struct SiteFilesTests {
  private func file(_ digit: Character, size: Int = 10) -> AssetFile {
    AssetFile(hash: String(repeating: digit, count: 64), size: size, type: "image/png", width: 2, height: 1)
  }

  @Test("A file is an edit of its own; the same content is there once", arguments: TestDatabases.engines)
  func add(engine: Database.Engine) async throws {
    try await TestStore.with(engine) { test in
      let added = try await test.store.addFile(file("a"), name: "foto", ending: "png", to: test.key, by: test.designer)
      #expect(added.isNew && added.revision == 2 && added.file.path == "assets/uploads/foto-aaaaaaaa.png")
      let again = try await test.store.addFile(file("a"), name: "x", ending: "png", to: test.key, by: test.owner)
      #expect(!again.isNew && again.revision == 2 && again.file == added.file)
      #expect(try await test.store.snapshot(of: test.key).assets[added.file.path] == file("a"))
      #expect(try await test.store.snapshot(of: test.key, at: 1).assets[added.file.path] == nil)
      #expect(try await test.store.file(hash: file("a").hash, of: test.key) == added.file)
    }
  }

  @Test("A path never gets another content", arguments: TestDatabases.engines)
  func paths(engine: Database.Engine) async throws {
    try await TestStore.with(engine) { test in
      var paths: [String] = []
      for ending in ["1", "2", "3"] {
        let hash = String(repeating: "b", count: ending == "3" ? 16 : 8) + String(repeating: ending, count: 64)
        let file = AssetFile(hash: String(hash.prefix(64)), size: 1, type: "image/png")
        paths.append(
          try await test.store.addFile(file, name: "a", ending: "png", to: test.key, by: test.designer).file.path)
      }
      #expect(paths[0] == "assets/uploads/a-bbbbbbbb.png" && paths[1] == "assets/uploads/a-bbbbbbbb22222222.png")
      #expect(Set(paths).count == 3)
    }
  }

  @Test("All files of a site together have a limit", arguments: TestDatabases.engines)
  func limit(engine: Database.Engine) async throws {
    try await TestStore.with(engine) { test in
      let large = FileLimits.siteBytes - 11
      _ = try await test.store.addFile(
        file("a", size: large), name: "a", ending: "png", to: test.key, by: test.designer)
      _ = try await test.store.addFile(file("b"), name: "b", ending: "png", to: test.key, by: test.designer)
      await #expect(throws: FileRefusal.self) {
        try await test.store.addFile(file("c", size: 1), name: "c", ending: "png", to: test.key, by: test.designer)
      }
      await #expect(throws: FileRefusal.self) {
        try await test.store.checkAddingFiles(to: test.key, by: test.designer)
      }
      #expect(try await test.store.revision(of: test.key) == 3, "what was refused leaves no gap")
      // What is there already needs no room.
      let known = try await test.store.addFile(file("b"), name: "b", ending: "png", to: test.key, by: test.designer)
      #expect(!known.isNew)
    }
  }

  @Test("Many at once, also of the same content", arguments: TestDatabases.engines)
  func together(engine: Database.Engine) async throws {
    try await TestStore.with(engine) { test in
      let files = ["a", "b", "c", "d"].map { file($0) }
      let added = try await withThrowingTaskGroup(of: AddedFile.self) { group in
        for round in 0..<12 {
          group.addTask {
            try await test.store.addFile(
              files[round % 4], name: "n\(round)", ending: "png", to: test.key, by: test.designer)
          }
        }
        return try await group.reduce(into: []) { $0.append($1) }
      }
      #expect(Set(added.map(\.file.path)).count == 4 && added.filter(\.isNew).count == 4)
      #expect(Set(added.filter(\.isNew).map(\.revision)) == [2, 3, 4, 5])
    }
  }

  @Test("The right is that of the moment", arguments: TestDatabases.engines)
  func right(engine: Database.Engine) async throws {
    try await TestStore.with(engine) { test in
      // The list and the free box of the site make files useful.
      _ = try await test.store.addFile(file("a"), name: "a", ending: "png", to: test.key, by: test.owner)
      await #expect(throws: FileRefusal.self) {
        try await test.store.addFile(file("b"), name: "b", ending: "png", to: test.key, by: test.reviewer)
      }
      await #expect(throws: StoreError.self) {
        try await test.store.addFile(file("b"), name: "b", ending: "png", to: test.key, by: test.stranger)
      }
      try await test.store.setPhase(.revision, of: ProjectID("project")!, agency: test.agency)
      await #expect(throws: FileRefusal.self) {
        try await test.store.addFile(file("b"), name: "b", ending: "png", to: test.key, by: test.owner)
      }
      _ = try await test.store.addFile(file("b"), name: "b", ending: "png", to: test.key, by: test.designer)
    }
  }
}
