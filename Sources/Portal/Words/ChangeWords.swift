import Model

/// Words for what became different, and for what a check has found. The editor's script has the same ones.
struct ChangeWords: Sendable {
  let property: @Sendable (Change.Property) -> String
  let kind: @Sendable (_ kind: String) -> String
  /// What a customer may change, and within which limits, as the editor calls it.
  let capability: @Sendable (_ name: String) -> String
  let limit: @Sendable (_ name: String) -> String
  let company: @Sendable (_ key: String) -> String
  let removedWords: String
  let addedWords: String
  let nowHidden: String
  let nowShown: String
  let moved: String
  let nothing: String
  let decorative: String
  /// Words that are somebody's own.
  let quoted: @Sendable (String) -> String
  /// Behind what was changed: where it is seen.
  let onPage: @Sendable (_ path: String) -> String
  let check: @Sendable (CheckKind) -> String
  let level: @Sendable (CheckLevel) -> String

  static let german = ChangeWords(
    property: { property in
      switch property {
      case .text: "Wörter"
      case .formatting: "Schrift"
      case .image: "Bild"
      case .link: "Link"
      case .hidden: "Sichtbarkeit"
      case .variant: "Aussehen"
      case .position: "Position"
      case .added: "Hinzugefügt"
      case .removed: "Entfernt"
      case .kind: "Art"
      case .name: "Name"
      case .tag: "Tag"
      case .classes: "Klassen"
      case .attributes: "Attribute"
      case .editability: "Was der Kunde ändern darf"
      case .limits: "Grenzen"
      case .content: "Inhalt"
      case .title: "Titel"
      case .description: "Beschreibung"
      case .slug: "Adresse"
      case .template: "Vorlage"
      case .meta: "Seitendaten"
      case .company: "Firmendaten"
      case .settings: "Einstellungen der Website"
      }
    },
    kind: { kind in
      switch kind {
      case "text": "Text"
      case "richText", "markdown": "Textblock"
      case "image": "Bild"
      case "link": "Link"
      case "list": "Liste"
      case "page": "Seite"
      case "company": "Firmendaten"
      case "site": "Website"
      case "navigation": "Menü"
      default: "Bereich"
      }
    },
    capability: { name in
      switch name {
      case "text": "Wörter"
      case "media": "Bild"
      case "link": "Ziel des Links"
      case "items": "Einträge"
      case "visible": "Zeigen und ausblenden"
      case "order": "Reihenfolge"
      case "variant": "Aussehen"
      case "meta": "Seitentitel und Beschreibung"
      case "structure": "Alles darin"
      case "seal": "Versiegelt"
      default: name
      }
    },
    limit: { name in
      switch name {
      case "maximumLength": "Längster Text"
      case "marks": "Erlaubte Schrift"
      case "blocks": "Erlaubte Absatzarten"
      case "minimumItems": "Wenigste Einträge"
      case "maximumItems": "Meiste Einträge"
      case "variants": "Aussehen zur Wahl"
      case "ratio": "Form des Bildes"
      case "minimumWidth": "Kleinste Breite des Bildes"
      case "linkKinds": "Wohin Links führen dürfen"
      case "alternativeRequired": "Eine Beschreibung ist Pflicht"
      default: name
      }
    },
    company: { key in
      switch key {
      case "name": "Firmenname"
      case "phone": "Telefon"
      case "mobile": "Mobiltelefon"
      case "fax": "Telefax"
      case "email": "E-Mail"
      case "street": "Straße"
      case "postalCode": "Postleitzahl"
      case "city": "Ort"
      case "country": "Land"
      default: key
      }
    },
    removedWords: "entfernt:", addedWords: "neu:", nowHidden: "Für Besucher ausgeblendet",
    nowShown: "Für Besucher wieder zu sehen", moved: "Verschoben", nothing: "nichts", decorative: "nur Schmuck",
    quoted: { "„\($0)“" }, onPage: { " auf \($0)" },
    check: { kind in
      switch kind {
      case .brokenLink: "Link oder Bild führt ins Leere"
      case .missingAlternative: "Bild ohne Beschreibung"
      case .missingTitle: "Seite ohne Titel"
      case .duplicateTitle: "Zwei Seiten mit demselben Titel"
      case .missingDescription: "Seite ohne Beschreibung"
      case .emptyText: "Leerer Text"
      case .oversizedImage: "Sehr großes Bild"
      case .unreachablePage: "Seite, zu der nichts führt"
      case .duplicatePath: "Zwei Seiten mit derselben Adresse"
      case .brokenRedirect: "Weiterleitung ins Leere"
      case .placeholder: "Platzhalter steht noch da"
      case .staleTranslation: "Übersetzung, deren Vorlage sich geändert hat"
      }
    },
    level: { level in
      switch level {
      case .off: "Nicht prüfen"
      case .warn: "Hinweisen"
      case .stop: "Veröffentlichen anhalten"
      }
    })

