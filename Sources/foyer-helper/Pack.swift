import CArchive
import Glibc

/// `foyer-helper pack FOLDER ARCHIVE`: everything below a folder as a ZIP file. The same files give the same bytes: entries are sorted, times
/// are fixed, owners and modes are the same for all.
struct Pack {
  private let root: String
  private let archivePath: String

  init(_ arguments: [String]) {
    guard arguments.count == 2 else { fail("pack FOLDER ARCHIVE") }
    root = arguments[0]
    archivePath = arguments[1]
    ProcessLimits(memory: 1 << 30, seconds: 600, fileSize: 16 << 30).apply()
    setlocale(LC_ALL, "C.UTF-8")
    // ZIP has local times.
    setenv("TZ", "UTC", 1)
    tzset()
  }

  func run() {
    let descriptor = open(archivePath, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o640)
    guard descriptor >= 0 else { fail("the archive \(archivePath) cannot be made: \(reason())", code: 73) }
    let archive = archive_write_new()
    archive_write_set_format_zip(archive)
    guard archive_write_set_options(archive, "zip:compression=deflate,zip:hdrcharset=UTF-8") == ARCHIVE_OK,
      archive_write_open_fd(archive, descriptor) == ARCHIVE_OK
    else { stop("the archive cannot be written", archive) }
    for path in files() { add(path, to: archive!) }
    guard archive_write_close(archive) == ARCHIVE_OK, fsync(descriptor) == 0, close(descriptor) == 0 else {
      stop("the archive cannot be written", archive)
    }
    archive_write_free(archive)
  }

  /// Paths of all files, sorted by their bytes.
  private func files() -> [String] {
    var files: [String] = []
    var pending = [""]
    while let folder = pending.popLast() {
      guard let stream = opendir("\(root)/\(folder)") else { stop("“\(folder)” cannot be read: \(reason())", nil) }
      while let entry = readdir(stream) {
        let name = withUnsafeBytes(of: entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
        guard name != ".", name != ".." else { continue }
        let path = folder.isEmpty ? name : "\(folder)/\(name)"
        var status = stat()
        guard lstat("\(root)/\(path)", &status) == 0 else { stop("“\(path)” cannot be read: \(reason())", nil) }
        switch status.st_mode & Glibc.S_IFMT {
        case Glibc.S_IFDIR: pending.append(path)
        case Glibc.S_IFREG: files.append(path)
        default: stop("“\(path)” is neither a file nor a folder", nil)
        }
      }
      closedir(stream)
    }
    return files.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  private func add(_ path: String, to archive: OpaquePointer) {
    let file = open("\(root)/\(path)", O_RDONLY | O_NOFOLLOW | O_CLOEXEC)
    var status = stat()
    guard file >= 0, fstat(file, &status) == 0 else { stop("“\(path)” cannot be read: \(reason())", archive) }
    defer { close(file) }
    let entry = archive_entry_new()
    defer { archive_entry_free(entry) }
    archive_entry_set_pathname_utf8(entry, path)
    archive_entry_set_filetype(entry, UInt32(Glibc.S_IFREG))
    archive_entry_set_perm(entry, 0o644)
    archive_entry_set_size(entry, Int64(status.st_size))
    // The first day that ZIP can say.
    archive_entry_set_mtime(entry, 315_532_800, 0)
    guard archive_write_header(archive, entry) == ARCHIVE_OK else { stop("“\(path)” cannot be written", archive) }
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = read(file, &buffer, buffer.count)
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { stop("“\(path)” cannot be read: \(reason())", archive) }
      if count == 0 { return }
      guard archive_write_data(archive, buffer, count) == count else { stop("“\(path)” cannot be written", archive) }
    }
  }

  private func stop(_ message: String, _ archive: OpaquePointer?) -> Never {
    let detail = archive.flatMap { archive_error_string($0) }.map { ": " + String(cString: $0) } ?? ""
    unlink(archivePath)
    fail(message + detail, code: 74)
  }
}
