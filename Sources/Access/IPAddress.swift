import Glibc

/// An IP address. One of IPv4 in the clothes of IPv6 (`::ffff:192.0.2.1`) is the IPv4 address.
package struct IPAddress: Sendable, Hashable, CustomStringConvertible {
  /// Four or sixteen.
  fileprivate let bytes: [UInt8]

  fileprivate init(bytes: [UInt8]) { self.bytes = bytes }

  /// nil for what is no address; names are not looked up.
  package init?(_ text: some StringProtocol) {
    let text = String(text)
    // What may follow a percent sign names an interface of this machine.
    guard text.utf8.count <= 45, !text.utf8.contains(0) else { return nil }
    var four = in_addr()
    if inet_pton(AF_INET, text, &four) == 1 {
      bytes = withUnsafeBytes(of: four) { Array($0) }
      return
    }
    var sixteen = in6_addr()
    guard inet_pton(AF_INET6, text, &sixteen) == 1 else { return nil }
    let all = withUnsafeBytes(of: sixteen) { Array($0) }
    let isMapped = all[..<10].allSatisfy { $0 == 0 } && all[10] == 0xFF && all[11] == 0xFF
    bytes = isMapped ? Array(all[12...]) : all
  }

  package var isLoopback: Bool {
    bytes.count == 4 ? bytes[0] == 127 : bytes[..<15].allSatisfy { $0 == 0 } && bytes[15] == 1
  }

  /// What one customer of a provider gets: a single address of IPv4, the first 64 bits of IPv6.
  package var subscriber: IPAddress { masked(bytes.count == 4 ? 32 : 64) }

  /// The neighbourhood that one attacker may well have: the first three numbers of IPv4, the first 64 bits of IPv6.
  package var network: IPAddress { masked(bytes.count == 4 ? 24 : 64) }

  package var description: String {
    var buffer = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
    _ = bytes.withUnsafeBytes { bytes in
      inet_ntop(bytes.count == 4 ? AF_INET : AF_INET6, bytes.baseAddress, &buffer, socklen_t(buffer.count))
    }
    return buffer.withUnsafeBufferPointer { String(cString: $0.baseAddress!) }
  }

  fileprivate var bitCount: Int { bytes.count * 8 }

  fileprivate func masked(_ bits: Int) -> IPAddress {
    IPAddress(
      bytes: bytes.enumerated().map { index, byte in
        byte & UInt8(truncatingIfNeeded: 0xFF00 >> min(8, max(0, bits - index * 8)))
      })
  }
}

/// Addresses that begin alike, as `10.0.0.0/8` or `2001:db8::/32` writes them; a single one without the slash.
package struct AddressRange: Sendable, Hashable {
  private let first: IPAddress
  private let bits: Int

  package static let loopback = [AddressRange("127.0.0.0/8")!, AddressRange("::1")!]

  package init?(_ text: String) {
    let halves = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
    guard let address = halves.first.flatMap({ IPAddress($0) }) else { return nil }
    var bits = address.bitCount
    if halves.count == 2 {
      guard let count = Int(halves[1]), (0...bits).contains(count) else { return nil }
      bits = count
    }
    self.bits = bits
    first = address.masked(bits)
  }

  package func contains(_ address: IPAddress) -> Bool {
    address.bitCount == first.bitCount && address.masked(bits) == first
  }
}

extension [AddressRange] {
  package func contains(_ address: IPAddress) -> Bool { contains { $0.contains(address) } }
}
