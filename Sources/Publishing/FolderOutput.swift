import Builder
import Glibc
import Model
import SiteFolder
import Synchronization

/// Writes a built site into a folder, where a file that did not change stays untouched and files that are not its own stay.
///
/// Which files are its own says `.foyer-manifest` in the folder; it is written last. A folder that is new or empty is filled directly;
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
    var made: [String] = []
  }

  static let manifestName = ".foyer-manifest"
  private static let manifestHeading = "foyer-manifest 1"

  private let files: FolderFiles
  private let isFresh: Bool
  private let asset: @Sendable (AssetFile) throws -> AssetSource
  private let state = Mutex(State())

  /// Opens the folder; makes it, and the folders above it, where they do not exist.
  /// - Parameter asset: finds the content of a file of site or theme.
  package init(
    _ folder: String, asset: @escaping @Sendable (AssetFile) throws -> AssetSource
  ) throws(FolderOutputError) {
    files = try FolderFiles(folder)
    isFresh = files.isEmpty
    self.asset = asset
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
  /// succeeded; without it the folder keeps the union of both, and the next build cleans up.
  package func finish() throws -> Counts {
    var state = self.state.withLock { $0 }
    let manifest = Array(([Self.manifestHeading] + state.made.sorted()).joined(separator: "\n").utf8) + [0x0A]
    if !isFresh {
      let made = Set(state.made)
      for path in try ownedPaths() where !made.contains(path) {
        if try files.remove(path) { state.counts.removed += 1 }
      }
    }
    _ = try write(manifest, to: Self.manifestName)
    return state.counts
  }

  /// The number of bytes written; nil when the file already had this content.
  private func write(_ bytes: [UInt8], to path: String) throws(FolderOutputError) -> Int? {
    let place = try files.place(path)
    if isFresh, try files.create(place, bytes: bytes) { return bytes.count }
    if files.hasContent(place, bytes: bytes) { return nil }
    try files.replace(place) { file throws(FolderOutputError) in try file.write(bytes) }
    return bytes.count
  }

  private func copy(_ source: String, to path: String, size: Int) throws(FolderOutputError) -> Int? {
    let place = try files.place(path)
    // The name holds the content's hash; a file of that name and size is that content.
    if !isFresh, files.size(place) == size { return nil }
    try files.replace(place) { file throws(FolderOutputError) in try file.copy(from: source) }
    return size
  }

  /// The paths in the manifest that can be ours; the file may have been changed by anybody.
  private func ownedPaths() throws(FolderOutputError) -> [String] {
    guard let bytes = try files.read(Self.manifestName) else { return [] }
    let lines = bytes.split(separator: 0x0A).map { String(decoding: $0, as: UTF8.self) }
    guard lines.first == Self.manifestHeading else { return [] }
    return lines.dropFirst().filter { OutputPath.isSafe($0) && $0 != Self.manifestName }
  }
}

package enum FolderOutputError: Error, Hashable, Sendable, CustomStringConvertible {
  /// A path that could lead out of the folder.
  case unsafePath(String)
  /// Something other than a folder stands where one is needed.
  case notAFolder(String)
  /// The system refused; `code` is its error number.
  case system(operation: String, path: String, code: Int32)

  package var description: String {
    switch self {
    case .unsafePath(let path): "“\(path)” cannot be written: it is not a path within the output folder"
    case .notAFolder(let path): "“\(path)” is in the way: a folder is needed there"
    case .system(let operation, let path, let code): "cannot \(operation) \(path): \(String(cString: strerror(code)))"
    }
  }
}
