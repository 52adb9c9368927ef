import Builder
import Glibc
import Model
import SiteFolder
import Synchronization

/// Writes a built site into a folder, where a file that did not change stays untouched and files that are not its own stay.
///
/// Which files are its own says `.foyer-manifest` in the folder; one that is not in it and has another content is never
/// replaced. `claim` notes the files to come before the first is written, `finish` those that were made. A folder that is new or empty is filled directly;
/// in one that is in use every changed file is written beside the old one and takes its place in one step, so that a
/// web server never sees half a file. Nothing is written through symbolic links within the folder.
package final class FolderOutput: Sendable {
  package struct Counts: Sendable, Equatable {
    package var written = 0
    package var unchanged = 0
    package var removed = 0
    /// Of the files written.
    package var bytes = 0

    package init(written: Int = 0, unchanged: Int = 0, removed: Int = 0, bytes: Int = 0) {
      self.written = written
      self.unchanged = unchanged
      self.removed = removed
      self.bytes = bytes
    }
  }

  private struct State {
    var counts = Counts()
    /// From the manifest that was found, and what was claimed since.
    var owned: Set<String>
    /// Whether the manifest in the folder names exactly these.
    var isManifestCurrent = false
    var made: [String] = []
  }

  static let manifestName = ".foyer-manifest"
  private static let manifestHeading = "foyer-manifest 1"

  private let files: FolderFiles
  private let isFresh: Bool
  private let asset: @Sendable (AssetFile) throws -> AssetSource
  private let state: Mutex<State>

  /// Opens the folder; makes it, and the folders above it, where they do not exist.
  /// - Parameter asset: finds the content of a file of site or theme.
  package init(
    _ folder: String, asset: @escaping @Sendable (AssetFile) throws -> AssetSource
  ) throws(FolderOutputError) {
    files = try FolderFiles(FolderFiles.resolved(folder))
    isFresh = files.isEmpty
    self.asset = asset
    var owned: Set<String> = []
    if !isFresh { owned = try Self.ownedPaths(files) }
    state = Mutex(State(owned: owned))
  }

  /// The paths at which something stands that no build of ours has made.
  package func foreign(among paths: [String]) -> Set<String> {
    guard !isFresh else { return [] }
    let owned = state.withLock { $0.owned }
    return Set(paths.filter { OutputPath.isSafe($0) && !owned.contains($0) && files.exists($0) })
  }

  /// Writes nothing. For a file at a path where something foreign stands: that it has the same content.
  package func check(_ file: BuiltFile) throws {
    guard let place = files.existing(file.path) else { throw FolderOutputError.notOurs(file.path) }
    let isSame: Bool
    switch file.content {
    case .bytes(let bytes): isSame = files.hasContent(place, bytes: bytes)
    case .asset(let asset):
      switch try self.asset(asset) {
      case .bytes(let bytes): isSame = files.hasContent(place, bytes: bytes)
      case .file: isSame = files.size(place) == asset.size
      }
    }
    if !isSame { throw FolderOutputError.notOurs(file.path) }
  }

  /// Notes that these paths are about to be written, so that files of a build that was cut off are known as its own.
  package func claim(_ paths: [String]) throws {
    let owned = state.withLock { state in
      state.owned.formUnion(paths.lazy.filter { OutputPath.isSafe($0) })
      state.isManifestCurrent = true
      return state.owned
    }
    _ = try write(Self.manifest(of: owned), to: Self.manifestName)
  }

  private static func manifest(of paths: some Sequence<String>) -> [UInt8] {
    Array(([manifestHeading] + paths.sorted()).joined(separator: "\n").utf8) + [0x0A]
  }

  /// Writes one file. Several threads may call it at a time, each with another path.
  package func write(_ file: BuiltFile) throws {
    guard OutputPath.isSafe(file.path), !file.path.split(separator: "/").contains(where: { $0.hasPrefix(".foyer") })
    else { throw FolderOutputError.unsafePath(file.path) }
    let written: Int?
    switch file.content {
    case .bytes(let bytes): written = try write(bytes, to: file.path)
    case .asset(let asset):
      switch try self.asset(asset) {
      case .bytes(let bytes): written = try write(bytes, to: file.path)
      case .file(let source): written = try copy(source, to: file.path, size: asset.size)
      }
    }
    state.withLock { state in
      state.made.append(file.path)
      if let written {
        state.counts.written += 1
        state.counts.bytes += written
      } else {
        state.counts.unchanged += 1
      }
    }
  }

  /// Removes what the last build made and this one did not, and notes what this one made. Call it after a build that
  /// succeeded; without it the folder keeps the union of both, and the next build cleans up what was claimed.
  package func finish() throws -> Counts {
    var state = self.state.withLock { $0 }
    let made = Set(state.made)
    if state.isManifestCurrent, made == state.owned { return state.counts }
    if !isFresh {
      for path in state.owned.subtracting(made).sorted() {
        if try files.remove(path) { state.counts.removed += 1 }
      }
    }
    _ = try write(Self.manifest(of: made), to: Self.manifestName)
    return state.counts
  }

  /// The number of bytes written; nil when the file already had this content.
  private func write(_ bytes: [UInt8], to path: String) throws(FolderOutputError) -> Int? {
    let place = try files.place(path)
    if isFresh, try files.create(place, bytes: bytes) { return bytes.count }
    if files.hasContent(place, bytes: bytes) { return nil }
    try checkOwner(of: place)
    try files.replace(place) { file throws(FolderOutputError) in try file.write(bytes) }
    return bytes.count
  }

  private func copy(_ source: String, to path: String, size: Int) throws(FolderOutputError) -> Int? {
    let place = try files.place(path)
    // The name holds the content's hash; a file of that name and size is that content.
    if !isFresh, files.size(place) == size { return nil }
    try checkOwner(of: place)
    try files.replace(place) { file throws(FolderOutputError) in try file.copy(from: source) }
    return size
  }

  private func checkOwner(of place: FolderFiles.Place) throws(FolderOutputError) {
    guard place.path != Self.manifestName, !state.withLock({ $0.owned.contains(place.path) }), files.exists(place)
    else { return }
    throw .notOurs(place.path)
  }

  /// The paths in the manifest that can be ours; the file may have been changed by anybody.
  private static func ownedPaths(_ files: FolderFiles) throws(FolderOutputError) -> Set<String> {
    guard let bytes = try files.read(manifestName) else { return [] }
    let lines = bytes.split(separator: 0x0A).map { String(decoding: $0, as: UTF8.self) }
    guard lines.first == manifestHeading else { return [] }
    return Set(lines.dropFirst().filter { OutputPath.isSafe($0) && $0 != manifestName })
  }
}

package enum FolderOutputError: Error, Hashable, Sendable, CustomStringConvertible {
  /// A path that could lead out of the folder.
  case unsafePath(String)
  /// Something other than a folder stands where one is needed.
  case notAFolder(String)
  /// A file that no build has made stands where one of the site's would go.
  case notOurs(String)
  /// Output and source are one folder, or stand in each other so that one would be read as, or written over, the other.
  case mixedWithSource(output: String, source: String)
  /// The system refused; `code` is its error number.
  case system(operation: String, path: String, code: Int32)

  package var description: String {
    VisibleText.of(message)
  }

  private var message: String {
    switch self {
    case .notOurs(let path):
      "“\(path)” in the output folder was not made by foyer and is not replaced: choose an empty folder, or remove the file"
    case .mixedWithSource(let output, let source):
      "the output folder \(output) cannot be used with the source folder \(source): choose one outside of it"
    case .unsafePath(let path): "“\(path)” cannot be written: it is not a path within the output folder"
    case .notAFolder(let path): "“\(path)” is in the way: a folder is needed there"
    case .system(let operation, let path, let code): "cannot \(operation) \(path): \(String(cString: strerror(code)))"
    }
  }
}
