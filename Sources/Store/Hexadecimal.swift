/// Bytes as lower-case hexadecimal digits: the form in which hashes are stored and named.
package func hexadecimal(_ bytes: some Sequence<UInt8>) -> String {
  var digits: [UInt8] = []
  digits.reserveCapacity(64)
  for byte in bytes {
    digits.append(hexadecimalDigits[Int(byte >> 4)])
    digits.append(hexadecimalDigits[Int(byte & 15)])
  }
  return String(decoding: digits, as: UTF8.self)
}

private let hexadecimalDigits = Array("0123456789abcdef".utf8)
