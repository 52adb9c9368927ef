import Glibc

/// A shared library by the name under which the loader looks for it.
struct NeededLibrary {
  let name: String

  /// The libraries that a system may lack; the language's own come with the compiler or with the program.
  static let optionalStems: Set = [
    "libbrotlienc", "libcmark-gfm", "libcmark-gfm-extensions", "libgumbo", "libsodium", "libsqlite3", "libxml2",
  ]

  init?(_ name: String) {
    self.name = name
    guard Self.optionalStems.contains(stem) else { return nil }
  }

  /// Where Debian has them; looking costs a hundredth of loading them with all that they need themselves.
  private static let folders = ["/lib/x86_64-linux-gnu", "/lib/aarch64-linux-gnu", "/lib64", "/usr/local/lib"]

  var isPresent: Bool {
    if Self.folders.contains(where: { access("\($0)/\(name)", R_OK) == 0 }) { return true }
    guard let handle = dlopen(name, RTLD_LAZY | RTLD_LOCAL) else { return false }
    dlclose(handle)
    return true
  }

  /// The Debian package, by the rule that names them: the library and its version, with a hyphen between two digits.
  var package: String {
    // The one exception, as long as its version is 2.
    if name == "libxml2.so.2" { return "libxml2" }
    let separator = stem.last?.isNumber == true ? "-" : ""
    return version.isEmpty ? stem : stem + separator + version
  }

  private var stem: String { String(name.prefix { $0 != "." }) }

  /// What follows `.so.`
  private var version: String {
    let rest = name.dropFirst(stem.count)
    return rest.hasPrefix(".so.") ? String(rest.dropFirst(4)) : ""
  }
}

/// Reads which shared libraries a program names, from its ELF file (64 bits, as on every machine that Swift's Linux builds run on).
enum NeededLibraries {
  static func of(_ path: String) -> [NeededLibrary] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return [] }
    defer { close(descriptor) }
    let file = ELFFile(descriptor: descriptor)
    return file.neededNames().compactMap(NeededLibrary.init)
  }
}

private struct ELFFile {
  let descriptor: Int32

  // The numbers are those of <elf.h>.
  private static let load: UInt32 = 1
  private static let dynamic: UInt32 = 2
  private static let needed: UInt64 = 1
  private static let stringTable: UInt64 = 5

  private struct Segment {
    let kind: UInt32
    let offset: UInt64
    let address: UInt64
    let size: UInt64
  }

  func neededNames() -> [String] {
    guard bytes(at: 0, count: 5) == [0x7F, 0x45, 0x4C, 0x46, 2] else { return [] }
    let table: UInt64 = number(at: 32)
    let entrySize: UInt16 = number(at: 54)
    let count: UInt16 = number(at: 56)
    let segments = (0..<UInt64(count)).map { index -> Segment in
      let start = table + index * UInt64(entrySize)
      return Segment(
        kind: number(at: start), offset: number(at: start + 8), address: number(at: start + 16),
        size: number(at: start + 32))
    }
    guard let dynamic = segments.first(where: { $0.kind == Self.dynamic }) else { return [] }
    let entries = stride(from: dynamic.offset, to: dynamic.offset + dynamic.size, by: 16).map { start in
      (tag: number(at: start) as UInt64, value: number(at: start + 8) as UInt64)
    }
    guard let strings = entries.first(where: { $0.tag == Self.stringTable })?.value,
      let home = segments.first(where: {
        $0.kind == Self.load && $0.address <= strings && strings < $0.address + $0.size
      })
    else { return [] }
    let start = strings - home.address + home.offset
    return entries.filter { $0.tag == Self.needed }.map { text(at: start + $0.value) }
  }

  private func bytes(at offset: UInt64, count: Int) -> [UInt8] {
    var buffer = [UInt8](repeating: 0, count: count)
    let got = pread(descriptor, &buffer, count, off_t(truncatingIfNeeded: offset))
    return Array(buffer.prefix(max(got, 0)))
  }

  private func number<Number: FixedWidthInteger>(at offset: UInt64) -> Number {
    bytes(at: offset, count: MemoryLayout<Number>.size).reversed().reduce(0) {
      $0 << 8 | Number(truncatingIfNeeded: $1)
    }
  }

  private func text(at offset: UInt64) -> String {
    String(decoding: bytes(at: offset, count: 256).prefix { $0 != 0 }, as: UTF8.self)
  }
}
