import HTTPTypes
import Hummingbird
import NIOCore
import Web

/// What drives the editing screen, which the editor brings along: addresses on the portal's origin.
package struct EditingLook: Sendable {
  let module: String
  /// Besides that of all screens.
  let styleSheets: [String]

  package init(module: String, styleSheets: [String] = []) {
    self.module = module
    self.styleSheets = styleSheets
  }
}

/// What all screens share and none decides: name, colour, style sheet, icons, scripts.
struct PortalLook: Sendable {
  let branding: Branding
  let icons: Icons
  let styleSheet: String
  /// What screens gain where scripts run.
  let script: String
  let editing: EditingLook
  /// The script of htmx.
  let htmx: String?

  static let brandSheetPath = "/brand.css"

  init(
    branding: Branding, icons: Icons, styleSheet: String, script: String, editing: EditingLook, htmx: String? = nil
  ) {
    self.branding = branding
    self.icons = icons
    self.styleSheet = styleSheet
    self.script = script
    self.editing = editing
    self.htmx = htmx
  }

  init(assets: StaticAssets, editing: EditingLook, branding: Branding) throws(StaticAssetError) {
    self.init(
      branding: branding, icons: try Icons(assets), styleSheet: try assets.require("portal.css").url,
      script: try assets.require("portal.js").url, editing: editing, htmx: try assets.require("htmx").url)
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
