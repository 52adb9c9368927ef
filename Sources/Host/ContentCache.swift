import Compression
import Dispatch
import HTTPTypes
import Model
import NIOCore
import Publishing
import Store
import Synchronization
import Web

/// A published content in memory, in every form in which it was asked for so far, each with its head: a request copies nothing.
final class PublishedContent: Sendable {
  final class Form: Sendable {
    let bytes: ByteBuffer
    let headers: HTTPFields
    let tag: String
    /// The whole answer to a request for the form, and the one to who has it already.
    let whole: ReadyAnswer
    let notModified: ReadyAnswer

    fileprivate init(_ bytes: [UInt8], _ head: FileHead, _ encoding: TextCompression?) {
      self.bytes = ByteBuffer(bytes: bytes)
      headers = head.headers(size: bytes.count, encoding: encoding)
      tag = head.tag(encoding)
      whole = ReadyAnswer(status: .ok, headers: headers, body: self.bytes)
      notModified = ReadyAnswer(status: .notModified, headers: head.notModified(encoding))
    }

    /// What it takes in memory, in bytes.
    fileprivate var size: Int { bytes.readableBytes + whole.size + notModified.size }
  }

  let plain: Form
  private let head: FileHead
  fileprivate let usedAt = Atomic<UInt64>(0)
  /// An inner nil stands for a form that would not be smaller.
  private let forms = Mutex<[TextCompression: Form?]>([:])

  init(bytes: [UInt8], head: FileHead) {
    self.head = head
    plain = Form(bytes, head, nil)
  }

  /// The form that has the tag, where it has been made.
  fileprivate func form(tag: String) -> Form? {
    plain.tag == tag ? plain : forms.withLock { forms in forms.values.lazy.compactMap { $0 }.first { $0.tag == tag } }
  }

  fileprivate func form(_ encoding: TextCompression) -> Form?? { forms.withLock { $0[encoding] } }

  /// Returns by how many bytes the content has grown.
  fileprivate func keep(_ bytes: [UInt8]?, as encoding: TextCompression) -> Int {
    let form = bytes.map { Form($0, head, encoding) }
    return forms.withLock { forms in
      let before = forms[encoding].flatMap { $0 }?.size ?? 0
      forms[encoding] = .some(form)
      return (form?.size ?? 0) - before
    }
  }
}

/// Contents of published files in memory, up to a number of bytes; what was used longest ago goes first.
///
/// A form that somebody waits for is made with little effort; in the background it is made once more as small as it gets.
final class ContentCache: Sendable {
  /// Larger files are sent from the disk, a part at a time.
  static let fileLimit = 4 << 20
  /// Contents that wait for their best form; more than that will get it when they are asked for again.
  private static let waitingLimit = 1000

  private struct State {
    var contents: [FileHead.Key: (content: PublishedContent, size: Int)] = [:]
    var size = 0
    var waiting = 0
    var checked: [String: Task<Void, any Error>] = [:]
  }

  private let blobs: BlobFolder
  private let base: HTTPFields
  private let limit: Int
  private let clock = Atomic<UInt64>(0)
  private let state = Mutex(State())
  private let background = DispatchQueue(label: "foyer.compression", qos: .background)

  /// - Parameters:
  ///   - base: headers of every file
  ///   - limit: bytes
  init(blobs: BlobFolder, base: HTTPFields, limit: Int = 128 << 20) {
    self.blobs = blobs
    self.base = base
    self.limit = limit
  }

  /// The form that a client gets, when it is in memory and nothing better has to be made first.
  func known(_ file: LiveSite.File, _ encodings: AcceptedEncodings) -> PublishedContent.Form? {
    guard let content = knownContent(of: file) else { return nil }
    guard file.isCompressible else { return content.plain }
    for encoding in encodings.preferred {
      guard let known = content.form(encoding) else { return nil }
      if let form = known { return form }
    }
    return content.plain
  }

  /// The form that has a tag, when it is in memory.
  func known(_ file: LiveSite.File, tag: String) -> PublishedContent.Form? { knownContent(of: file)?.form(tag: tag) }

