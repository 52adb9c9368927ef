import Model

/// Words of the list of sites and of a site's own screen.
struct SiteWords: Sendable {
  let listTitle: String
  let listLead: @Sendable (_ name: String) -> String
  let emptyTitle: String
  let emptyText: String
  let allSites: String
  let openSite: @Sendable (_ name: String) -> String
  let live: String
  let notLive: String
  let lastChange: String
  let neverChanged: String
  let changesWaiting: @Sendable (Int) -> String
  let upToDate: String
  let neverPublished: String

  let yourRole: String
  let phase: String
  let editSite: String
  let lookAtDraft: String
  let visitSite: String
  let publish: String
  let publishHint: String
  let whyNotRole: String
  let whyNotPhase: @Sendable (_ phase: String) -> String
  let whyNotLocked: String
  let publishNotYours: String

  let pages: String
  let pagesEmpty: String
  let newEntry: String
  let entriesEmpty: String
  let editPage: @Sendable (_ title: String) -> String
  let lookAtPage: @Sendable (_ title: String) -> String
  let morePages: String
  let previousPages: String
  let pagesShown: @Sendable (_ from: Int, _ to: Int, _ all: Int) -> String

  let structure: String
  let figurePages: String
  let figureElements: String
  let figureUnlocked: String
  let figureRevision: String
  let figureHint: String

  static let german = SiteWords(
    listTitle: "Ihre Websites",
    listLead: { "Guten Tag, \($0)." },
    emptyTitle: "Hier erscheint bald Ihre Website",
    emptyText: "Sobald Ihre Agentur Sie zu einem Projekt einlädt, finden Sie es an dieser Stelle.",
    allSites: "Alle Websites",
    openSite: { "\($0) öffnen" },
    live: "Live",
    notLive: "Noch nicht live",
    lastChange: "Letzte Änderung",
    neverChanged: "noch keine",
    changesWaiting: {
      $0 == 1 ? "1 Änderung ist noch nicht veröffentlicht" : "\($0) Änderungen sind noch nicht veröffentlicht"
    },
    upToDate: "Alle Änderungen sind veröffentlicht",
    neverPublished: "Ihre Website ist noch nicht veröffentlicht",
    yourRole: "Ihre Rolle",
    phase: "Projektphase",
    editSite: "Website bearbeiten",
    lookAtDraft: "Entwurf ansehen",
    visitSite: "Live-Website ansehen",
    publish: "Jetzt veröffentlichen",
    publishHint: "Besucher sehen Änderungen erst nach dem Veröffentlichen. Sie können jederzeit zurück.",
    whyNotRole: "Sie sehen sich den Entwurf an. Ändern können ihn die Redaktion und Ihre Agentur.",
    whyNotPhase: {
      "Ihr Projekt ist in der Phase „\($0)“: Ihre Agentur arbeitet gerade an der Website. "
        + "Sobald Sie selbst Texte ändern können, finden Sie hier die Schaltfläche dafür."
    },
    whyNotLocked:
      "Zurzeit ist noch kein Bereich für Sie freigeschaltet. Sagen Sie Ihrer Agentur, was Sie selbst ändern möchten.",
    publishNotYours: "Veröffentlichen können die Leitung in Ihrem Betrieb und Ihre Agentur.",
    pages: "Seiten",
    pagesEmpty: "Sobald Ihre Agentur die ersten Seiten anlegt, finden Sie sie hier.",
    newEntry: "Neuer Eintrag",
    entriesEmpty: "Noch keine Einträge",
    editPage: { "Seite „\($0)“ bearbeiten" },
    lookAtPage: { "Seite „\($0)“ ansehen" },
    morePages: "Weitere Seiten",
    previousPages: "Vorige Seiten",
    pagesShown: { "\($0) bis \($1) von \($2)" },
    structure: "Aufbau",
    figurePages: "Seiten",
    figureElements: "Elemente",
    figureUnlocked: "Für Kunden freigeschaltet",
    figureRevision: "Revision",
    figureHint: "Kunden ändern nur, was Sie freischalten.")

  static let english = SiteWords(
    listTitle: "Your websites",
    listLead: { "Hello, \($0)." },
    emptyTitle: "Your website will appear here",
    emptyText: "As soon as your agency invites you to a project, you will find it here.",
    allSites: "All websites",
    openSite: { "Open \($0)" },
    live: "Live",
    notLive: "Not live yet",
    lastChange: "Last change",
    neverChanged: "none yet",
    changesWaiting: { $0 == 1 ? "1 change has not been published yet" : "\($0) changes have not been published yet" },
    upToDate: "All changes are published",
    neverPublished: "Your website has not been published yet",
    yourRole: "Your role",
    phase: "Project phase",
    editSite: "Edit website",
    lookAtDraft: "View the draft",
    visitSite: "Visit the live website",
    publish: "Publish now",
    publishHint: "Visitors see changes only after you publish. You can always go back.",
    whyNotRole: "You are here to look at the draft. Editors and your agency can change it.",
    whyNotPhase: {
      "Your project is in the “\($0)” phase: your agency is working on the website. "
        + "As soon as you can edit the text yourself, you will find the button here."
    },
    whyNotLocked: "Nothing is unlocked for you yet. Tell your agency what you would like to change yourself.",
    publishNotYours: "Only the owner of the project and your agency can publish.",
    pages: "Pages",
    pagesEmpty: "As soon as your agency creates the first pages, you will find them here.",
    newEntry: "New entry",
    entriesEmpty: "No entries yet",
    editPage: { "Edit the page “\($0)”" },
    lookAtPage: { "View the page “\($0)”" },
    morePages: "More pages",
    previousPages: "Previous pages",
    pagesShown: { "\($0) to \($1) of \($2)" },
    structure: "Structure",
    figurePages: "Pages",
    figureElements: "Elements",
    figureUnlocked: "Unlocked for customers",
    figureRevision: "Revision",
    figureHint: "Customers change only what you unlock.")
}
