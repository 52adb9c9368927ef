/// Words of the editing screen. What its script says stands with the script, in `words.js`.
struct EditorWords: Sendable {
  let title: @Sendable (_ site: String) -> String
  let viewTitle: @Sendable (_ site: String) -> String
  let back: String
  let page: String
  let choosePage: String
  let allPages: String
  let viewport: String
  let desktop: String
  let phone: String
  let publish: String
  let submit: String
  let viewOnly: String
  let frameTitle: @Sendable (_ page: String) -> String
  let panel: String
  let needsScript: String

  static let german = EditorWords(
    title: { "\($0) bearbeiten" },
    viewTitle: { "Entwurf: \($0)" },
    back: "Zurück",
    page: "Seite",
    choosePage: "Seite wählen",
    allPages: "Alle Seiten",
    viewport: "Ansicht",
    desktop: "Computer",
    phone: "Handy",
    publish: "Veröffentlichen",
    submit: "Zur Freigabe",
    viewOnly: "Nur Ansicht",
    frameTitle: { "Entwurf der Seite „\($0)“" },
    panel: "Eigenschaften",
    needsScript: "Zum Bearbeiten muss JavaScript in Ihrem Browser eingeschaltet sein. Den Entwurf sehen Sie auch ohne.")

  static let english = EditorWords(
    title: { "Edit \($0)" },
    viewTitle: { "Draft: \($0)" },
    back: "Back",
    page: "Page",
    choosePage: "Choose a page",
    allPages: "All pages",
    viewport: "View",
    desktop: "Computer",
    phone: "Phone",
    publish: "Publish",
    submit: "For approval",
    viewOnly: "View only",
    frameTitle: { "Draft of the page “\($0)”" },
    panel: "Properties",
    needsScript: "Editing needs JavaScript in your browser. You can see the draft without it.")
}
