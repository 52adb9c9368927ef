import Model
import Publishing
import SiteFolder
import Store

/// `foyer import`, `publish`, `releases` and `rollback`: sites, from the command line.
package struct SiteCommands: Sendable {
  let store: Store
  private let desk: PublishDesk

  /// A running server sees within a second what another process has published.
  /// - Parameter pictures: what pictures are given to; nil leaves them as they are
  package init(store: Store, pictures: HelperProgram? = nil) {
    self.store = store
    let queue = pictures.map { PictureQueue(store: store, program: $0) }
    let year: @Sendable () -> Int = { [now = store.now] in Foyer.year(at: now()) }
    desk = PublishDesk(
      store: store, publisher: SitePublisher(store: store, live: LiveReleases(), pictures: queue, year: year),
      year: year, today: { [now = store.now] in Foyer.day(at: now()) })
  }

  /// - Parameter revision: nil for the newest
  package func publish(_ slug: String, revision: Revision? = nil, override: Bool = false) async throws -> Release {
    try await desk.publish(revision: revision, of: try await key(slug), override: override)
  }

  /// What waits to be published; nil before the first publish.
  package func changes(_ slug: String) async throws -> [PendingChange]? {
    try await desk.pending(of: try await key(slug), for: EditAuthority(role: .admin, phase: .done))?.changes
  }

  /// What the checks find in the newest revision, each with its level on this site.
  package func check(_ slug: String) async throws -> [(finding: CheckFinding, level: CheckLevel)] {
    let key = try await key(slug)
    let rule = try await store.publishRule(of: key)
    return try await desk.findings(of: key).map { ($0, rule.level(of: $0.kind)) }
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
    try await desk.setLive(target, of: site.key, as: EditAuthority(role: .admin, phase: .done))
    return target
  }

  func site(_ slug: String) async throws -> SiteRecord {
    guard let site = try await store.site(slug: slug) else { throw StoreError.notFound("site “\(slug)”") }
    return site
  }

  private func key(_ slug: String) async throws -> SiteKey { try await site(slug).key }
}
