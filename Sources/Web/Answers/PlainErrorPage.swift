import HTTPTypes
import Hummingbird
import Markup

/// An error as a page, in German or English, without styles: it must work when nothing else does.
package enum PlainErrorPage {
  package static func response(for problem: Problem, _ context: WebContext) -> Response {
    let text = words(for: problem, context.language)
    var html = HTMLWriter(capacity: 1024)
    html.raw("<!doctype html><html")
    html.attribute("lang", context.language.rawValue)
    html.raw("><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\"><title>")
    html.text(text.title)
    html.raw("</title></head><body><main><h1>")
    html.text(text.title)
    html.raw("</h1><p>")
    html.text(text.advice)
    html.raw("</p>")
    if problem.status.code >= 500 {
      html.raw("<p><code>")
      html.text(context.requestID)
      html.raw("</code></p>")
    }
    if context.face == .portal {
      html.raw("<p><a href=\"/\">")
      html.text(context.language == .german ? "Zur Startseite" : "To the start page")
      html.raw("</a></p>")
    }
    html.raw("</main></body></html>")
    return .html(html.bytes, status: problem.status)
  }

  /// What happened and what to do, in the reader's language.
  package static func words(for problem: Problem, _ language: Language) -> (title: String, advice: String) {
    let german = language == .german
    switch problem.status {
    case .unauthorized:
      return german
        ? ("Bitte melden Sie sich an", "Danach kommen Sie an diese Stelle zurück.")
        : ("Please sign in", "You can come back to this place afterwards.")
    case .forbidden:
      return german
        ? ("Das ist nicht erlaubt", "Laden Sie die vorige Seite neu und versuchen Sie es noch einmal.")
        : ("This is not allowed", "Load the previous page again and give it another try.")
    case .notFound:
      return german
        ? ("Hier ist nichts", "Die Adresse stimmt nicht, oder die Seite ist nicht für Sie bestimmt.")
        : ("There is nothing here", "The address is wrong, or the page is not meant for you.")
    case .gone:
      return german
        ? ("Dieser Link gilt nicht mehr", "Bitten Sie um einen neuen.")
        : ("This link is no longer valid", "Ask for a new one.")
    case .contentTooLarge:
      return german
        ? ("Das ist zu groß", "Senden Sie weniger auf einmal.")
        : ("This is too large", "Send less at a time.")
    case .tooManyRequests:
      return german
        ? ("Zu viele Versuche", "Warten Sie einige Minuten und versuchen Sie es dann noch einmal.")
        : ("Too many attempts", "Wait a few minutes, then try again.")
    case _ where problem.status.code >= 500:
      return german
        ? (
          "Da ist etwas schiefgegangen",
          "Der Fehler liegt bei uns und ist notiert. Versuchen Sie es später noch einmal."
        )
        : ("Something went wrong", "The fault is on our side and has been written down. Try again later.")
    default:
      return german
        ? ("Das hat nicht geklappt", "Gehen Sie zurück und prüfen Sie Ihre Angaben.")
        : ("That did not work", "Go back and check what you entered.")
    }
  }
}
