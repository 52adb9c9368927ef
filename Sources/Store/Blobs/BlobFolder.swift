import Crypto
import Glibc

/// Contents by their SHA-256: assets, renditions and built files. A blob is written once and never changes, so any number of
/// readers need no lock, and any shared file system serves several nodes.
///
/// `blobs/ab/cdef…` holds the content whose hash is `abcdef…`. How contents are written says `BlobBatch`: after an answer they survive a power
/// cut, and a name never stands for half a content.
package struct BlobFolder: Sendable {
  package let path: String
  /// Lets a test fail one of the file calls.
  let faults: FileFaults?

  /// Creates the folder where it is missing, and sweeps what an interrupted write left behind.
  /// - Parameter sweeping: false for a process that does not hold the data folder's lock, since another may be writing.
  /// - Throws: `StoreError.blob` when the folder cannot be made.
  package init(path: String, sweeping: Bool = true, faults: FileFaults? = nil) throws(StoreError) {
    self.path = path
    self.faults = faults
    try Self.makeFolder(path)
    try Self.makeFolder(path + "/new")
    if sweeping { sweep() }
  }

  /// Where a content is or would be.
  package func location(of hash: String) -> String {
    "\(path)/\(hash.prefix(2))/\(hash.dropFirst(2))"
  }

  package func contains(_ hash: String) -> Bool {
    Self.isHash(hash) && access(location(of: hash), F_OK) == 0
  }

  /// Stores a content and returns its hash. A content that is there already is not written again.
  package func put(_ bytes: [UInt8]) throws(StoreError) -> String {
    let hash = hexadecimal(SHA256.hash(data: bytes))
    try put(bytes, hash: hash)
    return hash
  }

  /// Stores a content whose hash the caller has computed.
  package func put(_ bytes: [UInt8], hash: String) throws(StoreError) {
    if contains(hash) { return }
    let batch = BlobBatch(self)
    try batch.add(bytes, hash: hash)
    try batch.finish()
  }

  /// Puts bytes into a file that nothing names, for a program that wants one; whoever asked for it removes it, or the next start does.
  package func temporary(_ bytes: [UInt8]) throws(StoreError) -> String {
    let path = "\(path)/new/once-\(UInt64.random(in: 0 ... .max))"
    let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard descriptor >= 0 else { throw Self.failure(path) }
    defer { close(descriptor) }
    var done = 0
    while done < bytes.count {
      let step = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress! + done, $0.count - done) }
      if step < 0, errno == EINTR { continue }
      guard step > 0 else {
        let failure = Self.failure(path)
        unlink(path)
        throw failure
      }
      done += step
    }
    return path
  }

  /// The content of a hash, checked against it.
  /// - Throws: `notFound`, `damaged` when the content is not what it was, `blob` when it cannot be read.
  package func get(_ hash: String) throws(StoreError) -> [UInt8] {
    guard Self.isHash(hash) else { throw .notFound("blob “\(hash)”") }
    let bytes = try Self.read(location(of: hash))
    guard hexadecimal(SHA256.hash(data: bytes)) == hash else { throw .damaged("blob \(hash)") }
    return bytes
  }

  /// 64 lower-case hexadecimal digits.
  package static func isHash(_ text: String) -> Bool {
    text.utf8.count == 64 && text.utf8.allSatisfy { (48...57).contains($0) || (97...102).contains($0) }
  }

  private static func read(_ path: String) throws(StoreError) -> [UInt8] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
    guard descriptor >= 0 else { throw errno == ENOENT ? .notFound(path) : failure(path) }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw failure(path) }
    let size = Int(status.st_size)
    var isComplete = true
    let bytes = [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
      count = 0
      while count < size {
        let step = Glibc.read(descriptor, buffer.baseAddress! + count, size - count)
        if step < 0, errno == EINTR { continue }
        guard step > 0 else {
          isComplete = false
          return
        }
        count += step
      }
    }
    guard isComplete else { throw failure(path) }
    return bytes
  }

  /// Returns whether the folder was made just now.
  @discardableResult
  static func makeFolder(_ path: String) throws(StoreError) -> Bool {
    if mkdir(path, 0o750) == 0 { return true }
    guard errno == EEXIST else { throw failure(path) }
    return false
  }

  /// Removes temporary files of writes that never finished. The data folder's lock guarantees that nobody is writing now.
  private func sweep() {
    guard let folder = opendir(path + "/new") else { return }
    defer { closedir(folder) }
    while let entry = readdir(folder) {
      let name = withUnsafeBytes(of: entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
      if name != ".", name != ".." { unlink("\(path)/new/\(name)") }
    }
  }

  static func failure(_ path: String) -> StoreError {
    errno == ENOSPC || errno == EDQUOT
      ? .blobFolderFull(path: path) : .blob(path: path, reason: String(cString: strerror(errno)))
  }
}
