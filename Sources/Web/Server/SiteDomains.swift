import Model
import Store
import Synchronization

/// Which site a domain shows, and which of its names is the main one. All domains are held in memory and read anew once a second at most,
/// so that a request asks no database and a change shows within a second, also one of another process.
///
/// A name is only ever led to when a request for it has arrived here: until its owner has pointed it to this server it leads elsewhere or
/// nowhere, and whoever was sent there would find the website gone. Which requests count says `HostDispatcher`.
package final class SiteDomains: Sendable {
  package struct Table: Sendable {
    /// Host → slug.
    fileprivate var sites: [String: String] = [:]
    /// Slug → host.
    fileprivate var main: [String: String] = [:]
    /// Hosts for which no request has arrived yet.
    fileprivate var waiting: Set<String> = []
    fileprivate var checkedAt = 0
    fileprivate var isRead = false

    /// The site that a name shows. `www.` in front or not makes no difference, where both are not given to sites of their own.
    func slug(for host: String) -> String? { sites[host] ?? sites[DomainName.twin(of: host)] }

    /// The name under which a site is to be visited when this one is another.
    func otherHost(for slug: String, than host: String) -> String? {
      if let main = main[slug], !waiting.contains(main) { return main == host ? nil : main }
      let twin = DomainName.twin(of: host)
      return sites[host] == nil && sites[twin] == slug && !waiting.contains(twin) ? twin : nil
    }

    /// Whether a request for this name is the first one.
    func isWaiting(for host: String) -> Bool { waiting.contains(host) }
  }

  private static let recheckAfter = 1000

  private let store: Store
  private let table = Mutex(Table())

  package init(store: Store) { self.store = store }

  /// What is known, unless it is to be read again.
  func known() -> Table? {
    let moment = store.now()
    return table.withLock { $0.isRead && moment - $0.checkedAt < Self.recheckAfter ? $0 : nil }
  }

  /// What is known now. Only the first of many requests reads it again; when that fails, what was known goes on.
  package func current() async -> Table {
    let moment = store.now()
    let (known, isDue) = table.withLock { table in
      let isDue = !table.isRead || moment - table.checkedAt >= Self.recheckAfter
      if isDue { table.checkedAt = moment }
      return (table, isDue)
    }
    guard isDue, let rows = try? await store.allDomains() else { return known }
    var table = Table(checkedAt: moment, isRead: true)
    for (domain, slug) in rows {
      table.sites[domain.host] = slug
      if domain.isMain { table.main[slug] = domain.host }
      if domain.reachedAt == nil { table.waiting.insert(domain.host) }
    }
    let fresh = table
    self.table.withLock { $0 = fresh }
    return fresh
  }

  /// What is known after a request for a name has arrived. Where it cannot be stored now, the next reading waits for another request.
  package func reached(_ host: String) async -> Table {
    try? await store.noteReached(host)
    return table.withLock { table in
      table.waiting.remove(host)
      return table
    }
  }
}
