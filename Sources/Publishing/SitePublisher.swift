import Builder
import Crypto
import Model
import Store
import Synchronization

/// Turns a site's newest revision into its live release: snapshot → builder → blobs → one transaction.
///
/// One build per site at a time: a publish that comes while another one runs waits for it and then builds what is newest.
package final class SitePublisher: Sendable {
  private let store: Store
  private let live: LiveReleases
  /// The year for `build.year`; given, because a build depends on nothing hidden.
  private let year: @Sendable () -> Int
  private let running = Mutex<[SiteKey: Task<Release, any Error>]>([:])

  package init(store: Store, live: LiveReleases, year: @escaping @Sendable () -> Int) {
    self.store = store
    self.live = live
    self.year = year
  }

  /// Builds the newest revision and makes it live. Before the answer, contents and rows are on disk.
  /// - Throws: `StoreError`, or the builder's error; the live release stays as it was.
  package func publish(_ key: SiteKey, by author: AccountID?) async throws -> Release {
    let task = running.withLock { running in
      let before = running[key]
      let task = Task {
        _ = try? await before?.value
        return try await self.build(key, by: author)
      }
      running[key] = task
      return task
    }
    defer {
      running.withLock { if $0[key] == task { $0[key] = nil } }
    }
    return try await task.value
  }

  /// Makes another release of the site the live one. Nothing is built.
  package func setLive(_ number: Int, of key: SiteKey) async throws {
    try await store.setLive(number, of: key)
    live.changed(key)
  }

  private func build(_ key: SiteKey, by author: AccountID?) async throws -> Release {
    let snapshot = try await store.snapshot(of: key)
    let options = BuildOptions(year: year())
    let blobs = store.blobs
    let manifest = try await onWorkerThread {
      let collected = ArtifactCollector()
      _ = try SiteBuilder(snapshot, options: options).build { file in
        collected.append(try Self.artifact(of: file, blobs: blobs))
      }
      return Manifest(collected.artifacts)
    }
    let release = try await store.publish(manifest, revision: snapshot.revision, of: key, by: author)
    live.changed(key)
    return release
  }

  /// The file's content is in the blob folder when this returns.
  private static func artifact(of file: BuiltFile, blobs: BlobFolder) throws -> Artifact {
    switch file.content {
    case .bytes(let bytes):
      let hash = hexadecimal(SHA256.hash(data: bytes))
      try blobs.put(bytes, hash: hash)
      return Artifact(path: file.path, hash: hash, size: bytes.count, type: file.type)
    case .asset(let asset):
      guard blobs.contains(asset.hash) else { throw StoreError.notFound("the content of \(file.path) (\(asset.hash))") }
      return Artifact(path: file.path, hash: asset.hash, size: asset.size, type: file.type)
    }
  }
}

/// Collects what several builder threads emit.
private final class ArtifactCollector: Sendable {
  private let collected = Mutex<[Artifact]>([])
  func append(_ artifact: Artifact) { collected.withLock { $0.append(artifact) } }
  var artifacts: [Artifact] { collected.withLock { $0 } }
}
