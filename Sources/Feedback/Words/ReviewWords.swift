import Model
import Web

/// Words of the review page. What its script says stands with the script, in `words-review.js`.
struct ReviewWords: Sendable {
  let title: @Sendable (_ site: String) -> String
  let back: String
  let page: String
  let choosePage: String
  let viewport: String
  let desktop: String
  let tablet: String
  let phone: String
  let mode: String
  let look: String
  let comment: String
  let pins: String
  let list: String
  let frameTitle: @Sendable (_ page: String) -> String
  let feedback: String
  let needsScript: String
  let guest: String
  let leave: String
  let pinned: @Sendable (_ revision: Int) -> String
  let skipToFeedback: String
  let language: String

  static func of(_ language: Language) -> ReviewWords {
    switch language {
    case .german: german
    case .english: english
    }
  }

  private static let german = ReviewWords(
    title: { "Rückmeldungen zu \($0)" },
    back: "Zurück",
    page: "Seite",
    choosePage: "Seite wählen",
    viewport: "Ansicht",
    desktop: "Computer",
    tablet: "Tablet",
    phone: "Handy",
    mode: "Was Klicks auf der Seite tun",
    look: "Ansehen",
    comment: "Kommentieren",
    pins: "Markierungen zeigen",
    list: "Liste",
    frameTitle: { "Entwurf der Seite „\($0)“" },
    feedback: "Rückmeldungen",
    needsScript:
      "Zum Kommentieren muss JavaScript in Ihrem Browser eingeschaltet sein. Den Entwurf sehen Sie auch ohne.",
    guest: "Sie sind hier als",
    leave: "Verlassen",
    pinned: { "Sie sehen Revision \($0). Sie ändert sich nicht mehr." },
    skipToFeedback: "Zu den Rückmeldungen springen",
    language: "Sprache")

  private static let english = ReviewWords(
    title: { "Feedback on \($0)" },
    back: "Back",
    page: "Page",
    choosePage: "Choose a page",
    viewport: "View",
    desktop: "Computer",
    tablet: "Tablet",
    phone: "Phone",
    mode: "What clicks on the page do",
    look: "Look",
    comment: "Comment",
    pins: "Show pins",
    list: "List",
    frameTitle: { "Draft of the page “\($0)”" },
    feedback: "Feedback",
    needsScript: "Commenting needs JavaScript in your browser. You can see the draft without it.",
    guest: "You are here as",
    leave: "Leave",
    pinned: { "You see revision \($0). It does not change any more." },
    skipToFeedback: "Skip to the feedback",
    language: "Language")
}
