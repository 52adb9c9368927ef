import Synchronization

/// Why writes do not get through. Looking at it asks nothing of the database.
package enum WriteTrouble: Sendable, Hashable {
  /// The database takes no more.
  case failed(DatabaseError)
  /// The last one found no space on the disk.
  case full
  /// One has waited for its end longer than it should.
  case stuck
}

/// How long writes have been waiting, and whether the last one found space.
final class WriteWatch: Sendable {
  private struct State {
    var count = 0
    /// When those that have no answer yet were handed over.
    var open: [Int: ContinuousClock.Instant] = [:]
    var fullAt: ContinuousClock.Instant?
  }

  private let state = Mutex(State())

  /// - Returns: what `end` is told
  func begin() -> Int {
    let moment = ContinuousClock.now
    return state.withLock { state in
      state.count += 1
      state.open[state.count] = moment
      return state.count
    }
  }

  /// - Parameter error: nil when it is stored
  func end(_ write: Int, _ error: (any Error)?) {
    let isFull = if case DatabaseError.full? = error { true } else { false }
    state.withLock { state in
      state.open[write] = nil
      // Others say nothing about the disk: they may have failed before they came to it.
      if isFull { state.fullAt = .now } else if error == nil { state.fullAt = nil }
    }
  }

  func trouble(longestWait: Duration, memory: Duration) -> WriteTrouble? {
    let moment = ContinuousClock.now
    return state.withLock { state in
      if let fullAt = state.fullAt, moment - fullAt < memory { return .full }
      return state.open.values.contains { moment - $0 > longestWait } ? .stuck : nil
    }
  }
}
