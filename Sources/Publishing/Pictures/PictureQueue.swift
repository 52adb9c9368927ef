import Builder
import Dispatch
import Glibc
import Media
import Model
import Store
import Synchronization

/// Makes renditions in the background, and those that somebody waits for first. Each is made once, and stored with its original's hash.
///
/// A few threads of its own wait for one helper process each; what is in the queue when the service stops is asked for again by whoever
/// needs it, and by `resume`.
package final class PictureQueue: Sendable {
  package typealias Waiting = CheckedContinuation<RenditionSet?, Never>

  private struct State {
    /// What somebody waits for, and the rest; the next one last.
    var urgent: [PictureNeed] = []
    var later: [PictureNeed] = []
    /// In one of the lists or being worked on.
    var known: Set<PictureNeed> = []
    var waiting: [PictureNeed: [Waiting]] = [:]
    var working = 0
    /// Why the helper could not be used the last time.
    var trouble: String?

    /// The next one, if a worker may begin with it.
    mutating func begin(_ workers: Int) -> PictureNeed? {
      guard working < workers, let need = urgent.popLast() ?? later.popLast() else { return nil }
      working += 1
      return need
    }
  }

  private let store: Store
  private let helper: PictureHelper
  private let workers: Int
  /// Threads of its own, because each waits for a process.
  private let threads = DispatchQueue(label: "foyer.pictures", qos: .utility, attributes: .concurrent)
  private let state = Mutex(State())
  /// So that nobody can fill the memory by asking.
  private static let limit = 20_000

  package init(store: Store, program: HelperProgram, workers: Int = 2) {
    self.store = store
    helper = PictureHelper(program)
    self.workers = max(1, workers)
  }

  /// Why no renditions are made at the moment; nil while all is well.
  package var trouble: String? { state.withLock { $0.trouble } }

  /// How many renditions wait or are being made, of some originals or of all.
  package func count(of hashes: Set<String>? = nil) -> Int {
    state.withLock { state in
      hashes.map { hashes in state.known.count { hashes.contains($0.original.hash) } } ?? state.known.count
    }
  }

  /// Sees to it that these are made some time.
  package func want(_ needs: some Sequence<PictureNeed>) {
    let ordered = needs.filter { PictureRecipe.takes($0.original) }.sorted(by: Self.precedes)
    guard !ordered.isEmpty else { return }
    state.withLock { state in
      let fresh = ordered.filter { !state.known.contains($0) }.prefix(max(0, Self.limit - state.known.count))
      state.known.formUnion(fresh)
      state.later.insert(contentsOf: fresh.reversed(), at: 0)
    }
    work()
  }

  /// Makes these before all others and waits for them.
  /// - Returns: what there is of them now; those that cannot be made at the moment are left out
  package func make(_ needs: some Sequence<PictureNeed>) async -> [PictureNeed: RenditionSet] {
    var made: [PictureNeed: RenditionSet] = [:]
    await withTaskGroup(of: (PictureNeed, RenditionSet?).self) { group in
      for need in needs.sorted(by: Self.precedes) where PictureRecipe.takes(need.original) {
        group.addTask { (need, await self.made(need)) }
      }
      for await (need, set) in group { made[need] = set }
    }
    return made
  }

  /// Waits for all renditions that a site's pages want and that were never made, and gives them to the snapshot.
  package func complete(_ snapshot: inout SiteSnapshot, _ options: BuildOptions) async throws {
    guard snapshot.allAssets.contains(where: PictureRecipe.takes) else { return }
    let before = snapshot
    let missing = try await onWorkerThread { try SiteBuilder(before, options: options).build { _ in }.missingPictures }
    guard !missing.isEmpty else { return }
    snapshot.add(await make(missing))
  }

  /// A picture that browsers do not show as one that they do; all others as they came. Blocks.
  /// - Throws: `FileRefusal`
  package func shown(_ source: [UInt8]) throws -> [UInt8] {
    guard let original = UploadedFile.heic(source) else { return source }
    guard (original.width ?? 0) * (original.height ?? 0) <= FileLimits.pixels else {
      throw FileRefusal(
        .tooManyPixels,
        "the picture has \(original.width ?? 0) × \(original.height ?? 0) pixels; at most \(FileLimits.pixels / 1_000_000) million are taken"
      )
    }
    let path = try store.blobs.temporary(source)
    defer { unlink(path) }
    do throws(PictureFailure) {
      return try helper.jpeg(of: original, from: path).bytes
    } catch {
      // Where nothing can be worked on, HEIC is refused as before.
      guard case .refused(_, let words) = error else { return source }
      throw FileRefusal(.broken, "the HEIC picture cannot be used: \(words); save it as JPEG")
    }
  }

  /// Asks the store which files of sites have never been looked at, and takes them up.
  package func resume() async throws {
    want(try await store.picturesWithoutRenditions(limit: Self.limit).map { PictureNeed($0, .whole) })
  }

  // MARK: Work

  private func made(_ need: PictureNeed) async -> RenditionSet? {
    await withCheckedContinuation { waiting in
      state.withLock { state in
        state.waiting[need, default: []].append(waiting)
        if state.known.insert(need).inserted {
          state.urgent.insert(need, at: 0)
        } else if let index = state.later.firstIndex(of: need) {
          state.later.remove(at: index)
          state.urgent.insert(need, at: 0)
        }
      }
      work()
    }
  }

  /// Gives every worker that is free something to do.
  private func work() {
    while let need = state.withLock({ $0.begin(workers) }) {
      Task.detached(priority: .utility) { [self] in
        finish(need, with: await make(need))
        state.withLock { $0.working -= 1 }
        work()
      }
    }
  }

  private func finish(_ need: PictureNeed, with set: RenditionSet?) {
    let waiting = state.withLock { state in
      state.known.remove(need)
      return state.waiting.removeValue(forKey: need) ?? []
    }
    for continuation in waiting { continuation.resume(returning: set) }
  }

  /// nil where it could not be tried.
  private func make(_ need: PictureNeed) async -> RenditionSet? {
    do {
      if let known = try await store.renditions(for: need) { return known }
      let set = try await withCheckedThrowingContinuation { continuation in
        threads.async { [self] in continuation.resume(with: Result { try made(need) }) }
      }
      try await store.save(set, for: need)
      state.withLock { $0.trouble = nil }
      return set
    } catch {
      state.withLock { $0.trouble = "\(error)" }
      return nil
    }
  }

  /// The contents are in the blob folder when this returns. Blocks.
  private func made(_ need: PictureNeed) throws -> RenditionSet {
    do {
      let (set, made) = try helper.renditions(for: need, from: store.blobs.location(of: need.original.hash))
      for picture in made { try store.blobs.put(picture.bytes, hash: picture.file.hash) }
      return set
    } catch PictureFailure.refused(_, let words) {
      return RenditionSet(problem: words)
    }
  }

  /// In the order in which pages want them: small jobs first.
  private static func precedes(_ one: PictureNeed, _ other: PictureNeed) -> Bool {
    (one.original.size, one.original.hash, one.shape.name)
      < (other.original.size, other.original.hash, other.shape.name)
  }
}

extension SiteSnapshot {
  var allAssets: [AssetFile] { Array(assets.values) + Array(theme.assets.values) }

  mutating func add(_ made: [PictureNeed: RenditionSet]) {
    for (need, set) in made { renditions[need.original.hash, default: [:]][need.shape] = set }
  }
}
