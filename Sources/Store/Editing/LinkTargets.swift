import Database
import Model

extension Content {
  /// Everything that the content leads to or shows: pages, files and addresses.
  var targets: [LinkTarget] {
    switch self {
    case .inline(let text): text.links
    case .rich(let text): text.inlines.flatMap(\.links)
    case .link(let target, let label): (target.map { [$0] } ?? []) + label.links
    case .image(let image): if case .asset(let path) = image.source { [.asset(path)] } else { [] }
    case .list(let template): template?.targets ?? []
    case .none, .markdown, .navigation, .collection, .field, .form, .embed, .html, .shop, .slot, .shared: []
    }
  }
}

extension ElementSeed {
  var targets: [LinkTarget] { body.content.targets + children.flatMap(\.targets) }
}

/// The files of a site as they stand now.
enum AssetRows {
  private static let current = Statement(
    "asset.current", "SELECT path FROM asset WHERE agency = ? AND site = ? AND path = ? AND until IS NULL")

  /// Whether the site or its theme has the file.
  static func exists(_ path: String, of key: SiteKey, in transaction: Transaction) throws -> Bool {
    if path.hasPrefix("theme/") { return try SiteRows.theme(of: key, in: transaction)?["assets"]?[path] != nil }
    return try transaction.first(
      current, .init(key.agency.rawValue), .init(key.site.rawValue), .init(path), map: { _ in true }) ?? false
  }
}
