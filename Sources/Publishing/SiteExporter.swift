import Glibc
import Model
import SiteFolder
import Store

extension Store {
  /// Writes a site as a folder of docs/site-folder.md, with its theme and files, into an empty folder.
  /// - Parameter revision: nil for the newest one
  /// - Returns: how many files were written
  package func export(_ key: SiteKey, at revision: Revision?, to folder: String) async throws -> Int {
    let snapshot = try await snapshot(of: key, at: revision)
    let blobs = blobs
    return try await onWorkerThread {
      let files = try SiteFolderWriter.files(of: snapshot)
      let output = try ExportFolder(folder)
      for file in files {
        switch file.content {
        case .bytes(let bytes): try output.write(bytes, to: file.path)
        case .asset(let hash): try output.write(try blobs.get(hash), to: file.path)
        }
      }
      return files.count
    }
  }
}

/// Writes new files below a folder, and makes the folders that they stand in.
struct ExportFolder {
  private let files: FolderFiles

  init(_ path: String) throws(FolderOutputError) {
    files = try FolderFiles(FolderFiles.resolved(path))
  }

  func write(_ bytes: [UInt8], to path: String) throws(FolderOutputError) {
    let place = try files.place(path)
    let descriptor = openat(
      place.folder.descriptor, place.name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw .system(operation: "write", path: path, code: errno) }
    defer { close(descriptor) }
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { throw .system(operation: "write", path: path, code: errno) }
      rest = rest.dropFirst(count)
    }
  }
}
