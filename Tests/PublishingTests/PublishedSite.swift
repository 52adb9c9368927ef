import Builder
import Crypto
import Database
import DatabaseTesting
import Glibc
import Model
import Publishing
import Store
import Synchronization

/// A site in a store with a designer who changes it, and all contents that it names.
struct PublishedSite {
  let store: Store
  let key: SiteKey
  let designer: AccountID
  let folder: String

  static func with(
    _ engine: Database.Engine, _ snapshot: SiteSnapshot, faults: FileFaults? = nil,
    _ body: (PublishedSite) async throws -> Void
  ) async throws {
    try await TestDatabases.with(engine) { test in
      let blobs = try BlobFolder(path: test.folder + "/blobs", faults: faults)
      let store = try Store(database: test.database, blobs: blobs, now: { 1_700_000_000_000 })
      try await body(try await PublishedSite(store, snapshot, folder: test.folder))
    }
  }

  init(_ store: Store, _ snapshot: SiteSnapshot, folder: String) async throws {
    self.store = store
    self.folder = folder
    let agency = try await store.createAgency(name: "A").id
    let project = try await store.createProject(name: "P", phase: .done, agency: agency).id
    designer = try await store.createAccount(
      email: "d@example.org", name: "D", agencyRole: .designer, agency: agency
    ).id
    key = try await store.createSite(snapshot, slug: "site", project: project, agency: agency, author: designer)
    for file in Array(snapshot.assets.values) + Array(snapshot.theme.assets.values) {
      // The hashes are made up, so the contents cannot be stored by them.
      let place = store.blobs.location(of: file.hash)
      mkdir(String(place.prefix(place.count - 63)), 0o755)
      close(creat(place, 0o644))
    }
  }

  func publisher(_ live: LiveReleases = LiveReleases(), elementLimit: Int = 2_000_000) -> SitePublisher {
    SitePublisher(store: store, live: live, elementLimit: elementLimit, year: { 2026 })
  }

  func edit(_ operations: Operation...) async throws {
    _ = try await store.edit(EditRequest(operations: operations), of: key, by: designer)
  }

  /// What a build from nothing makes of the newest revision.
  func builtFromNothing() async throws -> Manifest {
    Manifest(try BuiltSite(try await store.snapshot(of: key)).files.values)
  }
}

/// The files of a site with the hashes of their contents, and what the build had to say.
struct BuiltSite {
  var files: [String: Artifact] = [:]
  var report: BuildReport?

  static let options = BuildOptions(year: 2026)

  init() {}

  init(_ snapshot: SiteSnapshot) throws {
    let made = Mutex<[String: Artifact]>([:])
    report = try SiteBuilder(snapshot, options: Self.options).build(workers: 1) { file in
      made.withLock { $0[file.path] = Self.artifact(file) }
    }
    files = made.withLock { $0 }
  }

  static func artifact(_ file: BuiltFile) -> Artifact {
    switch file.content {
    case .bytes(let bytes):
      let hash = SHA256.hash(data: bytes).map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
      return Artifact(path: file.path, hash: hash, size: bytes.count, type: file.type, redirect: file.redirect)
    case .asset(let asset):
      return Artifact(path: file.path, hash: asset.hash, size: asset.size, type: file.type, redirect: file.redirect)
    }
  }

  func difference(from other: BuiltSite) -> String? {
    var lines: [String] = []
    for path in Set(files.keys).union(other.files.keys).sorted() where files[path] != other.files[path] {
      func told(_ site: BuiltSite) -> String { site.files[path].map { "\($0)" } ?? "nothing" }
      lines.append("\(path): \(told(self)) instead of \(told(other))")
    }
    if report != other.report {
      lines.append("\(String(describing: report)) instead of \(String(describing: other.report))")
    }
    return lines.isEmpty ? nil : lines.joined(separator: "\n")
  }
}
