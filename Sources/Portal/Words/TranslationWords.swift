/// Words of translations that their source has left behind.
struct TranslationWords: Sendable {
  let title: String
  let lead: String
  let none: String
  let current: String
  let changed: @Sendable (_ count: Int, _ source: String) -> String
  let source: String
  let translation: String
  let change: String
  let stillRight: String
  let open: String

  static let german = TranslationWords(
    title: "Übersetzungen",
    lead: "Texte, deren Vorlage sich geändert hat, seit sie übersetzt wurden.",
    none: "Diese Website hat keine übersetzten Seiten.",
    current: "Alles ist auf dem Stand der Vorlage.",
    changed: { "\($0 == 1 ? "1 Text hat" : "\($0) Texte haben") sich seitdem in „\($1)“ geändert." },
    source: "Was sich in der Vorlage geändert hat",
    translation: "Die Übersetzung",
    change: "Ändern",
    stillRight: "Stimmt noch",
    open: "Übersetzungen ansehen")

  static let english = TranslationWords(
    title: "Translations",
    lead: "Texts whose source has changed since they were translated.",
    none: "This website has no translated pages.",
    current: "Everything is up to date with its source.",
    changed: { "\($0 == 1 ? "1 text" : "\($0) texts") in “\($1)” \($0 == 1 ? "has" : "have") changed since." },
    source: "What changed in the source",
    translation: "The translation",
    change: "Edit",
    stillRight: "Still correct",
    open: "View translations")
}
