import Model

/// A folder on another machine, reached by SFTP.
final class SFTPPlace: TargetPlace {
  static let parallel = 4

  private typealias Request = SFTPSession.Request

  private let session: SFTPSession
  private let root: String
  /// Folders that are known to be there, relative to the root.
  private var folders: Set<String> = []

  /// Connects and signs in. Changes nothing.
  init(_ settings: TargetSettings.SFTP, _ secret: TargetSecret) throws {
    root = settings.path
    session = try SFTPSession(SSHProgram(settings, secret))
  }

  func close() { session.close() }

  private func absolute(_ path: String) -> String { "\(root)/\(path)" }

  // MARK: Reading

  func read(_ name: String, limit: Int) throws -> [UInt8]? {
    guard case .file = try standing(at: [name])[name] else {
      if try standing(at: [name])[name] == .nothing { return nil }
      throw TargetError.foreign([name])
    }
    let opened = try session.call(Request(.open).text(absolute(name)).number(1).number(0))
    guard case .handle(let handle) = opened else { throw failure(opened, name) }
    var bytes: [UInt8] = []
    let step = 32 << 10
    reading: while bytes.count <= limit {
      // A short answer leaves a gap that the next round asks for again.
      let answers = try session.call(
        (0..<16).map { Request(.read).bytes(handle).offset(bytes.count + $0 * step).number(UInt32(step)) })
      for answer in answers {
        switch answer {
        case .data(let data):
          bytes += data
          if data.count < step { continue reading }
        case .status(.end, _): break reading
        default: throw failure(answer, name)
        }
      }
    }
    _ = try session.call(Request(.close).bytes(handle))
    guard bytes.count <= limit else { throw TargetError.badManifest(.init(.listTooLarge)) }
    return bytes
  }

  func standing(at paths: [String]) throws -> [String: Standing] {
    // The host would follow a link in the middle of a path, so each folder above is looked at by itself.
    let above = Self.folders(above: paths)
    let folderAnswers = try session.call(above.map { Request(.lstat).text(absolute($0)) })
    var state: [String: Standing] = [:]
    for (folder, answer) in zip(above, folderAnswers) { state[folder] = try standing(answer, folder) }
    let answers = try session.call(paths.map { Request(.lstat).text(absolute($0)) })
    var found: [String: Standing] = [:]
    for (path, answer) in zip(paths, answers) {
      // From the root down: what the host says below a link is of no use.
      let parents = Self.folders(above: [path]).reversed()
      if let stop = parents.first(where: { state[$0] != .folder }) {
        found[path] = state[stop] == .nothing ? .nothing : .blocked(stop)
      } else {
        found[path] = try standing(answer, path)
      }
    }
    for (folder, standing) in state where standing == .folder { folders.insert(folder) }
    return found
  }

  private func standing(_ answer: SFTPSession.Answer, _ path: String) throws -> Standing {
    switch answer {
    case .attributes(let size, let mode):
      switch (mode ?? 0) & 0o170000 {
      case 0o100000: return .file(size: size ?? -1, hash: nil)
      case 0o040000: return .folder
      default: return .blocked(path)
      }
    case .status(.noSuchFile, _): return .nothing
    // Below something that is no folder; who is above says what it is.
    case .status(.failure, _): return .nothing
    default: throw failure(answer, path)
    }
  }

  // MARK: Writing

  func write(_ file: OutgoingFile, bytes: [UInt8]) throws {
    try makeFolders(above: file.path)
    let temporary = absolute(file.temporaryPath)
    // Made anew, never written through a link that somebody has put there.
    let create: UInt32 = 0x02 | 0x08 | 0x20
    func open() throws -> SFTPSession.Answer {
      try session.call(Request(.open).text(temporary).number(create).number(4).number(0o644))
    }
    var opened = try open()
    if case .status = opened {
      _ = try session.call(Request(.remove).text(temporary))
      opened = try open()
    }
    guard case .handle(let handle) = opened else { throw failure(opened, file.path) }
    let step = 32 << 10
    var requests = stride(from: 0, to: bytes.count, by: step).map { start in
      Request(.write).bytes(handle).offset(start).bytes(bytes[start..<min(start + step, bytes.count)])
    }
    requests.append(Request(.close).bytes(handle))
    for answer in try session.call(requests) {
      guard case .status(.ok, _) = answer else {
        let error =
          try isFull(needing: bytes.count) ? TargetError.full(.init(.saidAbout, file.path)) : failure(answer, file.path)
        _ = try session.call(Request(.remove).text(temporary))
        throw error
      }
    }
    try rename(temporary, absolute(file.path), file.path)
  }

