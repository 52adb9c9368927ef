import Model
import Testing

@Suite struct PositionTests {
  @Test(arguments: [0, 1, 2, 61, 62, 500, 5000])
  func spreadAscends(count: Int) {
    let positions = Position.spread(count)
    #expect(positions.count == count)
    #expect(zip(positions, positions.dropFirst()).allSatisfy { $0 < $1 })
    #expect(positions.allSatisfy { $0.key.last != "0" && $0.key.count <= 3 })
  }

  /// Wherever people insert, there is always room, and the order is theirs.
  @Test(arguments: 1...8 as ClosedRange<UInt64>)
  func insertingAnywhereKeepsOrder(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    var positions: [Position] = []
    for _ in 0..<400 {
      let place = seed == 1 ? 0 : seed == 2 ? positions.count : Int.random(in: 0...positions.count, using: &generator)
      let low = place > 0 ? positions[place - 1] : nil
      let high = place < positions.count ? positions[place] : nil
      positions.insert(try #require(Position.between(low, high)), at: place)
    }
    #expect(zip(positions, positions.dropFirst()).allSatisfy { $0 < $1 })
    #expect(positions.allSatisfy { $0.key.last != "0" })
  }
}

extension PositionTests {
  /// Pairs between which there is nothing, in the order of bytes or by the grammar.
  static let hopeless: [(String?, String?)] = [
    (nil, "0"), (nil, "00"), (nil, ""), ("", nil), ("V", "V0"), ("V", "V00"), ("V", "V"), ("W", "V"), ("0", "1"),
    ("\u{FFFF}", nil), (nil, "\u{FFFF}"), ("V", "\u{FFFF}"), ("{", nil), ("-", nil), (" ", nil), ("V W", nil),
    ("é", nil), ("V\u{0}", nil),
  ]

  /// Whatever a row says, there is an answer at once.
  @Test(arguments: hopeless.indices)
  func whatIsNoPositionLeavesNoRoom(index: Int) {
    let (low, high) = Self.hopeless[index]
    #expect(Position.between(low.map(Position.init(stored:)), high.map(Position.init(stored:))) == nil)
  }

  @Test(arguments: [
    ("V", true), ("z", true), ("0V", true), ("aZ9", true), ("", false), ("0", false), ("V0", false), ("-", false),
    ("V V", false), ("\u{FFFF}", false), ("Ä", false), ("V\n", false),
  ])
  func grammar(key: String, isSound: Bool) {
    #expect(Position(stored: key).isSound == isSound)
  }
}

struct SeededGenerator: RandomNumberGenerator {
  private var state: UInt64
  init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 | 1 }
  mutating func next() -> UInt64 {
    state ^= state << 13
    state ^= state >> 7
    state ^= state << 17
    return state
  }
}
