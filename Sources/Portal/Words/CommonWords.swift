import Model

/// Words of the frame around every screen.
struct CommonWords: Sendable {
  let skipToContent: String
  let navigation: String
  let language: String
  let sites: String
  let site: String
  let inbox: String
  let edit: String
  let look: String
  let visit: String
  let account: String
  let signOut: String
  let save: String
  let opensInNewTab: String
  let errorSummary: String
  let justNow: String
  let minutesAgo: @Sendable (Int) -> String
  let hoursAgo: @Sendable (Int) -> String
  let todayAt: @Sendable (_ time: String) -> String
  let yesterdayAt: @Sendable (_ time: String) -> String
  let dayAt: @Sendable (_ day: String, _ time: String) -> String
  let months: [String]
  let day: @Sendable (_ day: Int, _ month: String, _ year: Int) -> String
  let locale: @Sendable (_ code: String) -> String
  let phase: @Sendable (Phase) -> String
  let role: @Sendable (Role) -> String

  static let german = CommonWords(
    skipToContent: "Zum Inhalt springen",
    navigation: "Hauptnavigation",
    language: "Sprache",
    sites: "Websites",
    site: "Website",
    inbox: "Eingang",
    edit: "Bearbeiten",
    look: "Entwurf",
    visit: "Live",
    account: "Konto",
    signOut: "Abmelden",
    save: "Speichern",
    opensInNewTab: "öffnet sich in einem neuen Tab",
    errorSummary: "Bitte prüfen Sie Ihre Angaben",
    justNow: "gerade eben",
    minutesAgo: { $0 == 1 ? "vor 1 Minute" : "vor \($0) Minuten" },
    hoursAgo: { $0 == 1 ? "vor 1 Stunde" : "vor \($0) Stunden" },
    todayAt: { "heute, \($0) Uhr" },
    yesterdayAt: { "gestern, \($0) Uhr" },
    dayAt: { "\($0), \($1) Uhr" },
    months: [
      "Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober", "November",
      "Dezember",
    ],
    day: { "\($0). \($1) \($2)" },
    locale: { code in
      switch code.prefix(while: { $0 != "-" }) {
      case "de": "Deutsch"
      case "en": "Englisch"
      case "fr": "Französisch"
      case "it": "Italienisch"
      case "es": "Spanisch"
      case "nl": "Niederländisch"
      case "pl": "Polnisch"
      case "cs": "Tschechisch"
      case "da": "Dänisch"
      case "tr": "Türkisch"
      case "uk": "Ukrainisch"
      case "ru": "Russisch"
      default: code.uppercased()
      }
    },
    phase: { phase in
      switch phase {
      case .preparation: "Vorbereitung"
      case .creation: "Gestaltung"
      case .feedback: "Abstimmung"
      case .revision: "Überarbeitung"
      case .done: "Fertiggestellt"
      case .redesign: "Neugestaltung"
      }
    },
    role: { role in
      switch role {
      case .admin: "Administration"
      case .designer: "Webdesign"
      case .support: "Betreuung"
      case .owner: "Leitung"
      case .editor: "Redaktion"
      case .reviewer: "Durchsicht"
      case .guest: "Gast"
      }
    })

  static let english = CommonWords(
    skipToContent: "Skip to content",
    navigation: "Main navigation",
    language: "Language",
    sites: "Websites",
    site: "Website",
    inbox: "Inbox",
    edit: "Edit",
    look: "Draft",
    visit: "Live",
    account: "Account",
    signOut: "Sign out",
    save: "Save",
    opensInNewTab: "opens in a new tab",
    errorSummary: "Please check what you entered",
    justNow: "just now",
    minutesAgo: { $0 == 1 ? "1 minute ago" : "\($0) minutes ago" },
    hoursAgo: { $0 == 1 ? "1 hour ago" : "\($0) hours ago" },
    todayAt: { "today at \($0)" },
    yesterdayAt: { "yesterday at \($0)" },
    dayAt: { "\($0), \($1)" },
    months: [
      "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
      "December",
    ],
    day: { "\($0) \($1) \($2)" },
    locale: { code in
      switch code.prefix(while: { $0 != "-" }) {
      case "de": "German"
      case "en": "English"
      case "fr": "French"
      case "it": "Italian"
      case "es": "Spanish"
      case "nl": "Dutch"
      case "pl": "Polish"
      case "cs": "Czech"
      case "da": "Danish"
      case "tr": "Turkish"
      case "uk": "Ukrainian"
      case "ru": "Russian"
      default: code.uppercased()
      }
    },
    phase: { phase in
      switch phase {
      case .preparation: "Preparation"
      case .creation: "Design"
      case .feedback: "Feedback"
      case .revision: "Revision"
      case .done: "Completed"
      case .redesign: "Redesign"
      }
    },
    role: { role in
      switch role {
      case .admin: "Administrator"
      case .designer: "Designer"
      case .support: "Support"
      case .owner: "Owner"
      case .editor: "Editor"
      case .reviewer: "Reviewer"
      case .guest: "Guest"
      }
    })
}
