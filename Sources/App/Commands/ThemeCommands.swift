import Dispatch
import Glibc
import Model
import Publishing
import SiteFolder
import Store

/// `foyer theme`: what people who write themes do on the command line.
package enum ThemeCommands {
  // MARK: new

  /// Makes a theme's folder of the small one that comes with Foyer.
  /// - Parameters:
  ///   - home: the folder with Foyer's own files
  ///   - parent: where the new folder goes; made when it is not there
  /// - Returns: the new folder
  package static func make(_ name: String, in parent: String, home: String) throws -> String {
    guard ElementRules.isName(name) else {
      throw CommandFailure(.badInput, "“\(name)” cannot be a theme's name: use letters, digits, - and _")
    }
    let starter = "\(home)/starters/theme"
    guard access(starter, R_OK | X_OK) == 0 else {
      throw CommandFailure(.configuration, "the files to begin with are not in \(starter): install Foyer again")
    }
    let folder = "\(parent)/\(name)"
    guard access(folder, F_OK) != 0 else {
      throw CommandFailure(.badInput, "\(folder) exists already: choose another name")
    }
    let title = name.prefix(1).uppercased() + name.dropFirst()
    for file in try FolderCopy.files(below: starter) {
      try FolderCopy.copy("\(starter)/\(file)", to: "\(folder)/\(file)") { text in
        file == "theme.yaml" ? text.replacing("title: Starter", with: "title: \(title)") : text
      }
    }
    return folder
  }

  // MARK: preview

  /// Builds a site that shows every section and template of a theme with sample words.
  /// - Returns: how many pages there are, and what reader and builder had to say
  package static func preview(
    _ theme: String, output: String, home: String, year: Int
  ) throws -> (pages: Int, messages: [String]) {
    let samples = "\(home)/starters/preview"
    guard access(samples, R_OK | X_OK) == 0 else {
      throw CommandFailure(.configuration, "the sample pages are not in \(samples): install Foyer again")
    }
    guard let root = resolved(theme) else { throw CommandFailure(.badInput, "there is no folder \(theme)") }
    guard access("\(root)/theme.yaml", F_OK) == 0 else {
      throw CommandFailure(.badInput, "\(theme) is no theme: there is no theme.yaml in it")
    }
    guard let target = resolvedParent(of: output), target != root, !target.hasPrefix(root + "/") else {
      throw CommandFailure(
        .badInput, "the pages cannot go to \(output), into the theme itself: choose another --output")
    }
    var template = Array("/tmp/foyer-preview-XXXXXX".utf8CString)
    guard let made = mkdtemp(&template) else {
      throw CommandFailure(.cannotWrite, "cannot make a folder in /tmp: \(String(cString: strerror(errno)))")
    }
    let folder = String(cString: made)
    defer { FolderCopy.remove(folder) }
    try ThemeSamples(theme: root, samples: samples).write(to: folder)
    // A copy, because a build looks at all that stands beside a theme.
    let copy = "themes/\(root.split(separator: "/").last ?? "")/"
    for file in try FolderCopy.files(below: root) {
      try FolderCopy.write(FolderCopy.read("\(root)/\(file)"), to: "\(folder)/\(copy)\(file)")
    }
    /// The message with the file where its author has it.
    func told(_ message: String) -> String {
      message.hasPrefix(copy) ? "\(theme)/\(message.dropFirst(copy.count))" : message
    }
    do {
      let result = try FolderBuild(folder: folder, output: output, themes: [], baseURL: nil, year: year).run()
      return (result.pages, result.messages.map(told))
    } catch let error as SiteFolderError {
      throw CommandFailure(.badInput, error.diagnostics.map { told($0.description) }.joined(separator: "\n"))
    }
  }

  private static func resolved(_ path: String) -> String? {
    guard let pointer = realpath(path, nil) else { return nil }
    defer { free(pointer) }
    return String(cString: pointer)
  }

  /// Where a path leads that need not be there yet.
  private static func resolvedParent(of path: String) -> String? {
    if let path = resolved(path) { return path }
    let parts = path.split(separator: "/")
    guard let name = parts.last else { return nil }
    let above = (path.hasPrefix("/") ? "/" : "./") + parts.dropLast().joined(separator: "/")
    return resolvedParent(of: above).map { $0 == "/" ? "/\(name)" : "\($0)/\(name)" }
  }

  /// A folder's whole path, for people who look for what was written.
  package static func wholePath(_ path: String) -> String { resolved(path) ?? path }
}

