import Model
import Web

/// Words of the page behind a review link. Both languages fill the same structure without defaults, so a text that one of them lacks does
/// not compile.
struct EntryWords: Sendable {
  /// What the language calls itself.
  let ownName: String
  let language: String
  let skipToContent: String
  let errorSummary: String
  let title: @Sendable (_ site: String) -> String
  let lead: @Sendable (_ agency: String) -> String
  let name: String
  let nameHint: String
  let nameMissing: String
  let nameUnusable: String
  let mail: String
  let mailHint: String
  let mailWrong: String
  let enter: String
  let enterAs: @Sendable (_ name: String) -> String
  let validUntil: @Sendable (_ day: String) -> String
  let pinned: @Sendable (_ revision: Int) -> String
  let memberLead: @Sendable (_ name: String) -> String
  let overTitle: String
  let overAdvice: String
  let fullTitle: String
  let fullAdvice: String
  let waitTitle: String
  let waitAdvice: @Sendable (_ minutes: Int) -> String
  let leftTitle: String
  let leftAdvice: String
  let date: @Sendable (CalendarDate) -> String

  static func of(_ language: Language) -> EntryWords {
    switch language {
    case .german: german
    case .english: english
    }
  }

  private static let german = EntryWords(
    ownName: "Deutsch",
    language: "Sprache",
    skipToContent: "Zum Inhalt springen",
    errorSummary: "Bitte prüfen Sie Ihre Angaben",
    title: { "Ihre Meinung zu „\($0)“" },
    lead: {
      "\($0) zeigt Ihnen den Entwurf dieser Website und freut sich auf Ihre Kommentare. Ein Konto brauchen Sie dafür nicht."
    },
    name: "Ihr Name",
    nameHint: "Damit alle sehen, von wem eine Rückmeldung ist.",
    nameMissing: "Geben Sie Ihren Namen ein.",
    nameUnusable: "Geben Sie Ihren Namen in einer Zeile mit höchstens 100 Zeichen ein.",
    mail: "E-Mail-Adresse (freiwillig)",
    mailHint: "Nur die Agentur sieht sie. Andere Gäste sehen nur Ihren Namen.",
    mailWrong: "Prüfen Sie die E-Mail-Adresse, oder lassen Sie das Feld leer.",
    enter: "Entwurf ansehen",
    enterAs: { "Weiter als \($0)" },
    validUntil: { "Dieser Link gilt bis zum \($0)." },
    pinned: { "Er zeigt die Website fest so, wie sie in Revision \($0) war." },
    memberLead: { "Sie sind als \($0) angemeldet und brauchen diesen Link nicht." },
    overTitle: "Dieser Link gilt nicht mehr",
    overAdvice:
      "Er wurde zurückgezogen, seine Zeit ist abgelaufen, oder die Adresse ist nicht vollständig. Bitten Sie um einen neuen, wenn Sie noch etwas sagen möchten.",
    fullTitle: "Über diesen Link sind schon sehr viele Menschen hier",
    fullAdvice: "Bitten Sie um einen Link nur für Sie.",
    waitTitle: "Das waren zu viele Versuche",
    waitAdvice: { minutes in
      "Warten Sie \(minutes == 1 ? "eine Minute" : "\(minutes) Minuten") und versuchen Sie es dann noch einmal."
    },
    leftTitle: "Vielen Dank für Ihre Rückmeldungen",
    leftAdvice: "In diesem Browser sind Sie abgemeldet. Mit Ihrem Link kommen Sie jederzeit wieder.",
    date: { "\($0.day).\($0.month).\($0.year)" })

  private static let english = EntryWords(
    ownName: "English",
    language: "Language",
    skipToContent: "Skip to content",
    errorSummary: "Please check what you entered",
    title: { "Your feedback on “\($0)”" },
    lead: {
      "\($0) is showing you the draft of this website and looks forward to your comments. You don’t need an account."
    },
    name: "Your name",
    nameHint: "So that everybody sees who a comment is from.",
    nameMissing: "Enter your name.",
    nameUnusable: "Enter your name in one line of at most 100 characters.",
    mail: "Email address (optional)",
    mailHint: "Only the agency sees it. Other guests see nothing but your name.",
    mailWrong: "Check the email address, or leave the field empty.",
    enter: "View the draft",
    enterAs: { "Continue as \($0)" },
    validUntil: { "This link is valid until \($0)." },
    pinned: { "It shows the website as it was in revision \($0), for good." },
    memberLead: { "You are signed in as \($0) and don’t need this link." },
    overTitle: "This link is no longer valid",
    overAdvice:
      "It was withdrawn, its time is over, or the address is not complete. Ask for a new one if there is more you would like to say.",
    fullTitle: "A great many people are here by this link already",
    fullAdvice: "Ask for a link of your own.",
    waitTitle: "Too many attempts",
    waitAdvice: { minutes in "Wait \(minutes == 1 ? "a minute" : "\(minutes) minutes"), then try again." },
    leftTitle: "Thank you for your feedback",
    leftAdvice: "You are signed out in this browser. Your link brings you back at any time.",
    date: { "\($0.day) \(englishMonths[$0.month - 1]) \($0.year)" })

  private static let englishMonths = [
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
  ]
}
