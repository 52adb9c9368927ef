import Access
import Editor
import Host
import Hummingbird
import Web

extension Faces {
  /// The service's own faces.
  package static let standard = Faces(
    portal: { router, parts in
      try EditorFace(parts).addRoutes(toPortal: router)
    },
    draft: { router, parts in
      try EditorFace(parts).addRoutes(toDraft: router)
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
