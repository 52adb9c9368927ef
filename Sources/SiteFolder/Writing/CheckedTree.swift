import Markup
import Model

/// Why a site cannot be written as a folder.
package struct SiteWritingError: Error, Sendable, CustomStringConvertible {
  package let file: String
  package let problem: String
  package var description: String { "\(file): \(problem)" }
}

/// The HTML of one file, read back before it is believed: what would not come back as it is, is described (`data-element`) instead.
struct CheckedTree {
  let names: SiteNames
  let page: String?
  let purpose: TreeReader.Purpose
  /// The file in messages.
  let file: String

  /// - Parameter hasIDs: false for sections, whose elements have none to keep
  func html(_ slots: [String: [ElementNode]], hasIDs: Bool = true) throws(SiteWritingError) -> [UInt8] {
    let ordered = slots.filter { !$0.value.isEmpty }.sorted { $0.key < $1.key }
      .map { (slot: $0.key, nodes: $0.value) }
    let wanted = Flat.of(ordered, hasIDs: hasIDs)
    var writer = TreeWriter(names: names, page: page)
    writer.writesIDs = hasIDs
    var described: Set<Int> = []
    var problem = ""
    for attempt in 0..<6 {
      var writer = writer
      writer.described = described
      writer.describesAll = attempt == 5
      writer.write(ordered)
      let report = Report(file: file)
      let found = read(writer.html.bytes, hasIDs: hasIDs, report: report)
      if let error = report.diagnostics.first(where: { $0.severity == .error }) {
        // An error says a line, not an element.
        described = Set(wanted.indices)
        problem = error.message
        continue
      }
      if found == wanted { return writer.html.bytes }
      let places = Self.differences(wanted, found)
      problem = "the element “\(places.min().map { wanted[$0].id } ?? "")” reads as another one"
      described.formUnion(places)
    }
    throw SiteWritingError(file: file, problem: "its elements cannot be written: \(problem)")
  }

  private func read(_ html: [UInt8], hasIDs: Bool, report: Report) -> [Flat] {
    let reader = TreeReader(html[...], purpose: purpose, page: page, names: names, report: report)
    let trees = reader.trees(firstLine: 1)
    return Flat.of(trees.sorted { $0.key < $1.key }.map { (slot: $0.key, nodes: $0.value) }, hasIDs: hasIDs)
  }

  /// Places of elements that came back as something else, with the ones around and below where the shape is not the same.
  private static func differences(_ wanted: [Flat], _ found: [Flat]) -> Set<Int> {
    let byID = Dictionary(found.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    var places: Set<Int> = []
    for (place, element) in wanted.enumerated() {
      let other = element.id.isEmpty ? (place < found.count ? found[place] : nil) : byID[element.id]
      guard element != other else { continue }
      places.insert(place)
      // What is missing, or below something else, was torn out by what stands around it.
      if other == nil || other?.path != element.path, let parent = element.parent { places.insert(parent) }
    }
    return places.isEmpty ? Set(wanted.indices) : places
  }

  /// An element with what decides where it stands.
  private struct Flat: Equatable {
    var id: String
    var copiedFrom: ElementID?
    var slot: String
    var path: [Int]
    var body: ElementBody
    /// The place of the element around; nil at the top. Not compared: `path` says it.
    var parent: Int?

    static func == (left: Flat, right: Flat) -> Bool {
      left.id == right.id && left.copiedFrom == right.copiedFrom && left.slot == right.slot && left.path == right.path
        && left.body == right.body
    }

    static func of(_ slots: [(slot: String, nodes: [ElementNode])], hasIDs: Bool) -> [Flat] {
      var result: [Flat] = []
      func visit(_ node: ElementNode, slot: String, _ path: [Int], _ parent: Int?) {
        let place = result.count
        result.append(
          Flat(
            id: hasIDs ? node.id.rawValue : "", copiedFrom: hasIDs ? node.copiedFrom : nil, slot: slot, path: path,
            body: node.body, parent: parent))
        for (index, child) in node.children.enumerated() { visit(child, slot: slot, path + [index], place) }
      }
      for (slot, nodes) in slots {
        for (index, node) in nodes.enumerated() { visit(node, slot: slot, [index], nil) }
      }
      return result
    }
  }
}
