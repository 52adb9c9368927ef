/// One change as people see it that visitors do not see yet: an edited text, a new section with everything in it, a page that is gone.
package struct PendingChange: Hashable, Sendable {
  /// Names the change as long as it waits: the thing that it is about.
  package let id: String
  /// What it comes to, in the words of the history; the first one names it.
  package let changes: [Change]
  /// The page on which it is seen; nil for what stands on many pages or on none.
  package let page: PageID?
  /// The element that shows it; nil for pages and settings, and for what is gone.
  package let element: ElementID?
  /// Who had a hand in it last; nil for an import.
  package let author: String?
  /// When, in milliseconds since 1970 UTC; nil when the log does not say.
  package let at: Int?
  /// Whether the reader may bring it live by what may be changed now, with all that it needs.
  package let isWithinRights: Bool
  /// The others that come along when it is taken, by their IDs.
  package let needs: [String]

  package init(
    id: String, changes: [Change], page: PageID?, element: ElementID?, author: String?, at: Int?, isWithinRights: Bool,
    needs: [String]
  ) {
    self.id = id
    self.changes = changes
    self.page = page
    self.element = element
    self.author = author
    self.at = at
    self.isWithinRights = isWithinRights
    self.needs = needs
  }
}
