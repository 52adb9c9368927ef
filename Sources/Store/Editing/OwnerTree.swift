import Model

/// The rows of one owner as they stand within an edit: read once and kept as the edit goes on, so that an operation looks at siblings
/// and not at the whole tree.
final class OwnerTree {
  /// A row of siblings: what is below one parent, or fills one slot.
  private struct Line: Hashable {
    let parent: ElementID?
    let slot: String

    init(parent: ElementID?, slot: String) {
      self.parent = parent
      self.slot = parent == nil ? slot : ""
    }
  }

  private struct Sibling {
    let id: ElementID
    let position: Position

    init(_ element: Element) {
      id = element.id
      position = element.position
    }

    /// The order of `Element.inOrder`.
    func stands(before other: Sibling) -> Bool {
      position == other.position ? id < other.id : position < other.position
    }
  }

  private var byID: [ElementID: Element]
  private var lines: [Line: [Sibling]] = [:]

  init(_ rows: [Element]) {
    byID = Dictionary(rows.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    for row in rows { lines[Self.line(of: row), default: []].append(Sibling(row)) }
    for line in lines.keys { lines[line]!.sort { $0.stands(before: $1) } }
  }

  var rows: [Element] { Array(byID.values) }
  var isEmpty: Bool { byID.isEmpty }

  /// The element and everything below it, parents before their children.
  func subtree(of id: ElementID) -> [Element] {
    var result = byID[id].map { [$0] } ?? []
    var index = 0
    while index < result.count {
      result += (lines[Line(parent: result[index].id, slot: "")] ?? []).compactMap { byID[$0.id] }
      index += 1
    }
    return result
  }

  /// What stands below `parent`, or in a slot, in order.
  func line(parent: ElementID?, slot: String) -> [Element] {
    (lines[Line(parent: parent, slot: slot)] ?? []).compactMap { byID[$0.id] }
  }

  /// Capabilities of everything from `parent` upwards, nearest first.
  func capabilities(from parent: ElementID?) -> [Capabilities] {
    var result: [Capabilities] = []
    var next = parent
    while let element = next.flatMap({ byID[$0] }), result.count < 100 {
      result.append(element.body.capabilities)
      next = element.parent
    }
    return result
  }

  /// The position behind `after`, or before everything; nil when `after` does not stand there. `moving` counts as gone already.
  /// - Throws: `damaged`
  func position(
    slot: String, parent: ElementID?, after: ElementID?, moving: ElementID?
  ) throws(StoreError) -> Position? {
    let line = Line(parent: parent, slot: slot)
    let siblings = lines[line] ?? []
    guard let after else {
      return try .stored(between: nil, and: siblings.first { $0.id != moving }?.position)
    }
    guard after != moving, let element = byID[after], Self.line(of: element) == line else { return nil }
    let place = Self.index(of: Sibling(element), in: siblings)
    // Two siblings on one position (two people inserting at once) leave no room between them; behind both there is some.
    let next = siblings[(place + 1)...].first { $0.position > element.position && $0.id != moving }
    return try .stored(between: element.position, and: next?.position)
  }

  func write(_ element: Element) {
    let before = byID.updateValue(element, forKey: element.id)
    let line = Self.line(of: element)
    if let before {
      if before.position == element.position, Self.line(of: before) == line { return }
      leave(before)
    }
    let place = Self.index(of: Sibling(element), in: lines[line] ?? [])
    lines[line, default: []].insert(Sibling(element), at: place)
  }

  func remove(_ id: ElementID) {
    if let element = byID.removeValue(forKey: id) { leave(element) }
  }

  private func leave(_ element: Element) {
    let line = Self.line(of: element)
    let place = Self.index(of: Sibling(element), in: lines[line] ?? [])
    lines[line]?.remove(at: place)
  }

  private static func line(of element: Element) -> Line { Line(parent: element.parent, slot: element.slot) }

  /// Where the sibling stands, or would stand.
  private static func index(of sibling: Sibling, in siblings: [Sibling]) -> Int {
    var (low, high) = (0, siblings.count)
    while low < high {
      let middle = (low + high) / 2
      if siblings[middle].stands(before: sibling) { low = middle + 1 } else { high = middle }
    }
    return low
  }
}

extension Position {
  /// The position between two that rows have.
  /// - Throws: `damaged` where they leave no room, because nothing that this program wrote stands in one of the rows
  static func stored(between lower: Position?, and upper: Position?) throws(StoreError) -> Position {
    if let position = between(lower, upper) { return position }
    let keys = [lower, upper].compactMap { $0.map { "“\($0.key)”" } }
    throw .damaged("nothing can stand beside the position \(keys.joined(separator: " or "))")
  }
}
