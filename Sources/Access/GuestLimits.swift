import Model
import Store

/// How often guests may do what they may, by guest, by link and by network.
package struct GuestLimits: Sendable {
  private static let minute = 60_000
  /// Links that are not there, from one network: nobody finds one by trying, but nobody shall keep us busy either.
  static let unknown = Counters.Rule(limit: 50, window: 15 * minute)
  static let entriesOfLink = Counters.Rule(limit: 60, window: 15 * minute)
  static let entriesOfNetwork = Counters.Rule(limit: 60, window: 15 * minute)
  static let commentsOfGuest = Counters.Rule(limit: 15, window: minute)
  static let commentsOfLink = Counters.Rule(limit: 30, window: minute)
  static let commentsOfNetwork = Counters.Rule(limit: 60, window: minute)
  static let filesOfGuest = Counters.Rule(limit: 20, window: 10 * minute)
  static let filesOfLink = Counters.Rule(limit: 60, window: 10 * minute)
  static let filesOfNetwork = Counters.Rule(limit: 60, window: 10 * minute)

  private let counters: Counters

  package init(now: @escaping @Sendable () -> Int) { counters = Counters(now: now) }

  // Each returns nil when it may be done, otherwise after how many seconds it may.

  /// Opening any link, by somebody whose network has tried too many that are not there.
  package func opening(from address: String) -> Int? {
    counters.wait([.init(network: address, "unknown", Self.unknown)])
  }

  /// A link that is not there was tried.
  package func missed(from address: String) {
    _ = counters.take([.init(network: address, "unknown", Self.unknown)])
  }

  package func entering(by link: ReviewLinkID, from address: String) -> Int? {
    counters.take([
      .init("entry \(link)", Self.entriesOfLink), .init(network: address, "entry", Self.entriesOfNetwork),
    ])
  }

  package func commenting(_ visit: GuestVisit, from address: String) -> Int? {
    counters.take([
      .init("comment \(visit.guest.id)", Self.commentsOfGuest), .init("comment \(visit.link.id)", Self.commentsOfLink),
      .init(network: address, "comment", Self.commentsOfNetwork),
    ])
  }

  package func sendingFile(_ visit: GuestVisit, from address: String) -> Int? {
    counters.take([
      .init("file \(visit.guest.id)", Self.filesOfGuest), .init("file \(visit.link.id)", Self.filesOfLink),
      .init(network: address, "file", Self.filesOfNetwork),
    ])
  }
}
