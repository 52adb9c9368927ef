import Model
import Store

/// Sites that come with their history: what was live elsewhere is live here when it was built here.
extension PublishDesk {
  /// Makes a site of an archive, and builds what was live there. Where that is byte for byte what the archive has, the release keeps its number;
  /// otherwise the next one is made of the same rows, and the archive's releases are history.
  /// - Parameter project: made with it where there is none of that ID
  /// - Returns: what became of the live release, among the warnings
  /// - Throws: `ArchiveFault`, `StoreError`; nothing is left of the site then
  package func importHistory(
    _ history: SiteHistory, slug: String, project: Project, agency: AgencyID
  ) async throws -> (key: SiteKey, pages: Int, files: Int, warnings: [String]) {
    let made = try await store.importHistory(history, slug: slug, project: project, agency: agency)
    var warnings: [String] = []
    if let number = history.liveRelease, let release = try await store.release(number, of: made.key) {
      do {
        let live = try await bringBack(release, of: made.key, insteadOf: nil, by: nil, reason: .renewal)
        if live != number {
          warnings.append(
            "what was live, release \(number), was built anew as release \(live): its files were not those that are built here"
          )
        }
      } catch {
        warnings.append("what was live, release \(number), cannot be built here, so that nothing is live: \(error)")
      }
    }
    return (made.key, made.pages, made.files, warnings)
  }

  /// Builds what a release of an archive consists of. Where that is what the archive has, this release becomes the live one, otherwise a new one
  /// of the same rows.
  /// - Parameter live: the release that must still be the live one; nil for none
  /// - Returns: the number of the live release
  func bringBack(
    _ release: Release, of key: SiteKey, insteadOf live: Int?, by author: AccountID?, reason: Release.Reason
  ) async throws -> Int {
    let archived = try await store.manifest(of: release.number, in: key)
    var order = PublishOrder(.composition(release.composition), by: author, reason: reason)
    order.builtOn = live ?? 0
    order.day = try await day(of: key)
    order.examine = { built in
      if built.manifest == archived { throw NothingNew() }
      return nil
    }
    do {
      return try await publisher.publish(order, of: key).number
    } catch is NothingNew {
      try await publisher.setLive(compared: release.number, of: key, insteadOf: live)
      return release.number
    }
  }
}
