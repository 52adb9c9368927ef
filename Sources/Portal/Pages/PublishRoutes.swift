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
  let screens: Screens

  func add(to pages: RouterGroup<WebContext>) {
    pages.post("sites/{site}/releases", use: publish)
    pages.post("sites/{site}/live", use: makeLive)
  }

  @Sendable private func publish(_ request: Request, _ context: WebContext) async throws -> Response {
    let account = try context.requireActor().account
    let visible = try await services.site(named: context.parameters.get("site"), for: account)
    try visible.requirePublishing()
    let fields = try await request.form(context, fields: PublishForm.most)
    let (site, path) = (visible.site, "/sites/\(visible.site.slug)")
    let form = PublishForm(fields)
    let publishing = PublishScreenRoutes(services: services, screens: screens)
    if let seen = fields["newest"].flatMap({ Int($0) }) {
      // What the service has only built anew in between was nobody's publish.
      let since = try await services.store.releases(of: site.key, limit: 50)
        .filter { $0.number > seen && $0.reason != .renewal }
      // Who clicks twice has published once; what somebody else has published is not what was looked at.
      if let own = since.first(where: { $0.author == account.id }) {
        return .seeOther("\(path)?published=\(own.number)")
      }
      if !since.isEmpty {
        return try await publishing.again(form, visible, context, request) {
          $0.refusal = PublishRefusal(.outdated, "somebody has published meanwhile")
        }
      }
    }
    do {
      let outcome = try await services.desk.publish(
        form.selection, of: site.key, by: account, as: visible.authority, override: form.typed.isOverriding)
      let before = site.liveRelease.map { "&before=\($0)" } ?? ""
      let left = outcome.left > 0 ? "&left=\(outcome.left)" : ""
      return .seeOther("\(path)?published=\(outcome.release.number)\(before)\(left)")
    } catch let refusal as PublishRefusal {
      return try await publishing.again(form, visible, context, request) { $0.refusal = refusal }
    } catch let error as FieldError {
      // What the builder has found in the site's own data.
      let fault = "\(error.pointer) \(error.problem)"
      return try await publishing.again(form, visible, context, request) { $0.fault = fault }
    } catch StoreError.exists {
      return try await publishing.again(form, visible, context, request) {
        $0.refusal = PublishRefusal(.outdated, "somebody has published meanwhile")
      }
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
    let live: Int
    do {
      live = try await services.desk.setLive(
        number, of: visible.site.key, by: account.id, as: visible.authority)
    } catch let refusal as PublishRefusal {
      return try await PublishScreenRoutes(services: services, screens: screens)
        .again(nil, visible, context, request) { $0.refusal = refusal }
    }
    let before = visible.site.liveRelease.map { "&before=\($0)" } ?? ""
    return .seeOther("/sites/\(visible.site.slug)?live=\(live)\(before)")
  }
}

extension VisibleSite {
  /// - Throws: 403 for a role that does not publish
  func requirePublishing() throws(Problem) {
    guard role.mayPublish else { throw .forbidden("the role “\(role.rawValue)” does not publish") }
  }
}
