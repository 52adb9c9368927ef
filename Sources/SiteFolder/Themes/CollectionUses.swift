/// Which collections a template lists, seen before it is read.
enum CollectionUses {
  static func names(in html: [UInt8]) -> Set<String> {
    var names: Set<String> = []
    var rest = html[...]
    let attribute = Array("data-collection".utf8)
    while let found = rest.firstRange(of: attribute) {
      rest = rest[found.upperBound...].drop { $0 == 0x20 || $0 == UInt8(ascii: "=") }
      guard let quote = rest.first, quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") else { continue }
      let value = rest.dropFirst().prefix { $0 != quote }
      names.insert(String(decoding: value, as: UTF8.self))
    }
    return names
  }
}