  static let english = ChangeWords(
    property: { property in
      switch property {
      case .text: "Words"
      case .formatting: "Text style"
      case .image: "Picture"
      case .link: "Link"
      case .hidden: "Visibility"
      case .variant: "Look"
      case .position: "Position"
      case .added: "Added"
      case .removed: "Removed"
      case .kind: "Kind"
      case .name: "Name"
      case .tag: "Tag"
      case .classes: "Classes"
      case .attributes: "Attributes"
      case .editability: "What the customer may change"
      case .limits: "Limits"
      case .content: "Content"
      case .title: "Title"
      case .description: "Description"
      case .slug: "Address"
      case .template: "Template"
      case .meta: "Page data"
      case .company: "Company data"
      case .settings: "Settings of the site"
      }
    },
    kind: { kind in
      switch kind {
      case "text": "Text"
      case "richText", "markdown": "Text block"
      case "image": "Picture"
      case "link": "Link"
      case "list": "List"
      case "page": "Page"
      case "company": "Company data"
      case "site": "Website"
      case "navigation": "Menu"
      default: "Section"
      }
    },
    capability: { name in
      switch name {
      case "text": "Words"
      case "media": "Picture"
      case "link": "Link target"
      case "items": "Entries"
      case "visible": "Show and hide"
      case "order": "Order"
      case "variant": "Look"
      case "meta": "Page title and description"
      case "structure": "Everything inside"
      case "seal": "Sealed"
      default: name
      }
    },
    limit: { name in
      switch name {
      case "maximumLength": "Longest text"
      case "marks": "Allowed text styles"
      case "blocks": "Allowed blocks"
      case "minimumItems": "Fewest entries"
      case "maximumItems": "Most entries"
      case "variants": "Looks to choose from"
      case "ratio": "Shape of the picture"
      case "minimumWidth": "Least width of the picture"
      case "linkKinds": "Where links may lead"
      case "alternativeRequired": "A description is required"
      default: name
      }
    },
    company: { key in
      switch key {
      case "name": "Company name"
      case "phone": "Phone"
      case "mobile": "Mobile phone"
      case "fax": "Fax"
      case "email": "Email"
      case "street": "Street"
      case "postalCode": "Postal code"
      case "city": "City"
      case "country": "Country"
      default: key
      }
    },
    removedWords: "removed:", addedWords: "new:", nowHidden: "Hidden from visitors",
    nowShown: "Shown to visitors again", moved: "Moved", nothing: "nothing", decorative: "decoration only",
    quoted: { "“\($0)”" }, onPage: { " on \($0)" },
    check: { kind in
      switch kind {
      case .brokenLink: "Broken link or missing picture"
      case .missingAlternative: "Picture without a description"
      case .missingTitle: "Page without a title"
      case .duplicateTitle: "Two pages with the same title"
      case .missingDescription: "Page without a description"
      case .emptyText: "Empty text"
      case .oversizedImage: "Very large picture"
      case .unreachablePage: "Page that nothing links to"
      case .duplicatePath: "Two pages with the same address"
      case .brokenRedirect: "Redirect that leads nowhere"
      case .placeholder: "A placeholder is still there"
      case .staleTranslation: "Translation whose source has changed"
      }
    },
    level: { level in
      switch level {
      case .off: "Do not check"
      case .warn: "Show a hint"
      case .stop: "Block publishing"
      }
    })
}
