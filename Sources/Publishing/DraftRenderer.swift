import Builder
import Model
import SiteFolder
import Store
import Synchronization

/// Renders pages of the working draft: the newest revision, with every element's ID.
///
/// A compiled site is kept per site, and brought up to the newest revision by what changed since. What differs between two viewers, the token in every link and the
/// nonce of a response, is rendered as a mark and replaced on the way out.
package final class DraftRenderer: Sendable {
  package struct Viewer: Sendable {
    /// The draft token, part of every URL.
    package let token: String
    /// The nonce of this response's style and script.
    package let nonce: String
    /// The same for all viewers of one mode; nil for those who only look.
    package let agent: Agent?
    /// What is shown instead of the newest revision.
    package let pinned: Composition?

    package init(token: String, nonce: String, agent: Agent?, pinned: Composition? = nil) {
      self.token = token
      self.nonce = nonce
      self.agent = agent
      self.pinned = pinned
    }
  }

  /// The script that runs in a draft.
  package struct Agent: Sendable, Hashable {
    /// The address of a module.
    package let url: String
    /// The origin that the agent talks to.
    package let portal: String
    /// What the module imports in turn, so that browsers may fetch all of it at once.
    package let preloads: [String]
    /// Whether the draft shows it what visitors do not see.
    package let seesHidden: Bool

    package init(url: String, portal: String, preloads: [String] = [], seesHidden: Bool = false) {
      self.url = url
      self.portal = portal
      self.preloads = preloads
      self.seesHidden = seesHidden
    }
  }

  package enum Answer: Sendable {
    case page(PageID, [UInt8])
    /// A file of the site or theme and its media type.
    case asset([UInt8], type: String)
  }

  private struct Variant: Hashable {
    let site: SiteKey
    let agent: Agent?
  }

  private struct Compiled: Sendable {
    let builder: SiteBuilder
    /// A count of requests: the site that was asked for longest ago goes first.
    var usedAt: Int
  }

  private struct Sites {
    var compiled: [Variant: Compiled] = [:]
    var requests = 0
  }

  /// How many sites are kept compiled, each once for every mode in which it is looked at.
  private static let siteLimit = 64

  private let store: Store
  private let pictures: PictureQueue?
  private let year: @Sendable () -> Int
  private let sites = Mutex(Sites())
  /// Pinned states that somebody looked at last, the latest at the end.
  private let pinned = Mutex<[(variant: Variant, composition: Composition, builder: SiteBuilder)]>([])
  private static let pinnedLimit = 4
  // Unguessable, so that no content can contain them by accident or on purpose.
  private let tokenMark = "t\(ElementID.random())\(ElementID.random())"
  private let nonceMark = "n\(ElementID.random())\(ElementID.random())"

  /// - Parameter pictures: is told which renditions pages will want once they are published
  package init(store: Store, pictures: PictureQueue? = nil, year: @escaping @Sendable () -> Int) {
    self.store = store
    self.pictures = pictures
    self.year = year
  }

  /// The page or file at a path of the draft; nil when there is none.
  package func answer(path: String, of key: SiteKey, for viewer: Viewer) async throws -> Answer? {
    let builder =
      if let pinned = viewer.pinned {
        try await self.builder(for: key, pinned: pinned, agent: viewer.agent)
      } else {
        try await self.builder(for: key, agent: viewer.agent)
      }
    return try await answer(path: path, in: builder, for: viewer)
  }

  private func answer(path: String, in builder: SiteBuilder, for viewer: Viewer) async throws -> Answer? {
    if let asset = builder.file(atPath: path) { return try await content(of: asset) }
    guard let place = builder.place(at: path) else { return nil }
    return .page(place.page, try await html(of: place.page, part: place.part, builder: builder, viewer: viewer))
  }

  /// One page's draft as it is now.
  package func page(_ page: PageID, of key: SiteKey, for viewer: Viewer) async throws -> [UInt8]? {
    let builder = try await builder(for: key, agent: viewer.agent)
    guard builder.paths.path(of: page) != nil else { return nil }
    return try await html(of: page, builder: builder, viewer: viewer)
  }

  /// A file that a draft of the site shows, by its hashed path. Such a path is no secret and needs none.
  package func asset(path: String, of key: SiteKey) async throws -> Answer? {
    guard let asset = try await builder(for: key, agent: nil).file(atPath: path) else { return nil }
    return try await content(of: asset)
  }

  /// Where the draft's origin shows files of the site and its theme, by the paths that content names them with; files that the newest
  /// revision does not have are left out.
  package func paths(ofAssets paths: [String], of key: SiteKey) async throws -> [String: String] {
    let builder = try await builder(for: key, agent: nil)
    return Dictionary(
      paths.compactMap { path in builder.path(ofAsset: path).map { (path, $0) } },
      uniquingKeysWith: { first, _ in first })
  }

  /// One revision of a site's draft as visitors would see it, which stays as it is whatever is edited meanwhile.
  package struct Still: Sendable {
    /// Where it is shown. There is no such host.
    package static let origin = "http://draft.invalid"
    private static let token = "still"

    fileprivate let renderer: DraftRenderer
    fileprivate let builder: SiteBuilder

    /// The address of a page; nil when the revision has no such page.
    package func address(of page: PageID) -> String? {
      builder.paths.path(of: page).map { "\(Self.origin)/~\(Self.token)\($0)" }
    }

    /// What stands at an address, for a page that is looked at or a file that it shows; nil for everything else there is in the world.
    package func answer(_ address: String) async throws -> Answer? {
      guard address.hasPrefix("\(Self.origin)/") else { return nil }
      var path = address.dropFirst(Self.origin.utf8.count)
      path = path.prefix { $0 != "?" && $0 != "#" }
      if path.hasPrefix("/~\(Self.token)/") { path = path.dropFirst(Self.token.utf8.count + 2) }
      let viewer = Viewer(token: Self.token, nonce: Self.token, agent: nil)
      return try await renderer.answer(path: SiteNames.percentDecoded(String(path)), in: builder, for: viewer)
    }
  }

  /// The draft at a revision. That of the newest one is mostly there already.
  package func still(of key: SiteKey, at revision: Revision) async throws -> Still {
    let newest = try await builder(for: key, agent: nil)
    guard newest.revision != revision else { return Still(renderer: self, builder: newest) }
    let composition = Composition(base: revision)
    return Still(renderer: self, builder: try await builder(for: key, pinned: composition, agent: nil))
  }

  private func content(of asset: AssetFile) async throws -> Answer {
    let blobs = store.blobs
    return .asset(try await onWorkerThread { try blobs.get(asset.hash) }, type: asset.type)
  }

  private func html(of page: PageID, part: Int = 1, builder: SiteBuilder, viewer: Viewer) async throws -> [UInt8] {
    let (bytes, missing) = try await onWorkerThread {
      do throws(BuildError) { return (try builder.page(page, part: part), builder.takeMissingPictures()) } catch {
        throw error.asFieldError
      }
    }
    if !missing.isEmpty { pictures?.want(missing) }
    return bytes.replacing([
      (Array(tokenMark.utf8), Array(viewer.token.utf8)), (Array(nonceMark.utf8), Array(viewer.nonce.utf8)),
    ])
  }

  /// A state that does not change any more has a builder of its own. Its files are asked for below the token: the newest revision, by
  /// which files without one are found, may not have them.
  private func builder(
    for key: SiteKey, pinned composition: Composition, agent: Agent?
  ) async throws -> SiteBuilder {
    let variant = Variant(site: key, agent: agent)
    let known = pinned.withLock { all in
      all.first { $0.variant == variant && $0.composition == composition }?.builder
    }
    if let known { return known }
    let snapshot = try await store.snapshot(of: key, composition: composition)
    let prefix = "/~\(tokenMark)"
    let rendering = DraftRendering(
      urlPrefix: prefix, assetPrefix: prefix, script: agent.map(script), styleNonce: nonceMark,
      showsHidden: agent?.seesHidden ?? false)
    let options = BuildOptions(year: year(), rendering: .draft(rendering))
    let builder = try await onWorkerThread { SiteBuilder(snapshot, options: options) }
    pinned.withLock { all in
      all.append((variant, composition, builder))
      if all.count > Self.pinnedLimit { all.removeFirst() }
    }
    return builder
  }

  private func builder(for key: SiteKey, agent: Agent?) async throws -> SiteBuilder {
    let revision = try await store.revision(of: key)
    let variant = Variant(site: key, agent: agent)
    let known = sites.withLock { sites in
      sites.requests += 1
      sites.compiled[variant]?.usedAt = sites.requests
      return sites.compiled[variant]?.builder
    }
    if let known, known.revision == revision { return known }
    let builder: SiteBuilder
    if let known, known.revision < revision, known.options.year == year() {
      let delta = try await store.delta(of: key, since: known.revision)
      builder = try await onWorkerThread { known.updated(by: delta) }
    } else {
      builder = try await compiled(key, agent: agent)
    }
    sites.withLock { sites in
      if let other = sites.compiled[variant], other.builder.revision > builder.revision { return }
      sites.compiled[variant] = Compiled(builder: builder, usedAt: sites.requests)
      guard sites.compiled.count > Self.siteLimit else { return }
      if let oldest = sites.compiled.min(by: { $0.value.usedAt < $1.value.usedAt }) {
        sites.compiled[oldest.key] = nil
      }
    }
    return builder
  }

  private func compiled(_ key: SiteKey, agent: Agent?) async throws -> SiteBuilder {
    let snapshot = try await store.snapshot(of: key)
    let rendering = DraftRendering(
      urlPrefix: "/~\(tokenMark)", assetPrefix: "",
      script: agent.map(script), styleNonce: nonceMark,
      showsHidden: agent?.seesHidden ?? false)
    let options = BuildOptions(year: year(), rendering: .draft(rendering))
    return try await onWorkerThread { SiteBuilder(snapshot, options: options) }
  }

  private func script(_ agent: Agent) -> DraftRendering.Script {
    DraftRendering.Script(url: agent.url, nonce: nonceMark, portal: agent.portal, preloads: agent.preloads)
  }
}

extension BuildError {
  /// What those who asked for the page or the release are told: it is their content, not the server, that cannot be shown.
  var asFieldError: FieldError { FieldError(pointer: "", problem: description) }
}

extension [UInt8] {
  /// The same bytes with every occurrence of a mark replaced. Marks begin with different bytes than they go on with, so a plain scan does.
  fileprivate func replacing(_ rules: [(mark: [UInt8], value: [UInt8])]) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(count + 256)
    var copied = 0
    var index = 0
    while index < count {
      if let rule = rules.first(where: { $0.mark[0] == self[index] && self[index...].starts(with: $0.mark) }) {
        result += self[copied..<index]
        result += rule.value
        index += rule.mark.count
        copied = index
      } else {
        index += 1
      }
    }
    return result + self[copied...]
  }
}