  /// The content of a file of at most `fileLimit` bytes, in the form that the client likes best.
  func form(of file: LiveSite.File, _ encodings: AcceptedEncodings) async throws -> PublishedContent.Form {
    let content = try await content(of: file)
    guard file.isCompressible else { return content.plain }
    for encoding in encodings.preferred {
      if let known = content.form(encoding) {
        if let form = known { return form }
        continue
      }
      if let form = await make(encoding, of: content, as: file.key) { return form }
    }
    return content.plain
  }

  private func knownContent(of file: LiveSite.File) -> PublishedContent? {
    let known = state.withLock { $0.contents[file.key]?.content }
    known?.usedAt.store(clock.wrappingAdd(1, ordering: .relaxed).newValue, ordering: .relaxed)
    return known
  }

  private func content(of file: LiveSite.File) async throws -> PublishedContent {
    if let known = knownContent(of: file) { return known }
    let (blobs, base) = (blobs, base)
    let content = try await onWorkerThread {
      let bytes = try blobs.get(file.artifact.hash)
      return PublishedContent(bytes: bytes, head: FileHead(file, base: base, bytes: bytes))
    }
    content.usedAt.store(clock.wrappingAdd(1, ordering: .relaxed).newValue, ordering: .relaxed)
    let size = content.plain.size
    return state.withLock { state in
      // Somebody else may have been quicker.
      if let other = state.contents[file.key]?.content { return other }
      state.contents[file.key] = (content, size)
      grow(&state, by: size)
      return content
    }
  }

  private func make(
    _ encoding: TextCompression, of content: PublishedContent, as key: FileHead.Key
  ) async -> PublishedContent.Form? {
    let bytes = Array(buffer: content.plain.bytes)
    let quick = try? await onWorkerThread { encoding.compress(bytes, effort: .quick) }
    keep(quick, encoding, of: content, as: key)
    improve(content, encoding, as: key)
    return content.form(encoding).flatMap { $0 }
  }

  private func keep(
    _ bytes: [UInt8]?, _ encoding: TextCompression, of content: PublishedContent, as key: FileHead.Key
  ) {
    let grown = content.keep(bytes, as: encoding)
    state.withLock { state in
      guard state.contents[key]?.content === content else { return }
      state.contents[key]!.size += grown
      grow(&state, by: grown)
    }
  }

  private func improve(_ content: PublishedContent, _ encoding: TextCompression, as key: FileHead.Key) {
    let isTaken = state.withLock { state in
      guard state.waiting < Self.waitingLimit else { return false }
      state.waiting += 1
      return true
    }
    guard isTaken else { return }
    background.async { [self] in
      defer { state.withLock { $0.waiting -= 1 } }
      guard state.withLock({ $0.contents[key]?.content === content }),
        let best = encoding.compress(Array(buffer: content.plain.bytes), effort: .best)
      else { return }
      keep(best, encoding, of: content, as: key)
    }
  }

  private func grow(_ state: inout State, by size: Int) {
    state.size += size
    guard state.size > limit else { return }
    // A quarter at once, so that a full cache does not sort itself for each new file.
    let byAge = state.contents.sorted {
      $0.value.content.usedAt.load(ordering: .relaxed) < $1.value.content.usedAt.load(ordering: .relaxed)
    }
    for (key, entry) in byAge where state.size > limit * 3 / 4 {
      state.contents[key] = nil
      state.size -= entry.size
    }
  }

  // MARK: Large files

  /// Opens a file to be sent in parts. Whether it is what it was is found out once, before its first byte is sent.
  func open(_ hash: String) async throws -> BlobFile {
    let blobs = blobs
    let check = state.withLock { state in
      if let known = state.checked[hash] { return known }
      if state.checked.count >= 10_000 { state.checked.removeAll() }
      let task = Task { try await onWorkerThread { try blobs.check(hash) } }
      state.checked[hash] = task
      return task
    }
    do {
      try await check.value
    } catch {
      state.withLock { if $0.checked[hash] == check { $0.checked[hash] = nil } }
      throw error
    }
    return try await onWorkerThread { try blobs.file(of: hash) }
  }
}
