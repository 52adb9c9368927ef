import Model
import Store
import Synchronization

/// How large a site is, and how much of it its customer may change.
struct SiteFigures: Hashable, Sendable {
  let pages: Int
  let elements: Int
  /// Elements that a customer can change something of once the project's phase lets customers edit.
  let unlocked: Int

  init(pages: Int, elements: Int, unlocked: Int) {
    self.pages = pages
    self.elements = elements
    self.unlocked = unlocked
  }

  init(_ snapshot: SiteSnapshot) {
    let customer = EditAuthority(role: .editor, phase: .done)
    var (elements, unlocked) = (0, 0)
    func visit(_ nodes: [ElementNode], below ancestors: [Capabilities]) {
      for node in nodes {
        elements += 1
        if !customer.rights(own: node.body.capabilities, ancestors: ancestors).capabilities.isEmpty { unlocked += 1 }
        visit(node.children, below: [node.body.capabilities] + ancestors)
      }
    }
    for page in snapshot.pages { for tree in page.slots.values { visit(tree, below: []) } }
    for tree in snapshot.templates.values { visit(tree, below: []) }
    for tree in snapshot.shared.values { visit(tree, below: []) }
    self.init(pages: snapshot.pages.count, elements: elements, unlocked: unlocked)
  }
}

/// Figures of the newest revision of each site that somebody has looked at: counting walks the whole tree.
final class SiteFiguresCache: Sendable {
  private let store: Store
  private let known = Mutex<[SiteKey: (revision: Revision, figures: SiteFigures)]>([:])

  init(store: Store) { self.store = store }

  func figures(of site: SiteRecord) async throws -> SiteFigures {
    if let known = known.withLock({ $0[site.key] }), known.revision == site.revision { return known.figures }
    let snapshot = try await store.snapshot(of: site.key)
    let figures = SiteFigures(snapshot)
    known.withLock { $0[site.key] = (snapshot.revision, figures) }
    return figures
  }
}
