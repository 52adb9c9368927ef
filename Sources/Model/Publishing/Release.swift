/// A revision, or a composition of several, that was built. The live one is what visitors see.
package struct Release: Hashable, Sendable {
  /// Why it was made.
  package enum Reason: String, Sendable, CaseIterable {
    /// Somebody published.
    case publish
    /// The agency approved what a customer had submitted.
    case approval
    /// It was planned for a time.
    case plan
    /// A day came on which a page appears or disappears.
    case day
    /// The same was built anew: by another version of the program, or since its pictures have other sizes.
    case renewal

    /// Whether the service made it by itself, without anybody's hand in it then.
    package var isAutomatic: Bool { self != .publish && self != .approval }
  }

  package let number: Int
  package let composition: Composition
  /// Milliseconds since 1970 UTC.
  package let at: Int
  /// nil for the command line and for what the service does by itself.
  package let author: AccountID?
  package let reason: Reason
  /// The day for which it was built, as pages come and go by date; nil where none does.
  package let day: CalendarDate?

  /// Whether somebody published it on the command line, where nobody has an account: everything else without an author is the service's own.
  package var isFromCommandLine: Bool { author == nil && reason == .publish }

  /// The revision of everything that was not picked from a newer one.
  package var revision: Revision { composition.base }

  package init(
    number: Int, composition: Composition, at: Int, author: AccountID?, reason: Reason = .publish,
    day: CalendarDate? = nil
  ) {
    self.number = number
    self.composition = composition
    self.at = at
    self.author = author
    self.reason = reason
    self.day = day
  }

  package init(number: Int, revision: Revision, at: Int, author: AccountID?) {
    self.init(number: number, composition: Composition(base: revision), at: at, author: author)
  }
}
