import Database
import Model

extension Store {
  /// The plans that wait or have failed, soonest first, and the last ones that are over.
  package func plannedPublishes(of key: SiteKey) async throws -> [PlannedPublish] {
    try await database.read {
      try $0.all(
        PlannedPublishRows.ofSite, .init(key.agency.rawValue), .init(key.site.rawValue), map: PlannedPublishRows.plan)
    }
  }

  package func plannedPublish(_ id: PlannedPublishID, of key: SiteKey) async throws -> PlannedPublish? {
    try await database.read {
      try $0.first(
        PlannedPublishRows.byID, .init(key.agency.rawValue), .init(key.site.rawValue), .init(id.rawValue),
        map: PlannedPublishRows.plan)
    }
  }

  /// - Parameter live: the release that is live now; 0 for none
  package func planPublish(
    _ composition: Composition, at moment: Int, of key: SiteKey, on live: Int, by author: AccountID?
  ) async throws -> PlannedPublish {
    let plan = PlannedPublish(
      id: .random(), at: moment, author: author, composition: composition, plannedOn: live, state: .waiting)
    try await database.write { try PlannedPublishRows.insert(plan, of: key, in: $0) }
    return plan
  }

  /// - Throws: `notFound`, or `exists` when the plan no longer waits.
  package func movePlannedPublish(_ id: PlannedPublishID, to moment: Int, of key: SiteKey) async throws {
    try await database.write { transaction in
      let changed = try transaction.execute(
        PlannedPublishRows.move, .init(key.agency.rawValue), .init(key.site.rawValue), .init(id.rawValue), .init(moment)
      )
      if changed == 0 { throw try PlannedPublishRows.whyNot(id, of: key, in: transaction) }
    }
  }

  /// - Throws: `notFound`, or `exists` when the plan no longer waits.
  package func cancelPlannedPublish(_ id: PlannedPublishID, of key: SiteKey) async throws {
    try await database.write { transaction in
      let changed = try transaction.execute(
        PlannedPublishRows.end, .init(key.agency.rawValue), .init(key.site.rawValue), .init(id.rawValue), "cancelled",
        SQLValue.init(Int?.none), "", "")
      if changed == 0 { throw try PlannedPublishRows.whyNot(id, of: key, in: transaction) }
    }
  }

  /// Keeps why a plan could not be published. A plan that is over already stays as it is.
  package func failPlannedPublish(
    _ id: PlannedPublishID, _ failure: String, by rule: PublishRefusal.Rule? = nil, of key: SiteKey
  ) async throws {
    try await database.write { transaction in
      try PlannedPublishRows.fail(id, failure, by: rule, of: key, in: transaction)
    }
  }

  /// Ends a plan of which everything is live with a release. A plan that is over already stays as it is.
  package func settlePlannedPublish(_ id: PlannedPublishID, with release: Int, of key: SiteKey) async throws {
    try await database.write { transaction in
      try PlannedPublishRows.settle(id, with: release, of: key, in: transaction)
    }
  }

  /// Plans of all sites whose time has come, the oldest first.
  package func duePublishes(limit: Int = 50) async throws -> [(key: SiteKey, plan: PlannedPublish)] {
    let moment = now()
    return try await database.read {
      try $0.all(PlannedPublishRows.due, .init(moment), .init(limit)) { row in
        (
          key: SiteKey(agency: AgencyID(stored: row.text(10)), site: SiteID(stored: row.text(11))),
          plan: try PlannedPublishRows.plan(row)
        )
      }
    }
  }
}

enum PlannedPublishRows {
  private static let columns = "id, at, author, revision, picks, state, release, failure, plannedOn, refusal"
  static let ofSite = Statement(
    "plannedPublish.ofSite",
    """
    SELECT \(columns) FROM plannedPublish WHERE agency = ? AND site = ?
    ORDER BY CASE WHEN state = 'waiting' THEN 0 ELSE 1 END, CASE WHEN state = 'waiting' THEN at ELSE -at END, id LIMIT 20
    """)
  static let waiting = Statement(
    "plannedPublish.waiting",
    "SELECT \(columns) FROM plannedPublish WHERE agency = ? AND site = ? AND state = 'waiting' ORDER BY at, id")
  static let byID = Statement(
    "plannedPublish.byID", "SELECT \(columns) FROM plannedPublish WHERE agency = ? AND site = ? AND id = ?")
  static let due = Statement(
    "plannedPublish.due",
    """
    SELECT \(columns), agency, site FROM plannedPublish
    WHERE state = 'waiting' AND at <= ? ORDER BY at, id LIMIT ?
    """)
  private static let insertOne = Statement(
    "plannedPublish.insert",
    """
    INSERT INTO plannedPublish (agency, site, id, at, author, revision, picks, state, plannedOn)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
    """)
  static let move = Statement(
    "plannedPublish.move",
    "UPDATE plannedPublish SET at = ?4 WHERE agency = ?1 AND site = ?2 AND id = ?3 AND state = 'waiting'")
  static let end = Statement(
    "plannedPublish.end",
    """
    UPDATE plannedPublish SET state = ?4, release = ?5, failure = ?6, refusal = ?7
    WHERE agency = ?1 AND site = ?2 AND id = ?3 AND state = 'waiting'
    """)
  private static let stateOf = Statement(
    "plannedPublish.state", "SELECT state FROM plannedPublish WHERE agency = ? AND site = ? AND id = ?")

