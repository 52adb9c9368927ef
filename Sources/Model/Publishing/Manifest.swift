/// One output file of a release: where it stands and what it holds, by hash.
package struct Artifact: Hashable, Sendable {
  /// Relative to the site's root, for example `leistungen/index.html`.
  package let path: String
  /// SHA-256 of the content in lower-case hexadecimal.
  package let hash: String
  /// Bytes.
  package let size: Int
  /// Media type with its charset where it is text.
  package let type: String
  /// What hosts answer at this path instead of the content; the content is for those that know no redirects.
  package let redirect: Redirect?

  package init(path: String, hash: String, size: Int, type: String, redirect: Redirect? = nil) {
    self.path = path
    self.hash = hash
    self.size = size
    self.type = type
    self.redirect = redirect
  }
}

/// What became of an address where something used to stand.
package enum Redirect: Hashable, Sendable {
  /// It is elsewhere: a URL as the site's links have it (`/neu/`, with the prefix of the site's address), or one of another site.
  case moved(String)
  /// It is gone for good.
  case gone
}

/// Everything that a release consists of, in the order of the paths.
package struct Manifest: Hashable, Sendable {
  package let artifacts: [Artifact]

  package init(_ artifacts: some Sequence<Artifact>) {
    self.artifacts = artifacts.sorted { $0.path.precedesInBytes($1.path) }
  }

  /// What must be written and removed to get from `other` to this manifest.
  package func change(from other: Manifest) -> ManifestChange {
    let before = Dictionary(other.artifacts.map { ($0.path, $0) }, uniquingKeysWith: { $1 })
    let now = Set(artifacts.map(\.path))
    return ManifestChange(
      written: artifacts.filter { before[$0.path] != $0 },
      removed: other.artifacts.map(\.path).filter { !now.contains($0) })
  }
}

/// What makes one release of another.
package struct ManifestChange: Hashable, Sendable {
  /// New, or with another content than before.
  package var written: [Artifact]
  /// Paths at which nothing stands any more.
  package var removed: [String]

  package init(written: [Artifact] = [], removed: [String] = []) {
    self.written = written
    self.removed = removed
  }
}
