/// What the parser will have open, estimated from tags alone and never too low by more than a few.
struct HTMLOpenElements {
  private struct Entry {
    var name: HTMLTagName
    var hash: Int
    var namespace: HTMLElement.Namespace
    /// In it, tags are ignored or mean something else.
    var isUnusual = false
  }

  /// How many elements the parser may repeat because formatting tags were left open.
  static let repeatedLimit = 200_000

  private var entries: [Entry] = []
  /// Formatting elements whose block ended before they did: the parser opens them again in every later block.
  private var orphans: [Entry] = []
  /// How many open elements are unusual: `select`, `template` and HTML inside SVG.
  private var unusual = 0
  /// With framesets nearly all tags are ignored, or the framesets are.
  private var hasFrameset = false
  /// Elements that the parser will have repeated so far, at most.
  private(set) var repeated = 0

  /// False when tags were closed by others, or ignored, in more ways than HTML allows: then the depth is less certain.
  private(set) var isOrderly = true

  /// How deep the parser's tree is at this point, at most.
  var depth: Int { entries.count + orphans.count }

  /// True when `script`, `style`, … surely start text that is no markup.
  var rawTextIsCertain: Bool { unusual == 0 && entries.allSatisfy { $0.namespace == .html } }

  private static let unusualNames = HTMLTagNames("select template")

  /// The namespace in which the next start tag is read.
  private var namespace: HTMLElement.Namespace {
    guard let top = entries.last, !isIntegrationPoint(top) else { return .html }
    return top.namespace
  }

  /// True for an element of SVG or MathML that has HTML inside.
  private func isIntegrationPoint(_ entry: Entry) -> Bool {
    switch entry.namespace {
    case .html: false
    case .svg: HTMLTagName.svgIntegrationPoints.contains(entry.name)
    case .mathML: HTMLTagName.mathIntegrationPoints.contains(entry.name)
    }
  }

  mutating func start(_ name: HTMLTagName, isSelfClosing: Bool, hash: Int) {
    if name == .frameset && !hasFrameset {
      hasFrameset = true
      unusual += 1
    }
    if unusual > 0 && isSelfClosing { isOrderly = false }
    let namespace = namespace
    if namespace != .html {
      // HTML in here ends the SVG in a document and becomes part of it in a fragment. Rare enough to count either way.
      let isDoubtful = HTMLTagName.foreignBreakout.contains(name)
      if isDoubtful { isOrderly = false }
      if isSelfClosing && unusual == 0 && !isDoubtful { return }
      push(
        Entry(name: name, hash: hash, namespace: namespace, isUnusual: isDoubtful || name == .annotation))
      return
    }
    if HTMLTagName.structure.contains(name) { return }
    let opensOrphans = !HTMLTagName.plainBlocks.contains(name)
    if HTMLTagName.endsSelect.contains(name), let open = position(of: .select) {
      while entries.count > open { pop() }
    }
    if HTMLTagName.void.contains(name) {
      if name == .hr && unusual == 0 { closeBefore(name) }
      if opensOrphans { text() }
      return
    }
    if name == .svg || name == .math {
      text()
      if !isSelfClosing { push(Entry(name: name, hash: hash, namespace: name == .svg ? .svg : .mathML)) }
      return
    }
    if unusual == 0 {
      if Self.isTablePart(name), !entries.contains(where: { $0.name == .table }) {
        isOrderly = false
        return
      }
      closeBefore(name)
    }
    if opensOrphans { text() }
    // A second one ends the first.
    if name == .select, let open = position(of: .select) {
      while entries.count > open { pop() }
      return
    }
    push(Entry(name: name, hash: hash, namespace: .html, isUnusual: Self.unusualNames.contains(name)))
  }

  /// Text, before which the parser opens orphaned formatting again.
  mutating func text() {
    if orphans.isEmpty { return }
    repeated += orphans.count
    entries += orphans
    orphans.removeAll()
  }

  mutating func end(_ name: HTMLTagName, hash: Int) {
    // The parser takes the last one of its list, and that may be one that is not open.
    if let orphan = orphans.lastIndex(where: { $0.name == name }) {
      isOrderly = false
      orphans.remove(at: orphan)
      return
    }
    guard let position = position(of: name, hash: hash) else {
      isOrderly = isOrderly && HTMLTagName.structure.contains(name)
      return
    }
    checkOrder(above: position + 1)
    let markers = entries[position...].count { HTMLTagName.markers.contains($0.name) }
    while entries.count > position { pop(orphaned: entries.count - 1 > position) }
    // The parser takes one marker off its list and leaves the others, and does not see formatting behind those again.
    if markers > 1 {
      for index in entries.indices where HTMLTagName.formatting.contains(entries[index].name) {
        entries[index].name = .none
      }
    }
  }

  /// Notes when anything from `position` up is closed that HTML does not let stay open.
  private mutating func checkOrder(above position: Int) {
    for entry in entries[position...] where entry.namespace != .html || !HTMLTagName.mayStayOpen.contains(entry.name) {
      isOrderly = false
    }
  }

