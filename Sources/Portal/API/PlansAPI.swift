import Access
import HTTPTypes
import Hummingbird
import Model
import Publishing
import Store
import Web

/// `/sites/{site}/plans`: releases for a time to come.
struct PlansAPI {
  let services: PortalServices

  func add(to api: WebRoutes) {
    api.get("sites/{site}/plans", use: list)
    api.post("sites/{site}/plans", use: create)
    api.put("sites/{site}/plans/{plan}", use: move)
    api.delete("sites/{site}/plans/{plan}", use: cancel)
  }

  @Sendable private func list(_ request: Request, _ context: WebContext) async throws -> Response {
    let visible = try await services.site(context)
    try visible.requireChanging()
    let (key, authority) = (visible.site.key, visible.authority)
    let live = try await services.desk.live(of: key)
    var items: [JSONValue] = []
    for plan in try await services.store.plannedPublishes(of: key) {
      let contents =
        plan.state == .waiting
        ? try await services.desk.contents(of: plan, on: live, of: key, for: authority) : nil
      items.append(plan.answer(contents))
    }
    return .json(["items": .array(items)])
  }

  @Sendable private func create(_ request: Request, _ context: WebContext) async throws -> Response {
    let visible = try await services.site(context)
    let reader = try JSONReader(try await request.json(limit: 200_000), known: ["at", "changes", "revision"])
    let revision = try reader.optionalInteger("revision")
    if let revision, !(1...visible.site.revision).contains(revision) {
      throw reader.error("revision", "is no revision of this site")
    }
    var selection = revision.map { PublishDesk.Selection.revision($0) } ?? .everything
    if let ids = try reader.optionalStrings("changes") {
      selection = .changes(Set(ids), at: revision ?? visible.site.revision)
    }
    let plan = try await services.desk.plan(
      selection, at: try Self.moment(reader), of: visible.site.key, by: try context.requireActor().account,
      as: visible.authority)
    return .json(plan.answer(nil), status: .created)
  }

  @Sendable private func move(_ request: Request, _ context: WebContext) async throws -> Response {
    let visible = try await services.site(context)
    let id = try id(context)
    let reader = try JSONReader(try await request.json(limit: 16_384), known: ["at"])
    try await services.desk.movePlan(
      id, to: try Self.moment(reader), of: visible.site.key, by: try context.requireActor().account.id,
      as: visible.authority)
    guard let plan = try await services.store.plannedPublish(id, of: visible.site.key) else { throw Problem.notFound }
    return .json(plan.answer(nil))
  }

  @Sendable private func cancel(_ request: Request, _ context: WebContext) async throws -> Response {
    let visible = try await services.site(context)
    try await services.desk.cancelPlan(
      try id(context), of: visible.site.key, by: try context.requireActor().account.id, as: visible.authority)
    return Response(status: .noContent)
  }

  private func id(_ context: WebContext) throws -> PlannedPublishID {
    guard let id = context.parameters.get("plan").flatMap({ PlannedPublishID($0) }) else { throw Problem.notFound }
    return id
  }

  private static func moment(_ reader: JSONReader) throws(FieldError) -> Int {
    guard let moment = Timestamp.milliseconds(try reader.string("at", maximum: 40)) else {
      throw reader.error(
        "at", "must be a moment that there is, such as 2026-07-01T12:30:00Z or 2026-07-01T14:30:00+02:00")
    }
    return moment
  }
}

extension PlannedPublish {
  fileprivate func answer(_ contents: PendingChanges?) -> JSONValue {
    .record([
      "id": .string(id.rawValue), "at": .string(Timestamp.utc(at)), "state": .string(state.rawValue),
      "revision": .integer(composition.base), "picks": composition.isWhole ? nil : .integer(composition.picks.count),
      "author": author.map { .string($0.rawValue) }, "plannedOn": .integer(plannedOn),
      "release": release.map { .integer($0) }, "failure": failure.isEmpty ? nil : .string(failure),
      "changes": contents.map { .strings($0.changes.map(\.id)) }, "others": contents.map { .integer($0.others) },
      "code": refusal.map { .string($0.rawValue) },
    ])
  }
}
