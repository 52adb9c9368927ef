import Access
import Editor
import Feedback
import Host
import Hummingbird
import Media
import Model
import Portal
import Publishing
import Store
import Web

extension Faces {
  /// The service's own faces.
  package static let standard = Faces(
    portal: { routers, parts in
      let portal = try PortalFace(parts)
      let router = routers.portal(
        errorPage: portal.errorPage, bodyLimit: { FeedbackFace.bodyLimit($0) ?? EditorFace.bodyLimit($0) })
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
    let sheets = ["problem-cards.css", "inspector.css", "history.css", "designer.css", "publish.css"]
    try self.init(
      services: services, assets: parts.assets,
      editing: EditingLook(module: try parts.assets.require("edit.js").url, styleSheets: sheets.map(parts.assets.url)))
  }
}

extension EditorFace {
  fileprivate init(_ parts: Parts) throws {
    try self.init(
      store: parts.store, drafts: parts.drafts, pictures: parts.pictures, tokens: parts.access.drafts,
      participants: SiteParticipants(access: parts.access, origins: parts.origins), assets: parts.assets,
      portal: parts.origins.portalOrigin)
  }
}

extension FeedbackFace {
  fileprivate init(_ parts: Parts) throws {
    let uploads = CommentUploads(store: parts.store, pictures: parts.pictures)
    let blobs = parts.store.blobs
    let pictures = parts.pictures
    self.init(
      services: FeedbackServices(
        access: parts.access, origins: parts.origins,
        look: EntryLook(
          name: Branding.foyer.name, styleSheets: [try parts.assets.require("portal.css").url],
          review: EntryLook.Review(
            module: try parts.assets.require("review.js").url,
            styleSheets: ["history.css", "review.css", "decide.css"].map(parts.assets.url)),
          record: .init(styleSheet: parts.assets.url("record.css"), module: parts.assets.url("record-times.js"))),
        reviewPath: { "/sites/\($0)/review" }, day: Foyer.day,
        addFile: { try await uploads.add($0, name: $1, to: $2, by: $3) },
        readFile: { hash in try await onWorkerThread { try blobs.get(hash) } },
        pictureName: { (UploadName.slug(of: $0.name), UploadedFile.ending(of: $0.file.type)) },
        wantPicture: { pictures?.want([PictureNeed($0, .whole)]) }))
  }
}
