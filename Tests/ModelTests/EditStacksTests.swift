import Model
import Testing

@Suite("What an author can take back and bring back")
struct EditStacksTests {
  static let logs: [(log: [(revision: Revision, restores: Revision?)], undo: [Revision], redo: [Revision])] = [
    ([], [], []),
    ([(2, nil)], [2], []),
    ([(2, nil), (5, nil)], [2, 5], []),
    // An undo, and the redo of it.
    ([(2, nil), (5, nil), (6, 5)], [2], [6]),
    ([(2, nil), (5, nil), (6, 5), (7, 6)], [2, 7], []),
    ([(2, nil), (5, nil), (6, 5), (7, 6), (8, 7)], [2], [8]),
    // Two steps back, two forth.
    ([(2, nil), (3, nil), (4, 3), (5, 2)], [], [4, 5]),
    ([(2, nil), (3, nil), (4, 3), (5, 2), (6, 5), (7, 4)], [6, 7], []),
    // A new edit ends what could be brought back.
    ([(2, nil), (3, 2), (4, nil)], [4], []),
    // Taking back what is not on top, or another's edit, is an edit like any other.
    ([(2, nil), (3, nil), (4, 2)], [2, 3, 4], []),
    ([(2, nil), (4, 3)], [2, 4], []),
    ([(2, nil), (3, 2), (4, 99)], [4], []),
    ([(4, 3), (5, 4)], [], [5]),
  ]

  @Test(arguments: logs)
  func stacks(log: [(revision: Revision, restores: Revision?)], undo: [Revision], redo: [Revision]) {
    let stacks = EditStacks(log)
    #expect(stacks.undo == undo && stacks.redo == redo, "\(log)")
  }
}
