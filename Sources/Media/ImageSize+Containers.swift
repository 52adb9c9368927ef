/// Formats whose size stands somewhere in a chain of segments or boxes, together with the rotation to apply.
extension ImageSize {
  /// Source: ITU-T T.81, B.2.2 (frame header); CIPA DC-008 (Exif), tag 0x0112 Orientation.
  static func jpeg(_ bytes: HeadBytes) -> ImageSize? {
    var offset = 2
    var isTurned = false
    while let marker = bytes[offset], marker == 0xFF, let kind = bytes[offset + 1] {
      switch kind {
      case 0xFF:
        // A fill byte.
        offset += 1
        continue
      case 0x01, 0xD0...0xD8:
        offset += 2
        continue
      case 0xD9, 0xDA: return nil
      default: break
      }
      guard let length = bytes.big16(offset + 2), length >= 2 else { return nil }
      // SOF0 to SOF15 without DHT (C4), JPG (C8) and DAC (CC).
      if (0xC0...0xCF).contains(kind), kind != 0xC4, kind != 0xC8, kind != 0xCC {
        guard let height = bytes.big16(offset + 5), let width = bytes.big16(offset + 7) else { return nil }
        return isTurned ? ImageSize(width: height, height: width) : ImageSize(width: width, height: height)
      }
      if kind == 0xE1, bytes.has("Exif\0\0", at: offset + 4) {
        isTurned = isTurnedByQuarter(bytes, tiff: offset + 10, end: offset + 2 + length)
      }
      offset += 2 + length
    }
    return nil
  }

  /// Orientations 5 to 8 turn by a quarter, which browsers apply, so width and height change places.
  private static func isTurnedByQuarter(_ bytes: HeadBytes, tiff: Int, end: Int) -> Bool {
    (5...8).contains(orientation(bytes, tiff: tiff, end: end))
  }

  /// The orientation that an Exif segment names; 1 where it names none.
  static func orientation(_ bytes: HeadBytes, tiff: Int, end: Int) -> Int {
    let little = bytes.has("II", at: tiff)
    guard little || bytes.has("MM", at: tiff), let directory = bytes.number(tiff + 4, 4, little: little),
      tiff + directory < end, let count = bytes.number(tiff + directory, 2, little: little)
    else { return 1 }
    for index in 0..<min(count, 500) {
      let entry = tiff + directory + 2 + index * 12
      guard entry + 12 <= end, let tag = bytes.number(entry, 2, little: little) else { return 1 }
      if tag == 0x0112 { return bytes.number(entry + 8, 2, little: little) ?? 1 }
    }
    return 1
  }

  /// The largest picture in the file: thumbnails and alpha planes have sizes of their own.
  /// Source: ISO/IEC 23008-12, 6.5.3 (ispe) and 6.5.10 (irot), inside meta → iprp → ipco.
  static func avif(_ bytes: HeadBytes) -> ImageSize? {
    guard let meta = box("meta", in: bytes, 0..<bytes.count), meta.count > 4,
      // meta is a full box: version and flags stand before what it holds.
      let properties = box("iprp", in: bytes, meta.dropFirst(4)),
      let container = box("ipco", in: bytes, properties)
    else { return nil }
    var largest: ImageSize?
    var isTurned = false
    forEachBox(in: bytes, container) { name, content in
      if bytes.has("ispe", at: name), let width = bytes.big32(content.lowerBound + 4),
        let height = bytes.big32(content.lowerBound + 8), width * height > largest.map({ $0.width * $0.height }) ?? 0
      {
        largest = ImageSize(width: width, height: height)
      } else if bytes.has("irot", at: name), let angle = bytes[content.lowerBound] {
        isTurned = angle & 1 == 1
      }
    }
    guard let largest else { return nil }
    return isTurned ? ImageSize(width: largest.height, height: largest.width) : largest
  }

  static func box(_ type: StaticString, in bytes: HeadBytes, _ range: Range<Int>) -> Range<Int>? {
    var found: Range<Int>?
    forEachBox(in: bytes, range) { name, content in
      if found == nil, bytes.has(type, at: name) { found = content }
    }
    return found
  }

  /// - Parameter visit: gets where the box's type stands and the range of its content.
  static func forEachBox(in bytes: HeadBytes, _ range: Range<Int>, _ visit: (Int, Range<Int>) -> Void) {
    var offset = range.lowerBound
    while offset + 8 <= range.upperBound, let size = bytes.big32(offset) {
      let end = size == 0 ? range.upperBound : offset + size
      guard size == 0 || size >= 8, end <= range.upperBound else { return }
      visit(offset + 4, offset + 8..<end)
      offset = end
    }
  }
}
