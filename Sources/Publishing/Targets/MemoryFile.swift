import CTargets
import Glibc

/// A file that exists in memory alone, for a program that we start: what is in it never reaches a disk, an argument or an environment.
final class MemoryFile {
  private let descriptor: Int32

  /// - Parameter mode: 0600, or 0700 for a script
  /// - Throws: `TargetError.missing` when the system has no room for it.
  init(_ bytes: [UInt8], mode: mode_t = 0o600) throws(TargetError) {
    descriptor = foyer_memory_file("foyer")
    let isWritten =
      descriptor >= 0 && fchmod(descriptor, mode) == 0 && write(descriptor, bytes, bytes.count) == bytes.count
    if !isWritten {
      let reason = String(cString: strerror(errno))
      if descriptor >= 0 { close(descriptor) }
      throw .missing(.init(.noResources, said: reason))
    }
  }

  deinit { close(descriptor) }

  /// Where processes of the same user find it as long as this object lives.
  var path: String { "/proc/\(getpid())/fd/\(descriptor)" }
}
