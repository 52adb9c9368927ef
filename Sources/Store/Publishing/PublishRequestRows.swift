import Database
import Model

extension Store {
  /// The request that waits for the agency; nil when there is none.
  package func openPublishRequest(of key: SiteKey) async throws -> PublishRequest? {
    try await database.read { try PublishRequestRows.open(of: key, in: $0) }
  }

  package func publishRequest(_ id: PublishRequestID, of key: SiteKey) async throws -> PublishRequest? {
    try await database.read { try PublishRequestRows.find(id, of: key, in: $0) }
  }

  /// The newest request, whatever became of it.
  package func latestPublishRequest(of key: SiteKey) async throws -> PublishRequest? {
    try await database.read {
      try $0.first(
        PublishRequestRows.latest, .init(key.agency.rawValue), .init(key.site.rawValue), map: PublishRequestRows.request
      )
    }
  }

  /// Submits a composition for approval. A request that is still open is withdrawn: what was submitted last counts.
  package func submitPublishRequest(
    _ composition: Composition, message: String, of key: SiteKey, by author: AccountID
  ) async throws -> PublishRequest {
    let request = PublishRequest(
      id: .random(), author: author, at: now(), composition: composition, message: message, state: .open)
    try await database.write { transaction in
      // Two who submit at once take turns; the second one replaces the first.
      guard try transaction.execute(ReleaseRows.lock, .init(key.agency.rawValue), .init(key.site.rawValue)) == 1 else {
        throw StoreError.notFound("site \(key.site)")
      }
      try transaction.execute(
        PublishRequestRows.replaceOpen, .init(key.agency.rawValue), .init(key.site.rawValue), .init(author.rawValue),
        .init(request.at))
      try PublishRequestRows.insert(request, of: key, in: transaction)
    }
    return request
  }

  /// Takes an open request back, or sends it back with a reason.
  /// - Throws: `notFound` when there is no such request, `exists` when it is no longer open: somebody else was faster.
  package func closePublishRequest(
    _ id: PublishRequestID, as state: PublishRequest.State, reason: String = "", of key: SiteKey, by account: AccountID
  ) async throws -> PublishRequest {
    let moment = now()
    return try await database.write { transaction in
      try PublishRequestRows.close(
        id, as: state, by: account, at: moment, reason: reason, release: nil, of: key, in: transaction)
      return try PublishRequestRows.find(id, of: key, in: transaction)!
    }
  }

  /// Takes a request that was sent back out of the way. Who decided, when and why stays with it.
  /// - Throws: `notFound` when there is no such request, `exists` when it was not sent back.
  package func dismissReturnedRequest(_ id: PublishRequestID, of key: SiteKey) async throws {
    try await database.write { try PublishRequestRows.dismiss(id, of: key, in: $0) }
  }
}

enum PublishRequestRows {
  private static let columns =
    "id, author, at, revision, picks, message, state, decidedBy, decidedAt, reason, release"
  private static let byID = Statement(
    "publishRequest.byID", "SELECT \(columns) FROM publishRequest WHERE agency = ? AND site = ? AND id = ?")
  private static let openOne = Statement(
    "publishRequest.open", "SELECT \(columns) FROM publishRequest WHERE agency = ? AND site = ? AND state = 'open'")
  static let latest = Statement(
    "publishRequest.latest",
    "SELECT \(columns) FROM publishRequest WHERE agency = ? AND site = ? ORDER BY at DESC, id DESC LIMIT 1")
  private static let insertOne = Statement(
    "publishRequest.insert",
    "INSERT INTO publishRequest (agency, site, \(columns)) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, NULL, NULL, '', NULL)")
  static let replaceOpen = Statement(
    "publishRequest.replaceOpen",
    """
    UPDATE publishRequest SET state = 'withdrawn', decidedBy = ?3, decidedAt = ?4
    WHERE agency = ?1 AND site = ?2 AND state = 'open'
    """)
  private static let closeOne = Statement(
    "publishRequest.close",
    """
    UPDATE publishRequest SET state = ?4, decidedBy = ?5, decidedAt = ?6, reason = ?7, release = ?8
    WHERE agency = ?1 AND site = ?2 AND id = ?3 AND state = 'open'
    """)

  private static let dismissOne = Statement(
    "publishRequest.dismiss",
    "UPDATE publishRequest SET state = 'withdrawn' WHERE agency = ? AND site = ? AND id = ? AND state = 'returned'")

  static func find(_ id: PublishRequestID, of key: SiteKey, in transaction: Transaction) throws -> PublishRequest? {
    try transaction.first(
      byID, .init(key.agency.rawValue), .init(key.site.rawValue), .init(id.rawValue), map: request)
  }

  static func open(of key: SiteKey, in transaction: Transaction) throws -> PublishRequest? {
    try transaction.first(openOne, .init(key.agency.rawValue), .init(key.site.rawValue), map: request)
  }

  static func insert(_ request: PublishRequest, of key: SiteKey, in transaction: Transaction) throws {
    try transaction.execute(
      insertOne, .init(key.agency.rawValue), .init(key.site.rawValue), .init(request.id.rawValue),
      .init(request.author.rawValue), .init(request.at), .init(request.composition.base),
      .init(request.composition.storedPicks), .init(request.message), .init(request.state))
  }

  /// Part of the transaction that publishes: whoever comes second finds the request no longer open, and publishes nothing.
  static func approve(_ id: PublishRequestID, release: Release, of key: SiteKey, in transaction: Transaction) throws {
    try close(
      id, as: .approved, by: release.author, at: release.at, reason: "", release: release.number, of: key,
      in: transaction)
  }

  static func close(
    _ id: PublishRequestID, as state: PublishRequest.State, by account: AccountID?, at moment: Int, reason: String,
    release: Int?, of key: SiteKey, in transaction: Transaction
  ) throws {
    let changed = try transaction.execute(
      closeOne, .init(key.agency.rawValue), .init(key.site.rawValue), .init(id.rawValue), .init(state),
      .init(account?.rawValue), .init(moment), .init(reason), .init(release))
    if changed == 0 { throw try decided(id, of: key, in: transaction) }
  }

  static func dismiss(_ id: PublishRequestID, of key: SiteKey, in transaction: Transaction) throws {
    let changed = try transaction.execute(
      dismissOne, .init(key.agency.rawValue), .init(key.site.rawValue), .init(id.rawValue))
    if changed == 0 { throw try decided(id, of: key, in: transaction) }
  }

  /// Why nothing could be changed about a request.
  private static func decided(
    _ id: PublishRequestID, of key: SiteKey, in transaction: Transaction
  ) throws -> StoreError {
    guard let request = try find(id, of: key, in: transaction) else { return .notFound("request \(id)") }
    return .exists("a decision (\(request.state.rawValue))")
  }

  static func request(_ row: borrowing Row) throws -> PublishRequest {
    let id = row.text(0)
    guard let state = PublishRequest.State(rawValue: row.text(6)) else {
      throw StoreError.damaged("request \(id) has an unknown state")
    }
    return PublishRequest(
      id: PublishRequestID(stored: id), author: AccountID(stored: row.text(1)), at: row.integer(2),
      composition: try Composition(base: row.integer(3), storedPicks: row.text(4)), message: row.text(5), state: state,
      decidedBy: row.optionalText(7).map(AccountID.init(stored:)), decidedAt: row.optionalInteger(8),
      reason: row.text(9), release: row.optionalInteger(10))
  }
}
