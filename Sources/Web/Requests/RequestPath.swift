import Hummingbird

extension Request {
  /// The path with its percent signs decoded, once. nil for broken escapes, invalid UTF-8, control characters and backslashes: nothing
  /// that is served has such a name.
  package var decodedPath: String? {
    let raw = uri.path
    guard raw.utf8.contains(UInt8(ascii: "%")) else {
      return raw.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x5C && $0 != 0x7F } ? raw : nil
    }
    var bytes: [UInt8] = []
    var rest = raw.utf8[...]
    while let byte = rest.popFirst() {
      guard byte == UInt8(ascii: "%") else {
        bytes.append(byte)
        continue
      }
      guard let high = rest.popFirst().flatMap(Self.hexadecimal), let low = rest.popFirst().flatMap(Self.hexadecimal)
      else {
        return nil
      }
      bytes.append(high << 4 | low)
    }
    guard bytes.allSatisfy({ $0 >= 0x20 && $0 != 0x5C && $0 != 0x7F }) else { return nil }
    return String(validating: bytes, as: UTF8.self)
  }

  private static func hexadecimal(_ byte: UInt8) -> UInt8? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - 48
    case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - 55
    case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - 87
    default: nil
    }
  }
}
