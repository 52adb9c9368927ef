import Database
import Model

/// A name of a site's own, under which the live host shows it.
package struct Domain: Hashable, Sendable {
  package let host: String
  /// Where visitors who use another name of the site are sent, as soon as the name is known to lead here.
  package let isMain: Bool
  /// When the first request for this very name arrived here, in milliseconds since 1970 UTC; nil until then. Nobody is sent to a name
  /// that may still lead elsewhere, or nowhere.
  package let reachedAt: Int?

  package init(host: String, isMain: Bool, reachedAt: Int? = nil) {
    self.host = host
    self.isMain = isMain
    self.reachedAt = reachedAt
  }
}

extension Store {
  /// A site's domains by name.
  package func domains(of key: SiteKey) async throws -> [Domain] {
    try await database.read { try DomainRows.domains(of: key, in: $0) }
  }

  /// Every site's domains, with the site's slug.
  package func allDomains() async throws -> [(domain: Domain, slug: String)] {
    try await database.read { transaction in
      try transaction.all(DomainRows.everyOne) {
        (DomainRows.domain($0), $0.text(3))
      }
    }
  }

  /// Gives a site a domain, or changes whether one that it has is the main one. A site has one main domain at most.
  /// - Throws: `notFound`; `exists` when the name belongs to another site, or the same name with or without `www.`, to which visitors of
  ///   this one are led.
  package func setDomain(
    _ name: DomainName, isMain: Bool, of key: SiteKey, by author: AccountID? = nil
  ) async throws -> Domain {
    let moment = now()
    return try await database.write { transaction in
      guard try SiteRows.find(key, in: transaction) != nil else { throw StoreError.notFound("site \(key.site)") }
      let keys: [SQLValue] = [.init(key.agency.rawValue), .init(key.site.rawValue)]
      if isMain { try transaction.execute(DomainRows.unsetMain, keys) }
      let host = SQLValue(name.text)
      try DomainRows.claim(name.text, keys, at: moment, in: transaction)
      guard try transaction.execute(DomainRows.setMain, [host] + keys + [.init(isMain ? 1 : 0)]) == 1 else {
        throw StoreError.exists("the domain \(name.text), at another site")
      }
      try DomainRows.audit("domain.set", name.text, isMain, of: key, by: author, at: moment, in: transaction)
      return try transaction.first(DomainRows.byHost, host, map: DomainRows.domain)!
    }
  }

  /// Notes that a request for the name has arrived here: from now on others may be sent to it.
  package func noteReached(_ host: String) async throws {
    let moment = now()
    try await database.write { try $0.execute(DomainRows.reached, .init(host), .init(moment)) }
  }

  /// - Throws: `notFound` when the site has no such domain.
  package func removeDomain(_ host: String, of key: SiteKey, by author: AccountID? = nil) async throws {
    let moment = now()
    try await database.write { transaction in
      let removed = try transaction.execute(
        DomainRows.delete, .init(host), .init(key.agency.rawValue), .init(key.site.rawValue))
      guard removed == 1 else { throw StoreError.notFound("the domain \(host)") }
      try DomainRows.audit("domain.removed", host, false, of: key, by: author, at: moment, in: transaction)
    }
  }

  /// The address that a site says to have, for canonical links; empty when it says none.
  package func address(of key: SiteKey) async throws -> String {
    try await database.read { try SiteRows.settings(of: key, in: $0).url }
  }
}

enum DomainRows {
  static let ofSite = Statement(
    "domain.ofSite", "SELECT host, isMain, reachedAt FROM domain WHERE agency = ? AND site = ? ORDER BY host")
  static let byHost = Statement("domain.byHost", "SELECT host, isMain, reachedAt FROM domain WHERE host = ?")
  static let everyOne = Statement(
    "domain.all",
    """
    SELECT d.host, d.isMain, d.reachedAt, s.slug FROM domain d
    JOIN site s ON s.agency = d.agency AND s.id = d.site ORDER BY d.host
    """)
  static let unsetMain = Statement("domain.unsetMain", "UPDATE domain SET isMain = 0 WHERE agency = ? AND site = ?")
  static let insert = Statement(
    "domain.insert",
    "INSERT INTO domain (host, agency, site, isMain, createdAt) VALUES (?, ?, ?, ?, ?) ON CONFLICT (host) DO NOTHING")
  static let owned = Statement("domain.owned", "SELECT 1 FROM domain WHERE host = ? AND agency = ? AND site = ?")
  static let setMain = Statement(
    "domain.setMain", "UPDATE domain SET isMain = ?4 WHERE host = ?1 AND agency = ?2 AND site = ?3")
  static let reached = Statement(
    "domain.reached", "UPDATE domain SET reachedAt = ?2 WHERE host = ?1 AND reachedAt IS NULL")
  static let delete = Statement("domain.delete", "DELETE FROM domain WHERE host = ? AND agency = ? AND site = ?")

  static func domains(of key: SiteKey, in transaction: Transaction) throws -> [Domain] {
    try transaction.all(ofSite, .init(key.agency.rawValue), .init(key.site.rawValue), map: domain)
  }

  /// Writes the name's row, where there is none.
  ///
  /// The key is the name alone, so that of two sites which want it at the same moment one finds the other's row. For the same to be so when
  /// they want it with and without `www.`, both rows are written, in one order, and the one that nobody asked for is taken back.
  /// - Parameter keys: the agency's and the site's
  /// - Throws: `exists` when the name is new to the site, and the other one is another's.
  static func claim(_ name: String, _ keys: [SQLValue], at moment: Int, in transaction: Transaction) throws {
    let twin = DomainName.twin(of: name)
    var isNew: Set<String> = []
    for host in [name, twin].sorted(by: { $0.utf8.count < $1.utf8.count }) {
      let row = [SQLValue(host)] + keys + [.init(0), .init(moment)]
      if try transaction.execute(insert, row) == 1 { isNew.insert(host) }
    }
    if isNew.contains(twin) {
      try transaction.execute(delete, [.init(twin)] + keys)
    } else if isNew.contains(name), try transaction.first(owned, [.init(twin)] + keys, map: { $0.integer(0) }) == nil {
      throw StoreError.exists("the domain \(twin), at another site")
    }
  }

  static func domain(_ row: borrowing Row) -> Domain {
    Domain(host: row.text(0), isMain: row.integer(1) == 1, reachedAt: row.optionalInteger(2))
  }

  static func audit(
    _ action: String, _ host: String, _ isMain: Bool, of key: SiteKey, by author: AccountID?, at moment: Int,
    in transaction: Transaction
  ) throws {
    let detail: JSONValue = ["site": .string(key.site.rawValue), "host": .string(host), "main": .bool(isMain)]
    try transaction.execute(
      AuditRows.insert, .init(key.agency.rawValue), .init(Identifier<AuditEntry>.random().rawValue),
      .init(author?.rawValue), .init(moment), .init(action), .init(detail.canonical))
  }
}
