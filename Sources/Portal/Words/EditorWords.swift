import Model

/// Words of the editing screen. Those under `scripted` go to the page's script as JSON, under the names of its members.
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
  let viewOnly: String
  let frameTitle: @Sendable (_ page: String) -> String
  let needsScript: String
  let scripted: ScriptedWords

  /// What the script on the page says.
  struct ScriptedWords: Sendable {
    let ready: String
    let saving: String
    let saved: String
    let failed: String
    let retry: String
    let offline: String
    let changedElsewhere: String
    let keepMine: String
    let takeTheirs: String
    let refused: String
    let locked: String
    let sealed: String
    let tooLong: String
    let charactersLeft: String
    let empty: String
    let undo: String
    let undone: String
    let signedOut: String
    let signIn: String
    let expired: String
    let reload: String
    let unsavedLeave: String

    var json: JSONValue {
      [
        "ready": .string(ready), "saving": .string(saving), "saved": .string(saved), "failed": .string(failed),
        "retry": .string(retry), "offline": .string(offline), "changedElsewhere": .string(changedElsewhere),
        "keepMine": .string(keepMine), "takeTheirs": .string(takeTheirs), "refused": .string(refused),
        "locked": .string(locked), "sealed": .string(sealed), "tooLong": .string(tooLong),
        "charactersLeft": .string(charactersLeft), "empty": .string(empty), "undo": .string(undo),
        "undone": .string(undone), "signedOut": .string(signedOut), "signIn": .string(signIn),
        "expired": .string(expired), "reload": .string(reload), "unsavedLeave": .string(unsavedLeave),
      ]
    }
  }

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
    viewOnly: "Nur Ansicht",
    frameTitle: { "Entwurf der Seite „\($0)“" },
    needsScript: "Zum Bearbeiten muss JavaScript in Ihrem Browser eingeschaltet sein. Den Entwurf sehen Sie auch ohne.",
    scripted: ScriptedWords(
      ready: "Alles gespeichert",
      saving: "Wird gespeichert …",
      saved: "Gespeichert",
      failed: "Konnte nicht gespeichert werden",
      retry: "Noch einmal versuchen",
      offline: "Keine Verbindung. Ihre Änderung bleibt hier erhalten.",
      changedElsewhere: "Jemand hat diesen Text inzwischen geändert.",
      keepMine: "Meine Fassung nehmen",
      takeTheirs: "Andere Fassung übernehmen",
      refused: "Diese Änderung ist hier nicht möglich.",
      locked: "Dieser Bereich ist nicht freigeschaltet. Fragen Sie Ihre Agentur.",
      sealed: "Diesen Bereich ändert nur Ihre Agentur.",
      tooLong: "Der Text ist zu lang.",
      charactersLeft: "Noch {count} Zeichen",
      empty: "Der Text darf nicht leer sein.",
      undo: "Rückgängig",
      undone: "Zurückgenommen",
      signedOut: "Sie wurden abgemeldet. Melden Sie sich in einem neuen Tab an; Ihre Änderung bleibt hier erhalten.",
      signIn: "Anmelden",
      expired: "Der Entwurf war lange offen. Laden Sie die Seite neu.",
      reload: "Neu laden",
      unsavedLeave: "Eine Änderung ist noch nicht gespeichert."))

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
    viewOnly: "View only",
    frameTitle: { "Draft of the page “\($0)”" },
    needsScript: "Editing needs JavaScript in your browser. You can see the draft without it.",
    scripted: ScriptedWords(
      ready: "Everything is saved",
      saving: "Saving …",
      saved: "Saved",
      failed: "Could not save",
      retry: "Try again",
      offline: "No connection. Your change is kept here.",
      changedElsewhere: "Somebody has changed this text meanwhile.",
      keepMine: "Keep my version",
      takeTheirs: "Take the other version",
      refused: "This change is not possible here.",
      locked: "This part is not unlocked. Ask your agency.",
      sealed: "Only your agency changes this part.",
      tooLong: "The text is too long.",
      charactersLeft: "{count} characters left",
      empty: "The text must not be empty.",
      undo: "Undo",
      undone: "Undone",
      signedOut: "You have been signed out. Sign in in a new tab; your change is kept here.",
      signIn: "Sign in",
      expired: "The draft has been open for a long time. Load the page again.",
      reload: "Reload",
      unsavedLeave: "One change has not been saved yet."))
}
