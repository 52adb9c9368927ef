/// Pictures that move: how many there are in one file. Each takes as much memory and time as the whole, however few bytes it has.
enum MovingPicture {
  /// How many pictures a file shows one after the other, by what it says and by what is in it, whichever is more; of a damaged one those
  /// that were found. 1 for what does not move.
  static func frames(_ source: [UInt8], type: String) -> Int {
    let bytes = HeadBytes(source[...])
    return switch type {
    case "image/gif": PictureBytes.frames(ofGIF: source)
    case "image/webp": max(1, webp(bytes))
    case "image/png": max(1, png(bytes))
    case "image/avif": max(1, samples(bytes, 0..<bytes.count, depth: 0))
    default: 1
    }
  }

  /// Source: RFC 9649, 2.7.1.1 (ANMF).
  private static func webp(_ bytes: HeadBytes) -> Int {
    var frames = 0
    var offset = 12
    while let length = bytes.number(offset + 4, 4, little: true) {
      if bytes.has("ANMF", at: offset) { frames += 1 }
      offset += 8 + length + length % 2
    }
    return frames
  }

  /// Source: PNG Specification (Third Edition), 11.3.6 (acTL, fcTL).
  private static func png(_ bytes: HeadBytes) -> Int {
    var (told, found) = (0, 0)
    var offset = 8
    while let length = bytes.big32(offset) {
      if bytes.has("acTL", at: offset + 4) { told = max(told, bytes.big32(offset + 8) ?? 0) }
      if bytes.has("fcTL", at: offset + 4) { found += 1 }
      offset += 12 + length
    }
    return max(told, found)
  }

  /// The most that any track has.
  /// Source: ISO/IEC 14496-12, 8.7.3 (stsz), and 8.2 to 8.7 for the boxes around it.
  private static func samples(_ bytes: HeadBytes, _ range: Range<Int>, depth: Int) -> Int {
    guard depth < 6 else { return 0 }
    var most = 0
    ImageSize.forEachBox(in: bytes, range) { name, content in
      if ["moov", "trak", "mdia", "minf", "stbl"].contains(where: { bytes.has($0, at: name) }) {
        most = max(most, samples(bytes, content, depth: depth + 1))
      } else if bytes.has("stsz", at: name) {
        most = max(most, bytes.big32(content.lowerBound + 8) ?? 0)
      }
    }
    return most
  }
}
