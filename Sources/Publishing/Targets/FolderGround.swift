import Glibc
import Model

/// Where on this machine a site may be put: not into the system, not into the service's own data, not among what a site or a theme is made of.
struct FolderGround: Sendable {
  /// The data folder, without links.
  private let data: String

  /// Folders that hold a system; what is below them belongs to somebody, and may be a site's.
  private static let system: Set<String> = [
    "/", "/home", "/lib", "/lib32", "/lib64", "/opt", "/root", "/run", "/srv", "/tmp", "/usr", "/usr/local",
    "/usr/share",
    "/var", "/var/lib", "/var/log",
  ]
  /// Folders that are a system's own with all that is below them.
  private static let closed = [
    "/bin", "/boot", "/dev", "/etc", "/proc", "/sbin", "/sys", "/usr/bin", "/usr/lib", "/usr/lib32", "/usr/lib64",
    "/usr/sbin",
  ]
  /// Below a folder with `site.yaml`: what the site is made of.
  private static let sources = ["pages", "collections", "shared", "assets", "themes"]

  init(data: String) { self.data = FolderFiles.resolved(data) }

  /// The folder without links, as it is to be opened.
  /// - Throws: `TargetError.place` that says what is wrong with it
  func checked(_ path: String) throws(TargetError) -> String {
    guard path.hasPrefix("/"), path.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }) else {
      throw .place(.init(.notAbsolute, path))
    }
    let place = FolderFiles.resolved(path)
    if Self.system.contains(place) { throw .place(.init(.systemFolder, path, place)) }
    for folder in Self.closed where Self.contains(folder, place) { throw .place(.init(.systemOwned, path, place)) }
    if Self.contains(data, place) { throw .place(.init(.inData, path, place, data)) }
    if Self.contains(place, data) { throw .place(.init(.aroundData, path, place, data)) }
    if let source = Self.source(of: place) { throw .place(.init(.source, path, place, source)) }
    return place
  }

  /// Whether `inner` is the folder or below it.
  private static func contains(_ folder: String, _ inner: String) -> Bool {
    inner == folder || inner.hasPrefix(folder == "/" ? "/" : folder + "/")
  }

  /// The site or theme to whose source a folder belongs.
  private static func source(of place: String) -> String? {
    func has(_ name: String, _ folder: String) -> Bool { access("\(folder)/\(name)", F_OK) == 0 }
    if has("site.yaml", place) || has("theme.yaml", place) { return place }
    let parts = place.split(separator: "/")
    for count in (0..<parts.count).reversed() {
      let above = "/" + parts[..<count].joined(separator: "/")
      if has("theme.yaml", above) { return above }
      if has("site.yaml", above), sources.contains(String(parts[count])) { return above }
    }
    return nil
  }
}
