import Builder
import Model
import Store

extension PublishDesk {
  func prove(
    _ built: BuiltRelease, of key: SiteKey, against live: Release, for authority: EditAuthority, by author: AccountID?
  ) async throws -> JSONValue? {
    nil
  }

  /// Whether a release's proof can be done again with the same outcome.
  package func verify(_ number: Int, of key: SiteKey) async throws -> Bool { false }
}
