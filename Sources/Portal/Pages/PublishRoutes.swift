import Access
import HTTPTypes
import Hummingbird
import Logging
import Model
import Publishing
import Store
import Web

/// Publishing a site and going back to an earlier release, from a form.
struct PublishRoutes {
  let services: PortalServices

  func add(to pages: RouterGroup<WebContext>) {
    pages.post("sites/{site}/releases", use: publish)
    pages.post("sites/{site}/live", use: makeLive)
  }

  @Sendable private func publish(_ request: Request, _ context: WebContext) async throws -> Response {
    let account = try context.requireActor().account
    let visible = try await services.site(named: context.parameters.get("site"), for: account)
    try visible.requirePublishing()
    let form = try await request.form(context)
    let (site, path) = (visible.site, "/sites/\(visible.site.slug)")
    // Who clicks twice has published once.
    let newest = try await services.store.releases(of: site.key, limit: 1).first?.number ?? 0
    if let seen = form["newest"].flatMap({ Int($0) }), seen < newest { return .seeOther("\(path)?published=\(newest)") }
    do {
      let release = try await services.publisher.publish(PublishOrder(.newest, by: account.id), of: site.key)
      let before = site.liveRelease.map { "&before=\($0)" } ?? ""
      return .seeOther("\(path)?published=\(release.number)\(before)")
    } catch {
      guard Problem(error).status.code >= 500 else { throw error }
      context.logger.error("publishing failed", metadata: ["site": "\(site.slug)", "error": "\(error)"])
      return .seeOther("\(path)?failed")
    }
  }

  @Sendable private func makeLive(_ request: Request, _ context: WebContext) async throws -> Response {
    let account = try context.requireActor().account
    let visible = try await services.site(named: context.parameters.get("site"), for: account)
    try visible.requirePublishing()
    let form = try await request.form(context)
    guard let number = Int(try form.required("release")) else {
      throw Problem.unprocessable("/release", "is no number")
    }
    try await services.publisher.setLive(number, of: visible.site.key)
    let before = visible.site.liveRelease.map { "&before=\($0)" } ?? ""
    return .seeOther("/sites/\(visible.site.slug)?live=\(number)\(before)")
  }
}

extension VisibleSite {
  /// - Throws: 403 for a role that does not publish
  func requirePublishing() throws(Problem) {
    guard role.mayPublish else { throw .forbidden("the role “\(role.rawValue)” does not publish") }
  }
}
