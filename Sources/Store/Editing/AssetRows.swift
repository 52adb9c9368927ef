import Database
import Model

/// The files of a site as they stand now.
enum AssetRows {
  private static let current = Statement(
    "asset.current",
    """
    SELECT hash, size, type, width, height FROM asset WHERE agency = ? AND site = ? AND path = ? AND until IS NULL
    """)

  /// What the site or its theme has under a path; nil when there is nothing.
  static func file(_ path: String, of key: SiteKey, in transaction: Transaction) throws -> AssetFile? {
    if path.hasPrefix("theme/") {
      guard let json = try SiteRows.theme(of: key, in: transaction)?["assets"]?[path] else { return nil }
      return try AssetFile(json: json)
    }
    return try transaction.first(current, .init(key.agency.rawValue), .init(key.site.rawValue), .init(path)) { row in
      AssetFile(
        hash: row.text(0), size: row.integer(1), type: row.text(2), width: row.optionalInteger(3),
        height: row.optionalInteger(4))
    }
  }
}
