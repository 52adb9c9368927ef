import Builder
import Dispatch
import Glibc
import Media
import Model
import Store
import Synchronization

/// Makes renditions in the background. Each is made once, and stored with its original's hash.
///
/// A few threads of its own wait for one helper process each. What is in the queue when the service stops is found again by `resume` and by
/// what the releases wait for. What was not made because the work was ended is tried again after a while, a few times, and once more
/// when the service starts anew; what the helper refuses is refused for good.
package final class PictureQueue: Sendable {
  package typealias Waiting = CheckedContinuation<RenditionSet?, Never>

  /// What could not be made so far.
  package struct Failure: Hashable, Sendable {
    package fileprivate(set) var words: String
    package fileprivate(set) var attempts: Int
    /// When it is tried again, in milliseconds since 1970; nil when it is not.
    package fileprivate(set) var next: Int?
  }

  private struct State {
    /// What visitors or somebody else waits for, and the rest; the next one last.
    var urgent: [PictureNeed] = []
    var later: [PictureNeed] = []
    /// In one of the lists or being worked on.
    var known: Set<PictureNeed> = []
    var failures: [PictureNeed: Failure] = [:]
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

    mutating func hurry(_ need: PictureNeed) {
      if known.insert(need).inserted {
        urgent.insert(need, at: 0)
      } else if let index = later.firstIndex(of: need) {
        later.remove(at: index)
        urgent.insert(need, at: 0)
      }
    }
  }

  private let store: Store
  private let helper: PictureHelper
  private let workers: Int
  /// Milliseconds until what was ended is tried again, for the first time, the second time and so on.
  private let pauses: [Int]
  private let report: @Sendable (PictureNeed, Failure) -> Void
  /// Threads of its own, because each waits for a process.
  private let threads = DispatchQueue(label: "foyer.pictures", qos: .utility, attributes: .concurrent)
  private let state = Mutex(State())
  /// So that nobody can fill the memory by asking.
  private static let limit = 20_000
  /// Half a minute to six hours.
  package static let standardPauses = [30, 120, 600, 3600, 21_600].map { $0 * 1000 }

  /// - Parameter report: is told of what could not be made, from several threads
  package init(
    store: Store, program: HelperProgram, workers: Int = 2, pauses: [Int] = PictureQueue.standardPauses,
    report: @escaping @Sendable (PictureNeed, Failure) -> Void = { _, _ in }
  ) {
    self.store = store
    helper = PictureHelper(program)
    self.workers = max(1, workers)
    self.pauses = pauses
    self.report = report
  }

  /// Why no renditions are made at the moment; nil while all is well.
  package var trouble: String? { state.withLock { $0.trouble } }

  /// Whether one of these waits or is being made.
  package func isBusy(with needs: some Sequence<PictureNeed>) -> Bool {
    state.withLock { state in needs.contains { state.known.contains($0) } }
  }

  /// The originals among these of which something waits or is being made.
  package func making(of hashes: Set<String>) -> Set<String> {
    state.withLock { state in Set(state.known.lazy.map(\.original.hash).filter(hashes.contains)) }
  }

  /// What could not be made of these originals, by their hash.
  package func failures(of hashes: Set<String>) -> [String: Failure] {
    state.withLock { state in
      Dictionary(
        state.failures.filter { hashes.contains($0.key.original.hash) }.map { ($0.key.original.hash, $0.value) },
        uniquingKeysWith: { $0.attempts > $1.attempts ? $0 : $1 })
    }
  }

  /// Sees to it that these are made some time. Those that failed are left until it is their time again.
  /// - Parameter first: before all that nobody needs yet
  package func want(_ needs: some Sequence<PictureNeed>, first: Bool = false) {
    let now = store.now()
    let ordered = needs.filter { PictureRecipe.takes($0.original) }.sorted(by: Self.precedes)
    guard !ordered.isEmpty else { return }
    state.withLock { state in
      let due = ordered.filter { need in
        guard let failure = state.failures[need] else { return true }
        return failure.next.map { $0 <= now } ?? false
      }
      if first {
        for need in due where state.known.contains(need) || state.known.count < Self.limit { state.hurry(need) }
      } else {
        let fresh = due.filter { !state.known.contains($0) }.prefix(max(0, Self.limit - state.known.count))
        state.known.formUnion(fresh)
        state.later.insert(contentsOf: fresh.reversed(), at: 0)
      }
    }
    work()
  }

  /// Makes these before all others and waits for them.
  /// - Parameter progress: gets how many of how many are done
  /// - Returns: what there is of them now; those that cannot be made at the moment are left out
  package func make(
    _ needs: some Sequence<PictureNeed>, progress: @Sendable (Int, Int) -> Void = { _, _ in }
  ) async -> [PictureNeed: RenditionSet] {
    var made: [PictureNeed: RenditionSet] = [:]
    let ordered = needs.filter { PictureRecipe.takes($0.original) }.sorted(by: Self.precedes)
    await withTaskGroup(of: (PictureNeed, RenditionSet?).self) { group in
      for need in ordered { group.addTask { (need, await self.made(need)) } }
      var done = 0
      for await (need, set) in group {
        made[need] = set
        done += 1
        progress(done, ordered.count)
      }
    }
    return made
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
      switch error {
      // Where nothing can be worked on, HEIC is refused as before.
      case .unavailable: return source
      case .refused(_, let words):
        throw FileRefusal(.broken, "the HEIC picture cannot be used: \(words); save it as JPEG")
      case .interrupted(let words):
        throw FileRefusal(
          .broken, "the HEIC picture could not be turned into JPEG: \(words); try again, or save it as JPEG")
      }
    }
  }

  /// Asks the store which files of sites have never been looked at, and takes them up.
  package func resume() async throws {
    want(try await store.picturesWithoutRenditions(limit: Self.limit).map { PictureNeed($0, .whole) })
  }

  /// Takes up again what failed before and whose time has come.
  package func retry() {
    let now = store.now()
    want(state.withLock { state in state.failures.filter { $0.value.next.map { $0 <= now } ?? false }.map(\.key) })
  }

  // MARK: Work

  private func made(_ need: PictureNeed) async -> RenditionSet? {
    await withCheckedContinuation { waiting in
      state.withLock { state in
        state.waiting[need, default: []].append(waiting)
        state.hurry(need)
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

  /// nil where it came to nothing.
  private func make(_ need: PictureNeed) async -> RenditionSet? {
    do {
      if let known = try await store.renditions(for: need) { return known }
      let set = try await withCheckedThrowingContinuation { continuation in
        threads.async { [self] in continuation.resume(with: Result { try made(need) }) }
      }
      try await store.save(set, for: need)
      state.withLock { state in
        state.trouble = nil
        state.failures[need] = nil
      }
      if !set.problem.isEmpty { report(need, Failure(words: set.problem, attempts: 1, next: nil)) }
      return set
    } catch {
      failed(need, error)
      return nil
    }
  }

  /// What was ended is tried again a few times; where nothing could even be tried, that is not the picture's fault, and there is no end.
  private func failed(_ need: PictureNeed, _ error: any Error) {
    let isEnded = if case PictureFailure.interrupted = error { true } else { false }
    let now = store.now()
    let failure = state.withLock { state in
      var failure = state.failures[need] ?? Failure(words: "", attempts: 0, next: nil)
      let pause = failure.attempts < pauses.count ? pauses[failure.attempts] : isEnded ? nil : pauses.last
      failure.words = "\(error)"
      failure.attempts += 1
      failure.next = pause.map { now + $0 }
      state.failures[need] = failure
      if !isEnded { state.trouble = failure.words }
      return failure
    }
    report(need, failure)
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
