/// What a file's address keeps of the name that somebody has given it.
package enum UploadName {
  /// Lower-case ASCII letters and figures with single hyphens, at most 60: “Über uns (neu).JPG” is `ueber-uns-neu`, and what has none of
  /// them is `file`. Folders before the name and the ending are left out.
  package static func slug(of name: String) -> String {
    let last = name.unicodeScalars.split { $0 == "/" || $0 == "\\" }.last ?? [][...]
    var stem = last
    if let dot = last.lastIndex(of: "."), dot != last.startIndex, last[dot...].count <= 6 { stem = last[..<dot] }
    var result: [UInt8] = []
    for scalar in stem.prefix(400) where result.count < 60 {
      switch scalar {
      case "a"..."z", "0"..."9": result.append(UInt8(scalar.value))
      case "A"..."Z": result.append(UInt8(scalar.value) | 0x20)
      // The dots of a letter as a character of its own, as names from macOS have them.
      case "\u{308}": if let last = result.last, "aou".utf8.contains(last) { result.append(UInt8(ascii: "e")) }
      case "'", "’",
        _ where scalar.properties.canonicalCombiningClass != .notReordered:
        continue
      default:
        if let letters = latin[scalar] {
          result += letters.utf8
        } else if !result.isEmpty, result.last != UInt8(ascii: "-") {
          result.append(UInt8(ascii: "-"))
        }
      }
    }
    result = Array(result.prefix(60))
    while result.last == UInt8(ascii: "-") { result.removeLast() }
    return result.isEmpty ? "file" : String(decoding: result, as: UTF8.self)
  }

  private static let latin: [Unicode.Scalar: String] = {
    var letters: [Unicode.Scalar: String] = [
      "ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "æ": "ae", "œ": "oe", "ø": "o",
    ]
    let plain: [(String, String)] = [
      ("àáâãå", "a"), ("ç", "c"), ("èéêë", "e"), ("ìíîï", "i"), ("ñ", "n"), ("òóôõ", "o"), ("ùúû", "u"), ("ýÿ", "y"),
    ]
    for (group, letter) in plain { for scalar in group.unicodeScalars { letters[scalar] = letter } }
    for (scalar, text) in letters {
      for upper in scalar.properties.uppercaseMapping.unicodeScalars where letters[upper] == nil && !upper.isASCII {
        letters[upper] = text
      }
    }
    return letters
  }()
}
