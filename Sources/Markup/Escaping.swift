extension HTMLWriter {
  /// Appends `source` with `&`, `<`, `>` escaped, and `"` too when `quotes`.
  ///
  /// Looks at sixteen bytes at a time: a page is mostly text without a special byte. Two comparisons find all four,
  /// because `<` and `>` differ in bit 1 only, `"` and `&` in bit 2 only. A `"` in text is found and left alone.
  @usableFromInline
  mutating func escape(_ source: UnsafeBufferPointer<UInt8>, quotes: Bool) {
    let count = source.count
    guard count > 0, let base = source.baseAddress else { return }
    let raw = UnsafeRawPointer(base)
    var runStart = 0
    var index = 0
    while index < count {
      if index &+ 16 <= count {
        let block = raw.loadUnaligned(fromByteOffset: index, as: SIMD16<UInt8>.self)
        let found = ((block | 0x02) .== 0x3E) .| ((block | 0x04) .== 0x26)
        if !any(found) {
          index &+= 16
          continue
        }
      }
      let end = min(index &+ 16, count)
      while index < end {
        let byte = base[index]
        index &+= 1
        let isSpecial = (byte | 0x02) == 0x3E || byte == 0x26 || (quotes && byte == 0x22)
        if !isSpecial { continue }
        let runLength = index &- 1 &- runStart
        if runLength > 0 { bytes.append(contentsOf: UnsafeBufferPointer(start: base + runStart, count: runLength)) }
        runStart = index
        switch byte {
        case 0x26: self.raw("&amp;")
        case 0x3C: self.raw("&lt;")
        case 0x3E: self.raw("&gt;")
        default: self.raw("&quot;")
        }
      }
    }
    if runStart < count { bytes.append(contentsOf: UnsafeBufferPointer(start: base + runStart, count: count - runStart)) }
  }

  mutating func appendScriptJSON(_ json: UnsafeBufferPointer<UInt8>) {
    var index = 0
    while index < json.count {
      let byte = json[index]
      switch byte {
      case UInt8(ascii: "<"): raw("\\u003c")
      case UInt8(ascii: ">"): raw("\\u003e")
      case UInt8(ascii: "&"): raw("\\u0026")
      case 0xE2 where index + 2 < json.count && json[index + 1] == 0x80 && (json[index + 2] & 0xFE) == 0xA8:
        // U+2028 and U+2029 end a line in older script engines.
        if json[index + 2] == 0xA8 { raw("\\u2028") } else { raw("\\u2029") }
        index += 2
      default: bytes.append(byte)
      }
      index += 1
    }
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
