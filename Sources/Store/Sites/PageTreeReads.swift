import Database
import Model

/// Everything that a page shows and that is made of elements: what fills its slots, its template, and the shared trees in either.
/// All rows are in document order.
package struct PageTree: Sendable {
  package let page: Page
  package let path: String
  package let revision: Revision
  package let rows: [Element]
  package let template: PartTree
  package let shared: [PartTree]

  /// A tree that stands on several pages.
  package struct PartTree: Sendable {
    package let name: String
    package let rows: [Element]
    /// How many pages show it.
    package let appearsOn: Int
  }
}

extension Store {
  /// Pages of the site with their paths, in the order of the tree.
  /// - Parameter revision: nil for now
  package func pages(of key: SiteKey, at revision: Revision? = nil) async throws -> [(page: Page, path: String)] {
    try await database.read { transaction in
      let pages =
        try revision.map { try PageRows.pages(of: key, at: $0, in: transaction) }
        ?? PageRows.current(of: key, in: transaction)
      let paths = SitePaths(pages: pages, collections: try SiteRows.settings(of: key, in: transaction).collections)
      return pages.map { ($0, paths.path(of: $0.id) ?? "/") }
    }
  }

  /// - Throws: `notFound` when the site has no such page now.
  package func tree(of page: PageID, in key: SiteKey) async throws -> PageTree {
    try await database.read { transaction in
      guard
        let revision = try transaction.first(
          PageTreeRows.revision, .init(key.agency.rawValue), .init(key.site.rawValue), map: { $0.integer(0) }),
        let found = try PageRows.current(page, of: key, in: transaction)
      else { throw StoreError.notFound("page \(page)") }
      func rows(of owner: Owner) throws -> [Element] { try ElementRows.rows(of: owner, of: key, in: transaction) }

      let template = Element.inDocumentOrder(try rows(of: .template(found.template)))
      let slots = template.compactMap { if case .slot(let name) = $0.body.content { name } else { nil } }
      let trees = try SharedTrees(of: key, in: transaction)
      return PageTree(
        page: found, path: try PageTreeRows.path(of: found, in: key, transaction), revision: revision,
        rows: Element.inDocumentOrder(try rows(of: .page(page)), slots: slots),
        template: PageTree.PartTree(
          name: found.template, rows: template, appearsOn: trees.pages(withTemplate: found.template)),
        shared: try trees.names(on: page, template: found.template).compactMap { name in
          // A tree of the theme alone has no rows: nobody changes it on a site.
          let rows = Element.inDocumentOrder(try rows(of: .shared(name)))
          if rows.isEmpty { return nil }
          return PageTree.PartTree(
            name: name, rows: rows, appearsOn: try trees.pages(showing: name, in: transaction))
        })
    }
  }
}

enum PageTreeRows {
  static let revision = Statement("site.revisionNow", "SELECT revision FROM site WHERE agency = ? AND id = ?")

  /// Where a page stands; only what is above it is read.
  static func path(of page: Page, in key: SiteKey, _ transaction: Transaction) throws -> String {
    var chain = [page]
    while let parent = chain.last?.parent, !chain.contains(where: { $0.id == parent }),
      let above = try PageRows.current(parent, of: key, in: transaction)
    {
      chain.append(above)
    }
    let isEntry = chain.contains { $0.collection != nil }
    let collections = isEntry ? try SiteRows.settings(of: key, in: transaction).collections : [:]
    return SitePaths(pages: chain, collections: collections).path(of: page.id) ?? "/"
  }
}
