import Model
import Store

/// How often people may do in feedback what is kept for good or costs much: guests by guest, by network and by link, people with an account by
/// account. A link's limit is some times what one network has of it, and that more than what one guest has, so that nobody uses up what the
/// others of the link have.
package struct FeedbackRates: Sendable {
  private static let minute = 60_000
  /// Links that are not there, from one network: nobody finds one by trying, but nobody shall keep us busy either.
  static let unknown = Counters.Rule(limit: 50, window: 15 * minute)
  /// Guests whom a shared link has not had yet: who comes in again and again by another name is soon told to wait, and the link stays open.
  static let newOfLink = Counters.Rule(limit: 60, window: 15 * minute)
  static let newOfLinkAndNetwork = Counters.Rule(limit: 12, window: 15 * minute)
  static let newOfLinkAndNetworkDaily = Counters.Rule(limit: 40, window: 24 * 60 * minute)
  static let entriesOfNetwork = Counters.Rule(limit: 60, window: 15 * minute)
  static let commentsOfGuest = Counters.Rule(limit: 15, window: minute)
  static let commentsOfLinkAndNetwork = Counters.Rule(limit: 30, window: minute)
  static let commentsOfLink = Counters.Rule(limit: 90, window: minute)
  static let commentsOfNetwork = Counters.Rule(limit: 60, window: minute)
  static let filesOfGuest = Counters.Rule(limit: 20, window: 10 * minute)
  static let filesOfLinkAndNetwork = Counters.Rule(limit: 40, window: 10 * minute)
  static let filesOfLink = Counters.Rule(limit: 120, window: 10 * minute)
  static let filesOfNetwork = Counters.Rule(limit: 60, window: 10 * minute)

  static let looksOfGuest = Counters.Rule(limit: 120, window: minute)
  static let looksOfLinkAndNetwork = Counters.Rule(limit: 360, window: minute)
  static let looksOfLink = Counters.Rule(limit: 1080, window: minute)
  static let searchesOfGuest = Counters.Rule(limit: 30, window: minute)
  static let searchesOfLinkAndNetwork = Counters.Rule(limit: 90, window: minute)
  static let searchesOfLink = Counters.Rule(limit: 270, window: minute)
  /// Each is kept for good.
  static let approvalsOfAccount = Counters.Rule(limit: 30, window: minute)

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

  /// - Parameter isNew: whether the link gets another guest by it
  package func entering(by link: ReviewLinkID, from address: String, isNew: Bool) -> Int? {
    let entry = Counters.Count(network: address, "entry", Self.entriesOfNetwork)
    guard isNew else { return counters.take([entry]) }
    return counters.take([
      entry, .init("new \(link)", Self.newOfLink),
      .init(network: address, "new \(link)", Self.newOfLinkAndNetwork),
      .init(network: address, "day \(link)", Self.newOfLinkAndNetworkDaily),
    ])
  }

  package func commenting(_ visit: GuestVisit, from address: String) -> Int? {
    counters.take([
      .init("comment \(visit.guest.id)", Self.commentsOfGuest), .init("comment \(visit.link.id)", Self.commentsOfLink),
      .init(network: address, "comment \(visit.link.id)", Self.commentsOfLinkAndNetwork),
      .init(network: address, "comment", Self.commentsOfNetwork),
    ])
  }

  package func sendingFile(_ visit: GuestVisit, from address: String) -> Int? {
    counters.take([
      .init("file \(visit.guest.id)", Self.filesOfGuest), .init("file \(visit.link.id)", Self.filesOfLink),
      .init(network: address, "file \(visit.link.id)", Self.filesOfLinkAndNetwork),
      .init(network: address, "file", Self.filesOfNetwork),
    ])
  }

  /// Opening the review page, or noting that a thread was read: each is something that is written down.
  package func looking(_ visit: GuestVisit, from address: String) -> Int? {
    counters.take([
      .init("look \(visit.guest.id)", Self.looksOfGuest), .init("look \(visit.link.id)", Self.looksOfLink),
      .init(network: address, "look \(visit.link.id)", Self.looksOfLinkAndNetwork),
    ])
  }

  package func searching(_ visit: GuestVisit, from address: String) -> Int? {
    counters.take([
      .init("search \(visit.guest.id)", Self.searchesOfGuest), .init("search \(visit.link.id)", Self.searchesOfLink),
      .init(network: address, "search \(visit.link.id)", Self.searchesOfLinkAndNetwork),
    ])
  }

  package func approving(_ account: AccountID) -> Int? {
    counters.take([.init("approval \(account)", Self.approvalsOfAccount)])
  }
}
