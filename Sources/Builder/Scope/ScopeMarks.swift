import Model

/// Says of bytes, while they are written, whose they are; only for the proof that nothing else became different.
enum ScopeMark: Sendable, Equatable {
  /// An element; masks nothing, but tells which one is meant.
  case element(ElementID)
  /// May be different; the name stands there instead.
  case masked(String)
  /// May be there or not; nothing stands there instead.
  case optional(String)
  /// May stand elsewhere on the page; compared by its name.
  case moved(String)
  /// Follows from the rest of the page; these bytes, which follow from nothing else, stand there instead.
  case derived([UInt8])
  /// The theme's rules that the page uses, or the fonts that they name.
  case styles
  case end
}

/// The marks of a page in the order in which they were set.
struct ScopeMarks: Sendable {
  let scope: EditScope
  private(set) var events: [(at: Int, mark: ScopeMark)] = []

  init(_ scope: EditScope) { self.scope = scope }

  mutating func add(_ mark: ScopeMark, at place: Int) { events.append((place, mark)) }
  mutating func removeAll() { events.removeAll(keepingCapacity: true) }
}

/// A page with placeholders where it may be different.
struct MaskedPage: Sendable {
  /// The page without what was masked; behind it what may stand elsewhere, by name.
  private(set) var bytes: [UInt8] = []
  /// How often each name stands on the page, counted where it is not in another one.
  private(set) var counts: [String: Int] = [:]
  /// Where in the page something was masked, and where its styles are.
  private(set) var masks: [Range<Int>] = []
  private(set) var styles: [Range<Int>] = []
  /// Where pieces of `bytes` come from.
  private var pieces: [(masked: Int, source: Int)] = []
  private var elements: [(at: Int, id: ElementID?)] = []

  private struct Open {
    let mark: ScopeMark
    let at: Int
  }

  private struct Moved {
    let name: String
    var bytes: [UInt8] = []
    var pieces: [(masked: Int, source: Int)] = []
  }

  /// - Parameter events: balanced, in the order of their places
  init(_ page: [UInt8], _ events: [(at: Int, mark: ScopeMark)]) {
    var open: [Open] = []
    var path: [ElementID] = []
    // How deep what is read stands in something masked; it says nothing then.
    var depth = 0
    var copied = 0
    var building = [Moved(name: "")]
    var moved: [Moved] = []
    func copy(to end: Int) {
      guard depth == 0, end > copied else { return }
      building[building.count - 1].pieces.append((building[building.count - 1].bytes.count, copied))
      building[building.count - 1].bytes += page[copied..<end]
    }
    for (at, mark) in events {
      copy(to: at)
      copied = at
      guard mark == .end else {
        open.append(Open(mark: mark, at: at))
        switch mark {
        case .element(let id):
          path.append(id)
          elements.append((at, id))
        case .moved(let name): if depth == 0 { building.append(Moved(name: name)) }
        case .masked, .optional, .derived, .styles: depth += 1
        case .end: break
        }
        continue
      }
      guard let begun = open.popLast() else { continue }
      switch begun.mark {
      case .element:
        path.removeLast()
        elements.append((at, path.last))
      case .moved(let name):
        guard depth == 0, building.count > 1 else { continue }
        counts[name, default: 0] += 1
        moved.append(building.removeLast())
      case .masked(let name), .optional(let name):
        depth -= 1
        guard depth == 0 else { continue }
        counts[name, default: 0] += 1
        masks.append(begun.at..<at)
        if case .masked = begun.mark { building[building.count - 1].bytes += [0] + Array(name.utf8) + [0] }
      case .derived(let bytes):
        depth -= 1
        if depth == 0 { building[building.count - 1].bytes += bytes }
      case .styles:
        depth -= 1
        if depth == 0 { styles.append(begun.at..<at) }
      case .end: break
      }
    }
    copy(to: page.count)
    bytes = building[0].bytes
    pieces = building[0].pieces
    for block in moved.sorted(by: { ($0.name, $0.bytes.count) < ($1.name, $1.bytes.count) }) {
      bytes += [0] + Array(block.name.utf8) + [0]
      pieces += block.pieces.map { ($0.masked + bytes.count, $0.source) }
      bytes += block.bytes
    }
  }

  /// Where a byte of the masked page comes from, and in which element it stands.
  func source(of place: Int) -> (offset: Int, element: ElementID?) {
    let piece = pieces.last { $0.masked <= place }
    let offset = piece.map { $0.source + place - $0.masked } ?? 0
    return (offset, element(at: offset))
  }

  func element(at offset: Int) -> ElementID? { elements.last { $0.at <= offset }?.id }
}
