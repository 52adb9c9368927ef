import Builder
import Compression
import Crypto
import Model
import Store

/// One file as it will stand at a target.
package struct OutgoingFile: Hashable, Sendable {
  package enum Source: Hashable, Sendable {
    /// A content of the blob folder.
    case blob(String)
    case compressed(String, TextCompression)
    /// Made for the target.
    case bytes([UInt8])
  }

  /// What must be there before the next is written: a page never shows up before the files that it asks for.
  package enum Order: Int, Hashable, Sendable, Comparable, CaseIterable {
    case parts, pages, lists

    package static func < (one: Order, other: Order) -> Bool { one.rawValue < other.rawValue }
  }

  /// Relative to the target's place.
  package let path: String
  package let content: FileContent
  package let source: Source
  /// Media type.
  package let type: String
  package let redirect: Redirect?

  package init(path: String, content: FileContent, source: Source, type: String, redirect: Redirect? = nil) {
    self.path = path
    self.content = content
    self.source = source
    self.type = type
    self.redirect = redirect
  }

  /// A file made for the target.
  package init(path: String, bytes: [UInt8], type: String) {
    self.init(
      path: path, content: FileContent(identity: hexadecimal(SHA256.hash(data: bytes)), size: bytes.count),
      source: .bytes(bytes), type: type)
  }

  package var order: Order {
    if type.hasPrefix("text/html") { return .pages }
    let isList = ["application/xml", "text/xml", "application/rss", "application/atom"].contains { type.hasPrefix($0) }
    return isList || path == "robots.txt" || path.hasPrefix(".foyer") ? .lists : .parts
  }

  /// As the built-in host says it: what carries its hash in its name never changes, everything else is asked for again.
  package var cacheControl: String {
    if HashedName.isHashed(path) { return "public, max-age=31536000, immutable" }
    return path == SpeculationRules.path ? "public, max-age=86400" : "no-cache"
  }

  /// Where the content is put before it takes its place. Always the same for a path, so that what a cut-off run leaves is known.
  var temporaryPath: String { Self.temporaryPath(for: path) }

  static func temporaryPath(for path: String) -> String {
    let parts = path.split(separator: "/")
    let folder = parts.dropLast().map { "\($0)/" }.joined()
    return folder + temporaryPrefix + hexadecimal(SHA256.hash(data: Array((parts.last ?? "").utf8))).prefix(16)
  }

  static func isTemporary(_ path: String) -> Bool {
    path.split(separator: "/").last?.hasPrefix(temporaryPrefix) ?? false
  }

  private static let temporaryPrefix = ".foyer-new-"

  /// The bytes, checked against the hash and the size that they should have; nil for a compressed form that would not be smaller, and is
  /// left out.
  func bytes(from blobs: BlobFolder) throws -> [UInt8]? {
    switch source {
    case .blob(let hash):
      let bytes = try blobs.get(hash)
      try check(size: bytes.count)
      return bytes
    case .compressed(let hash, let form): return form.compress(try blobs.get(hash), effort: .best)
    case .bytes(let bytes): return bytes
    }
  }

  /// How many bytes are sent for it; nil where it is left out.
  func size(in blobs: BlobFolder) throws -> Int? {
    guard case .blob(let hash) = source else { return try bytes(from: blobs)?.count }
    let size = try blobs.file(of: hash).size
    try check(size: size)
    return size
  }

  private func check(size: Int) throws(StoreError) {
    guard let listed = content.size, listed != size else { return }
    throw .damaged("\(path) has \(size) bytes, its release says \(listed)")
  }
}

extension Manifest {
  /// What a release consists of at a target.
  /// - Parameters:
  ///   - isCompressed: with `.br` and `.gz` beside each text
  ///   - hasRedirectFiles: with the redirects as configuration for nginx and Caddy
  package func outgoing(isCompressed: Bool, hasRedirectFiles: Bool) -> [OutgoingFile] {
    var files: [OutgoingFile] = []
    let taken = Set(artifacts.map(\.path))
    for artifact in artifacts {
      let content = FileContent(identity: artifact.hash, size: artifact.size)
      files.append(
        OutgoingFile(
          path: artifact.path, content: content, source: .blob(artifact.hash), type: artifact.type,
          redirect: artifact.redirect))
      guard isCompressed, TextCompression.isWorthwhile(type: artifact.type, size: artifact.size) else { continue }
      for form in TextCompression.allCases where !taken.contains("\(artifact.path).\(form.fileEnding)") {
        files.append(
          OutgoingFile(
            path: "\(artifact.path).\(form.fileEnding)",
            content: FileContent(identity: "\(form.fileEnding):\(artifact.hash)", size: nil),
            source: .compressed(artifact.hash, form), type: artifact.type))
      }
    }
    if hasRedirectFiles { files += RedirectFiles.all(of: self) }
    return files
  }
}
