import CTargets
import Crypto
import Glibc
import Model
import Store

/// A folder of this machine that a web server serves. Nothing is followed that leads out of it.
final class FolderPlace: TargetPlace {
  static let parallel = 2

  private let path: String
  private let files: FolderFiles
  private var root: Int32 { files.root.descriptor }

  /// - Parameter path: as `FolderGround` has checked it
  init(_ path: String) throws {
    self.path = path
    do {
      files = try FolderFiles(path)
    } catch {
      throw TargetError(error)
    }
  }

  func close() {}

  func read(_ name: String, limit: Int) throws -> [UInt8]? {
    let descriptor = openat(root, name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else {
      if errno == ENOENT { return nil }
      throw errno == ELOOP
        ? TargetError.foreign([name]) : TargetError(.cannotRead, path: name, code: errno)
    }
    defer { Glibc.close(descriptor) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 256 << 10)
    while bytes.count <= limit {
      let count = Glibc.read(descriptor, &buffer, buffer.count)
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw TargetError(.cannotRead, path: name, code: errno) }
      if count == 0 { return bytes }
      bytes += buffer[..<count]
    }
    throw TargetError.badManifest(.init(.listTooLarge))
  }

  func standing(at paths: [String]) throws -> [String: Standing] {
    var found: [String: Standing] = [:]
    for path in paths { found[path] = try standing(at: path) }
    return found
  }

  private func standing(at path: String) throws -> Standing {
    let parts = path.split(separator: "/").map(String.init)
    var folder = FolderFiles.Folder(fcntl(root, F_DUPFD_CLOEXEC, 0))
    for (index, part) in parts.dropLast().enumerated() {
      let next = openat(folder.descriptor, part, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
      guard next >= 0 else {
        if errno == ENOENT { return .nothing }
        if errno == ENOTDIR || errno == ELOOP { return .blocked(parts[...index].joined(separator: "/")) }
        throw TargetError(.cannotOpen, path: parts[...index].joined(separator: "/"), code: errno)
      }
      folder = FolderFiles.Folder(next)
    }
    guard let name = parts.last else { return .nothing }
    var status = stat()
    guard fstatat(folder.descriptor, name, &status, AT_SYMLINK_NOFOLLOW) == 0 else {
      if errno == ENOENT { return .nothing }
      throw TargetError(.cannotRead, path: path, code: errno)
    }
    switch status.st_mode & S_IFMT {
    case S_IFREG: return .file(size: Int(status.st_size), hash: Self.hash(of: name, in: folder))
    case S_IFDIR: return .folder
    default: return .blocked(path)
    }
  }

  /// nil when it cannot be read.
  private static func hash(of name: String, in folder: FolderFiles.Folder) -> String? {
    let descriptor = openat(folder.descriptor, name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { return nil }
    defer { Glibc.close(descriptor) }
    var hash = SHA256()
    var buffer = [UInt8](repeating: 0, count: 256 << 10)
    while true {
      let count = Glibc.read(descriptor, &buffer, buffer.count)
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { return nil }
      if count == 0 { return hexadecimal(hash.finalize()) }
      buffer.withUnsafeBytes { hash.update(bufferPointer: UnsafeRawBufferPointer(rebasing: $0[..<count])) }
    }
  }

  func write(_ file: OutgoingFile, bytes: [UInt8]) throws {
    do {
      let place = try files.place(file.path)
      try files.replace(place, temporary: file.temporaryPath) { output throws(FolderOutputError) in
        try output.write(bytes)
      }
    } catch {
      throw TargetError(error)
    }
  }

  func remove(_ path: String) throws {
    do {
      _ = try files.remove(path)
    } catch {
      throw TargetError(error)
    }
  }

  func sweep(_ path: String) throws { try remove(OutgoingFile.temporaryPath(for: path)) }

  /// `remove` does so.
  func removeEmptyFolders(above paths: [String]) throws {}

  func settle() throws {
    guard foyer_sync_file_system(root) == 0 else { throw TargetError(.cannotWrite, path: path, code: errno) }
  }
}

extension TargetError {
  /// - Parameter kind: one of those about a file or folder
  init(_ kind: TargetReason.Kind, path: String, code: Int32) {
    let reason = TargetReason(kind, path, said: String(cString: strerror(code)))
    switch code {
    case ENOSPC, EDQUOT: self = .full(reason)
    case EACCES, EPERM, EROFS: self = .permission(reason)
    default: self = .refused(reason)
    }
  }

  init(_ error: FolderOutputError) {
    switch error {
    case .system(let operation, let path, let code):
      self.init(TargetReason.Kind(operation: operation), path: path, code: code)
    case .notAFolder(let path), .notOurs(let path): self = .foreign([path])
    case .unsafePath(let path), .mixedWithSource(let path, _): self = .refused(.init(.outside, path))
    }
  }
}

extension TargetReason.Kind {
  /// What the system was asked to do with a file or folder, as `FolderOutputError` says it.
  fileprivate init(operation: String) {
    self =
      switch operation {
      case "make the folder": .cannotMake
      case "open the folder": .cannotOpen
      case "read": .cannotRead
      case "remove": .cannotRemove
      default: .cannotWrite
      }
  }
}
