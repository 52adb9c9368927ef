import Model

/// What happens on a site while somebody has it open.
package enum SiteEvent: Hashable, Sendable {
  case edit(EditEvent)
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
  package let author: Author?
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
  package let account: AccountID
  /// The session's hash.
  package let session: String
  /// How long the session may rest, in milliseconds.
  package let idleLimit: Int
  package let authority: EditAuthority

  package init(account: AccountID, session: String, idleLimit: Int, authority: EditAuthority) {
    self.account = account
    self.session = session
    self.idleLimit = idleLimit
    self.authority = authority
  }
}

/// The account has as many as it may have, of the streams or tabs of one site.
package struct TooManyScreens: Error, Hashable, Sendable {}
