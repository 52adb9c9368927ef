import Model

/// The built files of an archive's releases: in no release two of them need the same place in a folder.
struct ArchivedFiles {
  private struct State {
    let row: Int
    let path: String
    let hash: String
    let releases: Range<Int>
  }

  /// By their paths in lower case, as many file systems compare them.
  private var states: [String: [State]] = [:]

  mutating func add(_ fields: [String: JSONValue], row: Int) {
    guard let path = fields["path"]?.string, let since = fields["since"]?.integer else { return }
    let until = fields["until"]?.integer ?? .max
    let state = State(row: row, path: path, hash: fields["hash"]?.string ?? "", releases: since..<max(since, until))
    states[path.lowercased(), default: []].append(state)
  }

  func check() throws(ArchiveFault) {
    for (path, here) in states {
      // The same path twice at once is told of all states alike.
      if Set(here.map(\.path)).count > 1 {
        // Pictures that are alike but for the case of their names get such files.
        try check(here, against: here) { $0.path != $1.path && $0.hash != $1.hash }
      }
      var end = path.startIndex
      while let slash = path[end...].firstIndex(of: "/") {
        if let above = states[String(path[..<slash])] { try check(here, against: above) { _, _ in true } }
        end = path.index(after: slash)
      }
    }
  }

  private func check(
    _ files: [State], against others: [State], where isClash: (State, State) -> Bool
  ) throws(ArchiveFault) {
    for file in files {
      for other in others where file.releases.overlaps(other.releases) && isClash(file, other) {
        throw ArchiveFault(
          "“\(file.path)” and “\(other.path)” cannot stand in one folder together", row: max(file.row, other.row))
      }
    }
  }
}
