import Model
import NIOCore
import Publishing
import Store
import Synchronization

/// Knows the live release of every site that is asked for. A publish in this process shows with the next request; one of another process
/// on the same database within a second.
final class LiveSites: Sendable {
  private struct Entry {
    let key: SiteKey
    var site: LiveSite?
    /// When the database was asked last, in milliseconds.
    var checkedAt: Int
  }

  private static let recheckAfter = 1000

  private let store: Store
  private let live: LiveReleases
  private let entries = Mutex<[String: Entry]>([:])

  init(store: Store, live: LiveReleases) {
    self.store = store
    self.live = live
  }

  /// The live release as far as it is known; nil when the database has to be asked.
  func known(slug: String) -> LiveSite? {
    guard let known = entries.withLock({ $0[slug] }), let site = known.site,
      site.generation == live.generation(of: known.key), store.now() - known.checkedAt < Self.recheckAfter
    else { return nil }
    return site
  }

  /// The site's live release; nil when there is no such site or it is not published.
  func site(slug: String) async throws -> LiveSite? {
    let moment = store.now()
    let known = entries.withLock { $0[slug] }
    if let known {
      let isCurrent = known.site?.generation == live.generation(of: known.key)
      if isCurrent, moment - known.checkedAt < Self.recheckAfter { return known.site }
      if isCurrent { return try await recheck(known, slug: slug, at: moment) }
      return try await load(known.key, slug: slug, at: moment, after: known.site)
    }
    guard let record = try await store.site(slug: slug) else { return nil }
    return try await load(record.key, slug: slug, at: moment)
  }

  /// Asks whether the release is still the live one. Only the first of many requests does: the others go on with what is known.
  private func recheck(_ known: Entry, slug: String, at moment: Int) async throws -> LiveSite? {
    entries.withLock { $0[slug]?.checkedAt = moment }
    guard let record = try await store.site(slug: slug) else {
      entries.withLock { $0[slug] = nil }
      return nil
    }
    if record.liveRelease == known.site?.release.number { return known.site }
    return try await load(record.key, slug: slug, at: moment, after: known.site)
  }

  private func load(
    _ key: SiteKey, slug: String, at moment: Int, after before: LiveSite? = nil
  ) async throws -> LiveSite? {
    // The generation is read first: a publish in between is then seen by the next request.
    let generation = live.generation(of: key)
    let site = try await read(key, after: before, generation: generation)
    entries.withLock { entries in
      if let other = entries[slug]?.site, other.generation > generation { return }
      entries[slug] = Entry(key: key, site: site, checkedAt: moment)
    }
    return site
  }

  private func read(_ key: SiteKey, after before: LiveSite?, generation: Int) async throws -> LiveSite? {
    if let before, let changes = try await store.liveChanges(of: key, since: before.release.number) {
      return LiveSite(changes, after: before, generation: generation)
    }
    guard let live = try await store.liveRelease(of: key) else { return nil }
    let others = try await store.otherFiles(
      of: key, besides: live.release.number, since: live.release.number - LiveSite.memory)
    return LiveSite(release: live.release, manifest: live.manifest, others: others, generation: generation)
  }
}
