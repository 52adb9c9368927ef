import Access
import Editor
import Feedback
import Host
import Hummingbird
import Portal
import Store
import Web

extension Faces {
  /// The service's own faces.
  package static let standard = Faces(
    portal: { routers, parts in
      let portal = try PortalFace(parts)
      let router = routers.portal(errorPage: portal.errorPage, bodyLimit: EditorFace.bodyLimit)
      portal.addRoutes(to: router)
      try EditorFace(parts).addRoutes(toPortal: router)
      try FeedbackFace(parts).addRoutes(toPortal: router)
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

extension PortalFace {
  fileprivate init(_ parts: Parts) throws {
    let store = parts.store
    let services = PortalServices(
      access: parts.access, desk: parts.desk, targets: parts.targets, origins: parts.origins,
      saveAccount: { try await store.saveAccount($0, name: $1, locale: $2) },
      lastEdit: { try await store.lastEdit(of: $0) })
    try self.init(services: services, assets: parts.assets, editModule: try parts.assets.require("edit.js").url)
  }
}

extension EditorFace {
  fileprivate init(_ parts: Parts) throws {
    try self.init(
      store: parts.store, drafts: parts.drafts, pictures: parts.pictures, tokens: parts.access.drafts,
      assets: parts.assets,
      portal: parts.origins.portalOrigin)
  }
}

extension FeedbackFace {
  fileprivate init(_ parts: Parts) throws {
    self.init(
      services: FeedbackServices(
        access: parts.access, origins: parts.origins,
        look: EntryLook(
          name: Branding.foyer.name, styleSheets: [try parts.assets.require("portal.css").url],
          review: EntryLook.Review(
            module: try parts.assets.require("review.js").url, preloads: parts.assets.modules(importedBy: "review.js"),
            styleSheets: ["history.css", "review.css"].map(parts.assets.url))),
        reviewPath: { "/sites/\($0)/review" }, day: Foyer.day))
  }
}
