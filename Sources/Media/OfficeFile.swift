/// Which document of an office program a ZIP archive is, by what is in it. Nothing is unpacked.
/// Source: PKWARE APPNOTE 6.3.10, 4.3.7, 4.3.12 and 4.3.16; ECMA-376 Part 2 (OPC); OpenDocument 1.3 Part 2, 3.3.
enum OfficeFile: Hashable {
  /// By what its name ends with.
  case document(String)
  /// Runs programs when it is opened.
  case macros

  /// nil for any other archive, and for one whose list of contents cannot be read.
  init?(_ source: [UInt8]) {
    guard let names = Self.names(source) else { return nil }
    if let ending = Self.openDocument(source) {
      self = names.contains { $0.hasPrefix("Basic/") || $0.hasPrefix("Scripts/") } ? .macros : .document(ending)
      return
    }
    guard names.contains("[Content_Types].xml") else { return nil }
    let endings = [("word/document.xml", "docx"), ("xl/workbook.xml", "xlsx"), ("ppt/presentation.xml", "pptx")]
      .filter { names.contains($0.0) }.map(\.1)
    guard endings.count == 1 else { return nil }
    let isActive = names.contains { name in
      let name = name.lowercased()
      return name.hasSuffix("vbaproject.bin") || name.contains("/activex/") || name.contains("/macrosheets/")
    }
    self = isActive ? .macros : .document(endings[0])
  }

  /// The first file of an OpenDocument archive is its type, not compressed.
  private static func openDocument(_ source: [UInt8]) -> String? {
    let head = HeadBytes(source.prefix(256))
    guard head.number(8, 2, little: true) == 0, head.number(26, 2, little: true) == 8, head.has("mimetype", at: 30),
      let extra = head.number(28, 2, little: true), let size = head.number(18, 4, little: true), size < 100
    else { return nil }
    let start = 38 + extra
    guard start + size <= head.count else { return nil }
    switch String(decoding: source[start..<start + size], as: UTF8.self) {
    case "application/vnd.oasis.opendocument.text": return "odt"
    case "application/vnd.oasis.opendocument.spreadsheet": return "ods"
    case "application/vnd.oasis.opendocument.presentation": return "odp"
    default: return nil
    }
  }

  private static func names(_ source: [UInt8]) -> Set<String>? {
    let bytes = HeadBytes(source[...])
    // The end record is the last 22 bytes, before a comment of at most 65535.
    let earliest = max(0, source.count - 22 - 65_535)
    guard source.count >= 22,
      let end = stride(from: source.count - 22, through: earliest, by: -1).first(where: {
        source[$0] == 0x50 && bytes.number($0, 4, little: true) == 0x0605_4B50
      }),
      let count = bytes.number(end + 10, 2, little: true), (1...10_000).contains(count),
      var offset = bytes.number(end + 16, 4, little: true)
    else { return nil }
    var names: Set<String> = []
    for _ in 0..<count {
      guard offset < end, bytes.number(offset, 4, little: true) == 0x0201_4B50,
        let name = bytes.number(offset + 28, 2, little: true), let extra = bytes.number(offset + 30, 2, little: true),
        let comment = bytes.number(offset + 32, 2, little: true), offset + 46 + name <= end
      else { return nil }
      names.insert(String(decoding: source[(offset + 46)..<(offset + 46 + name)], as: UTF8.self))
      offset += 46 + name + extra + comment
    }
    return names
  }
}
