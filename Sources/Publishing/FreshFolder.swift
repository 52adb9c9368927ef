import Glibc

/// A new folder of a name that nobody else has, gone with everything in it when this object is.
package final class FreshFolder: Sendable {
  package let path: String

  /// - Parameter parent: a folder that exists
  package init(in parent: String, prefix: String = "foyer") throws(FolderOutputError) {
    var template = Array("\(parent)/\(prefix)-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else {
      throw .system(operation: "make a folder in", path: parent, code: errno)
    }
    path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  deinit { Self.remove(path) }

  /// Removes a folder with everything below it; links are removed and not followed.
  static func remove(_ path: String) {
    remove(path, at: AT_FDCWD)
  }

  private static func remove(_ name: String, at parent: Int32) {
    let folder = openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
    if folder >= 0, let stream = fdopendir(folder) {
      while let entry = readdir(stream) {
        let child = withUnsafeBytes(of: entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
        guard child != ".", child != ".." else { continue }
        if unlinkat(folder, child, 0) != 0 { remove(child, at: folder) }
      }
      closedir(stream)
    }
    unlinkat(parent, name, AT_REMOVEDIR)
  }
}
