import Model
import Portal
import Publishing
import SiteFolder
import Store

/// `foyer import`, `publish`, `releases` and `rollback`: sites, from the command line.
package struct SiteCommands: Sendable {
  let store: Store
  let desk: PublishDesk

  /// A running server sees within a second what another process has published.
  /// - Parameter pictures: what pictures are given to; nil leaves them as they are
  package init(store: Store, pictures: HelperProgram? = nil) {
    self.store = store
    let queue = pictures.map { PictureQueue(store: store, program: $0) }
    let year: @Sendable () -> Int = { [now = store.now] in Foyer.year(at: now()) }
    desk = PublishDesk(
      store: store, publisher: SitePublisher(store: store, live: LiveReleases(), pictures: queue, year: year),
      year: year, today: { [now = store.now] in Foyer.day(at: now()) })
  }

  /// - Parameters:
  ///   - revision: nil for the newest
  ///   - always: makes a release also where it would be the same as the live one
  ///   - waiting: gets how many of how many pictures are made, and the publish waits for them; nil does not wait
  /// - Returns: nil when the live release is the same already
  package func publish(
    _ slug: String, revision: Revision? = nil, override: Bool = false, always: Bool = false,
    waiting: (@Sendable (Int, Int) -> Void)? = nil
  ) async throws -> Release? {
    try await desk.publish(
      revision: revision, of: try await key(slug), override: override, always: always, waiting: waiting)
  }

  /// How many pictures a release shows as they came, because they are not made yet.
  package func awaitedPictures(_ slug: String, release: Int) async throws -> Int {
    Set(try await store.awaitedPictures(of: try await key(slug), release: release).open.map(\.original.hash)).count
  }

  /// The pictures of which nothing could be made, by path, and why.
  package func pictureProblems(_ slug: String) async throws -> [(path: String, words: String)] {
    try await desk.pictures(of: try await key(slug)).problems.map { ($0.path, $0.words) }
  }

  /// The live release's number and revision; nil before the first publish.
  package func live(_ slug: String) async throws -> Release? { try await desk.live(of: try await key(slug)) }

  /// What waits to be published, each with its words; nil before the first publish.
  package func changes(_ slug: String) async throws -> [(change: PendingChange, words: String)]? {
    let key = try await key(slug)
    let pending = try await desk.pending(of: key, for: EditAuthority(role: .admin, phase: .done))
    guard let pending else { return nil }
    let lines = ChangeLines(pages: try await store.pages(of: key))
    return pending.changes.map { ($0, lines.line($0)) }
  }

  /// What the checks find in the newest revision, each with its level on this site.
  package func check(_ slug: String) async throws -> [(finding: CheckFinding, level: CheckLevel)] {
    let key = try await key(slug)
    let rule = try await store.publishRule(of: key)
    return try await desk.findings(of: key).map { ($0, rule.level(of: $0.kind)) }
  }

  /// A release with whoever made it.
  package struct ListedRelease: Sendable {
    package let release: Release
    package let isLive: Bool
    /// The author's name, `command line`, or `by itself` for what the service does without anybody.
    package let maker: String
  }

  package func releases(_ slug: String) async throws -> [ListedRelease] {
    let site = try await site(slug)
    var names: [AccountID: String] = [:]
    for account in try await store.accounts(of: site.key.agency) { names[account.id] = account.name }
    return try await store.releases(of: site.key).map { release in
      let maker =
        release.author.map { names[$0] ?? "somebody who has left" }
        ?? (release.isFromCommandLine ? "command line" : "by itself")
      return ListedRelease(release: release, isLive: release.number == site.liveRelease, maker: maker)
    }
  }

  /// - Parameter number: nil for the release before the live one, which is not one that was only built anew
  /// - Returns: the number that is live now, and those that were passed over because they are the same as the one that was live
  package func rollBack(_ slug: String, to number: Int?) async throws -> (live: Int, same: [Int]) {
    let site = try await site(slug)
    let target: Int
    var same: [Int] = []
    if let number {
      target = number
    } else {
      let releases = try await store.releases(of: site.key).filter { $0.number <= site.liveRelease ?? 0 }
      // What was built anew is the same as before; going back to that would change nothing.
      let current = releases.drop { $0.reason == .renewal && $0.composition == releases.first?.composition }
      guard let newest = current.dropFirst().first?.number else {
        throw CommandFailure(.badInput, "\(slug) has no release before the live one")
      }
      target = newest
      same = releases.dropFirst().map(\.number).filter { $0 > newest }
    }
    let live = try await desk.setLive(target, of: site.key, by: nil, as: EditAuthority(role: .admin, phase: .done))
    return (live, same)
  }

  func site(_ slug: String) async throws -> SiteRecord {
    if let site = try await store.site(slug: slug) { return site }
    throw CommandFailure(.badInput, "there is no site “\(slug)”; \(try await known())")
  }

  /// The site that somebody has named on the command line.
  /// - Parameter usage: how the command is written
  /// - Throws: which sites there are, when none was named or there is none of that name
  package func named(_ slug: String?, usage: String) async throws -> String {
    if let slug { return try await site(slug).slug }
    throw CommandFailure.missing("which site? \(try await known())", usage: usage)
  }

  private func known() async throws -> String {
    let slugs = try await store.sites().map(\.slug).sorted()
    guard !slugs.isEmpty else { return "there is none yet; make one with: foyer import FOLDER" }
    let rest = slugs.count > 20 ? " and \(slugs.count - 20) more" : ""
    return "there \(slugs.count == 1 ? "is" : "are"): \(slugs.prefix(20).joined(separator: ", "))\(rest)"
  }

  private func key(_ slug: String) async throws -> SiteKey { try await site(slug).key }
}
