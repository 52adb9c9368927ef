import Access
import Logging
import Synchronization

/// Finds out whether a name leads here, by asking for a word at an address under it that only this service can say. What a request claims
/// shows nothing: anybody can write any name into it.
package final class DomainProbe: Sendable {
  /// The text at an address, nil where there is none; takes its time.
  package typealias Fetch = @Sendable (_ url: String) async -> String?

  private struct Question {
    let path: String
    let word: String
    let askedAt: Int
  }

  private struct State {
    /// By host.
    var questions: [String: Question] = [:]
    var running = 0
  }

  /// Between two questions about one name, in milliseconds.
  private static let interval = 60_000
  /// Each keeps a thread busy.
  private static let limit = 4
  private static let folder = "/.well-known/foyer/"

  private let origins: Origins
  private let now: @Sendable () -> Int
  private let fetch: Fetch
  private let state = Mutex(State())

  package init(origins: Origins, now: @escaping @Sendable () -> Int, fetch: @escaping Fetch) {
    self.origins = origins
    self.now = now
    self.fetch = fetch
  }

  /// What this service says at an address when it has asked itself; nil at all others.
  func word(at path: String, host: String) -> String? {
    guard path.hasPrefix(Self.folder) else { return nil }
    return state.withLock { $0.questions[host].flatMap { $0.path == path ? $0.word : nil } }
  }

  /// Asks in the background, once a minute at most.
  /// - Parameter reached: called when the name leads here
  func ask(_ host: String, logger: Logger, reached: @escaping @Sendable () async -> Void) {
    let moment = now()
    let question = state.withLock { state -> Question? in
      state.questions = state.questions.filter { moment - $0.value.askedAt < Self.interval }
      guard state.questions[host] == nil, state.running < Self.limit else { return nil }
      let question = Question(
        path: Self.folder + Secret.random().text, word: Secret.random().text, askedAt: moment)
      state.questions[host] = question
      state.running += 1
      return question
    }
    guard let question else { return }
    let url = origins.origin(of: host) + question.path
    Task { [self] in
      let isHere = await fetch(url) == question.word
      state.withLock { $0.running -= 1 }
      if isHere {
        await reached()
      } else {
        logger.notice("a domain was asked for that does not lead here", metadata: ["host": "\(host)"])
      }
    }
  }
}
