import Access
import Editor
import Host
import Hummingbird
import Store
import Web

extension Faces {
  /// The service's own faces.
  package static let standard = Faces(
    portal: { routers, parts in
      let router = routers.portal()
      try EditorFace(parts).addRoutes(toPortal: router)
      return router
    },
    draft: { routers, parts in
      let router = routers.draft()
      try EditorFace(parts).addRoutes(toDraft: router)
      return router
    },
    site: { parts in
      HostFace(store: parts.store, live: parts.live, origins: parts.origins).responder
    })
}

extension EditorFace {
  fileprivate init(_ parts: Parts) throws {
    try self.init(
      store: parts.store, drafts: parts.drafts, tokens: parts.access.drafts, assets: parts.assets,
      portal: parts.origins.portalOrigin)
  }
}
