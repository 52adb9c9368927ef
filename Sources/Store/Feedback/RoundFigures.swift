import Database
import Model

/// How much was said in a round, as its reader may know it.
package struct RoundFigures: Hashable, Sendable {
  package var threads = 0
  /// Those that wait for the agency, or for an answer.
  package var open = 0
}

extension Store {
  /// What was said in each of a site's rounds; a round in which nobody has said anything is left out.
  /// - Throws: `notFound`
  package func roundFigures(
    of key: SiteKey, for participant: Participant
  ) async throws -> [Int: RoundFigures] {
    try await reading(key, participant) { teller in
      var figures: [Int: RoundFigures] = [:]
      try teller.transaction.query(RoundFigureRows.counts, key.values + [teller.reader.sight]) { row in
        guard let state = CommentThread.State(rawValue: row.text(1)) else { return }
        let count = row.integer(2)
        figures[row.integer(0), default: RoundFigures()].threads += count
        if state.isOpen { figures[row.integer(0)]?.open += count }
      }
      return figures
    }
  }
}

private enum RoundFigureRows {
  static let counts = Statement(
    "commentThread.countsOfRounds",
    """
    SELECT round, state, COUNT(*) FROM commentThread
    WHERE agency = ?1 AND site = ?2 AND round IS NOT NULL AND (?3 = 1 OR visibility = 'customer')
    GROUP BY round, state
    """)
}
