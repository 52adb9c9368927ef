import Builder
import Model
import Store
import Synchronization

/// A built site in memory, with the files that it consists of, so that the next publish makes only what changed.
///
/// Used in the site's turn only: by one publish at a time.
final class WorkingSite: Sendable {
  let build: IncrementalBuild
  let options: BuildOptions

  private struct State {
    var files: [String: Artifact] = [:]
    var written: [String: Artifact] = [:]
    var removed: Set<String> = []
    var release: Int?
    var missing: Set<PictureNeed> = []
    /// By the path of the file: the page that stands there, and its address.
    var addresses: [String: (path: String, page: PageID)] = [:]
  }

  private let state = Mutex(State())

  init(_ build: IncrementalBuild, options: BuildOptions) {
    self.build = build
    self.options = options
  }

  var manifest: Manifest { Manifest(state.withLock { Array($0.files.values) }) }

  /// The release that was made of the files last, and what has changed since; nil before the first.
  var unpublished: (since: Int, change: ManifestChange)? {
    state.withLock { state in
      state.release.map { release in
        (release, ManifestChange(written: Manifest(state.written.values).artifacts, removed: state.removed.sorted()))
      }
    }
  }

  /// The pages among all files, or among those that changed since the last release.
  func addresses(ofAll: Bool) -> [String: (path: String, page: PageID)] {
    state.withLock { state in
      if ofAll { return state.addresses }
      return Dictionary(
        state.written.keys.compactMap { path in state.addresses[path].map { (path, $0) } },
        uniquingKeysWith: { first, _ in first })
    }
  }

  /// Renditions that pages would show if they were made.
  var missing: Set<PictureNeed> {
    get { state.withLock { $0.missing } }
    set { state.withLock { $0.missing = newValue } }
  }

  func artifact(at path: String) -> Artifact? { state.withLock { $0.files[path] } }

  func apply(_ change: ManifestChange, _ addresses: [String: (path: String, page: PageID)]) {
    state.withLock { state in
      for path in change.removed {
        state.files[path] = nil
        state.written[path] = nil
        state.removed.insert(path)
        state.addresses[path] = nil
      }
      for artifact in change.written {
        state.files[artifact.path] = artifact
        state.written[artifact.path] = artifact
        state.removed.remove(artifact.path)
        if artifact.redirect != nil { state.addresses[artifact.path] = nil }
      }
      state.addresses.merge(addresses) { _, new in new }
    }
  }

  /// - Parameter release: consists of exactly these files; nil when it is not known which one does
  func published(as release: Int?) {
    state.withLock { state in
      state.release = release
      state.written = [:]
      state.removed = []
    }
  }
}

/// The sites that are kept ready, up to a number of elements; the one that was published longest ago goes first.
final class WorkingSites: Sendable {
  private struct State {
    var sites: [SiteKey: WorkingSite] = [:]
    /// Least recently used first.
    var order: [SiteKey] = []
    var elements = 0
  }

  private let limit: Int
  private let state = Mutex(State())

  /// - Parameter limit: elements of all sites together; one site is kept however large it is
  init(limit: Int) { self.limit = limit }

  /// The site leaves the collection while somebody works on it; after an error it does not come back.
  func take(_ key: SiteKey) -> WorkingSite? { state.withLock { Self.remove(key, from: &$0) } }

  func keep(_ site: WorkingSite, as key: SiteKey) {
    state.withLock { state in
      _ = Self.remove(key, from: &state)
      state.sites[key] = site
      state.order.append(key)
      state.elements += site.build.elementCount
      while state.elements > limit, state.order.count > 1 { _ = Self.remove(state.order[0], from: &state) }
    }
  }

  private static func remove(_ key: SiteKey, from state: inout State) -> WorkingSite? {
    guard let site = state.sites.removeValue(forKey: key) else { return nil }
    state.order.removeAll { $0 == key }
    state.elements -= site.build.elementCount
    return site
  }
}
