/// What hangs together among changes that wait to be published. A change is named by its place in the list.
package struct ChangeGraph: Hashable, Sendable {
  /// A list whose number of items depends on which changes are taken.
  package struct ListRule: Hashable, Sendable {
    /// Items before any change.
    package var count: Int
    package var limits: ClosedRange<Int>
    /// The limits once `owner` is taken too.
    package var newLimits: ClosedRange<Int>
    /// The change of the list itself, where there is one.
    package var owner: Int?
    package var adding: [Int]
    package var removing: [Int]

    package init(
      count: Int, limits: ClosedRange<Int>, newLimits: ClosedRange<Int>, owner: Int?, adding: [Int], removing: [Int]
    ) {
      self.count = count
      self.limits = limits
      self.newLimits = newLimits
      self.owner = owner
      self.adding = adding
      self.removing = removing
    }
  }

  /// What each change cannot do without.
  package var needs: [Set<Int>]
  package var lists: [ListRule]

  package init(needs: [Set<Int>], lists: [ListRule] = []) {
    self.needs = needs
    self.lists = lists
  }

  /// The changes with all that they need; the smallest such set that is found by taking what is missing in the list's order.
  package func closure(of chosen: Set<Int>) -> Set<Int> {
    var result: Set<Int> = []
    var pending = Array(chosen)
    while true {
      while let next = pending.popLast() {
        guard result.insert(next).inserted else { continue }
        pending += needs[next].filter { !result.contains($0) }
      }
      guard let further = lists.lazy.compactMap({ missing(in: $0, of: result) }).first else { return result }
      pending = [further]
    }
  }

  /// One more change without which a list would have too many items or too few; nil when all is well or nothing helps.
  private func missing(in list: ListRule, of taken: Set<Int>) -> Int? {
    let count = list.count + list.adding.count { taken.contains($0) } - list.removing.count { taken.contains($0) }
    let isTouched = (list.adding + list.removing + [list.owner].compactMap { $0 }).contains(where: taken.contains)
    let limits = list.owner.map(taken.contains) == true ? list.newLimits : list.limits
    guard isTouched, !limits.contains(count) else { return nil }
    func free(_ changes: [Int]) -> Int? { changes.first { !taken.contains($0) } }
    let isMany = count > limits.upperBound
    let owner = list.owner.flatMap { taken.contains($0) ? nil : $0 }
    return free(isMany ? list.removing : list.adding) ?? owner ?? free(isMany ? list.adding : list.removing)
  }
}
