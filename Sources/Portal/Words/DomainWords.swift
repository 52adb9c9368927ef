/// Words of a site's domains.
struct DomainWords: Sendable {
  let title: String
  let lead: @Sendable (_ ownHost: String) -> String
  let main: String
  let waiting: String
  let waitingText: String
  let waitingMain: String
  let makeMain: String
  let makePlain: String
  let remove: String
  let add: String
  let addHint: String
  let addButton: String
  let invalid: String
  let own: String
  let taken: String
  let differs: String
  let differsText: @Sendable (_ address: String) -> String

  static let german = DomainWords(
    title: "Domains",
    lead: {
      "Die Website ist unter \($0) erreichbar und unter jeder Domain, die hier steht und auf diesen Server zeigt."
    },
    main: "Hauptdomain",
    waiting: "Wartet",
    waitingText: "Richten Sie den Namen auf diesen Server und öffnen Sie ihn dann einmal.",
    waitingMain:
      "Richten Sie den Namen auf diesen Server und öffnen Sie ihn dann einmal. Bis dahin bleibt die Website unter ihren anderen Namen erreichbar.",
    makeMain: "Zur Hauptdomain machen",
    makePlain: "Nicht mehr Hauptdomain",
    remove: "Entfernen",
    add: "Weitere Domain",
    addHint:
      "Zum Beispiel www.example.de; example.de führt dann auch zur Website. Mit einer Hauptdomain führen alle anderen Adressen zu ihr.",
    addButton: "Domain hinzufügen",
    invalid: "Das ist kein Name einer Website. Schreiben Sie ihn wie www.example.de.",
    own: "Dieser Name gehört zum Portal selbst.",
    taken: "Diese Domain, mit oder ohne „www.“, gehört schon zu einer anderen Website.",
    differs: "Suchmaschinen bekommen eine andere Adresse",
    differsText: {
      "In den Einstellungen der Website steht \($0). Tragen Sie dort die Hauptdomain ein und veröffentlichen Sie."
    })

  static let english = DomainWords(
    title: "Domains",
    lead: { "The website is at \($0), and at every domain listed here that points to this server." },
    main: "Main domain",
    waiting: "Waiting",
    waitingText: "Point the domain to this server, then open it once.",
    waitingMain:
      "Point the domain to this server, then open it once. Until then the website stays at its other addresses.",
    makeMain: "Make main domain",
    makePlain: "Stop using as main domain",
    remove: "Remove",
    add: "Another domain",
    addHint:
      "For example www.example.com; example.com will then lead to the website too. Once there is a main domain, all other addresses lead to it.",
    addButton: "Add domain",
    invalid: "This is not a valid domain. Enter it like www.example.com.",
    own: "This name belongs to the portal itself.",
    taken: "This domain, with or without “www.”, already belongs to another website.",
    differs: "Search engines are given another address",
    differsText: { "The website's settings say \($0). Enter the main domain there and publish." })
}
