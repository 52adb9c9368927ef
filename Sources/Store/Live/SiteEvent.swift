import Model

/// What happens on a site while somebody has it open.
package enum SiteEvent: Hashable, Sendable {
  case edit(EditEvent)
  /// A thread was begun, answered or changed, in a way that the reader can see.
  case thread(ThreadEvent)
  /// Visitors see another release than before: what is online since when may have another answer. A reader who begins anew asks by themselves.
  case release
  /// Somebody has approved a part of the site, or taken an approval back. Guests are not told.
  case approval
  /// Everybody who is on the site now.
  case presence([PresentPerson])
  /// Nothing; shows that the stream is alive.
  case alive
  /// The session has ended, or the account may see something else now: nothing follows.
  case over
}

/// An edit as others are told of it: what it has touched, not what stands there now.
package struct EditEvent: Hashable, Sendable {
  package struct Author: Hashable, Sendable {
    package let id: AccountID
    package let name: String
  }

  package let revision: Revision
  package internal(set) var author: Author?
  /// The tab that made the edit, in its author's own streams alone: to others it says nothing, and a borrowed name must not hide an edit.
  package var screen: String?
  package var elements: [ElementID] = []
  package var pages: [PageID] = []
  package var removed: [ElementID] = []
  /// Elements that were not there before, parents before what is below them.
  package var added: [ElementID] = []
  /// Whether the site's theme is another one: every page may look different.
  package var theme = false
}

/// Somebody who has a page of the site open.
package struct PresentPerson: Hashable, Sendable {
  /// The tab, under a name that it has given itself.
  package let screen: String
  package let account: AccountID
  package let name: String
  package let page: PageID
  package let element: ElementID?

  package init(screen: String, account: AccountID, name: String, page: PageID, element: ElementID?) {
    self.screen = screen
    self.account = account
    self.name = name
    self.page = page
    self.element = element
  }
}

/// Whose stream it is, and what must stay as it is for it to go on.
package struct StreamReader: Hashable, Sendable {
  package let participant: Participant
  /// The session's hash; empty for guests, whose link must last.
  package let session: String
  /// How long the session may rest, in milliseconds.
  package let idleLimit: Int
  package let authority: EditAuthority

  package init(account: AccountID, session: String, idleLimit: Int, authority: EditAuthority) {
    participant = .account(account)
    self.session = session
    self.idleLimit = idleLimit
    self.authority = authority
  }

  /// A guest is told of threads, and that something was edited; not by whom, and not who is there.
  package init(guest: GuestID) {
    participant = .guest(guest)
    session = ""
    idleLimit = 0
    authority = EditAuthority(role: .guest, phase: .feedback)
  }

  var account: AccountID? { participant.account }
  /// What feedback the stream tells: it ends when the role is another one.
  var seesInternal: Bool { FeedbackRules(participant: participant, role: authority.role).seesInternal }
}

/// Up to where a stream has told: edits by revision, threads by the number of their newest change that the reader can see.
package struct StreamPlace: Hashable, Sendable {
  package var revision: Revision
  package var threads: Int

  package init(revision: Revision, threads: Int) {
    self.revision = revision
    self.threads = threads
  }
}

/// The account has as many as it may have, of the streams or tabs of one site.
package struct TooManyScreens: Error, Hashable, Sendable {}
