import Database
import Model

/// A page's own tree as an author sees it: what stands in its slots, and for each element what is above it. Beside it the trees that stand
/// on several pages, on this one perhaps as well: templates decide that.
package struct PageTree: Sendable {
  package let page: Page
  package let path: String
  package let revision: Revision
  package let rows: [Element]
  package let shared: [Element]
}

extension Store {
  /// Current pages of the site with their paths, in the order of the tree.
  package func pages(of key: SiteKey) async throws -> [(page: Page, path: String)] {
    try await database.read { transaction in
      let pages = try PageRows.current(of: key, in: transaction)
      let paths = SitePaths(pages: pages, collections: try SiteRows.settings(of: key, in: transaction).collections)
      return pages.map { ($0, paths.path(of: $0.id) ?? "/") }
    }
  }

  /// - Throws: `notFound` when the site has no such page now.
  package func tree(of page: PageID, in key: SiteKey) async throws -> PageTree {
    try await database.read { transaction in
      guard let site = try SiteRows.find(key, in: transaction) else { throw StoreError.notFound("site \(key.site)") }
      let pages = try PageRows.current(of: key, in: transaction)
      guard let found = pages.first(where: { $0.id == page }) else { throw StoreError.notFound("page \(page)") }
      let paths = SitePaths(pages: pages, collections: try SiteRows.settings(of: key, in: transaction).collections)
      return PageTree(
        page: found, path: paths.path(of: page) ?? "/", revision: site.revision,
        rows: try ElementRows.rows(of: .page(page), of: key, in: transaction),
        shared: try ElementRows.sharedRows(of: key, in: transaction))
    }
  }
}
