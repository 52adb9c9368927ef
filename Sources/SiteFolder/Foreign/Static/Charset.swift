import Markup

/// Texts of other people's sites as UTF-8: by byte order mark, by what they declare, otherwise by what they can be.
enum Charset {
  /// - Parameter report: gets a warning where letters may be wrong
  static func utf8(_ bytes: [UInt8], report: Report) -> [UInt8] {
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { return withoutNUL(Array(bytes.dropFirst(3)), report) }
    if bytes.starts(with: [0xFF, 0xFE]) { return withoutNUL(utf16(bytes.dropFirst(2), isLittle: true), report) }
    if bytes.starts(with: [0xFE, 0xFF]) { return withoutNUL(utf16(bytes.dropFirst(2), isLittle: false), report) }
    let declared = declaredName(bytes)
    let isLatin = declared.map(latinNames.contains) ?? false
    if !isLatin, String(validating: bytes, as: UTF8.self) != nil {
      return withoutNUL(bytes, report)
    }
    if !isLatin {
      let name = declared ?? "no charset"
      report.warning(
        SourceText.line(ofInvalid: bytes[...], firstLine: 1),
        "the text is not UTF-8 although it declares \(name); it is read as windows-1252",
        "look at its umlauts and quotes")
    }
    return withoutNUL(Array(String(String.UnicodeScalarView(bytes.map(windows1252))).utf8), report)
  }

  private static func withoutNUL(_ bytes: [UInt8], _ report: Report) -> [UInt8] {
    guard let first = bytes.firstIndex(of: 0) else { return bytes }
    report.warning(
      bytes[..<first].count { $0 == 0x0A } + 1, "the text holds NUL bytes; they are left out", "look at the place")
    return bytes.filter { $0 != 0 }
  }

  private static let latinNames: Set<String> = [
    "windows-1252", "iso-8859-1", "iso-8859-15", "latin1", "latin-1", "us-ascii", "ascii", "cp1252", "ansi",
  ]

  /// The name after `charset=` in the first 2 KB, or after `@charset` in a style sheet.
  private static func declaredName(_ bytes: [UInt8]) -> String? {
    let head = String(decoding: bytes.prefix(2048), as: UTF8.self).lowercased()
    guard let found = head.firstRange(of: "charset") else { return nil }
    let rest = head[found.upperBound...].drop { $0 == "=" || $0 == " " || $0 == "\"" || $0 == "'" }
    let name = rest.prefix { $0.isLetter || $0.isNumber || $0 == "-" || $0 == "_" }
    return name.isEmpty ? nil : String(name)
  }

  /// WHATWG Encoding Standard, “windows-1252”; what it leaves open are control characters.
  private static func windows1252(_ byte: UInt8) -> Unicode.Scalar {
    guard (0x80..<0xA0).contains(byte) else { return Unicode.Scalar(byte) }
    return Unicode.Scalar(upperHalf[Int(byte) - 0x80]) ?? "\u{FFFD}"
  }

  private static let upperHalf: [UInt32] = [
    0x20AC, 0x81, 0x201A, 0x192, 0x201E, 0x2026, 0x2020, 0x2021, 0x2C6, 0x2030, 0x160, 0x2039, 0x152, 0x8D, 0x17D, 0x8F,
    0x90, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x2DC, 0x2122, 0x161, 0x203A, 0x153, 0x9D, 0x17E,
    0x178,
  ]

  private static func utf16(_ bytes: ArraySlice<UInt8>, isLittle: Bool) -> [UInt8] {
    let values = Array(bytes)
    var units: [UInt16] = []
    units.reserveCapacity(values.count / 2)
    for index in stride(from: 0, to: values.count - 1, by: 2) {
      let (first, second) = (UInt16(values[index]), UInt16(values[index + 1]))
      units.append(isLittle ? second << 8 | first : first << 8 | second)
    }
    return Array(String(decoding: units, as: UTF16.self).utf8)
  }
}
