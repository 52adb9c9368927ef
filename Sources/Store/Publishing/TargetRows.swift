import Database
import Model

extension Store {
  /// The site's targets, by name.
  package func targets(of key: SiteKey) async throws -> [Target] {
    try await database.read { try $0.all(TargetRows.list, keys(key), map: TargetRows.target) }.map { try $0.get() }
  }

  /// - Throws: `exists` when the site has a target of that name.
  package func addTarget(_ target: Target, to key: SiteKey) async throws {
    let moment = now()
    try await database.write { transaction in
      // Two who add at once take turns.
      guard try transaction.execute(ReleaseRows.lock, keys(key)) == 1 else {
        throw StoreError.notFound("site \(key.site)")
      }
      guard try transaction.first(TargetRows.named, keys(key) + [.init(target.name)], map: { $0.text(0) }) == nil else {
        throw StoreError.exists("target “\(target.name)”")
      }
      try transaction.execute(
        TargetRows.insert,
        keys(key) + [
          .init(target.id.rawValue), .init(target.settings.kind), .init(target.name),
          .init(target.settings.json.canonical), .init(target.sealedSecret), .init(target.isAutomatic ? 1 : 0),
          .init(moment),
        ])
    }
  }

  /// Forgets the target, what opens it, and its runs. What is at the place stays.
  package func removeTarget(_ target: TargetID, of key: SiteKey) async throws {
    try await database.write { transaction in
      try transaction.execute(TargetRows.removeRuns, keys(key) + [.init(target.rawValue)])
      guard try transaction.execute(TargetRows.remove, keys(key) + [.init(target.rawValue)]) == 1 else {
        throw StoreError.notFound("target \(target)")
      }
    }
  }

  /// Keeps how a run stands; the last hundred of a target are kept.
  package func record(_ run: TargetRun, of key: SiteKey) async throws {
    try await database.write { transaction in
      // A target that was removed meanwhile has no runs.
      guard try transaction.first(TargetRows.find, keys(key) + [.init(run.target.rawValue)], map: { $0.text(0) }) != nil
      else { return }
      try transaction.execute(
        TargetRows.saveRun,
        keys(key) + [
          .init(run.target.rawValue), .init(run.at), .init(run.release), .init(run.state.rawValue),
          .init(run.report.canonical),
        ])
      try transaction.execute(TargetRows.removeOldRuns, keys(key) + [.init(run.target.rawValue)])
    }
  }

  /// The newest run of each of the site's targets.
  package func lastRuns(of key: SiteKey) async throws -> [TargetID: TargetRun] {
    let runs = try await database.read { try $0.all(TargetRows.lastRuns, keys(key), map: TargetRows.run) }
    return Dictionary(runs.map { ($0.target, $0) }, uniquingKeysWith: { $1 })
  }

  /// The runs of a target, newest first.
  package func runs(of target: TargetID, in key: SiteKey, limit: Int) async throws -> [TargetRun] {
    try await database.read {
      try $0.all(TargetRows.runs, keys(key) + [.init(target.rawValue), .init(limit)], map: TargetRows.run)
    }
  }

  /// The number of the release that visitors see; nil before the first publish.
  package func liveNumber(of key: SiteKey) async throws -> Int? {
    try await database.read { try $0.first(TargetRows.live, keys(key), map: { $0.optionalInteger(0) }) ?? nil }
  }

  /// Automatic targets whose newest run is not a finished one of the release that is live now.
  package func waitingTargets() async throws -> [WaitingTarget] {
    try await database.read { try $0.all(TargetRows.waiting, map: TargetRows.waitingTarget) }
  }
}

/// A target that does not hold the live release.
package struct WaitingTarget: Hashable, Sendable {
  package let site: SiteKey
  package let target: TargetID
  /// The live release.
  package let release: Int

  package init(site: SiteKey, target: TargetID, release: Int) {
    self.site = site
    self.target = target
    self.release = release
  }
}

private func keys(_ key: SiteKey) -> [SQLValue] { [.init(key.agency.rawValue), .init(key.site.rawValue)] }

