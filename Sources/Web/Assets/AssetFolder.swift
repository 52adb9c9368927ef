import Glibc

/// Reads the few files that the service carries with it, at start.
enum AssetFolder {
  /// Every file in a folder and below it, by path within it, in the order of their names. Hidden files are left out.
  static func files(in folder: String) throws(StaticAssetError) -> [(name: String, bytes: [UInt8])] {
    try names(in: folder, below: "").sorted().map { name throws(StaticAssetError) in
      (name: name, bytes: try read("\(folder)/\(name)"))
    }
  }

  static func read(_ path: String) throws(StaticAssetError) -> [UInt8] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw failure(path) }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while true {
      let count = Glibc.read(descriptor, &buffer, buffer.count)
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw failure(path) }
      if count == 0 { return bytes }
      bytes += buffer[..<count]
    }
  }

  private static func names(in folder: String, below prefix: String) throws(StaticAssetError) -> [String] {
    guard let stream = opendir(folder) else { throw failure(folder) }
    defer { closedir(stream) }
    var result: [String] = []
    while let entry = readdir(stream) {
      let name = withUnsafeBytes(of: entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
      if name.hasPrefix(".") { continue }
      var status = stat()
      guard stat("\(folder)/\(name)", &status) == 0 else { throw failure("\(folder)/\(name)") }
      if status.st_mode & S_IFMT == S_IFDIR {
        result += try names(in: "\(folder)/\(name)", below: "\(prefix)\(name)/")
      } else {
        result.append(prefix + name)
      }
    }
    return result
  }

  private static func failure(_ path: String) -> StaticAssetError {
    .unreadable(path: path, reason: String(cString: strerror(errno)))
  }
}
