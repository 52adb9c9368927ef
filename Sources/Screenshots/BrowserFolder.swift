import Glibc

/// A browser's own folder: its profile, what it keeps for a moment, and what it says. It is new for each browser and goes with it.
///
/// Folders of services that were killed are swept by the next one that makes a folder.
struct BrowserFolder {
  let path: String

  private static let prefix = "foyer-browser-"

  /// - Parameter parent: where such folders are
  init(in parent: String = "/tmp") throws(BrowserFailure) {
    Self.sweep(parent)
    var template = Array("\(parent)/\(Self.prefix)\(getpid())-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else {
      throw .unavailable("no folder can be made in \(parent): \(String(cString: strerror(errno)))")
    }
    path = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
  }

  /// Where the browser writes what it has to say.
  var words: String { "\(path)/words" }

  /// The last line of it.
  var lastWords: String {
    guard let file = fopen(words, "r") else { return "" }
    defer { fclose(file) }
    fseek(file, -2000, SEEK_END)
    var buffer = [UInt8](repeating: 0, count: 2000)
    let count = fread(&buffer, 1, buffer.count, file)
    return String(decoding: buffer[..<count], as: UTF8.self).split(separator: "\n").last.map(String.init) ?? ""
  }

  func remove() { Self.remove(path) }

  private static func sweep(_ parent: String) {
    for name in names(in: parent) where name.hasPrefix(prefix) {
      guard let process = pid_t(name.dropFirst(prefix.count).prefix { $0 != "-" }), kill(process, 0) != 0,
        errno == ESRCH
      else { continue }
      remove("\(parent)/\(name)")
    }
  }

  /// Removes what is ours; links are removed and not followed.
  private static func remove(_ path: String) {
    var status = stat()
    guard lstat(path, &status) == 0, status.st_uid == geteuid() else { return }
    guard status.st_mode & S_IFMT == S_IFDIR else {
      unlink(path)
      return
    }
    for name in names(in: path) { remove("\(path)/\(name)") }
    rmdir(path)
  }

  private static func names(in folder: String) -> [String] {
    guard let stream = opendir(folder) else { return [] }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name != ".", name != ".." { names.append(name) }
    }
    return names
  }
}
