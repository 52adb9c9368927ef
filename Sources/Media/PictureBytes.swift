/// A picture without what it tells beside itself: where and when it was taken, with what, by whom, and whatever stands behind its end.
/// Pixels are never decoded. Colour profiles stay, and the orientation, which pictures are shown by.
enum PictureBytes {
  /// nil when the picture is incomplete or its parts do not fit together.
  static func cleaned(_ source: [UInt8], type: String) -> [UInt8]? {
    switch type {
    case "image/jpeg": source.withUnsafeBufferPointer(jpeg)
    case "image/png": png(source)
    case "image/webp": webp(source)
    case "image/gif": gif(source)
    case "image/avif": AVIFMetadata.blanked(source)
    default: nil
    }
  }

  /// Source: ITU-T T.81, B.1.1 (markers) and B.2 (their order).
  private static func jpeg(_ source: UnsafeBufferPointer<UInt8>) -> [UInt8]? {
    var result: [UInt8] = [0xFF, 0xD8]
    result.reserveCapacity(source.count)
    var offset = 2
    var hasScan = false
    while offset + 1 < source.count, source[offset] == 0xFF {
      let kind = source[offset + 1]
      switch kind {
      case 0xFF:
        offset += 1
        continue
      case 0xD9:
        result += [0xFF, 0xD9]
        return hasScan ? result : nil
      case 0x00, 0xD8: return nil
      case 0x01, 0xD0...0xD7:
        offset += 2
        continue
      default: break
      }
      guard offset + 3 < source.count else { return nil }
      let length = Int(source[offset + 2]) << 8 | Int(source[offset + 3])
      var end = offset + 2 + length
      guard length >= 2, end <= source.count else { return nil }
      let segment = UnsafeBufferPointer(rebasing: source[offset..<end])
      if kind == 0xDA {
        hasScan = true
        end = endOfScan(source, from: end)
        result += source[offset..<end]
      } else if isKept(kind, segment) {
        result += segment
      } else if kind == 0xE1 {
        result += orientation(segment)
      }
      offset = end
    }
    return nil
  }

  /// Where the next marker stands that is no part of the scan's data.
  private static func endOfScan(_ source: UnsafeBufferPointer<UInt8>, from start: Int) -> Int {
    var offset = start
    while offset + 1 < source.count {
      if source[offset] == 0xFF, source[offset + 1] != 0, !(0xD0...0xD7).contains(source[offset + 1]) { return offset }
      offset += 1
    }
    return source.count
  }

  /// All that is no application's or comment; of these the JFIF header, the colour profile and Adobe's word about the colours.
  private static func isKept(_ kind: UInt8, _ segment: UnsafeBufferPointer<UInt8>) -> Bool {
    let content = segment.dropFirst(4)
    switch kind {
    case 0xE0: return content.starts(with: "JFIF\0".utf8)
    case 0xE2: return content.starts(with: "ICC_PROFILE\0".utf8)
    case 0xEE: return content.starts(with: "Adobe".utf8)
    case 0xE1, 0xE3...0xED, 0xEF, 0xFE: return false
    default: return true
    }
  }

  /// An Exif segment with the orientation of the given one and nothing else; none where the picture stands upright.
  private static func orientation(_ segment: UnsafeBufferPointer<UInt8>) -> [UInt8] {
    let bytes = HeadBytes(Array(segment)[...])
    guard bytes.has("Exif\0\0", at: 4) else { return [] }
    let orientation = ImageSize.orientation(bytes, tiff: 10, end: segment.count)
    guard (2...8).contains(orientation) else { return [] }
    return [0xFF, 0xE1, 0, 34] + Array("Exif\0\0MM".utf8) + [
      0, 42, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, UInt8(orientation), 0, 0, 0, 0, 0, 0,
    ]
  }