private enum TargetRows {
  static let list = Statement(
    "target.list",
    "SELECT id, kind, name, settings, secret, isAutomatic FROM target WHERE agency = ? AND site = ? ORDER BY name")
  static let named = Statement("target.named", "SELECT id FROM target WHERE agency = ? AND site = ? AND name = ?")
  static let find = Statement("target.find", "SELECT id FROM target WHERE agency = ? AND site = ? AND id = ?")
  static let insert = Statement(
    "target.insert",
    """
    INSERT INTO target (agency, site, id, kind, name, settings, secret, isAutomatic, createdAt)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
    """)
  static let remove = Statement("target.remove", "DELETE FROM target WHERE agency = ? AND site = ? AND id = ?")
  static let removeRuns = Statement(
    "targetRun.remove", "DELETE FROM targetRun WHERE agency = ? AND site = ? AND target = ?")
  static let removeOldRuns = Statement(
    "targetRun.removeOld",
    """
    DELETE FROM targetRun WHERE agency = ?1 AND site = ?2 AND target = ?3 AND at < (
      SELECT MIN(at) FROM (
        SELECT at FROM targetRun WHERE agency = ?1 AND site = ?2 AND target = ?3 ORDER BY at DESC LIMIT 100) AS kept)
    """)
  static let saveRun = Statement(
    "targetRun.save",
    """
    INSERT INTO targetRun (agency, site, target, at, release, state, report) VALUES (?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (agency, site, target, at) 
    DO UPDATE SET release = excluded.release, state = excluded.state, report = excluded.report
    """)
  private static let runColumns = "r.target, r.at, r.release, r.state, r.report"
  static let runs = Statement(
    "targetRun.list",
    "SELECT \(runColumns) FROM targetRun r WHERE agency = ? AND site = ? AND target = ? ORDER BY at DESC LIMIT ?")
  static let lastRuns = Statement(
    "targetRun.last",
    """
    SELECT \(runColumns) FROM targetRun r WHERE r.agency = ? AND r.site = ? AND r.at = (
      SELECT MAX(n.at) FROM targetRun n WHERE n.agency = r.agency AND n.site = r.site AND n.target = r.target)
    """)
  static let live = Statement("site.liveNumber", "SELECT liveRelease FROM site WHERE agency = ? AND id = ?")
  static let waiting = Statement(
    "target.waiting",
    """
    SELECT t.agency, t.site, t.id, s.liveRelease FROM target t JOIN site s ON s.agency = t.agency AND s.id = t.site
    WHERE t.isAutomatic = 1 AND s.liveRelease IS NOT NULL AND NOT EXISTS (
      SELECT 1 FROM targetRun r WHERE r.agency = t.agency AND r.site = t.site AND r.target = t.id
        AND r.state = 'done' AND r.release = s.liveRelease AND r.at = (
          SELECT MAX(n.at) FROM targetRun n WHERE n.agency = t.agency AND n.site = t.site AND n.target = t.id))
    ORDER BY t.agency, t.site, t.id
    """)

  /// Settings that cannot be read are told by whoever uses the rows: a closure of the database cannot say which target it was.
  static func target(_ row: borrowing Row) -> Result<Target, StoreError> {
    let (id, name) = (row.text(0), row.text(2))
    do {
      return .success(
        Target(
          id: TargetID(stored: id), name: name,
          settings: try TargetSettings(kind: row.text(1), json: try JSONValue.parse(row.text(3))),
          sealedSecret: row.text(4), isAutomatic: row.integer(5) == 1))
    } catch {
      return .failure(.damaged("settings of target “\(name)”: \(error)"))
    }
  }

  static func run(_ row: borrowing Row) -> TargetRun {
    TargetRun(
      target: TargetID(stored: row.text(0)), at: row.integer(1), release: row.integer(2),
      state: TargetRun.State(rawValue: row.text(3)) ?? .failed, report: (try? JSONValue.parse(row.text(4))) ?? [:])
  }

  static func waitingTarget(_ row: borrowing Row) -> WaitingTarget {
    WaitingTarget(
      site: SiteKey(agency: AgencyID(stored: row.text(0)), site: SiteID(stored: row.text(1))),
      target: TargetID(stored: row.text(2)), release: row.integer(3))
  }
}
