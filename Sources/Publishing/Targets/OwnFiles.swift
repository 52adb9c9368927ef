import Builder
import Model

/// What a file holds, as far as it is known without reading it.
package struct FileContent: Hashable, Sendable {
  /// SHA-256 in lower-case hexadecimal; with `br:` or `gz:` in front, that form of the content of that hash.
  package let identity: String
  /// Bytes; nil for a compressed form, whose size nobody has asked for.
  package let size: Int?

  package init(identity: String, size: Int?) {
    self.identity = identity
    self.size = size
  }

  /// Whether a file of this size, and of this hash where it is known, may be this content.
  func mayBe(size: Int, hash: String?) -> Bool {
    guard let own = self.size else { return true }
    return own == size && (hash == nil || hash == identity)
  }
}

/// Which files at a target are ours: `.foyer-manifest` there.
///
/// Before anything is written or removed, the list says so: every path that is about to change is uncertain, with all that may stand there.
/// When all is done, the list is written once more, with nothing uncertain. So a run that was cut off at any point leaves no file that the
/// next one does not know.
package struct OwnFiles: Hashable, Sendable {
  package struct Entry: Hashable, Sendable {
    /// Empty when nothing is known about the content.
    package var contents: Set<FileContent>
    /// One content, and it is there. Otherwise one of the contents stands there, or nothing.
    package var isCertain: Bool

    package init(_ content: FileContent) {
      contents = [content]
      isCertain = true
    }

    package init(uncertain contents: Set<FileContent>) {
      self.contents = contents
      isCertain = false
    }
  }

  package static let name = ".foyer-manifest"
  /// A list that is longer is none of ours.
  static let limit = 64 << 20
  private static let heading = "foyer-manifest 2"
  private static let buildHeading = "foyer-manifest 1"

  /// nil where nothing was sent yet, and for a folder that `foyer build` has made.
  package var site: String?
  /// The release that is there completely; nil while one is on its way.
  package var release: Int?
  package var entries: [String: Entry]

  package init(site: String?, release: Int? = nil, entries: [String: Entry] = [:]) {
    self.site = site
    self.release = release
    self.entries = entries
  }

  package var isFinished: Bool { release != nil }

  package func encoded() -> [UInt8] {
    var lines = [Self.heading]
    if let site { lines.append("site \(site)") }
    if let release { lines.append("release \(release)") }
    for (path, entry) in entries.sorted(by: { $0.key.precedesInBytes($1.key) }) {
      if entry.contents.isEmpty { lines.append("? - - \(path)") }
      for content in entry.contents.sorted(by: { $0.identity < $1.identity }) {
        let size = content.size.map(String.init) ?? "-"
        lines.append("\(entry.isCertain ? "=" : "?") \(content.identity) \(size) \(path)")
      }
    }
    return Array(lines.joined(separator: "\n").utf8) + [0x0A]
  }

  /// Reads what stands at a target, which anybody may have written: a path that leads elsewhere, or a line of another form, makes all of it
  /// worthless, because what it says decides what is removed.
  package init(_ bytes: [UInt8]) throws(TargetError) {
    guard bytes.count <= Self.limit else { throw .badManifest(.init(.listTooLarge)) }
    let lines = bytes.split(separator: 0x0A)
    guard let first = lines.first else { throw .badManifest(.init(.listEmpty)) }
    self.init(site: nil)
    if first.elementsEqual(Self.buildHeading.utf8) {
      for (index, line) in lines.dropFirst().enumerated() {
        entries[try Self.path(line, line: index + 2)] = Entry(uncertain: [])
      }
      return
    }
    guard first.elementsEqual(Self.heading.utf8) else { throw .badManifest(.init(.listLine, "1")) }
    for (index, line) in lines.enumerated().dropFirst() { try read(line, number: index + 1) }
  }

  private mutating func read(_ line: ArraySlice<UInt8>, number: Int) throws(TargetError) {
    let words = line.split(separator: 0x20, maxSplits: 3, omittingEmptySubsequences: false)
    let texts = words.prefix(3).map { String(decoding: $0, as: UTF8.self) }
    switch (texts.first, words.count) {
    case ("site", 2): site = texts[1]
    case ("release", 2):
      guard let value = Int(texts[1]), value > 0 else { throw .badManifest(.init(.listLine, "\(number)")) }
      release = value
    case ("=", 4), ("?", 4):
      let path = try Self.path(words[3], line: number)
      let isCertain = texts[0] == "="
      var contents: Set<FileContent> = []
      if !(texts[1] == "-" && texts[2] == "-" && !isCertain) {
        let size = Int(texts[2])
        guard Self.isIdentity(texts[1]), texts[2] == "-" || (size ?? -1) >= 0 else {
          throw .badManifest(.init(.listLine, "\(number)"))
        }
        contents = [FileContent(identity: texts[1], size: size)]
      }
      if var known = entries[path] {
        guard !known.isCertain, !isCertain else { throw .badManifest(.init(.listLine, "\(number)")) }
        known.contents.formUnion(contents)
        entries[path] = known
      } else {
        var entry = Entry(uncertain: contents)
        entry.isCertain = isCertain
        entries[path] = entry
      }
    default: throw .badManifest(.init(.listLine, "\(number)"))
    }
  }

  private static func path(_ bytes: ArraySlice<UInt8>, line: Int) throws(TargetError) -> String {
    let path = String(decoding: bytes, as: UTF8.self)
    guard path.utf8.elementsEqual(bytes), OutputPath.isSafe(path), path.utf8.count <= 4096,
      path != name, !OutgoingFile.isTemporary(path)
    else { throw .badManifest(.init(.listLine, "\(line)")) }
    return path
  }

  private static func isIdentity(_ text: String) -> Bool {
    let hash = text.hasPrefix("br:") || text.hasPrefix("gz:") ? text.utf8.dropFirst(3) : text.utf8.dropFirst(0)
    return hash.count == 64 && hash.allSatisfy { (48...57).contains($0) || (97...102).contains($0) }
  }
}