  /// Where the element is that this end tag closes; nil when it closes none, or that is not certain.
  private func position(of name: HTMLTagName, hash: Int = 0) -> Int? {
    switch name {
    // Taken out from under what is still open in it.
    case .form: return position(of: name, under: HTMLTagName.textBlocks)
    case .select: return position(of: name, under: HTMLTagName.options)
    default: if hasFrameset { return entries.last?.name == name ? entries.count - 1 : nil }
    }
    let closesBlocks = HTMLTagName.closesBlocks.contains(name)
    let limits = closesBlocks ? HTMLTagName.scopeLimits : HTMLTagName.special
    for position in entries.indices.reversed() {
      let entry = entries[position]
      if name == .template {
        if entry.name == name && entry.namespace == .html { return position }
        continue
      }
      // What may have ended the SVG would not be closed with it.
      let isDoubtful = entry.namespace != .html && entry.isUnusual
      if isDoubtful && position < entries.count - 1 { return nil }
      // In SVG the parser tells names apart that it does not know.
      let isOther = name == .unknown && entry.namespace != .html && entry.hash != hash
      if entry.name == name && !isOther { return position }
      // The end tag of any heading closes any other.
      if entry.namespace == .html, HTMLTagName.headings.contains(entry.name), HTMLTagName.headings.contains(name) {
        return position
      }
      if entry.namespace != .html {
        if isDoubtful || isIntegrationPoint(entry) || entry.name == .svg || entry.name == .math { return nil }
      } else if limits.contains(entry.name) && !Self.reachesThroughCells(name, entry.name) {
        return nil
      } else if name == .li && HTMLTagName.lists.contains(entry.name) || name == .p && entry.name == .button {
        return nil
      }
    }
    return nil
  }

  /// The last element of this name when only elements of `others` stand above it.
  private func position(of name: HTMLTagName, under others: HTMLTagNames) -> Int? {
    let top = entries.lastIndex { $0.namespace != .html || !others.contains($0.name) }
    return top.flatMap { entries[$0].name == name ? $0 : nil }
  }

  private static func isTablePart(_ name: HTMLTagName) -> Bool {
    HTMLTagName.tableCells.contains(name) || name == .tr
      || HTMLTagName.tableSections.contains(name)
  }

  private static func reachesThroughCells(_ name: HTMLTagName, _ limit: HTMLTagName) -> Bool {
    (name == .table || isTablePart(name)) && isTablePart(limit)
  }

  /// Pops what this start tag closes although its own end tag was left out.
  private mutating func closeBefore(_ name: HTMLTagName) {
    switch name {
    case .p: closeIfOpen { $0 == .p }
    case .li, .dd, .dt:
      closeIfOpen { name == .li ? $0 == .li : $0 == .dd || $0 == .dt }
      closeIfOpen { $0 == .p }
    case .option, .optgroup: if entries.last?.name == .option { pop() }
    case .button:
      closeIfOpen { $0 == .p }
      if let open = position(of: .button) {
        isOrderly = false
        while entries.count > open { pop(orphaned: entries.count - 1 > open) }
      }
    default:
      if name == .table { closeTable() }
      if HTMLTagName.headings.contains(name), let top = entries.last, HTMLTagName.headings.contains(top.name) { pop() }
      if HTMLTagName.blocks.contains(name) || name == .hr || name == .xmp { closeIfOpen { $0 == .p } }
      if HTMLTagName.rubyParts.contains(name), entries.contains(where: { $0.name == .ruby }) {
        while let top = entries.last, HTMLTagName.textBlocks.contains(top.name) { pop() }
      }
      if Self.isTablePart(name) { closeTableParts(name) }
    }
  }

  /// Pops down to an element that matches when nothing but text-level elements and paragraphs stand above it.
  private mutating func closeIfOpen(_ matches: (HTMLTagName) -> Bool) {
    var position = entries.count - 1
    while position >= 0 {
      let entry = entries[position]
      if matches(entry.name) {
        checkOrder(above: position)
        while entries.count > position { pop(orphaned: entries.count - 1 > position) }
        return
      }
      if entry.namespace != .html || (entry.name != .p && HTMLTagName.special.contains(entry.name)) { return }
      position -= 1
    }
  }

  /// A table outside a cell of the one before ends that one.
  private mutating func closeTable() {
    let position = entries.lastIndex { entry in
      entry.name == .table || entry.name == .caption || entry.namespace != .html
        || HTMLTagName.tableCells.contains(entry.name)
    }
    guard let position, entries[position].name == .table else { return }
    isOrderly = false
    while entries.count > position { pop(orphaned: true) }
  }

  /// Pops cells for a cell, cells and rows for a row, all three for a section; only inside a table. Adds the row and
  /// the section that the parser adds.
  private mutating func closeTableParts(_ name: HTMLTagName) {
    let table = entries.lastIndex { entry in
      entry.name == .table || entry.namespace != .html
        || (HTMLTagName.scopeLimits.contains(entry.name) && !Self.isTablePart(entry.name))
    }
    guard let table, entries[table].name == .table else { return }
    let isCell = HTMLTagName.tableCells.contains(name)
    var keep = table + 1
    if isCell || name == .tr, let section = entries[keep...].firstIndex(where: { isSection($0) }) {
      keep = section + 1
    }
    if isCell, let row = entries[keep...].firstIndex(where: { $0.name == .tr }) { keep = row + 1 }
    checkOrder(above: keep)
    while entries.count > keep { pop(orphaned: true) }
    if (isCell || name == .tr) && entries.last?.name == .table {
      push(Entry(name: .tbody, hash: 0, namespace: .html))
    }
    if isCell && entries.last?.name != .tr { push(Entry(name: .tr, hash: 0, namespace: .html)) }
  }

  private func isSection(_ entry: Entry) -> Bool { HTMLTagName.tableSections.contains(entry.name) }

  private mutating func push(_ entry: Entry) {
    entries.append(entry)
    if entry.isUnusual { unusual += 1 }
  }

  private mutating func pop(orphaned: Bool = true) {
    let entry = entries.removeLast()
    if entry.isUnusual { unusual -= 1 }
    guard orphaned, entry.namespace == .html, HTMLTagName.formatting.contains(entry.name) else { return }
    // The parser keeps three equal ones. Source: HTML Standard, "list of active formatting elements".
    if orphans.count(where: { $0.name == entry.name && $0.hash == entry.hash }) < 3 { orphans.append(entry) }
  }
}
