/// What the parser will have open, estimated from tags alone and never too low by more than a few.
struct HTMLOpenElements {
  private struct Entry {
    var name: HTMLTagName
    var hash: Int
    /// SVG or MathML.
    var isForeign: Bool
  }

  /// How many elements the parser may repeat because formatting tags were left open.
  static let repeatedLimit = 200_000

  private var entries: [Entry] = []
  /// Formatting elements whose block ended before they did: the parser opens them again in every later block.
  private var orphans: [Entry] = []
  /// Open `select`, `template` and `frameset`, in which tags are ignored or mean something else.
  private var unusual = 0
  /// Elements that the parser will have repeated so far, at most.
  private(set) var repeated = 0

  /// How deep the parser's tree is at this point, at most.
  var depth: Int { entries.count + orphans.count }

  /// True when `script`, `style`, … surely start text that is no markup.
  var rawTextIsCertain: Bool { unusual == 0 && !entries.contains { $0.isForeign } }

  private static let unusualNames: Set<HTMLTagName> = [.select, .template, HTMLTagName("frameset")]

  private var isInForeign: Bool {
    guard let top = entries.last else { return false }
    return top.isForeign && !HTMLTagName.integrationPoints.contains(top.name)
  }

  mutating func start(_ name: HTMLTagName, isSelfClosing: Bool, hash: Int) {
    repeated += orphans.count
    if HTMLTagName.structure.contains(name) { return }
    if isInForeign {
      if unusual == 0, HTMLTagName.foreignBreakout.contains(name) {
        while isInForeign { pop() }
      } else {
        if !isSelfClosing || unusual > 0 { push(name, hash: hash, isForeign: true) }
        return
      }
    }
    if HTMLTagName.void.contains(name) { return }
    if unusual == 0 { closeBefore(name) }
    push(name, hash: hash, isForeign: name == .svg || name == .math)
  }

  mutating func end(_ name: HTMLTagName) {
    guard let position = position(of: name) else {
      if let orphan = orphans.lastIndex(where: { $0.name == name }) { orphans.remove(at: orphan) }
      return
    }
    while entries.count > position { pop(orphaned: entries.count - 1 > position) }
  }

  /// Where the element is that this end tag closes; nil when it closes none, or that is not certain.
  private func position(of name: HTMLTagName) -> Int? {
    var position = entries.count - 1
    while position >= 0 {
      let entry = entries[position]
      if entry.name == name { return position }
      if name != .template {
        if HTMLTagName.scopeLimits.contains(entry.name) && !Self.reachesThroughCells(name, entry.name) { return nil }
        let isBlock = HTMLTagName.blocks.contains(entry.name) || Self.mayStayOpen(entry.name)
        if isBlock && !Self.closesBlocks(name) { return nil }
      }
      position -= 1
    }
    return nil
  }

  private static func closesBlocks(_ name: HTMLTagName) -> Bool {
    HTMLTagName.blocks.contains(name) || mayStayOpen(name) || HTMLTagName.scopeLimits.contains(name)
  }

  private static func mayStayOpen(_ name: HTMLTagName) -> Bool {
    name == .p || name == .li || name == .dd || name == .dt || isTablePart(name)
  }

  private static func isTablePart(_ name: HTMLTagName) -> Bool {
    HTMLTagName.tableCells.contains(name) || HTMLTagName.tableRows.contains(name)
      || HTMLTagName.tableSections.contains(name)
  }

  private static func reachesThroughCells(_ name: HTMLTagName, _ limit: HTMLTagName) -> Bool {
    (name == .table || isTablePart(name)) && isTablePart(limit)
  }

  /// Pops what this start tag closes although its own end tag was left out.
  private mutating func closeBefore(_ name: HTMLTagName) {
    switch name {
    case .p: closeIfOpen { $0 == .p }
    case .li: closeIfOpen { $0 == .li }
    case .dd, .dt: closeIfOpen { $0 == .dd || $0 == .dt }
    case .option: if entries.last?.name == .option { pop() }
    default:
      if HTMLTagName.blocks.contains(name) || name == .table { closeIfOpen { $0 == .p } }
      if Self.isTablePart(name) { closeTableParts(name) }
    }
  }

  /// Pops down to an element that matches when nothing but text-level elements and paragraphs stand above it.
  private mutating func closeIfOpen(_ matches: (HTMLTagName) -> Bool) {
    var position = entries.count - 1
    while position >= 0 {
      let entry = entries[position]
      if matches(entry.name) {
        while entries.count > position { pop(orphaned: entries.count - 1 > position) }
        return
      }
      if entry.name != .p {
        if HTMLTagName.blocks.contains(entry.name) || HTMLTagName.scopeLimits.contains(entry.name)
          || Self.mayStayOpen(entry.name)
        {
          return
        }
      }
      position -= 1
    }
  }

  /// Pops cells for a cell, cells and rows for a row, all three for a section; only inside a table.
  private mutating func closeTableParts(_ name: HTMLTagName) {
    guard let table = entries.lastIndex(where: { $0.name == .table || HTMLTagName.scopeLimits.contains($0.name)
      && !Self.isTablePart($0.name) }), entries[table].name == .table
    else { return }
    var keep = table + 1
    if HTMLTagName.tableCells.contains(name) {
      keep = (entries[keep...].lastIndex { HTMLTagName.tableRows.contains($0.name) } ?? table) + 1
    } else if HTMLTagName.tableRows.contains(name) {
      keep = (entries[keep...].lastIndex { HTMLTagName.tableSections.contains($0.name) } ?? table) + 1
    }
    while entries.count > keep { pop(orphaned: true) }
  }

  private mutating func push(_ name: HTMLTagName, hash: Int, isForeign: Bool) {
    entries.append(Entry(name: name, hash: hash, isForeign: isForeign))
    if Self.unusualNames.contains(name) { unusual += 1 }
  }

  private mutating func pop(orphaned: Bool = true) {
    let entry = entries.removeLast()
    if Self.unusualNames.contains(entry.name) { unusual -= 1 }
    guard orphaned, !entry.isForeign, HTMLTagName.formatting.contains(entry.name) else { return }
    // The parser keeps three equal ones. Source: HTML Standard, "list of active formatting elements".
    if orphans.count(where: { $0.name == entry.name && $0.hash == entry.hash }) < 3 { orphans.append(entry) }
  }
}
