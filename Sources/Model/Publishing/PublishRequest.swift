package typealias PublishRequestID = Identifier<PublishRequest>
package typealias PlannedPublishID = Identifier<PlannedPublish>

/// How customers of a site bring changes live.
package enum PublishMode: String, Sendable, CaseIterable {
  /// At once, as far as their rights go.
  case direct
  /// They submit; the agency approves.
  case approval
  /// The agency alone publishes.
  case draftOnly
}

/// What a customer has submitted for approval: pinned, so that nothing slips in while it waits.
package struct PublishRequest: Hashable, Sendable {
  package enum State: String, Sendable, CaseIterable {
    case open, approved, returned, withdrawn
  }

  package let id: PublishRequestID
  package let author: AccountID
  /// Milliseconds since 1970 UTC.
  package let at: Int
  package let composition: Composition
  /// What the customer wants the agency to know; may be empty.
  package let message: String
  package let state: State
  package let decidedBy: AccountID?
  package let decidedAt: Int?
  /// Why it was sent back.
  package let reason: String
  /// The release that came of it.
  package let release: Int?

  package init(
    id: PublishRequestID, author: AccountID, at: Int, composition: Composition, message: String, state: State,
    decidedBy: AccountID? = nil, decidedAt: Int? = nil, reason: String = "", release: Int? = nil
  ) {
    self.id = id
    self.author = author
    self.at = at
    self.composition = composition
    self.message = message
    self.state = state
    self.decidedBy = decidedBy
    self.decidedAt = decidedAt
    self.reason = reason
    self.release = release
  }

  /// How long message and reason may be, in bytes.
  package static let longestText = 4_000
}

/// A release for a time to come: pinned, so that later edits go into the next one.
package struct PlannedPublish: Hashable, Sendable {
  package enum State: String, Sendable, CaseIterable {
    case waiting, done, failed, cancelled
  }

  package let id: PlannedPublishID
  /// When it goes live, in milliseconds since 1970 UTC.
  package let at: Int
  package let author: AccountID?
  package let composition: Composition
  /// The release that was live when it was planned; 0 for none. Once visitors see an older one it is not carried out any more.
  package let plannedOn: Int
  package let state: State
  /// The release that came of it, or the one with which all of it was live already.
  package let release: Int?
  /// Why it could not be published, in the service's words, and by which rule where there is one.
  package let failure: String
  package let refusal: PublishRefusal.Rule?

  package init(
    id: PlannedPublishID, at: Int, author: AccountID?, composition: Composition, plannedOn: Int = 0, state: State,
    release: Int? = nil, failure: String = "", refusal: PublishRefusal.Rule? = nil
  ) {
    self.id = id
    self.at = at
    self.author = author
    self.composition = composition
    self.plannedOn = plannedOn
    self.state = state
    self.release = release
    self.failure = failure
    self.refusal = refusal
  }
}
