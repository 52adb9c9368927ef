import Glibc
import Publishing

/// A folder that is gone after the test.
final class Scratch {
  let path: String

  init() {
    var template = Array("/tmp/foyer-output-XXXXXX".utf8CString)
    path = String(cString: mkdtemp(&template))
  }

  deinit { Self.removeAll(path) }

  private static func removeAll(_ path: String) {
    if let folder = opendir(path) {
      while let entry = readdir(folder) {
        let name = withUnsafeBytes(of: entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
        guard name != ".", name != ".." else { continue }
        if unlink("\(path)/\(name)") != 0 { removeAll("\(path)/\(name)") }
      }
      closedir(folder)
    }
    rmdir(path)
  }

  var output: String { "\(path)/out" }

  func read(_ name: String) -> String? {
    guard let file = fopen("\(path)/\(name)", "r") else { return nil }
    defer { fclose(file) }
    var buffer = [UInt8](repeating: 0, count: 4096)
    return String(decoding: buffer[..<fread(&buffer, 1, buffer.count, file)], as: UTF8.self)
  }

  func write(_ name: String, _ text: String) {
    guard let file = fopen("\(path)/\(name)", "w") else { return }
    defer { fclose(file) }
    fputs(text, file)
  }

  func inode(_ name: String) -> UInt {
    var status = stat()
    return lstat("\(path)/\(name)", &status) == 0 ? status.st_ino : 0
  }

  /// A small site with a theme of its own.
  func makeSite() -> FolderBuild {
    for folder in ["site", "site/pages", "site/assets", "themes", "themes/plain", "themes/plain/templates"] {
      mkdir("\(path)/\(folder)", 0o755)
    }
    write("site/site.yaml", "name: S\nlocales: [en]\ntheme: plain\n")
    write("site/pages/index.html", "---\ntitle: A\n---\n<p>A</p>\n")
    write("site/pages/b.html", "---\ntitle: B\n---\n<p>B</p>\n")
    write("themes/plain/theme.yaml", "title: Plain\n")
    write("themes/plain/templates/page.html", "<main data-slot=\"main\"></main>\n")
    return FolderBuild(
      folder: "\(path)/site", output: output, themes: ["\(path)/themes"], baseURL: nil,
      year: 2026)
  }
}
