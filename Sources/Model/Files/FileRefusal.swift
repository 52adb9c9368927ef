/// Why a file that somebody has sent was not taken.
package struct FileRefusal: Error, Hashable, Sendable {
  package enum Rule: String, Sendable, CaseIterable {
    // As for edits.
    case role, phase, locked
    /// A kind of file that sites do not have.
    case type = "fileType"
    /// Of a known kind, but incomplete or not readable.
    case broken = "fileBroken"
    case empty = "fileEmpty"
    case tooManyPixels = "filePixels"
    /// All files of the site together would be too large.
    case siteFull
  }

  package let rule: Rule
  package let explanation: String

  package init(_ rule: Rule, _ explanation: String) {
    self.rule = rule
    self.explanation = explanation
  }
}

/// How large files may be (one place for all of them).
package enum FileLimits {
  package static let fileBytes = 25 << 20
  /// All current files of a site together.
  package static let siteBytes = 2 << 30
  package static let pixels = 50_000_000
  /// All frames of a moving picture together.
  package static let animationPixels = 1_000_000_000
}
