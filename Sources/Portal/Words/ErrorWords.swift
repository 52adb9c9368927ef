/// Words of the pages that people see instead of the one they asked for.
struct ErrorWords: Sendable {
  /// What happened, and what to do.
  struct Message: Sendable {
    let title: String
    let advice: String
  }

  let notSignedIn: Message
  let forbidden: Message
  let formToken: Message
  let notFound: Message
  let gone: Message
  let conflict: Message
  let tooLarge: Message
  let tooMany: Message
  let unusable: Message
  let busy: Message
  let broken: Message
  let number: @Sendable (String) -> String
  let home: String
  let signIn: String

  static let german = ErrorWords(
    notSignedIn: Message(title: "Bitte melden Sie sich an", advice: "Danach geht es hier weiter."),
    forbidden: Message(
      title: "Das ist Ihnen nicht erlaubt",
      advice: "Ihre Rolle im Projekt umfasst das nicht. Ihre Agentur kann das ändern."),
    formToken: Message(
      title: "Diese Seite war zu lange offen",
      advice: "Gehen Sie zurück, laden Sie die Seite neu und versuchen Sie es noch einmal."),
    notFound: Message(
      title: "Hier ist nichts",
      advice: "Die Adresse stimmt nicht, oder die Seite ist nicht für Sie bestimmt."),
    gone: Message(title: "Das gibt es nicht mehr", advice: "Auf der Startseite finden Sie, was es gibt."),
    conflict: Message(
      title: "Jemand war schneller",
      advice: "Der Stand hat sich inzwischen geändert. Laden Sie die Seite neu und sehen Sie nach."),
    tooLarge: Message(title: "Das ist zu groß", advice: "Senden Sie weniger auf einmal."),
    tooMany: Message(
      title: "Zu viele Versuche", advice: "Warten Sie einige Minuten und versuchen Sie es dann noch einmal."),
    unusable: Message(title: "Das hat nicht geklappt", advice: "Gehen Sie zurück und prüfen Sie Ihre Angaben."),
    busy: Message(
      title: "Einen Augenblick, bitte",
      advice: "Gerade ist viel los, es wurde nichts geändert. Versuchen Sie es gleich noch einmal."),
    broken: Message(
      title: "Da ist etwas schiefgegangen",
      advice: "Der Fehler liegt bei uns und ist notiert. Versuchen Sie es bitte später noch einmal."),
    number: { "Wenn Sie uns schreiben, nennen Sie diese Nummer: \($0)" },
    home: "Zur Startseite",
    signIn: "Zur Anmeldung")

  static let english = ErrorWords(
    notSignedIn: Message(title: "Please sign in", advice: "You can continue here afterwards."),
    forbidden: Message(
      title: "You are not allowed to do this",
      advice: "Your role in the project does not include it. Your agency can change that."),
    formToken: Message(
      title: "This page was open for too long", advice: "Go back, reload the page and try again."),
    notFound: Message(
      title: "There is nothing here", advice: "The address is wrong, or the page is not meant for you."),
    gone: Message(title: "This is gone", advice: "Start again from the home page."),
    conflict: Message(
      title: "Somebody got there first", advice: "Things have changed in the meantime. Reload the page and take a look."
    ),
    tooLarge: Message(title: "This is too large", advice: "Send less at a time."),
    tooMany: Message(title: "Too many attempts", advice: "Wait a few minutes, then try again."),
    unusable: Message(title: "That did not work", advice: "Go back and check what you entered."),
    busy: Message(
      title: "One moment, please", advice: "The service is busy right now. Nothing was changed; try again shortly."),
    broken: Message(
      title: "Something went wrong",
      advice: "The fault is on our side and has been logged. Please try again later."),
    number: { "If you write to us, mention this number: \($0)" },
    home: "Go to the home page",
    signIn: "Sign in")
}
