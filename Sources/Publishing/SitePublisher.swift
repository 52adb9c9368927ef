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
  private let running = Mutex<[SiteKey: Task<Void, Never>]>([:])

  package init(store: Store, live: LiveReleases, year: @escaping @Sendable () -> Int) {
    self.store = store
    self.live = live
    self.year = year
  }

  /// Builds what is ordered and makes it live. Before the answer, contents and rows are on disk.
  /// - Throws: `StoreError`, `CompositionFault`, the builder's error, or what the order's examination throws; the live release stays as it
  ///   was.
  package func publish(_ order: PublishOrder, of key: SiteKey) async throws -> Release {
    try await inTurn(key) {
      let draft = try await self.draft(order, of: key)
      let release = try await self.store.publish(draft, of: key)
      self.live.changed(key)
      return release
    }
  }

  /// The same for a request that may be repeated: published again only the answer comes.
  /// - Throws: `RequestKeyTaken` also.
  package func publish(
    _ order: PublishOrder, of key: SiteKey, once repeatable: RequestKey?,
    answer: @escaping @Sendable (Release) -> RecordedAnswer
  ) async throws -> RecordedAnswer {
    try await inTurn(key) {
      // Only saves the work: what counts is asked again by the transaction that publishes.
      if let repeatable, let known = try await self.store.recordedAnswer(to: repeatable) { return known }
      let draft = try await self.draft(order, of: key)
      let answer = try await self.store.publish(draft, of: key, once: repeatable, answer: answer)
      self.live.changed(key)
      return answer
    }
  }

  /// Makes another release of the site the live one. Nothing is built.
  package func setLive(_ number: Int, of key: SiteKey) async throws {
    try await store.setLive(number, of: key)
    live.changed(key)
  }

  private func inTurn<Result: Sendable>(
    _ key: SiteKey, _ work: @escaping @Sendable () async throws -> Result
  ) async throws -> Result {
    let (task, turn) = running.withLock { running in
      let before = running[key]
      let task = Task {
        await before?.value
        return try await work()
      }
      let turn = Task { _ = await task.result }
      running[key] = turn
      return (task, turn)
    }
    defer {
      running.withLock { if $0[key] == turn { $0[key] = nil } }
    }
    return try await task.value
  }

  /// The contents of what is ordered are in the blob folder when this returns.
  private func draft(_ order: PublishOrder, of key: SiteKey) async throws -> ReleaseDraft {
    let (snapshot, composition): (SiteSnapshot, Composition)
    switch order.content {
    case .newest:
      snapshot = try await store.snapshot(of: key)
      composition = Composition(base: snapshot.revision)
    case .composition(let wanted):
      snapshot = try await store.snapshot(of: key, composition: wanted)
      composition = wanted
    }
    let options = BuildOptions(year: year())
    let manifest = try await build(snapshot, options)
    var draft = ReleaseDraft(manifest, of: composition, by: order.author)
    draft.reason = order.reason
    draft.day = order.day
    draft.builtOn = order.builtOn
    draft.settles = order.settles
    draft.proof = try await order.examine?(BuiltRelease(snapshot: snapshot, options: options, manifest: manifest))
    return draft
  }

  private func build(_ snapshot: SiteSnapshot, _ options: BuildOptions) async throws -> Manifest {
    let blobs = store.blobs
    return try await onWorkerThread {
      let collected = ArtifactCollector()
      do {
        _ = try SiteBuilder(snapshot, options: options).build { file in
          collected.append(try Self.artifact(of: file, blobs: blobs))
        }
      } catch let error as BuildError {
        throw error.asFieldError
      }
      return Manifest(collected.artifacts)
    }
  }

  /// The file's content is in the blob folder when this returns.
  private static func artifact(of file: BuiltFile, blobs: BlobFolder) throws -> Artifact {
    switch file.content {
    case .bytes(let bytes):
      let hash = hexadecimal(SHA256.hash(data: bytes))
      try blobs.put(bytes, hash: hash)
      return Artifact(path: file.path, hash: hash, size: bytes.count, type: file.type, redirect: file.redirect)
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
