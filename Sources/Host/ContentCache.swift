import Crypto
import Dispatch
import NIOCore
import Store
import Synchronization

/// Contents of published files in memory, by hash, up to a number of bytes; what was used longest ago goes first.
final class ContentCache: Sendable {
  struct Content: Sendable {
    let bytes: ByteBuffer
    /// Sources for `style-src` and `script-src` of an HTML page: hashes of what stands inline in it.
    let styleHashes: [String]
  }

  private struct State {
    var contents: [String: (content: Content, usedAt: UInt64)] = [:]
    var size = 0
    var clock: UInt64 = 0
  }

  private let blobs: BlobFolder
  private let limit: Int
  private let state = Mutex(State())

  init(blobs: BlobFolder, limit: Int = 128 << 20) {
    self.blobs = blobs
    self.limit = limit
  }

  func content(of hash: String, isHTML: Bool) async throws -> Content {
    let known = state.withLock { state -> Content? in
      guard let entry = state.contents[hash] else { return nil }
      state.clock += 1
      state.contents[hash]!.usedAt = state.clock
      return entry.content
    }
    if let known { return known }
    let blobs = blobs
    let bytes: [UInt8] = try await withCheckedThrowingContinuation { continuation in
      DispatchQueue.global().async { continuation.resume(with: Result { try blobs.get(hash) }) }
    }
    let content = Content(bytes: ByteBuffer(bytes: bytes), styleHashes: isHTML ? Self.styleHashes(in: bytes) : [])
    keep(content, as: hash)
    return content
  }

  private func keep(_ content: Content, as hash: String) {
    let size = content.bytes.readableBytes
    guard size <= limit / 4 else { return }
    state.withLock { state in
      guard state.contents[hash] == nil else { return }
      state.clock += 1
      state.contents[hash] = (content, state.clock)
      state.size += size
      guard state.size > limit else { return }
      // A quarter at once, so that a full cache does not sort itself for each new file.
      for (hash, entry) in state.contents.sorted(by: { $0.value.usedAt < $1.value.usedAt })
      where state.size > limit * 3 / 4 {
        state.contents[hash] = nil
        state.size -= entry.content.bytes.readableBytes
      }
    }
  }

  /// SHA-256 of every inline style sheet, as a Content-Security-Policy names it. The builder writes `<style>` and nothing else, and its
  /// texts cannot hold one, so looking for the tags is enough.
  static func styleHashes(in html: [UInt8]) -> [String] {
    var hashes: [String] = []
    var rest = html[...]
    while let start = rest.firstRange(of: Array("<style>".utf8)),
      let end = rest[start.upperBound...].firstRange(of: Array("</style>".utf8))
    {
      let hash = Array(SHA256.hash(data: Array(rest[start.upperBound..<end.lowerBound])))
      hashes.append("'sha256-\(base64(hash))'")
      rest = rest[end.upperBound...]
    }
    return hashes
  }

  private static func base64(_ bytes: [UInt8]) -> String {
    let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    var result: [UInt8] = []
    for start in stride(from: 0, to: bytes.count, by: 3) {
      let chunk = bytes[start..<min(start + 3, bytes.count)]
      var value = chunk.reduce(0) { $0 << 8 | Int($1) } << (8 * (3 - chunk.count))
      var digits: [UInt8] = []
      for place in 0..<4 {
        digits.append(place < 3 - chunk.count ? UInt8(ascii: "=") : alphabet[value & 63])
        value >>= 6
      }
      result += digits.reversed()
    }
    return String(decoding: result, as: UTF8.self)
  }
}
