import HTTPTypes
import Markup
import Web

/// What somebody sees instead of the page they asked for.
struct ErrorView: Sendable {
  let problem: Problem
  let requestID: String

  func html(_ screen: Screen) -> [UInt8] {
    let words = screen.words.errors
    let message = message(words)
    return Document(title: message.title, frame: .plain).html(screen) { w in
      w.element("div", ["class": "message"]) { w in
        w.icon(problem.status.code >= 500 ? .alert : .info, screen)
        w.element("h1", text: message.title)
        w.element("p", ["class": "lead"], text: message.advice)
        if problem.status.code >= 500 {
          w.element("p", ["class": "quiet-text"], text: words.number(requestID))
        }
        w.element("p") { w in
          let isSignedOut = problem.status == .unauthorized
          w.element(
            "a", ["class": "button primary", "href": isSignedOut ? "/login" : "/"],
            text: isSignedOut ? words.signIn : words.home)
        }
      }
    }
  }

  private func message(_ words: ErrorWords) -> ErrorWords.Message {
    switch problem.status {
    case .unauthorized: words.notSignedIn
    case .forbidden where problem.code == "formToken" || problem.code == "crossOrigin": words.formToken
    case .forbidden: words.forbidden
    case .notFound: words.notFound
    case .gone: words.gone
    case .conflict: words.conflict
    case .contentTooLarge: words.tooLarge
    case .tooManyRequests: words.tooMany
    case .serviceUnavailable: words.busy
    case _ where problem.status.code >= 500: words.broken
    default: words.unusable
    }
  }
}
