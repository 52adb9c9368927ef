/// Finds the elements, classes and IDs of a page in the HTML that was written for it.
enum PageNames {
  /// The names of the table that occur in the HTML; nil when the page may come to have others than those that stand in it, because a
  /// script runs in it, or when it has styles of its own.
  static func find(in html: [UInt8], table: NameTable, always: NameSet) -> NameSet? {
    var scan = Scan(table: table, found: always)
    let isKnown = html.withUnsafeBufferPointer { scan.run($0) }
    return isKnown ? scan.found : nil
  }

  private struct Scan {
    let table: NameTable
    var found: NameSet

    /// False when what the page will contain cannot be told from these bytes.
    mutating func run(_ html: UnsafeBufferPointer<UInt8>) -> Bool {
      var index = 0
      while let start = Self.next(UInt8(ascii: "<"), in: html, from: index) {
        index = start + 1
        guard index < html.count else { return true }
        if html[index] == UInt8(ascii: "!") {
          index = Self.endOfComment(html, at: index)
        } else if Self.isLetter(html[index]) {
          guard let end = tag(html, at: index) else { return false }
          index = end
        }
      }
      return true
    }

    /// One start tag, from its name on; returns where it ends.
    private mutating func tag(_ html: UnsafeBufferPointer<UInt8>, at start: Int) -> Int? {
      var index = start
      while index < html.count, !Self.endsName(html[index]) { index += 1 }
      guard note(element: html, start..<index) else { return nil }
      while index < html.count {
        let byte = html[index]
        if byte == UInt8(ascii: ">") { return index + 1 }
        if Self.isSpace(byte) || byte == UInt8(ascii: "/") {
          index += 1
          continue
        }
        let nameStart = index
        index += 1
        while index < html.count, html[index] != UInt8(ascii: "="), !Self.endsName(html[index]) { index += 1 }
        let name = nameStart..<index
        guard index < html.count, html[index] == UInt8(ascii: "=") else { continue }
        index += 1
        let value: Range<Int>
        if index < html.count, html[index] == UInt8(ascii: "\"") || html[index] == UInt8(ascii: "'") {
          let end = Self.next(html[index], in: html, from: index + 1) ?? html.count
          value = index + 1..<end
          index = min(end + 1, html.count)
        } else {
          let valueStart = index
          while index < html.count, html[index] != UInt8(ascii: ">"), !Self.isSpace(html[index]) { index += 1 }
          value = valueStart..<index
        }
        guard note(attribute: html, name, value) else { return nil }
      }
      return index
    }

    private mutating func note(element html: UnsafeBufferPointer<UInt8>, _ range: Range<Int>) -> Bool {
      if range.contains(where: { Self.isUpper(html[$0]) }) {
        let lower = range.map { Self.isUpper(html[$0]) ? html[$0] | 0x20 : html[$0] }
        return lower.withUnsafeBufferPointer { note(element: $0, 0..<$0.count) }
      }
      let name = UnsafeBufferPointer(rebasing: html[range])
      // Scripts add elements, and what stands in these is not read as tags.
      switch name.count {
      case 3 where Self.isSame(name, "xmp"): return false
      case 5 where Self.isSame(name, "style"): return false
      case 6 where Self.isSame(name, "script"): return false
      case 7 where Self.isSame(name, "noembed"): return false
      case 8 where Self.isSame(name, "noscript") || Self.isSame(name, "noframes"): return false
      case 9 where Self.isSame(name, "plaintext"): return false
      default: break
      }
      if let number = table.find(name, .element) { found.insert(number) }
      return true
    }

    private mutating func note(
      attribute html: UnsafeBufferPointer<UInt8>, _ name: Range<Int>, _ value: Range<Int>
    ) -> Bool {
      let attribute = UnsafeBufferPointer(rebasing: html[name])
      switch attribute.count {
      case 2 where Self.isSame(attribute, "id"): note(UnsafeBufferPointer(rebasing: html[value]), .id)
      case 5 where Self.isSame(attribute, "class"):
        var index = value.lowerBound
        while index < value.upperBound {
          let start = index
          while index < value.upperBound, !Self.isSpace(html[index]) { index += 1 }
          if index > start { note(UnsafeBufferPointer(rebasing: html[start..<index]), .class_) }
          index += 1
        }
      case 5 where Self.isSame(attribute, "style"): return false
      // `fill="var(--accent)"` in a drawing.
      default: return value.isEmpty || html[value.upperBound - 1] != UInt8(ascii: ")")
      }
      return true
    }

    private mutating func note(_ name: UnsafeBufferPointer<UInt8>, _ kind: NameTable.Kind) {
      if let number = table.find(name, kind) { found.insert(number) }
    }

    /// Eight bytes at a time, since most of a page is text.
    private static func next(_ byte: UInt8, in html: UnsafeBufferPointer<UInt8>, from start: Int) -> Int? {
      let pattern = UInt64(byte) &* 0x0101_0101_0101_0101
      let raw = UnsafeRawBufferPointer(html)
      var index = start
      while index + 8 <= html.count {
        let word = UInt64(littleEndian: raw.loadUnaligned(fromByteOffset: index, as: UInt64.self)) ^ pattern
        let hit = (word &- 0x0101_0101_0101_0101) & ~word & 0x8080_8080_8080_8080
        if hit != 0 { return index + hit.trailingZeroBitCount / 8 }
        index += 8
      }
      while index < html.count {
        if html[index] == byte { return index }
        index += 1
      }
      return nil
    }

    private static func endOfComment(_ html: UnsafeBufferPointer<UInt8>, at index: Int) -> Int {
      guard index + 2 < html.count, html[index + 1] == UInt8(ascii: "-"), html[index + 2] == UInt8(ascii: "-") else {
        return index
      }
      var end = index + 1
      while let next = next(UInt8(ascii: ">"), in: html, from: end) {
        if html[next - 1] == UInt8(ascii: "-"), html[next - 2] == UInt8(ascii: "-") { return next + 1 }
        end = next + 1
      }
      return html.count
    }

    private static func isSame(_ name: UnsafeBufferPointer<UInt8>, _ word: StaticString) -> Bool {
      for index in 0..<name.count where name[index] != word.utf8Start[index] { return false }
      return true
    }

    private static func endsName(_ byte: UInt8) -> Bool {
      byte == UInt8(ascii: ">") || byte == UInt8(ascii: "/") || isSpace(byte)
    }

    private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }
    private static func isLetter(_ byte: UInt8) -> Bool {
      (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
    }
    private static func isUpper(_ byte: UInt8) -> Bool { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) }
  }
}
