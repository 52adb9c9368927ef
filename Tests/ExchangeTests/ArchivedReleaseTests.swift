import Database
import DatabaseTesting
import Glibc
import Model
import Publishing
import Store
import Testing

/// What was live elsewhere, and what of it is shown here.
@Suite("Releases of an archive")
struct ArchivedReleaseTests {
  struct Scene {
    let exchange: Exchange
    let desk: PublishDesk
    let folder: String

    var store: Store { exchange.store }

    func publish(_ key: SiteKey) async throws -> Int {
      try #require(try await desk.publish(of: key, always: true)).number
    }

    /// Imports the archive as somebody has changed it.
    func imported(_ change: (inout Doctored) throws -> Void = { _ in }) async throws -> (key: SiteKey, said: [String]) {
      let folder = exchange.newPath("copy")
      for (path, bytes) in Files.all(below: self.folder) { Files.write(bytes, to: "\(folder)/\(path)") }
      var archive = try Doctored(folder)
      try change(&archive)
      for hash in archive.rows.compactMap({ $0["hash"]?.string }) where store.blobs.contains(hash) {
        Files.write(try store.blobs.get(hash), to: "\(folder)/history/blobs/\(hash)")
      }
      try archive.write(to: folder, store.blobs)
      let slug = "copy\(UInt32.random(in: 0 ... .max))"
      let project = Project(id: .random(), agency: exchange.agency, name: "P", phase: .done)
      let made = try await desk.importHistory(
        try SiteHistory.read(folder), slug: slug, project: project, agency: exchange.agency)
      return (made.key, made.warnings)
    }

    func live(_ key: SiteKey) async throws -> Int? { try await store.liveNumber(of: key) }

    func paths(_ release: Int, _ key: SiteKey) async throws -> [String] {
      try await store.manifest(of: release, in: key).artifacts.map(\.path)
    }

    func goBack(_ key: SiteKey, to release: Int) async throws -> Int {
      try await desk.setLive(release, of: key, by: exchange.designer, as: EditAuthority(role: .admin, phase: .done))
    }

    /// Rows of a page with a script, and of a file that keeps its address for ever.
    func foreign(since release: Int) throws -> [[String: JSONValue]] {
      let page = Array("<!doctype html><script src=\"/own.js\"></script>".utf8)
      let script = Array("document.title = 'owned'".utf8)
      return try [
        ("own.html", page, "text/html; charset=utf-8"), ("own.js", script, "text/javascript"),
        ("a/own.0123456789.js", script, "text/javascript"),
      ].map { path, bytes, type in
        [
          "table": "artifact", "path": .string(path), "since": .integer(release), "size": .integer(bytes.count),
          "hash": .string(try store.blobs.put(bytes)), "type": .string(type),
        ]
      }
    }
  }

  /// A site with two releases of two revisions, the second one live, as an archive.
  static func with(_ engine: Database.Engine = .sqlite, _ body: (Scene) async throws -> Void) async throws {
    try await Exchange.with(engine) { exchange in
      let store = exchange.store
      let desk = PublishDesk(
        store: store, publisher: SitePublisher(store: store, live: LiveReleases(), year: { 2026 }), year: { 2026 },
        today: { CalendarDate("2026-05-03")! })
      var random = RandomSite(seed: 5)
      let key = try await exchange.create(random.snapshot(hash: try store.blobs.put(Array("hello".utf8))), "alt")
      let scene = Scene(exchange: exchange, desk: desk, folder: exchange.newPath("archive"))
      #expect(try await scene.publish(key) == 1)
      _ = try await store.edit(
        EditRequest(operations: [.setMeta(PageID("p0")!, version: 1, MetaChange(title: "Neu"))]), of: key,
        by: exchange.designer)
      #expect(try await scene.publish(key) == 2)
      _ = try await store.export(key, at: nil, to: scene.folder)
      _ = try await store.exportHistory(of: key, to: scene.folder)
      try await body(scene)
    }
  }

  @Test(
    "What is built here as it was there stays the release that it was, and so does one that somebody goes back to",
    arguments: TestDatabases.engines)
  func same(engine: Database.Engine) async throws {
    try await Self.with(engine) { scene in
      let (key, said) = try await scene.imported()
      #expect(said.isEmpty)
      #expect(try await scene.live(key) == 2)
      #expect(try await scene.store.releases(of: key).map(\.number) == [2, 1])
      #expect(try await scene.goBack(key, to: 1) == 1)
      #expect(try await scene.live(key) == 1)
      #expect(try await scene.goBack(key, to: 2) == 2)
      #expect(try await scene.publish(key) == 3)
    }
  }

