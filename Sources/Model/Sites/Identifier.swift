/// A stable name for one thing: random, URL-safe, unique in the instance. It says nothing about its owner and is no secret.
///
/// Fifteen characters carry 90 random bits and still fit Swift's inline string, so a tree of IDs allocates nothing.
package struct Identifier<Subject>: Hashable, Sendable, Comparable, CustomStringConvertible {
  package let rawValue: String

  /// An ID read from a file or a request; nil unless it is 1 to 40 characters of `A-Z a-z 0-9 - _`.
  package init?(_ text: some StringProtocol) {
    guard (1...40).contains(text.utf8.count), text.utf8.allSatisfy(Self.isAllowed) else { return nil }
    rawValue = String(text)
  }

  /// An ID that is known to be well formed because this program wrote it.
  package init(stored text: String) { rawValue = text }

  /// A new random ID.
  package static func random() -> Self {
    var generator = SystemRandomNumberGenerator()
    return random(using: &generator)
  }

  package static func random(using generator: inout some RandomNumberGenerator) -> Self {
    var (low, high) = (generator.next() as UInt64, generator.next() as UInt64)
    let text = String(unsafeUninitializedCapacity: 15) { buffer in
      for index in 0..<15 {
        buffer[index] = identifierAlphabet[Int(low & 63)]
        low = low >> 6 | high << 58
        high >>= 6
      }
      return 15
    }
    return Self(stored: text)
  }

  package static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
  package var description: String { rawValue }

  private static func isAllowed(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
      true
    default: false
    }
  }
}

private let identifierAlphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)

package typealias ElementID = Identifier<Element>
package typealias PageID = Identifier<Page>
package typealias SiteID = Identifier<SiteSettings>
package typealias ProjectID = Identifier<Project>
package typealias AgencyID = Identifier<Agency>
package typealias AccountID = Identifier<Account>

/// The number of a site's state: every edit makes the next one.
package typealias Revision = Int
