import Access
import HTTPTypes
import Hummingbird
import Model
import Publishing
import Store
import Web

/// `/sites/{site}/targets`: where a site is sent, for the agency's people. Targets are added on the command line alone, where secrets are.
struct TargetsAPI {
  let services: PortalServices

  func add(to api: WebRoutes) {
    api.get("sites/{site}/targets", use: list)
    api.post("sites/{site}/targets/{target}/runs", use: send)
  }

  @Sendable private func list(_ request: Request, _ context: WebContext) async throws -> Response {
    let visible = try await visible(context)
    try visible.requireTargets()
    let lines = try await services.targets.lines(of: visible.site.key)
    return .json(["items": .array(lines.map(\.answer))])
  }

  @Sendable private func send(_ request: Request, _ context: WebContext) async throws -> Response {
    let visible = try await visible(context)
    try visible.requireTargets()
    guard let target = context.parameters.get("target").flatMap({ TargetID($0) }) else { throw Problem.notFound }
    try await services.targets.ask(for: target, of: visible.site.key)
    let lines = try await services.targets.lines(of: visible.site.key)
    guard let line = lines.first(where: { $0.target.id == target }) else { throw Problem.notFound }
    return .json(line.answer, status: .accepted)
  }

  private func visible(_ context: WebContext) async throws -> VisibleSite {
    try await services.site(named: context.parameters.get("site"), for: try context.requireActor().account)
  }
}

extension TargetLine {
  fileprivate var answer: JSONValue {
    .record([
      "id": .string(target.id.rawValue), "name": .string(target.name), "kind": .string(target.settings.kind),
      "place": .string(target.settings.place), "automatic": .bool(target.isAutomatic),
      "lastRun": run.map { run in
        .record([
          "release": .integer(run.release), "at": .string(DateText.utc(run.at)), "state": .string(run.state.rawValue),
          "written": run.report["written"], "removed": run.report["removed"], "unchanged": run.report["unchanged"],
          "bytes": run.report["bytes"],
          "failure": run.state == .failed
            ? ["code": run.report["code"] ?? "failed", "detail": run.report["detail"] ?? ""] : nil,
        ])
      },
    ])
  }
}
