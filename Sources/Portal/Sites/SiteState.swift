import Model
import Store
import Web

/// Where a site stands between its draft and what visitors see.
struct SiteState: Hashable, Sendable {
  let live: Release?
  /// Revisions since the live release.
  let waiting: Int

  init(live: Release?, revision: Revision) {
    self.live = live
    waiting = live.map { max(0, revision - $0.revision) } ?? 0
  }
}

extension PortalServices {
  func state(of site: SiteRecord) async throws -> SiteState {
    guard let number = site.liveRelease else { return SiteState(live: nil, revision: site.revision) }
    let live = try await release(number, of: site.key)
    return SiteState(live: live, revision: site.revision)
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
