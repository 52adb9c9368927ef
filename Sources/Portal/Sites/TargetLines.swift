import Model
import Publishing
import Store
import Web

/// A target with its newest run, as the site's screen and the API show it.
struct TargetLine: Sendable {
  let target: Target
  let run: TargetRun?

  /// Whether a copy that follows every publish could not be brought to what is live.
  var isOutdated: Bool { target.isAutomatic && run?.state == .failed }
}

extension TargetQueue {
  func lines(of key: SiteKey) async throws -> [TargetLine] {
    let runs = try await targets.store.lastRuns(of: key)
    return try await targets.store.targets(of: key).map { TargetLine(target: $0, run: runs[$0.id]) }
  }
}

extension VisibleSite {
  /// - Throws: 403 for the customer's people: where a site is sent is the agency's matter.
  func requireTargets() throws(Problem) {
    guard role.isAgency else { throw .forbidden("the role “\(role.rawValue)” does not see targets") }
  }
}
