import Builder
import Model
import Store

/// What is to be built and made live, and for whom.
package struct PublishOrder: Sendable {
  package enum Content: Hashable, Sendable {
    /// The newest revision at the moment when the build begins.
    case newest
    case composition(Composition)
  }

  package let content: Content
  /// Who publishes; nil for the command line and the service itself.
  package let author: AccountID?
  package var reason = Release.Reason.publish
  /// The day for which pages are chosen that come and go by date; nil when none does.
  package var day: CalendarDate?
  /// The live release on which the content was put together (0 for none): published only while that one is live.
  package var builtOn: Int?
  /// What the release settles in the same transaction.
  package var settles: ReleaseSettlement?
  /// Gets how many of how many missing renditions are made, and the publish waits for all of them. nil publishes at once, with what there
  /// is in their place.
  package var waiting: (@Sendable (Int, Int) -> Void)?
  /// The renditions to build with; nil for those that there are when the build begins.
  var renditions: [String: [PictureShape: RenditionSet]]?
  /// Looks at what was built before it goes live. What it returns is kept as the release's proof; what it throws ends the publish.
  package var examine: (@Sendable (BuiltRelease) async throws -> JSONValue?)?

  package init(_ content: Content, by author: AccountID?, reason: Release.Reason = .publish) {
    self.content = content
    self.author = author
    self.reason = reason
  }
}

/// A release that is built and not live yet. What is asked of it is worked out then, because both take the longer the larger the site is.
package struct BuiltRelease: Sendable {
  package let options: BuildOptions
  private let wholeSnapshot: @Sendable () -> SiteSnapshot
  private let wholeManifest: @Sendable () -> Manifest

  package var snapshot: SiteSnapshot { wholeSnapshot() }
  package var manifest: Manifest { wholeManifest() }

  package init(
    options: BuildOptions, snapshot: @escaping @Sendable () -> SiteSnapshot,
    manifest: @escaping @Sendable () -> Manifest
  ) {
    self.options = options
    wholeSnapshot = snapshot
    wholeManifest = manifest
  }
}
