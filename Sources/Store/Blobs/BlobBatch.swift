import Glibc
import Synchronization

/// Contents that become blobs together: each is written to a temporary file as it comes; `finish` brings all of them to the disk, gives them
/// their names, and brings the names to the disk.
///
/// A crash at any moment leaves names that stand for whole contents, and temporary files, which the next start sweeps. Any number of
/// threads may add at a time.
package final class BlobBatch: Sendable {
  private struct Written {
    let hash: String
    let temporary: String
    /// Open until the content is on the disk; nil when all contents go there at once.
    let descriptor: Int32?
  }

  private struct State {
    var written: [Written] = []
    var hashes: Set<String> = []
    /// Folders in which a name is new, or was there already but perhaps only in memory.
    var folders: Set<String> = []
    var hasNewFolder = false
  }

  /// Up to this many contents are synced one by one; for more, one sync of the whole file system is cheaper.
  private static let singleLimit = 24

  private let blobs: BlobFolder
  private let state = Mutex(State())

  package init(_ blobs: BlobFolder) { self.blobs = blobs }

  /// Without `finish` nothing remains.
  deinit {
    state.withLock { state in
      for file in state.written {
        if let descriptor = file.descriptor { close(descriptor) }
        unlink(file.temporary)
      }
    }
  }

  /// A content that is there already is not written again.
  package func add(_ bytes: [UInt8], hash: String) throws(StoreError) {
    let folder = String(hash.prefix(2))
    let (isNew, count) = state.withLock { state in
      state.folders.insert(folder)
      return (state.hashes.insert(hash).inserted, state.hashes.count)
    }
    guard isNew, !blobs.contains(hash) else { return }
    let temporary = "\(blobs.path)/new/\(hash)-\(UInt32.random(in: 0 ... .max))"
    try check(.open, temporary)
    let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o640)
    guard descriptor >= 0 else { throw BlobFolder.failure(temporary) }
    do throws(StoreError) {
      try write(bytes, to: descriptor, at: temporary)
    } catch {
      close(descriptor)
      unlink(temporary)
      throw error
    }
    let staysOpen = count <= Self.singleLimit
    if !staysOpen { close(descriptor) }
    state.withLock {
      $0.written.append(Written(hash: hash, temporary: temporary, descriptor: staysOpen ? descriptor : nil))
    }
  }

  /// Every content that was added is a blob, on the disk, when this returns.
  /// - Throws: `StoreError.blob` and its like; contents that have their name already keep it, which harms nobody.
  package func finish() throws(StoreError) {
    var state = self.state.withLock { state in
      let taken = state
      state.written = []
      return taken
    }
    defer {
      for file in state.written {
        if let descriptor = file.descriptor { close(descriptor) }
        unlink(file.temporary)
      }
    }
    let isLarge = state.hashes.count > Self.singleLimit
    if isLarge, !state.written.isEmpty {
      try syncAll()
    } else {
      for file in state.written {
        guard let descriptor = file.descriptor else { continue }
        try check(.sync, file.temporary)
        guard fsync(descriptor) == 0 else { throw BlobFolder.failure(file.temporary) }
      }
    }
    for folder in Set(state.written.map { String($0.hash.prefix(2)) }) {
      try check(.folder, folder)
      if try BlobFolder.makeFolder("\(blobs.path)/\(folder)") { state.hasNewFolder = true }
    }
    while let file = state.written.last {
      let target = blobs.location(of: file.hash)
      try check(.rename, target)
      guard rename(file.temporary, target) == 0 else { throw BlobFolder.failure(target) }
      if let descriptor = file.descriptor { close(descriptor) }
      state.written.removeLast()
    }
    if isLarge { return try syncAll() }
    for folder in state.folders.sorted() { try sync(folder: "\(blobs.path)/\(folder)") }
    if state.hasNewFolder { try sync(folder: blobs.path) }
  }

  private func write(_ bytes: [UInt8], to descriptor: Int32, at path: String) throws(StoreError) {
    try check(.write, path)
    var done = 0
    while done < bytes.count {
      let step = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress! + done, $0.count - done) }
      if step < 0, errno == EINTR { continue }
      guard step > 0 else { throw BlobFolder.failure(path) }
      done += step
    }
  }

  private func sync(folder: String) throws(StoreError) {
    try check(.sync, folder)
    let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw BlobFolder.failure(folder) }
    defer { close(descriptor) }
    guard fsync(descriptor) == 0 else { throw BlobFolder.failure(folder) }
  }

  /// Brings everything to the disk that was written to its file system.
  private func syncAll() throws(StoreError) {
    try check(.sync, blobs.path)
    let descriptor = open(blobs.path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw BlobFolder.failure(blobs.path) }
    defer { close(descriptor) }
    guard FileSystemSync.run(descriptor) == 0 else { throw BlobFolder.failure(blobs.path) }
  }

  private func check(_ call: FileFaults.Call, _ path: String) throws(StoreError) {
    if let faults = blobs.faults { try faults.check(call, path) }
  }
}

/// Linux's `syncfs`, which Swift's headers leave out: everything that was written to the file system of an open file goes to the disk.
private enum FileSystemSync {
  private typealias Call = @convention(c) (Int32) -> Int32
  private static let call = dlsym(nil, "syncfs").map { unsafeBitCast($0, to: Call.self) }

  static func run(_ descriptor: Int32) -> Int32 {
    if let call { return call(descriptor) }
    sync()
    return 0
  }
}

/// Makes one of the blob folder's file calls fail, or does anything else at that moment. Only tests have one.
package final class FileFaults: Sendable {
  package enum Call: Sendable { case open, write, sync, folder, rename }

  private let count = Atomic(0)
  private let happens: @Sendable (Call, Int) -> Bool

  /// - Parameter happens: whether the call fails; gets its kind and its number, from 1.
  package init(_ happens: @escaping @Sendable (Call, Int) -> Bool) { self.happens = happens }

  /// How many calls there were.
  package var calls: Int { count.load(ordering: .relaxed) }

  func check(_ call: Call, _ path: String) throws(StoreError) {
    let number = count.wrappingAdd(1, ordering: .relaxed).newValue
    if happens(call, number) { throw .blob(path: path, reason: "call \(number) fails in this test") }
  }
}
