/// Reads the YAML that nearly all front matter is: `key: value` lines, lists of `- item` lines and `[a, b]`, with values that can be
/// read in one way only. Everything else is left to Yams; what is read here is read exactly as Yams reads it.
///
/// It exists for speed: a site of ten thousand pages spends less here than Yams takes for five hundred.
struct SimpleFrontMatter {
  private let bytes: UnsafeBufferPointer<UInt8>
  private let firstLine: Int
  private var position = 0
  private var line: Int

  /// nil where the text is not simple.
  static func read(_ yaml: ArraySlice<UInt8>, firstLine: Int) -> [YAMLEntry]? {
    guard yaml.count <= 64 << 10 else { return nil }
    return yaml.withUnsafeBufferPointer { buffer in
      var reader = SimpleFrontMatter(bytes: buffer, firstLine: firstLine)
      return reader.entries()
    }
  }

  private init(bytes: UnsafeBufferPointer<UInt8>, firstLine: Int) {
    self.bytes = bytes
    self.firstLine = firstLine
    line = firstLine
  }

  private mutating func entries() -> [YAMLEntry]? {
    var entries: [YAMLEntry] = []
    while let start = nextLine() {
      let end = lineEnd(start)
      guard let colon = keyEnd(start, end) else { return nil }
      let key = text(start..<colon)!
      guard !entries.contains(where: { $0.key == key }) else { return nil }
      let keyLine = line
      var valueStart = colon + 1
      while valueStart < end, bytes[valueStart] == 0x20 { valueStart += 1 }
      let node: YAMLNode
      if valueStart < end {
        guard let value = value(valueStart..<end, line: keyLine) else { return nil }
        node = value
        advance(past: end)
        // An indented line would belong to this value.
        if let next = nextLine(), bytes[next] == 0x20 { return nil }
      } else {
        advance(past: end)
        guard let list = listBelow(keyLine) else { return nil }
        node = list
      }
      entries.append(YAMLEntry(key, keyLine: keyLine, node))
    }
    return position == bytes.count ? entries : nil
  }

  /// The items below a key without a value, or an empty value when there are none; nil for anything else.
  private mutating func listBelow(_ keyLine: Int) -> YAMLNode? {
    var items: [YAMLNode] = []
    var listLine = keyLine
    var indentation: Int?
    while let start = nextLine() {
      var dash = start
      while dash < bytes.count, bytes[dash] == 0x20 { dash += 1 }
      let end = lineEnd(start)
      guard dash < end, bytes[dash] == UInt8(ascii: "-") else {
        if dash == start { break }
        return nil
      }
      var valueStart = dash + 1
      guard valueStart < end, bytes[valueStart] == 0x20 else { return nil }
      while valueStart < end, bytes[valueStart] == 0x20 { valueStart += 1 }
      guard indentation ?? (dash - start) == dash - start, let item = value(valueStart..<end, line: line) else {
        return nil
      }
      if indentation == nil { listLine = line }
      indentation = dash - start
      items.append(item)
      advance(past: end)
    }
    return indentation == nil
      ? YAMLNode(value: .scalar("", isPlain: true), line: keyLine) : YAMLNode(value: .list(items), line: listLine)
  }

  /// Skips empty lines and comments; the start of the next line with something in it.
  private mutating func nextLine() -> Int? {
    while position < bytes.count {
      var first = position
      while first < bytes.count, bytes[first] == 0x20 { first += 1 }
      guard first == bytes.count || bytes[first] == 0x0A || bytes[first] == UInt8(ascii: "#") else { return position }
      // Comments are checked like everything else, because libyaml refuses some characters even in them.
      let end = lineEnd(first)
      guard text(first..<end) != nil else { return first }
      advance(past: end)
    }
    return nil
  }

  private func lineEnd(_ start: Int) -> Int {
    var end = start
    while end < bytes.count, bytes[end] != 0x0A { end += 1 }
    return end
  }

  private mutating func advance(past end: Int) {
    position = min(end + 1, bytes.count)
    line += 1
  }

