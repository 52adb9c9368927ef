import Access
import HTTPTypes
import Hummingbird
import Model
import Publishing
import Store
import Web

/// What waits to be published, what the checks say, how customers publish, and what a publish was shown to leave alone.
struct PublishAPI {
  let services: PortalServices

  func add(to api: WebRoutes) {
    api.get("sites/{site}/pending", use: pending)
    api.get("sites/{site}/checks", use: checks)
    api.get("sites/{site}/pictures", use: pictures)
    api.get("sites/{site}/publish-rule", use: rule)
    api.put("sites/{site}/publish-rule", use: setRule)
    api.get("sites/{site}/releases/{release}/proof", use: proof)
  }

  @Sendable private func pending(_ request: Request, _ context: WebContext) async throws -> Response {
    let visible = try await services.site(context)
    try visible.requireChanging()
    let key = visible.site.key
    let mode = try await services.store.publishRule(of: key).mode
    let live = try await services.desk.live(of: key)
    let found = try await services.desk.pending(of: key, for: visible.authority)
    let open = try await services.store.openPublishRequest(of: key)
    var submitted: Set<String> = []
    if let found, open != nil {
      submitted = try await services.desk.submitted(among: found, of: key, for: visible.authority)
    }
    var authors: [AccountID: String] = [:]
    if let live { authors = try await services.authors(of: [live], agency: key.agency) }
    return .json(
      .record([
        "revision": .integer(found?.to.base ?? visible.site.revision),
        "live": live?.answer(live: live?.number, authors: authors),
        "mode": .string(mode.rawValue),
        "act": .string(PublishDesk.act(visible.role, mode: mode).name),
        "changes": .array((found?.changes ?? []).map { $0.json(isSubmitted: submitted.contains($0.id)) }),
        "others": .integer(found?.others ?? 0),
        "isCut": .bool(found?.isCut ?? false), "request": open?.answer(author: nil),
      ]))
  }

  @Sendable private func checks(_ request: Request, _ context: WebContext) async throws -> Response {
    let visible = try await services.site(context)
    try visible.requirePublishing()
    let rule = try await services.store.publishRule(of: visible.site.key)
    let findings = try await services.desk.findings(of: visible.site.key)
    return .json(["items": .array(findings.map { $0.json(rule.level(of: $0.kind)) })])
  }

  @Sendable private func pictures(_ request: Request, _ context: WebContext) async throws -> Response {
    let visible = try await services.site(context)
    let state = try await services.desk.pictures(of: visible.site.key)
    return .json([
      "making": .integer(state.making),
      "live": ["made": .integer(state.live.made), "total": .integer(state.live.total)],
      "problems": .array(
        state.problems.map {
          ["path": .string($0.path), "problem": .string($0.words), "isTriedAgain": .bool($0.isTriedAgain)]
        }),
    ])
  }

  @Sendable private func rule(_ request: Request, _ context: WebContext) async throws -> Response {
    let visible = try await services.site(context)
    return .json(try await services.store.publishRule(of: visible.site.key).answer)
  }

  @Sendable private func setRule(_ request: Request, _ context: WebContext) async throws -> Response {
    let visible = try await services.site(context)
    let reader = try JSONReader(try await request.json(limit: 16_384), known: ["mode", "checks"])
    guard let mode = PublishMode(rawValue: try reader.string("mode")) else {
      throw reader.error("mode", "must be direct, approval or draftOnly")
    }
    let rule = try PublishRule(mode: mode, checksJSON: reader.value("checks") ?? [:], at: "/checks")
    try await services.desk.setRule(
      rule, of: visible.site.key, by: try context.requireActor().account, as: visible.authority)
    return .json(rule.answer)
  }

  /// The proof of a release, done again.
  @Sendable private func proof(_ request: Request, _ context: WebContext) async throws -> Response {
    let visible = try await services.site(context)
    guard visible.role.isAgency else { throw Problem.forbidden("the proof is for the agency") }
    guard let number = context.parameters.get("release").flatMap({ Int($0) }),
      let proof = try await services.store.proof(of: number, in: visible.site.key)
    else { throw Problem.notFound }
    let fault = try await services.desk.verify(number, of: visible.site.key)
    return .json(.record(["proof": proof, "holds": .bool(fault == nil), "fault": fault.map { .string($0) }]))
  }
}

extension PortalServices {
  /// The site of the address, for the signed-in account.
  func site(_ context: WebContext) async throws -> VisibleSite {
    try await site(named: context.parameters.get("site"), for: try context.requireActor().account)
  }
}

extension PublishAct {
  fileprivate var name: String {
    switch self {
    case .publish: "publish"
    case .submit: "submit"
    case .none: "none"
    }
  }
}

extension PublishRule {
  var answer: JSONValue { ["mode": .string(mode.rawValue), "checks": checksJSON] }
}

extension VisibleSite {
  /// - Throws: 403 for those who only look
  func requireChanging() throws(Problem) {
    guard role.mayDesign || role.mayEditUnlocked else {
      throw .forbidden("what waits and what is planned is told to those who change the site")
    }
  }
}

extension PendingChange {
  fileprivate func json(isSubmitted: Bool) -> JSONValue {
    .record([
      "id": .string(id), "page": page.map { .string($0.rawValue) }, "element": element.map { .string($0.rawValue) },
      "author": author.map { .string($0) }, "at": at.map { .string(Timestamp.utc($0)) },
      "mayPublish": .bool(isWithinRights), "submitted": .bool(isSubmitted), "needs": .strings(needs),
      "changes": .array(changes.map(\.answer)),
    ])
  }
}

extension Change {
  /// As the history's answers have it.
  fileprivate var answer: JSONValue {
    var members: [String: JSONValue] = [
      "kind": .string(kind), "label": .string(label), "property": .string(property.rawValue), "before": before,
      "after": after,
    ]
    switch subject {
    case .element(let id): members["element"] = .string(id.rawValue)
    case .page: break
    case .field(let path): members["field"] = .string(path)
    }
    if let page { members["page"] = .string(page.rawValue) }
    return .object(members)
  }
}
