import Database
import Model

/// An address where a page was live once, as those see it who look after the site.
package struct KeptAddress: Hashable, Sendable {
  /// `/leistungen/bad/`.
  package let path: String
  /// The page that stood there last.
  package let page: PageID
  /// The number of the first release that had it there.
  package let since: Int
  /// Where it leads by the word of the agency; nil to wherever the page is now.
  package let leadsTo: Redirect?
}

extension Store {
  /// The addresses at which something was live once, in the order of their paths.
  package func keptAddresses(of key: SiteKey) async throws -> [KeptAddress] {
    try await database.read { transaction in
      try transaction.all(
        LiveAddressRows.list, .init(key.agency.rawValue), .init(key.site.rawValue), map: LiveAddressRows.address)
    }
  }

  /// Says where an address leads from the next release on; nil follows its page again.
  /// - Throws: `notFound` when nothing was ever live there.
  package func lead(_ path: String, to redirect: Redirect?, of key: SiteKey) async throws {
    try await change(path, of: key, to: redirect.map(LiveAddressRows.stored))
  }

  /// The address leads nowhere from the next release on, as if nothing had ever stood there, until something does again.
  /// - Throws: `notFound` when nothing was ever live there.
  package func forget(_ path: String, of key: SiteKey) async throws {
    try await change(path, of: key, to: LiveAddressRows.forgotten)
  }

  private func change(_ path: String, of key: SiteKey, to leadsTo: String?) async throws {
    try await database.write { transaction in
      let keys: [SQLValue] = [.init(key.agency.rawValue), .init(key.site.rawValue)]
      // Versions count without gaps that two writers could fill the wrong way round.
      guard try transaction.execute(ReleaseRows.lock, keys) == 1 else { throw StoreError.notFound("site \(key.site)") }
      let version = try LiveAddressRows.version(of: key, in: transaction) + 1
      guard try transaction.execute(LiveAddressRows.lead, keys + [.init(path), .init(leadsTo), .init(version)]) == 1
      else { throw StoreError.notFound("the address \(path)") }
    }
  }
}

/// Every address at which a page of a site was ever live. A row is written when a page comes to an address for the first time, and when another
/// page takes it over; nothing else costs anything.
enum LiveAddressRows {
  /// In `leadsTo`: the agency wants nothing to be known of the address. An address begins with `/` or `http`.
  static let forgotten = "-"

  static let list = Statement(
    "liveAddress.list",
    """
    SELECT path, page, since, leadsTo FROM liveAddress
    WHERE agency = ? AND site = ? AND (leadsTo IS NULL OR leadsTo <> '-') ORDER BY path
    """)
  static let lead = Statement(
    "liveAddress.lead",
    """
    UPDATE liveAddress SET leadsTo = ?4, version = ?5
    WHERE agency = ?1 AND site = ?2 AND path = ?3 AND (leadsTo IS NULL OR leadsTo <> '-')
    """)
  private static let changedSince = Statement(
    "liveAddress.changedSince",
    "SELECT path, page, since, leadsTo, version FROM liveAddress WHERE agency = ? AND site = ? AND version > ?")
  private static let newestVersion = Statement(
    "liveAddress.version",
    "SELECT version FROM liveAddress WHERE agency = ? AND site = ? ORDER BY version DESC LIMIT 1")
  private static let note = Statement(
    "liveAddress.note",
    """
    INSERT INTO liveAddress (agency, site, path, page, since, version) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
    ON CONFLICT (agency, site, path) DO UPDATE SET page = excluded.page, version = excluded.version, leadsTo = NULL
    WHERE liveAddress.page <> excluded.page OR liveAddress.leadsTo IS NOT NULL
    """)

  /// The number of the last change; 0 before the first.
  static func version(of key: SiteKey, in transaction: Transaction) throws -> Int {
    try transaction.first(newestVersion, .init(key.agency.rawValue), .init(key.site.rawValue)) { $0.integer(0) } ?? 0
  }

  /// Notes that a release has these pages at these addresses.
  static func note(
    _ pages: [(path: String, page: PageID)], release: Int, of key: SiteKey, in transaction: Transaction
  ) throws {
    guard !pages.isEmpty else { return }
    let version = try version(of: key, in: transaction) + 1
    for (path, page) in pages {
      try transaction.execute(
        note,
        [
          .init(key.agency.rawValue), .init(key.site.rawValue), .init(path), .init(page.rawValue), .init(release),
          .init(version),
        ])
    }
  }

  /// Notes where pages were live before the site came here.
  static func note(_ former: [String: FormerAddress], of key: SiteKey, in transaction: Transaction) throws {
    try note(former.sorted { $0.key < $1.key }.map { ($0.key, $0.value.page) }, release: 0, of: key, in: transaction)
    for (path, address) in former {
      guard let leadsTo = address.leadsTo else { continue }
      try transaction.execute(
        lead, [.init(key.agency.rawValue), .init(key.site.rawValue), .init(path), .init(stored(leadsTo)), 1])
    }
  }

  /// What changed after a version; nil for addresses that are forgotten.
  static func changes(
    after version: Int, of key: SiteKey, in transaction: Transaction
  ) throws -> (addresses: [String: FormerAddress?], version: Int) {
    var addresses: [String: FormerAddress?] = [:]
    var newest = version
    try transaction.query(
      changedSince, [.init(key.agency.rawValue), .init(key.site.rawValue), .init(version)]
    ) { row in
      newest = max(newest, row.integer(4))
      addresses[row.text(0)] =
        row.optionalText(3) == forgotten
        ? .some(nil)
        : FormerAddress(page: PageID(stored: row.text(1)), leadsTo: row.optionalText(3).map(redirect))
    }
    return (addresses, newest)
  }

  static func address(_ row: borrowing Row) -> KeptAddress {
    KeptAddress(
      path: row.text(0), page: PageID(stored: row.text(1)), since: row.integer(2),
      leadsTo: row.optionalText(3).map(redirect))
  }

  /// As the column has it: empty for an address that is gone.
  static func stored(_ redirect: Redirect) -> String {
    switch redirect {
    case .moved(let target): target
    case .gone: ""
    }
  }

  private static func redirect(_ text: String) -> Redirect { text.isEmpty ? .gone : .moved(text) }
}
