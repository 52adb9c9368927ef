import Glibc
import Model

/// Renditions in a folder, for builds without a database: what was made once of a content is found again by every later build of any site.
///
/// `ab/cdef….txt` lists what a recipe made of the original whose hash is `abcdef…`; the contents stand beside it under their own hashes.
struct PictureCache: Sendable {
  let folder: String
  private static let heading = "foyer-renditions"

  /// nil where the folder cannot be made or written to.
  init?(_ folder: String) {
    var made = ""
    for (index, part) in folder.split(separator: "/").enumerated() {
      made += index == 0 && !folder.hasPrefix("/") ? String(part) : "/\(part)"
      _ = mkdir(made, 0o755)
    }
    guard access(folder, W_OK | X_OK) == 0 else { return nil }
    self.folder = folder
  }

  /// Where the system keeps what can be made again; nil where nobody is at home.
  static var standard: String? {
    if let cache = getenv("XDG_CACHE_HOME"), cache[0] != 0 { return "\(String(cString: cache))/foyer/pictures" }
    return getenv("HOME").flatMap { $0[0] == 0 ? nil : "\(String(cString: $0))/.cache/foyer/pictures" }
  }

  func path(of hash: String) -> String { "\(folder)/\(hash.prefix(2))/\(hash.dropFirst(2))" }

  /// What was made before; nil where something of it is gone.
  func find(_ need: PictureNeed) -> RenditionSet? {
    guard let text = read(list(need)) else { return nil }
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false)[...]
    guard lines.popFirst() == Self.heading[...] else { return nil }
    var set = RenditionSet(problem: String(lines.popFirst() ?? ""))
    for line in lines where !line.isEmpty {
      let words = line.split(separator: " ").map(String.init)
      guard words.count == 5, let width = Int(words[1]), let height = Int(words[2]), let size = Int(words[4]) else {
        return nil
      }
      var status = stat()
      guard stat(path(of: words[3]), &status) == 0, Int(status.st_size) == size else { return nil }
      set.files.append(AssetFile(hash: words[3], size: size, type: words[0], width: width, height: height))
    }
    return set
  }

  /// Keeps what was made. Returns false where it cannot be kept; then nothing of it is named.
  func keep(_ set: RenditionSet, _ made: [PictureHelper.Made], for need: PictureNeed) -> Bool {
    for picture in made where !write(picture.bytes, to: path(of: picture.file.hash)) { return false }
    let lines = set.files.map { "\($0.type) \($0.width ?? 0) \($0.height ?? 0) \($0.hash) \($0.size)" }
    let problem = String(set.problem.map { $0.isNewline ? " " : $0 })
    return write(Array(([Self.heading, problem] + lines).joined(separator: "\n").utf8), to: list(need))
  }

  private func list(_ need: PictureNeed) -> String {
    let shape = String(need.shape.name.map { $0 == ":" || $0 == "@" || $0 == "," ? "-" : $0 })
    return path(of: need.original.hash) + ".\(PictureRecipe.version)-\(shape).txt"
  }

  private func read(_ path: String) -> String? {
    guard let file = fopen(path, "re") else { return nil }
    defer { fclose(file) }
    var bytes = [UInt8](repeating: 0, count: 64 << 10)
    let count = fread(&bytes, 1, bytes.count, file)
    return String(decoding: bytes.prefix(count), as: UTF8.self)
  }

  /// Beside its place first, so that a name never stands for half a content.
  private func write(_ bytes: [UInt8], to path: String) -> Bool {
    guard let slash = path.lastIndex(of: "/") else { return false }
    _ = mkdir(String(path[..<slash]), 0o755)
    let temporary = "\(path)-\(getpid())-\(UInt32.random(in: 0 ... .max))"
    let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o644)
    guard descriptor >= 0 else { return false }
    var done = 0
    while done < bytes.count {
      let step = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress! + done, $0.count - done) }
      if step < 0, errno == EINTR { continue }
      if step <= 0 { break }
      done += step
    }
    close(descriptor)
    guard done == bytes.count, rename(temporary, path) == 0 else {
      unlink(temporary)
      return false
    }
    return true
  }
}
