/// Why no screenshot could be taken.
package enum BrowserFailure: Error, Hashable, Sendable, CustomStringConvertible {
  /// The program does not start; with the system's words.
  case unavailable(String)
  /// It has ended or closed its pipes; with its own last words.
  case ended(String)
  case tooSlow(seconds: Int)
  /// The service stops.
  case stopped
  /// It does not do what it is told; with its own words.
  case refused(String)
  /// The page's files, or the picture, are larger than any should be.
  case tooLarge

  package var description: String {
    switch self {
    case .unavailable(let reason): "the browser cannot be started: \(reason)"
    case .ended(let words): words.isEmpty ? "the browser has ended" : "the browser has ended: \(words)"
    case .tooSlow(let seconds): "it took longer than \(seconds) seconds"
    case .stopped: "the service was stopped"
    case .refused(let words): "the browser refuses: \(words)"
    case .tooLarge: "the page is too large"
    }
  }
}
