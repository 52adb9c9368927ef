package typealias ThreadID = Identifier<CommentThread>
package typealias CommentID = Identifier<Comment>
package typealias GuestID = Identifier<Guest>
package typealias ReviewLinkID = Identifier<ReviewLink>

/// Who may read a thread or a comment.
package enum FeedbackVisibility: String, Sendable, CaseIterable {
  /// Everybody who may see the site's feedback.
  case customer
  /// The agency's people alone.
  case `internal`
}

/// Who takes part in the feedback of a site: somebody with an account, or somebody with a review link alone.
package enum Participant: Hashable, Sendable {
  case account(AccountID)
  case guest(GuestID)

  package var isGuest: Bool { if case .guest = self { true } else { false } }
}

/// Feedback on an element, a page or the whole site, with everything that was said and done about it.
///
/// What stands here of the place is what was so when it was written; where it stands now is an `AnchorPlace`, made anew at every reading.
package struct CommentThread: Hashable, Sendable {
  package enum State: String, Sendable, CaseIterable {
    case open, inProgress, question, done, accepted, declined, duplicate

    /// Whether somebody still has to do something about it.
    package var isOpen: Bool { self == .open || self == .inProgress || self == .question }
  }

  package enum Priority: String, Sendable, CaseIterable {
    case critical, important, normal, minor
  }

  package let id: ThreadID
  /// Counted on its site from 1, internal threads by themselves, so that nobody sees a gap where they are.
  package var number: Int
  package var visibility: FeedbackVisibility
  /// nil for the whole site.
  package var page: PageID?
  /// nil for a whole page.
  package var element: ElementID?
  package var anchor: Anchor
  /// The words of the element when the thread began, or when others could first read it, at most `Anchor.quoteLength` characters.
  package var quote: String
  package var author: Participant
  /// Milliseconds since 1970 UTC.
  package var at: Int

  package var state: State
  /// Why it was declined; empty for other states.
  package var reason: String
  package var duplicateOf: ThreadID?
  package var priority: Priority
  package var assignee: AccountID?
  package var tags: [String]
  /// The number of the round in which it was written.
  package var round: Int?
  /// The edit that did what the thread asks for.
  package var resolution: Revision?

  package init(
    id: ThreadID, number: Int, visibility: FeedbackVisibility, page: PageID?, element: ElementID?, anchor: Anchor,
    quote: String, author: Participant, at: Int, state: State = .open, reason: String = "",
    duplicateOf: ThreadID? = nil, priority: Priority = .normal, assignee: AccountID? = nil, tags: [String] = [],
    round: Int? = nil, resolution: Revision? = nil
  ) {
    self.id = id
    self.number = number
    self.visibility = visibility
    self.page = page
    self.element = element
    self.anchor = anchor
    self.quote = quote
    self.author = author
    self.at = at
    self.state = state
    self.reason = reason
    self.duplicateOf = duplicateOf
    self.priority = priority
    self.assignee = assignee
    self.tags = tags
    self.round = round
    self.resolution = resolution
  }

  /// The number as people read it: `12`, and `i3` for an internal one.
  package var label: String { visibility == .internal ? "i\(number)" : String(number) }
}

/// One message of a thread, or what somebody did to it.
package struct Comment: Hashable, Sendable {
  package enum Kind: Hashable, Sendable {
    case words
    /// Another state; the words are the reason, where there is one.
    case state(from: CommentThread.State, to: CommentThread.State)
    /// The edit that did what the thread asks for.
    case resolution(Revision)
    /// Others than the agency's people can read it, or can no longer. Only the agency's are told.
    case visibility(FeedbackVisibility)
  }

  package let id: CommentID
  package let thread: ThreadID
  /// nil for what the service did by itself.
  package let author: Participant?
  /// Milliseconds since 1970 UTC.
  package let at: Int
  package let kind: Kind
  package let visibility: FeedbackVisibility
  /// Empty once it was removed.
  package let body: String
  package let editedAt: Int?
  package let removedAt: Int?

  package init(
    id: CommentID, thread: ThreadID, author: Participant?, at: Int, kind: Kind, visibility: FeedbackVisibility,
    body: String, editedAt: Int? = nil, removedAt: Int? = nil
  ) {
    self.id = id
    self.thread = thread
    self.author = author
    self.at = at
    self.kind = kind
    self.visibility = visibility
    self.body = body
    self.editedAt = editedAt
    self.removedAt = removedAt
  }
}

/// A span of time in which feedback is asked for.
package struct Round: Hashable, Sendable {
  /// Counted on its site from 1.
  package let number: Int
  package let name: String
  package let opensAt: Int
  /// The deadline that people are shown.
  package let endsAt: Int?
  package let closedAt: Int?

  package init(number: Int, name: String, opensAt: Int, endsAt: Int? = nil, closedAt: Int? = nil) {
    self.number = number
    self.name = name
    self.opensAt = opensAt
    self.endsAt = endsAt
    self.closedAt = closedAt
  }
}

/// A way to the draft of one site for somebody without an account.
package struct ReviewLink: Hashable, Sendable {
  package enum Mode: String, Sendable, CaseIterable {
    /// For one person, whose name it has.
    case personal
    /// For everybody who has it; each says a name.
    case shared
  }

  package let id: ReviewLinkID
  package let mode: Mode
  /// Whose it is, or what it is for.
  package let name: String
  /// What the link shows for good; nil for the working draft.
  package let pinned: Revision?
  /// Milliseconds since 1970 UTC.
  package let at: Int
  package let createdBy: AccountID
  package let expiresAt: Int
  package let revokedAt: Int?

  package init(
    id: ReviewLinkID, mode: Mode, name: String, pinned: Revision? = nil, at: Int, createdBy: AccountID, expiresAt: Int,
    revokedAt: Int? = nil
  ) {
    self.id = id
    self.mode = mode
    self.name = name
    self.pinned = pinned
    self.at = at
    self.createdBy = createdBy
    self.expiresAt = expiresAt
    self.revokedAt = revokedAt
  }
}

/// Somebody who came by a review link.
package struct Guest: Hashable, Sendable {
  package let id: GuestID
  package let link: ReviewLinkID
  package let name: String
  /// Told to nobody but the agency's people and the guest.
  package let mail: String?
  /// Milliseconds since 1970 UTC.
  package let at: Int

  package init(id: GuestID, link: ReviewLinkID, name: String, mail: String? = nil, at: Int) {
    self.id = id
    self.link = link
    self.name = name
    self.mail = mail
    self.at = at
  }
}
