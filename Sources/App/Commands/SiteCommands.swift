import Model
import Publishing
import SiteFolder
import Store

/// `foyer import`, `publish`, `releases` and `rollback`: sites, from the command line.
package struct SiteCommands: Sendable {
  let store: Store
  private let publisher: SitePublisher

  /// A running server sees within a second what another process has published.
  package init(store: Store) {
    self.store = store
    publisher = SitePublisher(store: store, live: LiveReleases()) { [now = store.now] in Foyer.year(at: now()) }
  }

  package func publish(_ slug: String) async throws -> Release {
    try await publisher.publish(PublishOrder(.newest, by: nil), of: try await key(slug))
  }

  package func releases(_ slug: String) async throws -> (releases: [Release], live: Int?) {
    let site = try await site(slug)
    return (try await store.releases(of: site.key), site.liveRelease)
  }

  /// - Parameter number: nil for the release before the live one
  /// - Returns: the number that is live now
  package func rollBack(_ slug: String, to number: Int?) async throws -> Int {
    let site = try await site(slug)
    let target: Int
    if let number {
      target = number
    } else {
      let older = try await store.releases(of: site.key).map(\.number).filter { $0 < site.liveRelease ?? 0 }
      guard let newest = older.max() else {
        throw CommandFailure(.badInput, "\(slug) has no release before the live one")
      }
      target = newest
    }
    try await publisher.setLive(target, of: site.key)
    return target
  }

  func site(_ slug: String) async throws -> SiteRecord {
    guard let site = try await store.site(slug: slug) else { throw StoreError.notFound("site “\(slug)”") }
    return site
  }

  private func key(_ slug: String) async throws -> SiteKey { try await site(slug).key }
}
