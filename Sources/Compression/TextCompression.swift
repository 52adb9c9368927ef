import CBrotli
import CZlib

/// The two ways in which texts are made smaller for their way through the network, as `Content-Encoding` names them.
package enum TextCompression: String, Sendable, CaseIterable {
  case brotli = "br"
  case gzip = "gzip"

  package enum Effort: Sendable {
    /// Milliseconds for a page: for an answer that somebody waits for.
    case quick
    /// As small as it gets: for what is made once and sent often.
    case best
  }

  /// Below that the packet is sent as quickly either way.
  package static let smallest = 1024
  /// Beyond that the best effort takes seconds and gains little.
  private static let bestLimit = 2 << 20

  /// The ending of a compressed copy beside a file.
  package var fileEnding: String { self == .brotli ? "br" : "gz" }

  /// Whether contents of a media type and size in bytes gain from it: texts do, pictures and archives are compressed already.
  package static func isWorthwhile(type: String, size: Int) -> Bool {
    guard size >= smallest else { return false }
    let name = type.prefix { $0 != ";" }.lowercased()
    if name.hasPrefix("text/") { return true }
    switch name {
    case "application/json", "application/javascript", "application/xml", "application/manifest+json",
      "application/wasm", "image/svg+xml", "image/x-icon", "image/vnd.microsoft.icon", "image/bmp", "font/ttf",
      "font/otf", "application/speculationrules+json":
      return true
    default: return name.hasSuffix("+xml") || name.hasSuffix("+json")
    }
  }

  /// The compressed bytes; nil when they would not be fewer. The same bytes and effort give the same result.
  package func compress(_ bytes: [UInt8], effort: Effort) -> [UInt8]? {
    let effort = bytes.count > Self.bestLimit ? .quick : effort
    let result =
      switch self {
      case .brotli: Self.brotli(bytes, quality: effort == .best ? 11 : 4)
      case .gzip: Self.gzip(bytes, level: effort == .best ? 9 : 4)
      }
    guard let result, result.count < bytes.count else { return nil }
    return result
  }

  private static func brotli(_ bytes: [UInt8], quality: Int32) -> [UInt8]? {
    let limit = BrotliEncoderMaxCompressedSize(bytes.count)
    guard limit > 0 else { return nil }
    var isDone = false
    let result = [UInt8](unsafeUninitializedCapacity: limit) { buffer, count in
      var size = limit
      isDone =
        BrotliEncoderCompress(
          quality, BROTLI_DEFAULT_WINDOW, BROTLI_MODE_TEXT, bytes.count, bytes, &size, buffer.baseAddress!) != 0
      count = isDone ? size : 0
    }
    return isDone ? result : nil
  }

  /// With an empty header: no name and no time, so that the bytes depend on nothing else.
  private static func gzip(_ bytes: [UInt8], level: Int32) -> [UInt8]? {
    var stream = z_stream()
    // 15 bits of window, and 16 for the header of gzip.
    guard
      deflateInit2_(
        &stream, level, Z_DEFLATED, 15 + 16, 9, Z_DEFAULT_STRATEGY, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
        == Z_OK
    else { return nil }
    defer { deflateEnd(&stream) }
    let limit = Int(deflateBound(&stream, UInt(bytes.count)))
    guard bytes.count <= Int(UInt32.max), limit <= Int(UInt32.max) else { return nil }
    var isDone = false
    let result = bytes.withUnsafeBufferPointer { source in
      [UInt8](unsafeUninitializedCapacity: limit) { buffer, count in
        stream.next_in = UnsafeMutablePointer(mutating: source.baseAddress)
        stream.avail_in = UInt32(source.count)
        stream.next_out = buffer.baseAddress
        stream.avail_out = UInt32(limit)
        isDone = deflate(&stream, Z_FINISH) == Z_STREAM_END
        count = isDone ? limit - Int(stream.avail_out) : 0
      }
    }
    return isDone ? result : nil
  }
}
