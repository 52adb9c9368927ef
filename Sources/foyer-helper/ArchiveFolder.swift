import Glibc

/// The folder that an archive is unpacked into: everything below it is made by descriptor and without following links, and all of it is
/// taken away again when the archive turns out to be bad.
final class ArchiveFolder {
  private let root: Int32
  /// Folders by their paths as written; never more than a few are open.
  private var made: [String] = []
  private var files: [String] = []
  private var last: (path: String, descriptor: Int32)?

  /// - Parameter path: an empty folder
  init(_ path: String) {
    root = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
    guard root >= 0 else { fail("the folder to unpack into cannot be opened: \(reason())") }
  }

  /// Opens a new file for writing; nil with `errno` set.
  func create(_ parts: [String]) -> Int32? {
    guard let folder = folder(parts.dropLast()) else { return nil }
    let descriptor = openat(folder, parts.last!, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o640)
    guard descriptor >= 0 else { return nil }
    files.append(parts.joined(separator: "/"))
    return descriptor
  }

  func makeFolder(_ parts: [String]) -> Bool { folder(parts[...]) != nil }

  private func folder(_ parts: ArraySlice<String>) -> Int32? {
    guard !parts.isEmpty else { return root }
    let path = parts.joined(separator: "/")
    if let last, last.path == path { return last.descriptor }
    var current = dup(root)
    var walked = ""
    for part in parts {
      walked += walked.isEmpty ? part : "/\(part)"
      if mkdirat(current, part, 0o750) == 0 {
        made.append(walked)
      } else if errno != EEXIST {
        close(current)
        return nil
      }
      let next = openat(current, part, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
      let number = errno
      close(current)
      guard next >= 0 else {
        errno = number
        return nil
      }
      current = next
    }
    if let last { close(last.descriptor) }
    last = (path, current)
    return current
  }

  /// Takes away everything that was made.
  func removeAll() {
    for file in files { unlinkat(root, file, 0) }
    for folder in made.reversed() { unlinkat(root, folder, AT_REMOVEDIR) }
  }
}
