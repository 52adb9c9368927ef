@_spi(_Unicode) import Swift

/// What people call themselves: names that can be told apart by those who read them.
package enum PersonName {
  /// How many marks may stand on one letter: more of them cover the lines around.
  private static let marks = 4

  /// The name in one form, however it was typed: composed (NFC), one space between words and none around them, without characters that
  /// nobody sees. Empty where nothing is left.
  package static func normalized(_ text: String) -> String {
    var name = String.UnicodeScalarView()
    var (isSpaced, marks) = (false, 0)
    // What is left out must not keep apart what belongs together.
    for scalar in String(String.UnicodeScalarView(text.unicodeScalars.filter { !isUnseen($0) }))._nfc {
      marks = isMark(scalar) ? marks + 1 : 0
      // A mark needs a letter to stand on.
      if marks > 0, isSpaced || name.isEmpty { continue }
      if scalar.properties.isWhitespace {
        isSpaced = !name.isEmpty
      } else if marks <= Self.marks {
        if isSpaced { name.append(" ") }
        isSpaced = false
        name.append(scalar)
      }
    }
    let words = String(name)
    return ElementRules.isVisible(words) ? words : ""
  }

  /// What a name looks like at a glance, as its letters in order: the same for names that differ by case, accents, spaces, signs, the order of
  /// their words, or by letters of other alphabets and figures that look alike. For comparing alone; nobody is shown it.
  package static func skeleton(_ name: String) -> String {
    var letters: [UInt32] = []
    for scalar in name._nfd where !isUnseen(scalar) {
      let plain = plain(scalar)
      if let alike = lookAlikes[plain.value] {
        letters += alike.unicodeScalars.map(\.value)
        continue
      }
      for lower in plain.properties.lowercaseMapping._nfd {
        if isMark(lower) { continue }
        if let alike = lookAlikes[lower.value] {
          letters += alike.unicodeScalars.map(\.value)
        } else if lower.properties.isAlphabetic || lower.properties.numericType != nil {
          letters.append(lower.value)
        }
      }
    }
    // Two letters that look like one count as two.
    let pairs: [UInt32: [UInt32]] = [0x6D: [0x72, 0x6E], 0x77: [0x76, 0x76]]
    let sorted = letters.flatMap { pairs[$0] ?? [$0] }.sorted()
    return String(String.UnicodeScalarView(sorted.compactMap(Unicode.Scalar.init)))
  }

  /// Whether one name may be taken for another: it looks like it, or has all of its words with others around them.
  package static func isTaken(_ name: String, for other: String) -> Bool {
    let shape = skeleton(other)
    guard !shape.isEmpty else { return false }
    if skeleton(name) == shape { return true }
    func words(_ name: String) -> [String] {
      name.split { !$0.isLetter && !$0.isNumber }.map { skeleton(String($0)) }.filter { !$0.isEmpty }
    }
    let (all, wanted) = (words(name), words(other))
    // A single word is a name that many have.
    return wanted.count > 1 && Set(wanted).isSubset(of: all)
  }

  /// Whether a name has letters that no language writes names with, or letters of several alphabets within one word: then it may look like
  /// any other, and no table knows all of them. Source of the idea: restriction levels and recommended scripts of UTS #39 and UAX #31.
  package static func isContrived(_ name: String) -> Bool {
    // The two apostrophes that are letters belong to several alphabets.
    name._nfc.split { !$0.properties.isAlphabetic || $0 == "\u{2BB}" || $0 == "\u{2BC}" }.contains { word in
      let scripts = Set(word.map(script))
      return scripts.count > 1 || scripts.contains(nil)
    }
  }

  /// The alphabet of a letter, by the first of its blocks; nil for letters of signs, phonetics, mathematics and dead languages. The writings of
  /// East Asia count as one.
  private static func script(_ letter: Unicode.Scalar) -> UInt32? {
    for (first, ranges) in alphabets where ranges.contains(where: { $0.contains(letter.value) }) { return first }
    return nil
  }

  private static let alphabets: [(UInt32, [ClosedRange<UInt32>])] = [
    // Latin with the schwa and the hooked letters of Azerbaijani, Hausa and others, without the full figures and clicks.
    (0x41, [0x41...0x7A, 0xC0...0x1BF, 0x1C4...0x24F, 0x253...0x25B, 0x268...0x269, 0x272...0x272, 0x1E00...0x1EFF]),
    (0x370, [0x370...0x3FF, 0x1F00...0x1FFF]), (0x400, [0x400...0x52F]), (0x531, [0x531...0x58A]),
    (0x591, [0x591...0x5F4]), (0x600, [0x600...0x6FF, 0x750...0x77F]), (0x900, [0x900...0x97F]),
    (0x980, [0x980...0x9FF]), (0xA00, [0xA00...0xA7F]), (0xA80, [0xA80...0xAFF]), (0xB00, [0xB00...0xB7F]),
    (0xB80, [0xB80...0xBFF]), (0xC00, [0xC00...0xC7F]), (0xC80, [0xC80...0xCFF]), (0xD00, [0xD00...0xD7F]),
    (0xD80, [0xD80...0xDFF]), (0xE00, [0xE00...0xE7F]), (0xE80, [0xE80...0xEFF]), (0xF00, [0xF00...0xFFF]),
    (0x1000, [0x1000...0x109F]), (0x10A0, [0x10A0...0x10FF]), (0x1200, [0x1200...0x139F]), (0x1780, [0x1780...0x17FF]),
    (0x3005, [0x3005...0x30FF, 0x3105...0x312F, 0x3400...0x9FFF, 0xAC00...0xD7A3, 0x20000...0x323AF]),
  ]

  private static func isMark(_ scalar: Unicode.Scalar) -> Bool {
    let category = scalar.properties.generalCategory
    return category == .nonspacingMark || category == .enclosingMark
  }

  private static func isUnseen(_ scalar: Unicode.Scalar) -> Bool {
    if scalar.properties.isDefaultIgnorableCodePoint || scalar == "\u{2800}" { return true }
    switch scalar.properties.generalCategory {
    case .control: return !scalar.properties.isWhitespace
    case .format, .unassigned, .privateUse, .surrogate: return true
    default: return false
    }
  }

  /// The letter that a wide, circled or mathematical one stands for.
  private static func plain(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
    func letter(_ first: Unicode.Scalar, _ offset: UInt32) -> Unicode.Scalar {
      Unicode.Scalar(first.value + offset) ?? scalar
    }
    switch scalar.value {
    case 0xFF01...0xFF5E: return letter("!", scalar.value - 0xFF01)
    case 0x24B6...0x24E9: return letter("a", (scalar.value - 0x24B6) % 26)
    case 0x1F130...0x1F149: return letter("a", scalar.value - 0x1F130)
    case 0x1F150...0x1F169: return letter("a", scalar.value - 0x1F150)
    case 0x1F170...0x1F189: return letter("a", scalar.value - 0x1F170)
    case 0x1D400...0x1D6A3: return letter("a", (scalar.value - 0x1D400) % 26)
    case 0x1D7CE...0x1D7FF: return letter("0", (scalar.value - 0x1D7CE) % 10)
    default: return scalar
    }
  }

  /// Letters and figures that are taken for others. Source: the Unicode consortium's confusables (UTS #39), those of the alphabets that names
  /// are written in here.
  private static let lookAlikes: [UInt32: String] = {
    var table: [UInt32: String] = [:]
    for (letter, others) in [
      ("a", "аɑαᴀΑА"), ("b", "ЬьвВΒʙᏴƀɓƁ"), ("c", "сϲСᴄⅽℂϹƈƇȼ"), ("d", "ԁđðᴅⅾĐÐɗƊƋ"), ("e", "еєҽεЕΕℯℰɛƐ"),
      ("f", "ƒϝғƑ"),
      ("g", "ɡցɢɠƓǥ"),
      ("h", "һнՀНΗℎℍħĦ"), ("k", "кκКΚᴋƙƘ"), ("l", "iıіІΙι1|ӏӀǀℓⅼłŁⅠⅰίɩ!"), ("m", "мМΜᴍⅿℳ"), ("n", "ոηпΝℕɴƞɲƝ"),
      ("o", "0оοОΟσօᴏøØөӨ○◯"), ("p", "рρРΡᴘℙƥƤ"), ("q", "ԛգℚ"), ("r", "гᴦʀℝ"), ("s", "ѕЅꜱ5"), ("t", "тτТΤᴛƭƬŧŦ"),
      ("u", "υսᴜц"),
      ("v", "νѵᴠⅴ"), ("w", "ѡԝᴡω"), ("x", "хχХΧⅹ"), ("y", "уγУΥʏүҮƴƳ"), ("z", "ᴢΖℤ"), ("j", "јЈϳ"), ("ss", "ßẞ"),
      ("ae", "æÆ"), ("oe", "œŒ"),
      ("th", "þÞ"),
    ] {
      for other in others.unicodeScalars { table[other.value] = letter }
    }
    return table
  }()
}
