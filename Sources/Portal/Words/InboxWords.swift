import Model

/// Words of the agency's inbox.
struct InboxWords: Sendable {
  let title: String
  let lead: String
  let views: String
  let board: String
  let list: String
  let filters: String
  let site: String
  let allSites: String
  let round: String
  let allRounds: String
  let state: String
  let waiting: String
  let allStates: String
  let assignee: String
  let everybody: String
  let mine: String
  let nobody: String
  let unread: String
  let mentioned: String
  let suggestion: String
  let suggestions: String
  let apply: String
  let reset: String
  let empty: String
  let emptyFiltered: String
  let change: String
  let chosen: String
  let choose: @Sendable (_ number: String, _ site: String) -> String
  let chooseAll: String
  let action: String
  let chooseAction: String
  let takeOn: String
  let giveBack: String
  let changeTo: @Sendable (_ state: String) -> String
  let go: String
  let changed: @Sendable (Int) -> String
  let unchanged: @Sendable (Int) -> String
  let noneChosen: String
  let noAction: String
  let more: String
  let count: @Sendable (_ state: String, _ count: Int) -> String
  let moreOfState: @Sendable (Int) -> String
  let assignedTo: @Sendable (_ name: String) -> String
  let notAssigned: String
  let priority: @Sendable (CommentThread.Priority) -> String?
  let screenshot: @Sendable (_ about: String, _ revision: Int) -> String
  let keys: String
  let quoted: @Sendable (_ words: String) -> String
  let moving: MovingWords

  static let german = InboxWords(
    title: "Eingang",
    lead: "Rückmeldungen aus allen Projekten, die zuletzt geänderten zuerst.",
    views: "Darstellung",
    board: "Tafel",
    list: "Liste",
    filters: "Filter",
    site: "Website",
    allSites: "Alle Websites",
    round: "Runde",
    allRounds: "Alle Runden",
    state: "Status",
    waiting: "Alles Offene",
    allStates: "Alle",
    assignee: "Zuständig",
    everybody: "Egal wer",
    mine: "Ich",
    nobody: "Niemand",
    unread: "Nur ungelesene",
    mentioned: "Nur wo ich genannt bin",
    suggestion: "Vorschlag",
    suggestions: "Nur offene Vorschläge",
    apply: "Anwenden",
    reset: "Filter zurücksetzen",
    empty: "Hier ist nichts offen. Was erledigt ist, zeigt der Filter.",
    emptyFiltered: "Zu diesen Filtern passt nichts.",
    change: "Auswahl ändern",
    chosen: "Ausgewählte",
    choose: { "Rückmeldung \($0) von \($1) auswählen" },
    chooseAll: "Alle auswählen",
    action: "Was soll mit der Auswahl geschehen?",
    chooseAction: "Aktion wählen …",
    takeOn: "Mir zuweisen",
    giveBack: "Niemandem zuweisen",
    changeTo: { "Status: \($0)" },
    go: "Ausführen",
    changed: { $0 == 1 ? "Eine Rückmeldung ist geändert." : "\($0) Rückmeldungen sind geändert." },
    unchanged: { $0 == 1 ? "Eine konnte nicht geändert werden." : "\($0) konnten nicht geändert werden." },
    noneChosen: "Wählen Sie zuerst Rückmeldungen aus.",
    noAction: "Wählen Sie, was geschehen soll.",
    more: "Ältere zeigen",
    count: { "\($0): \($1)" },
    moreOfState: { $0 == 1 ? "Eine weitere" : "\($0) weitere" },
    assignedTo: { "bei \($0)" },
    notAssigned: "noch bei niemandem",
    priority: {
      switch $0 {
      case .critical: "Kritisch"
      case .important: "Wichtig"
      case .normal: nil
      case .minor: "Gering"
      }
    },
    screenshot: { "Ausschnitt von \($0) in Revision \($1)" },
    keys: "Tasten: J und K gehen weiter und zurück, X wählt aus, Eingabetaste öffnet.",
    quoted: { " · „\($0)“" },
    moving: .german)

