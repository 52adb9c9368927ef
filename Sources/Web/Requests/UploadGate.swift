import HTTPTypes
import Hummingbird
import Model
import Store
import Synchronization

/// Who sends a file, as its shares are counted.
package struct UploadSender: Sendable, Hashable {
  let participant: Participant
  /// By which a guest has come; nil for an account.
  let link: ReviewLinkID?

  package init(_ account: AccountID) {
    participant = .account(account)
    link = nil
  }

  package init(_ participant: SiteParticipant) {
    self.participant = participant.participant
    link = participant.visit?.link.id
  }
}

/// How many files are on their way at a time: each is held in memory until it is whole. Nobody has all places: guests, whom anybody with a
/// link can be, share a part of them, so that however slowly they send, people with accounts find one.
package final class UploadGate: Sendable {
  private static let together = 12
  private static let ofAccount = 4
  private static let ofGuest = 2
  private static let ofLink = 4
  private static let ofGuests = 4
  /// What a guest's file may take besides the time that its bytes earn; others have that of every request.
  private static let patience = Duration.seconds(10)

  private struct Running {
    var all = 0
    var guests = 0
    var ofLinks: [ReviewLinkID: Int] = [:]
    var ofSenders: [Participant: Int] = [:]

    func check(_ sender: UploadSender) throws(Problem) {
      let own = sender.link == nil ? ofAccount : ofGuest
      guard ofSenders[sender.participant, default: 0] < own else {
        throw busy("at most \(own) files of one person are on their way at a time; send the next when one is there")
      }
      guard all < together, sender.link.map({ guests < ofGuests && ofLinks[$0, default: 0] < ofLink }) ?? true else {
        throw busy("others are sending files; send this one again in a few seconds")
      }
    }

    mutating func count(_ sender: UploadSender, _ step: Int) {
      all += step
      Self.add(step, to: &ofSenders, sender.participant)
      guard let link = sender.link else { return }
      guests += step
      Self.add(step, to: &ofLinks, link)
    }

    private static func add<Key>(_ step: Int, to counts: inout [Key: Int], _ key: Key) {
      let count = counts[key, default: 0] + step
      counts[key] = count == 0 ? nil : count
    }

    private func busy(_ detail: String) -> Problem {
      Problem(
        .tooManyRequests, code: "busy", title: "Too many files at a time", detail: detail, headers: [.retryAfter: "3"])
    }
  }

  private let running = Mutex(Running())

  package init() {}

  /// Whether there is a place now, so that nobody sends a file in vain.
  /// - Throws: 429 when there is none.
  package func check(_ sender: UploadSender) throws(Problem) {
    let running = running.withLock { $0 }
    try running.check(sender)
  }

  /// Reads the body of a request as a file and works with it. It has a place from its first byte on: who announces a file and sends
  /// nothing keeps nobody out, and who sends slowly is cut off.
  /// - Throws: 429 when there is no place, and as `Request.file`
  package func receiving<Result>(
    _ request: Request, limit: Int, from sender: UploadSender, _ work: ([UInt8]) async throws -> Result
  ) async throws -> Result {
    try check(sender)
    let place = Place(gate: self, sender: sender)
    // However it ends, and also where the one who waits for it is gone.
    defer { place.leave() }
    let bytes = try await request.file(limit: limit, patience: sender.link == nil ? nil : Self.patience) {
      try place.enter()
    }
    return try await work(bytes)
  }

  private final class Place: Sendable {
    private let gate: UploadGate
    private let sender: UploadSender
    private let isTaken = Mutex(false)

    init(gate: UploadGate, sender: UploadSender) {
      self.gate = gate
      self.sender = sender
    }

    func enter() throws {
      try gate.running.withLock { running in
        try running.check(sender)
        running.count(sender, 1)
      }
      isTaken.withLock { $0 = true }
    }

    func leave() {
      guard
        isTaken.withLock({ isTaken in
          defer { isTaken = false }
          return isTaken
        })
      else { return }
      gate.running.withLock { $0.count(sender, -1) }
    }
  }
}
