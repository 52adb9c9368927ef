/// Words of approvals on a site's own screen.
struct SiteApprovalWords: Sendable {
  let title: String
  let lead: String
  let valid: String
  let changed: String
  let none: String
  let by: @Sendable (_ name: String) -> String
  let sections: @Sendable (_ count: Int, _ changed: Int) -> String
  let more: @Sendable (Int) -> String

  static let german = SiteApprovalWords(
    title: "Abnahmen",
    lead: "Welche Seiten so, wie sie jetzt im Entwurf stehen, als richtig bestätigt sind.",
    valid: "Gültig",
    changed: "Seitdem geändert",
    none: "Noch nicht abgenommen",
    by: { "von \($0)" },
    sections: {
      let count = $0 == 1 ? "1 Abschnitt einzeln abgenommen" : "\($0) Abschnitte einzeln abgenommen"
      return $1 == 0 ? count : "\(count), davon \($1) seitdem geändert"
    },
    more: { $0 == 1 ? "Eine weitere Seite" : "\($0) weitere Seiten" })

  static let english = SiteApprovalWords(
    title: "Approvals",
    lead: "Which pages are confirmed to be right as they stand in the draft now.",
    valid: "Valid",
    changed: "Changed since",
    none: "Not approved yet",
    by: { "by \($0)" },
    sections: {
      let count = $0 == 1 ? "1 section approved by itself" : "\($0) sections approved by themselves"
      return $1 == 0 ? count : "\(count), \($1) of them changed since"
    },
    more: { $0 == 1 ? "One more page" : "\($0) more pages" })
}
