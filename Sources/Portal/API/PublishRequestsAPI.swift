import Access
import HTTPTypes
import Hummingbird
import Model
import Publishing
import Store
import Web

/// `/sites/{site}/publish-requests`: what customers submit for approval, and what the agency decides.
struct PublishRequestsAPI {
  let services: PortalServices

  func add(to api: WebRoutes) {
    api.get("sites/{site}/publish-requests", use: latest)
    api.post("sites/{site}/publish-requests", use: submit)
    api.put("sites/{site}/publish-requests/{request}/decision", use: decide)
  }

  @Sendable private func latest(_ request: Request, _ context: WebContext) async throws -> Response {
    let visible = try await services.site(context)
    var found = try await services.store.latestPublishRequest(of: visible.site.key)
    if found?.state == .returned, !visible.role.isAgency {
      found = try await services.desk.returned(of: visible.site.key, for: visible.authority)
    }
    return .json(["items": .array(try await answers([found].compactMap { $0 }, visible))])
  }

  @Sendable private func submit(_ request: Request, _ context: WebContext) async throws -> Response {
    let visible = try await services.site(context)
    let reader = try JSONReader(try await request.json(limit: 200_000), known: ["changes", "revision", "message"])
    let revision = try reader.optionalInteger("revision") ?? visible.site.revision
    guard (1...visible.site.revision).contains(revision) else {
      throw reader.error("revision", "is no revision of this site")
    }
    let selection = try reader.optionalStrings("changes").map { PublishDesk.Selection.changes(Set($0), at: revision) }
    let submitted = try await services.desk.submit(
      selection ?? .everything, message: try reader.optionalString("message") ?? "", of: visible.site.key,
      by: try context.requireActor().account, as: visible.authority)
    return .json(try await answers([submitted], visible)[0], status: .created)
  }

  @Sendable private func decide(_ request: Request, _ context: WebContext) async throws -> Response {
    let visible = try await services.site(context)
    let account = try context.requireActor().account
    guard let id = context.parameters.get("request").flatMap({ PublishRequestID($0) }) else { throw Problem.notFound }
    let reader = try JSONReader(try await request.json(limit: 16_384), known: ["decision", "reason", "override"])
    let (key, authority) = (visible.site.key, visible.authority)
    switch try reader.string("decision") {
    case "approve":
      _ = try await services.desk.approve(
        id, of: key, by: account, as: authority, override: try reader.optionalBool("override") ?? false)
    case "return":
      _ = try await services.desk.sendBack(
        id, reason: try reader.optionalString("reason") ?? "", of: key, by: account, as: authority)
    case "withdraw": _ = try await services.desk.withdraw(id, of: key, by: account, as: authority)
    case "dismiss": try await services.desk.dismiss(id, of: key, as: authority)
    default: throw reader.error("decision", "must be approve, return, withdraw or dismiss")
    }
    guard let decided = try await services.store.publishRequest(id, of: key) else { throw Problem.notFound }
    return .json(try await answers([decided], visible)[0])
  }

  private func answers(_ requests: [PublishRequest], _ visible: VisibleSite) async throws -> [JSONValue] {
    var answers: [JSONValue] = []
    for request in requests {
      let name = try await services.store.account(request.author, agency: visible.site.key.agency)?.name
      answers.append(request.answer(author: name))
    }
    return answers
  }
}

extension PublishRequest {
  func answer(author name: String?) -> JSONValue {
    .record([
      "id": .string(id.rawValue), "state": .string(state.rawValue), "at": .string(Timestamp.utc(at)),
      "author": .record(["id": .string(author.rawValue), "name": name.map { .string($0) }]),
      "message": .string(message), "reason": reason.isEmpty ? nil : .string(reason),
      "decidedAt": decidedAt.map { .string(Timestamp.utc($0)) }, "release": release.map { .integer($0) },
    ])
  }
}