extension SiteCommands {
  /// Brings a theme's present state into a site's draft.
  /// - Returns: what to print: what has become of the site, and what the theme's reader had to say
  package func applyTheme(_ folder: String, to slug: String) async throws -> (lines: [String], warnings: [String]) {
    let site = try await site(slug)
    let errors = ThemeCheck.run(folder).filter { $0.severity == .error }
    guard errors.isEmpty else { throw SiteFolderError(diagnostics: errors) }
    do {
      let (applied, warnings) = try await store.applyTheme(at: folder, to: site.key)
      guard let applied else { return (["\(slug): has all of \(folder) already"], warnings.map(\.description)) }
      let line = "\(slug): revision \(applied.revision), changed: \(applied.changed.joined(separator: ", "))"
      return ([line] + applied.kept.map { "kept as the site has it: \($0)" }, warnings.map(\.description))
    } catch let refusal as EditRefusal {
      throw CommandFailure(.badInput, "\(slug) cannot take the theme as it is: \(refusal.explanation)")
    }
  }
}

/// Small copies of folders that come with Foyer.
enum FolderCopy {
  /// Paths of all files below a folder, relative to it, sorted.
  static func files(below root: String) throws(CommandFailure) -> [String] {
    var found: [String] = []
    var pending = [""]
    while let folder = pending.popLast() {
      guard let stream = opendir("\(root)/\(folder)") else {
        throw CommandFailure(.configuration, "cannot read \(root)/\(folder): \(String(cString: strerror(errno)))")
      }
      defer { closedir(stream) }
      while let entry = readdir(stream) {
        let name = withUnsafeBytes(of: entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
        guard !name.hasPrefix(".") else { continue }
        let path = folder.isEmpty ? name : "\(folder)/\(name)"
        var status = stat()
        guard lstat("\(root)/\(path)", &status) == 0 else { continue }
        switch status.st_mode & S_IFMT {
        case S_IFDIR: pending.append(path)
        case S_IFREG: found.append(path)
        default: break
        }
      }
    }
    return found.sorted()
  }

  static func read(_ path: String) throws(CommandFailure) -> [UInt8] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw failure("read", path) }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while true {
      let count = Glibc.read(descriptor, &buffer, buffer.count)
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw failure("read", path) }
      if count == 0 { return bytes }
      bytes += buffer[..<count]
    }
  }

  /// - Parameter change: what becomes of the text
  static func copy(_ source: String, to target: String, change: (String) -> String) throws(CommandFailure) {
    let bytes = try read(source)
    guard let text = String(validating: bytes, as: UTF8.self) else { return try write(bytes, to: target) }
    try write(Array(change(text).utf8), to: target)
  }

  /// Writes a new file; makes the folders above it.
  static func write(_ bytes: [UInt8], to path: String) throws(CommandFailure) {
    var folder = path.hasPrefix("/") ? "" : "."
    for part in path.split(separator: "/").dropLast() {
      folder += "/\(part)"
      guard mkdir(folder, 0o755) == 0 || errno == EEXIST else { throw failure("make", folder) }
    }
    let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw failure("write", path) }
    defer { close(descriptor) }
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { throw failure("write", path) }
      rest = rest.dropFirst(count)
    }
  }

  /// Removes a folder of our own making.
  static func remove(_ folder: String) {
    if let stream = opendir(folder) {
      while let entry = readdir(stream) {
        let name = withUnsafeBytes(of: entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
        guard name != ".", name != ".." else { continue }
        var status = stat()
        guard lstat("\(folder)/\(name)", &status) == 0 else { continue }
        if status.st_mode & S_IFMT == S_IFDIR { remove("\(folder)/\(name)") } else { unlink("\(folder)/\(name)") }
      }
      closedir(stream)
    }
    rmdir(folder)
  }

  private static func failure(_ operation: String, _ path: String) -> CommandFailure {
    CommandFailure(.cannotWrite, "cannot \(operation) \(path): \(String(cString: strerror(errno)))")
  }
}
