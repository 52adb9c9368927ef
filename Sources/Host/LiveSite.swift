import Compression
import Model
import Store

/// One release of a site as visitors get it: what stands at each path, with its headers, ready to be sent.
///
/// It never changes, so a request that has begun with one release ends with it.
final class LiveSite: Sendable {
  final class File: Sendable {
    let artifact: Artifact
    let isPage: Bool
    let isCompressible: Bool
    let key: FileHead.Key

    init(_ artifact: Artifact) {
      self.artifact = artifact
      isPage = artifact.type.hasPrefix("text/html")
      isCompressible =
        artifact.size <= ContentCache.fileLimit
        && TextCompression.isWorthwhile(type: artifact.type, size: artifact.size)
      key = FileHead.Key(hash: artifact.hash, type: artifact.type, cacheControl: Self.cacheControl(artifact.path))
    }

    /// What carries its hash in its name never changes; everything else is asked for again, which costs a 304. A page that was kept
    /// for even a minute would name files that the release of that minute no longer has.
    private static func cacheControl(_ path: String) -> String {
      if HashedName.isHashed(path) { return "public, max-age=31536000, immutable" }
      return path == SpeculationRules.path ? "public, max-age=86400" : "no-cache"
    }
  }

  /// For how many releases files with their hash in the name are still there after they went: whoever has a page open from before
  /// gets what belongs to it.
  static let memory = 20

  let generation: Int
  let release: Release
  private let files: SharedMap<File>
  /// Old addresses as people type them.
  private let redirects: [String: Redirect]
  /// Files of other releases that carry their hash in their name, with the release in which they went.
  private let others: [String: (file: File, until: Int)]

  init(release: Release, manifest: Manifest, others: [(artifact: Artifact, until: Int)], generation: Int) {
    self.release = release
    self.generation = generation
    files = SharedMap(manifest.artifacts.map { ($0.path, File($0)) })
    redirects = Dictionary(
      manifest.artifacts.compactMap { artifact in
        artifact.redirect.map { (SitePaths.normalized(artifact.path), $0) }
      }, uniquingKeysWith: { first, _ in first })
    self.others = Dictionary(
      others.filter { HashedName.isHashed($0.artifact.path) }.map { ($0.artifact.path, (File($0.artifact), $0.until)) },
      uniquingKeysWith: { first, _ in first })
  }

  /// A later release of the same site: what changed since `before` is all that is looked at.
  init(_ changes: LiveChanges, after before: LiveSite, generation: Int) {
    release = changes.release
    self.generation = generation
    var (files, redirects, others) = (before.files, before.redirects, before.others)
    for path in changes.removed {
      guard let file = files[path] else { continue }
      files[path] = nil
      if file.artifact.redirect != nil { redirects[SitePaths.normalized(path)] = nil }
      if HashedName.isHashed(path) { others[path] = (file, changes.release.number) }
    }
    for artifact in changes.written {
      if files[artifact.path]?.artifact.redirect != nil { redirects[SitePaths.normalized(artifact.path)] = nil }
      files[artifact.path] = File(artifact)
      if let redirect = artifact.redirect { redirects[SitePaths.normalized(artifact.path)] = redirect }
    }
    self.files = files
    self.redirects = redirects
    self.others = others.filter { $0.value.until > changes.release.number - Self.memory }
  }

  enum Answer {
    case file(File)
    /// Another path of the same site, or an address of another one.
    case moved(String)
    /// Nothing stands here any more; the site's own “not found” page, if it has one.
    case gone(File?)
    /// The site's own “not found” page, if it has one.
    case missing(File?)
  }

  /// What stands at a decoded path that begins with a slash.
  func answer(at path: String) -> Answer {
    let name = path.dropFirst()
    if name.isEmpty || name.hasSuffix("/") {
      if let file = files[String(name + "index.html")] { return answer(with: file, at: path) }
    } else if let file = files[String(name)] {
      if let redirect = file.artifact.redirect { return answer(with: redirect, at: path) }
      // One address for each page: the one without the file's name.
      guard name.hasSuffix("index.html"), name.count == 10 || name.hasSuffix("/index.html") else { return .file(file) }
      return .moved("/" + name.dropLast(10))
    } else if let file = files[name + "/index.html"] {
      return file.artifact.redirect.map { answer(with: $0, at: path) } ?? .moved("/\(name)/")
    }
    if name.hasSuffix(".html"), files[name.dropLast(5) + "/index.html"] != nil {
      return files[name.dropLast(5) + "/index.html"]?.artifact.redirect.map { answer(with: $0, at: path) }
        ?? .moved("/\(name.dropLast(5))/")
    }
    if let redirect = redirects[SitePaths.normalized(path)] { return answer(with: redirect, at: path) }
    if let file = others[String(name)]?.file { return .file(file) }
    return .missing(notFound(for: path))
  }

  /// The “not found” page of the part of the site in which somebody looked, which is that of its language.
  private func notFound(for path: String) -> File? {
    var folder = path.utf8.dropFirst()[...]
    while let end = folder.lastIndex(of: UInt8(ascii: "/")) {
      folder = folder[..<end]
      if let file = files[String(Substring(folder)) + "/404.html"], file.artifact.redirect == nil { return file }
    }
    return files["404.html"]
  }

  private func answer(with file: File, at path: String) -> Answer {
    file.artifact.redirect.map { answer(with: $0, at: path) } ?? .file(file)
  }

  private func answer(with redirect: Redirect, at path: String) -> Answer {
    switch redirect {
    case .moved(let target): .moved(target)
    case .gone: .gone(notFound(for: path))
    }
  }
}
