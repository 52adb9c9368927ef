import CPostgreSQL

/// A failed call, with what decides whether to repeat it.
struct PostgreSQLFailure: Error {
  let error: DatabaseError
  /// The server's five-letter SQLSTATE; empty if the server did not answer.
  let state: String

  /// A conflict between transactions that ran at the same time: the same closure may well succeed in a moment.
  var isConflict: Bool { state == "40001" || state == "40P01" }
  var isLostConnection: Bool { if case .connectionLost = error { true } else { false } }
}

extension DatabaseError {
  /// - Parameter isConnected: false once libpq sees the connection as broken, whatever the server said before.
  static func postgreSQL(_ state: String, _ reason: String, _ what: String, isConnected: Bool) -> DatabaseError {
    let message = "\(what): \(reason)"
    // Administrator's shutdown, crash of a neighbour, start-up; and a pooler that handed us a foreign session.
    let isEnd = state.hasPrefix("08") && state != "08P01" || state.hasPrefix("57P0") || state == "26000"
    if !isConnected || isEnd {
      return .connectionLost(message)
    }
    switch state {
    case "23505", "23P01": return .constraint(.unique, message: message)
    case "23503", "23001": return .constraint(.foreignKey, message: message)
    case "23514", "P0001": return .constraint(.check, message: message)
    case "23502": return .constraint(.notNull, message: message)
    case "40001", "40P01", "55P03", "53300", "57014": return .busy(message)
    case "53100": return .full(message)
    case "58030": return .io(message)
    case "XX001", "XX002": return .corrupted(message)
    default: return .misuse("\(message) (SQLSTATE \(state))")
    }
  }
}

/// The first line of libpq's text, which ends in a newline and may go on with hints.
func firstLine(_ text: UnsafePointer<CChar>?) -> String {
  guard let text else { return "no reason given" }
  return String(String(cString: text).prefix { !$0.isNewline })
}
