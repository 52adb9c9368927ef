/// What an author can take back and bring back, worked out from the log of the author's own edits. Nothing else is kept: an undo is an
/// edit that takes back another one, and a redo one that takes back an undo.
package struct EditStacks: Hashable, Sendable {
  /// Oldest first; the last one is the next to be taken back.
  package private(set) var undo: [Revision] = []
  package private(set) var redo: [Revision] = []

  package init() {}

  /// - Parameter edits: of one author, oldest first
  package init(_ edits: some Sequence<(revision: Revision, restores: Revision?)>) {
    for edit in edits { push(edit.revision, restores: edit.restores) }
  }

  /// - Parameter restores: the edit that this one takes back
  package mutating func push(_ revision: Revision, restores: Revision?) {
    if let restores, restores == undo.last {
      undo.removeLast()
      redo.append(revision)
    } else if let restores, restores == redo.last {
      redo.removeLast()
      undo.append(revision)
    } else {
      undo.append(revision)
      redo.removeAll()
    }
  }
}
