import Store
import Synchronization

/// Tells whoever serves live sites that a site has another live release now: a counter per site, read without asking the database.
package final class LiveReleases: Sendable {
  private let counters = Mutex<[SiteKey: Int]>([:])
  private let listeners = Mutex<[@Sendable (SiteKey) -> Void]>([])

  package init() {}

  /// Grows whenever this process has changed the site's live release.
  package func generation(of key: SiteKey) -> Int { counters.withLock { $0[key, default: 0] } }

  /// Also calls who wants to know. They are called by whoever publishes, and return at once.
  package func changed(_ key: SiteKey) {
    counters.withLock { $0[key, default: 0] += 1 }
    for listener in listeners.withLock({ $0 }) { listener(key) }
  }

  package func onChange(_ listener: @escaping @Sendable (SiteKey) -> Void) {
    listeners.withLock { $0.append(listener) }
  }
}
