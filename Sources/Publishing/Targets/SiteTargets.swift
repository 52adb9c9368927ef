import Glibc
import Model
import Store
import Synchronization

/// A site's targets: what is sent to them, by whom, and how that went.
package final class SiteTargets: Sendable {
  package let store: Store
  private let box: SecretBox
  /// Where the locks are that keep two runs of a target apart.
  private let folder: String
  private let ground: FolderGround

  package init(store: Store) {
    self.store = store
    // The data folder is where the blob folder is.
    folder = store.blobs.path.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
    box = SecretBox(folder: folder)
    ground = FolderGround(data: folder)
  }

  /// What a person may ask of a run.
  package struct Request: Sendable {
    package var isDryRun = false
    package var isVerifying = false
    package var replacesChanged = false
    package init() {}
  }

  /// Adds a target to the site. Nothing is sent.
  /// - Throws: `exists`; `TargetError.secret`; `TargetError.place` where no site may be put
  package func add(
    _ settings: TargetSettings, named name: String, secret: TargetSecret?, isAutomatic: Bool, to key: SiteKey
  ) async throws -> Target {
    try check(settings)
    let id = TargetID.random()
    let target = Target(
      id: id, name: name, settings: settings, sealedSecret: try secret?.sealed(in: box, for: id) ?? "",
      isAutomatic: isAutomatic)
    try await store.addTarget(target, to: key)
    return target
  }

  /// Sends a release, and keeps how it went.
  /// - Parameter number: nil for the live one
  /// - Throws: `TargetError`, `StoreError`
  package func send(
    _ target: Target, of key: SiteKey, release number: Int? = nil, _ request: Request = Request(),
    progress: @escaping @Sendable (TargetProgress) -> Void = { _ in }
  ) async throws -> TargetReport {
    let release = try await release(number, of: key)
    let manifest = try await store.manifest(of: release, in: key)
    let start = store.now()
    func keep(_ state: TargetRun.State, _ report: JSONValue) async throws {
      guard !request.isDryRun else { return }
      let run = TargetRun(target: target.id, at: start, release: release, state: state, report: report)
      try await store.record(run, of: key)
    }
    let lock = try TargetLock(folder: folder, target: target.id)
    defer { lock.release() }
    try await keep(.running, [:])
    do {
      let sender = try sender(for: target, of: key, release: release, manifest: manifest)
      let options = Self.options(request)
      let report = try await onWorkerThread { try sender.run(options, progress: progress) }
      try await keep(.done, report.json)
      return report
    } catch {
      try await keep(.failed, Self.json(of: error))
      throw error
    }
  }

  /// Connects and tells what is there. Changes nothing.
  package func check(_ target: Target, of key: SiteKey) async throws -> TargetState {
    let connect = try connect(to: target)
    let site = key.site.rawValue
    return try await onWorkerThread {
      let place = try connect()
      defer { place.close() }
      guard let bytes = try place.read(OwnFiles.name, limit: OwnFiles.limit) else { return TargetState() }
      let own = try OwnFiles(bytes)
      if let other = own.site, other != site { throw TargetError.otherSite }
      let found = try place.standing(at: own.entries.keys.sorted())
      var state = TargetState(release: own.release, files: own.entries.count)
      for (path, entry) in own.entries where entry.isCertain {
        switch found[path] {
        case .file(let size, let hash) where entry.contents.contains { $0.mayBe(size: size, hash: hash) }: break
        // A compressed form that would not have been smaller was left out.
        case .nothing where entry.contents.contains { $0.size == nil }: break
        case .nothing, nil: state.missing.append(path)
        default: state.changed.append(path)
        }
      }
      state.missing.sort()
      state.changed.sort()
      return state
    }
  }

  /// Forgets the target.
  /// - Parameter removingFiles: whether our files at the place go first; what is not ours stays
  package func remove(_ target: Target, of key: SiteKey, removingFiles: Bool) async throws {
    let lock = try TargetLock(folder: folder, target: target.id)
    defer { lock.release() }
    if removingFiles {
      let sender = TargetSender(
        site: key.site.rawValue, release: 1, files: [], blobs: store.blobs, parallel: Self.parallel(target.settings),
        connect: try connect(to: target))
      try await onWorkerThread { try sender.clear() }
    }
    try await store.removeTarget(target.id, of: key)
  }

  private func release(_ number: Int?, of key: SiteKey) async throws -> Int {
    if let number {
      guard try await store.release(number, of: key) != nil else { throw StoreError.notFound("release \(number)") }
      // What came with an archive is sent when it was built here, as it is shown then.
      if try await store.archivedReleases(of: key) >= number, try await store.liveNumber(of: key) != number {
        throw StoreError.notFound("release \(number) as one that was built here: make it the live one first")
      }
      return number
    }
    guard let live = try await store.liveNumber(of: key) else {
      throw StoreError.notFound("a live release: publish the site first")
    }
    return live
  }

  private func sender(
    for target: Target, of key: SiteKey, release: Int, manifest: Manifest
  ) throws -> TargetSender {
    let files =
      switch target.settings {
      case .folder(let folder): manifest.outgoing(isCompressed: folder.isCompressed, hasRedirectFiles: true)
      case .sftp(let sftp): manifest.outgoing(isCompressed: sftp.isCompressed, hasRedirectFiles: false)
      case .s3: manifest.outgoing(isCompressed: false, hasRedirectFiles: false)
      }
    return TargetSender(
      site: key.site.rawValue, release: release, files: files, blobs: store.blobs,
      parallel: Self.parallel(target.settings), connect: try connect(to: target))
  }

  private func connect(to target: Target) throws -> @Sendable () throws -> any TargetPlace {
    try check(target.settings)
    switch target.settings {
    // Looked at again each time: somebody may have put a link where the folder was.
    case .folder(let folder): return { [ground] in try FolderPlace(ground.checked(folder.path)) }
    case .sftp(let settings):
      let secret = try TargetSecret(sealed: target.sealedSecret, in: box, for: target.id)
      return { try SFTPPlace(settings, secret) }
    case .s3(let settings):
      let secret = try TargetSecret(sealed: target.sealedSecret, in: box, for: target.id)
      return { [now = store.now] in try S3Place(settings, secret, now: now) }
    }
  }

  private func check(_ settings: TargetSettings) throws(TargetError) {
    switch settings {
    case .folder(let folder): _ = try ground.checked(folder.path)
    case .sftp: break
    case .s3(let s3):
      guard s3.endpoint.hasPrefix("https://") || s3.isLocal else {
        throw .place(.init(.unencrypted, s3.endpoint))
      }
    }
  }

  private static func parallel(_ settings: TargetSettings) -> Int {
    switch settings {
    case .folder: FolderPlace.parallel
    case .sftp: SFTPPlace.parallel
    case .s3: S3Place.parallel
    }
  }

  private static func options(_ request: Request) -> TargetSender.Options {
    var options = TargetSender.Options()
    options.isDryRun = request.isDryRun
    options.isVerifying = request.isVerifying
    options.replacesChanged = request.replacesChanged
    return options
  }

  /// What the report of a run keeps of what went wrong.
  package static func json(of error: any Error) -> JSONValue {
    var members: [String: JSONValue] = ["code": "failed", "detail": .string("\(error)")]
    if let known = error as? TargetError {
      members["code"] = .string(known.code.rawValue)
      if !known.paths.isEmpty { members["paths"] = .strings(known.paths.prefix(100).map(VisibleText.of)) }
      if let reason = known.reason { members.merge(reason.members) { $1 } }
    }
    return .object(members)
  }
}

/// What stands at a target, held against its list of files.
package struct TargetState: Hashable, Sendable {
  /// nil when nothing was sent yet, or a run was cut off.
  package var release: Int?
  /// Ours.
  package var files = 0
  package var missing: [String] = []
  package var changed: [String] = []
}

/// Keeps two runs of one target apart, in all processes that use the data folder. Free again when its process ends.
private final class TargetLock {
  private var descriptor: Int32

  init(folder: String, target: TargetID) throws(TargetError) {
    let locks = "\(folder)/targets"
    mkdir(locks, 0o750)
    descriptor = open("\(locks)/\(target.rawValue).lock", O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o640)
    guard descriptor >= 0 else {
      throw .missing(.init(.cannotWrite, locks, said: String(cString: strerror(errno))))
    }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      close(descriptor)
      descriptor = -1
      throw .running
    }
  }

  func release() {
    if descriptor >= 0 { close(descriptor) }
    descriptor = -1
  }

  deinit { release() }
}
