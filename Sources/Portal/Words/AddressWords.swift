/// Words of a site's old addresses.
struct AddressWords: Sendable {
  let title: String
  let lead: String
  let list: String
  let none: String
  let follows: @Sendable (_ path: String) -> String
  let leads: @Sendable (_ target: String) -> String
  let gone: String
  let pageGone: String
  let leadTo: @Sendable (_ path: String) -> String
  let placeholder: String
  let save: String
  let forget: String
  let refused: String
  let targetHint: String
  let open: String
  let previous: String
  let next: String

  static let german = AddressWords(
    title: "Alte Adressen",
    lead:
      "Unter diesen Adressen war einmal eine Seite live. Wer sie noch hat, kommt weiter an. Änderungen gelten mit der nächsten Veröffentlichung.",
    list: "Adressen und ihre Ziele",
    none: "Es gibt noch keine: Alle Seiten stehen, wo sie immer standen.",
    follows: { "führt zur Seite, jetzt unter \($0)" },
    leads: { "führt auf Ihren Wunsch zu \($0)" },
    gone: "meldet auf Ihren Wunsch, dass es die Seite nicht mehr gibt",
    pageGone: "meldet, dass es die Seite nicht mehr gibt",
    leadTo: { "Wohin \($0) führen soll" },
    placeholder: "/neue-adresse/",
    save: "Dorthin führen",
    forget: "Vergessen",
    refused: "Dorthin kann keine Adresse führen",
    targetHint:
      "Schreiben Sie einen Pfad dieser Website, eine Adresse mit https://, oder „gone“; nicht im Kreis zurück. Ein leeres Feld folgt wieder der Seite.",
    open: "Alte Adressen ansehen",
    previous: "Vorige Adressen",
    next: "Weitere Adressen")

  static let english = AddressWords(
    title: "Old addresses",
    lead:
      "Pages used to be live at these addresses. Visitors who still use them are redirected. Changes take effect with the next release.",
    list: "Addresses and where they lead",
    none: "None yet: every page is still where it has always been.",
    follows: { "leads to the page, now at \($0)" },
    leads: { "leads to \($0), as you chose" },
    gone: "says that the page is gone, as you chose",
    pageGone: "says that the page is gone",
    leadTo: { "Where \($0) should lead" },
    placeholder: "/new-address/",
    save: "Redirect",
    forget: "Forget",
    refused: "Old addresses cannot lead there",
    targetHint:
      "Enter a path on this website, an address starting with https://, or “gone”. It must not lead back here. Leave the field empty to follow the page again.",
    open: "View old addresses",
    previous: "Previous addresses",
    next: "More addresses")
}
