import Builder
import Model
import Store
import Synchronization

/// Building what is live anew, from the same rows: since its pictures were made, or with another version of the program.
extension PublishDesk {
  /// How it stands with the pictures of a site.
  package struct PictureState: Hashable, Sendable {
    /// A picture that stays as it is, for now or for good.
    package struct Problem: Hashable, Sendable {
      package let path: String
      /// One sentence, for the agency.
      package let words: String
      /// Whether it is tried again.
      package let isTriedAgain: Bool
    }

    /// How far the pictures are that visitors see as they were uploaded.
    package struct Progress: Hashable, Sendable {
      package static let none = Progress(made: 0, total: 0)
      /// How many are made since the live release was built, and how many it was built without.
      package let made: Int
      package let total: Int
      package var isOver: Bool { made >= total }

      package init(made: Int, total: Int) {
        self.made = made
        self.total = total
      }
    }

    /// How many pictures are still being made, whether or not a page shows them.
    package let making: Int
    /// By path.
    package let problems: [Problem]
    /// Of the live release alone.
    package var live = Progress.none
  }

  /// How far the pictures of the live release are. What could not be made holds nothing up: it is tried again, and shown as it is until then.
  package func pictureProgress(of key: SiteKey) async throws -> PictureState.Progress {
    guard let queue = publisher.pictures, let live = try await store.liveNumber(of: key) else { return .none }
    let awaited = try await store.awaitedPictures(of: key, release: live)
    let all = Set(awaited.all.map(\.original.hash))
    let stuck = Set(queue.failures(of: all).keys).subtracting(queue.making(of: all))
    let open = Set(awaited.open.map(\.original.hash)).subtracting(stuck)
    let made = Set(awaited.made.map(\.original.hash)).subtracting(open).subtracting(stuck)
    return PictureState.Progress(made: made.count, total: made.count + open.count)
  }

  /// How many of a site's pictures are still being made, and which could not be.
  package func pictures(of key: SiteKey) async throws -> PictureState {
    let files = try await store.files(of: key, withTheme: true)
    let paths = Dictionary(files.map { ($0.file.hash, $0.path) }, uniquingKeysWith: { first, _ in first })
    var problems = try await store.pictureProblems(of: key).map {
      PictureState.Problem(path: $0.key, words: $0.value, isTriedAgain: false)
    }
    let queue = publisher.pictures
    for (hash, failure) in queue?.failures(of: Set(paths.keys)) ?? [:] {
      guard let path = paths[hash], !problems.contains(where: { $0.path == path }) else { continue }
      problems.append(PictureState.Problem(path: path, words: failure.words, isTriedAgain: failure.next != nil))
    }
    return PictureState(
      making: queue?.making(of: Set(paths.keys)).count ?? 0, problems: problems.sorted { $0.path < $1.path },
      live: try await pictureProgress(of: key))
  }

  /// Has made what live releases wait for, and builds those anew for which all of it has been made: one release for all pictures together.
  /// What is asked for is read from the rows, so nothing is lost with the process.
  package func renewPictures() async throws {
    let queue = publisher.pictures
    queue?.retry()
    for awaited in try await store.awaitedPictures() {
      queue?.want(awaited.open, first: true)
      guard !awaited.made.isEmpty, queue?.isBusy(with: awaited.open) != true,
        pauses.isOver(awaited.key, at: store.now())
      else { continue }
      do {
        if try await !renew(awaited.key) {
          try await store.forget(awaited.made, awaitedBy: awaited.release, of: awaited.key)
        }
        pauses.end(awaited.key)
      } catch StoreError.exists {
        // Somebody has published meanwhile, with all that there was.
        continue
      } catch {
        pauses.begin(awaited.key, at: store.now())
        throw error
      }
    }
  }

  /// Builds what is live once more, from the same rows, and publishes it where that makes other files. Drafts stay as they are.
  /// - Returns: whether it did
  /// - Throws: `exists` when another release has become the live one meanwhile
  package func renew(_ key: SiteKey) async throws -> Bool { try await renewal(of: key) != nil }

  /// A customer's publish is proved against what is live. Where that was built of the same rows but otherwise it is built anew first, and
  /// everything is looked at again, with the same renditions, whatever is made meanwhile.
  func renewing<Result>(
    _ key: SiteKey, _ publish: ([String: [PictureShape: RenditionSet]]?) async throws -> Result
  ) async throws -> Result {
    try await overRenewals(key) { _ in
      do { return try await publish(nil) } catch let refusal as PublishRefusal where refusal.rule == .scope {
        guard let renditions = try await renewal(of: key) else { throw refusal }
        return try await publish(renditions)
      }
    }
  }

  /// A renewal brings nothing of anybody's: what it came before is done once more on top of it.
  func overRenewals<Result>(_ key: SiteKey, _ work: (Release?) async throws -> Result) async throws -> Result {
    var before = try await live(of: key)
    while true {
      do { return try await work(before) } catch StoreError.exists(let what) {
        let now = try await live(of: key)
        guard let now, now.reason == .renewal, now.number != before?.number, now.composition == before?.composition
        else {
          throw StoreError.exists(what)
        }
        before = now
      }
    }
  }

  /// - Returns: the renditions with which it was published; nil when it would have been the same
  private func renewal(of key: SiteKey) async throws -> [String: [PictureShape: RenditionSet]]? {
    guard let live = try await live(of: key) else { return nil }
    let before = try await store.manifest(of: live.number, in: key)
    let renditions = Mutex<[String: [PictureShape: RenditionSet]]>([:])
    var order = PublishOrder(.composition(live.composition), by: nil, reason: .renewal)
    order.builtOn = live.number
    order.day = try await day(of: key)
    order.examine = { built in
      guard built.manifest != before else { throw NothingNew() }
      renditions.withLock { $0 = built.snapshot.renditions }
      return nil
    }
    do { _ = try await publisher.publish(order, of: key) } catch is NothingNew { return nil }
    return renditions.withLock { $0 }
  }
}

/// What was built is what is live.
struct NothingNew: Error {}

/// Sites that could not be built anew are left alone for a while, the longer the more often it failed.
final class RenewalPauses: Sendable {
  private let sites = Mutex<[SiteKey: (count: Int, until: Int)]>([:])

  func isOver(_ key: SiteKey, at now: Int) -> Bool { sites.withLock { ($0[key]?.until ?? 0) <= now } }

  func begin(_ key: SiteKey, at now: Int) {
    sites.withLock { sites in
      let count = (sites[key]?.count ?? 0) + 1
      sites[key] = (count, now + (60_000 << min(count - 1, 6)))
    }
  }

  func end(_ key: SiteKey) { sites.withLock { $0[key] = nil } }
}