  static let english = InboxWords(
    title: "Inbox",
    lead: "Feedback from all projects, what changed last first.",
    views: "Appearance",
    board: "Board",
    list: "List",
    filters: "Filters",
    site: "Site",
    allSites: "All sites",
    round: "Round",
    allRounds: "All rounds",
    state: "State",
    waiting: "Everything open",
    allStates: "All",
    assignee: "Assigned to",
    everybody: "Anybody",
    mine: "Me",
    nobody: "Nobody",
    unread: "Unread only",
    mentioned: "Only where I am mentioned",
    suggestion: "Suggestion",
    suggestions: "Open suggestions only",
    apply: "Apply",
    reset: "Reset filters",
    empty: "Nothing is open here. The filter shows what is done.",
    emptyFiltered: "Nothing fits these filters.",
    change: "Change the selection",
    chosen: "Selected",
    choose: { "Select feedback \($0) of \($1)" },
    chooseAll: "Select all",
    action: "What should happen to the selection?",
    chooseAction: "Choose an action …",
    takeOn: "Assign to me",
    giveBack: "Assign to nobody",
    changeTo: { "State: \($0)" },
    go: "Do it",
    changed: { $0 == 1 ? "One piece of feedback has been changed." : "\($0) pieces of feedback have been changed." },
    unchanged: { $0 == 1 ? "One could not be changed." : "\($0) could not be changed." },
    noneChosen: "Select some feedback first.",
    noAction: "Choose what should happen.",
    more: "Show older ones",
    count: { "\($0): \($1)" },
    moreOfState: { "\($0) more" },
    assignedTo: { "with \($0)" },
    notAssigned: "with nobody yet",
    priority: {
      switch $0 {
      case .critical: "Critical"
      case .important: "Important"
      case .normal: nil
      case .minor: "Minor"
      }
    },
    screenshot: { "Part of the page with \($0) in revision \($1)" },
    keys: "Keys: J and K go on and back, X selects, Enter opens.",
    quoted: { " · “\($0)”" },
    moving: .english)
}

/// What the board's script says. Places such as `{number}` are filled there.
struct MovingWords: Sendable {
  let move: String
  let hint: String
  let lifted: String
  let stays: String
  let moved: String
  let undo: String
  let undoHint: String
  let undone: String
  let stale: String
  let refused: String
  let offline: String
  let declineTitle: String
  let reason: String
  let reasonMissing: String
  let duplicateTitle: String
  let other: String
  let otherUnknown: String
  let save: String
  let cancel: String
  let close: String

  static let german = MovingWords(
    move: "Rückmeldung {number} verschieben",
    hint: "Ziehen, oder mit der Leertaste aufnehmen, mit den Pfeiltasten wählen und mit der Leertaste ablegen",
    lifted: "{number} aufgenommen, jetzt unter „{state}“. Pfeiltasten wählen, Leertaste legt ab, Esc bricht ab.",
    stays: "Rückmeldung {number} bleibt, wo sie war.",
    moved: "Rückmeldung {number} steht jetzt unter „{state}“.",
    undo: "Rückgängig",
    undoHint: "Lässt sich rückgängig machen.",
    undone: "Zurückgenommen: Rückmeldung {number} steht wieder unter „{state}“.",
    stale: "Jemand hat diese Rückmeldung gerade geändert. Laden Sie die Tafel neu, um es zu sehen.",
    refused: "Das geht nicht: {detail}",
    offline: "Keine Verbindung. Die Rückmeldung bleibt, wo sie war.",
    declineTitle: "Rückmeldung {number} ablehnen",
    reason: "Warum? Das lesen alle, die hier mitreden.",
    reasonMissing: "Schreiben Sie, warum.",
    duplicateTitle: "Rückmeldung {number} ist doppelt",
    other: "Nummer der anderen Rückmeldung auf derselben Website",
    otherUnknown: "Eine andere Rückmeldung mit dieser Nummer gibt es hier nicht.",
    save: "Speichern",
    cancel: "Abbrechen",
    close: "Schließen")

  static let english = MovingWords(
    move: "Move feedback {number}",
    hint: "Drag it, or pick it up with the space bar, choose with the arrow keys and put it down with the space bar",
    lifted: "{number} picked up, now at “{state}”. Arrow keys choose, the space bar puts down, Esc cancels.",
    stays: "Feedback {number} stays where it was.",
    moved: "Feedback {number} is at “{state}” now.",
    undo: "Undo",
    undoHint: "It can be undone.",
    undone: "Undone: feedback {number} is at “{state}” again.",
    stale: "Somebody has just changed this feedback. Reload the board to see it.",
    refused: "This is not possible: {detail}",
    offline: "No connection. The feedback stays where it was.",
    declineTitle: "Decline feedback {number}",
    reason: "Why? Everybody who takes part reads this.",
    reasonMissing: "Write why.",
    duplicateTitle: "Feedback {number} is a duplicate",
    other: "Number of the other feedback on the same site",
    otherUnknown: "There is no other feedback with this number here.",
    save: "Save",
    cancel: "Cancel",
    close: "Close")

  /// - Parameter name: what people call a state
  func json(_ name: (CommentThread.State) -> String) -> JSONValue {
    var members: [String: JSONValue] = [:]
    for case (let label?, let words as String) in Mirror(reflecting: self).children { members[label] = .string(words) }
    let states: [CommentThread.State] = [.open, .inProgress, .question, .done, .accepted, .declined, .duplicate]
    members["states"] = .array(states.map { [.string($0.rawValue), .string(name($0))] })
    return .object(members)
  }
}
