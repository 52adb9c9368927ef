import Glibc

/// Tells which files below some folders have changed, by inotify. Source: inotify(7).
///
/// Folders that appear later are watched too, and so is a root that is taken away and comes back. Editors that write a file beside the
/// old one and rename it, and bursts of writes, come out as one change. Hidden files and editors' copies (`~`, `#`) are left out.
package final class FolderWatch {
  /// How long it must be quiet, and how long changes are collected at most, in milliseconds.
  private static let quiet = 50
  private static let longest = 500

  private let descriptor: Int32
  /// The end that `stop` writes to and the one that the watch hears.
  private let stopWriter: Int32
  private let stopReader: Int32
  private let roots: [String]
  private let ignored: [String]
  private var folders: [Int32: String] = [:]
  private var watches: [String: Int32] = [:]

  /// - Parameters:
  ///   - roots: absolute paths of folders
  ///   - ignoring: absolute paths of folders in them whose changes are one's own
  /// - Throws: `FolderOutputError.system` when the system watches no more
  package init(_ roots: [String], ignoring: [String]) throws(FolderOutputError) {
    self.roots = roots
    ignored = ignoring
    descriptor = inotify_init1(Int32(IN_CLOEXEC) | Int32(IN_NONBLOCK))
    guard descriptor >= 0 else { throw .system(operation: "watch", path: roots.first ?? "", code: errno) }
    var ends: [Int32] = [0, 0]
    guard pipe(&ends) == 0 else {
      let code = errno
      close(descriptor)
      throw .system(operation: "watch", path: roots.first ?? "", code: code)
    }
    (stopReader, stopWriter) = (ends[0], ends[1])
    for end in ends {
      _ = fcntl(end, F_SETFD, FD_CLOEXEC)
      _ = fcntl(end, F_SETFL, O_NONBLOCK)
    }
    for root in roots {
      try watch(root)
      try watchAbove(root)
    }
  }

  deinit {
    close(descriptor)
    close(stopReader)
    close(stopWriter)
  }

  /// What ends `changes()` from another thread or a signal.
  package var stopper: @Sendable () -> Void {
    { [stopWriter] in
      var byte: UInt8 = 1
      _ = write(stopWriter, &byte, 1)
    }
  }

  /// Waits until something has changed and it is quiet again. Blocks.
  /// - Returns: the paths, sorted; nil after `stop`
  package func changes() throws(FolderOutputError) -> [String]? {
    var found: Set<String> = []
    var first: Int?
    while true {
      let now = Self.milliseconds()
      var wait: Int32 = -1
      if let first {
        guard now - first < Self.longest else { return found.sorted() }
        wait = Int32(min(Self.quiet, Self.longest - (now - first)))
      }
      var sources = [
        pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0),
        pollfd(fd: stopReader, events: Int16(POLLIN), revents: 0),
      ]
      let ready = poll(&sources, 2, wait)
      if ready < 0 {
        if errno == EINTR { continue }
        throw .system(operation: "watch", path: roots.first ?? "", code: errno)
      }
      if sources[1].revents != 0 { return nil }
      if ready == 0 { return found.sorted() }
      try read(into: &found)
      if first == nil, !found.isEmpty { first = Self.milliseconds() }
    }
  }

  private static func milliseconds() -> Int {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return time.tv_sec * 1000 + time.tv_nsec / 1_000_000
  }

  // MARK: Watching

  private static let mask =
    UInt32(IN_CLOSE_WRITE) | UInt32(IN_CREATE) | UInt32(IN_DELETE) | UInt32(IN_MOVED_FROM) | UInt32(IN_MOVED_TO)
    | UInt32(IN_DELETE_SELF) | UInt32(IN_MOVE_SELF) | UInt32(IN_ONLYDIR) | UInt32(IN_EXCL_UNLINK)

  /// The folder and every one in it. What is gone again meanwhile is no error.
  private func watch(_ root: String, found: (String) -> Void = { _ in }) throws(FolderOutputError) {
    var pending = [root]
    while let folder = pending.popLast() {
      if isIgnored(folder) { continue }
      let number = inotify_add_watch(descriptor, folder, Self.mask)
      guard number >= 0 else {
        // There are only so many; somebody has to raise fs.inotify.max_user_watches.
        if errno == ENOSPC || errno == ENOMEM { throw .system(operation: "watch", path: folder, code: errno) }
        continue
      }
      folders[number] = folder
      watches[folder] = number
      guard let stream = opendir(folder) else { continue }
      defer { closedir(stream) }
      while let entry = readdir(stream) {
        let name = withUnsafeBytes(of: entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
        guard !Self.isHidden(name) else { continue }
        let path = "\(folder)/\(name)"
        var status = stat()
        guard lstat(path, &status) == 0 else { continue }
        if status.st_mode & S_IFMT == S_IFDIR { pending.append(path) } else { found(path) }
      }
    }
  }

  /// The folder above, in which a root may come back.
  private func watchAbove(_ root: String) throws(FolderOutputError) {
    guard let slash = root.lastIndex(of: "/"), slash != root.startIndex else { return }
    let above = String(root[..<slash])
    guard watches[above] == nil else { return }
    let number = inotify_add_watch(
      descriptor, above, UInt32(IN_CREATE) | UInt32(IN_MOVED_TO) | UInt32(IN_ONLYDIR) | UInt32(IN_MASK_ADD))
    guard number >= 0 else { return }
    folders[number] = above
  }

  private func forget(_ folder: String) {
    for (path, number) in watches where path == folder || path.hasPrefix(folder + "/") {
      inotify_rm_watch(descriptor, number)
      watches[path] = nil
      folders[number] = nil
    }
  }

  private func isIgnored(_ path: String) -> Bool { ignored.contains { path == $0 || path.hasPrefix($0 + "/") } }

  private static func isHidden(_ name: String) -> Bool {
    name.hasPrefix(".") || name.hasSuffix("~") || name.hasPrefix("#")
  }

  private func isBelowRoot(_ path: String) -> Bool { roots.contains { path == $0 || path.hasPrefix($0 + "/") } }

  // MARK: Events

  private func read(into found: inout Set<String>) throws(FolderOutputError) {
    var buffer = [UInt8](repeating: 0, count: 65_536)
    let header = MemoryLayout<inotify_event>.size
    while true {
      let count = Glibc.read(descriptor, &buffer, buffer.count)
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return }
      var offset = 0
      while offset + header <= count {
        let event = buffer.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: offset, as: inotify_event.self) }
        let name = String(
          decoding: buffer[(offset + header)..<min(offset + header + Int(event.len), count)].prefix { $0 != 0 },
          as: UTF8.self)
        offset += header + Int(event.len)
        try take(event.wd, event.mask, name, into: &found)
      }
    }
  }

  private func take(
    _ number: Int32, _ mask: UInt32, _ name: String, into found: inout Set<String>
  ) throws(FolderOutputError) {
    if mask & UInt32(IN_Q_OVERFLOW) != 0 {
      // More happened than the system could tell: look at all of it again.
      for root in roots { try watch(root) { _ in } }
      found.formUnion(roots)
      return
    }
    guard let folder = folders[number] else { return }
    if mask & UInt32(IN_IGNORED) != 0 {
      folders[number] = nil
      if watches[folder] == number { watches[folder] = nil }
      return
    }
    if mask & (UInt32(IN_DELETE_SELF) | UInt32(IN_MOVE_SELF)) != 0 {
      if roots.contains(folder) { found.insert(folder) }
      forget(folder)
      return
    }
    guard !name.isEmpty, !Self.isHidden(name) else { return }
    let path = "\(folder)/\(name)"
    guard isBelowRoot(path), !isIgnored(path) else { return }
    found.insert(path)
    guard mask & UInt32(IN_ISDIR) != 0 else { return }
    if mask & (UInt32(IN_MOVED_FROM) | UInt32(IN_DELETE)) != 0 { forget(path) }
    if mask & (UInt32(IN_CREATE) | UInt32(IN_MOVED_TO)) != 0 {
      var inside: [String] = []
      try watch(path) { inside.append($0) }
      found.formUnion(inside)
    }
  }
}
