import Access
import Hummingbird
import Publishing
import Store
import Web

/// Editing a site: the tree and its edits as an API on the portal, and the working draft on its own origin.
package struct EditorFace: Sendable {
  private let store: Store
  private let drafts: DraftRenderer
  private let tokens: DraftTokens
  private let agent: String

  /// - Throws: `StaticAssetError` when a script is missing, so that the service does not start half.
  package init(store: Store, drafts: DraftRenderer, tokens: DraftTokens, assets: StaticAssets) throws(StaticAssetError)
  {
    self.store = store
    self.drafts = drafts
    self.tokens = tokens
    agent = try assets.require("editing-agent.js").url
  }

  package func addRoutes(toPortal router: WebRouter) {
    let sites = router.group("/api/v1/sites/:site")
    TreeRoutes(store: store).add(to: sites)
    EditRoutes(store: store).add(to: sites)
  }

  package func addRoutes(toDraft router: WebRouter) {
    DraftRoutes(store: store, drafts: drafts, tokens: tokens, agent: agent).add(to: router)
  }
}