  /// The colon behind a key of letters, digits, `-` and `_`.
  private func keyEnd(_ start: Int, _ end: Int) -> Int? {
    var index = start
    while index < end {
      switch bytes[index] {
      case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "_"): index += 1
      case UInt8(ascii: "0")...UInt8(ascii: "9") where index > start: index += 1
      case UInt8(ascii: "-") where index > start: index += 1
      case UInt8(ascii: ":"):
        return index > start && index - start < 100 && (index + 1 == end || bytes[index + 1] == 0x20) ? index : nil
      default: return nil
      }
    }
    return nil
  }

  private func value(_ range: Range<Int>, line: Int) -> YAMLNode? {
    var end = range.upperBound
    while end > range.lowerBound, bytes[end - 1] == 0x20 { end -= 1 }
    let range = range.lowerBound..<end
    guard let first = range.first else { return nil }
    if bytes[first] == UInt8(ascii: "[") { return flowList(range, line: line) }
    return scalar(range, line: line, isFlow: false)
  }

  /// `[a, "b"]` without further brackets.
  private func flowList(_ range: Range<Int>, line: Int) -> YAMLNode? {
    guard range.count >= 2, bytes[range.upperBound - 1] == UInt8(ascii: "]") else { return nil }
    let inner = range.lowerBound + 1..<range.upperBound - 1
    var items: [YAMLNode] = []
    var start = inner.lowerBound
    if inner.allSatisfy({ bytes[$0] == 0x20 }) { return YAMLNode(value: .list([]), line: line) }
    while true {
      var quote: UInt8?
      var end = start
      while end < inner.upperBound, quote != nil || bytes[end] != UInt8(ascii: ",") {
        if let open = quote {
          if bytes[end] == open { quote = nil }
        } else if bytes[end] == UInt8(ascii: "\"") || bytes[end] == UInt8(ascii: "'") {
          // Within a word it is a letter like any other, and the comma behind it ends the item.
          guard (start..<end).allSatisfy({ bytes[$0] == 0x20 }) else { return nil }
          quote = bytes[end]
        }
        end += 1
      }
      var item = start..<end
      while let first = item.first, bytes[first] == 0x20 { item = first + 1..<item.upperBound }
      while let last = item.last, bytes[last] == 0x20 { item = item.lowerBound..<last }
      guard !item.isEmpty, let node = scalar(item, line: line, isFlow: true) else { return nil }
      items.append(node)
      if end == inner.upperBound { break }
      start = end + 1
    }
    return YAMLNode(value: .list(items), line: line)
  }

  private func scalar(_ range: Range<Int>, line: Int, isFlow: Bool) -> YAMLNode? {
    let first = bytes[range.lowerBound]
    if first == UInt8(ascii: "\"") || first == UInt8(ascii: "'") {
      guard range.count >= 2, bytes[range.upperBound - 1] == first else { return nil }
      let inner = range.lowerBound + 1..<range.upperBound - 1
      guard inner.allSatisfy({ bytes[$0] != first && bytes[$0] != UInt8(ascii: "\\") }), let text = text(inner) else {
        return nil
      }
      return YAMLNode(value: .scalar(text, isPlain: false), line: line)
    }
    guard isPlain(range, isFlow: isFlow), let text = text(range) else { return nil }
    return YAMLNode(value: .scalar(text, isPlain: true), line: line)
  }

  /// Whether the bytes are a plain scalar under any reading of YAML 1.1 and 1.2.
  private func isPlain(_ range: Range<Int>, isFlow: Bool) -> Bool {
    switch bytes[range.lowerBound] {
    case UInt8(ascii: "-"), UInt8(ascii: "?"), UInt8(ascii: ":"), UInt8(ascii: ","), UInt8(ascii: "["),
      UInt8(ascii: "]"), UInt8(ascii: "{"), UInt8(ascii: "}"), UInt8(ascii: "#"), UInt8(ascii: "&"),
      UInt8(ascii: "*"), UInt8(ascii: "!"), UInt8(ascii: "|"), UInt8(ascii: ">"), UInt8(ascii: "%"),
      UInt8(ascii: "@"), UInt8(ascii: "`"):
      return false
    default: break
    }
    for index in range {
      switch bytes[index] {
      case UInt8(ascii: ":"):
        if isFlow || index + 1 == range.upperBound || bytes[index + 1] == 0x20 { return false }
      case UInt8(ascii: "#"):
        if bytes[index - 1] == 0x20 { return false }
      case UInt8(ascii: "["), UInt8(ascii: "]"), UInt8(ascii: "{"), UInt8(ascii: "}"), UInt8(ascii: "?"):
        if isFlow { return false }
      default: break
      }
    }
    return true
  }

  /// The string of the bytes; nil for what is not UTF-8 and for characters that YAML forbids or takes for line ends.
  private func text(_ range: Range<Int>) -> String? {
    var previous: UInt8 = 0
    for index in range {
      let byte = bytes[index]
      if byte < 0x20 || byte == 0x7F { return nil }
      if previous >= 0xC2 {
        // C1 controls and U+0085; U+2028 and U+2029; a byte order mark and noncharacters; characters beyond U+FFFF.
        if previous == 0xC2 && byte < 0xA0 { return nil }
        if previous == 0xE2 && byte == 0x80 && index + 1 < range.upperBound, bytes[index + 1] | 1 == 0xA9 { return nil }
        if previous == 0xEF && byte >= 0xB7 { return nil }
        if previous >= 0xF0 { return nil }
      }
      previous = byte
    }
    return String(validating: UnsafeBufferPointer(rebasing: bytes[range]), as: UTF8.self)
  }
}
