/// The names that a style sheet asks for (elements, classes, IDs), each with a number, so that a page's names are a set of bits.
///
/// It is filled while the style sheet is read and asked for every tag and class of every page, hence a plain table with
/// open addressing over bytes instead of a dictionary of strings.
struct NameTable: Sendable {
  enum Kind: UInt8 { case element = 1, class_, id }

  private(set) var count = 0
  private var names: [[UInt8]] = []
  private var hashes: [UInt32] = []
  /// Place in `names`, or -1; a power of two and never more than half full.
  private var slots = [Int32](repeating: -1, count: 64)

  /// The number of a name; a new one when it was not asked for before.
  mutating func number(of name: ArraySlice<UInt8>, _ kind: Kind) -> Int {
    if let known = name.withUnsafeBufferPointer({ find($0, kind) }) { return known }
    let number = count
    count += 1
    names.append([kind.rawValue] + name)
    hashes.append(name.withUnsafeBufferPointer { Self.hash($0, kind) })
    if count * 2 > slots.count {
      slots = [Int32](repeating: -1, count: slots.count * 2)
      for place in names.indices { insert(place) }
    } else {
      insert(number)
    }
    return number
  }

  /// nil when the style sheet does not ask for the name.
  func find(_ name: UnsafeBufferPointer<UInt8>, _ kind: Kind) -> Int? {
    let hash = Self.hash(name, kind)
    let mask = slots.count - 1
    var slot = Int(hash) & mask
    while slots[slot] >= 0 {
      let place = Int(slots[slot])
      if hashes[place] == hash, Self.isSame(names[place], name, kind) { return place }
      slot = (slot + 1) & mask
    }
    return nil
  }

  private mutating func insert(_ place: Int) {
    let mask = slots.count - 1
    var slot = Int(hashes[place]) & mask
    while slots[slot] >= 0 { slot = (slot + 1) & mask }
    slots[slot] = Int32(place)
  }

  private static func isSame(_ known: [UInt8], _ name: UnsafeBufferPointer<UInt8>, _ kind: Kind) -> Bool {
    guard known.count == name.count + 1, known[0] == kind.rawValue else { return false }
    for index in 0..<name.count where known[index + 1] != name[index] { return false }
    return true
  }

  /// FNV-1a: short names, and nobody gains from collisions but the site's own theme.
  private static func hash(_ name: UnsafeBufferPointer<UInt8>, _ kind: Kind) -> UInt32 {
    var hash: UInt32 = 2_166_136_261 ^ UInt32(kind.rawValue)
    for byte in name { hash = (hash ^ UInt32(byte)) &* 16_777_619 }
    return hash ^ hash >> 15
  }
}

/// A set of names by their numbers.
struct NameSet: Hashable, Sendable {
  private var words: [UInt64]

  init(capacity: Int) { words = [UInt64](repeating: 0, count: (capacity + 63) / 64) }

  mutating func insert(_ number: Int) { words[number >> 6] |= 1 << UInt64(number & 63) }

  func contains(_ number: Int) -> Bool { words[number >> 6] & 1 << UInt64(number & 63) != 0 }

  func contains(all numbers: [Int]) -> Bool { numbers.allSatisfy(contains) }
}
