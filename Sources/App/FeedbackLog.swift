import Logging
import Screenshots

/// What becomes of screenshots, in the service's log.
enum FeedbackLog {
  private static let logger = Logger(label: "foyer.feedback")

  static func tell(_ event: ScreenshotQueue.Event) {
    switch event {
    case .noBrowser(let words): logger.info("feedback has no screenshots", metadata: ["why": "\(words)"])
    case .failed(let thread, let words, let attempt, let again):
      logger.warning(
        "screenshot could not be taken",
        metadata: [
          "thread": "\(thread)", "what": "\(words)", "attempt": "\(attempt)", "again": "\(again)",
        ])
    case .trouble(let words): logger.error("screenshots have failed", metadata: ["error": "\(words)"])
    }
  }
}