  @Test(
    "Files that nobody here has built are never live: the same rows are built, as the next release",
    arguments: TestDatabases.engines)
  func foreignFiles(engine: Database.Engine) async throws {
    try await Self.with(engine) { scene in
      let (key, said) = try await scene.imported { $0.rows += try scene.foreign(since: 2) }
      #expect(said.count == 1 && said[0].contains("release 2, was built anew as release 3"), "\(said)")
      #expect(try await scene.live(key) == 3)
      let built = try await scene.paths(3, key)
      #expect(!built.isEmpty && !built.contains { $0.contains("own.") })
      let store = scene.store
      // The archive's own release is history as it was.
      #expect(try await scene.paths(2, key).contains("own.html"))
      #expect(try await store.release(2, of: key)?.revision == 2)
      await #expect(throws: StoreError.self) { try await store.setLive(2, of: key) }
      let others = try await store.otherFiles(of: key, besides: 3, since: -17).map(\.artifact.path)
      #expect(!others.contains { $0.contains("own.") }, "\(others)")
      // Going back to it builds it once more.
      #expect(try await scene.goBack(key, to: 2) == 4)
      #expect(try await scene.live(key) == 4)
      #expect(try await store.release(4, of: key)?.author == scene.exchange.designer)
      #expect(!(try await scene.paths(4, key)).contains { $0.contains("own.") })
      let other = try await store.otherFiles(of: key, besides: 4, since: -16).map(\.artifact.path)
      #expect(!other.contains { $0.contains("own.") }, "\(other)")
    }
  }

  @Test(
    "The live release may be clean and an older one not", arguments: TestDatabases.engines)
  func foreignPast(engine: Database.Engine) async throws {
    try await Self.with(engine) { scene in
      let (key, said) = try await scene.imported { archive in
        archive.rows += try scene.foreign(since: 1).map { $0.merging(["until": 2]) { $1 } }
      }
      #expect(said.isEmpty)
      #expect(try await scene.live(key) == 2)
      let others = try await scene.store.otherFiles(of: key, besides: 2, since: -18).map(\.artifact.path)
      #expect(!others.contains { $0.contains("own.") }, "\(others)")
      #expect(try await scene.goBack(key, to: 1) == 3)
      #expect(!(try await scene.paths(3, key)).contains { $0.contains("own.") })
      #expect(try await scene.store.release(3, of: key)?.revision == 1)
    }
  }

  @Test("A newer release of an archive than the live one is no more than history either")
  func foreignFuture() async throws {
    try await Self.with { scene in
      let (key, said) = try await scene.imported { archive in
        archive.site["liveRelease"] = 1
        archive.rows += try scene.foreign(since: 2)
      }
      #expect(said.isEmpty)
      #expect(try await scene.live(key) == 1)
      let others = try await scene.store.otherFiles(of: key, besides: 1, since: -19).map(\.artifact.path)
      #expect(!others.contains { $0.contains("own.") }, "\(others)")
      #expect(try await scene.goBack(key, to: 2) == 3)
      #expect(!(try await scene.paths(3, key)).contains { $0.contains("own.") })
    }
  }

  @Test("A site that was never live is not live after the import either")
  func neverLive() async throws {
    try await Self.with { scene in
      let (key, said) = try await scene.imported { $0.site["liveRelease"] = nil }
      #expect(said.isEmpty)
      #expect(try await scene.live(key) == nil)
      #expect(try await scene.publish(key) == 3)
    }
  }

  @Test("A release of an archive is sent nowhere before it is live here")
  func targets() async throws {
    try await Self.with { scene in
      let (key, _) = try await scene.imported { $0.rows += try scene.foreign(since: 1) }
      let targets = SiteTargets(store: scene.store)
      let folder = "/tmp/foyer-archived-\(UInt32.random(in: 0 ... .max))"
      let target = try await targets.add(
        .folder(.init(path: folder, isCompressed: false)), named: "web", secret: nil, isAutomatic: false, to: key)
      do {
        _ = try await targets.send(target, of: key, release: 2)
        Issue.record("it was sent")
      } catch StoreError.notFound(let what) { #expect(what.contains("release 2 as one that was built here")) }
      _ = try await targets.send(target, of: key)
      let sent = Set(Files.all(below: folder).keys)
      #expect(sent.isSuperset(of: try await scene.paths(3, key)) && !sent.contains { $0.contains("own.") })
      try await targets.remove(target, of: key, removingFiles: true)
      rmdir(folder)
    }
  }
}
