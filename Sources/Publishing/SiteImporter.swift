import Glibc
import Model
import SiteFolder
import Store

extension Store {
  /// Makes a site of a folder that was read: the contents of its files go into the blob folder first, then everything else into the
  /// database in one transaction. After an error there is no half a site, at most blobs that nothing refers to.
  package func importSite(
    _ read: ReadSite, slug: String, project: ProjectID, agency: AgencyID, author: AccountID?
  ) async throws -> SiteKey {
    try await put(read.assetSources)
    return try await createSite(read.snapshot, slug: slug, project: project, agency: agency, author: author)
  }

  /// Puts the contents of a folder's files into the blob folder.
  func put(_ sources: [String: AssetSource]) async throws {
    let blobs = blobs
    try await onWorkerThread {
      for (hash, source) in sources where !blobs.contains(hash) {
        let bytes =
          switch source {
          case .bytes(let bytes): bytes
          case .file(let path): try contents(ofFile: path)
          }
        guard try blobs.put(bytes) == hash else {
          throw StoreError.damaged("a file of the site folder has changed while it was read (\(hash))")
        }
      }
    }
  }
}

private func contents(ofFile path: String) throws(StoreError) -> [UInt8] {
  func failure() -> StoreError { .blob(path: path, reason: String(cString: strerror(errno))) }
  let descriptor = open(path, O_RDONLY | O_CLOEXEC)
  guard descriptor >= 0 else { throw failure() }
  defer { close(descriptor) }
  var bytes: [UInt8] = []
  var buffer = [UInt8](repeating: 0, count: 1 << 18)
  while true {
    let count = Glibc.read(descriptor, &buffer, buffer.count)
    if count < 0, errno == EINTR { continue }
    guard count >= 0 else { throw failure() }
    if count == 0 { return bytes }
    bytes += buffer[..<count]
  }
}
