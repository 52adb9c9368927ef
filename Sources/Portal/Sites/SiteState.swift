import Model
import Store
import Synchronization
import Web

/// Where a site stands between its draft and what visitors see.
struct SiteState: Hashable, Sendable {
  let live: Release?
  /// Changes that visitors do not see yet, counted as the list of what waits has them.
  let waiting: Int
}

/// How many changes wait on each site that somebody has looked at: counting reads all rows that are younger than what is live.
final class WaitingChanges: Sendable {
  private struct Place: Hashable {
    let site: SiteKey
    let authority: EditAuthority
  }
  private struct Count {
    let revision: Revision
    let live: Int
    let changes: Int
  }

  private let store: Store
  private let known = Mutex<[Place: Count]>([:])

  init(store: Store) { self.store = store }

  func count(of visible: VisibleSite, live: Release) async throws -> Int {
    let (site, place) = (visible.site, Place(site: visible.site.key, authority: visible.authority))
    if live.composition == Composition(base: site.revision) { return 0 }
    if let known = known.withLock({ $0[place] }), known.revision == site.revision, known.live == live.number {
      return known.changes
    }
    let to = Composition(base: site.revision)
    let pending = try await store.pendingChanges(of: site.key, from: live.composition, to: to, for: visible.authority)
    known.withLock { $0[place] = Count(revision: site.revision, live: live.number, changes: pending.count) }
    return pending.count
  }
}

extension PortalServices {
  func state(of visible: VisibleSite) async throws -> SiteState {
    guard let number = visible.site.liveRelease, let live = try await release(number, of: visible.site.key) else {
      return SiteState(live: nil, waiting: 0)
    }
    return SiteState(live: live, waiting: try await waiting.count(of: visible, live: live))
  }

  func release(_ number: Int, of key: SiteKey) async throws -> Release? { try await store.release(number, of: key) }

  /// The site of the address, as far as the signed-in account may know of it.
  /// - Throws: 404 also for somebody else's site.
  func site(named slug: String?, for account: Account) async throws -> VisibleSite {
    guard let slug, let site = try await store.site(slug: slug, visibleTo: account) else { throw Problem.notFound }
    return site
  }

  /// Who made each of the releases, by account.
  func authors(of releases: [Release], agency: AgencyID) async throws -> [AccountID: String] {
    var names: [AccountID: String] = [:]
    for author in Set(releases.compactMap(\.author)) {
      names[author] = try await store.account(author, agency: agency)?.name
    }
    return names
  }
}
