/// Words of what customers wish for, on a site's own screen.
struct NoteWords: Sendable {
  let title: String
  let lead: String
  /// By whom and about what; `element` is empty for a whole page or a part without a name.
  let about: @Sendable (_ author: String, _ page: String, _ element: String) -> String
  let pageGone: String
  let show: String
  let showLong: @Sendable (_ page: String) -> String
  let done: String
  let doneLong: @Sendable (_ author: String) -> String
  let more: @Sendable (Int) -> String

  static let german = NoteWords(
    title: "Wünsche des Kunden",
    lead: "Was Ihr Kunde an Bereichen anders haben möchte, die nur Sie ändern.",
    about: { $2.isEmpty ? "\($0) zur Seite „\($1)“" : "\($0) zu „\($2)“ auf der Seite „\($1)“" },
    pageGone: "nicht mehr da",
    show: "Auf der Seite zeigen",
    showLong: { "Auf der Seite „\($0)“ zeigen" },
    done: "Erledigt",
    doneLong: { "Wunsch von \($0) als erledigt abhaken" },
    more: { $0 == 1 ? "Ein weiterer Wunsch steht im Editor." : "\($0) weitere Wünsche stehen im Editor." })

  static let english = NoteWords(
    title: "The customer’s wishes",
    lead: "What your customer would like to see changed in parts that only you can change.",
    about: { $2.isEmpty ? "\($0) about the page “\($1)”" : "\($0) about “\($2)” on the page “\($1)”" },
    pageGone: "no longer there",
    show: "Show on the page",
    showLong: { "Show on the page “\($0)”" },
    done: "Done",
    doneLong: { "Mark the wish from \($0) as done" },
    more: { $0 == 1 ? "One more wish is in the editor." : "\($0) more wishes are in the editor." })
}
