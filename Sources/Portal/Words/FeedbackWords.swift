import Model
import Store

/// Words of feedback on a site's own screen.
struct FeedbackWords: Sendable {
  let title: String
  let lead: String
  let leadAgency: String
  let rest: String
  let open: @Sendable (Int) -> String
  let questions: @Sendable (Int) -> String
  let toAccept: @Sendable (Int) -> String
  let none: String
  let review: String
  let unread: String
  let by: @Sendable (_ author: String) -> String
  let guest: @Sendable (_ name: String) -> String
  let namesake: @Sendable (_ name: String) -> String
  let onPage: @Sendable (_ page: String) -> String
  let onSite: String
  let more: @Sendable (Int) -> String
  let state: @Sendable (CommentThread.State) -> String
  let internalThread: String
  let done: String
  let doneLong: @Sendable (_ number: String) -> String

  static let german = FeedbackWords(
    title: "Rückmeldungen",
    lead: "Sagen Sie direkt auf der Seite, was anders sein soll: auf eine Stelle klicken, schreiben, senden.",
    leadAgency: "Was zum Entwurf gesagt wurde und noch offen ist.",
    rest: "Ihre Agentur arbeitet Ihre Rückmeldungen gerade ab.",
    open: { $0 == 1 ? "1 offen" : "\($0) offen" },
    questions: { $0 == 1 ? "1 Rückfrage" : "\($0) Rückfragen" },
    toAccept: { $0 == 1 ? "1 erledigt, noch nicht bestätigt" : "\($0) erledigt, noch nicht bestätigt" },
    none: "Zurzeit ist nichts offen.",
    review: "Entwurf kommentieren",
    unread: "ungelesen",
    by: { "von \($0)" },
    guest: { "\($0) (Gast)" },
    namesake: { "\($0) (Gast mit gleichem Namen)" },
    onPage: { "zur Seite „\($0)“" },
    onSite: "zur ganzen Website",
    more: { $0 == 1 ? "Eine weitere steht beim Entwurf." : "\($0) weitere stehen beim Entwurf." },
    state: {
      switch $0 {
      case .open: "Offen"
      case .inProgress: "In Arbeit"
      case .question: "Rückfrage"
      case .done: "Erledigt"
      case .accepted: "Bestätigt"
      case .declined: "Abgelehnt"
      case .duplicate: "Doppelt"
      }
    },
    internalThread: "Intern",
    done: "Erledigt",
    doneLong: { "Rückmeldung \($0) als erledigt markieren" })

  static let english = FeedbackWords(
    title: "Feedback",
    lead: "Say on the page itself what should be different: click on a place, write, send.",
    leadAgency: "What was said about the draft and still waits.",
    rest: "Your agency is working through your feedback.",
    open: { "\($0) open" },
    questions: { $0 == 1 ? "1 question" : "\($0) questions" },
    toAccept: { "\($0) done, not accepted yet" },
    none: "Nothing is open at the moment.",
    review: "Comment on the draft",
    unread: "unread",
    by: { "from \($0)" },
    guest: { "\($0) (guest)" },
    namesake: { "\($0) (guest of the same name)" },
    onPage: { "on the page “\($0)”" },
    onSite: "on the whole site",
    more: { $0 == 1 ? "One more stands beside the draft." : "\($0) more stand beside the draft." },
    state: {
      switch $0 {
      case .open: "Open"
      case .inProgress: "In progress"
      case .question: "Question"
      case .done: "Done"
      case .accepted: "Accepted"
      case .declined: "Declined"
      case .duplicate: "Duplicate"
      }
    },
    internalThread: "Internal",
    done: "Done",
    doneLong: { "Mark feedback \($0) as done" })
}

extension FeedbackWords {
  /// Somebody's name; of a guest always with the word that it is one, since guests choose theirs.
  func called(_ person: FeedbackPerson) -> String {
    guard person.participant.isGuest else { return person.name }
    return person.isNamesake ? namesake(person.name) : guest(person.name)
  }
}
