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

  /// What a name looks like at a glance: the same for names that differ by case, accents, spaces, signs, or by letters of other alphabets and
  /// figures that look alike. For comparing alone; nobody is shown it.
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
    var shape = String(String.UnicodeScalarView(letters.compactMap(Unicode.Scalar.init)))
    for (pair, one) in [("rn", "m"), ("vv", "w")] { shape = shape.replacing(pair, with: one) }
    return shape
  }

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
      ("a", "аɑαᴀΑА"), ("b", "ЬьвВΒʙᏴ"), ("c", "сϲСᴄⅽℂϹ"), ("d", "ԁđðᴅⅾĐÐ"), ("e", "еєҽεЕΕℯℰ"), ("f", "ƒϝғ"),
      ("g", "ɡցɢ"),
      ("h", "һнՀНΗℎℍħĦ"), ("k", "кκКΚᴋ"), ("l", "iıіІΙι1|ӏӀǀℓⅼłŁⅠⅰίɩ!"), ("m", "мМΜᴍⅿℳ"), ("n", "ոηпΝℕɴ"),
      ("o", "0оοОΟσօᴏøØөӨ○◯"), ("p", "рρРΡᴘℙ"), ("q", "ԛգℚ"), ("r", "гᴦʀℝ"), ("s", "ѕЅꜱ5"), ("t", "тτТΤᴛ"),
      ("u", "υսᴜц"),
      ("v", "νѵᴠⅴ"), ("w", "ѡԝᴡω"), ("x", "хχХΧⅹ"), ("y", "уγУΥʏүҮ"), ("z", "ᴢΖℤ"), ("j", "јЈϳ"), ("ss", "ßẞ"),
      ("ae", "æÆ"), ("oe", "œŒ"),
      ("th", "þÞ"),
    ] {
      for other in others.unicodeScalars { table[other.value] = letter }
    }
    return table
  }()
}
