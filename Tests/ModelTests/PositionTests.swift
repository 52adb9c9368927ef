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
  func insertingAnywhereKeepsOrder(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    var positions: [Position] = []
    for _ in 0..<400 {
      let place = seed == 1 ? 0 : seed == 2 ? positions.count : Int.random(in: 0...positions.count, using: &generator)
      let low = place > 0 ? positions[place - 1] : nil
      let high = place < positions.count ? positions[place] : nil
      positions.insert(.between(low, high), at: place)
    }
    #expect(zip(positions, positions.dropFirst()).allSatisfy { $0 < $1 })
    #expect(positions.allSatisfy { $0.key.last != "0" })
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
