import Model

/// Where the pages or the elements of an archive stand: at every revision each below one that is there, never below itself, and not too deep.
struct ArchivedPlaces {
  private struct State {
    let row: Int
    let id: String
    let parent: String?
    /// Whose tree an element is of; empty for pages.
    let owner: String
    let mayHold: Bool
    let since: Int
    let until: Int?
  }

  private let depth: Int
  private var states: [State] = []
  // As they are while the revisions go by.
  private var current: [String: State] = [:]
  private var members: [String: Set<String>] = [:]

  static let pageDepth = 100

  init(depth: Int) { self.depth = depth }

  mutating func add(_ fields: [String: JSONValue], row: Int) {
    guard let id = fields["id"]?.string, let since = fields["since"]?.integer else { return }
    let kind = fields["kind"]?.string.flatMap(ElementKind.init(rawValue:))
    states.append(
      State(
        row: row, id: id, parent: fields["parent"]?.string,
        owner: "\(fields["ownerKind"]?.string ?? "") \(fields["owner"]?.string ?? "")",
        mayHold: kind?.mayHaveChildren ?? true, since: since, until: fields["until"]?.integer))
  }

  mutating func check() throws(ArchiveFault) {
    let begins = Dictionary(grouping: states, by: \.since)
    let ends = Dictionary(grouping: states.filter { $0.until != nil }, by: { $0.until! })
    for revision in Set(begins.keys).union(ends.keys).sorted() {
      // A state that is followed by another one changes nothing for those below, unless it goes elsewhere.
      var moved: Set<String> = []
      let begun = begins[revision] ?? []
      let next = Dictionary(begun.map { ($0.id, $0) }, uniquingKeysWith: { $1 })
      for state in ends[revision] ?? [] {
        guard let after = next[state.id], after.parent == state.parent, after.owner == state.owner,
          after.mayHold == state.mayHold
        else {
          moved.formUnion([state.owner, next[state.id]?.owner ?? state.owner])
          continue
        }
      }
      for state in ends[revision] ?? [] where current[state.id]?.row == state.row {
        current[state.id] = nil
        members[state.owner]?.remove(state.id)
      }
      for state in begun {
        current[state.id] = state
        members[state.owner, default: []].insert(state.id)
      }
      for state in begun where !moved.contains(state.owner) { try checkPath(of: state, at: revision) }
      for owner in moved {
        for id in members[owner] ?? [] { if let state = current[id] { try checkPath(of: state, at: revision) } }
      }
    }
  }

  private func checkPath(of state: State, at revision: Int) throws(ArchiveFault) {
    func wrong(_ problem: String) -> ArchiveFault {
      ArchiveFault("\(state.id) at revision \(revision): \(problem)", row: state.row)
    }
    var steps = 1
    var next = state.parent
    while let id = next {
      guard let above = current[id], above.owner == state.owner else {
        throw wrong("\(id), below which it stands, is not there")
      }
      guard above.mayHold else { throw wrong("nothing can stand below \(id)") }
      steps += 1
      guard id != state.id, steps <= depth else {
        throw wrong("it stands below itself, or deeper than \(depth) levels")
      }
      next = above.parent
    }
  }
}