  /// Source: PNG Specification (Third Edition), 5.3 (chunks) and 11.3 (ancillary chunks).
  private static func png(_ source: [UInt8]) -> [UInt8]? {
    let bytes = HeadBytes(source[...])
    var result = Array(source.prefix(8))
    result.reserveCapacity(source.count)
    var offset = 8
    var hasData = false
    while let length = bytes.big32(offset), offset + 12 + length <= source.count {
      let end = offset + 12 + length
      let name = offset + 4
      if bytes.has("IDAT", at: name) { hasData = true }
      if !["eXIf", "tEXt", "zTXt", "iTXt", "tIME"].contains(where: { bytes.has($0, at: name) }) {
        result += source[offset..<end]
      }
      if bytes.has("IEND", at: name) { return hasData ? result : nil }
      offset = end
    }
    return nil
  }

  /// Source: RFC 9649, 2.3 to 2.7.
  private static func webp(_ source: [UInt8]) -> [UInt8]? {
    let bytes = HeadBytes(source[...])
    guard let size = bytes.number(4, 4, little: true), size >= 12, 8 + size <= source.count else { return nil }
    var result = Array(source.prefix(12))
    result.reserveCapacity(source.count)
    var offset = 12
    while offset + 8 <= 8 + size, let length = bytes.number(offset + 4, 4, little: true) {
      let end = offset + 8 + length + length % 2
      // A last chunk of odd length without its filling byte is seen in the wild.
      guard end <= 8 + size + length % 2, offset + 8 + length <= source.count else { return nil }
      if !bytes.has("EXIF", at: offset), !bytes.has("XMP ", at: offset) {
        let start = result.count
        result += source[offset..<min(end, source.count)]
        if end > source.count { result.append(0) }
        // Neither Exif nor XMP is there any more.
        if bytes.has("VP8X", at: offset), length >= 10 { result[start + 8] &= ~0x0C }
      }
      offset = end
    }
    guard result.count > 12 else { return nil }
    let length = result.count - 8
    for index in 0..<4 { result[4 + index] = UInt8(truncatingIfNeeded: length >> (8 * index)) }
    return result
  }

  /// How many pictures a GIF shows one after the other; of a damaged one those that were found.
  static func frames(ofGIF source: [UInt8]) -> Int {
    var frames = 0
    _ = gif(source) { frames += 1 }
    return frames
  }

  /// Source: GIF89a Specification, 15 to 27.
  /// - Parameter onFrame: called for each picture
  private static func gif(_ source: [UInt8], onFrame: () -> Void = {}) -> [UInt8]? {
    func tableLength(_ flags: UInt8) -> Int { flags & 0x80 == 0 ? 0 : 3 << (Int(flags & 7) + 1) }
    /// Behind a chain of sub-blocks.
    func endOfBlocks(_ start: Int) -> Int? {
      var offset = start
      while offset < source.count {
        if source[offset] == 0 { return offset + 1 }
        offset += 1 + Int(source[offset])
      }
      return nil
    }
    guard source.count > 13 else { return nil }
    var offset = 13 + tableLength(source[10])
    guard offset < source.count else { return nil }
    var result = Array(source[..<offset])
    result.reserveCapacity(source.count)
    var hasImage = false
    while offset < source.count {
      let start = offset
      switch source[offset] {
      case 0x2C:
        guard offset + 10 < source.count,
          let end = endOfBlocks(offset + 11 + tableLength(source[offset + 9]))
        else { return nil }
        hasImage = true
        onFrame()
        offset = end
        result += source[start..<end]
      case 0x21:
        guard offset + 2 < source.count, let end = endOfBlocks(offset + 2) else { return nil }
        offset = end
        let content = source[start..<end].dropFirst(3)
        let isLoop = content.starts(with: "NETSCAPE2.0".utf8) || content.starts(with: "ANIMEXTS1.0".utf8)
        if source[start + 1] == 0xF9 || (source[start + 1] == 0xFF && isLoop) { result += source[start..<end] }
      case 0x3B:
        result.append(0x3B)
        return hasImage ? result : nil
      default: return nil
      }
    }
    return nil
  }
}
