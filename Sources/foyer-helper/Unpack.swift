import CArchive
import Glibc

/// `foyer-helper unpack ARCHIVE FOLDER [entries] [bytes] [ratio]`: a ZIP file of unknown origin into an empty folder.
///
/// Only plain files and folders with plain names come out. Sizes are counted while they are written; what an archive says of itself is
/// not believed. After the first bad entry nothing is left in the folder.
struct Unpack {
  private static let depthLimit = 32
  private static let nameLimit = 1_000

  private let archivePath: String
  private let folder: ArchiveFolder
  private let entryLimit: Int
  private let byteLimit: Int
  /// How many times larger than the archive its contents may be.
  private let ratioLimit: Int
  /// Every name in lower case: to some file systems names that differ in case alone are one. Strings are equal here when their letters are,
  /// however they are composed.
  private var names: [String: [UInt8]] = [:]
  private var written = 0

  init(_ arguments: [String]) {
    guard arguments.count >= 2 else { fail("unpack ARCHIVE FOLDER [entries] [bytes] [ratio]") }
    func number(_ index: Int, _ usual: Int) -> Int { arguments.count > index ? Int(arguments[index]) ?? usual : usual }
    archivePath = arguments[0]
    entryLimit = number(2, 100_000)
    byteLimit = number(3, 1 << 30)
    ratioLimit = number(4, 100)
    ProcessLimits(memory: 1 << 30, seconds: 120, fileSize: UInt(byteLimit)).apply()
    setlocale(LC_ALL, "C.UTF-8")
    folder = ArchiveFolder(arguments[1])
  }

  mutating func run() {
    let descriptor = open(archivePath, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    var status = stat()
    guard descriptor >= 0, fstat(descriptor, &status) == 0 else { refuse("the archive cannot be opened: \(reason())") }
    guard status.st_mode & Glibc.S_IFMT == Glibc.S_IFREG else { refuse("the archive is not a regular file") }
    let archive = archive_read_new()
    defer { archive_read_free(archive) }
    archive_read_support_format_zip(archive)
    guard archive_read_open_fd(archive, descriptor, 1 << 16) == ARCHIVE_OK else {
      refuse("this is not a ZIP file: \(Self.message(archive))")
    }
    let roomByRatio = Int(status.st_size).multipliedReportingOverflow(by: ratioLimit).partialValue + (1 << 20)
    var count = 0
    var entry: OpaquePointer?
    while true {
      switch archive_read_next_header(archive, &entry) {
      case ARCHIVE_EOF:
        guard count > 0 else { refuse("the archive is empty, or this is not a ZIP file") }
        return
      case ARCHIVE_OK, ARCHIVE_WARN: break
      default: refuse("the archive is damaged: \(Self.message(archive))")
      }
      count += 1
      guard count <= entryLimit else { refuse("the archive has more than \(entryLimit) entries") }
      unpack(entry!, of: archive!, room: min(byteLimit, roomByRatio))
    }
  }

  private mutating func unpack(_ entry: OpaquePointer, of archive: OpaquePointer, room: Int) {
    guard let raw = archive_entry_pathname(entry) ?? archive_entry_pathname_utf8(entry) else {
      refuse("an entry's name is not UTF-8")
    }
    let bytes = UnsafeBufferPointer(start: UnsafePointer<UInt8>(OpaquePointer(raw)), count: strlen(raw))
    guard let name = String(validating: bytes, as: UTF8.self) else {
      refuse("an entry's name is not UTF-8: “\(String(decoding: bytes, as: UTF8.self))”")
    }
    let type = archive_entry_filetype(entry)
    guard archive_entry_hardlink(entry) == nil, archive_entry_symlink(entry) == nil,
      type == Self.fileType || type == Self.folderType
    else { refuse("“\(name)” is a link or a device; an archive holds files and folders") }
    guard archive_entry_is_encrypted(entry) == 0 else { refuse("“\(name)” is encrypted") }
    let parts = parts(of: name)
    // What the Finder adds.
    if parts.first == "__MACOSX" { return }
    remember(parts, isFolder: type == Self.folderType, name: name)
    guard type == Self.fileType else {
      if !folder.makeFolder(parts) { refuse("the folder “\(name)” cannot be made: \(reason())") }
      return
    }
    guard let descriptor = folder.create(parts) else { refuse("“\(name)” cannot be made: \(reason())") }
    copy(archive, to: descriptor, name: name, room: room)
    guard close(descriptor) == 0 else { refuse("“\(name)” cannot be written: \(reason())") }
  }

  private static let fileType = Glibc.S_IFREG
  private static let folderType = Glibc.S_IFDIR

  /// The folders and the name of an entry; refuses a name that could lead out of the folder.
  private func parts(of name: String) -> [String] {
    guard !name.hasPrefix("/") else { refuse("“\(name)” is an absolute path") }
    guard name.utf8.count <= Self.nameLimit else {
      refuse("“\(name.prefix(80))…” is longer than \(Self.nameLimit) bytes")
    }
    let isPlain = name.unicodeScalars.allSatisfy { $0.value >= 0x20 && !(0x7F..<0xA0).contains($0.value) && $0 != "\\" }
    guard isPlain else { refuse("“\(name)” has a control character or a backslash in its name") }
    let trimmed = name.hasSuffix("/") ? String(name.dropLast()) : name
    let parts = trimmed.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    for part in parts {
      guard part != ".." else { refuse("“\(name)” leads out of the folder") }
      guard !part.isEmpty, part != ".", part.utf8.count <= 255 else { refuse("“\(name)” is not a plain path") }
    }
    guard parts.count <= Self.depthLimit else { refuse("“\(name)” lies deeper than \(Self.depthLimit) folders") }
    return parts
  }

  /// Refuses a name that stood before, and one that differs from another in case or in the composition of letters alone.
  private mutating func remember(_ parts: [String], isFolder: Bool, name: String) {
    var path = ""
    for (index, part) in parts.enumerated() {
      path += index == 0 ? part : "/\(part)"
      let key = path.lowercased()
      let spelling = Array(path.utf8)
      guard let other = names[key] else {
        names[key] = spelling
        continue
      }
      let isLast = index == parts.count - 1
      guard other == spelling else {
        refuse(
          "“\(name)” and “\(String(decoding: other, as: UTF8.self))” have the same name but for case or composition")
      }
      if isLast, !isFolder { refuse("“\(name)” stands in the archive twice") }
    }
  }

  private mutating func copy(_ archive: OpaquePointer, to descriptor: Int32, name: String, room: Int) {
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = archive_read_data(archive, &buffer, buffer.count)
      if count == 0 { return }
      guard count > 0 else { refuse("“\(name)” is damaged: \(Self.message(archive))") }
      written += count
      guard written <= room else {
        refuse(
          written > byteLimit
            ? "the archive holds more than \(byteLimit >> 20) MB; “\(name)” goes beyond it"
            : "“\(name)” unpacks to more than \(ratioLimit) times the archive's size")
      }
      var start = 0
      while start < count {
        let done = buffer.withUnsafeBytes { write(descriptor, $0.baseAddress! + start, count - start) }
        if done < 0, errno == EINTR { continue }
        guard done > 0 else { refuse("“\(name)” cannot be written: \(reason())") }
        start += done
      }
    }
  }

  private func refuse(_ message: String) -> Never {
    folder.removeAll()
    fail(message, code: 65)
  }

  private static func message(_ archive: OpaquePointer?) -> String {
    archive_error_string(archive).map { String(cString: $0) } ?? "it cannot be read"
  }
}
