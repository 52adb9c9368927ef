import Access
import Database
import Glibc
import Hummingbird
import HummingbirdCore
import Logging
import Model
import NIOCore
import Publishing
import Store
import Web

/// What the faces are made of.
package struct Parts: Sendable {
  package let origins: Origins
  package let store: Store
  package let access: AccessServices
  package let assets: StaticAssets
  package let live: LiveReleases
  /// nil leaves all pictures as they are.
  package let pictures: PictureQueue?
  package let publisher: SitePublisher
  package let desk: PublishDesk
  package let drafts: DraftRenderer
  package let targets: TargetQueue

  /// - Parameter pictures: what pictures are given to
  package init(origins: Origins, store: Store, assets: StaticAssets, pictures: HelperProgram? = nil) {
    self.origins = origins
    self.store = store
    self.assets = assets
    access = AccessServices(store: store)
    live = LiveReleases()
    targets = TargetQueue(SiteTargets(store: store), live: live)
    self.pictures = pictures.map { PictureQueue(store: store, program: $0, report: { PublishLog.tell($0, $1) }) }
    let year: @Sendable () -> Int = { [now = store.now] in Foyer.year(at: now()) }
    publisher = SitePublisher(store: store, live: live, pictures: self.pictures, year: year)
    desk = PublishDesk(
      store: store, publisher: publisher, year: year, today: { [now = store.now] in Foyer.day(at: now()) },
      tell: PublishLog.tell)
    drafts = DraftRenderer(store: store, pictures: self.pictures, year: year)
  }
}

/// The faces, each as what makes its router. The published sites answer by themselves: they need no routes.
package struct Faces: Sendable {
  package var portal: @Sendable (FaceRouters, Parts) throws -> WebRouter
  package var draft: @Sendable (FaceRouters, Parts) throws -> WebRouter
  package var site: @Sendable (Parts) throws -> SiteResponder

  package init(
    portal: @escaping @Sendable (FaceRouters, Parts) throws -> WebRouter,
    draft: @escaping @Sendable (FaceRouters, Parts) throws -> WebRouter,
    site: @escaping @Sendable (Parts) throws -> SiteResponder
  ) {
    self.portal = portal
    self.draft = draft
    self.site = site
  }
}

package enum Foyer {
  package static let version = "0.1.0"

  package static var currentYear: Int { year(at: currentMilliseconds()) }

  /// A moment as people and programs read it: `2026-07-01T12:30:00Z`.
  package static func timestamp(_ moment: Int) -> String {
    var seconds = time_t(moment / 1000)
    var parts = tm()
    gmtime_r(&seconds, &parts)
    var buffer = [CChar](repeating: 0, count: 32)
    let count = strftime(&buffer, buffer.count, "%Y-%m-%dT%H:%M:%SZ", &parts)
    return String(decoding: buffer[..<count].map(UInt8.init(bitPattern:)), as: UTF8.self)
  }

  /// The day that a moment in milliseconds since 1970 lies in, in the server's time zone: the one in which people plan.
  package static func day(at moment: Int) -> CalendarDate {
    var seconds = time_t(moment / 1000)
    var parts = tm()
    localtime_r(&seconds, &parts)
    return CalendarDate(year: Int(parts.tm_year) + 1900, month: Int(parts.tm_mon) + 1, day: Int(parts.tm_mday))!
  }

  /// The year that a moment in milliseconds since 1970 lies in, by UTC.
  package static func year(at moment: Int) -> Int {
    var seconds = time_t(moment / 1000)
    var parts = tm()
    gmtime_r(&seconds, &parts)
    return Int(parts.tm_year) + 1900
  }
}

/// The only place where everything is put together.
/// - Parameter onReady: called when the port is bound.
package func buildApplication(
  _ parts: Parts, configuration: Configuration, faces: Faces = .standard,
  onReady: @escaping @Sendable () async -> Void = {}
) throws -> Application<HostDispatcher> {
  let logger = configuration.logger
  let health = ServiceHealth(store: parts.store)
  let routers = FaceRouters(origins: parts.origins, access: parts.access, assets: parts.assets)
  let dispatcher = HostDispatcher(
    origins: parts.origins, domains: SiteDomains(store: parts.store),
    probe: configuration.fetch.map { DomainProbe(origins: parts.origins, now: parts.store.now, fetch: $0) },
    portal: try faces.portal(routers, parts).responder,
    draft: try faces.draft(routers, parts).responder, site: try faces.site(parts),
    version: Foyer.version, trustedProxies: configuration.trustedProxies, trouble: { health.trouble })
  var limits = configuration.limits
  limits.uncounted += configuration.trustedProxies
  return Application(
    responder: dispatcher, server: .limitedHTTP1(limits, ready: dispatcher.ready),
    configuration: ApplicationConfiguration(
      address: .hostname(configuration.host, port: configuration.port), backlog: 1024,
      availableConnectionsDelegate: .maximum(configuration.connections, logger: logger)),
    onServerRunning: { channel in
      try? await AcceptPause.add(to: channel)
      // The port is the first thing to go when the service stops. Streams would hold up the rest.
      channel.closeFuture.whenComplete { [events = parts.store.events] _ in events.close() }
      await onReady()
    }, logger: logger)
}

/// The folders of the faces' own scripts and styles: beside the sources in a checkout, below `resources` when installed.
package func resourceFolders(home: String) -> [String] {
  ["Portal", "Editor", "Host"].compactMap { face in
    ["\(home)/resources/\(face)", "\(home)/Sources/\(face)/Resources"].first { access($0, R_OK | X_OK) == 0 }
  }
}
