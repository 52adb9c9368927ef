import Access
import Database
import Glibc
import Hummingbird
import HummingbirdCore
import Logging
import NIOCore
import Store
import Web

/// What the faces are made of.
package struct Parts: Sendable {
  package let origins: Origins
  package let store: Store
  package let access: AccessServices
  package let assets: StaticAssets

  package init(origins: Origins, store: Store, assets: StaticAssets) {
    self.origins = origins
    self.store = store
    self.assets = assets
    access = AccessServices(store: store)
  }
}

/// The faces, each as what it adds to its router. The published sites answer by themselves: they need no routes.
package struct Faces: Sendable {
  package var portal: @Sendable (WebRouter, Parts) throws -> Void
  package var draft: @Sendable (WebRouter, Parts) throws -> Void
  package var site: @Sendable (Parts) throws -> WebResponder
}

package let foyerVersion = "0.1.0"

/// The only place where everything is put together.
/// - Parameter onReady: called when the port is bound.
package func buildApplication(
  _ parts: Parts, configuration: Configuration, faces: Faces = .standard, logger: Logger = Logger(label: "foyer"),
  onReady: @escaping @Sendable () async -> Void = {}
) throws -> Application<HostDispatcher> {
  let routers = FaceRouters(origins: parts.origins, access: parts.access, assets: parts.assets)
  let portal = routers.portal()
  try faces.portal(portal, parts)
  let draft = routers.draft()
  try faces.draft(draft, parts)
  let database = parts.store.database
  let dispatcher = HostDispatcher(
    origins: parts.origins, portal: portal.responder, draft: draft.responder, site: try faces.site(parts),
    version: foyerVersion, trouble: { database.failure.map { "\($0)" } })
  return Application(
    responder: dispatcher, server: .limitedHTTP1(configuration.limits),
    configuration: ApplicationConfiguration(
      address: .hostname(configuration.host, port: configuration.port), backlog: 1024,
      availableConnectionsDelegate: .maximum(configuration.connections, logger: logger)),
    onServerRunning: { _ in await onReady() }, logger: logger)
}

/// The folders of the faces' own scripts and styles: beside the sources in a checkout, below `resources` when installed.
package func resourceFolders(home: String) -> [String] {
  ["Portal", "Editor", "Host"].compactMap { face in
    ["\(home)/resources/\(face)", "\(home)/Sources/\(face)/Resources"].first { access($0, R_OK | X_OK) == 0 }
  }
}
