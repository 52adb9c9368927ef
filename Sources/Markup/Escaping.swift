extension HTMLWriter {
  // Whole vectors: with a number on one side, the standard library compares lane by lane, thirty times slower.
  private static var bit1: SIMD16<UInt8> { SIMD16(repeating: 0x02) }
  private static var bit2: SIMD16<UInt8> { SIMD16(repeating: 0x04) }
  private static var angle: SIMD16<UInt8> { SIMD16(repeating: 0x3E) }
  private static var ampersand: SIMD16<UInt8> { SIMD16(repeating: 0x26) }

  /// Appends `source` with `&`, `<`, `>` escaped, and `"` too when `quotes`.
  ///
  /// Looks at sixteen bytes at a time: a page is mostly text without a special byte. Two comparisons find all four,
  /// because `<` and `>` differ in bit 1 only, `"` and `&` in bit 2 only. A `"` in text is found and left alone.
  @usableFromInline
  mutating func escape(_ source: UnsafeBufferPointer<UInt8>, quotes: Bool) {
    guard let base = source.baseAddress else { return }
    let count = source.count
    var copied = 0
    var index = 0
    while index &+ 16 <= count {
      let block = UnsafeRawPointer(base).loadUnaligned(fromByteOffset: index, as: SIMD16<UInt8>.self)
      let found = ((block | Self.bit1) .== Self.angle) .| ((block | Self.bit2) .== Self.ampersand)
      // Two words rather than `any`, which compiles to a loop over the lanes.
      let words = unsafeBitCast(found, to: SIMD2<UInt64>.self)
      if words.x | words.y != 0 {
        for lane in 0..<16 { escapeByte(base, index &+ lane, quotes: quotes, copied: &copied) }
      }
      index &+= 16
    }
    while index < count {
      escapeByte(base, index, quotes: quotes, copied: &copied)
      index &+= 1
    }
    if copied < count { bytes.append(contentsOf: UnsafeBufferPointer(start: base + copied, count: count - copied)) }
  }

  /// Writes the escape for the byte at `index`, if it needs one, and before it everything not `copied` yet.
  @inline(__always)
  private mutating func escapeByte(_ base: UnsafePointer<UInt8>, _ index: Int, quotes: Bool, copied: inout Int) {
    let byte = base[index]
    guard (byte | 0x02) == 0x3E || byte == 0x26 || (quotes && byte == 0x22) else { return }
    if copied < index { bytes.append(contentsOf: UnsafeBufferPointer(start: base + copied, count: index &- copied)) }
    copied = index &+ 1
    switch byte {
    case 0x26: raw("&amp;")
    case 0x3C: raw("&lt;")
    case 0x3E: raw("&gt;")
    default: raw("&quot;")
    }
  }

  mutating func appendScriptJSON(_ json: UnsafeBufferPointer<UInt8>) {
    var start = 0
    var index = 0
    while index < json.count {
      var length = 1
      let escape: StaticString
      switch json[index] {
      case UInt8(ascii: "<"): escape = "\\u003c"
      case UInt8(ascii: ">"): escape = "\\u003e"
      case UInt8(ascii: "&"): escape = "\\u0026"
      case 0xE2 where index + 2 < json.count && json[index + 1] == 0x80 && (json[index + 2] & 0xFE) == 0xA8:
        // U+2028 and U+2029 end a line in older script engines.
        escape = json[index + 2] == 0xA8 ? "\\u2028" : "\\u2029"
        length = 3
      default:
        index += 1
        continue
      }
      bytes.append(contentsOf: UnsafeBufferPointer(rebasing: json[start..<index]))
      raw(escape)
      index += length
      start = index
    }
    bytes.append(contentsOf: UnsafeBufferPointer(rebasing: json[start..<index]))
  }
}

/// Which names may be written as tag or attribute names when they come from data.
enum HTMLName {
  /// True for a non-empty name without white space, controls, quotes, `>`, `<`, `/`, `=`, `&` or a backquote.
  static func isValid(_ name: String) -> Bool {
    var isEmpty = true
    for byte in name.utf8 {
      isEmpty = false
      switch byte {
      case 0...0x20, 0x7F, UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: ">"), UInt8(ascii: "<"),
        UInt8(ascii: "/"), UInt8(ascii: "="), UInt8(ascii: "&"), UInt8(ascii: "`"):
        return false
      default: continue
      }
    }
    return !isEmpty
  }
}
