/// Words of a site's rounds of feedback.
struct RoundWords: Sendable {
  let title: String
  let lead: String
  let open: String
  let begin: String
  let name: String
  let nameHint: String
  let nameMissing: String
  let nameUnusable: String
  let deadline: String
  let deadlineHint: String
  let deadlineUnreadable: String
  let deadlineTooEarly: String
  let start: String
  let rounds: String
  let none: String
  let numbered: @Sendable (Int) -> String
  let running: String
  let openToo: String
  let later: String
  let over: String
  let closed: String
  let begunAt: String
  let beginsAt: String
  let until: String
  let noDeadline: String
  let closedAt: String
  let threads: @Sendable (_ all: Int, _ open: Int) -> String
  let noThreads: String
  let close: String
  let closeLong: @Sendable (_ name: String) -> String
  let reopen: String
  let reopenLong: @Sendable (_ name: String) -> String
  let correct: String
  let correctLong: @Sendable (_ name: String) -> String
  let begun: @Sendable (_ name: String) -> String
  let saved: @Sendable (_ name: String) -> String
  let isClosed: @Sendable (_ name: String) -> String
  let isOpenAgain: @Sendable (_ name: String) -> String

  static let german = RoundWords(
    title: "Feedback-Runden",
    lead:
      "Eine Runde sagt allen, bis wann Sie Rückmeldungen brauchen. Was geschrieben wird, gehört zur neuesten offenen Runde. In einer geschlossenen Runde schreibt nur noch Ihre Agentur.",
    open: "Feedback-Runden",
    begin: "Eine Runde beginnen",
    name: "Name",
    nameHint: "Zum Beispiel „Erste Durchsicht“. Alle, die den Entwurf prüfen, lesen ihn.",
    nameMissing: "Geben Sie der Runde einen Namen.",
    nameUnusable: "Geben Sie den Namen in einer Zeile mit höchstens 100 Zeichen ein.",
    deadline: "Frist (freiwillig)",
    deadlineHint: "Sie steht über den Rückmeldungen. Danach bleibt die Runde offen, bis Sie sie schließen.",
    deadlineUnreadable: "Wählen Sie einen Tag und eine Uhrzeit, oder lassen Sie die Frist leer.",
    deadlineTooEarly: "Die Frist muss nach dem Beginn der Runde liegen.",
    start: "Runde beginnen",
    rounds: "Runden",
    none: "Es gibt noch keine Runde. Rückmeldungen kommen auch ohne eine an.",
    numbered: { "Runde \($0)" },
    running: "Läuft",
    openToo: "Offen",
    later: "Beginnt später",
    over: "Frist vorbei",
    closed: "Geschlossen",
    begunAt: "begonnen",
    beginsAt: "beginnt am",
    until: "bis",
    noDeadline: "ohne Frist",
    closedAt: "geschlossen",
    threads: { all, open in
      let said = all == 1 ? "1 Rückmeldung" : "\(all) Rückmeldungen"
      return open == 0 ? "\(said), nichts offen" : "\(said), \(open) offen"
    },
    noThreads: "noch keine Rückmeldung",
    close: "Schließen",
    closeLong: { "Runde „\($0)“ schließen" },
    reopen: "Wieder öffnen",
    reopenLong: { "Runde „\($0)“ wieder öffnen" },
    correct: "Ändern",
    correctLong: { "Name und Frist der Runde „\($0)“ ändern" },
    begun: { "Die Runde „\($0)“ hat begonnen." },
    saved: { "Die Runde „\($0)“ ist geändert." },
    isClosed: { "Die Runde „\($0)“ ist geschlossen." },
    isOpenAgain: { "Die Runde „\($0)“ ist wieder offen." })

  static let english = RoundWords(
    title: "Rounds of feedback",
    lead:
      "A round tells everybody until when you need feedback. What is written belongs to the newest open round. In a closed round only your agency goes on writing.",
    open: "Rounds of feedback",
    begin: "Begin a round",
    name: "Name",
    nameHint: "For example “First look”. Everybody who reviews the draft reads it.",
    nameMissing: "Give the round a name.",
    nameUnusable: "Enter the name in one line of at most 100 characters.",
    deadline: "Deadline (optional)",
    deadlineHint: "It stands above the feedback. After it the round stays open until you close it.",
    deadlineUnreadable: "Choose a day and a time, or leave the deadline empty.",
    deadlineTooEarly: "The deadline must be after the beginning of the round.",
    start: "Begin round",
    rounds: "Rounds",
    none: "There is no round yet. Feedback arrives without one, too.",
    numbered: { "Round \($0)" },
    running: "Running",
    openToo: "Open",
    later: "Begins later",
    over: "Deadline over",
    closed: "Closed",
    begunAt: "begun",
    beginsAt: "begins on",
    until: "until",
    noDeadline: "no deadline",
    closedAt: "closed",
    threads: { all, open in
      let said = all == 1 ? "1 piece of feedback" : "\(all) pieces of feedback"
      return open == 0 ? "\(said), nothing open" : "\(said), \(open) open"
    },
    noThreads: "no feedback yet",
    close: "Close",
    closeLong: { "Close the round “\($0)”" },
    reopen: "Open again",
    reopenLong: { "Open the round “\($0)” again" },
    correct: "Change",
    correctLong: { "Change name and deadline of the round “\($0)”" },
    begun: { "The round “\($0)” has begun." },
    saved: { "The round “\($0)” has been changed." },
    isClosed: { "The round “\($0)” is closed." },
    isOpenAgain: { "The round “\($0)” is open again." })
}
