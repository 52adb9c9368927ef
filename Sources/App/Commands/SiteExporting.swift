import Glibc
import Model
import Publishing
import Store

extension SiteCommands {
  /// Writes a site as a folder or an archive. Nothing stands at `output` until all of it is written.
  /// - Parameters:
  ///   - output: a folder that does not exist or is empty, or a path that ends in `.zip` and at which nothing stands
  ///   - revision: nil for the newest one
  package func export(
    _ slug: String, to output: String, revision: Revision?, withHistory: Bool = false
  ) async throws -> (revision: Revision, files: Int) {
    let site = try await site(slug)
    let revision = revision ?? site.revision
    let isArchive = SiteArchive.isArchive(output)
    guard isArchive || !withHistory else {
      throw CommandFailure(.badInput, "--history needs a file whose name ends in .zip, not “\(output)”")
    }
    let target = output.count > 1 && output.hasSuffix("/") ? String(output.dropLast()) : output
    let parent = target.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
    let folderAbove = parent.isEmpty ? (target.hasPrefix("/") ? "/" : ".") : parent
    if access(target, F_OK) == 0, isArchive || rmdir(target) != 0 {
      throw CommandFailure(.cannotWrite, "“\(target)” is there already; choose another name, or remove it")
    }
    let fresh = try FreshFolder(in: folderAbove, prefix: ".foyer-export")
    let content = "\(fresh.path)/site"
    var files = try await store.export(site.key, at: revision, to: content)
    if withHistory { files += try await store.exportHistory(of: site.key, to: content) }
    if isArchive {
      let packed = "\(fresh.path)/site.zip"
      try await onWorkerThread { try SiteArchive.pack(content, to: packed) }
      try move(packed, to: target)
    } else {
      try move(content, to: target)
    }
    return (revision, files)
  }

  private func move(_ path: String, to target: String) throws {
    guard rename(path, target) == 0 else {
      throw CommandFailure(.cannotWrite, "“\(target)” cannot be written: \(String(cString: strerror(errno)))")
    }
  }
}
