import Access
import Hummingbird
import Model
import Publishing
import Store
import Web

/// Editing a site: the tree and its edits as an API on the portal, and the working draft on its own origin.
package struct EditorFace: Sendable {
  private let store: Store
  private let pictures: PictureQueue?
  private let drafts: DraftRenderer
  private let tokens: DraftTokens
  private let participants: SiteParticipants
  private let agent: DraftRenderer.Agent
  private let review: DraftRenderer.Agent
  private let missing: String

  /// - Parameter portal: the origin whose pages hold the drafts' frames.
  /// - Throws: `StaticAssetError` when a script is missing, so that the service does not start half.
  package init(
    store: Store, drafts: DraftRenderer, pictures: PictureQueue?, tokens: DraftTokens,
    participants: SiteParticipants, assets: StaticAssets, portal: String
  )
    throws(StaticAssetError)
  {
    self.store = store
    self.drafts = drafts
    self.pictures = pictures
    self.tokens = tokens
    self.participants = participants
    missing = try assets.require("missing-page.js").url
    agent = DraftRenderer.Agent(
      url: try assets.require("editing-agent.js").url, portal: portal,
      preloads: [try assets.require("prosemirror").url], seesHidden: true)
    review = DraftRenderer.Agent(url: try assets.require("review-agent.js").url, portal: portal)
  }

  /// How large the body of a request may be, by its path.
  package static let bodyLimit: @Sendable (String) -> Int = {
    AssetRoutes.takesFiles($0) ? FileLimits.fileBytes : BodyLimit.standard
  }

  package func addRoutes(toPortal router: WebRouter) {
    let sites = router.group("/api/v1/sites/:site")
    AssetRoutes(store: store, drafts: drafts, pictures: pictures).add(to: sites)
    TreeRoutes(store: store).add(to: sites)
    HistoryRoutes(store: store).add(to: sites)
    EditRoutes(store: store).add(to: sites)
    LiveRoutes(store: store, participants: participants).add(to: sites)
    NoteRoutes(store: store).add(to: sites)
    SitePartRoutes(store: store).add(to: sites)
  }

  package func addRoutes(toDraft router: WebRouter) {
    DraftRoutes(store: store, drafts: drafts, tokens: tokens, agent: agent, review: review, missing: missing)
      .add(to: router)
  }
}
