/// The words of a page, each once, and its headings.
struct SearchWords {
  private(set) var headings = ""
  private(set) var text = ""
  private let wordLimit: Int
  private let headingLimit: Int
  private var known: Set<String> = []

  /// - Parameters:
  ///   - wordLimit: bytes of words; 0 for none
  ///   - headingLimit: bytes after which no heading is added; 0 for none
  init(wordLimit: Int, headingLimit: Int) {
    self.wordLimit = wordLimit
    self.headingLimit = headingLimit
  }

  /// - Parameter html: as this program writes it
  mutating func read(_ html: [UInt8]) {
    var index = 0
    var start = 0
    var isHeading = false
    var skipped: [UInt8]?
    while index < html.count {
      guard html[index] == UInt8(ascii: "<") else {
        index += 1
        continue
      }
      if skipped == nil { add(html[start..<index], isHeading: isHeading) }
      let end = html[index...].firstIndex(of: UInt8(ascii: ">")) ?? html.count - 1
      let tag = html[(index + 1)..<end].prefix { $0 != 0x20 && $0 != UInt8(ascii: "/") || $0 == html[index + 1] }
      let name = Array(tag)
      if let open = skipped {
        if name == [UInt8(ascii: "/")] + open { skipped = nil }
      } else if ["script", "style", "svg", "template"].contains(where: { name.elementsEqual($0.utf8) }) {
        skipped = name
      } else if name.count == 2, name[0] == UInt8(ascii: "h"), (0x31...0x36).contains(name[1]) {
        isHeading = true
      } else if name.count == 3, name[0] == UInt8(ascii: "/"), name[1] == UInt8(ascii: "h") {
        if isHeading, !headings.isEmpty { headings += " ·" }
        isHeading = false
      }
      index = end + 1
      start = index
    }
    if skipped == nil, start < html.count { add(html[start...], isHeading: isHeading) }
    while headings.hasSuffix(" ·") { headings.removeLast(2) }
  }

  private mutating func add(_ bytes: ArraySlice<UInt8>, isHeading: Bool) {
    guard isHeading ? headings.utf8.count < headingLimit : text.utf8.count < wordLimit,
      bytes.contains(where: { $0 > 0x20 })
    else { return }
    let words = PlainText.excerpt(of: Array(bytes), limit: .max)
    if isHeading {
      headings += (headings.isEmpty ? "" : " ") + words
      return
    }
    for word in LatinWords.split(words) ?? Self.split(words) {
      // Single letters are found everywhere.
      guard word.count > 2 || word.first!.isNumber, known.insert(word).inserted else { continue }
      guard text.utf8.count + word.utf8.count < wordLimit else { return }
      if !text.isEmpty { text += " " }
      text += word
    }
  }

  /// The words of any text, in lower case.
  static func split(_ text: String) -> [String] {
    text.lowercased().split(whereSeparator: { !($0.isLetter || $0.isNumber) }).map(String.init)
  }
}

/// Words of what most text of western languages is made of: ASCII, the letters of Latin-1 and common punctuation, without a look into
/// Unicode's tables, which takes ten times as long.
enum LatinWords {
  /// The words in lower case; nil where the text has other signs.
  static func split(_ text: String) -> [String]? {
    var words: [String] = []
    var word: [UInt8] = []
    var bytes = text.utf8.makeIterator()
    func close() {
      if !word.isEmpty { words.append(String(decoding: word, as: UTF8.self)) }
      word.removeAll(keepingCapacity: true)
    }
    while let byte = bytes.next() {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): word.append(byte)
      case UInt8(ascii: "A")...UInt8(ascii: "Z"): word.append(byte | 0x20)
      case ..<0x80: close()
      case 0xC2:
        // No-break space, §, ©, «, · and ».
        guard let next = bytes.next(), [0xA0, 0xA7, 0xA9, 0xAB, 0xB7, 0xBB].contains(next) else { return nil }
        close()
      case 0xC3:
        guard let next = bytes.next() else { return nil }
        // × and ÷ stand among the letters; capitals are 32 before the small ones, but ß has none here.
        if next == 0x97 || next == 0xB7 {
          close()
        } else {
          word += [0xC3, next < 0x9F ? next | 0x20 : next]
        }
      case 0xE2:
        // Dashes, quotation marks, the bullet and the ellipsis.
        guard bytes.next() == 0x80, let next = bytes.next(),
          [0x93, 0x94, 0x98, 0x99, 0x9A, 0x9C, 0x9D, 0x9E, 0xA2, 0xA6].contains(next)
        else { return nil }
        close()
      default: return nil
      }
    }
    close()
    return words
  }
}
