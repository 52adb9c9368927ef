/// Width and height of a picture as it is shown, read from its first bytes.
package struct ImageSize: Hashable, Sendable {
  package var width: Int
  package var height: Int

  package init(width: Int, height: Int) {
    self.width = width
    self.height = height
  }

  /// As many first bytes as `init(type:head:)` wants: a camera's JPEG has its size behind its EXIF thumbnail and profiles.
  package static let headLength = 256 << 10

  /// The size of a picture of a media type; nil where the bytes do not tell it or tell an impossible one.
  package init?(type: String, head: ArraySlice<UInt8>) {
    let bytes = HeadBytes(head)
    let found: ImageSize? =
      switch type {
      case "image/png": Self.png(bytes)
      case "image/gif": Self.gif(bytes)
      case "image/webp": Self.webp(bytes)
      case "image/jpeg": Self.jpeg(bytes)
      case "image/avif", "image/heic": Self.avif(bytes)
      default: nil
      }
    guard let found, (1...1_000_000).contains(found.width), (1...1_000_000).contains(found.height) else { return nil }
    self = found
  }

  /// Source: PNG Specification (Third Edition), 11.2.1 IHDR.
  private static func png(_ bytes: HeadBytes) -> ImageSize? {
    guard bytes.has("IHDR", at: 12), let width = bytes.big32(16), let height = bytes.big32(20) else { return nil }
    return ImageSize(width: width, height: height)
  }

  /// Source: GIF89a Specification, 18. Logical Screen Descriptor.
  private static func gif(_ bytes: HeadBytes) -> ImageSize? {
    guard let width = bytes.little16(6), let height = bytes.little16(8) else { return nil }
    return ImageSize(width: width, height: height)
  }

  /// Source: RFC 9649, WebP Image Format, 2.5 to 2.7; RFC 6386, 9.1, for the VP8 frame header.
  private static func webp(_ bytes: HeadBytes) -> ImageSize? {
    if bytes.has("VP8X", at: 12) {
      guard let width = bytes.little24(24), let height = bytes.little24(27) else { return nil }
      return ImageSize(width: width + 1, height: height + 1)
    }
    if bytes.has("VP8L", at: 12) {
      guard bytes[20] == 0x2F, let low = bytes.little16(21), let high = bytes.little16(23) else { return nil }
      let bits = low | high << 16
      return ImageSize(width: (bits & 0x3FFF) + 1, height: (bits >> 14 & 0x3FFF) + 1)
    }
    guard bytes.has("VP8 ", at: 12), bytes[23] == 0x9D, bytes[24] == 0x01, bytes[25] == 0x2A,
      let width = bytes.little16(26), let height = bytes.little16(28)
    else { return nil }
    return ImageSize(width: width & 0x3FFF, height: height & 0x3FFF)
  }
}

/// The first bytes of a file with numbers read from them; nil behind the end.
struct HeadBytes {
  let bytes: ArraySlice<UInt8>
  init(_ bytes: ArraySlice<UInt8>) { self.bytes = bytes }

  var count: Int { bytes.count }

  subscript(offset: Int) -> UInt8? {
    offset >= 0 && offset < bytes.count ? bytes[bytes.startIndex + offset] : nil
  }

  func has(_ text: StaticString, at offset: Int) -> Bool {
    guard offset >= 0, offset <= bytes.count else { return false }
    return bytes.dropFirst(offset).starts(
      with: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
  }

  func little16(_ offset: Int) -> Int? { number(offset, 2, little: true) }
  func little24(_ offset: Int) -> Int? { number(offset, 3, little: true) }
  func big16(_ offset: Int) -> Int? { number(offset, 2, little: false) }
  func big32(_ offset: Int) -> Int? { number(offset, 4, little: false) }

  func number(_ offset: Int, _ count: Int, little: Bool) -> Int? {
    guard offset >= 0, offset + count <= bytes.count else { return nil }
    let part = bytes[(bytes.startIndex + offset)..<(bytes.startIndex + offset + count)]
    return little ? part.reversed().reduce(0) { $0 << 8 | Int($1) } : part.reduce(0) { $0 << 8 | Int($1) }
  }
}