  /// The name takes the new content in one step where the host can do that; OpenSSH can.
  private func rename(_ source: String, _ target: String, _ path: String) throws {
    if session.has("posix-rename@openssh.com") {
      let answer = try session.call(Request(.extended).text("posix-rename@openssh.com").text(source).text(target))
      guard case .status(.ok, _) = answer else { throw failure(answer, path) }
      return
    }
    let plain = Request(.rename).text(source).text(target)
    if case .status(.ok, _) = try session.call(plain) { return }
    _ = try session.call(Request(.remove).text(target))
    let answer = try session.call(plain)
    guard case .status(.ok, _) = answer else { throw failure(answer, path) }
  }

  private func makeFolders(above path: String) throws {
    let parts = path.split(separator: "/").dropLast()
    if parts.isEmpty ? folders.contains("") : folders.contains(parts.joined(separator: "/")) { return }
    if folders.insert("").inserted { try makeRoot() }
    var folder = ""
    for part in parts {
      folder += folder.isEmpty ? part : "/\(part)"
      guard !folders.contains(folder) else { continue }
      try make(absolute(folder), folder)
      folders.insert(folder)
    }
  }

  private func makeRoot() throws {
    if case .attributes = try session.call(Request(.lstat).text(root)) { return }
    var path = root.hasPrefix("/") ? "" : "."
    for part in root.split(separator: "/") {
      path += "/\(part)"
      try make(path, path)
    }
  }

  private func make(_ path: String, _ name: String) throws {
    let answer = try session.call(Request(.makeFolder).text(path).number(4).number(0o755))
    if case .status(.ok, _) = answer { return }
    // Somebody was faster, or it was there before.
    guard case .attributes(_, let mode?) = try session.call(Request(.lstat).text(path)), mode & 0o170000 != 0o100000
    else { throw failure(answer, name) }
  }

  func remove(_ path: String) throws {
    let answer = try session.call(Request(.remove).text(absolute(path)))
    switch answer {
    case .status(.ok, _), .status(.noSuchFile, _): return
    default: throw failure(answer, path)
    }
  }

  func sweep(_ path: String) throws { try remove(OutgoingFile.temporaryPath(for: path)) }

  func removeEmptyFolders(above paths: [String]) throws {
    // Refused, as it should be, when anything else is in it.
    for folder in Self.folders(above: paths) {
      _ = try session.call(Request(.removeFolder).text(absolute(folder)))
      folders.remove(folder)
    }
  }

  func settle() throws {}

  // MARK: Failures

  private func isFull(needing bytes: Int) throws -> Bool {
    guard session.has("statvfs@openssh.com"),
      case .data(let numbers) = try session.call(Request(.extended).text("statvfs@openssh.com").text(root)),
      numbers.count >= 40
    else { return false }
    func number(_ index: Int) -> UInt64 { numbers[index * 8..<index * 8 + 8].reduce(0) { $0 << 8 | UInt64($1) } }
    // f_frsize and f_bavail.
    let (free, isTooLarge) = number(1).multipliedReportingOverflow(by: number(4))
    return !isTooLarge && free < UInt64(bytes)
  }

  private func failure(_ answer: SFTPSession.Answer, _ path: String) -> TargetError {
    guard case .status(let status, let text) = answer else { return .refused(.init(.badAnswer)) }
    let reason = TargetReason(.saidAbout, path, said: text.isEmpty ? "\(status)" : text)
    switch status {
    case .permissionDenied: return .permission(reason)
    case .noConnection, .connectionLost: return .connection(reason)
    default: return .refused(reason)
    }
  }
}
