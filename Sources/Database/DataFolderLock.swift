import Glibc

/// Keeps a second process away from a data folder. The lock belongs to the open file, so it is free the moment the
/// process ends, however it ends; the number in the file is for people to read and decides nothing.
package final class DataFolderLock: Sendable {
  private let descriptor: Int32

  /// Takes the lock or fails at once.
  /// - Throws: `locked` when somebody else holds it, `cannotOpen` when the folder cannot be written.
  package init(folder: String) throws(DatabaseError) {
    let path = "\(folder)/foyer.lock"
    descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else {
      throw .cannotOpen(location: path, reason: String(cString: strerror(errno)))
    }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      let reason = errno
      let holder = Self.holder(in: descriptor)
      Glibc.close(descriptor)
      if reason == EWOULDBLOCK { throw .locked(folder: folder, holder: holder) }
      throw .cannotOpen(location: path, reason: "cannot lock it: \(String(cString: strerror(reason)))")
    }
    let text = "\(getpid())\n"
    ftruncate(descriptor, 0)
    pwrite(descriptor, text, text.utf8.count, 0)
  }

  deinit {
    // Closing would do, unless a child process is just being started and still holds a copy of the descriptor.
    flock(descriptor, LOCK_UN)
    Glibc.close(descriptor)
  }

  private static func holder(in descriptor: Int32) -> Int? {
    var buffer = [UInt8](repeating: 0, count: 20)
    let count = pread(descriptor, &buffer, buffer.count, 0)
    guard count > 0 else { return nil }
    return Int(String(decoding: buffer[..<count].prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self))
  }
}
