import Builder
import Dispatch
import Model
import SiteFolder
import Synchronization

/// The pictures of `foyer build`: what pages want is taken from the cache, and made where it is not there.
struct FolderPictures: Sendable {
  let helper: PictureHelper
  /// nil keeps what is made in memory, for this build only.
  let cache: PictureCache?
  /// Gets how many of how many pictures are done, from several threads.
  let progress: @Sendable (Int, Int) -> Void

  struct Result: Sendable {
    var sets: [PictureNeed: RenditionSet] = [:]
    /// Where the contents of renditions are, by hash.
    var sources: [String: AssetSource] = [:]
    /// How many were made now.
    var made = 0
    /// Why nothing can be made; the rest was not tried then.
    var trouble: String?
  }

  /// Blocks.
  /// - Parameter original: where an original's bytes are
  func results(for needs: Set<PictureNeed>, original: @Sendable (AssetFile) -> String?) -> Result {
    var result = Result()
    var open: [(PictureNeed, String)] = []
    for need in needs.sorted(by: { ($0.original.hash, $0.shape.name) < ($1.original.hash, $1.shape.name) }) {
      if let set = cache?.find(need) {
        result.sets[need] = set
      } else if let path = original(need.original) {
        open.append((need, path))
      }
    }
    let work = open
    let state = Mutex((result: result, done: 0))
    if !work.isEmpty { progress(0, work.count) }
    DispatchQueue.concurrentPerform(iterations: work.count) { index in
      guard state.withLock({ $0.result.trouble == nil }) else { return }
      let (need, path) = work[index]
      let outcome = Swift.Result { () throws(PictureFailure) in try helper.renditions(for: need, from: path) }
      let done = state.withLock { state in
        state.done += 1
        take(outcome, of: need, into: &state.result)
        return state.done
      }
      progress(done, work.count)
    }
    result = state.withLock { $0.result }
    if let cache {
      for file in result.sets.values.flatMap(\.files) where result.sources[file.hash] == nil {
        result.sources[file.hash] = .file(cache.path(of: file.hash))
      }
    }
    return result
  }

  private func take(
    _ outcome: Swift.Result<(set: RenditionSet, made: [PictureHelper.Made]), PictureFailure>, of need: PictureNeed,
    into result: inout Result
  ) {
    switch outcome {
    case .success(let (set, made)):
      result.sets[need] = set
      result.made += 1
      if cache?.keep(set, made, for: need) != true {
        for picture in made { result.sources[picture.file.hash] = .bytes(picture.bytes) }
      }
    case .failure(.refused(_, let words)):
      let set = RenditionSet(problem: words)
      result.sets[need] = set
      _ = cache?.keep(set, [], for: need)
    // Not kept: the next build tries again.
    case .failure(.interrupted(let words)): result.sets[need] = RenditionSet(problem: words)
    case .failure(.unavailable(let words)): result.trouble = words
    }
  }
}
