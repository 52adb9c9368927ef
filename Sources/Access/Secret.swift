import Crypto
import Store

/// A random text that opens something: a session, a one-time link, a draft. 256 bits as 43 characters of base64url.
///
/// It exists in a cookie or an address only. What is stored and looked up is its SHA-256, so the database opens nothing; and a look-up
/// by hash tells nothing by its timing.
package struct Secret: Sendable, Hashable {
  /// The text itself. It goes into cookies and addresses, never into logs.
  package let text: String

  private init(unchecked text: String) { self.text = text }

  package static func random() -> Secret {
    var generator = SystemRandomNumberGenerator()
    var bytes: [UInt8] = []
    bytes.reserveCapacity(32)
    for _ in 0..<4 { withUnsafeBytes(of: generator.next() as UInt64) { bytes += $0 } }
    return Secret(unchecked: base64URL(bytes))
  }

  /// A text that somebody presented; nil unless it has a secret's form.
  package init?(presented text: some StringProtocol) {
    guard text.utf8.count == 43, text.utf8.allSatisfy(isBase64URL) else { return nil }
    self.text = String(text)
  }

  /// What is stored of it: 64 hexadecimal digits.
  package var hash: String { hexadecimal(SHA256.hash(data: Array(text.utf8))) }

  /// Another secret that follows from this one and that cannot be turned back: the token of a session's forms.
  package func derived(for purpose: String) -> String {
    let code = HMAC<SHA256>.authenticationCode(
      for: Array(purpose.utf8), using: SymmetricKey(data: Array(text.utf8)))
    return base64URL(Array(code))
  }
}

extension Secret: CustomStringConvertible, CustomDebugStringConvertible {
  /// Keeps it out of messages and logs.
  package var description: String { "(secret)" }
  package var debugDescription: String { "(secret)" }
}

/// Compares two texts in a time that depends on their length alone.
package func isEqualInConstantTime(_ left: String, _ right: String) -> Bool {
  let (left, right) = (Array(left.utf8), Array(right.utf8))
  guard left.count == right.count else { return false }
  var difference: UInt8 = 0
  for index in left.indices { difference |= left[index] ^ right[index] }
  return difference == 0
}

/// Bytes in the alphabet of URLs and cookies (RFC 4648 §5), without padding.
package func base64URL(_ bytes: [UInt8]) -> String {
  var text: [UInt8] = []
  text.reserveCapacity((bytes.count * 4 + 2) / 3)
  var (buffer, bits) = (0, 0)
  for byte in bytes {
    buffer = buffer << 8 | Int(byte)
    bits += 8
    while bits >= 6 {
      bits -= 6
      text.append(base64Alphabet[buffer >> bits & 63])
    }
    buffer &= 63
  }
  if bits > 0 { text.append(base64Alphabet[buffer << (6 - bits) & 63]) }
  return String(decoding: text, as: UTF8.self)
}

private let base64Alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)

private func isBase64URL(_ byte: UInt8) -> Bool {
  switch byte {
  case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
    true
  default: false
  }
}
