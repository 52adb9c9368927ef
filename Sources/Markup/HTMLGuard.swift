/// The checks before libgumbo is called.
enum HTMLGuard {
  /// Size, UTF-8, NUL, depth, attributes and unclosed formatting. False when the depth needs `HTMLDepthProbe` too.
  static func check(
    _ html: UnsafeBufferPointer<UInt8>, limits: HTMLParser.Limits, firstLine: Int
  ) throws(MarkupError) -> Bool {
    if html.count > limits.size { throw MarkupError(.tooLarge(limit: limits.size)) }
    try checkText(html, firstLine: firstLine)
    var scan = HTMLTagScan(html, limits: limits, firstLine: firstLine)
    try scan.run()
    return scan.isOrderly
  }

  /// UTF-8 without NUL bytes.
  static func checkText(_ text: UnsafeBufferPointer<UInt8>, firstLine: Int) throws(MarkupError) {
    var index = 0
    let count = text.count
    let one = SIMD16<UInt8>(repeating: 1)
    let limit = SIMD16<UInt8>(repeating: 0x7F)
    while index < count {
      if index &+ 16 <= count {
        let block = UnsafeRawPointer(text.baseAddress! + index).loadUnaligned(as: SIMD16<UInt8>.self)
        // Zero wraps to 255, so one comparison finds NUL and everything that is not ASCII.
        let words = unsafeBitCast((block &- one) .>= limit, to: SIMD2<UInt64>.self)
        if words.x | words.y == 0 {
          index &+= 16
          continue
        }
      }
      let length = sequenceLength(text, at: index)
      if length == 0 {
        let reason = text[index] == 0 ? MarkupError.Reason.nulByte(offset: index) : .invalidUTF8(offset: index)
        throw MarkupError(reason, line: firstLine + text[..<index].count { $0 == 0x0A })
      }
      index &+= length
    }
  }

  /// The length in bytes of the UTF-8 sequence at `index`; 0 when there is none or it is a NUL.
  /// Source: Unicode Standard, table 3-7.
  private static func sequenceLength(_ text: UnsafeBufferPointer<UInt8>, at index: Int) -> Int {
    func byte(_ offset: Int) -> UInt8 { index + offset < text.count ? text[index + offset] : 0 }
    func continues(_ offset: Int) -> Bool { byte(offset) & 0xC0 == 0x80 }
    switch text[index] {
    case 0x01...0x7F: return 1
    case 0xC2...0xDF: return continues(1) ? 2 : 0
    case 0xE0: return (0xA0...0xBF).contains(byte(1)) && continues(2) ? 3 : 0
    case 0xED: return (0x80...0x9F).contains(byte(1)) && continues(2) ? 3 : 0
    case 0xE1...0xEF: return continues(1) && continues(2) ? 3 : 0
    case 0xF0: return (0x90...0xBF).contains(byte(1)) && continues(2) && continues(3) ? 4 : 0
    case 0xF1...0xF3: return continues(1) && continues(2) && continues(3) ? 4 : 0
    case 0xF4: return (0x80...0x8F).contains(byte(1)) && continues(2) && continues(3) ? 4 : 0
    default: return 0
    }
  }
}
