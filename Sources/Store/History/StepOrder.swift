import Database
import Model

/// The order in which changes are told: as the elements stand on the page, or, of a whole site, tree by tree.
struct StepOrder {
  private var places: [ElementID: Int] = [:]

  private static let rows = Statement(
    "element.orderOfOwner",
    """
    SELECT id, slot, parent, position FROM element
    WHERE agency = ? AND site = ? AND ownerKind = ? AND owner = ? AND until IS NULL
    """)

  /// - Parameter owner: nil for a whole site
  init(of owner: Owner?, in key: SiteKey, _ transaction: Transaction) throws {
    guard let owner else { return }
    let (kind, name) = owner.columns
    let rows = try transaction.all(
      Self.rows, .init(key.agency.rawValue), .init(key.site.rawValue), .init(kind), .init(name)
    ) { row in
      Element(
        id: ElementID(stored: row.text(0)), owner: owner, slot: row.text(1),
        parent: row.optionalText(2).map(ElementID.init(stored:)), position: Position(stored: row.text(3)),
        body: ElementBody(kind: .box, tag: ""), since: 0)
    }
    for (index, row) in Element.inDocumentOrder(rows).enumerated() { places[row.id] = index }
  }

  /// What is gone comes last.
  func sorted(_ steps: [Step<Element>]) -> [Step<Element>] {
    if steps.count < 2 { return steps }
    let places = steps.map(place(of:))
    return steps.indices.sorted { places[$0] < places[$1] }.map { steps[$0] }
  }

  private func place(of step: Step<Element>) -> Place {
    guard let element = step.after ?? step.before else { return Place(tree: "", number: .max, position: "", id: "") }
    let (kind, name) = element.owner.columns
    return Place(
      tree: "\(kind) \(name)", number: places[element.id] ?? .max, position: element.position.key,
      id: element.id.rawValue)
  }

  private struct Place: Comparable {
    let tree: String
    let number: Int
    let position: String
    let id: String

    static func < (left: Self, right: Self) -> Bool {
      if left.tree != right.tree { return left.tree < right.tree }
      if left.number != right.number { return left.number < right.number }
      return left.position == right.position ? left.id < right.id : left.position < right.position
    }
  }
}
