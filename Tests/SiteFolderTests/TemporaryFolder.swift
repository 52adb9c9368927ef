import Glibc
import SiteFolder

/// A folder that a test fills and that is gone afterwards.
final class TemporaryFolder {
  let path: String

  init() {
    var template = Array("/tmp/foyer-site-XXXXXX".utf8CString)
    path = String(cString: mkdtemp(&template))
  }

  deinit { remove(path) }

  private func remove(_ path: String) {
    if let stream = opendir(path) {
      while let entry = readdir(stream) {
        let name = withUnsafePointer(to: &entry.pointee.d_name) {
          $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
        }
        guard name != ".", name != ".." else { continue }
        if entry.pointee.d_type == DT_DIR { remove("\(path)/\(name)") } else { unlink("\(path)/\(name)") }
      }
      closedir(stream)
    }
    rmdir(path)
  }

  func write(_ file: String, _ text: String) { write(file, Array(text.utf8)) }

  func write(_ file: String, _ bytes: [UInt8]) {
    var folder = path
    for part in file.split(separator: "/").dropLast() {
      folder += "/\(part)"
      mkdir(folder, 0o755)
    }
    let descriptor = open("\(path)/\(file)", O_WRONLY | O_CREAT | O_TRUNC, 0o644)
    bytes.withUnsafeBytes { buffer in _ = Glibc.write(descriptor, buffer.baseAddress, buffer.count) }
    close(descriptor)
  }

  func link(_ file: String, to target: String) { symlink(target, "\(path)/\(file)") }

  /// A small valid site with a theme of its own; `files` are added or replace those of the same name.
  static func site(_ files: [String: String] = [:]) -> TemporaryFolder {
    let folder = TemporaryFolder()
    let base = [
      "site.yaml": "name: Test\nlocales: [en]\ntheme: plain\n",
      "themes/plain/theme.yaml": "title: Plain\nstrings:\n  en: { menu: Menu }\n",
      "themes/plain/templates/page.html":
        "<main data-slot=\"main\"></main>\n<aside data-slot=\"side\"><p>Nothing</p></aside>\n",
      "themes/plain/templates/entry.html": "<main data-slot=\"main\"></main>\n",
      "pages/index.html": "---\ntitle: Home\n---\n<h1>Home</h1>\n",
    ]
    for (file, text) in base.merging(files, uniquingKeysWith: { $1 }) { folder.write(file, text) }
    return folder
  }

  func read(themes: [String] = [], workers: Int = 2) throws(SiteFolderError) -> ReadSite {
    try SiteFolder.read(path, themes: themes, options: SiteFolder.Options(workers: workers, label: ""))
  }

  /// What reading finds, errors or warnings.
  func diagnostics(themes: [String] = []) -> [Diagnostic] {
    do throws(SiteFolderError) { return try read(themes: themes).warnings } catch { return error.diagnostics }
  }
}

/// The top of this package.
let packageFolder = String(#filePath.split(separator: "/").dropLast(3).joined(separator: "/").prefixedWithSlash)

extension String {
  fileprivate var prefixedWithSlash: String { "/" + self }
}
