import Glibc

/// The names of the folders in a folder, sorted; hidden ones are left out.
func subfolders(of path: String) throws(CommandFailure) -> [String] {
  guard let stream = opendir(path) else {
    throw CommandFailure(.configuration, "cannot read \(path): \(String(cString: strerror(errno)))")
  }
  defer { closedir(stream) }
  var names: [String] = []
  while let entry = readdir(stream) {
    let name = withUnsafeBytes(of: entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
    var status = stat()
    guard !name.hasPrefix("."), stat("\(path)/\(name)", &status) == 0, status.st_mode & S_IFMT == S_IFDIR else {
      continue
    }
    names.append(name)
  }
  return names.sorted()
}
