import CCmarkGFM
import Glibc

/// A thread's memory for one libcmark-gfm document at a time. Allocating moves a mark, and all of it is free again at once.
///
/// A page of 5 KB takes hundreds of small allocations, which were a third of the time it takes to parse and render. What does
/// not fit goes to the system's allocator, so texts for which the library allocates and frees without end need no more memory than
/// they would without this.
struct MarkdownMemory {
  private static let capacity = 512 << 10

  /// What libcmark-gfm calls. Documents that use it stay on the thread that made them.
  nonisolated(unsafe) static let functions: UnsafeMutablePointer<cmark_mem> = {
    let functions = UnsafeMutablePointer<cmark_mem>.allocate(capacity: 1)
    functions.initialize(
      to: cmark_mem(
        calloc: { MarkdownMemory.zeroed($0, $1) }, realloc: { MarkdownMemory.resized($0, $1) },
        free: { MarkdownMemory.free($0) }))
    return functions
  }()

  private struct Region {
    let base: UnsafeMutableRawPointer
    /// Everything from here on is zero.
    var used = 0
    var isTaken = false
    /// Something of the document did not fit.
    var hasOverflowed = false
  }

  private let region: UnsafeMutablePointer<Region>

  /// The thread's memory; nil while another document has it.
  static func take() -> MarkdownMemory? {
    guard let region = current ?? made() else { return nil }
    guard !region.pointee.isTaken else { return nil }
    region.pointee.isTaken = true
    return MarkdownMemory(region: region)
  }

  /// Whether the document has memory of the system's, which must be freed piece by piece before `giveBack`.
  var hasOverflowed: Bool { region.pointee.hasOverflowed }

  func giveBack() {
    memset(region.pointee.base, 0, region.pointee.used)
    region.pointee.used = 0
    region.pointee.hasOverflowed = false
    region.pointee.isTaken = false
  }

  // MARK: The thread's region

  private static let key: pthread_key_t = {
    var key = pthread_key_t()
    pthread_key_create(&key) { argument in
      guard let region = argument?.assumingMemoryBound(to: Region.self) else { return }
      Glibc.free(region.pointee.base)
      region.deallocate()
    }
    return key
  }()

  private static var current: UnsafeMutablePointer<Region>? {
    pthread_getspecific(key)?.assumingMemoryBound(to: Region.self)
  }

  private static func made() -> UnsafeMutablePointer<Region>? {
    guard let base = calloc(1, capacity) else { return nil }
    let region = UnsafeMutablePointer<Region>.allocate(capacity: 1)
    region.initialize(to: Region(base: base))
    guard pthread_setspecific(key, region) == 0 else {
      Glibc.free(base)
      region.deallocate()
      return nil
    }
    return region
  }

  // MARK: What libcmark-gfm calls

  /// In front of every piece: its size.
  private static let header = MemoryLayout<Int>.size

  private static func zeroed(_ count: Int, _ size: Int) -> UnsafeMutableRawPointer? {
    let (bytes, isTooLarge) = count.multipliedReportingOverflow(by: size)
    guard !isTooLarge, bytes >= 0 else { abort() }
    guard let region = current else { return orAbort(calloc(1, bytes)) }
    guard let start = piece(bytes, of: region) else {
      region.pointee.hasOverflowed = true
      return orAbort(calloc(1, bytes))
    }
    return start
  }

  private static func piece(_ bytes: Int, of region: UnsafeMutablePointer<Region>) -> UnsafeMutableRawPointer? {
    guard bytes <= capacity else { return nil }
    // As the records of the library want it: they hold pointers and numbers, nothing wider.
    let size = (bytes + 7) & ~7
    let end = region.pointee.used + header + size
    guard end <= capacity else { return nil }
    let start = region.pointee.base + region.pointee.used + header
    (start - header).storeBytes(of: size, as: Int.self)
    region.pointee.used = end
    return start
  }

  private static func resized(_ old: UnsafeMutableRawPointer?, _ bytes: Int) -> UnsafeMutableRawPointer? {
    guard let old else { return zeroed(1, bytes) }
    guard let region = current, let offset = offset(of: old, in: region) else { return orAbort(realloc(old, bytes)) }
    let size = (old - header).load(as: Int.self)
    guard bytes > size else { return old }
    if offset + size == region.pointee.used, bytes <= capacity - offset - 8 {
      let larger = (bytes + 7) & ~7
      (old - header).storeBytes(of: larger, as: Int.self)
      region.pointee.used = offset + larger
      return old
    }
    guard let new = zeroed(1, bytes) else { return nil }
    memcpy(new, old, size)
    return new
  }

  static func free(_ old: UnsafeMutableRawPointer?) {
    guard let old else { return }
    guard let region = current, let offset = offset(of: old, in: region) else { return Glibc.free(old) }
    // The last piece makes room again; the others wait for the end of the document.
    let size = (old - header).load(as: Int.self)
    guard offset + size == region.pointee.used else { return }
    memset(old - header, 0, header + size)
    region.pointee.used = offset - header
  }

  private static func offset(
    of pointer: UnsafeMutableRawPointer, in region: UnsafeMutablePointer<Region>
  ) -> Int? {
    let offset = pointer - region.pointee.base
    return offset > 0 && offset < capacity ? offset : nil
  }

  /// As the library's own allocator does it: it could not go on without memory.
  private static func orAbort(_ memory: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer {
    guard let memory else { abort() }
    return memory
  }
}
