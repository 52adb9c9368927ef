import Access
import HTTPTypes
import Hummingbird
import Model
import Store
import Web

/// `/session`: who is signed in, signing in and out.
struct SessionAPI {
  let services: PortalServices

  func add(to api: WebRoutes) {
    api.get("session", use: show)
    api.post("session", use: create)
    api.delete("session", use: delete)
  }

  @Sendable private func show(_ request: Request, _ context: WebContext) async throws -> Response {
    .json(["account": try context.requireActor().account.answer])
  }

  @Sendable private func create(_ request: Request, _ context: WebContext) async throws -> Response {
    let reader = try JSONReader(try await request.json(limit: 16_384), known: ["email", "password"])
    let session = try await services.access.signIn(
      email: try reader.string("email", maximum: 300), password: try reader.string("password", maximum: 5_000),
      address: context.clientAddress)
    // The browser's former session ends with the new one's beginning.
    if let former = context.actor { try await services.access.sessions.end(former) }
    return .json(
      ["account": session.actor.account.answer], status: .created,
      headers: [.setCookie: services.cookie.opening(session.secret)])
  }

  @Sendable private func delete(_ request: Request, _ context: WebContext) async throws -> Response {
    try await services.access.sessions.end(try context.requireActor())
    return Response(status: .noContent, headers: [.setCookie: services.cookie.closing])
  }
}
