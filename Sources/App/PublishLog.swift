import Logging
import Model
import Publishing
import Store

/// What becomes of publishing, in the service's log. Whoever is to be told by mail is told from here.
enum PublishLog {
  private static let logger = Logger(label: "foyer.publishing")

  static let tell: @Sendable (PublishEvent) async -> Void = { event in
    switch event {
    case .submitted(let request, let key):
      logger.info("submitted for approval", metadata: site(key, request.id.rawValue))
    case .withdrawn(let request, let key): logger.info("request withdrawn", metadata: site(key, request.id.rawValue))
    case .returned(let request, let key): logger.info("request sent back", metadata: site(key, request.id.rawValue))
    case .approved(let id, let release, let key):
      logger.info("request approved", metadata: site(key, "\(id): release \(release.number)"))
    case .planDone(let plan, let release, let key):
      logger.info("planned publish done", metadata: site(key, "\(plan.id): release \(release.number)"))
    case .planSettled(let plan, let release, let key):
      logger.info("planned publish was live already", metadata: site(key, "\(plan.id): release \(release)"))
    case .planFailed(let plan, let reason, let key):
      logger.error("planned publish failed", metadata: site(key, "\(plan.id): \(reason)"))
    case .scopeRefused(let reason, let key): logger.error("publish refused by its proof", metadata: site(key, reason))
    }
  }

  /// What could not be made of a picture.
  static func tell(_ need: PictureNeed, _ failure: PictureQueue.Failure) {
    logger.warning(
      "picture could not be made",
      metadata: [
        "picture": "\(need.original.hash.prefix(10))", "shape": "\(need.shape.name)", "what": "\(failure.words)",
        "attempt": "\(failure.attempts)", "again": "\(failure.next != nil)",
      ])
  }

  private static func site(_ key: SiteKey, _ what: String) -> Logger.Metadata {
    ["site": "\(key.site)", "what": "\(what)"]
  }
}
