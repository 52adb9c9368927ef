/// What an AVIF tells beside the picture: items of type Exif, XMP and the like, and boxes that no reader needs.
enum AVIFMetadata {
  /// The same file with zeros in place of all that; offsets in it stay right. nil where the file is not whole or says of its metadata what
  /// cannot be.
  ///
  /// Source: ISO/IEC 14496-12, 4.2 (boxes), 8.11.3 (iloc), 8.11.6 (iinf, infe); ISO/IEC 23008-12, A.2.
  static func blanked(_ source: [UInt8]) -> [UInt8]? {
    let bytes = HeadBytes(source[...])
    guard let boxes = wholeBoxes(bytes), boxes.contains(where: { bytes.has("mdat", at: $0.name) }) else { return nil }
    var blank = boxes.filter { box in
      ["uuid", "free", "skip", "udta"].contains { bytes.has($0, at: box.name) }
    }.map(\.content)
    for box in boxes where bytes.has("meta", at: box.name) && box.content.count > 4 {
      guard let found = metadata(bytes, meta: box.content) else { return nil }
      blank += found
    }
    guard !blank.isEmpty else { return source }
    var result = source
    for range in blank { for index in range { result[index] = 0 } }
    return result
  }

  /// The boxes that the file consists of; nil where something is missing at the end.
  private static func wholeBoxes(_ bytes: HeadBytes) -> [(name: Int, content: Range<Int>)]? {
    var boxes: [(name: Int, content: Range<Int>)] = []
    var offset = 0
    while offset < bytes.count {
      guard let short = bytes.big32(offset) else { return nil }
      var (size, header) = (short, 8)
      if short == 1 {
        guard let high = bytes.big32(offset + 8), high == 0, let low = bytes.big32(offset + 12) else { return nil }
        (size, header) = (low, 16)
      } else if short == 0 {
        size = bytes.count - offset
      }
      guard size >= header, offset + size <= bytes.count else { return nil }
      boxes.append((offset + 4, offset + header..<offset + size))
      offset += size
    }
    return boxes
  }

  /// Where the contents of all items lie that are no part of the picture.
  private static func metadata(_ bytes: HeadBytes, meta: Range<Int>) -> [Range<Int>]? {
    let inner = meta.dropFirst(4)
    guard let info = ImageSize.box("iinf", in: bytes, inner) else { return [] }
    let items = metadataItems(bytes, info)
    guard !items.isEmpty else { return [] }
    guard let locations = ImageSize.box("iloc", in: bytes, inner) else { return nil }
    return ranges(of: items, bytes, locations, data: ImageSize.box("idat", in: bytes, inner))
  }

  private static func metadataItems(_ bytes: HeadBytes, _ info: Range<Int>) -> Set<Int> {
    var items: Set<Int> = []
    let header = (bytes[info.lowerBound] ?? 0) == 0 ? 6 : 8
    guard info.count > header else { return [] }
    ImageSize.forEachBox(in: bytes, info.dropFirst(header)) { name, content in
      guard bytes.has("infe", at: name), let version = bytes[content.lowerBound], version >= 2 else { return }
      let width = version == 2 ? 2 : 4
      let type = content.lowerBound + 4 + width + 2
      guard let item = bytes.number(content.lowerBound + 4, width, little: false) else { return }
      if ["Exif", "mime", "uri "].contains(where: { bytes.has($0, at: type) }) { items.insert(item) }
    }
    return items
  }

  private static func ranges(
    of items: Set<Int>, _ bytes: HeadBytes, _ locations: Range<Int>, data: Range<Int>?
  ) -> [Range<Int>]? {
    var offset = locations.lowerBound
    func next(_ count: Int) -> Int? {
      guard count > 0 else { return 0 }
      guard count <= 8, offset + count <= locations.upperBound, let value = bytes.number(offset, count, little: false)
      else { return nil }
      offset += count
      // What lies further away than any file reaches is nothing that could be added to.
      return value >= 0 && value <= 1 << 40 ? value : nil
    }
    guard let version = next(1), version <= 2, next(3) != nil, let sizes = next(1), let more = next(1),
      let count = next(version < 2 ? 2 : 4)
    else { return nil }
    var found: [Range<Int>] = []
    for _ in 0..<count {
      guard let item = next(version < 2 ? 2 : 4), let method = version == 0 ? 0 : next(2), next(2) != nil,
        let base = next(more >> 4), let extents = next(2)
      else { return nil }
      for _ in 0..<extents {
        if version > 0, next(more & 15) == nil { return nil }
        guard let start = next(sizes >> 4), let length = next(sizes & 15) else { return nil }
        guard items.contains(item) else { continue }
        let area: Range<Int>
        switch method & 15 {
        case 0: area = 0..<bytes.count
        case 1:
          guard let data else { return nil }
          area = data
        default: return nil
        }
        let from = area.lowerBound + base + start
        // A length of zero means the rest.
        let end = length == 0 ? area.upperBound : from + length
        guard from <= end, end <= area.upperBound else { return nil }
        found.append(from..<end)
      }
    }
    return found
  }
}
