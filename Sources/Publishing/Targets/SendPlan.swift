import Model

/// What a run will do at a target: pure, from what should be there, what the target's list says and what was found.
package struct SendPlan: Hashable, Sendable {
  /// In the order in which they are sent.
  package private(set) var written: [OutgoingFile] = []
  /// Ours, and not of this release. Sorted.
  package private(set) var removed: [String] = []
  /// Those of the removed that must go before anything is written, because a file takes the place of a folder or the other way round.
  package private(set) var removedFirst: Set<String> = []
  package private(set) var unchanged = 0
  /// Temporary files that a cut-off run may have left, of paths that are neither written nor removed now.
  package private(set) var swept: [String] = []

  /// Paths whose place must be looked at before the plan can be made: what is new, what is uncertain, and what will be touched.
  /// - Parameter verifying: whether what the list says to be there is looked at, too
  package static func questions(_ wanted: [OutgoingFile], _ known: OwnFiles, verifying: Bool = false) -> [String] {
    let paths = wanted.filter { verifying || known.entries[$0.path] != OwnFiles.Entry($0.content) }.map(\.path)
    let now = Set(wanted.map(\.path))
    return paths + known.entries.keys.filter { !now.contains($0) }
  }

  /// What the release has as it was sent, and somebody has changed there: it stays, and is told. Sorted.
  package private(set) var changed: [String] = []

  /// Removed from the list only: somebody has put another content there, which is theirs. Sorted.
  package private(set) var left: [String] = []

  /// - Parameters:
  ///   - found: the answers to `questions`
  ///   - replacesChanged: whether a file of ours that somebody has changed is replaced
  /// - Throws: `foreign` with every path at which something stands that is not ours; otherwise `changed` with every file of ours that would be
  ///   replaced and is not as it was sent.
  package init(
    _ wanted: [OutgoingFile], known: OwnFiles, found: [String: Standing], replacesChanged: Bool = false
  ) throws(TargetError) {
    let now = Set(wanted.map(\.path))
    let leaving = Set(known.entries.keys).subtracting(now)
    var foreign: Set<String> = []
    var replaced: [String] = []
    for file in wanted {
      let entry = known.entries[file.path]
      let isListed = entry == OwnFiles.Entry(file.content)
      if isListed, found[file.path] == nil {
        unchanged += 1
        continue
      }
      switch found[file.path] ?? .nothing {
      case .nothing: written.append(file)
      case .file(let size, let hash):
        guard let entry else {
          foreign.insert(file.path)
          continue
        }
        let possible = entry.contents.filter { $0.mayBe(size: size, hash: hash) }
        if possible.isEmpty, !entry.contents.isEmpty, !replacesChanged {
          if isListed { changed.append(file.path) } else { replaced.append(file.path) }
        } else if possible == [file.content] {
          unchanged += 1
          if !entry.isCertain { swept.append(file.path) }
        } else {
          written.append(file)
        }
      case .folder:
        // A folder of ours alone makes room; the system refuses to remove one that holds anything else.
        let below = leaving.filter { $0.hasPrefix(file.path + "/") }
        if below.isEmpty { foreign.insert(file.path) } else { removedFirst.formUnion(below) }
        written.append(file)
      case .blocked(let place):
        if leaving.contains(place) { removedFirst.insert(place) } else { foreign.insert(place) }
        written.append(file)
      }
    }
    guard foreign.isEmpty else { throw .foreign(foreign.sorted()) }
    guard replaced.isEmpty else { throw .changed(replaced.sorted()) }
    for path in leaving {
      switch found[path] ?? .nothing {
      case .file(let size, let hash):
        let contents = known.entries[path]?.contents ?? []
        let isOurs = contents.isEmpty || contents.contains { $0.mayBe(size: size, hash: hash) }
        if isOurs { removed.append(path) } else { left.append(path) }
      // Gone already, or somebody has put something else there: not ours any more. What an interrupted run left beside it is.
      case .nothing: swept.append(path)
      case .folder, .blocked: break
      }
    }
    removed.sort()
    left.sort()
    changed.sort()
    swept.sort()
    removedFirst.formIntersection(removed)
    written.sort { ($0.order, $0.path) < ($1.order, $1.path) }
  }

  package var isEmpty: Bool { written.isEmpty && removed.isEmpty && swept.isEmpty }

  /// The list before the first change: whatever will be touched is uncertain.
  package func announcement(of wanted: [OutgoingFile], known: OwnFiles, site: String) -> OwnFiles {
    var list = OwnFiles(site: site)
    for file in wanted { list.entries[file.path] = OwnFiles.Entry(file.content) }
    for file in written {
      let before = known.entries[file.path]
      // Nothing known stays nothing known.
      if let before, before.contents.isEmpty {
        list.entries[file.path] = before
      } else {
        list.entries[file.path] = OwnFiles.Entry(uncertain: (before?.contents ?? []).union([file.content]))
      }
    }
    // What is swept may be wanted, too: cut off before, this run leaves it to the next one.
    for path in removed + swept {
      guard let before = known.entries[path] else { continue }
      list.entries[path] = OwnFiles.Entry(uncertain: before.contents)
    }
    return list
  }
}

/// What stands at a path of a target.
package enum Standing: Hashable, Sendable {
  case nothing
  /// `hash` is the SHA-256 where the target knows it.
  case file(size: Int, hash: String?)
  case folder
  /// Something that is neither file nor folder, there or above: a path cannot be written because of it.
  case blocked(String)
}