  static func insert(_ plan: PlannedPublish, of key: SiteKey, in transaction: Transaction) throws {
    try transaction.execute(
      insertOne, .init(key.agency.rawValue), .init(key.site.rawValue), .init(plan.id.rawValue), .init(plan.at),
      .init(plan.author?.rawValue), .init(plan.composition.base), .init(plan.composition.storedPicks),
      .init(plan.state), .init(plan.plannedOn))
  }

  /// Part of the transaction that publishes: of several processes whose clocks all say that it is time, one finds the plan waiting.
  static func finish(_ id: PlannedPublishID, release: Int, of key: SiteKey, in transaction: Transaction) throws {
    let changed = try transaction.execute(
      end, .init(key.agency.rawValue), .init(key.site.rawValue), .init(id.rawValue), "done", .init(release), "", "")
    if changed == 0 { throw try whyNot(id, of: key, in: transaction) }
  }

  static func settle(_ id: PlannedPublishID, with release: Int, of key: SiteKey, in transaction: Transaction) throws {
    try transaction.execute(
      end, .init(key.agency.rawValue), .init(key.site.rawValue), .init(id.rawValue), "done", .init(release), "", "")
  }

  static func fail(
    _ id: PlannedPublishID, _ failure: String, by rule: PublishRefusal.Rule?, of key: SiteKey,
    in transaction: Transaction
  ) throws {
    try transaction.execute(
      end, .init(key.agency.rawValue), .init(key.site.rawValue), .init(id.rawValue), "failed",
      SQLValue.init(Int?.none), .init(failure), .init(rule?.rawValue ?? ""))
  }

  /// Part of every transaction that makes a release live: a plan of which everything is live then has come to its end, so that it does not
  /// come back when the site is set back later; one that was made on a newer release than the live one is not what its author saw.
  static func look(at live: Int, _ composition: Composition, of key: SiteKey, in transaction: Transaction) throws {
    for plan in try transaction.all(waiting, .init(key.agency.rawValue), .init(key.site.rawValue), map: plan) {
      if plan.composition.rebased(on: composition) == composition {
        try settle(plan.id, with: live, of: key, in: transaction)
      } else if live < plan.plannedOn, try made(plan.plannedOn, of: key, in: transaction) != composition {
        try fail(
          plan.id, "the site was set back to release \(live), which is older than the one that this was planned on",
          by: .outdated, of: key, in: transaction)
      }
    }
  }

  private static func made(_ release: Int, of key: SiteKey, in transaction: Transaction) throws -> Composition? {
    try transaction.first(
      ReleaseRows.byNumber, .init(key.agency.rawValue), .init(key.site.rawValue), .init(release),
      map: ReleaseRows.release)?.composition
  }

  static func whyNot(_ id: PlannedPublishID, of key: SiteKey, in transaction: Transaction) throws -> StoreError {
    let state = try transaction.first(
      stateOf, .init(key.agency.rawValue), .init(key.site.rawValue), .init(id.rawValue), map: { $0.text(0) })
    return state.map { .exists("an end of this plan (\($0))") } ?? .notFound("plan \(id)")
  }

  static func plan(_ row: borrowing Row) throws -> PlannedPublish {
    let id = row.text(0)
    guard let state = PlannedPublish.State(rawValue: row.text(5)) else {
      throw StoreError.damaged("plan \(id) has an unknown state")
    }
    return PlannedPublish(
      id: PlannedPublishID(stored: id), at: row.integer(1), author: row.optionalText(2).map(AccountID.init(stored:)),
      composition: try Composition(base: row.integer(3), storedPicks: row.text(4)), plannedOn: row.integer(8),
      state: state, release: row.optionalInteger(6), failure: row.text(7),
      refusal: PublishRefusal.Rule(rawValue: row.text(9)))
  }
}
