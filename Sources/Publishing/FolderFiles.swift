import CTargets
import Glibc
import Synchronization

/// The file calls below one folder. Paths are checked before they come here.
///
/// Every folder on the way to a file is opened from the one above it, and no symbolic link is followed, so that whatever somebody puts in
/// the place of a folder meanwhile leads nowhere else. Some stay open, because the files of a site stand close together.
final class FolderFiles: Sendable {
  /// An open folder; closed when nobody uses it any more.
  final class Folder: Sendable {
    let descriptor: Int32
    init(_ descriptor: Int32) { self.descriptor = descriptor }
    deinit { close(descriptor) }
  }

  /// Where a file stands: `name`, which is no path, in an open folder.
  struct Place {
    let folder: Folder
    let name: String
    /// For messages.
    let path: String
  }

  /// Far below the usual limit of 1024 open files.
  private static let openLimit = 128

  /// The folder itself; this one can be listed.
  let root: Folder
  /// Folders by their paths.
  private let open = Mutex<[String: Folder]>([:])
  private let counter = Atomic(0)

  /// Opens the folder; makes it, and the folders above it, where they do not exist.
  /// - Parameter path: without links, as `resolved` returns it; one that stands there now is not followed.
  init(_ path: String) throws(FolderOutputError) {
    let parts = path.split(separator: "/", omittingEmptySubsequences: true).map(String.init)
    var folder = Folder(Glibc.open(path.hasPrefix("/") ? "/" : ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC))
    for (index, part) in parts.enumerated() {
      // One that exists may stand in a folder that may not be written to.
      let failure = mkdirat(folder.descriptor, part, 0o755) == 0 ? 0 : errno
      let isLast = index == parts.count - 1
      let next =
        isLast
        ? openat(folder.descriptor, part, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
        : foyer_open_folder(folder.descriptor, part)
      guard next >= 0 else {
        let here = (path.hasPrefix("/") ? "/" : "") + parts[...index].joined(separator: "/")
        if errno == ENOTDIR || errno == ELOOP { throw .notAFolder(here) }
        if errno == ENOENT { throw .system(operation: "make the folder", path: here, code: failure) }
        throw .system(operation: "open the folder", path: here, code: errno)
      }
      folder = Folder(next)
    }
    root = folder
  }

  /// The place of a path, where the folders above it exist; makes none.
  func existing(_ path: String) -> Place? { try? place(path, isMaking: false) }

  /// Whether anything at all stands there, in a folder below this one.
  func exists(_ path: String) -> Bool { existing(path).map { exists($0) } ?? false }

  /// Whether anything at all stands there.
  func exists(_ place: Place) -> Bool {
    var status = stat()
    return fstatat(place.folder.descriptor, place.name, &status, AT_SYMLINK_NOFOLLOW) == 0
  }

  /// An absolute path without links and `..`; the end of it need not exist.
  static func resolved(_ path: String) -> String {
    func real(_ path: String) -> String? {
      guard let found = realpath(path, nil) else { return nil }
      defer { free(found) }
      return String(cString: found)
    }
    var result = path.hasPrefix("/") ? "/" : real(".") ?? "/"
    for part in path.split(separator: "/") where part != "." {
      if part == ".." {
        result = result.lastIndex(of: "/").map { $0 == result.startIndex ? "/" : String(result[..<$0]) } ?? "/"
      } else {
        let next = result == "/" ? "/\(part)" : "\(result)/\(part)"
        result = real(next) ?? next
      }
    }
    return result
  }

  var isEmpty: Bool {
    let copy = openat(root.descriptor, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard copy >= 0, let stream = fdopendir(copy) else { return false }
    defer { closedir(stream) }
    while let entry = readdir(stream) {
      let name = withUnsafeBytes(of: entry.pointee.d_name) { $0.prefix { $0 != 0 }.map { $0 } }
      if name != Array(".".utf8) && name != Array("..".utf8) { return false }
    }
    return true
  }

  // MARK: Folders

  /// The place of a path; makes the folders above it where they do not exist.
  func place(_ path: String) throws(FolderOutputError) -> Place { try place(path, isMaking: true) }

  private func place(_ path: String, isMaking: Bool) throws(FolderOutputError) -> Place {
    // Whoever asks has checked it; a path that leads out of the folder must not depend on that.
    let parts = path.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false).map { Substring($0) }
    guard !parts.contains(where: Self.leadsOut) else { throw .unsafePath(path) }
    let folder = try folder(parts.dropLast(), isMaking: isMaking)
    return Place(folder: folder, name: String(parts[parts.count - 1]), path: path)
  }

  private static func leadsOut(_ part: Substring) -> Bool { part.isEmpty || part == "." || part == ".." }

  private func folder(_ parts: ArraySlice<Substring>, isMaking: Bool) throws(FolderOutputError) -> Folder {
    guard let last = parts.last else { return root }
    let path = parts.joined(separator: "/")
    if let known = open.withLock({ $0[path] }) { return known }
    let parent = try folder(parts.dropLast(), isMaking: isMaking)
    let name = String(last)
    if isMaking, mkdirat(parent.descriptor, name, 0o755) != 0, errno != EEXIST {
      throw .system(operation: "make the folder", path: path, code: errno)
    }
    let descriptor = foyer_open_folder(parent.descriptor, name)
    guard descriptor >= 0 else {
      if errno == ENOTDIR || errno == ELOOP { throw .notAFolder(path) }
      throw .system(operation: "open the folder", path: path, code: errno)
    }
    let folder = Folder(descriptor)
    // Closed when nobody waits for the lock any more.
    var closing: [String: Folder] = [:]
    open.withLock { open in
      if open.count >= Self.openLimit { swap(&open, &closing) }
      open[path] = folder
    }
    return folder
  }

  // MARK: Files

  /// Makes a new file. Returns false when something stands there already.
  func create(_ place: Place, bytes: [UInt8]) throws(FolderOutputError) -> Bool {
    let flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC
    let descriptor = openat(place.folder.descriptor, place.name, flags, 0o644)
    if descriptor < 0 && errno == EEXIST { return false }
    let file = try OutputFile(descriptor, path: place.path)
    defer { file.close() }
    try file.write(bytes)
    return true
  }

  /// Writes beside the file and moves the result to its place.
  /// - Parameter name: that of the file beside it; nil for one that no other process uses
  func replace(
    _ place: Place, temporary name: String? = nil, _ write: (OutputFile) throws(FolderOutputError) -> Void
  ) throws(FolderOutputError) {
    let number = counter.wrappingAdd(1, ordering: .relaxed).oldValue
    let temporary = name.flatMap { $0.split(separator: "/").last }.map(String.init) ?? ".foyer-\(getpid())-\(number)"
    let folder = place.folder.descriptor
    unlinkat(folder, temporary, 0)
    let file = try OutputFile(
      openat(folder, temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o644), path: place.path)
    do {
      try write(file)
    } catch {
      file.close()
      unlinkat(folder, temporary, 0)
      throw error
    }
    file.close()
    guard renameat(folder, temporary, folder, place.name) == 0 else {
      let code = errno
      unlinkat(folder, temporary, 0)
      throw .system(operation: "write", path: place.path, code: code)
    }
  }

  /// The size of a plain file; nil where there is none.
  func size(_ place: Place) -> Int? {
    var status = stat()
    guard fstatat(place.folder.descriptor, place.name, &status, AT_SYMLINK_NOFOLLOW) == 0,
      status.st_mode & S_IFMT == S_IFREG
    else { return nil }
    return Int(status.st_size)
  }

  func hasContent(_ place: Place, bytes: [UInt8]) -> Bool {
    let descriptor = openat(place.folder.descriptor, place.name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { return false }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG, Int(status.st_size) == bytes.count
    else { return false }
    return bytes.withUnsafeBytes { wanted in
      withUnsafeTemporaryAllocation(byteCount: min(max(bytes.count, 1), 64 << 10), alignment: 16) { buffer in
        var offset = 0
        while offset < wanted.count {
          let count = Glibc.read(descriptor, buffer.baseAddress, min(buffer.count, wanted.count - offset))
          if count < 0 && errno == EINTR { continue }
          guard count > 0, memcmp(buffer.baseAddress!, wanted.baseAddress! + offset, count) == 0 else { return false }
          offset += count
        }
        return true
      }
    }
  }

  /// The content of a small file at the root; nil where there is none.
  func read(_ name: String) throws(FolderOutputError) -> [UInt8]? {
    let descriptor = openat(root.descriptor, name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else {
      if errno == ENOENT || errno == ELOOP { return nil }
      throw .system(operation: "read", path: name, code: errno)
    }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 64 << 10)
    while true {
      let count = Glibc.read(descriptor, &buffer, buffer.count)
      if count < 0 && errno == EINTR { continue }
      guard count >= 0 else { throw .system(operation: "read", path: name, code: errno) }
      if count == 0 { return bytes }
      bytes += buffer[..<count]
    }
  }

  /// Removes a file and the folders that it leaves empty. Returns false when it was gone already.
  func remove(_ path: String) throws(FolderOutputError) -> Bool {
    var parts = path.split(separator: "/").map(String.init)[...]
    var folders = [root]
    for part in parts.dropLast() {
      let descriptor = foyer_open_folder(folders[folders.count - 1].descriptor, part)
      // Gone, or a link that somebody put there: not ours any more.
      guard descriptor >= 0 else { return false }
      folders.append(Folder(descriptor))
    }
    guard let name = parts.popLast(), let folder = folders.popLast() else { return false }
    guard unlinkat(folder.descriptor, name, 0) == 0 else {
      if errno == ENOENT || errno == EISDIR { return false }
      throw .system(operation: "remove", path: path, code: errno)
    }
    while let parent = folders.popLast(), let name = parts.last {
      // Refused, as it should be, when anything else is in it.
      guard unlinkat(parent.descriptor, name, AT_REMOVEDIR) == 0 else { break }
      let gone = parts.joined(separator: "/")
      _ = open.withLock { $0.removeValue(forKey: gone) }
      parts.removeLast()
    }
    return true
  }
}

/// A file that is being written.
struct OutputFile {
  private let descriptor: Int32
  private let path: String

  init(_ descriptor: Int32, path: String) throws(FolderOutputError) {
    guard descriptor >= 0 else { throw .system(operation: "write", path: path, code: errno) }
    self.descriptor = descriptor
    self.path = path
  }

  func close() { Glibc.close(descriptor) }

  func write(_ bytes: [UInt8]) throws(FolderOutputError) { try write(bytes, count: bytes.count) }

  private func write(_ bytes: [UInt8], count: Int) throws(FolderOutputError) {
    let code = bytes.withUnsafeBytes { buffer -> Int32 in
      var offset = 0
      while offset < count {
        let written = Glibc.write(descriptor, buffer.baseAddress! + offset, count - offset)
        if written < 0 && errno == EINTR { continue }
        if written < 0 { return errno }
        offset += written
      }
      return 0
    }
    if code != 0 { throw .system(operation: "write", path: path, code: code) }
  }

  func copy(from source: String) throws(FolderOutputError) {
    let input = open(source, O_RDONLY | O_CLOEXEC)
    guard input >= 0 else { throw .system(operation: "read", path: source, code: errno) }
    defer { Glibc.close(input) }
    var buffer = [UInt8](repeating: 0, count: 256 << 10)
    while true {
      let count = read(input, &buffer, buffer.count)
      if count < 0 && errno == EINTR { continue }
      guard count >= 0 else { throw .system(operation: "read", path: source, code: errno) }
      if count == 0 { return }
      try write(buffer, count: count)
    }
  }
}
