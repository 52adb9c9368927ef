/// One connection to a place where files are put. Its calls block, and one thread at a time makes them.
///
/// What a place does is atomic for a single file: visitors see the old one or the new one.
protocol TargetPlace: AnyObject {
  /// Whether connections cost nothing but threads, and how many may be used at once.
  static var parallel: Int { get }

  /// The content of a small file at the root; nil where there is none.
  /// - Throws: `TargetError`; `badManifest` when it is larger than the limit in bytes.
  func read(_ name: String, limit: Int) throws -> [UInt8]?

  /// What stands at each of the paths. Nothing is followed that leads elsewhere.
  func standing(at paths: [String]) throws -> [String: Standing]

  /// Puts the file where it belongs, with the folders above it.
  func write(_ file: OutgoingFile, bytes: [UInt8]) throws

  /// Removes a file; one that is gone already is no failure.
  func remove(_ path: String) throws

  /// Removes what an interrupted `write` of this path may have left.
  func sweep(_ path: String) throws

  /// Removes the folders above these paths that hold nothing any more.
  func removeEmptyFolders(above paths: [String]) throws

  /// Returns when everything written so far survives a failure of the machine, as far as the place can promise that.
  func settle() throws

  func close()
}

extension TargetPlace {
  /// The folders above the paths, relative to the root, the deepest first.
  static func folders(above paths: [String]) -> [String] {
    var folders: Set<String> = []
    for path in paths {
      var parts = path.split(separator: "/").dropLast()
      while !parts.isEmpty, folders.insert(parts.joined(separator: "/")).inserted { parts = parts.dropLast() }
    }
    return folders.sorted { ($0.utf8.count { $0 == 0x2F }, $0) > ($1.utf8.count { $0 == 0x2F }, $1) }
  }
}
