/// What a selector needs to match anything: the names that have to be on the page.
enum SelectorNames {
  /// Per selector of the list, the numbers of the names without which it matches nothing. An empty one may always match.
  static func needs(of list: ArraySlice<UInt8>, table: inout NameTable) -> [[Int]] {
    arguments(list).map { selector in
      var needs: Set<Int> = []
      return collect(selector, into: &needs, table: &table) ? needs.sorted() : []
    }
  }

  /// False when the selector has something that this reader does not know.
  private static func collect(_ selector: ArraySlice<UInt8>, into needs: inout Set<Int>, table: inout NameTable) -> Bool
  {
    var index = selector.startIndex
    func name(from start: Int) -> ArraySlice<UInt8> { selector[start...].prefix(while: StyleReader.isNamePart) }
    while index < selector.endIndex {
      let byte = selector[index]
      switch byte {
      case UInt8(ascii: "."), UInt8(ascii: "#"):
        let name = name(from: index + 1)
        guard !name.isEmpty else { return false }
        needs.insert(table.number(of: name, byte == UInt8(ascii: ".") ? .class_ : .id))
        index = name.endIndex
      case UInt8(ascii: "["):
        guard let end = closing(selector, from: index) else { return false }
        index = end
      case UInt8(ascii: ":"):
        while index < selector.endIndex, selector[index] == UInt8(ascii: ":") { index += 1 }
        let pseudo = name(from: index)
        index = pseudo.endIndex
        guard index < selector.endIndex, selector[index] == UInt8(ascii: "(") else { continue }
        guard let end = closing(selector, from: index) else { return false }
        let inner = arguments(selector[index + 1..<end - 1])
        // With several arguments any of them is enough, so none is needed.
        if ["is", "where", "has"].contains(String(decoding: pseudo, as: UTF8.self).lowercased()), inner.count == 1 {
          guard collect(inner[0], into: &needs, table: &table) else { return false }
        }
        index = end
      case UInt8(ascii: ">"), UInt8(ascii: "+"), UInt8(ascii: "~"), UInt8(ascii: "*"), UInt8(ascii: "&"):
        index += 1
      case UInt8(ascii: "0")...UInt8(ascii: "9"): return false
      case _ where StyleReader.isSpace(byte): index += 1
      case _ where StyleReader.isNamePart(byte):
        let name = name(from: index)
        needs.insert(table.number(of: name.map(lower)[...], .element))
        index = name.endIndex
        // Of another namespace.
        if index < selector.endIndex, selector[index] == UInt8(ascii: "|") { return false }
      default: return false
      }
    }
    return true
  }

  /// Splits at the commas that are not within brackets or strings.
  private static func arguments(_ list: ArraySlice<UInt8>) -> [ArraySlice<UInt8>] {
    var parts: [ArraySlice<UInt8>] = []
    var (start, index) = (list.startIndex, list.startIndex)
    while index < list.endIndex {
      switch list[index] {
      case UInt8(ascii: ","):
        parts.append(list[start..<index])
        start = index + 1
      case UInt8(ascii: "\\"): index += 1
      case UInt8(ascii: "("), UInt8(ascii: "["):
        guard let end = closing(list, from: index) else { return [list] }
        index = end
        continue
      default: break
      }
      index += 1
    }
    return parts + [list[start...]]
  }

  /// Behind the bracket that closes the one at `start`.
  private static func closing(_ text: ArraySlice<UInt8>, from start: Int) -> Int? {
    var index = start
    var open = 0
    while index < text.endIndex {
      let byte = text[index]
      switch byte {
      case UInt8(ascii: "("), UInt8(ascii: "["): open += 1
      case UInt8(ascii: ")"), UInt8(ascii: "]"):
        open -= 1
        if open == 0 { return index + 1 }
      case UInt8(ascii: "\\"): index += 1
      case UInt8(ascii: "\""), UInt8(ascii: "'"):
        index += 1
        while index < text.endIndex, text[index] != byte {
          if text[index] == UInt8(ascii: "\\") { index += 1 }
          index += 1
        }
      default: break
      }
      index += 1
    }
    return nil
  }

  private static func lower(_ byte: UInt8) -> UInt8 {
    (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte
  }
}
