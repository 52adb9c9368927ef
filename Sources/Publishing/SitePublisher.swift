import Builder
import Crypto
import Model
import Store
import Synchronization

/// Turns a revision of a site into its live release: changes → builder → blobs → one transaction.
///
/// A site that was published before stands ready in memory, and only what changed since is read, made and written. One build per site at a
/// time: a publish that comes while another one runs waits for it and then builds what is newest.
///
/// Nobody waits for pictures: what is not made yet is noted with the release and made first of all, and `PublishDesk.renewPictures` builds
/// the release anew when it is there.
package final class SitePublisher: Sendable {
  private let store: Store
  private let live: LiveReleases
  /// The year for `build.year`; given, because a build depends on nothing hidden.
  private let year: @Sendable () -> Int
  private let running = Mutex<[SiteKey: Task<Void, Never>]>([:])
  private let working: WorkingSites
  /// Makes what pages show of pictures; nil leaves the originals.
  let pictures: PictureQueue?

  /// - Parameter elementLimit: how many elements the sites may have together that are kept ready in memory
  package init(
    store: Store, live: LiveReleases, pictures: PictureQueue? = nil, elementLimit: Int = 2_000_000,
    year: @escaping @Sendable () -> Int
  ) {
    self.store = store
    self.live = live
    self.pictures = pictures
    self.year = year
    working = WorkingSites(limit: elementLimit)
  }

  /// Builds what the order says and makes it live. Before the answer, contents and rows are on disk.
  /// - Throws: `StoreError`, `CompositionFault`, the builder's error, or what the order's examination throws; the live release stays as it
  ///   was.
  package func publish(_ order: PublishOrder, of key: SiteKey) async throws -> Release {
    try await inTurn(key) {
      try await self.carryOut(order, of: key) { new in
        let release = try await self.store.publish(new, of: key)
        return (release, release)
      }
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
      return try await self.carryOut(order, of: key) { new in
        let made = Mutex<Release?>(nil)
        let recorded = try await self.store.publish(new, of: key, once: repeatable) { release in
          made.withLock { $0 = release }
          return answer(release)
        }
        return (made.withLock { $0 }, recorded)
      }
    }
  }

  /// Makes another release of the site the live one. Nothing is built.
  package func setLive(_ number: Int, of key: SiteKey, insteadOf before: Int? = nil) async throws {
    try await store.setLive(number, of: key, insteadOf: before)
    live.changed(key)
  }

  /// Makes a release of an archive the live one, which was built here and found to be the same.
  func setLive(compared number: Int, of key: SiteKey, insteadOf before: Int?) async throws {
    try await store.setLive(compared: number, of: key, insteadOf: before)
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

  /// - Parameter record: writes the release; tells which one, or nil when the same request had been carried out before, and what to answer
  private func carryOut<Answer>(
    _ order: PublishOrder, of key: SiteKey,
    _ record: (ReleaseDraft) async throws -> (release: Release?, answer: Answer)
  ) async throws -> Answer {
    var options = BuildOptions(year: order.day?.year ?? year())
    options.day = order.day
    if case .composition(let composition) = order.content {
      let newest = try await store.revision(of: key)
      guard composition == Composition(base: newest), order.renditions == nil else {
        return try await carryOut(order, composition, of: key, options: options, record)
      }
    }
    let site = try await built(key, options: options)
    // Also when it is not published after all: what was built is what the next one starts from.
    defer { working.keep(site, as: key) }
    if case .composition(let composition) = order.content, composition.base != site.build.revision {
      // Somebody has changed the site meanwhile.
      return try await carryOut(order, composition, of: key, options: options, record)
    }
    try await showRenditions(on: site, order)
    let built = BuiltRelease(options: options, snapshot: { site.build.snapshot }, manifest: { site.manifest })
    let proof = try await order.examine?(built)
    func draft(_ files: ReleaseDraft.Files, isAll: Bool) -> ReleaseDraft {
      var draft = order.draft(files, of: Composition(base: site.build.revision), proof: proof)
      draft.addresses = site.addresses(ofAll: isAll)
      draft.awaits = site.missing
      return draft
    }
    if let (base, change) = site.unpublished,
      let made = try await recorded({ try await record(draft(.changed(since: base, change), isAll: false)) })
    {
      site.published(as: made.release?.number)
      live.changed(key)
      return made.answer
    }
    let made = try await record(draft(.all(site.manifest), isAll: true))
    site.published(as: made.release?.number)
    live.changed(key)
    return made.answer
  }

  /// A composition is built from nothing: the site that stands ready is the newest one.
  private func carryOut<Answer>(
    _ order: PublishOrder, _ composition: Composition, of key: SiteKey, options: BuildOptions,
    _ record: (ReleaseDraft) async throws -> (release: Release?, answer: Answer)
  ) async throws -> Answer {
    var snapshot = try await store.snapshot(of: key, composition: composition)
    if let renditions = order.renditions { snapshot.renditions = renditions }
    var files = try await made(of: snapshot, options)
    if let waiting = order.waiting, let pictures, !files.missing.isEmpty {
      snapshot.add(await pictures.make(files.missing, progress: waiting))
      files = try await made(of: snapshot, options)
    }
    let manifest = Manifest(files.change.written)
    let built = BuiltRelease(options: options, snapshot: { [snapshot] in snapshot }, manifest: { manifest })
    let proof = try await order.examine?(built)
    var draft = order.draft(.all(manifest), of: composition, proof: proof)
    draft.addresses = files.addresses
    draft.awaits = Self.withStandIns(files.missing, unless: snapshot.renditions)
    pictures?.want(draft.awaits, first: true)
    let made = try await record(draft)
    live.changed(key)
    return made.answer
  }

  /// nil when another process has published the site meanwhile.
  private func recorded<Result>(_ record: () async throws -> Result) async throws -> Result? {
    do { return try await record() } catch is OutdatedBase { return nil }
  }

  // MARK: Building

  /// The site as its newest revision has it; the contents are in the blob folder.
  private func built(_ key: SiteKey, options: BuildOptions) async throws -> WorkingSite {
    if let site = working.take(key), site.options == options, let delta = try await delta(of: key, since: site) {
      if !delta.isEmpty {
        let made = try await made(besides: site) { try site.build.update(by: delta, emit: $0) }
        site.apply(made.change, made.addresses)
      }
      return site
    }
    let snapshot = try await store.snapshot(of: key)
    let site = try await onWorkerThread { WorkingSite(IncrementalBuild(snapshot, options: options), options: options) }
    let made = try await made(besides: site) { emit in
      try site.build.build(emit: emit)
      return []
    }
    site.apply(made.change, made.addresses)
    return site
  }

  /// Makes those pages anew that want renditions which were made since, and sees to it that the others are made too.
  private func showRenditions(on site: WorkingSite, _ order: PublishOrder) async throws {
    let wanted = site.build.takeMissingPictures()
    var missing = site.missing.union(order.waiting == nil ? Self.withStandIns(wanted, unless: [:]) : wanted)
    guard !missing.isEmpty else { return }
    var made = try await store.renditions(for: missing)
    if let waiting = order.waiting, let pictures {
      made.merge(await pictures.make(missing.subtracting(made.keys), progress: waiting)) { $1 }
    }
    if !made.isEmpty {
      let revision = site.build.revision
      var delta = SiteDelta(from: revision, to: revision)
      for (need, set) in made { delta.renditions[need.original.hash, default: [:]][need.shape] = set }
      let change = delta
      let files = try await self.made(besides: site) { try site.build.update(by: change, emit: $0) }
      site.apply(files.change, files.addresses)
      missing.formUnion(site.build.takeMissingPictures())
      missing.subtract(made.keys)
    }
    site.missing = missing
    pictures?.want(missing, first: true)
  }

  /// Where a crop is missing, the whole picture stands in for it: it is made as well, if it is not there already.
  private static func withStandIns(
    _ missing: Set<PictureNeed>, unless known: [String: [PictureShape: RenditionSet]]
  ) -> Set<PictureNeed> {
    var needs = missing
    for need in missing where known[need.original.hash]?[.whole] == nil {
      if case .cropped = need.shape { needs.insert(PictureNeed(need.original, .whole)) }
    }
    return needs
  }

  private struct Files {
    let change: ManifestChange
    let addresses: [String: (path: String, page: PageID)]
    let missing: Set<PictureNeed>
  }

  /// Everything, from nothing.
  private func made(of snapshot: SiteSnapshot, _ options: BuildOptions) async throws -> Files {
    let missing = Mutex<Set<PictureNeed>>([])
    let (change, addresses) = try await made(besides: nil) { emit in
      let report = try SiteBuilder(snapshot, options: options).build(emit: emit)
      missing.withLock { $0 = report.missingPictures }
      return []
    }
    return Files(change: change, addresses: addresses, missing: missing.withLock { $0 })
  }

  /// nil when the database does not know the revision: it is not the one any more that the site was built from.
  private func delta(of key: SiteKey, since site: WorkingSite) async throws -> SiteDelta? {
    do {
      return try await store.delta(of: key, since: site.build.revision, addresses: site.build.addressVersion)
    } catch StoreError.notFound { return nil }
  }

  /// - Parameter make: makes files, and returns the paths of those that are no more
  private func made(
    besides site: WorkingSite?, _ make: @escaping @Sendable (@Sendable (BuiltFile) throws -> Void) throws -> [String]
  ) async throws -> (change: ManifestChange, addresses: [String: (path: String, page: PageID)]) {
    let blobs = store.blobs
    return try await onWorkerThread {
      let batch = BlobBatch(blobs)
      let written = Mutex<[Artifact]>([])
      let addresses = Mutex<[String: (path: String, page: PageID)]>([:])
      let removed: [String]
      do {
        removed = try make { file in
          let artifact = try Self.artifact(of: file, unless: site?.artifact(at: file.path), in: batch, blobs: blobs)
          if let artifact { written.withLock { $0.append(artifact) } }
          if let page = file.page { addresses.withLock { $0[file.path] = (page.path, page.id) } }
        }
      } catch let error as BuildError {
        throw error.asFieldError
      }
      try batch.finish()
      let change = ManifestChange(
        written: Manifest(written.withLock { $0 }).artifacts, removed: removed.filter { site?.artifact(at: $0) != nil })
      return (change, addresses.withLock { $0 })
    }
  }

  /// The file as it stands in a manifest, its content in the batch; nil when it is the known one.
  private static func artifact(
    of file: BuiltFile, unless known: Artifact?, in batch: BlobBatch, blobs: BlobFolder
  ) throws -> Artifact? {
    let artifact: Artifact
    switch file.content {
    case .bytes(let bytes):
      artifact = Artifact(
        path: file.path, hash: hexadecimal(SHA256.hash(data: bytes)), size: bytes.count, type: file.type,
        redirect: file.redirect)
      if artifact == known { return nil }
      try batch.add(bytes, hash: artifact.hash)
    case .asset(let asset):
      artifact = Artifact(
        path: file.path, hash: asset.hash, size: asset.size, type: file.type, redirect: file.redirect)
      if artifact == known { return nil }
      guard blobs.contains(asset.hash) else { throw StoreError.notFound("the content of \(file.path) (\(asset.hash))") }
    }
    return artifact
  }
}

extension PublishOrder {
  fileprivate func draft(_ files: ReleaseDraft.Files, of composition: Composition, proof: JSONValue?) -> ReleaseDraft {
    var draft = ReleaseDraft(files, of: composition, by: author)
    draft.reason = reason
    draft.day = day
    draft.builtOn = builtOn
    draft.settles = settles
    draft.proof = proof
    return draft
  }
}
