import Model
import SiteFolder
import Store

extension Store {
  /// Reads a theme's folder and makes its present state that of a site: the contents of its files go into the blob folder first, then
  /// everything else into the database as one edit.
  /// - Parameter folder: the theme's
  /// - Returns: what it made of the site, nil when the site has all of it already; and what the folder's reader had to say
  /// - Throws: `SiteFolderError` before anything is stored, `EditRefusal` when pages need what the theme has no more
  package func applyTheme(
    at folder: String, to key: SiteKey
  ) async throws -> (applied: AppliedTheme?, warnings: [Diagnostic]) {
    let site = try await snapshot(of: key)
    let read = try await onWorkerThread { try SiteFolder.readTheme(folder, for: site) }
    try await put(read.assetSources)
    return (try await applyTheme(read.theme, to: key), read.warnings)
  }
}
