import HTTPTypes
import Hummingbird
import NIOCore
import Web

/// What all screens share and none decides: name, colour, style sheet, icons, scripts.
struct PortalLook: Sendable {
  let branding: Branding
  let icons: Icons
  let styleSheet: String
  /// What screens gain where scripts run.
  let script: String
  let editModule: String
  /// What that module imports in turn.
  let editPreloads: [String]
  /// The script of htmx.
  let htmx: String?

  static let brandSheetPath = "/brand.css"

  init(
    branding: Branding, icons: Icons, styleSheet: String, script: String, editModule: String,
    editPreloads: [String] = [], htmx: String? = nil
  ) {
    self.branding = branding
    self.icons = icons
    self.styleSheet = styleSheet
    self.script = script
    self.editModule = editModule
    self.editPreloads = editPreloads
    self.htmx = htmx
  }

  init(assets: StaticAssets, editModule: String, branding: Branding) throws(StaticAssetError) {
    self.init(
      branding: branding, icons: try Icons(assets), styleSheet: try assets.require("portal.css").url,
      script: try assets.require("portal.js").url, editModule: editModule,
      editPreloads: assets.modules(importedBy: "edit.js"), htmx: try assets.require("htmx").url)
  }

  func addRoutes(to router: WebRouter) {
    guard let sheet = branding.styleSheet else { return }
    router.get(RouterPath(Self.brandSheetPath)) { _, _ in
      Response(
        status: .ok, headers: [.contentType: "text/css; charset=utf-8", .cacheControl: "public, max-age=300"],
        body: ResponseBody(byteBuffer: ByteBuffer(string: sheet)))
    }
  }
}
