import Glibc
import Media
import Model

/// All files below a folder, by paths relative to it, sorted by their bytes so that every machine sees the same order.
///
/// Hidden files and folders are left out, and so are symbolic links to folders and links that lead out of the folder; links are reported.
struct FolderListing {
  static let fileLimit = 200_000
  static let depthLimit = 32

  private(set) var files: [String] = []
  /// Paths that were left out, with the reason.
  private(set) var skipped: [(path: String, reason: String)] = []

  /// Of a folder without files.
  init() {}

  /// - Parameter ignoring: names of folders that hold no content wherever they stand.
  init(_ root: String, ignoring: Set<String> = []) {
    var pending: [(path: String, depth: Int)] = [("", 0)]
    while let folder = pending.popLast() {
      let absolute = folder.path.isEmpty ? root : "\(root)/\(folder.path)"
      guard let stream = opendir(absolute) else {
        skipped.append((folder.path, "cannot be read: \(String(cString: strerror(errno)))"))
        continue
      }
      defer { closedir(stream) }
      while let entry = readdir(stream) {
        guard let name = Self.name(of: entry) else {
          skipped.append((folder.path, "holds a file whose name is not UTF-8"))
          continue
        }
        guard name.utf8.first != UInt8(ascii: ".") else { continue }
        let path = folder.path.isEmpty ? name : "\(folder.path)/\(name)"
        switch Self.type(of: entry, at: "\(absolute)/\(name)") {
        case .folder where ignoring.contains(name) && !path.hasPrefix("assets/"): continue
        case .folder where folder.depth >= Self.depthLimit:
          skipped.append((path, "lies deeper than \(Self.depthLimit) folders"))
        case .folder: pending.append((path, folder.depth + 1))
        case .file: files.append(path)
        case .link: addLink(path, root: root)
        case .other: skipped.append((path, "is neither a file nor a folder"))
        }
      }
      if files.count > Self.fileLimit {
        skipped.append((folder.path, "the site has more than \(Self.fileLimit) files; the rest is left out"))
        break
      }
    }
    files.sort { $0.precedesInBytes($1) }
    skipped.sort { $0.path < $1.path }
  }

  private mutating func addLink(_ path: String, root: String) {
    let absolute = "\(root)/\(path)"
    do throws(FileError) { try OpenFile.check(absolute, isWithin: root) } catch {
      skipped.append((path, error.message))
      return
    }
    var status = stat()
    guard stat(absolute, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      // A link to a folder could lead round in circles.
      skipped.append((path, "is a link to a folder"))
      return
    }
    files.append(path)
  }

  private enum EntryType { case file, folder, link, other }

  private static func type(of entry: UnsafeMutablePointer<dirent>, at path: String) -> EntryType {
    switch Int(entry.pointee.d_type) {
    case Int(DT_REG): return .file
    case Int(DT_DIR): return .folder
    case Int(DT_LNK): return .link
    case Int(DT_UNKNOWN): break
    default: return .other
    }
    // Some file systems do not say.
    var status = stat()
    guard lstat(path, &status) == 0 else { return .other }
    switch status.st_mode & S_IFMT {
    case S_IFREG: return .file
    case S_IFDIR: return .folder
    case S_IFLNK: return .link
    default: return .other
    }
  }

  private static func name(of entry: UnsafeMutablePointer<dirent>) -> String? {
    // The tuple that Swift makes of the name's array is read where it stands.
    let start = UnsafeRawPointer(entry).advanced(by: MemoryLayout<dirent>.offset(of: \.d_name)!)
    let length = strnlen(start.assumingMemoryBound(to: CChar.self), 256)
    return String(validating: UnsafeRawBufferPointer(start: start, count: length), as: UTF8.self)
  }
}
