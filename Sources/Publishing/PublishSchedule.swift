import Model
import Store

/// Watches the clock for the service: plans whose time has come, days on which pages appear and disappear, and pictures that are ready.
///
/// Nothing is remembered between two turns, so that what came while the service was off comes with the first one.
package struct PublishSchedule: Sendable {
  private let desk: PublishDesk
  /// Between two looks, in milliseconds.
  private let interval: Int

  package init(_ desk: PublishDesk, interval: Int = 5_000) {
    self.desk = desk
    self.interval = interval
  }

  /// Goes on until its task is cancelled. A turn that fails is told to `report`; the next one tries again.
  package func run(report: @Sendable (any Error) -> Void) async {
    while !Task.isCancelled {
      for step in [turn, desk.renewPictures] {
        do {
          try await step()
        } catch {
          if !Task.isCancelled { report(error) }
        }
      }
      try? await Task.sleep(for: .milliseconds(interval))
    }
  }

  /// One look at the clock.
  package func turn() async throws {
    try await desk.publishDue()
    try await desk.turnDay()
  }
}
