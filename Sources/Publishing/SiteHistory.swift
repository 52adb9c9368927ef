import Builder
import Crypto
import Glibc
import Media
import Model
import Store

/// The part of an archive that holds what a site was before: `history/` beside the site folder.
///
/// `history/site.json` says whose rows they are and who wrote them, `history/history.jsonl` holds the rows, `history/blobs/` the contents
/// of all files and built pages by their hashes, `history/manifest.json` the SHA-256 of every file in the archive but itself.
package struct SiteHistory: Sendable {
  let rows: SiteHistoryRows
  /// The folder with the contents.
  let blobFolder: String
  let fileCount: Int

  package var siteName: String { rows.site.name }
  /// The number of the release that was live where it comes from.
  package var liveRelease: Int? { rows.site.liveRelease }

  static let format = 1

  package static func isPart(of folder: String) -> Bool { access("\(folder)/history/manifest.json", F_OK) == 0 }

  // MARK: Reading

  /// Reads the history of an unpacked archive, after every file in it was compared with the archive's own list.
  /// - Throws: `ArchiveFault` where a file is missing, is too many or differs, or a row cannot be one of a site
  package static func read(_ folder: String) throws -> SiteHistory {
    let listed = try verify(folder)
    let site = try? JSONValue.parse(try bytes("\(folder)/\(SiteHistoryRows.siteFile)"))
    guard let members = site?.object, members["format"]?.integer == format,
      let slug = members["slug"]?.string, let name = members["name"]?.string,
      let revision = members["revision"]?.integer, members["liveRelease"].map({ $0.integer != nil }) ?? true
    else {
      throw ArchiveFault("it is of a newer version of Foyer, or damaged", file: SiteHistoryRows.siteFile)
    }
    let people = try (members["people"]?.array ?? []).map { person throws(ArchiveFault) in
      guard let id = person.object?["id"]?.string, let email = person.object?["email"]?.string,
        let name = person.object?["name"]?.string
      else { throw ArchiveFault("a person lacks id, email or name", file: SiteHistoryRows.siteFile) }
      return SiteHistoryRows.Person(id: id, email: email, name: name)
    }
    var lines = try bytes("\(folder)/\(SiteHistoryRows.file)").split(separator: 0x0A, omittingEmptySubsequences: false)
    if lines.last?.isEmpty == true { lines.removeLast() }
    var rows: [JSONValue] = []
    for (index, line) in lines.enumerated() {
      guard let row = try? JSONValue.parse(line) else { throw ArchiveFault("the line cannot be read", row: index) }
      guard hasSafePath(row) else {
        throw ArchiveFault("the row names a file that cannot be one of a site", row: index)
      }
      rows.append(row)
    }
    let history = SiteHistoryRows(
      site: .init(slug: slug, name: name, revision: revision, liveRelease: members["liveRelease"]?.integer),
      people: people, rows: rows)
    try history.check()
    try history.checkContents { listed["history/blobs/\($0)"] }
    try history.checkOriginals { hash, name throws(ArchiveFault) in
      try kind(of: "\(folder)/history/blobs/\(hash)", named: name)
    }
    return SiteHistory(rows: history, blobFolder: "\(folder)/history/blobs", fileCount: listed.count)
  }

  /// The archive's hashes say only that it is whole, not who made it: what its rows name is written to folders and servers one day.
  private static func hasSafePath(_ row: JSONValue) -> Bool {
    guard let fields = row.object else { return false }
    switch fields["table"]?.string {
    case "artifact": return fields["path"]?.string.map { OutputPath.isSafe($0) && !$0.hasPrefix(".foyer") } ?? false
    case "asset": return fields["path"]?.string.map(ElementRules.isAssetPath) ?? false
    case "liveAddress":
      return fields["path"]?.string.map { $0.hasPrefix("/") && OutputPath.isSafe(OutputPath.of($0)) } ?? false
    default: return true
    }
  }

  /// - Returns: the size of every file in the archive, by its path
  /// What a file of the site is by its content and its name, as a site folder would be read.
  private static func kind(of blob: String, named name: String) throws(ArchiveFault) -> AssetFile {
    do throws(MediaError) { return try MediaFile.read(content: blob, named: name).asset } catch {
      throw ArchiveFault("“\(name)” is no file that a site may have: \(error.message)")
    }
  }

  private static func verify(_ folder: String) throws -> [String: Int] {
    let manifest = try? JSONValue.parse(try bytes("\(folder)/history/manifest.json"))
    guard let files = manifest?.object?["files"]?.object, !files.isEmpty else {
      throw ArchiveFault("history/manifest.json cannot be read")
    }
    var found: [String: Int] = [:]
    for path in try paths(below: folder) where path != "history/manifest.json" {
      guard let wanted = files[path]?.string else { throw ArchiveFault("the archive does not list \(path)") }
      let bytes = try bytes("\(folder)/\(path)")
      guard hash(of: bytes) == wanted else {
        throw ArchiveFault("\(path) is damaged: its content is not what the archive lists")
      }
      found[path] = bytes.count
    }
    if let missing = files.keys.filter({ found[$0] == nil }).min() {
      throw ArchiveFault("the archive lacks \(missing)")
    }
    return found
  }

  // MARK: Writing

  /// Writes the history beside a site folder that stands at `folder`.
  /// - Returns: how many files were written
  static func write(_ rows: SiteHistoryRows, blobs: BlobFolder, to folder: String) throws -> Int {
    let output = try ExportFolder(folder)
    let site = rows.site
    let people: [JSONValue] = rows.people.map {
      ["id": .string($0.id), "email": .string($0.email), "name": .string($0.name)]
    }
    let head: JSONValue = .record([
      "format": .integer(format), "slug": .string(site.slug), "name": .string(site.name),
      "revision": .integer(site.revision), "liveRelease": site.liveRelease.map { .integer($0) },
      "people": .array(people),
    ])
    try output.write(Array((head.canonical + "\n").utf8), to: "history/site.json")
    var lines: [UInt8] = []
    for row in rows.rows {
      lines += row.canonical.utf8
      lines.append(0x0A)
    }
    try output.write(lines, to: "history/history.jsonl")
    let hashes = rows.blobs.sorted()
    for hash in hashes { try output.write(try blobs.get(hash), to: "history/blobs/\(hash)") }
    var files: [String: JSONValue] = [:]
    for path in try paths(below: folder) { files[path] = .string(hash(of: try bytes("\(folder)/\(path)"))) }
    let manifest: JSONValue = ["files": .object(files)]
    try output.write(Array((manifest.canonical + "\n").utf8), to: "history/manifest.json")
    return hashes.count + 3
  }

  private static func bytes(_ path: String) throws -> [UInt8] {
    do throws(FileError) { return try OpenFile(path, limit: 1 << 30).bytes() } catch {
      throw ArchiveFault("\(path.split(separator: "/").suffix(2).joined(separator: "/")) \(error.message)")
    }
  }

  private static func hash(of bytes: [UInt8]) -> String {
    SHA256.hash(data: bytes).map { byte in
      String(byte >> 4, radix: 16) + String(byte & 15, radix: 16)
    }.joined()
  }

  /// Every file below a folder.
  private static func paths(below root: String) throws -> [String] {
    var files: [String] = []
    var pending = [""]
    while let folder = pending.popLast() {
      guard let stream = opendir("\(root)/\(folder)") else { throw ArchiveFault("\(folder) cannot be read") }
      defer { closedir(stream) }
      while let entry = readdir(stream) {
        let name = withUnsafeBytes(of: entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
        guard name != ".", name != ".." else { continue }
        let path = folder.isEmpty ? name : "\(folder)/\(name)"
        if Int(entry.pointee.d_type) == Int(DT_DIR) { pending.append(path) } else { files.append(path) }
      }
    }
    return files
  }
}

extension Store {
  /// Writes what a site ever was beside its folder at `folder`.
  package func exportHistory(of key: SiteKey, to folder: String) async throws -> Int {
    let rows = try await history(of: key)
    let blobs = blobs
    return try await onWorkerThread { try SiteHistory.write(rows, blobs: blobs, to: folder) }
  }

  /// Makes a site of a history that was read: contents first, then all rows in one transaction. Nothing is live yet.
  /// - Parameter project: made with it where there is none of that ID
  package func importHistory(
    _ history: SiteHistory, slug: String, project: Project, agency: AgencyID
  ) async throws -> (key: SiteKey, pages: Int, files: Int) {
    let blobs = blobs
    try await onWorkerThread {
      for hash in history.rows.blobs.sorted() where !blobs.contains(hash) {
        let bytes = try OpenFile("\(history.blobFolder)/\(hash)", limit: 1 << 30).bytes()
        guard try blobs.put(bytes) == hash else {
          throw ArchiveFault("history/blobs/\(hash) is not what it says")
        }
      }
    }
    let key = try await createSite(history.rows, slug: slug, project: project, agency: agency)
    let pages = try await snapshot(of: key).pages.count
    return (key, pages, history.fileCount)
  }
}
