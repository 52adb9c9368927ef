import Model

/// Words of a site's review links.
struct GuestWords: Sendable {
  let title: String
  let lead: String
  let open: String
  let invite: String
  let mode: String
  let personal: String
  let shared: String
  let name: String
  let nameHint: String
  let nameMissing: String
  let nameUnusable: String
  let days: String
  let daysOf: @Sendable (_ days: Int) -> String
  let pin: String
  let create: String
  let made: @Sendable (_ name: String) -> String
  let once: String
  let copy: String
  let copied: String
  let tooMany: String
  let links: String
  let none: String
  let pinned: @Sendable (_ revision: Int) -> String
  let until: String
  let expired: String
  let revoked: String
  let by: @Sendable (_ name: String) -> String
  let nobodyYet: String
  let revoke: String
  let revokeLong: @Sendable (_ name: String) -> String

  func mode(_ mode: ReviewLink.Mode) -> String {
    switch mode {
    case .personal: personal
    case .shared: shared
    }
  }

  static let german = GuestWords(
    title: "Gäste und Prüf-Links",
    lead:
      "Wer einen Prüf-Link hat, sieht den Entwurf dieser Website und kommentiert ihn, ohne Konto. Interne Kommentare sehen Gäste nie.",
    open: "Gäste einladen",
    invite: "Jemanden einladen",
    mode: "Für wen",
    personal: "Für eine Person",
    shared: "Für alle, die ihn haben",
    name: "Name",
    nameHint: "Bei einer Person ihr Name, sonst wofür der Link ist.",
    nameMissing: "Geben Sie einen Namen ein.",
    nameUnusable: "Geben Sie den Namen in einer Zeile mit höchstens 100 Zeichen ein.",
    days: "Wie lange er gilt",
    daysOf: { "\($0) Tage" },
    pin: "Nur die jetzige Revision zeigen, auch wenn sich der Entwurf ändert",
    create: "Link erstellen",
    made: { "Der Link „\($0)“ ist fertig" },
    once: "Kopieren Sie ihn jetzt: Er wird aus Sicherheitsgründen nicht noch einmal angezeigt.",
    copy: "Kopieren",
    copied: "Kopiert",
    tooMany: "Es gelten schon sehr viele Links. Ziehen Sie erst die zurück, die niemand mehr braucht.",
    links: "Prüf-Links",
    none: "Noch niemand ist eingeladen.",
    pinned: { "zeigt Revision \($0)" },
    until: "gilt bis",
    expired: "abgelaufen am",
    revoked: "zurückgezogen",
    by: { "erstellt von \($0)" },
    nobodyYet: "Noch nicht benutzt.",
    revoke: "Zurückziehen",
    revokeLong: { "Link „\($0)“ zurückziehen" })

  static let english = GuestWords(
    title: "Guests and review links",
    lead:
      "Whoever has a review link sees the draft of this website and comments on it, without an account. Guests never see internal comments.",
    open: "Invite guests",
    invite: "Invite somebody",
    mode: "For whom",
    personal: "For one person",
    shared: "For everybody who has it",
    name: "Name",
    nameHint: "A person’s name, or else what the link is for.",
    nameMissing: "Enter a name.",
    nameUnusable: "Enter the name in one line of at most 100 characters.",
    days: "How long it is valid",
    daysOf: { "\($0) days" },
    pin: "Show only the present revision, even when the draft changes",
    create: "Create link",
    made: { "The link “\($0)” is ready" },
    once: "Copy it now: for safety it is not shown again.",
    copy: "Copy",
    copied: "Copied",
    tooMany: "A great many links are valid already. First revoke those that nobody needs any more.",
    links: "Review links",
    none: "Nobody is invited yet.",
    pinned: { "shows revision \($0)" },
    until: "valid until",
    expired: "expired on",
    revoked: "revoked",
    by: { "created by \($0)" },
    nobodyYet: "Not used yet.",
    revoke: "Revoke",
    revokeLong: { "Revoke the link “\($0)”" })
}
