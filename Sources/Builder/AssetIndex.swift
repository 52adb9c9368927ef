import Model

/// The files of site and theme under the names that they have on the web: `/a/<name>.<hash>.<ext>`, which never change
/// their content and can be kept by browsers for ever.
struct AssetIndex: Sendable {
  struct Entry: Sendable, Equatable {
    let file: AssetFile
    /// Below the site's root: `a/hero.0123456789.jpg`.
    let outputPath: String
    /// As pages name it.
    let url: String
    /// What was made of it so far, by the part that it shows.
    let pictures: [PictureShape: PictureSources]

    var isVector: Bool { file.type == "image/svg+xml" }
    /// Published only where something names it: pages show renditions instead.
    var isReplaced: Bool { pictures.contains { !$0.value.isEmpty } }
  }

  /// By the path that people write: `assets/hero.jpg`, `theme/logo.svg`.
  private let entries: [String: Entry]
  private let files: [String: AssetFile]
  private let entriesByURL: [String: Entry]
  private let names: [String: [String]]
  /// Each output file once, by path.
  let output: [(path: String, file: AssetFile)]

  init(
    site: [String: AssetFile], theme: [String: AssetFile], renditions: [String: [PictureShape: RenditionSet]],
    prefix: String
  ) {
    var entries: [String: Entry] = [:]
    var files: [String: AssetFile] = [:]
    var byURL: [String: Entry] = [:]
    var names: [String: [String]] = [:]
    func place(_ path: String, _ file: AssetFile) -> String {
      var output = Self.outputPath(path, hash: file.hash.prefix(10))
      if let other = files[output], other.hash != file.hash { output = Self.outputPath(path, hash: file.hash[...]) }
      files[output] = file
      return output
    }
    for (path, file) in (Array(site) + Array(theme)).sorted(by: { $0.key < $1.key }) where entries[path] == nil {
      let output = place(path, file)
      let pictures = (renditions[file.hash] ?? [:]).mapValues { set in
        PictureSources(
          set.files.map { made in
            let output = place(Self.renamed(path, for: made.type), made)
            return PictureSources.Candidate(file: made, outputPath: output, url: "\(prefix)/\(output)")
          }, isOutdated: set.isOutdated)
      }
      let entry = Entry(file: file, outputPath: output, url: "\(prefix)/\(output)", pictures: pictures)
      entries[path] = entry
      byURL[entry.url] = entry
      if !entry.isReplaced { names[output, default: []].append(path) }
    }
    self.entries = entries
    self.files = files
    entriesByURL = byURL
    self.names = names
    output = files.sorted { $0.key < $1.key }.map { (path: $0.key, file: $0.value) }
  }

  subscript(path: String) -> Entry? { entries[path] }

  /// The names, as people write them, of what is published under a path; none for a picture that has renditions, since who asks for it
  /// shows those.
  func names(of outputPath: String) -> [String] { names[outputPath] ?? [] }

  /// As people write them.
  var paths: Set<String> { Set(entries.keys) }

  func entry(url: String) -> Entry? { entriesByURL[url] }

  /// The file behind `/a/name.hash.ext`.
  func file(atPath path: String) -> AssetFile? { files[path.hasPrefix("/") ? String(path.dropFirst()) : path] }

  /// The name with the ending of a rendition's type.
  private static func renamed(_ path: String, for type: String) -> String {
    let ending = type == "image/jpeg" ? "jpg" : String(type.dropFirst("image/".count))
    let name = path.split(separator: "/").last ?? ""
    guard let point = name.lastIndex(of: ".") else { return "\(name).\(ending)" }
    return "\(name[..<point]).\(ending)"
  }

  /// The name keeps ASCII letters and figures, so that no host or shell trips over it.
  private static func outputPath(_ path: String, hash: Substring) -> String {
    let name = path.split(separator: "/").last ?? ""
    let parts = name.split(separator: ".", omittingEmptySubsequences: true)
    let ending = parts.count > 1 ? plain(parts[parts.count - 1]) : ""
    let stem = plain((parts.count > 1 ? parts.dropLast() : parts[...]).joined(separator: "-")[...])
    let base = "a/\(stem.isEmpty ? "file" : stem).\(plain(hash))"
    return ending.isEmpty ? base : "\(base).\(ending)"
  }

  private static func plain(_ text: Substring) -> String {
    var bytes: [UInt8] = []
    for byte in text.lowercased().utf8.prefix(80) {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
        bytes.append(byte)
      default: if bytes.last != UInt8(ascii: "-") { bytes.append(UInt8(ascii: "-")) }
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}

extension AssetIndex {
  /// Replaces `"assets/…"` and `"theme/…"` (also in single quotes and in brackets, as `url(…)` has them) by the files'
  /// addresses. Unknown files stay as they are and are told to `missing`.
  /// - Parameter reading: is told each name before it is looked up
  func rewritten(_ source: [UInt8], reading: (String) -> Void, missing: (String) -> Void) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(source.count + 256)
    var copied = 0
    var index = 1
    while index < source.count {
      let before = source[index - 1]
      let closing =
        switch before {
        case UInt8(ascii: "\""), UInt8(ascii: "'"): before
        case UInt8(ascii: "("): UInt8(ascii: ")")
        default: UInt8(0)
        }
      let rest = source[index...]
      guard closing != 0, rest.starts(with: "assets/".utf8) || rest.starts(with: "theme/".utf8),
        let end = rest.prefix(600).firstIndex(of: closing)
      else {
        index += 1
        continue
      }
      let path = String(decoding: source[index..<end], as: UTF8.self)
      reading(path)
      if let entry = entries[path] {
        result += source[copied..<index]
        result += entry.url.utf8
        copied = end
      } else {
        missing(path)
      }
      index = end
    }
    result += source[copied...]
    return result
  }
}

/// The renditions of one shape of a picture, as `<picture>` lists them.
struct PictureSources: Sendable, Equatable {
  struct Candidate: Sendable, Equatable {
    let file: AssetFile
    let outputPath: String
    let url: String
    var width: Int { file.width ?? 0 }
  }

  struct Format: Sendable, Equatable {
    let type: String
    /// By width.
    let candidates: [Candidate]
  }

  /// What saves most first.
  let formats: [Format]
  /// Shown, and to be made anew.
  let isOutdated: Bool

  init(_ candidates: [Candidate], isOutdated: Bool = false) {
    self.isOutdated = isOutdated
    let byType = Dictionary(grouping: candidates, by: \.file.type)
    formats = ["image/avif", "image/webp", "image/png", "image/jpeg"].compactMap { type in
      byType[type].map { Format(type: type, candidates: $0.sorted { $0.width < $1.width }) }
    }
  }

  var isEmpty: Bool { formats.isEmpty }

  /// What every browser shows.
  var fallback: [Candidate] { formats.last?.candidates ?? [] }

  /// Up to the first that is wide enough.
  static func needed(_ candidates: [Candidate], widest: Int?) -> ArraySlice<Candidate> {
    guard let widest, let last = candidates.firstIndex(where: { $0.width >= widest }) else { return candidates[...] }
    return candidates[...last]
  }
}
