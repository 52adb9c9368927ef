import Access
import HTTPTypes
import Hummingbird
import Model
import Publishing
import Store
import Web

/// `/sites/{site}/releases` and `/live`: publishing, and choosing which release visitors see.
struct ReleasesAPI {
  let services: PortalServices

  func add(to api: WebRoutes) {
    api.get("sites/{site}/releases", use: list)
    api.post("sites/{site}/releases", use: create)
    api.put("sites/{site}/live", use: makeLive)
  }

  @Sendable private func list(_ request: Request, _ context: WebContext) async throws -> Response {
    let site = try await visible(context).site
    let cursor = try Cursor(request)
    // Numbers have no gaps, so the distance to the newest one says how far to read.
    let newest = try await services.store.releases(of: site.key, limit: 1).first?.number ?? 0
    var before = newest + 1
    if let after = cursor.after {
      guard let number = Int(after), (1...max(1, newest)).contains(number) else {
        throw Problem.unprocessable("/after", "is not a cursor")
      }
      before = number
    }
    let releases = try await services.store.releases(of: site.key, limit: newest - before + cursor.limit + 2)
      .filter { $0.number < before }
    let authors = try await services.authors(of: releases, agency: site.key.agency)
    return .json(
      cursor.page(
        releases, key: { String($0.number) }, json: { $0.answer(live: site.liveRelease, authors: authors) }))
  }

  @Sendable private func create(_ request: Request, _ context: WebContext) async throws -> Response {
    let visible = try await visible(context)
    try visible.requirePublishing()
    let body = try await request.optionalJSON()
    let reader = try JSONReader(body, known: ["changes", "revision", "override", "bringing"])
    let selection: PublishDesk.Selection
    let revision = try reader.optionalInteger("revision")
    if let revision, !(1...visible.site.revision).contains(revision) {
      throw reader.error("revision", "is no revision of this site")
    }
    if let ids = try reader.optionalStrings("changes") {
      selection = .changes(Set(ids), at: revision ?? visible.site.revision)
    } else {
      selection = revision.map { .revision($0) } ?? .everything
    }
    let override = try reader.optionalBool("override") ?? false
    let bringing = try reader.optionalBool("bringing") ?? false
    let account = try context.requireActor().account
    return try await request.answeredOnce(body: body, context) { key in
      try await services.desk.publish(
        selection, of: visible.site.key, by: account, as: visible.authority, override: override, bringing: bringing,
        once: key
      ) { outcome in
        let release = outcome.release
        var answer = release.answer(live: release.number, authors: [account.id: account.name]).object ?? [:]
        answer["left"] = .integer(outcome.left)
        return JSONAnswer(.object(answer), status: .created).recorded
      }
    }
  }

  @Sendable private func makeLive(_ request: Request, _ context: WebContext) async throws -> Response {
    let visible = try await visible(context)
    try visible.requirePublishing()
    let number = try JSONReader(try await request.json(limit: 16_384), known: ["release"]).integer("release")
    let wrong = Problem.unprocessable("/release", "is no release of this site")
    guard try await services.release(number, of: visible.site.key) != nil else { throw wrong }
    let account = try context.requireActor().account
    let live = try await services.desk.setLive(
      number, of: visible.site.key, by: account.id, as: visible.authority)
    guard let release = try await services.release(live, of: visible.site.key) else { throw wrong }
    let authors = try await services.authors(of: [release], agency: visible.site.key.agency)
    return .json(release.answer(live: live, authors: authors))
  }

  private func visible(_ context: WebContext) async throws -> VisibleSite {
    let account = try context.requireActor().account
    return try await services.site(named: context.parameters.get("site"), for: account)
  }
}

extension Request {
  /// The body as JSON; a request without a body has nothing to say, which is an empty object.
  fileprivate func optionalJSON() async throws -> JSONValue {
    if headers[.contentType] == nil, headers[.transferEncoding] == nil, headers[.contentLength] ?? "0" == "0" {
      return .object([:])
    }
    // A choice of several hundred changes names each of them.
    return try await json(limit: 200_000)
  }
}
