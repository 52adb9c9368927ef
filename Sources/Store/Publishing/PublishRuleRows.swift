import Database
import Model

extension Store {
  /// How customers publish the site, and what is checked; the standard where nobody has chosen.
  package func publishRule(of key: SiteKey) async throws -> PublishRule {
    try await database.read { try PublishRuleRows.rule(of: key, in: $0) }
  }

  package func setPublishRule(_ rule: PublishRule, of key: SiteKey) async throws {
    try await database.write { transaction in
      try transaction.execute(
        PublishRuleRows.save, .init(key.agency.rawValue), .init(key.site.rawValue), .init(rule.mode),
        .init(rule.checksJSON.canonical))
    }
  }

  /// The sites of an agency on which a request waits.
  package func sitesWithPublishRequest(of agency: AgencyID) async throws -> Set<SiteID> {
    try await database.read { transaction in
      Set(
        try transaction.all(PublishRuleRows.waiting, .init(agency.rawValue)) { SiteID(stored: $0.text(0)) })
    }
  }
}

enum PublishRuleRows {
  private static let find = Statement(
    "publishRule.find", "SELECT mode, checks FROM publishRule WHERE agency = ? AND site = ?")
  static let save = Statement(
    "publishRule.save",
    """
    INSERT INTO publishRule (agency, site, mode, checks) VALUES (?, ?, ?, ?)
    ON CONFLICT (agency, site) DO UPDATE SET mode = excluded.mode, checks = excluded.checks
    """)
  static let waiting = Statement(
    "publishRequest.sites", "SELECT site FROM publishRequest WHERE agency = ? AND state = 'open'")

  static func rule(of key: SiteKey, in transaction: Transaction) throws -> PublishRule {
    let row = try transaction.first(find, .init(key.agency.rawValue), .init(key.site.rawValue)) {
      ($0.text(0), $0.text(1))
    }
    guard let row else { return .standard }
    guard let mode = PublishMode(rawValue: row.0),
      let rule = try? PublishRule(mode: mode, checksJSON: try JSONValue.parse(row.1))
    else { throw StoreError.damaged("the publish rule of site \(key.site)") }
    return rule
  }
}
