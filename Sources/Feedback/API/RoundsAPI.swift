import Access
import HTTPTypes
import Hummingbird
import Model
import Store
import Web

/// `…/rounds`: spans of time in which feedback is asked for.
struct RoundsAPI {
  let services: FeedbackServices

  func add(to sites: WebRoutes) {
    sites.get("rounds", use: list)
    sites.post("rounds", use: create)
    sites.patch("rounds/:round", use: change)
  }

  @Sendable private func list(_ request: Request, _ context: WebContext) async throws -> Response {
    let reader = try await services.participants.require(request, context)
    let rounds = try await services.store.rounds(of: reader.site.key, for: reader.participant)
    let moment = services.store.now()
    return .json(["items": .array(rounds.map { $0.json(at: moment) })])
  }

  @Sendable private func create(_ request: Request, _ context: WebContext) async throws -> Response {
    let (account, site) = try await member(request, context)
    let reader = try JSONReader(try await request.json(limit: 16_384), known: ["name", "opensAt", "endsAt"])
    let round = try await services.store.addRound(
      name: try reader.string("name"), opensAt: try reader.optionalMoment("opensAt"),
      endsAt: try reader.optionalMoment("endsAt"), of: site.key, by: account)
    return .json(round.json(at: services.store.now()), status: .created)
  }

  @Sendable private func change(_ request: Request, _ context: WebContext) async throws -> Response {
    let (account, site) = try await member(request, context)
    guard let number = Int(try context.parameters.require("round")) else { throw Problem.notFound }
    let reader = try JSONReader(try await request.json(limit: 16_384), known: ["name", "endsAt", "isClosed"])
    let round = try await services.store.changeRound(
      number, name: try reader.optionalString("name"),
      endsAt: try reader.removable("endsAt") { reader throws(FieldError) in try reader.optionalMoment("endsAt") },
      isClosed: try reader.optionalBool("isClosed"), of: site.key, by: account)
    return .json(round.json(at: services.store.now()))
  }

  private func member(_ request: Request, _ context: WebContext) async throws -> (AccountID, SiteRecord) {
    let participant = try await services.participants.require(request, context)
    guard let actor = participant.actor else { throw Problem.forbidden("the agency’s people open and close rounds") }
    return (actor.account.id, participant.site)
  }
}

extension Round {
  fileprivate func json(at moment: Int) -> JSONValue {
    func text(_ moment: Int?) -> JSONValue { moment.map { .string(Timestamp.utc($0)) } ?? .null }
    return [
      "number": .integer(number), "name": .string(name), "opensAt": text(opensAt), "endsAt": text(endsAt),
      "closedAt": text(closedAt), "isOpen": .bool(closedAt == nil && opensAt <= moment),
    ]
  }
}

extension JSONReader {
  func optionalMoment(_ key: String) throws(FieldError) -> Int? {
    guard let text = try optionalString(key) else { return nil }
    guard let moment = Timestamp.milliseconds(text) else {
      throw error(key, "must be a moment such as 2026-07-01T12:30:00Z")
    }
    return moment
  }
}
