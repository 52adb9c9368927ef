import Model

package typealias CommentFileID = Identifier<CommentFile>

/// Somebody as feedback names them. Addresses are never told here.
package struct FeedbackPerson: Hashable, Sendable {
  package let participant: Participant
  package let name: String
  /// Whether it is one of the agency's people on this site.
  package let isAgency: Bool
  /// Whether it is a guest who may be taken for somebody with a role on the site, by the name; told to nobody who is a guest.
  package internal(set) var isNamesake = false
}

/// A file that belongs to a comment. It is no file of the site and is never published.
package struct CommentFile: Hashable, Sendable {
  package let id: CommentFileID
  /// As its sender calls it.
  package let name: String
  package let file: AssetFile
}

/// What a reader may do with a thread.
package enum ThreadRight: String, Sendable, CaseIterable {
  case reply
  /// Write what only the agency reads.
  case `internal`
  /// Priority, assignee, tags, round, any state.
  case change
  case accept, reopen, withdraw
  /// Remove what others have written.
  case moderate
  /// Accept or change what is suggested.
  case decide
}

package enum CommentRight: String, Sendable, CaseIterable {
  case edit, remove
}

/// Where the subject of a thread stands now, made anew at every reading.
package struct AnchorPlace: Hashable, Sendable {
  package var state: AnchorState
  /// The page on which it stands, or the one on which it last stood if that is still there; nil for the whole site and where there is none.
  package var page: PageID?
  package var path: String?
  /// The page's title.
  package var title: String
  /// What people call the element; empty for pages.
  package var label: String
  /// Its words now, or its last ones, at most `Anchor.quoteLength` characters.
  package var quote: String
  /// The revision in which it came to be so; nil for what is attached, and where no revision did it.
  package var since: Revision?
  /// How many pages show the element.
  package var spread: Spread = .page

  package enum Spread: String, Sendable, CaseIterable {
    case page, several, every
  }

  package init(
    state: AnchorState, page: PageID? = nil, path: String? = nil, title: String = "", label: String = "",
    quote: String = "", since: Revision? = nil
  ) {
    self.state = state
    self.page = page
    self.path = path
    self.title = title
    self.label = label
    self.quote = quote
    self.since = since
  }
}

/// What was done about a thread.
package struct ThreadResolution: Hashable, Sendable {
  package let revision: Revision
  package let by: FeedbackPerson?
  package let at: Int
  /// When the first release that shows it was made; nil while none does.
  package let liveSince: Int?
}

/// A thread as one reader may know it.
package struct ThreadView: Hashable, Sendable {
  /// Without assignee and tags for all but the agency's people.
  package let thread: CommentThread
  package let site: SiteKey
  /// The number of the thread's newest change that the reader can see.
  package let version: Int
  package let changedAt: Int
  package let place: AnchorPlace
  package let author: FeedbackPerson
  package let assignee: FeedbackPerson?
  package let resolution: ThreadResolution?
  /// What has become of what was suggested with it; nil where nothing was.
  package let suggestionState: Suggestion.State?
  /// The suggestion itself; nil in lists.
  package let suggestion: SuggestionView?
  /// What its author saw; nil where nothing was taken, or not yet.
  package let screenshot: Screenshot?
  package let isUnread: Bool
  /// The beginning of the first comment.
  package let excerpt: String
  /// How many comments have words.
  package let commentCount: Int
  package let rights: Set<ThreadRight>
  /// In order; empty in lists.
  package let comments: [CommentView]
}

/// A comment as one reader may know it.
package struct CommentView: Hashable, Sendable {
  package let comment: Comment
  package let author: FeedbackPerson?
  package let files: [CommentFile]
  package let mentions: [FeedbackPerson]
  package let rights: Set<CommentRight>
}

/// Why somebody may not do to feedback what they ask for.
package struct FeedbackRefusal: Error, Hashable, Sendable {
  package enum Rule: String, Sendable, CaseIterable {
    case role
    /// The thread's state, or who is asking, does not allow it.
    case state
    /// Own words can be changed only for some minutes, and until somebody has answered.
    case settled
    /// The agency has closed the round in which the thread was written.
    case roundClosed
    /// What is suggested waits for a decision.
    case undecided
    /// There are as many as there may be.
    case full
  }

  package let rule: Rule
  package let explanation: String

  package init(_ rule: Rule, _ explanation: String) {
    self.rule = rule
    self.explanation = explanation
  }
}

/// Somebody else has changed the thread since it was read; this is how it stands now.
package struct StaleThread: Error, Hashable, Sendable {
  package let current: ThreadView
}

/// How much feedback there may be (one place for all of it).
package enum FeedbackLimits {
  /// Threads of one person of the customer that wait on a site.
  package static let openOfParticipant = 500
  package static let threadsOfSite = 50_000
  /// Those that everybody can see, and again as many internal ones.
  package static let commentsOfThread = 1_000
  /// How long a page that others than the agency's people have open may be overtaken by edits before they must load it again, in milliseconds.
  package static let openFor = 3_600_000
  package static let filesOfComment = 8
  package static let fileBytes = 10 << 20
  /// Files that one person has sent and not yet put into a comment.
  package static let looseFiles = 40
  /// All files of comments of a site together.
  package static let siteBytes = 2 << 30
  /// Of which one guest may have so many, those of one link, and all guests: what is left is that of people with accounts.
  package static let guestBytes = 128 << 20
  package static let linkBytes = 512 << 20
  package static let guestsBytes = 1 << 30
  package static let mentionsOfComment = 20
  /// How long a file may wait for its comment, in milliseconds.
  package static let looseFor = 86_400_000
  package static let roundName = 100

  /// How many of what there may be somebody of that role may fill: guests leave a part to those who have an account, and the customer's people
  /// one to the agency, who otherwise could not answer any more.
  package static func share(of most: Int, for role: Role) -> Int {
    role.isAgency ? most : most / 10 * (role == .guest ? 8 : 9)
  }
}
