import Crypto
import Glibc

/// A content that is read in parts, because it is too large to be held.
package final class BlobFile: Sendable {
  /// Bytes.
  package let size: Int
  private let path: String
  private let descriptor: Int32

  fileprivate init(path: String) throws(StoreError) {
    self.path = path
    descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
    guard descriptor >= 0 else {
      throw errno == ENOENT ? .notFound(path) : .blob(path: path, reason: String(cString: strerror(errno)))
    }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else {
      let reason = String(cString: strerror(errno))
      close(descriptor)
      throw .blob(path: path, reason: reason)
    }
    size = Int(status.st_size)
  }

  deinit { close(descriptor) }

  /// The bytes of a part; fewer only when the file ends before.
  package func read(_ range: Range<Int>) throws(StoreError) -> [UInt8] {
    var isRead = true
    let bytes = [UInt8](unsafeUninitializedCapacity: range.count) { buffer, count in
      count = 0
      while count < range.count {
        let step = pread(descriptor, buffer.baseAddress! + count, range.count - count, off_t(range.lowerBound + count))
        if step < 0, errno == EINTR { continue }
        guard step > 0 else {
          isRead = step == 0
          return
        }
        count += step
      }
    }
    guard isRead else { throw .blob(path: path, reason: String(cString: strerror(errno))) }
    return bytes
  }
}

extension BlobFolder {
  /// Opens a content of any size.
  /// - Throws: `notFound`, `blob` when it cannot be read.
  package func file(of hash: String) throws(StoreError) -> BlobFile {
    guard Self.isHash(hash) else { throw .notFound("blob “\(hash)”") }
    return try BlobFile(path: location(of: hash))
  }

  /// Reads a content through, a part at a time, and compares it with its hash.
  /// - Throws: `notFound`, `damaged` when it is not what it was, `blob` when it cannot be read.
  package func check(_ hash: String) throws(StoreError) {
    let file = try file(of: hash)
    var sum = SHA256()
    var done = 0
    while done < file.size {
      let bytes = try file.read(done..<min(done + 1 << 20, file.size))
      guard !bytes.isEmpty else { throw .damaged("blob \(hash)") }
      sum.update(data: bytes)
      done += bytes.count
    }
    guard hexadecimal(sum.finalize()) == hash else { throw .damaged("blob \(hash)") }
  }
}
