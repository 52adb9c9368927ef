import Model
import Web

/// Words of the record of an approval.
struct ApprovalWords: Sendable {
  let title: String
  let lead: @Sendable (_ name: String, _ isPage: Bool) -> String
  let site: String
  let agency: String
  let page: String
  let section: String
  let wholePage: String
  let unnamed: String
  let approvedBy: String
  let at: String
  let revision: String
  let fingerprint: String
  let fingerprintHint: String
  let words: String
  let state: String
  let withdrawnAt: String
  let number: String
  let since: String
  let nothingSince: String
  let onlyOrder: String
  let gone: String
  let withdrawn: String
  let before: String
  let after: String
  let nothing: String
  let notInWords: String
  let parts: String
  let pageItself: String
  let printedAt: String
  let back: String
  let printHint: String
  let states: @Sendable (ApprovalStanding.State) -> String
  let partStates: @Sendable (ApprovalStanding.Part.State) -> String
  let property: @Sendable (Change.Property) -> String
  let moment: @Sendable (LocalMoment) -> String

  static func of(_ language: Language) -> ApprovalWords {
    switch language {
    case .german: german
    case .english: english
    }
  }

  private static let german = ApprovalWords(
    title: "Abnahme",
    lead: {
      $1
        ? "\($0) hat diese Seite so abgenommen, wie sie in der genannten Revision war."
        : "\($0) hat diesen Abschnitt so abgenommen, wie er in der genannten Revision war."
    },
    site: "Website",
    agency: "Agentur",
    page: "Seite",
    section: "Abschnitt",
    wholePage: "die ganze Seite",
    unnamed: "Abschnitt ohne Namen",
    approvedBy: "Abgenommen von",
    at: "Zeitpunkt",
    revision: "Revision",
    fingerprint: "Prüfsumme (SHA-256)",
    fingerprintHint: "Sie ist dieselbe, solange der abgenommene Inhalt derselbe ist.",
    words: "Dazu gesagt",
    state: "Status heute",
    withdrawnAt: "Zurückgezogen am",
    number: "Kennung",
    since: "Seitdem geändert",
    nothingSince: "Seit der Abnahme wurde daran nichts geändert.",
    onlyOrder: "Nur die Reihenfolge hat sich geändert.",
    gone: "Das Abgenommene gibt es nicht mehr.",
    withdrawn: "Diese Abnahme wurde zurückgezogen und gilt nicht mehr.",
    before: "vorher:",
    after: "nachher:",
    nothing: "nichts",
    notInWords: "lässt sich nicht in Worten zeigen",
    parts: "Abschnitte",
    pageItself: "Titel, Adresse oder Beschreibung der Seite",
    printedAt: "Nachweis erstellt am",
    back: "Zurück zur Seite",
    printHint: "Zum Aufbewahren drucken oder als PDF sichern (Strg + P).",
    states: {
      switch $0 {
      case .valid: "gültig"
      case .changed: "seitdem geändert"
      case .gone: "nicht mehr da"
      case .withdrawn: "zurückgezogen"
      }
    },
    partStates: {
      switch $0 {
      case .same: "unverändert"
      case .changed: "geändert"
      case .added: "neu"
      case .removed: "entfernt"
      }
    },
    property: {
      switch $0 {
      case .text, .content: "Text"
      case .formatting: "Auszeichnung"
      case .image: "Bild"
      case .link: "Link"
      case .hidden: "Sichtbarkeit"
      case .variant, .classes, .attributes, .tag: "Aussehen"
      case .position: "Reihenfolge"
      case .added: "Neu"
      case .removed: "Entfernt"
      case .title: "Titel"
      case .description: "Beschreibung"
      case .slug: "Adresse"
      case .kind, .name, .editability, .limits, .template, .meta, .company, .settings: "Weiteres"
      }
    },
    moment: { "\($0.day).\($0.month).\($0.year), \($0.clock) Uhr (\($0.zone))" })

  private static let english = ApprovalWords(
    title: "Approval",
    lead: { "\($0) approved this \($1 ? "page" : "section") as it was at the revision named here." },
    site: "Website",
    agency: "Agency",
    page: "Page",
    section: "Section",
    wholePage: "the whole page",
    unnamed: "Section without a name",
    approvedBy: "Approved by",
    at: "When",
    revision: "Revision",
    fingerprint: "Fingerprint (SHA-256)",
    fingerprintHint: "It is the same as long as what was approved is the same.",
    words: "Said with it",
    state: "State today",
    withdrawnAt: "Withdrawn on",
    number: "Identifier",
    since: "Changed since",
    nothingSince: "Nothing of it has changed since it was approved.",
    onlyOrder: "Only the order has changed.",
    gone: "What was approved is not there any more.",
    withdrawn: "This approval was withdrawn and does not hold any more.",
    before: "before:",
    after: "after:",
    nothing: "nothing",
    notInWords: "cannot be shown in words",
    parts: "Sections",
    pageItself: "Title, address or description of the page",
    printedAt: "Record made on",
    back: "Back to the page",
    printHint: "Print it or save it as PDF to keep it (Ctrl + P).",
    states: {
      switch $0 {
      case .valid: "valid"
      case .changed: "changed since"
      case .gone: "not there any more"
      case .withdrawn: "withdrawn"
      }
    },
    partStates: {
      switch $0 {
      case .same: "unchanged"
      case .changed: "changed"
      case .added: "new"
      case .removed: "removed"
      }
    },
    property: {
      switch $0 {
      case .text, .content: "Text"
      case .formatting: "Formatting"
      case .image: "Picture"
      case .link: "Link"
      case .hidden: "Visibility"
      case .variant, .classes, .attributes, .tag: "Look"
      case .position: "Order"
      case .added: "New"
      case .removed: "Removed"
      case .title: "Title"
      case .description: "Description"
      case .slug: "Address"
      case .kind, .name, .editability, .limits, .template, .meta, .company, .settings: "Other"
      }
    },
    moment: { "\($0.day) \($0.englishMonth) \($0.year), \($0.clock) (\($0.zone))" })
}
