/// A place among siblings as a fraction written in base 62, so that moving an element writes one row.
///
/// Keys compare by their bytes and never end in `0`, so there is always another one between two. The idea is the
/// fractional index as described by David Greenspan (“Implementing Fractional Indexing”, Observable, 2020); this is the simple
/// variant without an integer part.
package struct Position: Hashable, Sendable, Comparable {
  package let key: String

  /// A position as a row has it.
  package init(stored key: String) { self.key = key }

  package static let first = Position(stored: "V")

  package static func < (left: Self, right: Self) -> Bool { left.key.precedesInBytes(right.key) }

  /// Whether the key is one: digits of base 62, of which the last is not `0`.
  package var isSound: Bool {
    key.utf8.last.map { $0 != UInt8(ascii: "0") } ?? false && key.utf8.allSatisfy(Self.isDigit)
  }

  /// The position between two neighbours; nil stands for the edge.
  /// - Returns: nil where a key is none, or `lower` does not stand before `upper`
  package static func between(_ lower: Position?, _ upper: Position?) -> Position? {
    guard lower?.isSound ?? true, upper?.isSound ?? true else { return nil }
    let low = lower.map { Array($0.key.utf8) } ?? []
    let high = upper.map { Array($0.key.utf8) }
    guard high.map({ low.lexicographicallyPrecedes($0) }) ?? true else { return nil }
    return Position(stored: String(decoding: midpoint(low[...], high.map { $0[...] }), as: UTF8.self))
  }

  /// `count` positions in ascending order, short and evenly spread, for trees that are written at once.
  package static func spread(_ count: Int) -> [Position] {
    guard count > 0 else { return [] }
    var width = 1
    var room = 61
    while room < count {
      width += 1
      room = (room + 1) * 62 - 1
    }
    return (1...count).map { index in
      var value = Int((Double(index) * Double(room + 1) / Double(count + 1)).rounded(.down))
      value = max(value, index)
      var bytes = [UInt8](repeating: 0, count: width)
      for place in stride(from: width - 1, through: 0, by: -1) {
        bytes[place] = digits[value % 62]
        value /= 62
      }
      while bytes.last == digits[0], bytes.count > 1 { bytes.removeLast() }
      return Position(stored: String(decoding: bytes, as: UTF8.self))
    }
  }

  private static let digits = Array("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz".utf8)

  private static func isDigit(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
      || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
  }

  private static func digit(_ byte: UInt8) -> Int {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): Int(byte) - 48
    case UInt8(ascii: "A")...UInt8(ascii: "Z"): Int(byte) - 55
    default: Int(byte) - 61
    }
  }

  /// - Precondition: both are sound, and `low` precedes `high`: otherwise there may be nothing to find.
  private static func midpoint(_ low: ArraySlice<UInt8>, _ high: ArraySlice<UInt8>?) -> [UInt8] {
    var low = low
    var high = high
    var prefix: [UInt8] = []
    while true {
      let left = low.first.map(digit) ?? 0
      let right = high.map { $0.first.map(digit) ?? 0 } ?? 62
      if left == right {
        prefix.append(digits[left])
        low = low.dropFirst()
        high = high?.dropFirst()
      } else if right - left > 1 {
        prefix.append(digits[(left + right) / 2])
        return prefix
      } else {
        // Adjacent digits: keep the lower one and look for room behind it.
        prefix.append(digits[left])
        low = low.dropFirst()
        high = nil
      }
    }
  }
}
