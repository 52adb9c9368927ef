import Database
import Model

/// Which releases show what: also those that were put together from single things of different revisions.
struct ReleaseMarks {
  /// What visitors see; nil before the first publish.
  let live: Composition?
  /// Releases with picks, oldest first.
  private let composed: [(number: Int, composition: Composition)]

  /// More of them than this are not looked through for one part of a list.
  private static let most = 400

  private static let liveRelease = Statement(
    "release.liveOfSite",
    """
    SELECT r.number, r.revision, r.at, r.author, r.picks, r.reason, r.day FROM site s
    JOIN release r ON r.agency = s.agency AND r.site = s.id AND r.number = s.liveRelease
    WHERE s.agency = ? AND s.id = ?
    """)
  private static let composedSince = Statement(
    "release.composedSince",
    """
    SELECT \(ReleaseRows.columns) FROM release
    WHERE agency = ? AND site = ? AND picks <> '' AND at >= ? ORDER BY number LIMIT ?
    """)

  /// - Parameter moment: no release that was made before it is looked at; the time of the oldest edit that is told
  init(of key: SiteKey, since moment: Int, in transaction: Transaction) throws {
    let keys: [SQLValue] = [.init(key.agency.rawValue), .init(key.site.rawValue)]
    live = try transaction.first(Self.liveRelease, keys, map: ReleaseRows.release)?.composition
    composed = try transaction.all(
      Self.composedSince, keys + [.init(moment), .init(Self.most)], map: ReleaseRows.release
    ).map { ($0.number, $0.composition) }
  }

  /// The number of the first release that shows a thing as it stood from a revision to another.
  /// - Parameter whole: the first release of a revision that has the edit
  func release(
    showing pick: Composition.Pick, from first: Revision, until last: Revision?,
    whole: (number: Int, revision: Revision)?
  ) -> Int? {
    func holds(_ revision: Revision) -> Bool { revision >= first && (last.map { revision < $0 } ?? true) }
    let found = composed.first { holds($0.composition.revision(of: pick)) }?.number
    // A release that took this very thing from elsewhere says nothing by its revision.
    let base = whole.flatMap { whole in
      let own = composed.first { $0.number == whole.number }?.composition.revision(of: pick)
      return holds(own ?? whole.revision) ? whole.number : nil
    }
    return [found, base].compactMap { $0 }.min()
  }

  /// The number of the first release that has all that an edit changed.
  /// - Parameter whole: the first release of a revision that has the edit
  func release(having picks: some Collection<Composition.Pick>, of revision: Revision, whole: Int?) -> Int? {
    guard !picks.isEmpty else { return whole }
    let found = composed.first { _, composition in
      picks.allSatisfy { composition.revision(of: $0) >= revision }
    }?.number
    return [found, whole].compactMap { $0 }.min()
  }
}
